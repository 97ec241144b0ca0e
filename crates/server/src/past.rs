//! `as_of=YYYY-MM-DD`: what the census knew at the end of a day.

use census::{
    Device, DeviceStatus, Entity, EntityId, Facet, OperatorKind, Record, Standing, feature_json, record_json,
};
use chrono::NaiveDate;
use serde::Deserialize;
use store::{DeviceFilter, Page, PageRequest, RecordFilter};
use utoipa::IntoParams;

use crate::devices::Found;
use crate::error::Error;
use crate::pages::format;
use crate::state::AppState;
use crate::words::Words;

/// Records looked at together; a page that finds few goes on with the next ones.
const PART: u32 = 500;
/// Parts that one page looks at, so that no question costs more than some tens of milliseconds.
const MOST_PARTS: u32 = 20;

/// The day of a question about one thing.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOf {
    /// As the census knew it at the end of this day.
    #[param(example = "2026-11-01")]
    pub(crate) as_of: Option<String>,
}

/// The day that was asked for; the future is not known.
pub(crate) fn day(state: &AppState, asked: Option<&str>) -> Result<Option<NaiveDate>, Error> {
    named_day(state, "as_of", asked)
}

/// The same under another name; a form sends an empty one.
pub(crate) fn named_day(state: &AppState, name: &str, asked: Option<&str>) -> Result<Option<NaiveDate>, Error> {
    let Some(text) = asked.filter(|text| name == "as_of" || !text.is_empty()) else { return Ok(None) };
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| Error::Malformed(format!("{name}: expected a day such as 2026-11-01, found {text:?}")))?;
    if day > state.world.today() {
        return Err(Error::Malformed(format!("{name}: {day} has not come yet")));
    }
    Ok(Some(day))
}

/// What a page of a day says of itself.
pub(crate) fn as_of_notice(words: &Words, day: NaiveDate) -> String {
    words.with("as-of-notice", &[("day", format::day(words, day).into())])
}

/// An entity of a day as JSON: a feature, or a record.
pub(crate) fn fragment(state: &AppState, entity: &Entity) -> Option<String> {
    if let Some(device) = entity.device() {
        let name = state.places.by_code(&device.territory).map(|place| place.name.as_str());
        return Some(feature_json(entity, device, name));
    }
    entity.record().map(|record| record_json(entity, record))
}

/// One entity of a day.
pub(crate) async fn entity(state: &AppState, id: EntityId, day: NaiveDate) -> Result<Entity, Error> {
    state.store.entity_on(id, day).await?.ok_or(Error::NotFound)
}

/// A page of the devices of a day. It goes through the places where devices stand today, those included that were
/// taken out since, so a page may hold fewer than were asked for and still have a next one. A device that was moved
/// out of the box or the territory since is looked for where it stands now.
pub(crate) async fn devices(
    state: &AppState,
    filter: &DeviceFilter,
    page: &PageRequest,
    day: NaiveDate,
) -> Result<Page<String>, Error> {
    let found = devices_as_entities(state, filter, page, day).await?;
    Ok(Page { items: found.items.iter().filter_map(|one| fragment(state, one)).collect(), next: found.next })
}

/// Can this be asked of a day? Who streams an answer has to know before its first byte.
pub(crate) fn answerable(filter: &DeviceFilter) -> Result<(), Error> {
    match filter.software {
        Some(_) => Err(Error::Malformed("software: as_of cannot tell, uses are read as they are today".to_owned())),
        None => Ok(()),
    }
}

/// The same as the census keeps them.
pub(crate) async fn devices_as_entities(
    state: &AppState,
    filter: &DeviceFilter,
    page: &PageRequest,
    day: NaiveDate,
) -> Result<Page<Entity>, Error> {
    answerable(filter)?;
    let found = ever_there(state, filter).await?.page(page).await?;
    let ids: Vec<EntityId> = found.items.iter().map(|item| item.id).collect();
    let mut items = state.store.entities_on(&ids, day).await?;
    items.retain(|entity| is_asked(filter, entity));
    Ok(Page { items, next: found.next })
}

/// Everything that ever stood, as far as the census knows today, where a filter looks.
pub(crate) async fn ever_there<'a>(state: &'a AppState, filter: &DeviceFilter) -> Result<Found<'a>, Error> {
    let place = DeviceFilter { bbox: filter.bbox, territory: filter.territory.clone(), ..DeviceFilter::default() };
    Found::now(state, DeviceFilter { statuses: DeviceStatus::ALL.to_vec(), ..place }).await
}

/// Is this device one that a filter asks for?
pub(crate) fn is_asked(filter: &DeviceFilter, entity: &Entity) -> bool {
    let Some(device) = entity.device() else { return false };
    let status = if filter.statuses.is_empty() {
        device.status != DeviceStatus::Mistaken
    } else {
        filter.statuses.contains(&device.status)
    };
    status
        && (filter.verifications.is_empty() || filter.verifications.contains(&device.verification))
        && filter.kinds().is_none_or(|kinds| kinds.contains(&device.kind))
        && (filter.operator_kinds.is_empty()
            || filter.operator_kinds.contains(&device.operator_kind.unwrap_or(OperatorKind::Unknown)))
        && filter.plates.is_none_or(|plates| device.reads_plates() == plates)
        && filter.since.is_none_or(|since| entity.updated_on >= since)
        && filter.seen_since.is_none_or(|since| last_on(entity, device).is_some_and(|last| last >= since))
        && filter.standing_on.is_none_or(|day| stood_on(entity, device, day))
        && filter.bbox.is_none_or(|bbox| bbox.contains(device.position))
        && filter.territory.as_ref().is_none_or(|reach| reach.contains(&device.territory))
}

fn last_on(entity: &Entity, device: &Device) -> Option<NaiveDate> {
    device.last_on(entity.created_on, entity.updated_on)
}

fn stood_on(entity: &Entity, device: &Device, day: NaiveDate) -> bool {
    let gone = !device.status.stands() && last_on(entity, device).is_some_and(|last| last <= day);
    device.first_on(entity.created_on).0 <= day && !gone
}

/// A page of the records of a day, and the last id that was looked at when there may be more.
pub(crate) async fn records(
    state: &AppState,
    filter: &RecordFilter,
    cursor: Option<EntityId>,
    limit: u32,
    day: NaiveDate,
) -> Result<(Vec<String>, Option<EntityId>), Error> {
    let (found, next) = records_as_entities(state, filter, cursor, limit, day).await?;
    Ok((found.iter().filter_map(|entity| fragment(state, entity)).collect(), next))
}

/// The same as the census keeps them.
pub(crate) async fn records_as_entities(
    state: &AppState,
    filter: &RecordFilter,
    mut cursor: Option<EntityId>,
    limit: u32,
    day: NaiveDate,
) -> Result<(Vec<Entity>, Option<EntityId>), Error> {
    let mut found: Vec<Entity> = Vec::new();
    for _ in 0..MOST_PARTS {
        let ids = state.store.ids_of_kind(filter.kind, cursor, PART).await?;
        for entity in state.store.entities_on(&ids, day).await? {
            let id = entity.id;
            let is_asked = entity.record().is_some_and(|record| has(filter, record, entity.updated_on));
            found.extend(Some(entity).filter(|_| is_asked));
            if found.len() == limit as usize {
                return Ok((found, Some(id)));
            }
        }
        if ids.len() < PART as usize {
            return Ok((found, None));
        }
        cursor = ids.last().copied();
    }
    Ok((found, cursor))
}

fn has(filter: &RecordFilter, record: &Record, updated_on: NaiveDate) -> bool {
    let facets = record.facets();
    record.standing == Standing::Current
        && filter.since.is_none_or(|since| updated_on >= since)
        && filter.facets.iter().all(|facet: &Facet| facets.contains(facet))
}
