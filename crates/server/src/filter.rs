//! Which devices a URL asks for: one parsed type for lists and dumps.

use std::str::FromStr;

use chrono::NaiveDate;
use store::{DeviceFilter, PageRequest};

use crate::error::Error;
use crate::state::AppState;
use crate::wire::DeviceQuery;

/// Devices in a page without `limit`.
const PAGE: u32 = 50;
/// Devices in a page at the most.
const PAGE_MAX: u32 = 1_000;

/// The filter of a query, every parameter parsed.
pub(crate) fn filter(state: &AppState, query: &DeviceQuery) -> Result<DeviceFilter, Error> {
    Ok(DeviceFilter {
        bbox: parsed("bbox", query.bbox.as_deref())?,
        territory: query.territory.as_deref().map(|code| code_range(state, code)).transpose()?,
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

fn code_range(state: &AppState, code: &str) -> Result<(String, String), Error> {
    let territory =
        state.places.by_code(code).ok_or_else(|| Error::Malformed(format!("territory: {code:?} is not known")))?;
    let range = state.places.code_range(territory);
    range.ok_or_else(|| {
        Error::Malformed("territory: give a commune, an arrondissement, a department or a country".to_owned())
    })
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
