//! One contribution beside what is known, with everything that can be decided about it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{Channel, Contribution, Entity, EntityId, EntityKind, Field, Ground, Intent, Patch, Shape};
use geodata::{Position, View};
use serde::Deserialize;
use serde_json::json;
use store::{ContributionId, ContributionState, DeviceFilter, Order, Ruling, Waiting};

use super::super::layout::{Layout, Site};
use super::super::login::see_other;
use super::super::paths::Paths;
use super::super::photo::{self, PhotoCard};
use super::super::receipt::{holds, state_of};
use super::super::record_form::{Control, Typed, control, gathered, is_asked, one, typed_as, values};
use super::super::report_form::position;
use super::super::view::{Choice, Fact, MapView};
use super::super::{explorer, feed, format, labels, picture, private_page, site};
use super::queue::gather;
use super::{Pair, grounds, headline, own_words, pairs, reaches, told};
use crate::accounts::Moderator;
use crate::contribute::{self, Near, neighbours};
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// How near the map shows the place.
const MAP_ZOOM: f64 = 17.0;

/// Metres around the equator, of which a quarter of the width of a map of zoom 0 is left between two places.
const WORLD_M: f64 = 40_075_017.0 / 4.0;

/// Devices within this many metres may be the same thing.
pub(super) const NEAR_M: f64 = 50.0;

/// The page.
#[derive(Template)]
#[template(path = "moderation_case.html")]
pub(crate) struct CasePage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) action: String,
    pub(crate) title: String,
    pub(crate) fault: String,
    /// What became of the one before.
    pub(crate) done: String,
    pub(crate) state: String,
    /// Where it is taken back once it is published; empty before.
    pub(crate) revert: String,
    /// What the moderator can do besides deciding: `claim` or `release`; empty when it is decided.
    pub(crate) turn: &'static str,
    pub(crate) claim: String,
    pub(crate) holds: Vec<String>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) has_today: bool,
    pub(crate) sources: Vec<Fact>,
    pub(crate) note: String,
    pub(crate) map: Option<MapView>,
    pub(crate) near: Vec<Choice>,
    pub(crate) can_merge: bool,
    /// A request for privacy is followed on its entry, and never published.
    pub(crate) is_publishable: bool,
    /// Where its entry is settled, removed or erased; empty without one.
    pub(crate) entry: String,
    pub(crate) controls: Vec<Control>,
    pub(crate) coordinates: Option<String>,
    pub(crate) photos: Vec<PhotoCard>,
    pub(crate) grounds: Vec<Choice>,
}

/// What was done just now, with the contribution before this one.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    done: String,
}

/// `GET /moderation/signalements/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<ContributionId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let waiting = open(&state, &moderator, id).await?;
    let mut view = page(&state, lang, &moderator, &waiting).await?;
    let key = format!("moderation-done-{}", asked.done);
    if view.words.knows(&key) {
        view.done = view.words.with("moderation-done-next", &[("done", view.words.text(&key).into())]);
    }
    private_page(StatusCode::OK, &view)
}

/// `POST /moderation/signalements/{id}`: takes it, gives it back, or decides.
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<ContributionId>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let waiting = open(&state, &moderator, id).await?;
    let typed = gathered(sent);
    let outcome = match one(&typed, "action") {
        "claim" => state.store.claim(id, moderator.id).await.map_err(Error::from),
        "release" => state.store.release(id, moderator.id).await.map_err(Error::from),
        action => match decided(&state, &moderator, &waiting, action, &typed).await {
            Ok(()) => return next(&state, lang, &moderator, action).await,
            Err(error) => Err(error),
        },
    };
    let fault = match outcome {
        Ok(()) => String::new(),
        Err(error) => match told(Words::of(lang), &error) {
            Some(text) => text,
            None => return Err(error),
        },
    };
    let waiting = open(&state, &moderator, id).await?;
    let mut view = page(&state, lang, &moderator, &waiting).await?;
    let status = if fault.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    view.fault = fault;
    private_page(status, &view)
}

async fn open(state: &AppState, moderator: &Moderator, id: ContributionId) -> Result<Waiting, Error> {
    let waiting = state.store.contribution(id).await?.ok_or(Error::NotFound)?;
    if reaches(state, moderator, &waiting.receipt.territory) {
        Ok(waiting)
    } else {
        Err(Error::Forbidden("this lies outside the territories of this moderator"))
    }
}

async fn decided(
    state: &AppState,
    moderator: &Moderator,
    waiting: &Waiting,
    action: &str,
    typed: &Typed,
) -> Result<(), Error> {
    let contribution = waiting.receipt.contribution;
    let ground = one(typed, "ground").parse::<Ground>().ok();
    let order = match action {
        "accept" => match corrected(state, waiting, typed)? {
            Some(corrected) => Order::Correct { contribution, corrected: Box::new(corrected) },
            None => Order::Accept { contributions: vec![contribution] },
        },
        "merge" => {
            let into = [one(typed, "into"), one(typed, "other")].into_iter().find_map(entity_in);
            let into = into.ok_or_else(|| Error::fault("/into", "say which entry it is"))?;
            Order::Merge { contribution, into }
        }
        "close" => Order::Close { contribution },
        "refuse" if ground.is_some() => Order::Refuse { contributions: vec![contribution] },
        "refuse" => return Err(Error::fault("/ground", "say why")),
        _ => return Err(Error::fault("/action", "say what shall be done")),
    };
    let ground = ground.filter(|_| matches!(order, Order::Refuse { .. }));
    let ruling = Ruling { order, ground, answer: own_words(one(typed, "answer"))?, by: Some(moderator.id) };
    state.store.rule(ruling).await?;
    state.floods.forget(&[contribution]);
    Ok(())
}

/// An id, or the address of an entity's page that was pasted.
pub(super) fn entity_in(text: &str) -> Option<EntityId> {
    text.trim().trim_end_matches('/').rsplit('/').find_map(|part| part.parse().ok())
}

/// The contribution with the moderator's values; `None` when nothing was changed.
fn corrected(state: &AppState, waiting: &Waiting, typed: &Typed) -> Result<Option<Contribution>, Error> {
    let content = &waiting.receipt.content;
    let words = Words::of(Lang::Fr);
    let mut changed = values(state, content.kind, typed, &written(words, content));
    if content.kind == EntityKind::Device {
        let before = coordinates(content.patch.position());
        let given = one(typed, "coordinates");
        if !given.is_empty() && given != before {
            let found = position(given).map_err(|detail| Error::fault("/patch/position", detail))?;
            changed.insert("position".to_owned(), json!([found.longitude(), found.latitude()]));
        }
    }
    let settles = one(typed, "settles") == "yes";
    if changed.is_empty() && !settles {
        return Ok(None);
    }
    let mut corrected = content.clone();
    let mut all = corrected.patch.as_map().clone();
    all.extend(Patch::parse(content.kind, changed).map_err(Error::Invalid)?.into_map());
    if content.intent == Intent::New {
        all.retain(|_, value| !value.is_null());
    }
    corrected.patch = Patch::parse(content.kind, all).map_err(Error::Invalid)?;
    corrected.basis.retain(|field, _| corrected.patch.touches(field));
    if settles {
        corrected.channel = Channel::Moderation;
    }
    contribute::place(state, &mut corrected)?;
    let faults = corrected.faults();
    if faults.is_empty() { Ok(Some(corrected)) } else { Err(Error::Invalid(faults)) }
}

/// What was proposed, as it would be typed.
fn written(words: &Words, content: &Contribution) -> Typed {
    let given =
        |field: &&Field| Some((field.name.to_owned(), typed_as(words, field.shape, content.patch.get(field.name)?)));
    editable(content).filter_map(|field| given(&field)).collect::<BTreeMap<_, _>>()
}

/// The fields that a moderator can change here: what was proposed and can be typed, and the words of a device.
fn editable(content: &Contribution) -> impl Iterator<Item = &'static Field> {
    const ALWAYS: &[&str] = &["kind", "address_label", "operator", "description"];
    let is_new_device = content.kind == EntityKind::Device && content.intent == Intent::New;
    census::fields(content.kind).iter().filter(move |field| {
        let proposed = content.patch.touches(field.name) || (is_new_device && ALWAYS.contains(&field.name));
        let is_places = content.kind == EntityKind::Device && field.name == "territory";
        proposed && !is_places && is_asked(field) && !matches!(field.shape, Shape::Checked(..))
    })
}

/// After a decision, the next one that nobody else looks at.
async fn next(state: &AppState, lang: Lang, moderator: &Moderator, done: &str) -> Result<Response, Error> {
    let (waiting, _) = gather(state, moderator, None).await?;
    let is_free = |one: &&Waiting| one.claim.as_ref().is_none_or(|claim| claim.account == moderator.id);
    let paths = Paths(lang);
    Ok(match waiting.iter().find(is_free) {
        Some(next) => {
            see_other(&format!("{}?done={done}", paths.moderation_case(&next.receipt.contribution.to_string())))
        }
        None => see_other(&format!("{}?done={done}", paths.moderation())),
    })
}

async fn page(state: &AppState, lang: Lang, moderator: &Moderator, waiting: &Waiting) -> Result<CasePage, Error> {
    let content = &waiting.receipt.content;
    let current = match content.entity {
        Some(id) => state.store.entity(id).await?,
        None => None,
    };
    let mut view = view(&site(state), lang, &state.places, waiting, current.as_ref());
    let words = view.words;
    if waiting.receipt.state == ContributionState::Accepted && moderator.covers_everything() {
        let id = waiting.receipt.contribution;
        view.revert = format!("{}?scope=contribution&which={id}", Paths(lang).moderation_revert());
    }
    if waiting.claim.as_ref().is_some_and(|claim| claim.account == moderator.id && !view.turn.is_empty()) {
        view.turn = "release";
    }
    view.photos = photo::cards(state, words, waiting.receipt.contribution).await?;
    if let Some(at) = content.patch.position().filter(|_| content.intent == Intent::New) {
        view.near = neighbours(state, at, NEAR_M).iter().map(|near| near_choice(words, near)).collect();
    }
    if let Some((map, at)) = view.map.as_mut().zip(place(content, current.as_ref())) {
        map.streets = explorer::streets(state.has_streets());
        let asked = picture::Asked {
            words,
            label: &map.label,
            view: View::around(at, zoom(content, current.as_ref()), picture::BESIDE.0, picture::BESIDE.1),
            filter: &DeviceFilter::default(),
            query: "",
            territory: None,
            selected: content.entity.map(|id| (id.0.as_u128(), at.into())),
        };
        let proposes = content.patch.position().is_some();
        map.picture = Some(picture::MapPicture { proposes, ..picture::drawn(state, &asked).await? });
    }
    Ok(view)
}

pub(super) fn near_choice(words: &Words, near: &Near) -> Choice {
    let kind = labels::label(words, "device_kind", near.attributes.kind.key());
    let distance =
        words.with("receipt-near-distance", &[("distance", format::distance(words, near.distance_m).into())]);
    Choice { value: near.id.to_string(), label: format!("{kind} · {distance}"), on: near.same }
}

pub(crate) fn view(site: &Site, lang: Lang, places: &Places, waiting: &Waiting, current: Option<&Entity>) -> CasePage {
    let words = Words::of(lang);
    let receipt = &waiting.receipt;
    let content = &receipt.content;
    let id = receipt.contribution.to_string();
    let title = headline(words, places, receipt);
    let address = |paths: Paths| paths.moderation_case(&id);
    let typed = written(words, content);
    let is_new_device = content.kind == EntityKind::Device && matches!(content.intent, Intent::New | Intent::Moved);
    CasePage {
        layout: Layout::new(site, lang, title.clone(), words.text("moderation-lead"), address).unlisted(),
        words,
        action: Paths(lang).moderation_case(&id),
        title,
        fault: String::new(),
        done: String::new(),
        revert: String::new(),
        state: state_of(words, receipt),
        turn: if receipt.state == ContributionState::Pending { "claim" } else { "" },
        claim: waiting
            .claim
            .as_ref()
            .map(|claim| words.with("moderation-claimed", &[("pseudonym", claim.pseudonym.as_str().into())]))
            .unwrap_or_default(),
        holds: holds(words, &receipt.holds),
        facts: facts(words, places, waiting, current),
        pairs: pairs(words, places, content, current.map(|entity| &entity.state)),
        has_today: current.is_some(),
        sources: content.sources.iter().map(|source| super::super::record::source_fact(words, source)).collect(),
        note: content.note.as_ref().map(ToString::to_string).unwrap_or_default(),
        map: place(content, current).map(|at| map(words, content, current, at)),
        near: Vec::new(),
        can_merge: content.intent == Intent::New,
        is_publishable: content.intent != Intent::Privacy,
        entry: content.entity.map(|id| Paths(lang).moderation_entry(&id.to_string())).unwrap_or_default(),
        controls: editable(content).map(|field| control(words, field, &typed, None)).collect(),
        coordinates: is_new_device.then(|| coordinates(content.patch.position())),
        photos: Vec::new(),
        grounds: grounds(words),
    }
}

/// Where it is: as proposed, or else as it is known.
fn place(content: &Contribution, current: Option<&Entity>) -> Option<Position> {
    content.patch.position().or_else(|| device_position(current))
}

fn device_position(current: Option<&Entity>) -> Option<Position> {
    current.and_then(Entity::device).map(|device| device.position)
}

/// Latitude first, as people read and paste it.
fn coordinates(at: Option<Position>) -> String {
    at.map(|at| format!("{}, {}", at.latitude(), at.longitude())).unwrap_or_default()
}

fn facts(words: &Words, places: &Places, waiting: &Waiting, current: Option<&Entity>) -> Vec<Fact> {
    let receipt = &waiting.receipt;
    let sender = if waiting.has_account { "moderation-from-account" } else { "moderation-from-nobody" };
    let mut facts = vec![
        Fact::new(words.text("receipt-day"), format::day(words, receipt.submitted_on)),
        Fact::new(words.text("moderation-from"), words.text(sender)),
    ];
    if let Some(place) = places.by_code(&receipt.territory) {
        let href = Paths(words.lang()).city(&place.code, &place.name);
        facts.push(Fact::linked(words.text("receipt-place"), place.name.clone(), href));
    }
    if let Some(entity) = current {
        let href = Paths(words.lang()).entity(entity.kind(), entity.id);
        facts.push(Fact::linked(words.text("moderation-about"), feed::title_of(words, places, entity), href));
    }
    if let Some((new, known)) = receipt.content.patch.position().zip(device_position(current)) {
        let distance = format::distance(words, new.distance_m(known));
        facts.push(Fact::new(words.text("moderation-moved-by"), distance));
    }
    facts
}

/// The zoom at which what is proposed and what is known are both in view.
fn zoom(content: &Contribution, current: Option<&Entity>) -> f64 {
    let moved = content.patch.position().zip(device_position(current));
    let apart = moved.map(|(new, known)| (new.distance_m(known), new.latitude().to_radians().cos()));
    apart.map_or(MAP_ZOOM, |(metres, scale)| (WORLD_M * scale / metres.max(1.0)).log2().floor().clamp(5.0, MAP_ZOOM))
}

fn map(words: &Words, content: &Contribution, current: Option<&Entity>, at: Position) -> MapView {
    let (longitude, latitude) = (at.longitude(), at.latitude());
    // What is proposed is ringed; the census does not have it yet.
    let device = content.patch.position().map(|_| "proposal".to_owned()).unwrap_or_default();
    MapView {
        id: "case-map",
        label: words.text("device-map-label"),
        center: format!("{longitude},{latitude}"),
        zoom: zoom(content, current).to_string(),
        device,
        hint: format!("{latitude:.5}, {longitude:.5}"),
        ..MapView::default()
    }
}
