//! Feeds of what was published, changed or removed, newest first (Atom, RFC 4287; pages, RFC 5005). They are read from
//! the revisions, name no contributor, and tell days only.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use census::{Body, Entity, EntityId, EntityKind, Facet, Record, Revision, Standing};
use chrono::NaiveDate;
use geodata::territory::Territory;
use sha2::{Digest, Sha256};
use store::NewsOf;
use uuid::{Builder, Uuid};

use super::paths::Paths;
use super::record::record_title;
use super::{history, labels};
use crate::changes::{What, news_of, what_happened};
use crate::ending::Ending;
use crate::error::Error;
use crate::filter::{self, DeviceQuery, RecordQuery};
use crate::past;
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Entries in a page.
const ENTRIES: usize = 50;
/// Revisions looked at together; a page that finds few goes on with the next ones.
const PART: u32 = 200;
/// Parts that one page looks at.
const MOST_PARTS: u32 = 10;

/// One page of a feed.
#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed {
    lang: &'static str,
    id: Uuid,
    title: String,
    subtitle: String,
    updated: NaiveDate,
    own: String,
    page: String,
    first: String,
    next: Option<String>,
    entries: Vec<Entry>,
}

/// Something that happened.
struct Entry {
    id: Uuid,
    title: String,
    updated: NaiveDate,
    page: String,
    data: String,
    what: What,
    kind: &'static str,
    summary: String,
}

/// Whether a feed tells of a change.
type Choice<'a> = Box<dyn Fn(&Entity, What) -> bool + Send + Sync + 'a>;

/// Which feed.
struct Asked<'a> {
    of: NewsOf,
    title: String,
    lang: Lang,
    uri: &'a Uri,
    tells: Choice<'a>,
}

/// Everything in a territory, devices and records.
pub(crate) async fn of_territory(
    state: &AppState,
    lang: Lang,
    territory: &Territory,
    uri: &Uri,
) -> Result<Response, Error> {
    let of = news_of(state, territory)?;
    answer(state, Asked { of, title: territory.name.clone(), lang, uri, tells: Box::new(|_, _| true) }).await
}

/// The devices that a query selects.
pub(crate) async fn of_devices(
    state: &AppState,
    lang: Lang,
    query: &DeviceQuery,
    uri: &Uri,
) -> Result<Response, Error> {
    let filter = filter::filter(state, query)?;
    let territory = query.territory.as_deref().and_then(|code| state.places.by_code(code));
    let words = Words::of(lang);
    let devices = labels::plural(words, "entity_kind", EntityKind::Device.key());
    let (of, title) = match territory {
        Some(place) => (news_of(state, place)?, format!("{devices}, {}", place.name)),
        None => (NewsOf::Kind(EntityKind::Device), devices),
    };
    let tells = Box::new(move |entity: &Entity, _: What| past::is_asked(&filter, entity));
    answer(state, Asked { of, title, lang, uri, tells }).await
}

/// The records that a query selects, those included that the census no longer stands by.
pub(crate) async fn of_records(
    state: &AppState,
    lang: Lang,
    query: &RecordQuery,
    uri: &Uri,
) -> Result<Response, Error> {
    let filter = query.filter()?;
    let title = labels::plural(Words::of(lang), "entity_kind", query.kind.key());
    let tells = Box::new(move |entity: &Entity, _: What| {
        let facets = entity.record().map(facets_while_current).unwrap_or_default();
        filter.facets.iter().all(|facet| facets.contains(facet))
    });
    answer(state, Asked { of: NewsOf::Kind(query.kind), title, lang, uri, tells }).await
}

/// A company, an authority, or any other record, and what refers to it: `/organisations/{id}.atom`.
pub(crate) async fn of_record(state: &AppState, lang: Lang, entity: &Entity, uri: &Uri) -> Result<Response, Error> {
    let record = entity.record().ok_or(Error::NotFound)?;
    let title = record_title(Words::of(lang), record.kind, &record.title());
    let of = NewsOf::About(entity.id);
    answer(state, Asked { of, title, lang, uri, tells: Box::new(|_, _| true) }).await
}

/// `GET /retraits.atom`: what was taken down, or out of the census.
pub(crate) async fn removals(State(state): State<AppState>, lang: Lang, uri: Uri) -> Result<Response, Error> {
    let title = Words::of(lang).text("feed-removals");
    let tells = Box::new(|_: &Entity, what: What| what == What::Removed);
    answer(&state, Asked { of: NewsOf::Gone, title, lang, uri: &uri, tells }).await
}

/// A record that was taken out is found by nothing; its last words are asked for by what it was found by.
fn facets_while_current(record: &Record) -> std::collections::BTreeSet<Facet> {
    Record { standing: Standing::Current, ..record.clone() }.facets()
}

async fn answer(state: &AppState, asked: Asked<'_>) -> Result<Response, Error> {
    let words = Words::of(asked.lang);
    let before = cursor(asked.uri)?;
    let (entries, next) = entries(state, words, &asked, before).await?;
    let path = asked.uri.path();
    let query = without_cursor(asked.uri);
    let page_of = |cursor: Option<i64>| {
        let cursor = cursor.map(|cursor| format!("cursor={cursor}"));
        let query = [Some(query.clone()).filter(|query| !query.is_empty()), cursor];
        let query: Vec<String> = query.into_iter().flatten().collect();
        let sign = if query.is_empty() { "" } else { "?" };
        state.address(&format!("{path}{sign}{}", query.join("&")))
    };
    let sign = if query.is_empty() { "" } else { "?" };
    let feed = Feed {
        lang: asked.lang.tag(),
        id: named(&["technopolice feed v1", path, &query]),
        title: plain(&words.with("feed-title", &[("what", asked.title.as_str().into())])),
        subtitle: words.text("feed-subtitle"),
        updated: entries.first().map_or_else(|| state.world.today(), |entry| entry.updated),
        own: page_of(before),
        page: state.address(&format!("{}{sign}{query}", page_behind(asked.lang, path))),
        first: page_of(None),
        next: next.map(|cursor| page_of(Some(cursor))),
        entries,
    };
    let body = feed.render().map_err(|error| Error::Internal(Box::new(error)))?;
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))], body)
        .into_response())
}

/// The page that a feed belongs to; the feed of removals has none of its own.
fn page_behind(lang: Lang, path: &str) -> &str {
    let stem = Ending::split(path).0;
    if stem == Paths(lang).removals() { Paths(lang).home() } else { stem }
}

/// Where the page begins: behind this place in the chain.
fn cursor(uri: &Uri) -> Result<Option<i64>, Error> {
    let given = filter::pairs(uri.query().unwrap_or_default()).find(|(name, _)| name == "cursor");
    given
        .map(|(_, text)| text.parse().map_err(|_| Error::Malformed("cursor: not one of this feed".to_owned())))
        .transpose()
}

fn without_cursor(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default();
    query.split('&').filter(|part| !part.is_empty() && !part.starts_with("cursor=")).collect::<Vec<_>>().join("&")
}

/// The entries of a page, and where the next one begins.
async fn entries(
    state: &AppState,
    words: &Words,
    asked: &Asked<'_>,
    mut before: Option<i64>,
) -> Result<(Vec<Entry>, Option<i64>), Error> {
    let mut found = Vec::new();
    for _ in 0..MOST_PARTS {
        let revisions = state.store.news(&asked.of, before, PART).await?;
        let is_last = revisions.len() < PART as usize;
        let mut ids: Vec<EntityId> = revisions.iter().map(|revision| revision.entity).collect();
        ids.sort_unstable();
        ids.dedup();
        let entities = state.store.entities_on(&ids, state.world.today()).await?;
        for revision in &revisions {
            before = Some(revision.seq);
            let entity = entities.iter().find(|entity| entity.id == revision.entity);
            found.extend(entity.and_then(|entity| entry(state, words, asked, entity, revision)));
            if found.len() == ENTRIES {
                return Ok((found, before));
            }
        }
        if is_last {
            return Ok((found, None));
        }
    }
    Ok((found, before))
}

/// `None` for what is erased, quiet or not asked for.
fn entry(state: &AppState, words: &Words, asked: &Asked<'_>, entity: &Entity, revision: &Revision) -> Option<Entry> {
    let body = revision.read().ok().flatten()?;
    let what = what_happened(revision, &body).filter(|what| (asked.tells)(entity, *what))?;
    let (kind, path) = (entity.kind(), Paths(words.lang()).entity(entity.kind(), entity.id));
    let collection = if kind == EntityKind::Device { "devices" } else { "records" };
    Some(Entry {
        id: named(&["technopolice revision v1", &entity.id.to_string(), &revision.version.to_string()]),
        title: plain(&words.with(&format!("feed-{}", what.key()), &[("name", name(state, words, entity).into())])),
        updated: body.day,
        page: state.address(&path),
        data: state.address(&format!("/api/v1/{collection}/{}", entity.id)),
        what,
        kind: kind.key(),
        summary: plain(&summary(words, kind, &body)),
    })
}

/// What the thing is and where.
pub(crate) fn name(state: &AppState, words: &Words, entity: &Entity) -> String {
    title_of(words, &state.places, entity)
}

/// The same, where there is no more than the places.
pub(crate) fn title_of(words: &Words, places: &Places, entity: &Entity) -> String {
    let place = |code: &str| places.by_code(code).map(|place| place.name.clone());
    if let Some(device) = entity.device() {
        let kind = labels::label(words, "device_kind", device.kind.key());
        let address = device.address_label.as_ref().map(ToString::to_string);
        return [Some(kind), address, place(&device.territory)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    }
    let Some(record) = entity.record() else { return String::new() };
    let kind = labels::label(words, "entity_kind", record.kind.key());
    let title = Some(record.title()).filter(|title| !title.is_empty());
    let place = record.territories().into_iter().next().and_then(place);
    [Some(kind), title, place].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Why, and which values changed.
fn summary(words: &Words, kind: EntityKind, body: &Body) -> String {
    let reason = history::reason(words, &body.reason);
    let of_device = |name: &&String| kind == EntityKind::Device && history::SHOWN.contains(&name.as_str());
    let of_record = |name: &&String| kind != EntityKind::Device && census::field(kind, name).is_some();
    let named = body.changes.0.keys().filter(|name| of_device(name) || of_record(name));
    let label = |name: &String| match kind {
        EntityKind::Device => words.text(&format!("field-{name}")),
        _ => labels::label(words, "field", name),
    };
    let disputes = body.changes.0.contains_key("disputed").then(|| words.text("history-disputed"));
    let changed: Vec<String> = named.map(label).chain(disputes).collect();
    [Some(reason), Some(changed.join(", ")).filter(|changed| !changed.is_empty())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A UUID made of a name (RFC 9562 §5.8), the same for ever.
fn named(parts: &[&str]) -> Uuid {
    let hash = Sha256::digest(parts.join("\n"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// Text without the signs that no XML may hold, escaped or not (XML 1.0 §2.2).
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}')).collect()
}
