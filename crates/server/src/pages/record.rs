//! `/usages/{id}`, `/marches/{id}`, …: one record, value by value, with who says so and what contradicts it.

use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use census::{Entity, EntityId, EntityKind, Facet, Field, Record, Shape, Standing, fields};
use serde_json::Value;
use store::PublishedRecord;

use super::claims::{Origins, Rival, Row, Said, reasons};
use super::gallery::{Picture, pictures};
use super::layout::{Layout, Site};
use super::paths::Paths;
use super::piece::{self, Stored};
use super::portfolio::{Portfolio, portfolio};
use super::view::{Crumb, Fact};
use super::{dossier, feed, format, history, labels, page, site};
use crate::ending::Ending;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::past::{self, AsOf, as_of_notice};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Records that one page names as speaking of it.
const MENTIONS: u32 = 100;
/// Records that the sums of an organisation are made of.
const SUMMED: u32 = 5_000;

/// The kind of record that the path is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordKind(pub(crate) EntityKind);

impl<S: Sync> FromRequestParts<S> for RecordKind {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let path = parts.uri.path();
        let is_in =
            |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']));
        let kind = EntityKind::records().find(|kind| Lang::ALL.iter().any(|lang| is_in(Paths(*lang).kind(*kind))));
        kind.map(Self).ok_or(Error::NotFound)
    }
}

/// The page of a record.
#[derive(Template)]
#[template(path = "record.html")]
pub(crate) struct RecordPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) notice: Option<String>,
    pub(crate) certainty: String,
    pub(crate) reasons: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) unknown: String,
    pub(crate) sources: Vec<Fact>,
    pub(crate) portfolio: Option<Portfolio>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) photos: Vec<Picture>,
    /// Its files, when it is a document.
    pub(crate) pieces: Vec<Stored>,
    /// Where a file is joined to it; empty when it is no document.
    pub(crate) add_piece: String,
    pub(crate) history: Vec<Step>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) correct: String,
    pub(crate) past: String,
}

/// A value in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) text: String,
    /// Where it leads; may be empty.
    pub(crate) href: String,
}

/// Another record that speaks of this one.
pub(crate) struct Mention {
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) href: String,
}

/// A revision.
pub(crate) struct Step {
    pub(crate) version: u32,
    pub(crate) reason: String,
    pub(crate) day: String,
    pub(crate) changed: String,
}

/// `GET /marches/{id}` and its like.
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    Path(name): Path<String>,
    Query(asked): Query<AsOf>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (id, ending) = Ending::split(&name);
    let id: EntityId = id.parse().map_err(|_| Error::NotFound)?;
    if ending == Some(Ending::Json) {
        return crate::api::records::show(State(state), Path(id), Query(asked), headers).await;
    }
    let day = past::day(&state, asked.as_of.as_deref())?;
    let entity = match day {
        Some(day) => Some(past::entity(&state, id, day).await?),
        None => state.store.entity(id).await?,
    };
    let entity = entity.filter(|entity| entity.kind() == kind).ok_or(Error::NotFound)?;
    let record = entity.record().ok_or(Error::NotFound)?;
    match ending {
        None => {}
        Some(Ending::Atom) => return feed::of_record(&state, lang, &entity, &uri).await,
        Some(_) => return Err(Error::NotFound),
    }
    if let Some(into) = entity.state.gave_way_to().filter(|_| day.is_none()) {
        // Not for ever: what was merged can be two again.
        return Ok(Redirect::temporary(&Paths(lang).entity(kind, into)).into_response());
    }
    let words = Words::of(lang);
    let naming = |code: &str| state.places.by_code(code).map(|place| place.name.clone());
    let mut history = state.store.history(id).await?;
    history.retain(|revision| revision.version <= entity.version);
    let mut view = view(&site(&state), words, &entity, record, &naming, &Origins::read(&history));
    let is_organisation = kind == EntityKind::Organisation;
    let mentions = state.store.records_by(&Facet::about(id), if is_organisation { SUMMED } else { MENTIONS }).await?;
    if is_organisation {
        let today = state.world.today();
        view.portfolio = portfolio(words, id, &dossier::current(&mentions)?, today, &naming);
    }
    view.mentions = mentions.iter().take(MENTIONS as usize).map(|found| mention(words, found)).collect();
    view.history = history.iter().rev().map(|revision| step(words, kind, revision)).collect();
    match day {
        Some(day) => view.notice = Some(as_of_notice(words, day)),
        None => view.photos = pictures(words, &state.store.photos_of_entity(id).await?, &view.title),
    }
    if kind == EntityKind::Document && day.is_none() {
        view.pieces = piece::published(words, &state.store.pieces_of(id).await?);
        view.add_piece = Paths(lang).piece(id);
    }
    page(&view)
}

pub(crate) fn view(
    site: &Site,
    words: &'static Words,
    entity: &Entity,
    record: &Record,
    naming: &dyn Fn(&str) -> Option<String>,
    origins: &Origins,
) -> RecordPage {
    let (kind, id) = (record.kind, entity.id);
    let title = record_title(words, kind, &record.title());
    let certainty = labels::label(words, "verification", record.verification.key());
    let layout = Layout::new(site, words.lang(), title.clone(), certainty.clone(), |paths| paths.entity(kind, id))
        .with_alternate("application/json", format!("/api/v1/records/{id}"))
        .with_alternate(Ending::Atom.media_type(), format!("{}.atom", Paths(words.lang()).entity(kind, id)))
        .with_card(&format!("records/{id}"), title.clone());
    let paths = Paths(words.lang());
    let known: Vec<Row> = fields(kind).iter().filter_map(|field| row(words, record, field, naming, origins)).collect();
    let missing = fields(kind).iter().filter(|field| !record.values.contains_key(field.name));
    let missing: Vec<String> =
        missing.take(8).map(|field| labels::inside(&labels::label(words, "field", field.name))).collect();
    RecordPage {
        layout,
        words,
        crumbs: vec![Crumb {
            href: paths.kind(kind).to_owned(),
            label: labels::plural(words, "entity_kind", kind.key()),
        }],
        title,
        notice: notice(words, record),
        certainty,
        reasons: reasons(words, record),
        rows: known.into_iter().chain(derived(words, record)).collect(),
        unknown: missing.join(", "),
        sources: record.sources.iter().map(|source| source_fact(words, source)).collect(),
        portfolio: None,
        mentions: Vec::new(),
        photos: Vec::new(),
        pieces: Vec::new(),
        add_piece: String::new(),
        history: Vec::new(),
        facts: facts(words, entity, record),
        correct: paths.correct(kind, id),
        past: paths.entity_history(kind, id),
    }
}

/// What lists call a record; what has no words of its own is called by its kind.
pub(crate) fn record_title(words: &Words, kind: EntityKind, title: &str) -> String {
    if kind == EntityKind::Survey {
        return words.with("survey-title", &[("day", format::partial_date(words, title).into())]);
    }
    if title.is_empty() { labels::label(words, "entity_kind", kind.key()) } else { title.to_owned() }
}

fn notice(words: &Words, record: &Record) -> Option<String> {
    match record.standing {
        Standing::Mistaken => Some(words.text("record-mistaken")),
        Standing::Merged => Some(words.text("record-merged")),
        Standing::Current if record.fictional => Some(words.text("device-fictional")),
        Standing::Current => None,
    }
}

fn row(
    words: &Words,
    record: &Record,
    field: &Field,
    naming: &dyn Fn(&str) -> Option<String>,
    origins: &Origins,
) -> Option<Row> {
    let value = record.values.get(field.name)?;
    let rivals = record.disputed.get(field.name).map_or(&[][..], Vec::as_slice).iter().map(|claim| Rival {
        text: joined(&shown(words, field.shape, &claim.value, naming)),
        said: origins.of_claim(words, field.name, claim),
    });
    Some(Row {
        label: labels::label(words, "field", field.name),
        shown: shown(words, field.shape, value, naming),
        said: origins.of_value(words, field.name, record.basis.get(field.name).copied()),
        rivals: rivals.collect(),
    })
}

/// Days that follow from others are shown as such.
fn derived(words: &Words, record: &Record) -> Vec<Row> {
    let days = [("derived_expires_on", record.derived_expiry()), ("derived_end_on", record.derived_end())];
    let row = |(name, day): (&str, Option<chrono::NaiveDate>)| {
        let text = format::day(words, day?);
        let shown = vec![Shown { text, href: String::new() }];
        Some(Row {
            label: labels::label(words, "field", name),
            shown,
            said: Said { basis: words.text("record-derived"), ..Said::default() },
            rivals: Vec::new(),
        })
    };
    days.into_iter().filter_map(row).collect()
}

pub(crate) fn joined(shown: &[Shown]) -> String {
    shown.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(", ")
}

/// A value in words, by its shape; a list gives several.
pub(crate) fn shown(words: &Words, shape: Shape, value: &Value, naming: &dyn Fn(&str) -> Option<String>) -> Vec<Shown> {
    let plain = |text: String| vec![Shown { text, href: String::new() }];
    match (shape, value) {
        (Shape::Choice("technology") | Shape::Choices("technology"), Value::String(key)) => {
            vec![Shown { text: labels::label(words, "technology", key), href: Paths(words.lang()).technology(key) }]
        }
        (Shape::Choice("police_file"), Value::String(key)) if census::police_file(key).is_some() => {
            vec![Shown { text: labels::label(words, "police_file", key), href: Paths(words.lang()).police_file(key) }]
        }
        (Shape::Choice(list) | Shape::Choices(list), Value::String(key)) => plain(labels::label(words, list, key)),
        (Shape::Date, Value::String(date)) => plain(format::partial_date(words, date)),
        (Shape::Flag, Value::Bool(yes)) => plain(words.text(if *yes { "yes" } else { "no" })),
        (Shape::Euros, Value::Number(_)) => {
            let amount = value.as_f64().unwrap_or_default();
            let digits = if amount.fract() == 0.0 { 0 } else { 2 };
            plain(words.with("amount-ht", &[("amount", format::decimal(words, amount, digits).into())]))
        }
        (Shape::Whole(_), Value::Number(number)) => plain(format::count(number.as_u64().unwrap_or_default())),
        (Shape::Web, Value::String(url)) => vec![Shown { text: url.clone(), href: url.clone() }],
        (Shape::Territory | Shape::Territories, Value::String(code)) => vec![place(words, code, naming)],
        (Shape::Reference(kind) | Shape::References(kind), Value::Object(_)) => vec![reference(words, kind, value)],
        (Shape::Rows(columns), Value::Object(cells)) => {
            let cell = |column: &Field| Some(joined(&shown(words, column.shape, cells.get(column.name)?, naming)));
            plain(columns.iter().filter_map(cell).collect::<Vec<_>>().join(" · "))
        }
        (Shape::Checked("squares", _), Value::Array(squares)) => {
            plain(words.with("survey-squares", &[("count", squares.len().into())]))
        }
        (shape, Value::Array(items)) => items.iter().flat_map(|item| shown(words, shape, item, naming)).collect(),
        (_, Value::String(text)) => plain(text.clone()),
        (_, Value::Null) => plain(words.text("record-withdrawn-value")),
        (_, other) => plain(other.to_string()),
    }
}

fn place(words: &Words, code: &str, naming: &dyn Fn(&str) -> Option<String>) -> Shown {
    match naming(code) {
        Some(name) => Shown { href: Paths(words.lang()).city(code, &name), text: name },
        None => Shown { text: code.to_owned(), href: String::new() },
    }
}

fn reference(words: &Words, kind: EntityKind, value: &Value) -> Shown {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let id = text("id").and_then(|id| id.parse::<EntityId>().ok());
    let name = text("name").or(text("title")).or(text("url")).filter(|name| !name.is_empty());
    Shown {
        text: name.map_or_else(|| labels::label(words, "entity_kind", kind.key()), str::to_owned),
        href: id.map(|id| Paths(words.lang()).entity(kind, id)).unwrap_or_default(),
    }
}

pub(crate) fn source_fact(words: &Words, source: &census::Source) -> Fact {
    let href = source.url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default();
    let title = source.title.as_ref().map(|title| title.as_str().to_owned());
    let kind = source.kind.map(|kind| labels::label(words, "document_kind", kind.key())).unwrap_or_default();
    Fact::linked(kind, title.unwrap_or_else(|| href.clone()), href)
}

pub(crate) fn mention(words: &Words, found: &PublishedRecord) -> Mention {
    Mention {
        kind: labels::label(words, "entity_kind", found.kind.key()),
        title: record_title(words, found.kind, &found.title),
        href: Paths(words.lang()).entity(found.kind, found.id),
    }
}

fn step(words: &Words, kind: EntityKind, revision: &census::Revision) -> Step {
    let Ok(Some(body)) = revision.read() else {
        let (version, reason) = (revision.version, words.text("reason-erased"));
        return Step { version, reason, day: String::new(), changed: String::new() };
    };
    let named = body.changes.0.keys().filter(|name| census::field(kind, name).is_some());
    let changed: Vec<String> = named.map(|name| labels::label(words, "field", name)).collect();
    let disputes = body.changes.0.contains_key("disputed").then(|| words.text("history-disputed"));
    Step {
        version: revision.version,
        reason: history::reason(words, &body.reason),
        day: format::day(words, body.day),
        changed: changed.into_iter().chain(disputes).collect::<Vec<_>>().join(", "),
    }
}

fn facts(words: &Words, entity: &Entity, record: &Record) -> Vec<Fact> {
    let api = format!("/api/v1/records/{}", entity.id);
    let feed = format!("{}.atom", Paths(words.lang()).entity(record.kind, entity.id));
    vec![
        Fact::new(words.text("record-id"), entity.id.to_string()),
        Fact::new(words.text("record-licence"), record.licence.clone()),
        Fact::linked(words.text("format-json"), api.clone(), api),
        Fact::linked(words.text("record-feed"), words.text("format-atom"), feed),
    ]
}
