//! The numbers of a territory as they stood at the end of a day, from the revisions.

use std::collections::BTreeMap;

use census::measure::{self, Known};
use census::{DeviceKind, DeviceStatus, Entity, EntityKind, OperatorKind, Record, Verification};
use chrono::NaiveDate;
use geodata::Position;
use geodata::territory::Territory;
use store::{Counts, DeviceFilter, PageRequest};

use super::{Figures, RECENT, devices_of, of_territory};
use crate::effort;
use crate::error::Error;
use crate::past;
use crate::state::AppState;

/// Devices that are looked at together, and parts at the most: a whole country is read from a dated release.
const PART: u32 = 1_000;
const MOST_PARTS: u32 = 20;

/// The numbers of a day, and what stood then.
pub(crate) struct OnDay {
    /// The numbers.
    pub(crate) figures: Figures,
    /// Where they stood.
    pub(crate) positions: Vec<Position>,
    /// The records that numbers are made of.
    pub(crate) papers: Vec<Known>,
}

/// The numbers of a day.
pub(crate) async fn figures_on(state: &AppState, territory: &Territory, day: NaiveDate) -> Result<OnDay, Error> {
    let all = devices_on(state, territory, day).await?;
    let aside = counts(all.iter()).by_kind.into_iter().filter(|(kind, _)| !kind.shown_by_default()).collect();
    let is_counted = |entity: &Entity| entity.device().is_some_and(|device| device.kind.shown_by_default());
    let devices: Vec<Entity> = all.into_iter().filter(is_counted).collect();
    let records = records_on(state, territory, day).await?;
    let stands = |entity: &&Entity| entity.device().is_some_and(|device| device.status.stands());
    let since = day.checked_sub_months(RECENT);
    let recent = devices.iter().filter(stands).filter(|entity| since.is_none_or(|since| entity.updated_on >= since));
    let figures = Figures {
        today: day,
        declared: measure::declared(&records),
        authorised: measure::authorised(&records, day),
        contracted: measure::contracted(&records),
        spending: measure::spending(&records),
        tied: tied(&devices, &records, day),
        effort: effort::effort(&state.places, territory, &records),
        recent: recent.count() as u64,
        lately: 0,
        aside,
        counts: counts(devices.iter()),
        standing: counts(devices.iter().filter(stands)),
    };
    let positions = devices.iter().filter(stands).filter_map(Entity::device).map(|device| device.position).collect();
    Ok(OnDay { figures, positions, papers: records })
}

async fn devices_on(state: &AppState, territory: &Territory, day: NaiveDate) -> Result<Vec<Entity>, Error> {
    let counted = devices_of(state, territory).ok_or(Error::NotFound)?;
    let filter = DeviceFilter { kinds: Vec::new(), ..counted };
    if past::ever_there(state, &filter).await?.count().await? > u64::from(PART * MOST_PARTS) {
        return Err(too_many());
    }
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PARTS {
        let page = past::devices_as_entities(state, &filter, &PageRequest { limit: PART, after }, day).await?;
        found.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
    Err(too_many())
}

/// The records of a day about a territory or one inside it.
async fn records_on(state: &AppState, territory: &Territory, day: NaiveDate) -> Result<Vec<Known>, Error> {
    let reach = state.places.reach(territory).ok_or(Error::NotFound)?;
    let is_inside = |code: &str| code == territory.code.as_str() || reach.contains(code);
    let is_asked = |record: &Record| record.territories().into_iter().any(is_inside) && of_territory(territory, record);
    let mut found = Vec::new();
    for kind in EntityKind::records().filter(|kind| is_measured(*kind)) {
        found.extend(current_on(state, kind, day, is_asked).await?);
    }
    Ok(found)
}

/// The records of a kind that the census stood by at the end of a day and that are asked for.
pub(crate) async fn current_on(
    state: &AppState,
    kind: EntityKind,
    day: NaiveDate,
    is_asked: impl Fn(&Record) -> bool,
) -> Result<Vec<Known>, Error> {
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PARTS {
        let ids = state.store.ids_of_kind(kind, after, PART).await?;
        after = ids.last().copied();
        for entity in state.store.entities_on(&ids, day).await? {
            let record = entity.record().filter(|record| record.standing == census::Standing::Current);
            found.extend(record.filter(|record| is_asked(record)).map(|record| (entity.id, record.clone())));
        }
        if ids.len() < PART as usize {
            return Ok(found);
        }
    }
    Err(too_many())
}

/// Are numbers made of records of this kind?
fn is_measured(kind: EntityKind) -> bool {
    use EntityKind::{Authorisation, Contract, Deployment, OfficialCount, Survey};
    matches!(kind, Authorisation | Contract | Deployment | OfficialCount | Survey)
}

fn too_many() -> Error {
    Error::Malformed("there is too much for one answer of a past day; take a dated release".to_owned())
}

/// How many of the devices that stood are named by an order that was in force.
fn tied(devices: &[Entity], records: &[Known], day: NaiveDate) -> u64 {
    let named = super::named_by_orders(records, day);
    let stands = |entity: &&Entity| entity.device().is_some_and(|device| device.status.stands());
    devices.iter().filter(stands).filter(|entity| named.contains(&entity.id)).count() as u64
}

fn counts<'a>(devices: impl Iterator<Item = &'a Entity> + Clone) -> Counts {
    let days = devices.clone().map(|device| device.updated_on);
    let (newest, oldest) = (days.clone().max(), days.min());
    let mut kinds: BTreeMap<DeviceKind, u64> = BTreeMap::new();
    let mut statuses: BTreeMap<DeviceStatus, u64> = BTreeMap::new();
    let mut grades: BTreeMap<Verification, u64> = BTreeMap::new();
    let mut operators: BTreeMap<OperatorKind, u64> = BTreeMap::new();
    for device in devices.filter_map(Entity::device) {
        *kinds.entry(device.kind).or_default() += 1;
        *statuses.entry(device.status).or_default() += 1;
        *grades.entry(device.verification).or_default() += 1;
        if let Some(kind) = device.operator_kind.filter(|kind| *kind != OperatorKind::Unknown) {
            *operators.entry(kind).or_default() += 1;
        }
    }
    Counts {
        total: kinds.values().sum(),
        by_kind: kinds.into_iter().collect(),
        by_status: statuses.into_iter().collect(),
        by_verification: grades.into_iter().collect(),
        by_operator_kind: operators.into_iter().collect(),
        newest,
        oldest,
    }
}
