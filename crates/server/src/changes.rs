//! What changed since a day, in a territory or of one entity, the newest first: revisions, and what was refused or
//! erased, each with the decision behind it. Days only, and never by whom.

use std::collections::HashMap;

use census::{Body, DeviceStatus, Entity, EntityId, EntityKind, Revision};
use chrono::{Days, NaiveDate};
use geodata::territory::{Territory, TerritoryKind};
use serde_json::Value;
use store::{Because, NewsOf, Refusal};

use crate::error::Error;
use crate::state::AppState;

/// Revisions looked at together; a page that finds few goes on with the next ones.
const PART: u32 = 200;
/// Parts that one page looks at, so that no question costs more than some tens of milliseconds.
const MOST_PARTS: u32 = 10;
/// What nobody needs to be told of a place: that a thing is still as it was.
const QUIET: [&str; 3] = ["confirm", "check", "mentioned"];

/// What happened to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// The census learned of it.
    Published,
    /// Something is known differently.
    Changed,
    /// It was taken down, or out of the census.
    Removed,
    /// It counts again.
    Restored,
    /// It was confirmed or looked at, and is as it was.
    Confirmed,
    /// What was said is erased.
    Erased,
    /// It was not published.
    Refused,
}

impl What {
    /// The public key, which is a part of catalogue keys too.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Restored => "restored",
            Self::Confirmed => "confirmed",
            Self::Erased => "erased",
            Self::Refused => "refused",
        }
    }
}

/// Where a page begins: behind this place of the chain, on or before this day, of whose refusals some were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    seq: i64,
    day: NaiveDate,
    told: u32,
}

/// Whose history, from when on.
pub(crate) struct Asked {
    /// Of a territory, or of an entity.
    pub(crate) of: NewsOf,
    /// The first day; everything without it.
    pub(crate) since: Option<NaiveDate>,
    /// Where the page begins.
    pub(crate) cursor: Option<Place>,
    /// Revisions in a page at the most, and refusals besides them.
    pub(crate) limit: usize,
}

/// Something that happened.
pub(crate) struct Event {
    /// The day; unknown for what was erased.
    pub(crate) day: Option<NaiveDate>,
    /// What it was.
    pub(crate) what: What,
    /// What kind of entity.
    pub(crate) kind: EntityKind,
    /// Which one; unknown for what was never published.
    pub(crate) entity: Option<EntityId>,
    /// The version that it led to.
    pub(crate) version: Option<u32>,
    /// What was said; nothing for what was erased or refused.
    pub(crate) body: Option<Body>,
    /// The decision behind it, when there is one.
    pub(crate) because: Option<Because>,
    /// How many of the kind, for refusals.
    pub(crate) times: u64,
}

/// A page of a history.
pub(crate) struct Past {
    /// The newest first.
    pub(crate) events: Vec<Event>,
    /// The entities that they speak of, as they are today.
    pub(crate) entities: HashMap<EntityId, Entity>,
    /// Where the next page begins.
    pub(crate) next: Option<Place>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}_{}", self.seq, self.day, self.told)
    }
}

impl std::str::FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let read = |text: &str| {
            let [seq, day, told] = <[&str; 3]>::try_from(text.split('_').collect::<Vec<_>>()).ok()?;
            Some(Self { seq: seq.parse().ok()?, day: day.parse().ok()?, told: told.parse().ok()? })
        };
        read(text).ok_or_else(|| Error::Malformed("cursor: take it from the `next` link of the page before".to_owned()))
    }
}

/// The news of a territory; the whole country is walked from the newest change on, a smaller one is found by what
/// stands there.
pub(crate) fn news_of(state: &AppState, territory: &Territory) -> Result<NewsOf, Error> {
    if territory.kind == TerritoryKind::Country && territory.code == "FR" {
        return Ok(NewsOf::Everything);
    }
    let reach = state.places.reach(territory).ok_or(Error::NotFound)?;
    Ok(NewsOf::Territory { code: territory.code.to_string(), reach })
}

/// What happened by a revision. `None` for nothing that a place has to be told of, unless it is all that is asked for.
pub(crate) fn what_happened(revision: &Revision, body: &Body) -> Option<What> {
    if revision.version == 1 {
        return Some(What::Published);
    }
    let stands = |value: &Option<Value>, missing: bool| match value.as_ref().and_then(Value::as_str) {
        Some(key) => key == "current" || key.parse::<DeviceStatus>().is_ok_and(DeviceStatus::stands),
        None => missing,
    };
    for field in ["status", "standing"] {
        let Some(change) = body.changes.0.get(field).filter(|_| is_of_devices_or_standing(body, field)) else {
            continue;
        };
        match (stands(&change.before, true), stands(&change.after, true)) {
            (true, false) => return Some(What::Removed),
            (false, true) => return Some(What::Restored),
            _ => {}
        }
    }
    (!QUIET.contains(&body.reason.as_str())).then_some(What::Changed)
}

/// The status of a contract or an order is a word of its own vocabulary and removes nothing.
fn is_of_devices_or_standing(body: &Body, field: &str) -> bool {
    let keys = body.changes.0.get(field).into_iter().flat_map(|change| [&change.before, &change.after]).flatten();
    field == "standing" || keys.filter_map(Value::as_str).all(|key| key.parse::<DeviceStatus>().is_ok())
}

/// A page of a history.
pub(crate) async fn past(state: &AppState, asked: &Asked) -> Result<Past, Error> {
    let mut walked = walk(state, asked).await?;
    // A day may be cut in two by the page; its refusals stand on the page where it ends.
    let until = asked.cursor.map_or_else(|| state.world.today(), |place| place.day);
    fill_days(&mut walked.events, until);
    let refusals = refusals(state, asked, until, &mut walked).await?;
    let next = walked.next();
    let mut events: Vec<Event> = walked.events.into_iter().map(|(event, _)| event).collect();
    events.extend(refusals.iter().map(refused));
    events.sort_by_key(|event| std::cmp::Reverse(event.day));
    let mut ids: Vec<EntityId> = events.iter().filter_map(|event| event.entity).collect();
    ids.sort_unstable();
    ids.dedup();
    explain(state, &mut events, &ids).await?;
    let entities = state.store.entities_on(&ids, state.world.today()).await?;
    let entities = entities.into_iter().map(|entity| (entity.id, entity)).collect();
    Ok(Past { events, entities, next })
}

/// The refusals of a page. Where there are more than one page takes, the page ends at the last of them: what is older
/// is left for the next one.
async fn refusals(
    state: &AppState,
    asked: &Asked,
    until: NaiveDate,
    walked: &mut Walked,
) -> Result<Vec<Refusal>, Error> {
    let told = asked.cursor.map_or(0, |place| place.told);
    let day_before = |day: NaiveDate| day.checked_sub_days(Days::new(1)).unwrap_or_default();
    let after = match walked.last {
        Some(place) if !walked.ended => place.day,
        _ => asked.since.map_or_else(NaiveDate::default, day_before),
    };
    let most = u32::try_from(asked.limit).unwrap_or(u32::MAX);
    let mut found = state.store.refusals(&asked.of, (after, until), told, most.saturating_add(1)).await?;
    if found.len() > asked.limit {
        found.truncate(asked.limit);
        let day = found.last().map_or(until, |refusal| refusal.day);
        let of_day = found.iter().filter(|refusal| refusal.day == day).count() as u32;
        walked.cut_off(asked.cursor, day, if day == until { told + of_day } else { of_day });
    } else if let Some(last) = walked.last.as_mut().filter(|last| last.day == until) {
        // The day goes on behind this page, and so does what was told of it.
        last.told = told;
    }
    Ok(found)
}

/// The revisions of a page.
struct Walked {
    /// Each with its number.
    events: Vec<(Event, i64)>,
    /// The last one looked at.
    last: Option<Place>,
    /// Is there nothing more?
    ended: bool,
}

impl Walked {
    /// Leaves out what is older than a day, of whose refusals some were told.
    fn cut_off(&mut self, cursor: Option<Place>, day: NaiveDate, told: u32) {
        let kept = self.events.iter().take_while(|(event, _)| event.day.is_none_or(|of| of >= day)).count();
        let is_cut = kept < self.events.len();
        self.events.truncate(kept);
        let before = cursor.map_or(i64::MAX, |place| place.seq);
        let all_looked_at = self.last.map_or(before, |place| place.seq);
        let last_kept = self.events.last().map_or(before, |(_, seq)| *seq);
        self.last = Some(Place { seq: if is_cut { last_kept } else { all_looked_at }, day, told });
        self.ended = false;
    }

    fn next(&self) -> Option<Place> {
        self.last.filter(|_| !self.ended)
    }
}

async fn walk(state: &AppState, asked: &Asked) -> Result<Walked, Error> {
    let of_one = matches!(asked.of, NewsOf::Entity(_));
    let mut events = Vec::new();
    let mut last = asked.cursor;
    for _ in 0..MOST_PARTS {
        let revisions = state.store.news(&asked.of, last.map(|place| place.seq), PART).await?;
        let kinds = kinds(state, &revisions).await?;
        let was_last = revisions.len() < PART as usize;
        for revision in revisions {
            let body = revision.read().ok().flatten();
            let day = body.as_ref().map(|body| body.day);
            if day.zip(asked.since).is_some_and(|(day, since)| day < since) {
                return Ok(Walked { events, last, ended: true });
            }
            let known = day.or(last.map(|place| place.day)).unwrap_or_else(|| state.world.today());
            last = Some(Place { seq: revision.seq, day: known, told: 0 });
            let Some(kind) = kinds.get(&revision.entity) else { continue };
            events.extend(event(&revision, *kind, body, of_one).map(|event| (event, revision.seq)));
            if events.len() == asked.limit {
                return Ok(Walked { events, last, ended: false });
            }
        }
        if was_last {
            return Ok(Walked { events, last, ended: true });
        }
    }
    Ok(Walked { events, last, ended: false })
}

async fn kinds(state: &AppState, revisions: &[Revision]) -> Result<HashMap<EntityId, EntityKind>, Error> {
    let mut ids: Vec<EntityId> = revisions.iter().map(|revision| revision.entity).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(state.store.kinds(&ids).await?.into_iter().collect())
}

fn event(revision: &Revision, kind: EntityKind, body: Option<Body>, of_one: bool) -> Option<Event> {
    let what = match &body {
        None => What::Erased,
        Some(body) => what_happened(revision, body).or(of_one.then_some(What::Confirmed))?,
    };
    Some(Event {
        day: body.as_ref().map(|body| body.day),
        what,
        kind,
        entity: Some(revision.entity),
        version: Some(revision.version),
        body,
        because: None,
        times: 1,
    })
}

fn refused(refusal: &Refusal) -> Event {
    let erased = refusal.because.action == census::Action::Redact;
    Event {
        day: Some(refusal.day),
        what: if erased { What::Erased } else { What::Refused },
        kind: refusal.kind,
        entity: refusal.entity,
        version: None,
        body: None,
        because: Some(refusal.because),
        times: refusal.times,
    }
}

/// What was erased has no day; it stands where the one after it in the chain stands.
fn fill_days(events: &mut [(Event, i64)], until: NaiveDate) {
    let mut day = until;
    for (event, _) in events {
        day = event.day.unwrap_or(day);
        event.day = Some(day);
    }
}

async fn explain(state: &AppState, events: &mut [Event], ids: &[EntityId]) -> Result<(), Error> {
    let behind = state.store.decisions_behind(ids).await?;
    let behind: HashMap<(EntityId, u32), Because> =
        behind.into_iter().map(|(entity, version, because)| ((entity, version), because)).collect();
    for event in events {
        if let Some(key) = event.entity.zip(event.version) {
            event.because = event.because.or(behind.get(&key).copied());
        }
    }
    Ok(())
}
