//! One entity, for moderators: what is disputed is settled, documents are compared, doubles become one, errors go.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{
    Basis, Channel, Claim, Contribution, Entity, EntityId, EntityKind, Ground, Intent, Patch, Revision, Source,
    State as EntityState,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{Order, RevertScope, Ruled, Ruling};

use super::super::layout::{Layout, Site};
use super::super::paths::Paths;
use super::super::view::Choice;
use super::super::{feed, format, history, labels, private_page, site};
use super::case::{NEAR_M, entity_in, near_choice};
use super::{grounds, printed, reaches, told};
use crate::accounts::Moderator;
use crate::contribute::neighbours;
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// The page.
#[derive(Template)]
#[template(path = "moderation_entry.html")]
pub(crate) struct EntryPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) action: String,
    pub(crate) title: String,
    pub(crate) public: String,
    pub(crate) certainty: String,
    pub(crate) version: u32,
    /// What can be taken back, the newest first.
    pub(crate) versions: Vec<Choice>,
    pub(crate) done: String,
    pub(crate) fault: String,
    pub(crate) disputes: Vec<Dispute>,
    pub(crate) can_check: bool,
    /// What stands near a device and may be the same.
    pub(crate) near: Vec<Choice>,
    pub(crate) stands: bool,
    pub(crate) grounds: Vec<Choice>,
}

/// A field on which contributions contradict one another.
pub(crate) struct Dispute {
    pub(crate) field: String,
    pub(crate) label: String,
    /// The value shown first, and the others, by number.
    pub(crate) choices: Vec<Choice>,
}

/// What the forms of the page send.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    action: String,
    version: u32,
    revision: u32,
    field: String,
    choice: String,
    into: String,
    other: String,
    ground: String,
    sure: String,
}

/// `GET /moderation/fiches/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<EntityId>,
) -> Result<Response, Error> {
    let entity = open(&state, &moderator, id).await?;
    private_page(StatusCode::OK, &page(&state, lang, &entity).await?)
}

async fn page(state: &AppState, lang: Lang, entity: &Entity) -> Result<EntryPage, Error> {
    let mut view = view(&site(state), lang, &state.places, entity);
    if let Some(device) = entity.device() {
        let near = neighbours(state, device.position, NEAR_M);
        let others = near.iter().filter(|near| near.id != entity.id);
        view.near = others.map(|near| near_choice(view.words, near)).collect();
    }
    let revisions = state.store.history(entity.id).await?;
    view.versions = revisions.iter().rev().map(|revision| version(view.words, entity.kind(), revision)).collect();
    Ok(view)
}

/// A revision in one line: *3 · Corrigé · 28 novembre 2026 · Forme, Support*.
fn version(words: &Words, kind: EntityKind, revision: &Revision) -> Choice {
    let number = revision.version.to_string();
    let told = match revision.read() {
        Ok(Some(body)) => {
            let named = body.changes.0.keys().filter(|name| census::field(kind, name).is_some());
            let fields: Vec<String> = named.take(4).map(|name| labels::label(words, "field", name)).collect();
            [history::reason(words, &body.reason), format::day(words, body.day), fields.join(", ")]
        }
        _ => [words.text("reason-erased"), String::new(), String::new()],
    };
    let parts = std::iter::once(number.clone()).chain(told).filter(|part| !part.is_empty());
    Choice { label: parts.collect::<Vec<_>>().join(" · "), value: number, on: false }
}

/// `POST /moderation/fiches/{id}`
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<EntityId>,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    let entity = open(&state, &moderator, id).await?;
    let words = Words::of(lang);
    let done = match order(&state, &moderator, &entity, &asked).await {
        Ok((order, ground)) => {
            let ruling = Ruling { order, ground, answer: None, by: Some(moderator.id) };
            let ruled = state.store.rule(ruling).await.map_err(Error::from);
            if let Ok(Ruled::Done(outcome)) = &ruled
                && !outcome.erased.is_empty()
            {
                sweep(&state);
            }
            ruled
        }
        Err(error) => Err(error),
    };
    let entity = open(&state, &moderator, id).await?;
    let mut view = page(&state, lang, &entity).await?;
    let status = match done {
        Ok(Ruled::Done(outcome)) => {
            view.done = words.with("moderation-done", &[("count", outcome.entries.into()), ("left", 0.into())]);
            if outcome.conflicts.contains(&entity.id) {
                view.done = format!("{} {}", view.done, words.text("moderation-conflict"));
            }
            StatusCode::OK
        }
        Ok(Ruled::Proposed { entries, .. }) => {
            view.done = words.with("moderation-proposed", &[("count", entries.into())]);
            StatusCode::OK
        }
        Err(error) => match told(words, &error) {
            Some(text) => {
                view.fault = text;
                StatusCode::UNPROCESSABLE_ENTITY
            }
            None => return Err(error),
        },
    };
    private_page(status, &view)
}

/// Takes what was erased out of the files too, beside the answer: that takes as long as copying the database.
fn sweep(state: &AppState) {
    state.erased.notify_one();
    let state = state.clone();
    tokio::spawn(async move {
        if let Err(error) = crate::photos::clear_away(&state).await {
            tracing::error!(%error, "Deleted photos are still on the shelf");
        }
        match state.store.sweep().await {
            Ok(true) => {}
            Ok(false) => tracing::warn!("A reader keeps what was erased in the journal of the database"),
            Err(error) => tracing::error!(%error, "What was erased is still in the file of the database"),
        }
    });
}

async fn open(state: &AppState, moderator: &Moderator, id: EntityId) -> Result<Entity, Error> {
    let entity = state.store.entity(id).await?.ok_or(Error::NotFound)?;
    let here = match &entity.state {
        EntityState::Device(device) => reaches(state, moderator, &device.territory),
        EntityState::Record(record) => {
            let territories = record.territories();
            let all = !territories.is_empty() && territories.iter().all(|code| reaches(state, moderator, code));
            all || reaches(state, moderator, "")
        }
    };
    if here { Ok(entity) } else { Err(Error::Forbidden("this lies outside the territories of this moderator")) }
}

async fn order(
    state: &AppState,
    moderator: &Moderator,
    entity: &Entity,
    asked: &Asked,
) -> Result<(Order, Option<Ground>), Error> {
    Ok(match asked.action.as_str() {
        "settle" => (Order::Settle { word: Box::new(word(entity, asked)?) }, None),
        "check" => (Order::Check { entity: entity.id, version: asked.version }, None),
        "unify" => {
            let into = [&asked.into, &asked.other]
                .into_iter()
                .find_map(|text| entity_in(text))
                .ok_or_else(|| Error::fault("/into", "say which entry it is"))?;
            open(state, moderator, into).await?;
            (Order::Unify { entity: entity.id, into }, Some(Ground::Duplicate))
        }
        "revert" => {
            let scope = RevertScope::Revision { entity: entity.id, version: asked.revision };
            (Order::Revert { scope }, None)
        }
        "erase" if asked.sure == "yes" => (Order::Erase { entity: entity.id }, Some(Ground::Privacy)),
        "remove" if asked.sure == "yes" => {
            let ground = asked.ground.parse::<Ground>().map_err(|_| Error::fault("/ground", "say why"))?;
            (Order::Remove { entities: vec![entity.id] }, Some(ground))
        }
        _ => return Err(Error::fault("/action", "say what shall be done")),
    })
}

/// The chosen value of a disputed field, with the basis and the sources of those who gave it.
fn word(entity: &Entity, asked: &Asked) -> Result<Contribution, Error> {
    let unknown = || Error::fault("/choice", "choose one of the values");
    let number: usize = asked.choice.parse().map_err(|_| unknown())?;
    let field = census::field(entity.kind(), &asked.field).ok_or_else(unknown)?.name;
    let claims = disputed(&entity.state).get(field).ok_or_else(unknown)?;
    let (value, basis, sources) = match number.checked_sub(1) {
        None => (
            entity.state.fields().get(field).cloned().ok_or_else(unknown)?,
            known_basis(&entity.state, field),
            Vec::new(),
        ),
        Some(place) => {
            let claim = claims.get(place).ok_or_else(unknown)?;
            (claim.value.clone(), claim.basis, claim.sources.clone())
        }
    };
    let patch = Patch::parse(entity.kind(), Map::from_iter([(field.to_owned(), value)])).map_err(Error::Invalid)?;
    Ok(said(entity, asked.version, patch, basis.map(|basis| (field.to_owned(), basis)), sources))
}

fn said(
    entity: &Entity,
    version: u32,
    patch: Patch,
    basis: Option<(String, Basis)>,
    sources: Vec<Source>,
) -> Contribution {
    Contribution {
        intent: Intent::Correct,
        kind: entity.kind(),
        entity: Some(entity.id),
        base_version: Some(version),
        patch,
        basis: basis.into_iter().collect(),
        sources,
        note: None,
        channel: Channel::Moderation,
    }
}

fn disputed(state: &EntityState) -> &BTreeMap<String, Vec<Claim>> {
    match state {
        EntityState::Device(device) => &device.disputed,
        EntityState::Record(record) => &record.disputed,
    }
}

fn known_basis(state: &EntityState, field: &str) -> Option<Basis> {
    match state {
        EntityState::Device(device) => device.basis.get(field).copied(),
        EntityState::Record(record) => record.basis.get(field).copied(),
    }
}

pub(crate) fn view(site: &Site, lang: Lang, places: &Places, entity: &Entity) -> EntryPage {
    let words = Words::of(lang);
    let (kind, id) = (entity.kind(), entity.id.to_string());
    let title = feed::title_of(words, places, entity);
    let verification = match &entity.state {
        EntityState::Device(device) => device.verification,
        EntityState::Record(record) => record.verification,
    };
    let address = |paths: Paths| paths.moderation_entry(&id);
    EntryPage {
        layout: Layout::new(site, lang, title.clone(), words.text("moderation-lead"), address).unlisted(),
        words,
        action: Paths(lang).moderation_entry(&id),
        title,
        public: Paths(lang).entity(kind, entity.id),
        certainty: labels::label(words, "verification", verification.key()),
        version: entity.version,
        versions: Vec::new(),
        done: String::new(),
        fault: String::new(),
        disputes: disputed(&entity.state)
            .iter()
            .map(|(name, claims)| dispute(words, places, entity, name, claims))
            .collect(),
        can_check: !entity.state.sources().is_empty() && !entity.state.is_mistaken(),
        near: Vec::new(),
        stands: !entity.state.is_mistaken(),
        grounds: grounds(words),
    }
}

fn dispute(words: &Words, places: &Places, entity: &Entity, name: &str, claims: &[Claim]) -> Dispute {
    let print = |value: &Value| {
        let values = Map::from_iter([(name.to_owned(), value.clone())]);
        printed(words, places, entity.kind(), name, &values)
    };
    let note = |basis: Option<Basis>| basis.map(|basis| labels::label(words, "basis", basis.key()));
    let today = entity.state.fields().get(name).map(print).unwrap_or_default();
    let first = Choice {
        value: "0".to_owned(),
        label: [Some(today), Some(words.text("moderation-shown-first")), note(known_basis(&entity.state, name))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        on: true,
    };
    let rivals = claims.iter().zip(1_usize..).map(|(claim, number)| Choice {
        value: number.to_string(),
        label: [Some(print(&claim.value)), Some(format::day(words, claim.on)), note(claim.basis)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        on: false,
    });
    Dispute {
        field: name.to_owned(),
        label: labels::label(words, "field", name),
        choices: std::iter::once(first).chain(rivals).collect(),
    }
}
