//! `/recu` and the page after a report: what became of a contribution, for the one who holds its code.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{DeviceKind, EntityId, Hold, Intent, ReceiptCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::{ContributionState, Receipt};
use uuid::Uuid;

use super::layout::{Layout, Site};
use super::mark::Mark;
use super::paths::Paths;
use super::photo::{self, PhotoCard};
use super::report_form::position;
use super::view::{Choice, Fact};
use super::{format, history, labels, moderation, private_page, site};
use crate::api::contributions::{amended, withdrawn};
use crate::contribute::{Near, Outcome};
use crate::error::Error;
use crate::extract::Form;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// The page after a report, made to be photographed.
#[derive(Template)]
#[template(path = "receipt.html")]
pub(crate) struct NewReceipt {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) contribution: String,
    pub(crate) code: String,
    pub(crate) groups: Vec<String>,
    pub(crate) state: String,
    pub(crate) state_key: &'static str,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) holds: Vec<String>,
    pub(crate) near: Vec<Neighbour>,
    /// Where the reported device stands, as forms take it.
    pub(crate) coordinates: String,
    pub(crate) steps: Vec<String>,
    pub(crate) device_href: String,
}

/// A device close to the reported one.
pub(crate) struct Neighbour {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) mark: Mark,
    pub(crate) kind: String,
    pub(crate) note: String,
    pub(crate) same: bool,
    /// Name of its drawing.
    pub(crate) drawing: &'static str,
    /// Degrees clockwise from north, if the census knows.
    pub(crate) bearing: Option<u16>,
    /// Where the forms about it are sent.
    pub(crate) observe: String,
    /// The ids of "gone" and "moved": the same form twice is one word.
    pub(crate) ids: [Uuid; 2],
}

/// The page that opens a receipt.
#[derive(Template)]
#[template(path = "receipt_open.html")]
pub(crate) struct OpenReceipt {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) code: String,
    pub(crate) fault: String,
    pub(crate) done: String,
    pub(crate) receipt: Option<Opened>,
    pub(crate) photos: Vec<PhotoCard>,
}

/// An opened receipt.
pub(crate) struct Opened {
    pub(crate) state: String,
    pub(crate) state_key: &'static str,
    pub(crate) title: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) can_amend: bool,
    pub(crate) can_withdraw: bool,
    pub(crate) can_add_photo: bool,
    pub(crate) version: u32,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) coordinates: String,
    pub(crate) address: String,
}

/// What the forms of the page send. The code is in the body only, never in an address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    code: String,
    action: String,
    into: Option<Uuid>,
    version: u32,
    sure: String,
    kind: String,
    coordinates: String,
    address_label: String,
}

/// `GET /recu`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    private_page(StatusCode::OK, &opening(&site(&state), lang, String::new(), String::new()))
}

/// `POST /recu`: opens, amends, merges or withdraws.
pub(crate) async fn open(
    State(state): State<AppState>,
    lang: Lang,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let refuse =
        |status, key: &str| private_page(status, &opening(&site(&state), lang, asked.code.clone(), words.text(key)));
    let Ok(key) = asked.code.parse::<ReceiptCode>() else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "fault-code");
    };
    let Some(receipt) = state.store.receipt(key).await? else {
        return refuse(StatusCode::NOT_FOUND, "fault-no-receipt");
    };
    let (receipt, done) = match act(&state, &asked, key, receipt).await {
        Ok(outcome) => outcome,
        Err(Error::Invalid(_)) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, "fault-amend"),
        Err(Error::OutsideCoverage { .. }) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, "fault-outside"),
        Err(error) => return Err(error),
    };
    let mut view = opening(&site(&state), lang, key.to_string(), String::new());
    view.done = done.map(|key| words.text(key)).unwrap_or_default();
    let territory = state.places.by_code(&receipt.territory).map(|place| place.name.clone());
    view.receipt = Some(opened(words, &receipt, territory));
    view.photos = photo::cards(&state, words, receipt.contribution).await?;
    private_page(StatusCode::OK, &view)
}

/// Does what the form asks for; the receipt afterwards, and the key of what to say.
async fn act(
    state: &AppState,
    asked: &Asked,
    key: ReceiptCode,
    receipt: Receipt,
) -> Result<(Receipt, Option<&'static str>), Error> {
    let id = receipt.contribution;
    match (asked.action.as_str(), asked.into) {
        ("withdraw", _) if asked.sure == "yes" => {
            let receipt = withdrawn(state, id, key).await?;
            Ok((receipt, Some("done-withdrawn")))
        }
        ("merge", Some(into)) => {
            let receipt = state.store.merge(id, key, EntityId(into)).await?.ok_or(Error::NotFound)?;
            Ok((receipt, Some("done-merged")))
        }
        ("amend", _) => Ok((amended(state, id, key, asked.version, amendment(asked)?).await?, Some("done-amended"))),
        _ => Ok((receipt, None)),
    }
}

fn amendment(asked: &Asked) -> Result<Map<String, Value>, Error> {
    let mut values = Map::new();
    if !asked.kind.is_empty() {
        values.insert("kind".to_owned(), Value::from(asked.kind.as_str()));
    }
    if !asked.coordinates.trim().is_empty() {
        let found = position(&asked.coordinates).map_err(|detail| Error::fault("/patch/position", detail))?;
        values.insert("position".to_owned(), json!([found.longitude(), found.latitude()]));
    }
    if !asked.address_label.trim().is_empty() {
        values.insert("address_label".to_owned(), Value::from(asked.address_label.trim()));
    }
    Ok(values)
}

/// The page after a report of a new device.
pub(crate) fn after_report(state: &AppState, lang: Lang, outcome: &Outcome) -> NewReceipt {
    let words = Words::of(lang);
    let territory = outcome.territory.as_deref().and_then(|code| state.places.by_code(code));
    let mut view = view(&site(state), lang, outcome);
    if let Some(place) = territory {
        let href = Paths(lang).city(&place.code, &place.name);
        view.facts.push(Fact::linked(words.text("receipt-place"), place.name.clone(), href));
    }
    view
}

/// The page after an observation of a known device.
pub(crate) fn after_observation(state: &AppState, lang: Lang, outcome: &Outcome, intent: Intent) -> NewReceipt {
    let words = Words::of(lang);
    let mut view = view(&site(state), lang, outcome);
    view.title = words.text("receipt-observed");
    let key = match intent {
        Intent::NotFound => "receipt-intent-not-found",
        Intent::Moved => "receipt-intent-moved",
        _ => "receipt-intent-confirm",
    };
    view.facts.push(Fact::new(words.text("receipt-intent"), words.text(key)));
    view
}

pub(crate) fn view(site: &Site, lang: Lang, outcome: &Outcome) -> NewReceipt {
    let words = Words::of(lang);
    let key = outcome.state.key();
    let code = outcome.code.to_string();
    let address = |paths: Paths| paths.receipt().to_owned();
    let layout = Layout::new(site, lang, words.text("receipt-title"), words.text("open-lead"), address).unlisted();
    NewReceipt {
        layout,
        words,
        contribution: outcome.id.to_string(),
        groups: code.split('-').map(str::to_owned).collect(),
        code,
        state: words.text(&format!("state-{key}")),
        state_key: key,
        title: words.text("receipt-title"),
        lead: words.text(&format!("receipt-lead-{key}")),
        facts: Vec::new(),
        holds: holds(words, &outcome.holds),
        near: outcome.near.iter().map(|near| neighbour(words, outcome, near)).collect(),
        coordinates: outcome.position.map(|at| at.to_string()).unwrap_or_default(),
        steps: (1..=3).map(|number| words.text(&format!("receipt-step-{number}"))).collect(),
        device_href: match (outcome.state, outcome.entity) {
            (ContributionState::Accepted, Some(id)) => Paths(lang).entity(outcome.kind, id),
            _ => String::new(),
        },
    }
}

pub(crate) fn holds(words: &Words, holds: &[Hold]) -> Vec<String> {
    let key =
        |hold: &Hold| serde_json::to_value(hold).ok().and_then(|value| value.as_str().map(|key| key.replace('_', "-")));
    holds.iter().filter_map(key).map(|key| words.text(&format!("hold-{key}"))).collect()
}

fn neighbour(words: &Words, outcome: &Outcome, near: &Near) -> Neighbour {
    let id = near.id.to_string();
    let of_intent = |intent: &str| derived_id(&format!("{} {id} {intent}", outcome.code));
    let attributes = near.attributes;
    let distance = format::distance(words, near.distance_m);
    Neighbour {
        href: Paths(words.lang()).device(&id),
        mark: Mark::of(attributes.kind, attributes.status, attributes.verification),
        kind: labels::label(words, "device_kind", attributes.kind.key()),
        note: words.with("receipt-near-distance", &[("distance", distance.into())]),
        same: near.same,
        drawing: drawing(attributes.kind),
        bearing: attributes.bearing,
        observe: Paths(words.lang()).observe(&id),
        ids: [of_intent("gone"), of_intent("moved")],
        id,
    }
}

/// An id that only the holder of a receipt can know, the same whenever the page is made.
fn derived_id(text: &str) -> Uuid {
    let hash: [u8; 32] = Sha256::digest(text).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// The drawing of a kind, among those of the report form.
fn drawing(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Camera => "bullet",
        DeviceKind::PlateReader => "plate-reader",
        DeviceKind::AcousticSensor => "sound",
        _ => "other",
    }
}

pub(crate) fn opening(site: &Site, lang: Lang, code: String, fault: String) -> OpenReceipt {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.receipt().to_owned();
    let layout = Layout::new(site, lang, words.text("open-title"), words.text("open-lead"), address).unlisted();
    OpenReceipt { layout, words, code, fault, done: String::new(), receipt: None, photos: Vec::new() }
}

/// What became of it, in a word; a request for privacy is never published.
pub(crate) fn state_of(words: &Words, receipt: &Receipt) -> String {
    let key = receipt.state.key();
    let is_followed = receipt.state == ContributionState::Accepted && receipt.content.intent == Intent::Privacy;
    words.text(&if is_followed { format!("state-{key}-privacy") } else { format!("state-{key}") })
}

pub(crate) fn opened(words: &Words, receipt: &Receipt, territory: Option<String>) -> Opened {
    let key = receipt.state.key();
    let patch = &receipt.content.patch;
    let intent = serde_json::to_value(receipt.content.intent).ok();
    let intent = intent.as_ref().and_then(Value::as_str).unwrap_or("new").replace('_', "-");
    let chosen = patch.text("kind").unwrap_or_default();
    let kinds = labels::all(words, "device_kind").into_iter();
    Opened {
        state: state_of(words, receipt),
        state_key: key,
        title: words.text(&format!("intent-{intent}")),
        facts: opened_facts(words, receipt, territory),
        can_amend: receipt.state.waits() && receipt.content.intent == Intent::New,
        can_withdraw: receipt.state.waits() || receipt.state == ContributionState::Accepted,
        can_add_photo: receipt.state.takes_photos(),
        version: receipt.version,
        kinds: kinds.map(|(key, label)| Choice { value: key.to_owned(), label, on: key == chosen }).collect(),
        coordinates: patch.position().map(|at| format!("{}, {}", at.latitude(), at.longitude())).unwrap_or_default(),
        address: patch.text("address_label").unwrap_or_default().to_owned(),
    }
}

fn opened_facts(words: &Words, receipt: &Receipt, territory: Option<String>) -> Vec<Fact> {
    let mut facts = vec![Fact::new(words.text("receipt-day"), format::day(words, receipt.submitted_on))];
    if let Some(name) = territory {
        facts.push(Fact::new(words.text("receipt-place"), name));
    }
    for (name, value) in receipt.content.patch.as_map().iter().filter(|(name, _)| *name != "territory") {
        if let Some(value) = history::printed(words, name, value) {
            facts.push(Fact::new(words.text(&format!("field-{name}")), value));
        }
    }
    for hold in holds(words, &receipt.holds) {
        facts.push(Fact::new(words.text("receipt-held"), hold));
    }
    if let Some(ground) = receipt.ground {
        facts.push(Fact::new(words.text("receipt-reason"), moderation::answer(words, ground)));
    }
    if let Some(decision) = &receipt.decision {
        facts.push(Fact::new(words.text("receipt-decision"), decision.clone()));
    }
    let device = receipt
        .duplicate_of
        .or(receipt.entity)
        .filter(|_| matches!(receipt.state, ContributionState::Accepted | ContributionState::Merged));
    if let Some(device) = device {
        let href = Paths(words.lang()).entity(receipt.content.kind, device);
        facts.push(Fact::linked(words.text("receipt-device"), words.text("receipt-see-device"), href));
    }
    facts
}
