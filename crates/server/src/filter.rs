//! Which devices and records an address asks for: one parsed type for pages, lists, dumps and feeds.

mod asked;
mod records;

use std::str::FromStr;

use census::DeviceKind;
use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;
use store::{DeviceFilter, PageRequest, Reach};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::error::Error;
use crate::figures;
use crate::state::AppState;

use asked::asked;
pub(crate) use asked::pairs;
pub(crate) use records::RecordQuery;

/// Devices in a page without `limit`.
const PAGE: u32 = 50;
/// Devices in a page at the most.
const PAGE_MAX: u32 = 1_000;

/// The parameters of pages, which files have none of.
pub(crate) const PAGING: [&str; 4] = ["limit", "cursor", "near", "radius"];

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
    /// Families of device kinds, separated by commas; without `kind`, of the kinds that the map shows without being asked.
    #[param(example = "camera,sensor")]
    pub(crate) family: Option<String>,
    /// Who runs it, separated by commas: `public`, `private`, `mixed`, `unknown`.
    #[param(example = "public")]
    pub(crate) operator_kind: Option<String>,
    /// Device statuses, separated by commas. Without it, everything but `mistaken`.
    pub(crate) status: Option<String>,
    /// Verification grades, separated by commas.
    pub(crate) verification: Option<String>,
    /// Only devices that changed on or after this day.
    #[param(example = "2026-11-01")]
    pub(crate) since: Option<String>,
    /// Only devices that somebody saw, or found gone, on or after this day; or within this long until today.
    #[param(example = "P1Y")]
    pub(crate) seen_since: Option<String>,
    /// `true`: only what reads number plates; `false`: only what does not.
    pub(crate) plate_reading: Option<bool>,
    /// `true`: only what a use of software or of facial recognition names; `false`: only what none names.
    pub(crate) software: Option<bool>,
    /// Only devices that stood on this day, as far as the census knows today.
    #[param(example = "2019-06-30")]
    pub(crate) standing_on: Option<String>,
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
    #[param(maximum = 255)]
    pub(crate) bom: Option<u8>,
}

impl DeviceQuery {
    /// What the address of a page may ask for.
    const NAMES: &[&str] = &[
        "bbox",
        "territory",
        "kind",
        "family",
        "operator_kind",
        "status",
        "verification",
        "since",
        "seen_since",
        "plate_reading",
        "software",
        "standing_on",
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

    /// The same, of the kinds that the map shows where it names none.
    pub(crate) fn of_the_map(mut self) -> Self {
        if self.kind.is_none() && self.family.is_none() {
            let keys: Vec<&str> = figures::counted_kinds().into_iter().map(DeviceKind::key).collect();
            self.kind = Some(keys.join(","));
        }
        self
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
        let place = [("bbox", self.bbox.as_deref()), ("territory", self.territory.as_deref())];
        let parameters: Vec<_> =
            place.into_iter().chain(self.traits()).chain([("as_of", self.as_of.as_deref())]).collect();
        asked::address(&parameters)
    }

    /// The part of the filter that says what a device is, not where or when the census knew it, as the query of an
    /// address: what tiles take.
    pub(crate) fn address_of_traits(&self) -> String {
        asked::address(&self.traits())
    }

    fn traits(&self) -> [(&'static str, Option<&str>); 10] {
        let word = |flag: Option<bool>| flag.map(|flag| if flag { "true" } else { "false" });
        [
            ("kind", self.kind.as_deref()),
            ("family", self.family.as_deref()),
            ("operator_kind", self.operator_kind.as_deref()),
            ("status", self.status.as_deref()),
            ("verification", self.verification.as_deref()),
            ("since", self.since.as_deref()),
            ("seen_since", self.seen_since.as_deref()),
            ("plate_reading", word(self.plate_reading)),
            ("software", word(self.software)),
            ("standing_on", self.standing_on.as_deref()),
        ]
    }

    /// The name of the first parameter that says where or when, or how much; tiles take none of these.
    pub(crate) fn beyond_traits(&self) -> Option<&'static str> {
        self.given().next()
    }

    /// The name of the first parameter that says how much, or which order; what takes everything takes none of these.
    pub(crate) fn beyond_filter(&self) -> Option<&'static str> {
        self.given().find(|name| PAGING.contains(name))
    }

    fn given(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            ("bbox", self.bbox.is_some()),
            ("territory", self.territory.is_some()),
            ("as_of", self.as_of.is_some()),
            ("limit", self.limit.is_some()),
            ("cursor", self.cursor.is_some()),
            ("near", self.near.is_some()),
            ("radius", self.radius.is_some()),
            ("bom", self.bom.is_some()),
        ];
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name)
    }

    /// The parameters as the description of an address lists them: all but some, and some that must be there.
    pub(crate) fn described(without: &[&str], needed: &[&str]) -> Vec<Parameter> {
        let all = <Self as IntoParams>::into_params(|| Some(ParameterIn::Query));
        let kept = all.into_iter().filter(|parameter| !without.contains(&parameter.name.as_str()));
        let demanding = |mut parameter: Parameter| {
            if needed.contains(&parameter.name.as_str()) {
                parameter.required = Required::True;
            }
            parameter
        };
        kept.map(demanding).collect()
    }
}

/// The filter of a query, every parameter parsed.
pub(crate) fn filter(state: &AppState, query: &DeviceQuery) -> Result<DeviceFilter, Error> {
    Ok(DeviceFilter {
        bbox: parsed("bbox", query.bbox.as_deref())?,
        territory: query.territory.as_deref().map(|code| reach(state, code)).transpose()?,
        kinds: listed("kind", query.kind.as_deref())?,
        families: listed("family", query.family.as_deref())?,
        operator_kinds: listed("operator_kind", query.operator_kind.as_deref())?,
        statuses: listed("status", query.status.as_deref())?,
        verifications: listed("verification", query.verification.as_deref())?,
        since: query.since.as_deref().map(|text| day("since", text)).transpose()?,
        seen_since: query.seen_since.as_deref().map(|text| day_or_age(state, text)).transpose()?,
        plates: query.plate_reading,
        software: query.software,
        standing_on: query.standing_on.as_deref().map(|text| day("standing_on", text)).transpose()?,
    })
}

/// A day, or how long ago: `P18M` is the day 18 months before today (ISO 8601 durations of one unit).
fn day_or_age(state: &AppState, text: &str) -> Result<NaiveDate, Error> {
    let Some(age) = text.strip_prefix('P') else { return day("seen_since", text) };
    let unit = age.chars().next_back();
    let number = age.get(..age.len().saturating_sub(1)).and_then(|number| number.parse::<u32>().ok());
    let today = state.world.today();
    let found = number.zip(unit).and_then(|(number, unit)| match unit {
        'Y' => today.checked_sub_months(Months::new(number.checked_mul(12)?)),
        'M' => today.checked_sub_months(Months::new(number)),
        'D' => today.checked_sub_days(Days::new(u64::from(number))),
        _ => None,
    });
    found.ok_or_else(|| {
        Error::Malformed(format!("seen_since: expected a day, or an age such as P1Y, P6M or P30D, found {text:?}"))
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

fn day(name: &str, text: &str) -> Result<NaiveDate, Error> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| Error::Malformed(format!("{name}: expected a day such as 2026-11-01, found {text:?}")))
}
