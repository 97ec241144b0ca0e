//! Which devices and records an address asks for: one parsed type for pages, lists, dumps and feeds.

mod asked;
mod records;

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;
use store::{DeviceFilter, PageRequest, Reach};
use utoipa::IntoParams;

use crate::error::Error;
use crate::state::AppState;

use asked::asked;
pub(crate) use asked::pairs;
pub(crate) use records::RecordQuery;

/// Devices in a page without `limit`.
const PAGE: u32 = 50;
/// Devices in a page at the most.
const PAGE_MAX: u32 = 1_000;

/// Which devices.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeviceQuery {
    /// `west,south,east,north` in degrees; `west > east` crosses the antimeridian.
    #[param(example = "7.40,43.72,7.45,43.76")]
    pub(crate) bbox: Option<String>,
    /// Code of a commune, arrondissement, EPCI (its SIREN), department (`d93`), region (`r11`) or country.
    #[param(example = "06088")]
    pub(crate) territory: Option<String>,
    /// Device kinds, separated by commas.
    #[param(example = "camera,plate_reader")]
    pub(crate) kind: Option<String>,
    /// Device statuses, separated by commas. Without it, everything but `mistaken`.
    pub(crate) status: Option<String>,
    /// Verification grades, separated by commas.
    pub(crate) verification: Option<String>,
    /// Only devices that changed on or after this day.
    #[param(example = "2026-11-01")]
    pub(crate) since: Option<String>,
    /// The devices as the census knew them at the end of this day; a page may hold fewer than `limit` then.
    #[param(example = "2026-11-01")]
    pub(crate) as_of: Option<String>,
    /// At most this many, 1 to 1000 (more is lowered to 1000); 50 without it.
    pub(crate) limit: Option<u32>,
    /// Where the page before ended, as its `next` link gave it.
    pub(crate) cursor: Option<String>,
    /// `longitude,latitude`: the devices around this point, nearest first, each with its `distance_m`.
    #[param(example = "7.4212,43.7384")]
    pub(crate) near: Option<String>,
    /// Metres around `near`, at most 500; 50 without it.
    pub(crate) radius: Option<f64>,
    /// `1`: CSV begins with a byte order mark, which Excel needs; other formats have none.
    pub(crate) bom: Option<u8>,
}

impl DeviceQuery {
    /// What the address of a page may ask for.
    const NAMES: &[&str] = &[
        "bbox",
        "territory",
        "kind",
        "status",
        "verification",
        "since",
        "as_of",
        "limit",
        "cursor",
        "near",
        "radius",
        "bom",
    ];

    /// The query of a page's address: what it does not know is left out, and values that come several times, as check
    /// boxes send them, are joined by commas.
    pub(crate) fn of_page(query: Option<&str>) -> Result<Self, Error> {
        asked(query.unwrap_or_default(), Self::NAMES)
    }

    /// As [`DeviceQuery::address`], without one value of one filter.
    pub(crate) fn without(&self, name: &str, value: &str) -> String {
        let parts = self.address();
        let kept = parts.split('&').filter_map(|part| match part.split_once('=') {
            Some((known, values)) if known == name => {
                let left: Vec<&str> = values.split(',').filter(|one| *one != value).collect();
                (!left.is_empty()).then(|| format!("{name}={}", left.join(",")))
            }
            _ => (!part.is_empty()).then(|| part.to_owned()),
        });
        kept.collect::<Vec<_>>().join("&")
    }

    /// The filter as the query of an address, without where a page begins and how much it holds.
    pub(crate) fn address(&self) -> String {
        asked::address(&[
            ("bbox", self.bbox.as_deref()),
            ("territory", self.territory.as_deref()),
            ("kind", self.kind.as_deref()),
            ("status", self.status.as_deref()),
            ("verification", self.verification.as_deref()),
            ("since", self.since.as_deref()),
            ("as_of", self.as_of.as_deref()),
        ])
    }
}

/// The filter of a query, every parameter parsed.
pub(crate) fn filter(state: &AppState, query: &DeviceQuery) -> Result<DeviceFilter, Error> {
    Ok(DeviceFilter {
        bbox: parsed("bbox", query.bbox.as_deref())?,
        territory: query.territory.as_deref().map(|code| reach(state, code)).transpose()?,
        kinds: listed("kind", query.kind.as_deref())?,
        statuses: listed("status", query.status.as_deref())?,
        verifications: listed("verification", query.verification.as_deref())?,
        since: query.since.as_deref().map(day).transpose()?,
    })
}

/// The page of a query.
pub(crate) fn page(query: &DeviceQuery) -> Result<PageRequest, Error> {
    let limit = query.limit.unwrap_or(PAGE);
    if limit == 0 {
        return Err(Error::Malformed("limit is at least 1".to_owned()));
    }
    Ok(PageRequest { limit: limit.min(PAGE_MAX), after: parsed("cursor", query.cursor.as_deref())? })
}

fn reach(state: &AppState, code: &str) -> Result<Reach, Error> {
    let territory =
        state.places.by_code(code).ok_or_else(|| Error::Malformed(format!("territory: {code:?} is not known")))?;
    let reach = state.places.reach(territory);
    reach.ok_or_else(|| Error::Malformed("territory: it has no communes here".to_owned()))
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(name: &str, text: Option<&str>) -> Result<Option<T>, Error> {
    text.map(|text| text.parse().map_err(|error| Error::Malformed(format!("{name}: {error}")))).transpose()
}

fn listed<T: FromStr<Err: std::fmt::Display>>(name: &str, text: Option<&str>) -> Result<Vec<T>, Error> {
    let items = text.unwrap_or_default().split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(|item| item.parse().map_err(|error| Error::Malformed(format!("{name}: {error}")))).collect()
}

fn day(text: &str) -> Result<NaiveDate, Error> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| Error::Malformed(format!("since: expected a day such as 2026-11-01, found {text:?}")))
}
