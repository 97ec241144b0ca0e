//! `/marches/nouveau`, `/marches/{id}/corriger`, …: one form for every kind of record, made from its schema; works
//! without JavaScript.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{Basis, Channel, Contribution, EntityId, EntityKind, Field, Intent, Patch, Record, Shape, fields};
use geodata::territory::slug;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::record::{RecordKind, joined, shown};
use super::view::Choice;
use super::{labels, private_page, receipt, site};
use crate::accounts::Visitor;
use crate::contribute::{Sent, submit};
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::sender::Sender;
use crate::state::AppState;
use crate::wire::{SourceJson, sources};
use crate::words::{Lang, Words};

/// What was typed, by field; tick boxes give several values.
pub(crate) type Typed = BTreeMap<String, Vec<String>>;

/// The form of a kind.
#[derive(Template)]
#[template(path = "record_form.html")]
pub(crate) struct RecordForm {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    pub(crate) action: String,
    pub(crate) client_id: String,
    pub(crate) base_version: u32,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) controls: Vec<Control>,
    pub(crate) bases: Vec<Choice>,
    pub(crate) source_kinds: Vec<Choice>,
    pub(crate) source_url: String,
    pub(crate) source_title: String,
    pub(crate) note: String,
}

/// One question.
pub(crate) struct Control {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
    /// `text`, `area`, `select` or `checks`.
    pub(crate) widget: &'static str,
    pub(crate) options: Vec<Choice>,
    pub(crate) required: bool,
    pub(crate) fault: String,
}

/// `GET …/nouveau`
pub(crate) async fn ask_new(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
) -> Result<Response, Error> {
    private_page(StatusCode::OK, &view(&site(&state), lang, kind, None, &fresh(&state), &[], &|_| Vec::new()))
}

/// `GET …/{id}/corriger`: the form with what is known.
pub(crate) async fn ask_correction(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    Path(id): Path<EntityId>,
) -> Result<Response, Error> {
    let (version, record) = known(&state, kind, id).await?;
    let typed: Typed = fresh(&state).into_iter().chain(written(Words::of(lang), &record)).collect();
    private_page(StatusCode::OK, &view(&site(&state), lang, kind, Some((id, version)), &typed, &[], &|_| Vec::new()))
}

/// `POST …/nouveau`
pub(crate) async fn take_new(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    Sender(address): Sender,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let typed = gathered(pairs);
    let values = values(&state, kind, &typed, &Typed::new());
    let read = read(kind, Intent::New, None, &typed, values);
    finish(&state, lang, (kind, None), typed, read, visitor, address).await
}

/// `POST …/{id}/corriger`: only what was changed is sent.
pub(crate) async fn take_correction(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    Path(id): Path<EntityId>,
    Sender(address): Sender,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (version, record) = known(&state, kind, id).await?;
    let typed = gathered(pairs);
    let values = values(&state, kind, &typed, &written(Words::of(lang), &record));
    let read = read(kind, Intent::Correct, Some(id), &typed, values);
    finish(&state, lang, (kind, Some((id, version))), typed, read, visitor, address).await
}

async fn finish(
    state: &AppState,
    lang: Lang,
    (kind, entity): (EntityKind, Option<(EntityId, u32)>),
    typed: Typed,
    read: Result<Contribution, Error>,
    visitor: Visitor,
    address: Option<std::net::IpAddr>,
) -> Result<Response, Error> {
    let outcome = match read {
        Ok(contribution) => {
            let client_id = one(&typed, "client_id").parse().unwrap_or_else(|_| super::report::new_client_id(state));
            let request_hash = super::report::hash(&contribution);
            let contributor = visitor.account().cloned();
            let sent = Sent { client_id, request_hash, contribution, photo_follows: false, contributor, address };
            submit(state, sent).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(outcome) => private_page(StatusCode::CREATED, &receipt::view(&site(state), lang, &outcome)),
        Err(Error::Invalid(faults)) => {
            let candidates =
                |name: &str| state.places.search(name, 6).iter().map(|place| named(state, place)).collect();
            let form = view(&site(state), lang, kind, entity, &typed, &faults, &candidates);
            private_page(StatusCode::UNPROCESSABLE_ENTITY, &form)
        }
        Err(error) => Err(error),
    }
}

async fn known(state: &AppState, kind: EntityKind, id: EntityId) -> Result<(u32, Record), Error> {
    let entity = state.store.entity(id).await?.filter(|entity| entity.kind() == kind).ok_or(Error::NotFound)?;
    let record = entity.record().cloned().ok_or(Error::NotFound)?;
    Ok((entity.version, record))
}

fn fresh(state: &AppState) -> Typed {
    let id: Uuid = super::report::new_client_id(state);
    Typed::from([("client_id".to_owned(), vec![id.to_string()])])
}

pub(crate) fn gathered(pairs: Vec<(String, String)>) -> Typed {
    let mut typed = Typed::new();
    for (name, value) in pairs {
        typed.entry(name).or_default().push(value);
    }
    typed
}

pub(crate) fn one<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
}

/// What is known, as it would be typed.
fn written(words: &Words, record: &Record) -> Typed {
    let field =
        |field: &Field| Some((field.name.to_owned(), typed_as(words, field.shape, record.values.get(field.name)?)));
    fields(record.kind).iter().filter_map(field).collect()
}

pub(crate) fn typed_as(words: &Words, shape: Shape, value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match (shape, value) {
        (Shape::Choices(_), Value::Array(keys)) => keys.iter().map(text).collect(),
        (Shape::Territories, Value::Array(codes)) => vec![codes.iter().map(text).collect::<Vec<_>>().join(", ")],
        (Shape::Reference(_) | Shape::References(_), _) => vec![joined(&shown(words, shape, value, &|_| None))],
        (Shape::Rows(columns), Value::Array(rows)) => {
            let cell = |row: &Value, column: &Field| {
                row.get(column.name)
                    .map(|cell| joined(&shown(words, column.shape, cell, &|_| None)))
                    .unwrap_or_default()
            };
            let line = |row: &Value| columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>().join(" ; ");
            vec![rows.iter().map(line).collect::<Vec<_>>().join("\n")]
        }
        (_, Value::Array(items)) => vec![items.iter().map(text).collect::<Vec<_>>().join("\n")],
        (_, other) => vec![text(other)],
    }
}

/// The values that differ from what was there; an emptied field takes its value away.
pub(crate) fn values(state: &AppState, kind: EntityKind, typed: &Typed, before: &Typed) -> Map<String, Value> {
    let mut values = Map::new();
    for field in fields(kind).iter().filter(|field| is_asked(field)) {
        // What the form did not ask is not changed.
        let Some(sent) = typed.get(field.name) else { continue };
        let given: Vec<String> = sent.iter().map(|text| clean(text)).collect();
        let given: Vec<String> = given.into_iter().filter(|text| !text.is_empty()).collect();
        let known = before.get(field.name).cloned().unwrap_or_default();
        if given == known {
            continue;
        }
        let value = if given.is_empty() { Value::Null } else { value(state, field.shape, &given) };
        values.insert(field.name.to_owned(), value);
    }
    values
}

/// Browsers send line ends as two characters.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// References to contracts and devices are made by the API and by moderators: a form cannot offer a million of them.
pub(crate) fn is_asked(field: &Field) -> bool {
    !matches!(field.shape, Shape::References(_))
}

fn value(state: &AppState, shape: Shape, given: &[String]) -> Value {
    let first = given.first().map_or("", String::as_str);
    match shape {
        Shape::Choices(_) => json!(given),
        Shape::Territory => json!(territory(state, first)),
        Shape::Territories => {
            json!(
                first
                    .split([',', ';', '\n'])
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                    .map(|name| territory(state, name))
                    .collect::<Vec<_>>()
            )
        }
        Shape::Lines(_) | Shape::Checked("lines", _) => {
            json!(first.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>())
        }
        Shape::Rows(columns) => json!(first.lines().map(|line| cells(columns, line)).collect::<Vec<_>>()),
        _ => json!(first),
    }
}

/// Cells in the order of the columns, with `;` between them.
fn cells(columns: &[Field], line: &str) -> Value {
    let given = columns.iter().zip(line.split(';').map(str::trim)).filter(|(_, cell)| !cell.is_empty());
    Value::Object(given.map(|(column, cell)| (column.name.to_owned(), json!(cell))).collect())
}

/// A code, or the one territory that a name can only mean; otherwise the text itself, which is then refused by name.
fn territory(state: &AppState, text: &str) -> String {
    if let Some(known) = state.places.by_code(text) {
        return known.code.to_string();
    }
    let found = state.places.search(text, 5);
    let same: Vec<_> = found.iter().filter(|place| slug(&place.name) == slug(text)).collect();
    match (same.as_slice(), found.as_slice()) {
        ([only], _) => only.code.to_string(),
        ([], [only]) => only.code.to_string(),
        _ => text.to_owned(),
    }
}

fn read(
    kind: EntityKind,
    intent: Intent,
    entity: Option<EntityId>,
    typed: &Typed,
    values: Map<String, Value>,
) -> Result<Contribution, Error> {
    let patch =
        Patch::parse(kind, values.into_iter().filter(|(_, value)| intent != Intent::New || !value.is_null()).collect())
            .map_err(Error::Invalid)?;
    let basis = one(typed, "basis").parse::<Basis>().ok().filter(|basis| *basis != Basis::Unknown);
    let basis = basis.map(|basis| patch.as_map().keys().map(|field| (field.clone(), basis)).collect());
    let text = |name: &str| Some(one(typed, name).to_owned()).filter(|text| !text.is_empty());
    let source = SourceJson { kind: text("source_kind"), title: text("source_title"), url: text("source_url") };
    let given = source.title.is_some() || source.url.is_some();
    let note = text("note").map(census::Text::try_from).transpose();
    let contribution = Contribution {
        kind,
        intent,
        entity,
        base_version: one(typed, "base_version").parse().ok().filter(|_| entity.is_some()),
        patch,
        basis: basis.unwrap_or_default(),
        sources: sources(if given { vec![source] } else { Vec::new() }).map_err(Error::Invalid)?,
        note: note.map_err(|error| Error::fault("/note", error))?,
        channel: Channel::Web,
    };
    let faults = contribution.faults();
    if faults.is_empty() { Ok(contribution) } else { Err(Error::Invalid(faults)) }
}

pub(crate) fn view(
    site: &Site,
    lang: Lang,
    kind: EntityKind,
    entity: Option<(EntityId, u32)>,
    typed: &Typed,
    faults: &[census::Fault],
    candidates: &dyn Fn(&str) -> Vec<String>,
) -> RecordForm {
    let words = Words::of(lang);
    let address = move |paths: Paths| match entity {
        Some((id, _)) => paths.correct(kind, id),
        None => paths.new_entity(kind),
    };
    let name = labels::inside(&labels::label(words, "entity_kind", kind.key()));
    let key = if entity.is_some() { "record-form-correct" } else { "record-form-new" };
    let title = words.with(key, &[("kind", name.into())]);
    let asked = fields(kind).iter().filter(|field| is_asked(field));
    let told = faults.iter().map(|fault| {
        let field = fault.pointer.rsplit('/').next().unwrap_or_default();
        let label = labels::label(words, "field", field);
        (field.to_owned(), format!("{label} : {}", in_words(words, kind, fault, typed, candidates)))
    });
    RecordForm {
        layout: Layout::new(site, lang, title.clone(), words.text("record-form-lead"), address).unlisted(),
        words,
        title,
        action: address(Paths(lang)),
        client_id: one(typed, "client_id").to_owned(),
        base_version: entity.map_or(0, |(_, version)| version),
        faults: told.collect(),
        controls: asked
            .map(|field| {
                let told = |fault| in_words(words, kind, fault, typed, candidates);
                control(words, field, typed, own_fault(field, faults).map(told))
            })
            .collect(),
        bases: choices(words, "basis", one(typed, "basis")),
        source_kinds: choices(words, "document_kind", one(typed, "source_kind")),
        source_url: one(typed, "source_url").to_owned(),
        source_title: one(typed, "source_title").to_owned(),
        note: one(typed, "note").to_owned(),
    }
}

pub(crate) fn control(words: &Words, field: &'static Field, typed: &Typed, fault: Option<String>) -> Control {
    let chosen = typed.get(field.name).map_or(&[][..], Vec::as_slice);
    let (widget, options) = match field.shape {
        Shape::Choice(list) => ("select", choices(words, list, chosen.first().map_or("", String::as_str))),
        Shape::Choices(list) => ("checks", ticks(words, list, chosen)),
        Shape::Flag => ("select", yes_or_no(words, chosen)),
        Shape::Prose(_) | Shape::Rows(_) | Shape::Lines(_) | Shape::Checked("lines" | "squares", _) => {
            ("area", Vec::new())
        }
        _ => ("text", Vec::new()),
    };
    Control {
        name: field.name,
        label: labels::label(words, "field", field.name),
        hint: hint(words, field.shape),
        value: chosen.first().cloned().unwrap_or_default(),
        widget,
        options,
        required: field.required,
        fault: fault.unwrap_or_default(),
    }
}

fn own_fault<'a>(field: &Field, faults: &'a [census::Fault]) -> Option<&'a census::Fault> {
    faults.iter().find(|fault| fault.pointer.strip_prefix("/patch/") == Some(field.name))
}

/// A fault for people: what is missing, what was not understood, which territories a name may mean.
fn in_words(
    words: &Words,
    kind: EntityKind,
    fault: &census::Fault,
    typed: &Typed,
    candidates: &dyn Fn(&str) -> Vec<String>,
) -> String {
    let name = fault.pointer.rsplit('/').next().unwrap_or_default();
    let given = one(typed, name);
    match census::field(kind, name).map(|field| field.shape) {
        Some(_) if given.is_empty() => words.text("record-fault-needed"),
        Some(Shape::Territory | Shape::Territories) => {
            words.with("record-fault-territory", &[("choices", candidates(given).join(" ; ").into())])
        }
        _ => words.text("record-fault-value"),
    }
}

/// A territory as a choice: its code, its name, its department.
fn named(state: &AppState, place: &geodata::territory::Territory) -> String {
    let department = place.department.as_deref().and_then(|code| state.places.by_code(code));
    let department = department.map(|department| format!(" ({})", department.name)).unwrap_or_default();
    format!("{} {}{department}", place.code, place.name)
}

fn hint(words: &Words, shape: Shape) -> String {
    match shape {
        Shape::Date => words.text("hint-date"),
        Shape::Territory => words.text("hint-territory"),
        Shape::Territories => words.text("hint-territories"),
        Shape::Reference(EntityKind::Organisation) => words.text("hint-organisation"),
        Shape::Reference(_) => words.text("hint-document"),
        Shape::Lines(_) | Shape::Checked("lines", _) => words.text("hint-lines"),
        Shape::Checked("squares", _) => words.text("hint-squares"),
        Shape::Rows(columns) => {
            let names: Vec<String> = columns.iter().map(|column| labels::label(words, "field", column.name)).collect();
            words.with("hint-rows", &[("columns", names.join(" ; ").into())])
        }
        _ => String::new(),
    }
}

/// The first choice says "I do not know".
fn choices(words: &Words, list: &str, chosen: &str) -> Vec<Choice> {
    let unknown = Choice { value: String::new(), label: words.text("unknown"), on: chosen.is_empty() };
    let known = labels::all(words, list).into_iter().filter(|(key, _)| *key != "unknown");
    let known = known.map(|(key, label)| Choice { value: key.to_owned(), label, on: key == chosen });
    std::iter::once(unknown).chain(known).collect()
}

fn ticks(words: &Words, list: &str, chosen: &[String]) -> Vec<Choice> {
    let all = labels::all(words, list).into_iter();
    all.map(|(key, label)| Choice { on: chosen.iter().any(|one| one == key), value: key.to_owned(), label }).collect()
}

fn yes_or_no(words: &Words, chosen: &[String]) -> Vec<Choice> {
    let chosen = chosen.first().map_or("", String::as_str);
    let choices = [("", "unknown"), ("true", "yes"), ("false", "no")];
    choices.map(|(value, key)| Choice { value: value.to_owned(), label: words.text(key), on: value == chosen }).to_vec()
}
