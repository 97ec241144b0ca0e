//! The four numbers of a territory (model, §1): declared, authorised, contracted, observed. The page and the API both
//! take them from here.

mod frozen;

use std::collections::BTreeSet;

use census::measure::{self, Known, Measure, Spending};
use census::{DeviceKind, EntityId, EntityKind, Record};
use chrono::{Days, Months, NaiveDate};
use geodata::territory::Territory;
use store::{Counts, DeviceFilter, PublishedRecord, Reach};

use crate::effort::{self, Effort};
use crate::error::Error;
use crate::map::{Attributes, Tally};
use crate::state::AppState;

pub(crate) use frozen::{current_on, figures_on};

/// Records of a kind that are read for one territory; no country has more orders in force.
const MOST: u32 = 50_000;
/// What counts as recent.
const RECENT: Months = Months::new(24);
/// Days that count as lately.
pub(crate) const LATELY: Days = Days::new(30);

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
    /// What residents see.
    pub(crate) standing: Counts,
    /// What is recorded of the kinds that the map shows only when asked for; in none of the other numbers.
    pub(crate) aside: Vec<(DeviceKind, u64)>,
    /// Standing devices whose record is no older than two years.
    pub(crate) recent: u64,
    /// Standing devices that an order in force names.
    pub(crate) tied: u64,
    /// Who looked where.
    pub(crate) effort: Effort,
    /// Devices that are new or changed lately.
    pub(crate) lately: u64,
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

/// The filter of the devices that are counted in a territory; nothing for one without communes.
pub(crate) fn devices_of(state: &AppState, territory: &Territory) -> Option<DeviceFilter> {
    let reach = state.places.reach(territory)?;
    Some(DeviceFilter { territory: Some(reach), kinds: counted_kinds(), ..DeviceFilter::default() })
}

/// The kinds that are counted: those that the map shows without being asked. A speed camera or a guard is told beside the
/// numbers, never in them.
pub(crate) fn counted_kinds() -> Vec<DeviceKind> {
    DeviceKind::ALL.iter().copied().filter(|kind| kind.shown_by_default()).collect()
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
    let today = state.world.today();
    let devices = devices_in(state, territory, today).await?;
    let known = known(territory, records)?;
    Ok(Figures {
        today,
        declared: measure::declared(&known),
        authorised: measure::authorised(&known, today),
        contracted: measure::contracted(&known),
        spending: measure::spending(&known),
        tied: tied(state, &known, today).await?,
        effort: effort::effort(&state.places, territory, &known),
        counts: devices.counts,
        standing: devices.standing,
        aside: devices.aside,
        recent: devices.recent,
        lately: devices.lately,
    })
}

/// The devices of a territory, counted in memory.
async fn devices_in(state: &AppState, territory: &Territory, today: NaiveDate) -> Result<Tally, Error> {
    let reach = state.places.reach(territory).ok_or(Error::NotFound)?;
    let since = [today.checked_sub_months(RECENT), today.checked_sub_days(LATELY)];
    state.map.caught_up(&state.store).await?;
    Ok(state.map.ledger().tally(Some(&reach), since))
}

/// How many of the devices that stand are named by an order in force.
async fn tied(state: &AppState, known: &[Known], today: NaiveDate) -> Result<u64, Error> {
    let named: Vec<EntityId> = named_by_orders(known, today).into_iter().collect();
    let found = state.map.points_of(&state.store, &named).await?;
    let counts = |device: Attributes| device.status.stands() && device.kind.shown_by_default();
    Ok(found.iter().filter(|point| counts(Attributes::unpack(point.attributes))).count() as u64)
}

/// The devices that orders in force name, each once.
fn named_by_orders(known: &[Known], today: NaiveDate) -> BTreeSet<EntityId> {
    let in_force = known.iter().filter(|(_, order)| measure::is_in_force(order, today) == Some(true));
    in_force
        .filter(|(_, order)| order.kind == EntityKind::Authorisation)
        .flat_map(|(_, order)| devices_named(order))
        .collect()
}

/// The devices that an order names.
pub(crate) fn devices_named(order: &Record) -> impl Iterator<Item = EntityId> {
    order.references().filter(|(field, _)| *field == "devices").map(|(_, id)| id)
}

/// The devices of a territory by what they are and what became of them.
pub(crate) async fn counts_of(state: &AppState, territory: &Territory) -> Result<Counts, Error> {
    Ok(devices_in(state, territory, state.world.today()).await?.counts)
}

/// How many cameras each order in force allows, by the code of its territory.
pub(crate) async fn authorised_cameras(state: &AppState) -> Result<Vec<(String, u64)>, Error> {
    let (today, everywhere, mut found) = (state.world.today(), Reach::between("0", "~"), Vec::new());
    for published in state.store.records_within(EntityKind::Authorisation, "", &everywhere, MOST).await? {
        let order = values(&published)?;
        let is_counted = published.is_current && measure::is_in_force(&order, today) == Some(true);
        let cameras = measure::cameras_of(&order).filter(|_| is_counted);
        found.extend(order.text("territory").map(str::to_owned).zip(cameras));
    }
    Ok(found)
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
