//! A photo on its way in: a form with a file, or the bare bytes. It is read into memory, never into a file; its name
//! and the type that the sender gives are not looked at.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use photo::{MAX_REGIONS, Region};

use crate::error::Error;
use crate::wire::BoxJson;

/// Fields of a form at the most.
const MAX_FIELDS: usize = 200;

/// What a form with a file sends, or a request whose body is the file.
#[derive(Default)]
pub(crate) struct Upload {
    /// The file, when there is one.
    pub(crate) photo: Option<Bytes>,
    fields: Vec<(String, String)>,
}

impl Upload {
    /// The first value of a field, empty without it.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let fields = self.fields.iter().filter(move |(known, _)| known == name);
        fields.map(|(_, value)| value.as_str())
    }

    async fn read(mut form: Multipart) -> Result<Self, Error> {
        let mut upload = Self::default();
        while let Some(field) = form.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "photo" {
                upload.photo = Some(field.bytes().await?).filter(|bytes| !bytes.is_empty());
            } else if upload.fields.len() < MAX_FIELDS {
                upload.fields.push((name, field.text().await?));
            }
        }
        Ok(upload)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let kind = essence(request.headers());
        if kind == "multipart/form-data" {
            return Self::read(Multipart::from_request(request, state).await?).await;
        }
        if !kind.starts_with("image/") && kind != "application/octet-stream" {
            return Err(Error::UnsupportedType(format!("send image/jpeg or multipart/form-data, found {kind:?}")));
        }
        let boxes = request.headers().get("boxes").and_then(|value| value.to_str().ok());
        let fields = boxes.map(|boxes| ("boxes".to_owned(), boxes.to_owned()));
        let photo = Some(Bytes::from_request(request, state).await?);
        Ok(Self { photo, fields: fields.into_iter().collect() })
    }
}

fn essence(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

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
