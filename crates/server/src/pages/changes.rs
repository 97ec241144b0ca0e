//! `/villes/{place}/historique`, `/appareils/{id}/historique`, `/marches/{id}/historique`, …: what changed since a day,
//! with what was removed, refused or erased and the decision behind it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use census::{Body, Entity, EntityId, EntityKind, Field, Ground, fields};
use chrono::{Months, NaiveDate};
use geodata::territory::Territory;
use serde_json::Value;
use store::{Because, NewsOf};

use super::history::{self, ChangeLine};
use super::layout::{Layout, Site};
use super::paths::Paths;
use super::record::{RecordKind, joined, record_title, shown};
use super::view::{Choice, Crumb, Link};
use super::{city, feed, format, labels, page, site};
use crate::api::history::{HistoryQuery, of_device, of_record, of_territory};
use crate::changes::{self, Event, Past, What};
use crate::ending::Ending;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Months that the page offers to look back.
const LOOK_BACK: [u32; 3] = [1, 6, 12];

/// The page.
#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct ChangesPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// The day asked for, as the form field has it; may be empty.
    pub(crate) since: String,
    pub(crate) periods: Vec<Choice>,
    pub(crate) days: Vec<Day>,
    pub(crate) next: String,
    pub(crate) formats: Vec<Link>,
    /// Does it leave out confirmations?
    pub(crate) of_place: bool,
}

/// Everything of one day.
pub(crate) struct Day {
    pub(crate) label: String,
    pub(crate) lines: Vec<Line>,
}

/// Something that happened.
pub(crate) struct Line {
    pub(crate) key: &'static str,
    pub(crate) what: String,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) reason: String,
    pub(crate) summary: String,
    pub(crate) changes: Vec<ChangeLine>,
    pub(crate) decision: Option<Link>,
}

/// What a page of history is about, in words.
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) crumbs: Vec<Crumb>,
    /// The address without query, in French and in English.
    pub(crate) addresses: [String; 2],
    /// The feed of the same things.
    pub(crate) feed: Option<String>,
    pub(crate) of_place: bool,
}

/// `GET /villes/{place}/historique` and `.json`
pub(crate) async fn territory(
    State(state): State<AppState>,
    lang: Lang,
    Path(place): Path<String>,
    Query(query): Query<HistoryQuery>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let territory = city::named(&state, &place)?;
    if Ending::split(uri.path()).1.is_some() {
        let code = Path(territory.code.to_string());
        return of_territory(State(state), code, Query(query), headers).await;
    }
    let news = changes::news_of(&state, territory)?;
    let address = Paths(lang).city_history(&territory.code, &territory.name);
    if uri.path() != address {
        return Ok(Redirect::permanent(&address).into_response());
    }
    show(&state, lang, &query, news, of_place(Words::of(lang), territory)).await
}

fn of_place(words: &Words, territory: &Territory) -> Subject {
    let (code, name, paths) = (territory.code.to_string(), &territory.name, Paths(words.lang()));
    let own = paths.city(&code, name);
    Subject {
        name: name.clone(),
        crumbs: vec![city::home_crumb(words, Some(territory)), Crumb { href: own.clone(), label: name.clone() }],
        addresses: Lang::ALL.map(|lang| Paths(lang).city_history(&code, name)),
        feed: Some(format!("{own}.atom")),
        of_place: true,
    }
}

/// `GET /appareils/{id}/historique` and `.json`
pub(crate) async fn device(
    State(state): State<AppState>,
    lang: Lang,
    Path(id): Path<EntityId>,
    Query(query): Query<HistoryQuery>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if Ending::split(uri.path()).1.is_some() {
        return of_device(State(state), Path(id), Query(query), headers).await;
    }
    entity(&state, lang, (EntityKind::Device, id), &query).await
}

/// `GET /marches/{id}/historique` and its like, and `.json`
pub(crate) async fn record(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    Path(id): Path<EntityId>,
    Query(query): Query<HistoryQuery>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if Ending::split(uri.path()).1.is_some() {
        return of_record(State(state), Path(id), Query(query), headers).await;
    }
    entity(&state, lang, (kind, id), &query).await
}

async fn entity(
    state: &AppState,
    lang: Lang,
    (kind, id): (EntityKind, EntityId),
    query: &HistoryQuery,
) -> Result<Response, Error> {
    let found = state.store.entity(id).await?.filter(|entity| entity.kind() == kind).ok_or(Error::NotFound)?;
    let subject = of_entity(Words::of(lang), &found, feed::name(state, Words::of(lang), &found));
    show(state, lang, query, NewsOf::Entity(id), subject).await
}

pub(crate) fn of_entity(words: &Words, entity: &Entity, name: String) -> Subject {
    let (kind, id, paths) = (entity.kind(), entity.id, Paths(words.lang()));
    let list = Crumb { href: paths.kind(kind).to_owned(), label: labels::plural(words, "entity_kind", kind.key()) };
    let title = match entity.record() {
        Some(record) => record_title(words, kind, &record.title()),
        None => name.clone(),
    };
    Subject {
        name,
        crumbs: vec![list, Crumb { href: paths.entity(kind, id), label: title }],
        addresses: Lang::ALL.map(|lang| Paths(lang).entity_history(kind, id)),
        feed: (kind != EntityKind::Device).then(|| format!("{}.atom", paths.entity(kind, id))),
        of_place: false,
    }
}

async fn show(
    state: &AppState,
    lang: Lang,
    query: &HistoryQuery,
    of: NewsOf,
    subject: Subject,
) -> Result<Response, Error> {
    let asked = query.asked(state, of)?;
    let past = changes::past(state, &asked).await?;
    let words = Words::of(lang);
    let naming = |code: &str| state.places.by_code(code).map(|place| place.name.clone());
    let names = |entity: &Entity| feed::name(state, words, entity);
    let mut view = view(&site(state), words, subject, &past, (&names, &naming));
    let own = view.layout.own_address().to_owned();
    view.since = asked.since.map(|day| day.to_string()).unwrap_or_default();
    view.periods = periods(words, &own, state.world.today(), asked.since);
    view.next = past.next.map(|place| query.next(&own, place)).unwrap_or_default();
    page(&view)
}

/// How names of entities and of territories are found.
type Naming<'a> = (&'a dyn Fn(&Entity) -> String, &'a dyn Fn(&str) -> Option<String>);

pub(crate) fn view(
    site: &Site,
    words: &'static Words,
    subject: Subject,
    past: &Past,
    naming: Naming<'_>,
) -> ChangesPage {
    let Subject { name, crumbs, addresses, feed, of_place } = subject;
    let title = words.with("changes-title", &[("name", name.as_str().into())]);
    let lead = words.text(if of_place { "changes-lead-place" } else { "changes-lead-entity" });
    let [french, english] = addresses;
    let layout = Layout::new(site, words.lang(), title.clone(), lead.clone(), |paths| match paths.0 {
        Lang::Fr => french.clone(),
        Lang::En => english.clone(),
    });
    let json = format!("{}.json", layout.own_address());
    let link = |ending: Ending, href: &str| Link {
        href: href.to_owned(),
        label: words.text(&format!("format-{}", ending.key())),
        note: String::new(),
    };
    let others = std::iter::once(link(Ending::Json, &json)).chain(feed.iter().map(|feed| link(Ending::Atom, feed)));
    ChangesPage {
        formats: others.collect(),
        layout: layout.with_alternate("application/json", json),
        words,
        crumbs,
        title,
        lead,
        since: String::new(),
        periods: Vec::new(),
        days: days(words, past, naming),
        next: String::new(),
        of_place,
    }
}

/// The periods that one click leads to, the one that is shown marked.
fn periods(words: &Words, own: &str, today: NaiveDate, since: Option<NaiveDate>) -> Vec<Choice> {
    let back = LOOK_BACK.iter().filter_map(|months| {
        let day = today.checked_sub_months(Months::new(*months))?;
        let label = words.with("changes-months", &[("count", (*months).into())]);
        Some(Choice { value: format!("{own}?since={day}"), label, on: since == Some(day) })
    });
    let all = Choice { value: own.to_owned(), label: words.text("changes-all"), on: since.is_none() };
    back.chain(std::iter::once(all)).collect()
}

fn days(words: &Words, past: &Past, naming: Naming<'_>) -> Vec<Day> {
    let mut days: Vec<(Option<NaiveDate>, Day)> = Vec::new();
    for event in &past.events {
        if days.last().is_none_or(|(day, _)| *day != event.day) {
            let label = event.day.map(|day| format::day(words, day)).unwrap_or_default();
            days.push((event.day, Day { label, lines: Vec::new() }));
        }
        if let Some((_, day)) = days.last_mut() {
            day.lines.push(line(words, past, event, naming));
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn line(words: &Words, past: &Past, event: &Event, (names, naming): Naming<'_>) -> Line {
    let kind = || labels::label(words, "entity_kind", event.kind.key());
    let entity = event.entity.and_then(|id| past.entities.get(&id));
    let name = match entity {
        Some(entity) => names(entity),
        None if event.times > 1 => {
            words.with("changes-times", &[("kind", kind().into()), ("count", event.times.into())])
        }
        None => kind(),
    };
    let changes: Vec<ChangeLine> =
        event.body.as_ref().map(|body| lines(words, event.kind, body, naming)).unwrap_or_default();
    let reason = event.body.as_ref().map(|body| history::reason(words, &body.reason)).unwrap_or_default();
    Line {
        key: event.what.key(),
        what: words.text(&format!("changes-{}", event.what.key())),
        name,
        href: event.entity.map(|id| Paths(words.lang()).entity(event.kind, id)).unwrap_or_default(),
        // A first report says nothing that "published" does not say.
        reason: if event.what == What::Published { String::new() } else { reason },
        summary: words.with("history-changes", &[("count", changes.len().into())]),
        changes,
        decision: event.because.map(|because| decision(words, because)),
    }
}

fn decision(words: &Words, because: Because) -> Link {
    let ground = because.ground.map(|ground| labels::label(words, Ground::LIST, ground.key()));
    Link {
        href: Paths(words.lang()).decision(&because.decision.to_string()),
        label: labels::label(words, "decision_action", because.action.key()),
        note: ground.unwrap_or_default(),
    }
}

/// Every field that people read, before and after.
fn lines(words: &Words, kind: EntityKind, body: &Body, naming: &dyn Fn(&str) -> Option<String>) -> Vec<ChangeLine> {
    let changes = &body.changes.0;
    let mut found: Vec<ChangeLine> = match kind {
        EntityKind::Device => history::changed(words, body),
        kind => {
            let print = |name: &str, value: &Value| {
                let shape = census::field(kind, name).map(|field| field.shape);
                shape.map(|shape| joined(&shown(words, shape, value, naming))).unwrap_or_default()
            };
            let label = |name: &str| labels::label(words, "field", name);
            let line = |field: &Field| {
                let change = changes.get(field.name)?;
                let side =
                    |value: &Option<Value>| value.as_ref().map(|value| print(field.name, value)).unwrap_or_default();
                let (before, after) = (side(&change.before), side(&change.after));
                Some(ChangeLine { label: label(field.name), before, after })
            };
            let contradictions = history::contradictions(words, body, &print, &label);
            fields(kind).iter().filter_map(line).chain(contradictions).collect()
        }
    };
    if let Some(change) = changes.get("verification") {
        let print = |value: &Option<Value>| {
            let key = value.as_ref().and_then(|value| value.as_str());
            key.map(|key| labels::label(words, "verification", key)).unwrap_or_default()
        };
        let label = words.text("changes-certainty");
        found.push(ChangeLine { label, before: print(&change.before), after: print(&change.after) });
    }
    found
}

/// A place where something came, changed, went and was refused, for the tests of templates.
#[cfg(test)]
pub(crate) fn sample(site: &Site, lang: Lang, entity: &Entity) -> String {
    use census::{Action, Change, Changes};

    let words = Words::of(lang);
    let change = Change { before: Some("dome".into()), after: Some("fixed".into()) };
    let body = Body {
        reason: "correct".to_owned(),
        day: entity.updated_on,
        changes: Changes([("form".to_owned(), change)].into()),
    };
    let because =
        Because { decision: store::DecisionId::default(), action: Action::Refuse, ground: Some(Ground::Privacy) };
    let event = |what: What, body: Option<Body>, because: Option<Because>| Event {
        day: Some(entity.updated_on),
        what,
        kind: EntityKind::Device,
        entity: body.is_some().then_some(entity.id),
        version: body.is_some().then_some(2),
        body,
        because,
        times: 3,
    };
    let events = vec![event(What::Changed, Some(body), None), event(What::Refused, None, Some(because))];
    let past = Past { events, entities: [(entity.id, entity.clone())].into(), next: None };
    let subject = of_entity(words, entity, "Caméra, Saint-Denis".to_owned());
    let mut view = view(site, words, subject, &past, (&|_| "Caméra, Saint-Denis".to_owned(), &|_| None));
    view.periods = periods(words, "/historique", entity.updated_on, None);
    super::samples::html(&view)
}
