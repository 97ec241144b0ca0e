//! `/api/v1/devices/summary`: what a map shows in a box, counted and listed from the index behind the tiles.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use geodata::Bbox;
use geodata::points::{Counts, LivePoints, Point, Ranked};
use serde::{Deserialize, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::filter::{self, DeviceQuery};
use crate::map::{Attributes, CLASS_NAMES, FIRST, LAST, Lazy, MapFilter};
use crate::problems::ProblemJson;
use crate::state::AppState;

/// Devices listed without `limit`, and at the most.
const LISTED: u32 = 200;
const LISTED_MAX: u32 = 10_000;

/// How the devices of a box are put in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// Those next to the middle of the box first.
    #[default]
    Near,
    /// Those that somebody saw last first; those that nobody saw at the end.
    Seen,
    /// Those that stood first first.
    First,
    /// Kind by kind, in the order of the vocabulary.
    Kind,
    /// The best known first.
    Verification,
}

/// What the summary takes besides the filter.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryQuery {
    /// `near` (the middle of the box, the default), `seen`, `first`, `kind` or `verification`.
    #[param(example = "near")]
    sort: Option<String>,
}

/// The filter of a summary, for its description: a box, and what tiles take.
pub(crate) struct BoxQuery;

impl IntoParams for BoxQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        DeviceQuery::described(&["territory", "as_of", "cursor", "near", "radius", "bom"], &["bbox"])
    }
}

/// A box of the map in numbers, with the first of its devices.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Summary {
    /// Devices that stand; those that stand no more only where the filter asks for them by status or by day.
    count: u32,
    /// Devices that stand no more, which are drawn but not counted.
    gone: u32,
    /// `count`, by class as clusters have it.
    classes: Vec<ClassCount>,
    /// The first devices in the order asked for, both those that stand and those that are gone.
    devices: Vec<Listed>,
}

/// The devices of a class.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClassCount {
    /// `camera`, `plate_reader`, `sensor` or `other`.
    class: &'static str,
    /// How many.
    count: u32,
}

/// A device as the index knows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listed {
    /// Its id.
    id: Uuid,
    /// Longitude and latitude, to some 10 cm.
    position: [f64; 2],
    /// Key of `device_kind`.
    kind: &'static str,
    /// Key of `device_status`.
    status: &'static str,
    /// Key of `verification`.
    verification: &'static str,
    /// Who runs it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_kind: Option<&'static str>,
    /// Degrees clockwise from north, where it looks in one known direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    bearing: Option<u16>,
    /// The commune or arrondissement whose contour holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    territory: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    territory_name: Option<&'static str>,
    /// The day on which it was first seen, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_seen: Option<String>,
    /// The day on which somebody last saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_on: Option<String>,
    /// The day on which it went or was found gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    removed_on: Option<String>,
    /// It reads number plates.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    plate_reading: bool,
    /// A use of software or of facial recognition names it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    software: bool,
    /// Metres from the middle of the box.
    distance_m: f64,
}

/// Counts the devices of a box by class and lists the first of them, under the same filter as tiles.
#[utoipa::path(get, path = "/api/v1/devices/summary", tag = "devices", operation_id = "summariseDevices",
    params(BoxQuery, SummaryQuery),
    responses(
        (status = 200, description = "Counts, and the first devices; `limit` is 200 and at most 10000 here, and 0 only counts", body = Summary),
        (status = 304, description = "The client holds just this"),
        (status = 400, description = "No box, or a parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn summary(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Result<Response, Error> {
    let (query, order) = parsed(&uri)?;
    let filter = filter::filter(&state, &query)?;
    let bbox = filter.bbox.ok_or_else(|| Error::Malformed("bbox: say which box to summarise".to_owned()))?;
    if let Some(name) = beyond(&query) {
        return Err(Error::Malformed(format!("{name}: a summary takes no such parameter")));
    }
    let limit = query.limit.unwrap_or(LISTED).min(LISTED_MAX) as usize;
    let filter = MapFilter::from(&filter);
    let points = state.map.snapshot();
    let pyramid = state.map.pyramid(&points, filter);
    let asked = Asked { points, pyramid, filter, bbox, limit, order };
    // A box over all of France reads every point for some orders: not on a request thread.
    let found = tokio::task::spawn_blocking(move || asked.summary(&state)).await;
    let summary = found.map_err(|error| Error::Internal(Box::new(error)))?;
    let body = serde_json::to_vec(&summary).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(&headers, "application/json", Keep::Revalidate, body))
}

/// The filter and the order; what a program misspelt is told.
fn parsed(uri: &Uri) -> Result<(DeviceQuery, Order), Error> {
    let sort = axum::extract::Query::<SummaryQuery>::try_from_uri(uri)?.0.sort;
    let order = sort.map_or(Ok(Order::default()), |text| {
        let order = serde_json::from_value(text.as_str().into());
        order.map_err(|_| {
            Error::Malformed(format!("sort: expected near, seen, first, kind or verification, found {text:?}"))
        })
    })?;
    let rest: Vec<&str> =
        uri.query().unwrap_or_default().split('&').filter(|pair| !pair.starts_with("sort=")).collect();
    let uri = format!("/?{}", rest.join("&")).parse().map_err(|_| Error::NotFound)?;
    Ok((axum::extract::Query::<DeviceQuery>::try_from_uri(&uri)?.0, order))
}

/// What is neither the box nor how much.
fn beyond(query: &DeviceQuery) -> Option<&'static str> {
    let rest = DeviceQuery { bbox: None, limit: None, ..query.clone() };
    rest.beyond_traits()
}

/// A question with what answers it.
struct Asked {
    points: Arc<LivePoints>,
    pyramid: Lazy,
    filter: MapFilter,
    bbox: Bbox,
    limit: usize,
    order: Order,
}

impl Asked {
    fn summary(&self, state: &AppState) -> Summary {
        let class_of = |point: &Point| self.filter.class(point);
        let pyramid = self.pyramid.of(&self.points, self.filter);
        let counts: Counts = self.points.count_inside(self.bbox, pyramid, &class_of);
        let listed = match self.order {
            _ if self.limit == 0 => Vec::new(),
            Order::Near => self.points.nearest_inside(self.bbox, self.limit, pyramid, &class_of),
            order => self.points.first_inside(self.bbox, self.limit, &class_of, |point| rank(order, point)),
        };
        let classes = CLASS_NAMES.into_iter().zip(counts).filter(|(class, count)| *class != "gone" && *count > 0);
        Summary {
            count: MapFilter::counted(&counts),
            gone: counts.iter().sum::<u32>() - MapFilter::counted(&counts),
            classes: classes.map(|(class, count)| ClassCount { class, count }).collect(),
            devices: listed.iter().map(|ranked| listed_of(state, self.bbox, ranked)).collect(),
        }
    }
}

/// The smallest rank comes first.
fn rank(order: Order, point: &Point) -> f64 {
    let attributes = Attributes::unpack(point.attributes);
    match order {
        Order::Near => 0.0,
        Order::Seen => -f64::from(point.days[LAST]),
        Order::First => f64::from(point.days[FIRST]),
        Order::Kind => f64::from(attributes.kind as u8),
        Order::Verification => -f64::from(attributes.verification as u8),
    }
}

fn listed_of(state: &AppState, bbox: Bbox, ranked: &Ranked) -> Listed {
    let point = &ranked.point;
    let attributes = Attributes::unpack(point.attributes);
    let position = point.cell.position();
    let territory = state.places.locate(position).territory;
    let six = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let last = (point.days[LAST] > 0).then(|| day_text(point.days[LAST]));
    let (seen_on, removed_on) = if attributes.status.stands() { (last, None) } else { (None, last) };
    Listed {
        id: Uuid::from_u128(point.id),
        position: [six(position.longitude()), six(position.latitude())],
        kind: attributes.kind.key(),
        status: attributes.status.key(),
        verification: attributes.verification.key(),
        operator_kind: attributes.operator_kind.map(census::OperatorKind::key),
        bearing: attributes.bearing,
        territory: territory.map(|territory| territory.code.to_string()),
        territory_name: territory.map(|territory| territory.name.as_str()),
        first_seen: attributes.dated.then(|| day_text(point.days[FIRST])),
        seen_on,
        removed_on,
        plate_reading: attributes.plates,
        software: attributes.software,
        distance_m: (bbox.centre().distance_m(position) * 10.0).round() / 10.0,
    }
}

fn day_text(number: u16) -> String {
    let day = chrono::NaiveDate::default() + chrono::Days::new(u64::from(number));
    day.to_string()
}
