//! Boxes as they are sent: fractions of the upright picture.

use photo::{MAX_REGIONS, Region};

use crate::error::Error;
use crate::wire::BoxJson;

/// Boxes as JSON: `[{"x":0.1,"y":0.2,"width":0.1,"height":0.1}]`; an empty text is none.
pub(crate) fn parse_boxes(text: &str) -> Result<Vec<Region>, Error> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let boxes: Vec<BoxJson> = serde_json::from_str(text).map_err(|error| Error::fault("/boxes", error))?;
    regions(&boxes)
}

/// Boxes that parsed, as regions; every number is checked.
pub(crate) fn regions(boxes: &[BoxJson]) -> Result<Vec<Region>, Error> {
    if boxes.len() > MAX_REGIONS {
        return Err(Error::fault("/boxes", format!("at most {MAX_REGIONS} boxes, found {}", boxes.len())));
    }
    let region = |(number, one): (usize, &BoxJson)| {
        Region::new(one.x, one.y, one.width, one.height)
            .map_err(|error| Error::fault(&format!("/boxes/{number}"), error))
    };
    boxes.iter().enumerate().map(region).collect()
}
