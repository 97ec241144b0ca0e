//! `/moderation`: what waits, one contribution beside what is known, one entity; and the public log of decisions.

mod case;
mod contracts;
mod contracts_upload;
mod entry;
mod lists_upload;
mod log;
mod photo;
mod piece;
mod queue;
mod revert;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use census::{Contribution, EntityKind, Fault, Ground, Intent, State, Text};
use serde_json::{Map, Value};
use store::Receipt;

use super::record::{joined, shown};
use super::view::Choice;
use super::{history, labels};
use crate::accounts::Moderator;
use crate::error::Error;
use crate::places::Places;
use crate::routes::Routes;
use crate::state::AppState;
use crate::words::Words;

#[cfg(test)]
pub(crate) mod samples;

/// Where lists are sent: of contracts, then of cameras and orders.
pub(crate) const LIST_PATHS: [&str; 4] =
    ["/importer/marches", "/en/import/contracts", "/importer/listes", "/en/import/lists"];

/// Bytes of such a list at the most; longer ones go through the command line.
pub(crate) const LIST_LIMIT: usize = 32 << 20;

/// The pages of moderators, and the log that everybody reads.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/moderation", get(queue::show).post(queue::act))
        .route("/en/moderation", get(queue::show).post(queue::act))
        .route("/moderation/signalements/{id}", get(case::show).post(case::act))
        .route("/en/moderation/reports/{id}", get(case::show).post(case::act))
        .route("/moderation/photos/{id}", get(photo::show).post(photo::act))
        .route("/en/moderation/photos/{id}", get(photo::show).post(photo::act))
        .route("/moderation/pieces/{id}", get(piece::show).post(piece::act))
        .route("/en/moderation/files/{id}", get(piece::show).post(piece::act))
        .route("/moderation/pieces/{id}/fichier", get(piece::fetch))
        .route("/en/moderation/files/{id}/file", get(piece::fetch))
        .route("/moderation/fiches/{id}", get(entry::show).post(entry::act))
        .route("/en/moderation/entries/{id}", get(entry::show).post(entry::act))
        .route("/moderation/marches", get(contracts::show).post(contracts::act))
        .route("/en/moderation/contracts", get(contracts::show).post(contracts::act))
        .merge(uploads())
        .route("/moderation/annuler", get(revert::ask).post(revert::act))
        .route("/en/moderation/revert", get(revert::ask).post(revert::act))
        .route("/decisions", get(log::list))
        .route("/en/decisions", get(log::list))
        .route("/decisions/{id}", get(log::show))
        .route("/en/decisions/{id}", get(log::show))
}

/// Where importers send lists, whose bodies are larger than all others.
fn uploads() -> Routes {
    let limit = || DefaultBodyLimit::max(LIST_LIMIT);
    let contracts = || get(contracts_upload::ask).merge(post(contracts_upload::take).layer(limit()));
    let lists = || get(lists_upload::ask).merge(post(lists_upload::take).layer(limit()));
    let [contracts_fr, contracts_en, lists_fr, lists_en] = LIST_PATHS;
    Routes::new()
        .route(contracts_fr, contracts())
        .route(contracts_en, contracts())
        .route(lists_fr, lists())
        .route(lists_en, lists())
}

/// May this moderator decide on what lies in a territory? What lies nowhere is for those whose right holds everywhere.
fn reaches(state: &AppState, moderator: &Moderator, territory: &str) -> bool {
    moderator.covers_everything() || moderator.covers(territory, state.places.territories())
}

/// What a contribution wants, in one line: *Nouveau · caméra · Saint-Denis*.
fn headline(words: &Words, places: &Places, receipt: &Receipt) -> String {
    let content = &receipt.content;
    let kind = match content.patch.text("kind").filter(|_| content.kind == EntityKind::Device) {
        Some(kind) => labels::label(words, "device_kind", kind),
        None => labels::label(words, "entity_kind", content.kind.key()),
    };
    let place = places.by_code(&receipt.territory).map(|place| place.name.clone());
    let parts = [Some(intent(words, content.intent)), Some(kind), place, title(content)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\u{a0}· ")
}

fn intent(words: &Words, intent: Intent) -> String {
    let key = serde_json::to_value(intent).ok();
    labels::label(words, "intent", key.as_ref().and_then(Value::as_str).unwrap_or_default())
}

/// What the sender calls it.
fn title(content: &Contribution) -> Option<String> {
    let names = ["name", "title", "object", "product", "address_label"];
    let found = names.iter().find_map(|name| content.patch.text(name))?;
    let short: String = found.chars().take(80).collect();
    Some(short).filter(|text| !text.is_empty())
}

/// One field today and as it is proposed.
pub(crate) struct Pair {
    pub(crate) label: String,
    pub(crate) today: String,
    pub(crate) proposed: String,
    pub(crate) basis: String,
}

/// The proposal beside today's values, field by field; only what is proposed.
fn pairs(words: &Words, places: &Places, content: &Contribution, current: Option<&State>) -> Vec<Pair> {
    let known = current.map(State::fields).unwrap_or_default();
    let proposed = content.patch.as_map();
    let names = census::fields(content.kind).iter().map(|field| field.name).filter(|name| proposed.contains_key(*name));
    let pair = |name: &str| Pair {
        label: labels::label(words, "field", name),
        today: printed(words, places, content.kind, name, &known),
        proposed: printed(words, places, content.kind, name, proposed),
        basis: content.basis.get(name).map(|basis| labels::label(words, "basis", basis.key())).unwrap_or_default(),
    };
    names.map(pair).collect()
}

/// A value in words; a device prints its own way.
fn printed(words: &Words, places: &Places, kind: EntityKind, name: &str, values: &Map<String, Value>) -> String {
    let Some(value) = values.get(name) else { return String::new() };
    let naming = |code: &str| places.by_code(code).map(|place| place.name.clone());
    if let Some(place) = value.as_str().filter(|_| name == "territory").and_then(naming) {
        return place;
    }
    let own = (kind == EntityKind::Device).then(|| history::printed(words, name, value)).flatten();
    let by_shape = || census::field(kind, name).map(|field| joined(&shown(words, field.shape, value, &naming)));
    own.or_else(by_shape).unwrap_or_default()
}

/// The reasons that a moderator can give, each with the sentence that the sender reads.
fn grounds(words: &Words) -> Vec<Choice> {
    let choice = |ground: &Ground| Choice {
        value: ground.key().to_owned(),
        label: format!("{} — {}", labels::label(words, Ground::LIST, ground.key()), answer(words, *ground)),
        on: false,
    };
    Ground::ALL.iter().map(choice).collect()
}

/// The canned answer to a sender.
pub(crate) fn answer(words: &Words, ground: Ground) -> String {
    words.text(&format!("answer-{}", ground.key().replace('_', "-")))
}

/// A moderator's own words to the sender; nothing when nothing was typed.
fn own_words(text: &str) -> Result<Option<Text<1000>>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Text::try_from(text.to_owned()).map(Some).map_err(|error| Error::fault("/answer", error))
}

/// What went wrong with a decision, for the moderator; `None` for what the page of a problem tells better.
fn told(words: &Words, error: &Error) -> Option<String> {
    match error {
        Error::Invalid(faults) => Some(faults.iter().map(|fault| told_of(words, fault)).collect::<Vec<_>>().join(" ")),
        Error::Conflict(_) => Some(words.text("moderation-fault-conflict")),
        Error::Stale { .. } => Some(words.text("moderation-fault-stale")),
        Error::OutsideCoverage { .. } => Some(words.text("fault-outside")),
        _ => None,
    }
}

fn told_of(words: &Words, fault: &Fault) -> String {
    match fault.pointer.as_str() {
        "/ground" => words.text("moderation-needs-ground"),
        "/into" | "/entity" | "/entity/id" => words.text("moderation-needs-entry"),
        "/photo" => words.text("moderation-photo-early"),
        "/choice" => words.text("moderation-needs-choice"),
        "/answer" => words.text("moderation-answer-too-long"),
        pointer => match pointer.strip_prefix("/patch/").and_then(|field| field.split('/').next()) {
            Some(field) => format!("{} : {}", labels::label(words, "field", field), words.text("record-fault-value")),
            None => words.text("moderation-fault-conflict"),
        },
    }
}
