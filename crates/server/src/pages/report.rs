//! `/signaler`: the form that works without map, script, GPS or network.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::Contribution;
use geodata::territory::{Territory, TerritoryKind, slug};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::layout::{Layout, Site};
use super::report_form::{FieldFault, ReportForm};
use super::view::{Choice, Select};
use super::{city, explorer, labels, private_page, receipt, site};
use crate::accounts::Visitor;
use crate::contribute::{Outcome, Sent, submit};
use crate::error::Error;
use crate::extract::Form;
use crate::sender::Sender;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Communes offered when a name is not enough.
const CHOICES: usize = 12;

/// The form, empty or with what was sent and what is wrong with it.
#[derive(Template)]
#[template(path = "report.html")]
pub(crate) struct Report {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) form: ReportForm,
    pub(crate) faults: Vec<FieldFault>,
    pub(crate) choices: Vec<CommuneChoice>,
    pub(crate) looks: Vec<Select>,
    pub(crate) whos: Vec<Select>,
    pub(crate) dial: Vec<Sector>,
    /// Description of the street tiles, for the map of the pin; empty when there are none.
    pub(crate) streets: &'static str,
}

/// A sector of the dial of directions.
pub(crate) struct Sector {
    /// `n`, `ne`, …; `q` for the middle, which says that nobody knows.
    pub(crate) point: &'static str,
    pub(crate) value: String,
    pub(crate) label: String,
    /// One or two letters.
    pub(crate) short: String,
    pub(crate) on: bool,
}

/// A commune that a name may mean.
pub(crate) struct CommuneChoice {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) note: String,
}

/// Which commune a form means.
enum Resolved {
    /// This one.
    One(String),
    /// None was named.
    Unnamed,
    /// None is called so.
    Unknown,
    /// The sender has to choose.
    Several(Vec<CommuneChoice>),
}

/// `GET /signaler`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    let form = ReportForm { client_id: new_client_id(&state).to_string(), ..ReportForm::default() };
    let mut view = view(&site(&state), lang, form, Vec::new(), Vec::new());
    view.streets = explorer::streets(state.has_streets());
    private_page(StatusCode::OK, &view)
}

/// `POST /signaler`: the receipt, or the form again with every fault at its field.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    Sender(address): Sender,
    visitor: Visitor,
    Form(form): Form<ReportForm>,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let (territory, choices, fault) = match resolve(&state, words, &form) {
        Resolved::One(code) => (Some(code), Vec::new(), None),
        Resolved::Unnamed => (None, Vec::new(), None),
        Resolved::Unknown => (None, Vec::new(), Some("fault-unknown-place")),
        Resolved::Several(choices) => (None, choices, Some("fault-which-commune")),
    };
    let again = |faults, choices| {
        private_page(StatusCode::UNPROCESSABLE_ENTITY, &view(&site(&state), lang, form.clone(), faults, choices))
    };
    let contribution = match (form.contribution(words, territory.as_deref()), fault) {
        (Ok(contribution), None) => contribution,
        (sent, fault) => return again(with_place(words, sent.err().unwrap_or_default(), fault), choices),
    };
    let client_id = form.client_id().unwrap_or_else(|| new_client_id(&state));
    let request_hash = hash(&contribution);
    let contributor = visitor.account().cloned();
    match submit(&state, Sent { client_id, request_hash, contribution, photo_follows: false, contributor, address })
        .await
    {
        Ok(outcome) => receipt_page(&state, lang, &outcome),
        Err(Error::OutsideCoverage { country }) => again(vec![outside(words, country.as_deref())], Vec::new()),
        Err(Error::IdempotencyConflict) => already_sent(&state, lang, form),
        Err(error) => Err(error),
    }
}

fn receipt_page(state: &AppState, lang: Lang, outcome: &Outcome) -> Result<Response, Error> {
    private_page(StatusCode::CREATED, &receipt::after_report(state, lang, outcome))
}

/// The form was sent before with other values: offer it again as a new report.
fn already_sent(state: &AppState, lang: Lang, form: ReportForm) -> Result<Response, Error> {
    let fault = FieldFault::new("kind", Words::of(lang).text("fault-already-sent"));
    let form = ReportForm { client_id: new_client_id(state).to_string(), ..form };
    private_page(StatusCode::UNPROCESSABLE_ENTITY, &view(&site(state), lang, form, vec![fault], Vec::new()))
}

/// What is wrong with the place is said once, in the words that fit best.
fn with_place(words: &Words, mut faults: Vec<FieldFault>, key: Option<&str>) -> Vec<FieldFault> {
    if let Some(key) = key {
        faults.retain(|fault| fault.field != "place");
        faults.push(FieldFault::new("place", words.text(key)));
    }
    faults
}

fn outside(words: &Words, country: Option<&str>) -> FieldFault {
    let message = match country {
        Some(country) => words.with("fault-outside-in", &[("country", country.into())]),
        None => words.text("fault-outside"),
    };
    FieldFault::new("place", message)
}

/// A chosen code, else the one commune that a typed name or postal code means.
fn resolve(state: &AppState, words: &Words, form: &ReportForm) -> Resolved {
    if let Some(chosen) = state.places.by_code(form.territory.trim()) {
        return Resolved::One(chosen.code.to_string());
    }
    let typed = form.place.trim();
    if typed.is_empty() {
        return Resolved::Unnamed;
    }
    let found = state.places.search(typed, CHOICES * 2);
    let holds_devices = |place: &&&Territory| {
        matches!(place.kind, TerritoryKind::Commune | TerritoryKind::Arrondissement | TerritoryKind::Country)
    };
    let found: Vec<&Territory> = found.iter().filter(holds_devices).copied().collect();
    let exact: Vec<&Territory> = found.iter().filter(|place| means(place, typed)).copied().collect();
    match (exact.as_slice(), found.as_slice()) {
        (_, []) => Resolved::Unknown,
        ([one], _) | ([], [one]) => Resolved::One(one.code.to_string()),
        ([], several) | (several, _) => {
            Resolved::Several(several.iter().take(CHOICES).map(|place| choice(state, words, place)).collect())
        }
    }
}

fn means(place: &Territory, typed: &str) -> bool {
    place.code == typed || place.postal_codes.iter().any(|code| code == typed) || place.slug() == slug(typed)
}

fn choice(state: &AppState, words: &Words, place: &Territory) -> CommuneChoice {
    CommuneChoice {
        code: place.code.to_string(),
        name: place.name.clone(),
        note: city::what_it_is(state, words, place),
    }
}

/// An id for a sender whose browser makes none.
pub(crate) fn new_client_id(state: &AppState) -> Uuid {
    let mut random = [0; 16];
    random.copy_from_slice(&state.world.bytes()[..16]);
    uuid::Builder::from_random_bytes(random).into_uuid()
}

/// What tells a reload of the same form from another one under the same id.
pub(crate) fn hash(contribution: &Contribution) -> [u8; 32] {
    let value = serde_json::to_value(contribution).unwrap_or_default();
    Sha256::digest(census::canonical_json(&value)).into()
}

pub(crate) fn view(
    site: &Site,
    lang: Lang,
    form: ReportForm,
    faults: Vec<FieldFault>,
    choices: Vec<CommuneChoice>,
) -> Report {
    let words = Words::of(lang);
    let (title, description) = (words.text("report-title"), words.text("report-lead"));
    let looks = vec![
        select(words, "form", "camera_form", "report-form", &form.form),
        select(words, "mount", "mount", "report-mount", &form.mount),
        select(words, "watches", "watches", "report-watches", &form.watches),
    ];
    let whos = vec![
        select(words, "operator_kind", "operator_kind", "report-operator-kind", &form.operator_kind),
        sign(words, &form.sign_present),
    ];
    let dial = dial(words, &form.bearing);
    let site = Site { entry: web::report(), ..site.clone() };
    let layout = Layout::new(&site, lang, title, description, |paths| paths.report().to_owned());
    Report { layout, words, form, faults, choices, looks, whos, dial, streets: "" }
}

impl Report {
    /// The message at a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }

    /// Does the part that is closed at first hold something, so that it must be open?
    fn opened(&self) -> bool {
        let fields: [(&str, &str); 10] = [
            ("form", &self.form.form),
            ("mount", &self.form.mount),
            ("watches", &self.form.watches),
            ("bearing", &self.form.bearing),
            ("operator_kind", &self.form.operator_kind),
            ("operator", &self.form.operator),
            ("sign_present", &self.form.sign_present),
            ("first_seen", &self.form.first_seen),
            ("source_url", &self.form.source_url),
            ("note", &self.form.note),
        ];
        fields.iter().any(|(name, value)| !value.is_empty() || self.fault(name).is_some())
    }
}

/// A vocabulary to choose from; "I do not know" stands first and is the empty value.
pub(crate) fn select(words: &Words, name: &'static str, list: &str, label: &str, chosen: &str) -> Select {
    let unknown = ("", words.text("i-do-not-know"));
    let known = labels::all(words, list).into_iter().filter(|(key, _)| *key != "unknown");
    let options = std::iter::once(unknown).chain(known);
    let options = options.map(|(key, label)| Choice { value: key.to_owned(), label, on: key == chosen });
    Select { name, label: words.text(label), options: options.collect() }
}

fn sign(words: &Words, chosen: &str) -> Select {
    let options = [("", "i-do-not-know"), ("true", "sign-yes"), ("false", "sign-no")];
    let options =
        options.map(|(value, key)| Choice { value: value.to_owned(), label: words.text(key), on: value == chosen });
    Select { name: "sign_present", label: words.text("report-sign"), options: options.into() }
}

/// The eight directions, clockwise from north.
const POINTS: [&str; 8] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/// The directions to choose from in a list; the first says that nobody knows.
pub(crate) fn bearings(words: &Words, chosen: &str) -> Vec<Choice> {
    dial(words, chosen).into_iter().map(|Sector { value, label, on, .. }| Choice { value, label, on }).collect()
}

fn dial(words: &Words, chosen: &str) -> Vec<Sector> {
    let unknown = Sector {
        point: "q",
        value: String::new(),
        label: words.text("i-do-not-know"),
        short: words.text("i-do-not-know"),
        on: chosen.is_empty(),
    };
    let points = POINTS.into_iter().enumerate().map(|(step, point)| {
        let value = (step * 45).to_string();
        let (label, short) = (words.text(&format!("towards-{point}")), words.text(&format!("dial-{point}")));
        Sector { on: value == chosen, point, value, label, short }
    });
    std::iter::once(unknown).chain(points).collect()
}
