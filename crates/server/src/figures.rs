//! The four numbers of a territory (model, §1): declared, authorised, contracted, observed. The page and the API both
//! take them from here.

mod frozen;

use census::measure::{self, Known, Measure, Spending};
use census::{EntityKind, Record};
use chrono::{Months, NaiveDate};
use geodata::territory::Territory;
use store::{Counts, DeviceFilter, PublishedRecord};

use crate::error::Error;
use crate::state::AppState;

pub(crate) use frozen::figures_on;

/// Records of a kind that are read for one territory; no country has more orders in force.
const MOST: u32 = 50_000;
/// What counts as recent.
const RECENT: Months = Months::new(24);

/// What is known of a territory, in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Figures {
    /// The day they hold for.
    pub(crate) today: NaiveDate,
    /// What an authority declares.
    pub(crate) declared: Option<Measure>,
    /// What prefects allow.
    pub(crate) authorised: Option<Measure>,
    /// What contracts bought.
    pub(crate) contracted: Option<Measure>,
    /// What it cost.
    pub(crate) spending: Spending,
    /// What residents see, and what they no longer see.
    pub(crate) counts: Counts,
    /// Standing devices whose record is no older than two years.
    pub(crate) recent: u64,
}

impl Figures {
    /// Devices that stand, as far as the census knows.
    pub(crate) fn observed(&self) -> u64 {
        standing(&self.counts)
    }
}

/// How many stand, as far as the census knows.
pub(crate) fn standing(counts: &Counts) -> u64 {
    counts.by_status.iter().filter(|(status, _)| status.stands()).map(|(_, count)| count).sum()
}

/// The filter of the devices of a territory; nothing for one without communes.
pub(crate) fn devices_of(state: &AppState, territory: &Territory) -> Option<DeviceFilter> {
    let reach = state.places.reach(territory)?;
    Some(DeviceFilter { territory: Some(reach), ..DeviceFilter::default() })
}

/// The records of a territory and of those inside it, kind by kind in the order of the model.
pub(crate) async fn records_of(state: &AppState, territory: &Territory) -> Result<Vec<PublishedRecord>, Error> {
    let reach = state.places.reach(territory).ok_or(Error::NotFound)?;
    let mut found = Vec::new();
    for kind in EntityKind::records() {
        found.extend(state.store.records_within(kind, &territory.code, &reach, MOST).await?);
    }
    Ok(found)
}

/// The numbers of a territory, from its records and devices.
pub(crate) async fn figures(
    state: &AppState,
    territory: &Territory,
    records: &[PublishedRecord],
) -> Result<Figures, Error> {
    let filter = devices_of(state, territory).ok_or(Error::NotFound)?;
    let today = state.world.today();
    let since = today.checked_sub_months(RECENT);
    let recent = state.store.counts(&DeviceFilter { since, ..filter.clone() }).await?;
    let known = known(territory, records)?;
    Ok(Figures {
        today,
        declared: measure::declared(&known),
        authorised: measure::authorised(&known, today),
        contracted: measure::contracted(&known),
        spending: measure::spending(&known),
        counts: state.store.counts(&filter).await?,
        recent: standing(&recent),
    })
}

/// What somebody states of a town inside is no statement about the whole.
fn of_territory(territory: &Territory, record: &Record) -> bool {
    record.kind != EntityKind::OfficialCount || record.text("territory") == Some(&territory.code)
}

/// The records that numbers are made of.
fn known(territory: &Territory, records: &[PublishedRecord]) -> Result<Vec<Known>, Error> {
    let read = |published: &PublishedRecord| Ok((published.id, values(published)?));
    let all: Result<Vec<Known>, Error> = records.iter().filter(|record| record.is_current).map(read).collect();
    Ok(all?.into_iter().filter(|(_, record)| of_territory(territory, record)).collect())
}

/// The values of a record as the public sees them.
pub(crate) fn values(published: &PublishedRecord) -> Result<Record, Error> {
    let values = serde_json::from_str(&published.fragment).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Record { values, ..Record::new(published.kind) })
}
