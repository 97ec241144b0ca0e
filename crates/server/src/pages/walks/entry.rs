//! `/balades/saisie`: what people wrote on a sheet, typed in afterwards. Every line is a contribution of its own, known
//! by an id of the form, so that sending the form again doubles nothing.

use std::collections::BTreeMap;
use std::net::IpAddr;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{Basis, Channel, Contribution, EntityId, EntityKind, Intent, Patch, squares_of};
use geodata::{Sheet, column_name};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::devices_on;
use crate::accounts::Visitor;
use crate::contribute::{Outcome, Sent, submit};
use crate::error::Error;
use crate::extract::{Form, Query};
use crate::pages::layout::{Layout, Site};
use crate::pages::paths::Paths;
use crate::pages::record_form::{Typed, gathered, one};
use crate::pages::view::Choice;
use crate::pages::{labels, private_page, report, site};
use crate::sender::Sender;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Empty lines of a form at first, and added by its button.
const LINES: usize = 8;
/// Lines at the most: several sheets of a long walk.
const MOST_LINES: usize = 60;
/// The kinds of the report's drawings, with the form that each of them shows.
const KINDS: [(&str, &str); 6] = [
    ("camera/dome", "kind-dome"),
    ("camera/fixed", "kind-bullet"),
    ("camera/ptz", "kind-turret"),
    ("plate_reader", "kind-plate-reader"),
    ("acoustic_sensor", "kind-sound"),
    ("unknown", "kind-other"),
];

/// The form.
#[derive(Template)]
#[template(path = "walk_entry.html")]
pub(crate) struct WalkEntry {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) code: String,
    pub(crate) sheet_href: String,
    pub(crate) today: String,
    pub(crate) walked_on: String,
    pub(crate) people: String,
    pub(crate) survey_id: String,
    pub(crate) looked: String,
    pub(crate) columns: Vec<char>,
    pub(crate) rows: Vec<(u32, Vec<(String, bool)>)>,
    pub(crate) known: Vec<KnownLine>,
    pub(crate) lines: Vec<Line>,
    pub(crate) line_count: usize,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) kept: String,
}

/// A device that the census has on the sheet.
pub(crate) struct KnownLine {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) label: String,
    pub(crate) answer: String,
}

/// A line of what was found.
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) client_id: String,
    pub(crate) square: String,
    pub(crate) address: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) bearings: Vec<Choice>,
    pub(crate) mounts: Vec<Choice>,
    pub(crate) fault: String,
}

/// What became of a form.
#[derive(Template)]
#[template(path = "walk_done.html")]
pub(crate) struct WalkDone {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) lead: String,
    pub(crate) done: Vec<Done>,
    pub(crate) again: String,
}

/// What became of a line.
pub(crate) struct Done {
    pub(crate) what: String,
    pub(crate) state: String,
    pub(crate) href: String,
    pub(crate) code: String,
}

/// Which sheet.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    sheet: String,
}

/// Something of the form that is to be sent: what it is called, the field to blame, its id and what it means.
struct Ready {
    what: String,
    anchor: String,
    client_id: Uuid,
    contribution: Contribution,
}

/// `GET /balades/saisie`
pub(crate) async fn ask(
    State(state): State<AppState>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let typed = Typed::from([("sheet".to_owned(), vec![asked.sheet])]);
    private_page(StatusCode::OK, &form(&state, lang, &typed, Vec::new(), 0))
}

/// `POST /balades/saisie`: all of it, or the form again with every fault at its line and nothing sent.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    Sender(address): Sender,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let mut typed = gathered(pairs);
    if typed.contains_key("more") {
        let lines = line_count(&typed) + LINES;
        typed.insert("lines".to_owned(), vec![lines.to_string()]);
        return private_page(StatusCode::OK, &form(&state, lang, &typed, Vec::new(), 0));
    }
    let again =
        |faults, kept| private_page(StatusCode::UNPROCESSABLE_ENTITY, &form(&state, lang, &typed, faults, kept));
    let ready = match read(&state, Words::of(lang), &typed) {
        Ok(ready) => ready,
        Err(faults) => return again(faults, 0),
    };
    let mut done = Vec::new();
    for line in ready {
        let (what, anchor) = (line.what.clone(), line.anchor.clone());
        match send(&state, line, &visitor, address).await {
            Ok(outcome) => done.push(told(Words::of(lang), what, &outcome)),
            Err(error) => match blame(Words::of(lang), &error) {
                Some(words) => return again(vec![(anchor, format!("{what} : {words}"))], done.len()),
                None => return Err(error),
            },
        }
    }
    private_page(StatusCode::CREATED, &done_view(&site(&state), lang, done))
}

async fn send(state: &AppState, line: Ready, visitor: &Visitor, address: Option<IpAddr>) -> Result<Outcome, Error> {
    let Ready { client_id, contribution, .. } = line;
    let request_hash = report::hash(&contribution);
    let contributor = visitor.account().cloned();
    submit(state, Sent { client_id, request_hash, contribution, photo_follows: false, contributor, address }).await
}

/// What the sender can mend; everything else is a page of its own.
fn blame(words: &Words, error: &Error) -> Option<String> {
    Some(match error {
        Error::OutsideCoverage { .. } => words.text("fault-outside"),
        Error::IdempotencyConflict => words.text("walk-fault-sent"),
        Error::Invalid(faults) => faults.first().map_or_else(String::new, |fault| fault.detail.clone()),
        Error::TooMany { .. } => words.text("walk-fault-many"),
        _ => return None,
    })
}

fn told(words: &Words, what: String, outcome: &Outcome) -> Done {
    let href = outcome.entity.map(|id| Paths(words.lang()).entity(outcome.kind, id)).unwrap_or_default();
    let state = words.text(&format!("state-{}", outcome.state.key()));
    Done { what, state, href, code: outcome.code.to_string() }
}

pub(crate) fn done_view(site: &Site, lang: Lang, done: Vec<Done>) -> WalkDone {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.walk_entry().to_owned();
    let layout = Layout::new(site, lang, words.text("walk-done-title"), words.text("walks-lead"), address).unlisted();
    let lead = words.with("walk-done-lead", &[("count", done.len().into())]);
    WalkDone { layout, words, lead, done, again: Paths(lang).walk_entry().to_owned() }
}

/// Everything that the form means, or every fault with the field to jump to.
fn read(state: &AppState, words: &Words, typed: &Typed) -> Result<Vec<Ready>, Vec<(String, String)>> {
    let Ok(sheet) = one(typed, "sheet").parse::<Sheet>() else {
        return Err(vec![("sheet".to_owned(), words.text("walk-fault-sheet"))]);
    };
    let mut faults = Vec::new();
    let day = one(typed, "walked_on");
    let walked_on = day.parse::<chrono::NaiveDate>().ok().filter(|day| *day <= state.world.today());
    if walked_on.is_none() {
        faults.push(("walked_on".to_owned(), words.text("walk-fault-day")));
    }
    let mut ready = Vec::new();
    for number in 0..line_count(typed) {
        match line(words, sheet, typed, number, day) {
            Ok(found) => ready.extend(found),
            Err(fault) => faults.push((format!("line-{number}"), fault)),
        }
    }
    ready.extend(known(words, typed));
    match survey(words, sheet, typed) {
        Ok(walk) => ready.extend(walk),
        Err(fault) => faults.push(("looked".to_owned(), fault)),
    }
    if ready.is_empty() && faults.is_empty() {
        faults.push(("line-0".to_owned(), words.text("walk-fault-empty")));
    }
    if faults.is_empty() { Ok(ready) } else { Err(faults) }
}

fn line_count(typed: &Typed) -> usize {
    one(typed, "lines").parse().unwrap_or(LINES).clamp(1, MOST_LINES)
}

fn cell<'a>(typed: &'a Typed, number: usize, name: &str) -> &'a str {
    one(typed, &format!("line-{number}-{name}"))
}

/// A line of what was found; an empty one is nothing.
fn line(words: &Words, sheet: Sheet, typed: &Typed, number: usize, day: &str) -> Result<Option<Ready>, String> {
    let [square, kind, bearing, mount, address] =
        ["square", "kind", "bearing", "mount", "address"].map(|name| cell(typed, number, name));
    if [square, kind, bearing, mount, address].iter().all(|text| text.is_empty()) {
        return Ok(None);
    }
    if kind.is_empty() {
        return Err(words.text("walk-fault-kind"));
    }
    let spot = sheet.spot(square).map_err(|_| words.text("walk-fault-square"))?;
    let (kind, form) = kind.split_once('/').unwrap_or((kind, ""));
    let told = [
        ("kind", kind),
        ("form", form),
        ("bearing", bearing),
        ("mount", mount),
        ("address_label", address),
        ("last_confirmed", day),
    ];
    let mut values: Map<String, Value> = told
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect();
    if let Ok(degrees) = bearing.parse::<f64>() {
        values.insert("bearing".to_owned(), json!(degrees));
    }
    values.insert("position".to_owned(), json!([spot.position.longitude(), spot.position.latitude()]));
    values.insert("accuracy_m".to_owned(), json!(spot.accuracy_m.ceil()));
    let patch = parsed(EntityKind::Device, values)?;
    let what = words.with("walk-line", &[("square", square.to_uppercase().into())]);
    Ok(Some(Ready {
        what,
        anchor: format!("line-{number}"),
        client_id: id(typed, &format!("line-{number}-id")),
        contribution: paper(EntityKind::Device, Intent::New, None, patch),
    }))
}

/// The known devices of which the sheet says something.
fn known(words: &Words, typed: &Typed) -> Vec<Ready> {
    let answers = typed.keys().filter_map(|name| {
        let entity: EntityId = name.strip_prefix("known-")?.parse().ok()?;
        let (intent, key) = match one(typed, name) {
            "confirm" => (Intent::Confirm, "walk-known-confirmed"),
            "not_found" => (Intent::NotFound, "walk-known-missed"),
            _ => return None,
        };
        let label = one(typed, &format!("label-{entity}")).to_owned();
        Some(Ready {
            what: words.with(key, &[("device", label.into())]),
            anchor: format!("known-{entity}"),
            client_id: id(typed, &format!("id-{entity}")),
            contribution: paper(EntityKind::Device, intent, Some(entity), Patch::default()),
        })
    });
    answers.collect()
}

/// Where people looked: the whole sheet, or the squares that are ticked.
fn survey(words: &Words, sheet: Sheet, typed: &Typed) -> Result<Option<Ready>, String> {
    let labels: Vec<String> = match one(typed, "looked") {
        "all" => labels_of_all(),
        "some" => typed.get("squares").cloned().unwrap_or_default(),
        _ => return Ok(None),
    };
    let spots = labels.iter().map(|label| sheet.spot(label)).collect::<Result<Vec<_>, _>>();
    let squares: Vec<String> =
        spots.map_err(|_| words.text("walk-fault-square"))?.iter().map(|spot| spot.square.to_string()).collect();
    if squares.is_empty() {
        return Err(words.text("walk-fault-squares"));
    }
    let mut values = Map::from_iter([
        ("path".to_owned(), json!(squares)),
        ("walked_on".to_owned(), json!(one(typed, "walked_on"))),
        ("method".to_owned(), json!("sheet")),
    ]);
    if !one(typed, "people").is_empty() {
        values.insert("people".to_owned(), json!(one(typed, "people")));
    }
    let patch = parsed(EntityKind::Survey, values)?;
    let count = patch.get("path").map_or(0, |path| squares_of(path).len());
    Ok(Some(Ready {
        what: words.with("walk-survey", &[("count", count.into())]),
        anchor: "looked".to_owned(),
        client_id: id(typed, "survey-id"),
        contribution: paper(EntityKind::Survey, Intent::New, None, patch),
    }))
}

fn labels_of_all() -> Vec<String> {
    let columns = (0..Sheet::COLUMNS).map(column_name);
    columns.flat_map(|column| (1..=Sheet::ROWS).map(move |row| format!("{column}{row}"))).collect()
}

fn parsed(kind: EntityKind, values: Map<String, Value>) -> Result<Patch, String> {
    Patch::parse(kind, values)
        .map_err(|faults| faults.into_iter().map(|fault| fault.detail).collect::<Vec<_>>().join(" ; "))
}

fn paper(kind: EntityKind, intent: Intent, entity: Option<EntityId>, patch: Patch) -> Contribution {
    let field = if kind == EntityKind::Survey { "path" } else { "kind" };
    let basis = if patch.touches(field) { BTreeMap::from([(field.to_owned(), Basis::Seen)]) } else { BTreeMap::new() };
    Contribution {
        kind,
        intent,
        entity,
        base_version: None,
        patch,
        basis,
        sources: Vec::new(),
        note: None,
        channel: Channel::Paper,
    }
}

/// The id that the form gave a line; one that is lost is made again from nothing, and the line may be doubled.
fn id(typed: &Typed, name: &str) -> Uuid {
    one(typed, name).parse().unwrap_or_default()
}

/// The form with what was typed.
fn form(state: &AppState, lang: Lang, typed: &Typed, faults: Vec<(String, String)>, kept: usize) -> WalkEntry {
    let words = Words::of(lang);
    let sheet = one(typed, "sheet").parse::<Sheet>().ok();
    let mut view = view(&site(state), lang, typed, sheet, &|| report::new_client_id(state), faults);
    view.kept = words.with("walk-entry-kept", &[("count", kept.into())]);
    view.today = state.world.today().to_string();
    let devices = sheet.map(|sheet| devices_on(state, sheet)).unwrap_or_default();
    view.known = devices
        .into_iter()
        .take(super::sheet::MOST_LISTED)
        .enumerate()
        .map(|(place, (square, _, near))| {
            let kind = labels::label(words, "device_kind", near.attributes.kind.key());
            let id = near.id.to_string();
            KnownLine {
                client_id: fresh(typed, &format!("id-{id}"), &|| report::new_client_id(state)),
                label: format!("{} · {square} · {kind}", place + 1),
                answer: one(typed, &format!("known-{id}")).to_owned(),
                id,
            }
        })
        .collect();
    view
}

fn fresh(typed: &Typed, name: &str, new: &dyn Fn() -> Uuid) -> String {
    let given = one(typed, name);
    if given.is_empty() { new().to_string() } else { given.to_owned() }
}

pub(crate) fn view(
    site: &Site,
    lang: Lang,
    typed: &Typed,
    sheet: Option<Sheet>,
    new: &dyn Fn() -> Uuid,
    faults: Vec<(String, String)>,
) -> WalkEntry {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.walk_entry().to_owned();
    let layout = Layout::new(site, lang, words.text("walk-entry-title"), words.text("walk-entry-lead"), address);
    let code = sheet.map_or_else(|| one(typed, "sheet").to_owned(), Sheet::code);
    let ticked = typed.get("squares").map_or(&[][..], Vec::as_slice);
    let row = |row: u32| {
        let labels = (0..Sheet::COLUMNS).map(|column| format!("{}{row}", column_name(column)));
        (row, labels.map(|label| (label.clone(), ticked.contains(&label))).collect())
    };
    let lines = (0..line_count(typed)).map(|number| {
        let anchor = format!("line-{number}");
        let fault = faults.iter().find(|(at, _)| *at == anchor).map(|(_, fault)| fault.clone());
        line_view(words, typed, number, fresh(typed, &format!("{anchor}-id"), new), fault.unwrap_or_default())
    });
    WalkEntry {
        words,
        sheet_href: sheet.map(|sheet| Paths(lang).walk_sheet(&sheet.code())).unwrap_or_default(),
        code,
        today: String::new(),
        walked_on: one(typed, "walked_on").to_owned(),
        people: one(typed, "people").to_owned(),
        survey_id: fresh(typed, "survey-id", new),
        looked: one(typed, "looked").to_owned(),
        columns: (0..Sheet::COLUMNS).map(column_name).collect(),
        rows: (1..=Sheet::ROWS).map(row).collect(),
        known: Vec::new(),
        lines: lines.collect(),
        line_count: line_count(typed),
        faults,
        kept: String::new(),
        layout: layout.unlisted(),
    }
}

fn line_view(words: &Words, typed: &Typed, number: usize, client_id: String, fault: String) -> Line {
    let (kind, mount) = (cell(typed, number, "kind"), cell(typed, number, "mount"));
    let chosen = |value: &str, label: String, on: bool| Choice { value: value.to_owned(), label, on };
    let kinds = KINDS.iter().map(|(value, key)| chosen(value, words.text(key), *value == kind));
    let none = chosen("", "–".to_owned(), kind.is_empty());
    Line {
        number,
        client_id,
        square: cell(typed, number, "square").to_owned(),
        address: cell(typed, number, "address").to_owned(),
        kinds: std::iter::once(none).chain(kinds).collect(),
        bearings: report::bearings(words, cell(typed, number, "bearing")),
        mounts: report::select(words, "mount", "mount", "report-mount", mount).options,
        fault,
    }
}
