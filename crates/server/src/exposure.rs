//! How much of a walk is watched, for the page and for the API. A walk is read, measured and forgotten: nothing of it
//! is stored or logged.

use std::collections::HashSet;
use std::time::Duration;

use census::{DeviceKind, DeviceStatus, EntityId, Verification, View};
use geodata::exposure::{Exposure, ViewArea, exposure};
use geodata::points::LivePoints;
use geodata::{ASSUMED_RANGE_M, ASSUMED_SPAN, Bearing, BearingRange, InvalidTrack, Position, Track};
use serde::Deserialize;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::error::Error;
use crate::map::Attributes;
use crate::state::AppState;

/// Bytes of a walk at the most.
pub(crate) const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// Where walks are sent.
pub(crate) const PATHS: [&str; 3] = ["/api/v1/exposure", "/balade-exposee", "/en/exposed-walk"];
/// The shortest and the longest that may be asked for.
pub(crate) const RANGE_BOUNDS_M: (f64, f64) = (5.0, 100.0);
/// Devices along a walk at the most.
pub(crate) const MAX_DEVICES: usize = 2_000;

/// Walks measured at a time, and how long one waits for its turn.
static TURNS: Semaphore = Semaphore::const_new(2);
const TURN: Duration = Duration::from_secs(5);

/// Why a walk is not measured.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Unmeasured {
    /// It is no walk.
    #[error(transparent)]
    Track(#[from] InvalidTrack),
    /// A range that is none.
    #[error("range: expected {} to {} metres", RANGE_BOUNDS_M.0, RANGE_BOUNDS_M.1)]
    Range,
    /// More devices than are told of.
    #[error("more than {MAX_DEVICES} devices stand along this walk: send a shorter one")]
    TooManyDevices,
}

/// What is known of where a device looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// Direction and width.
    Sector,
    /// The direction only.
    AssumedWidth,
    /// Nothing: it is taken to look all around.
    AllAround,
}

/// A device that looks at some of the walk.
#[derive(Debug, Clone)]
pub(crate) struct Watcher {
    pub(crate) id: EntityId,
    pub(crate) kind: DeviceKind,
    pub(crate) status: DeviceStatus,
    pub(crate) verification: Verification,
    pub(crate) place: Option<String>,
    pub(crate) territory: Option<String>,
    pub(crate) sight: Sight,
    pub(crate) area: ViewArea,
    /// Metres of the walk in its view.
    pub(crate) length_m: f64,
    /// Metres walked before it sees the walk.
    pub(crate) from_m: f64,
}

/// A walk and who watches it, in the order of walking.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) track: Track,
    pub(crate) range_m: f64,
    pub(crate) exposure: Exposure,
    pub(crate) watchers: Vec<Watcher>,
}

/// A range in metres as it was typed; the usual one when nothing was.
pub(crate) fn range(text: &str) -> Result<f64, Unmeasured> {
    if text.trim().is_empty() {
        return Ok(ASSUMED_RANGE_M);
    }
    let range: f64 = text.trim().replace(',', ".").parse().map_err(|_| Unmeasured::Range)?;
    let (least, most) = RANGE_BOUNDS_M;
    if (least..=most).contains(&range) { Ok(range) } else { Err(Unmeasured::Range) }
}

/// Reads a walk and measures it. Whatever is wrong with it comes as the inner error.
pub(crate) async fn measure(
    state: &AppState,
    file: Vec<u8>,
    range_m: f64,
) -> Result<Result<Measured, Unmeasured>, Error> {
    let turn = tokio::time::timeout(TURN, TURNS.acquire()).await;
    let _turn = turn.map_err(|_| Error::TooMany { retry_after_s: TURN.as_secs() })?;
    let points = state.map.snapshot();
    let read = off_the_request_thread(move || {
        let track = Track::read(&file)?;
        let near = devices_along(&track, &points, range_m)?;
        Ok((track, near))
    });
    let (track, near) = match read.await? {
        Ok(read) => read,
        Err(fault) => return Ok(Err(fault)),
    };
    let fragments = state.store.features_of(&near).await?;
    let devices: Vec<Watcher> =
        fragments.iter().filter_map(|feature| candidate(feature.id, &feature.fragment, range_m)).collect();
    Ok(Ok(off_the_request_thread(move || against(track, &devices, range_m)).await?))
}

async fn off_the_request_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(Box::new(error)))
}

/// The standing devices from whose range the walk is not farther away than that.
fn devices_along(track: &Track, points: &LivePoints, range_m: f64) -> Result<Vec<EntityId>, Unmeasured> {
    let mut near = HashSet::new();
    for segment in track.segments() {
        let found = points.near(segment.at(0.5), segment.length_m / 2.0 + range_m + 1.0).into_iter();
        let stands = |attributes: u32| Attributes::unpack(attributes).status.stands();
        near.extend(found.filter(|(_, point)| stands(point.attributes)).map(|(_, point)| point.id));
        if near.len() > MAX_DEVICES {
            return Err(Unmeasured::TooManyDevices);
        }
    }
    Ok(near.into_iter().map(|id| EntityId(Uuid::from_u128(id))).collect())
}

pub(crate) fn against(track: Track, devices: &[Watcher], range_m: f64) -> Measured {
    let areas: Vec<ViewArea> = devices.iter().map(|device| device.area.clone()).collect();
    let exposure = exposure(&track, &areas);
    let watcher = |watch: &geodata::exposure::Watch| Watcher {
        length_m: watch.length_m,
        from_m: watch.from_m,
        ..devices[watch.area].clone()
    };
    let watchers = exposure.watches.iter().map(watcher).collect();
    Measured { track, range_m, exposure, watchers }
}

/// The part of a published feature that matters here.
#[derive(Deserialize)]
struct Fragment {
    geometry: Geometry,
    properties: Properties,
}

#[derive(Deserialize)]
struct Geometry {
    coordinates: Position,
}

#[derive(Deserialize)]
struct Properties {
    kind: DeviceKind,
    status: DeviceStatus,
    verification: Verification,
    #[serde(default)]
    views: Vec<View>,
    address_label: Option<String>,
    territory_name: Option<String>,
}

/// `None` for a fragment that cannot be read, which `technopolice check` would have found.
pub(crate) fn candidate(id: EntityId, fragment: &str, range_m: f64) -> Option<Watcher> {
    let Fragment { geometry, properties: known } = serde_json::from_str(fragment).ok()?;
    let (sight, sectors) = sight(&known.views);
    Some(Watcher {
        id,
        kind: known.kind,
        status: known.status,
        verification: known.verification,
        place: known.address_label,
        territory: known.territory_name,
        sight,
        area: ViewArea { centre: geometry.coordinates, range_m, sectors },
        length_m: 0.0,
        from_m: 0.0,
    })
}

/// Where a device looks, and how well that is known; one view of unknown direction is all around.
fn sight(views: &[View]) -> (Sight, Vec<BearingRange>) {
    let known: Option<Vec<(Sight, BearingRange)>> = views.iter().map(sector).collect();
    match known.filter(|known| !known.is_empty()) {
        Some(known) => {
            let least_sure = known.iter().map(|(sight, _)| *sight).max().unwrap_or(Sight::AllAround);
            (least_sure, known.into_iter().map(|(_, sector)| sector).collect())
        }
        None => (Sight::AllAround, Vec::new()),
    }
}

fn sector(view: &View) -> Option<(Sight, BearingRange)> {
    let ends = view.from.zip(view.to).map(|(from, to)| (from.degrees(), to.degrees()));
    let between = ends.and_then(|(from, to)| BearingRange::clockwise(from, to).ok()).filter(|range| range.span() > 0.0);
    if let Some(between) = between {
        return Some((Sight::Sector, between));
    }
    let middle = view.bearing?;
    let width = view.fov.filter(|width| *width > 0.0);
    let sight = if width.is_some() { Sight::Sector } else { Sight::AssumedWidth };
    Some((sight, around(middle, width.unwrap_or(ASSUMED_SPAN))?))
}

fn around(middle: Bearing, width: f64) -> Option<BearingRange> {
    if width >= 360.0 {
        return BearingRange::clockwise(0.0, 360.0).ok();
    }
    let turned = |by: f64| (middle.degrees() + by).rem_euclid(360.0);
    BearingRange::clockwise(turned(-width / 2.0), turned(width / 2.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(json: &str) -> View {
        serde_json::from_str(json).expect("a view")
    }

    #[test]
    fn what_is_not_known_of_a_view_is_assumed_and_said() {
        let of = |views: &[View]| {
            let (sight, sectors) = sight(views);
            (sight, sectors.iter().map(|sector| (sector.from().degrees(), sector.span())).collect::<Vec<_>>())
        };
        assert_eq!(of(&[]), (Sight::AllAround, vec![]));
        assert_eq!(of(&[view(r#"{"tilt":-20}"#)]), (Sight::AllAround, vec![]));
        assert_eq!(of(&[view(r#"{"bearing":10}"#)]), (Sight::AssumedWidth, vec![(340.0, 60.0)]));
        assert_eq!(of(&[view(r#"{"bearing":10,"fov":90}"#)]), (Sight::Sector, vec![(325.0, 90.0)]));
        assert_eq!(of(&[view(r#"{"bearing":10,"fov":360}"#)]), (Sight::Sector, vec![(0.0, 360.0)]));
        assert_eq!(of(&[view(r#"{"from":350,"to":20}"#)]), (Sight::Sector, vec![(350.0, 30.0)]));
        let (both, one_unknown) =
            ([view(r#"{"bearing":10}"#), view(r#"{"from":90,"to":95}"#)], [view(r#"{"bearing":10}"#), view("{}")]);
        assert_eq!(of(&both), (Sight::AssumedWidth, vec![(340.0, 60.0), (90.0, 5.0)]));
        assert_eq!(of(&one_unknown), (Sight::AllAround, vec![]));
    }

    #[test]
    fn a_range_is_a_number_of_metres_within_bounds() {
        assert_eq!((range(""), range(" 12,5 "), range("100")), (Ok(30.0), Ok(12.5), Ok(100.0)));
        for text in ["0", "-3", "101", "NaN", "trente", "1e9"] {
            assert_eq!(range(text), Err(Unmeasured::Range), "{text}");
        }
    }
}
