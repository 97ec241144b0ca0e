//! Directions as mappers write them: degrees, points of the compass, sectors, lists.

use geodata::{Bearing, BearingRange};

use crate::View;

/// A token that is no direction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected degrees, a point of the compass or a sector such as 270-90, found {0:?}")]
pub struct InvalidDirection(pub String);

/// The points of the compass in clockwise steps of 22.5°: English, then French where the letters differ.
const COMPASS: [&[&str]; 16] = [
    &["N", "NORTH", "NORD"],
    &["NNE", "NORTHNORTHEAST", "NORDNORDEST"],
    &["NE", "NORTHEAST", "NORDEST"],
    &["ENE", "EASTNORTHEAST", "ESTNORDEST"],
    &["E", "EAST", "EST"],
    &["ESE", "EASTSOUTHEAST", "ESTSUDEST"],
    &["SE", "SOUTHEAST", "SUDEST"],
    &["SSE", "SOUTHSOUTHEAST", "SUDSUDEST"],
    &["S", "SOUTH", "SUD"],
    &["SSW", "SSO", "SOUTHSOUTHWEST", "SUDSUDOUEST"],
    &["SW", "SO", "SOUTHWEST", "SUDOUEST"],
    &["WSW", "OSO", "WESTSOUTHWEST", "OUESTSUDOUEST"],
    &["W", "O", "WEST", "OUEST"],
    &["WNW", "ONO", "WESTNORTHWEST", "OUESTNORDOUEST"],
    &["NW", "NO", "NORTHWEST", "NORDOUEST"],
    &["NNW", "NNO", "NORTHNORTHWEST", "NORDNORDOUEST"],
];

/// Reads every token of a list separated by `;` or `,`; several cameras on one pole are several views.
///
/// ```
/// let views = census::osm::read_directions("270-90;W").into_iter().collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(views.iter().filter_map(|view| view.bearing).map(f64::from).collect::<Vec<_>>(), [0.0, 270.0]);
/// # Ok::<(), census::osm::InvalidDirection>(())
/// ```
pub fn read_directions(text: &str) -> Vec<Result<View, InvalidDirection>> {
    let tokens = text.split([';', ',']).map(str::trim).filter(|token| !token.is_empty());
    tokens.map(|token| read_token(token).ok_or_else(|| InvalidDirection(token.chars().take(40).collect()))).collect()
}

/// A whole token first, so that `north-east` is a point of the compass and `N-E` a sector.
fn read_token(token: &str) -> Option<View> {
    if let Some(degrees) = degrees(token) {
        return Bearing::try_from(degrees).ok().map(View::towards);
    }
    let (from, to) = token.split_once(['-', '–', '—'])?;
    sector(degrees(from)?, degrees(to)?)
}

/// Clockwise; equal ends are a direction of unknown width, not an empty sector.
fn sector(from: f64, to: f64) -> Option<View> {
    let range = BearingRange::clockwise(from, to).ok()?;
    Some(if range.span() == 0.0 { View::towards(range.from()) } else { View::from(range) })
}

fn degrees(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = text.strip_suffix('°').unwrap_or(text).trim_end();
    if number.starts_with(|c: char| c.is_ascii_digit()) && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return number.parse().ok();
    }
    let word: String = text.chars().filter(|c| !matches!(c, '-' | ' ' | '_')).collect::<String>().to_uppercase();
    let spelled = text.len() == word.len() || word.len() > 3;
    let index = COMPASS.iter().position(|names| names.contains(&word.as_str())).filter(|_| spelled)?;
    Some(index as f64 * 22.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Case<'a> = (&'a str, &'a [Option<(f64, Option<f64>)>]);

    /// Middle, width, for each view; `None` for a token that is no direction.
    fn read(text: &str) -> Vec<Option<(f64, Option<f64>)>> {
        let facing = |view: View| view.bearing.map(|bearing| (bearing.degrees(), view.fov));
        read_directions(text).into_iter().map(|view| view.ok().and_then(facing)).collect()
    }

    #[test]
    fn a_direction_is_read_as_it_was_meant() {
        let towards = |degrees: f64| Some((degrees, None));
        let sector = |middle: f64, width: f64| Some((middle, Some(width)));
        let cases: &[Case<'_>] = &[
            ("270-90", &[sector(0.0, 180.0)]),
            ("W-E", &[sector(0.0, 180.0)]),
            ("0-360", &[sector(180.0, 360.0)]),
            ("90;180;270", &[towards(90.0), towards(180.0), towards(270.0)]),
            ("90, 180", &[towards(90.0), towards(180.0)]),
            ("", &[]),
            (" ; ", &[]),
            ("350-10", &[sector(0.0, 20.0)]),
            ("350 – 10", &[sector(0.0, 20.0)]),
            ("N-E", &[sector(45.0, 90.0)]),
            ("NE-180", &[sector(112.5, 135.0)]),
            ("90-90", &[towards(90.0)]),
            ("0", &[towards(0.0)]),
            ("360", &[towards(0.0)]),
            ("245.5°", &[towards(245.5)]),
            ("nnw", &[towards(337.5)]),
            ("NO", &[towards(315.0)]),
            ("north-east", &[towards(45.0)]),
            ("South West", &[towards(225.0)]),
            ("sud-ouest", &[towards(225.0)]),
            ("Ouest", &[towards(270.0)]),
            ("north-south", &[sector(90.0, 180.0)]),
            ("361", &[None]),
            ("-45", &[None]),
            ("90;vers la gare", &[towards(90.0), None]),
            ("forward", &[None]),
            ("1e2", &[None]),
            ("nan", &[None]),
            ("90-", &[None]),
            ("10-20-30", &[None]),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_sector_keeps_its_ends() {
        let views = read_directions("270-90");
        let view = views[0].as_ref().expect("a sector");
        assert_eq!((view.from.map(f64::from), view.to.map(f64::from)), (Some(270.0), Some(90.0)));
    }
}
