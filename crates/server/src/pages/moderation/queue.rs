//! The queue: oldest first, floods together, everything that can be decided without opening it.

use std::collections::HashMap;
use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::Ground;
use serde::Deserialize;
use store::{AccountId, ContributionId, Decision, DecisionId, Order, QueuePlace, Ruled, Ruling, Waiting};

use super::super::layout::{Layout, Site};
use super::super::login::see_other;
use super::super::paths::Paths;
use super::super::receipt::holds;
use super::super::view::{Choice, Link};
use super::super::{format, labels, private_page, site};
use super::case::entity_in;
use super::revert::conflicts;
use super::{grounds, headline, own_words, piece, reaches};
use crate::accounts::Moderator;
use crate::error::Error;
use crate::extract::{Form, Query};
use crate::floods::Tag;
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Contributions on one page.
const PAGE: usize = 100;

/// Contributions that are read at a time while those of other territories are passed over.
const READ: u32 = 500;

/// The page.
#[derive(Template)]
#[template(path = "moderation.html")]
pub(crate) struct QueuePage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) done: String,
    /// Entries that a person should read after what was done just now.
    pub(crate) conflicts: Vec<Link>,
    pub(crate) fault: String,
    pub(crate) count: String,
    pub(crate) proposals: Vec<Proposal>,
    pub(crate) groups: Vec<Group>,
    /// Copies of documents that wait for a look.
    pub(crate) pieces: Vec<Link>,
    pub(crate) grounds: Vec<Choice>,
    pub(crate) next: String,
}

/// Contributions of one sender, or one contribution.
pub(crate) struct Group {
    /// Says how many came from one place; empty for one alone.
    pub(crate) label: String,
    /// The ids of all, for the box that chooses them together.
    pub(crate) ids: String,
    pub(crate) lines: Vec<Line>,
}

/// One contribution.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) day: String,
    pub(crate) holds: Vec<String>,
    pub(crate) claim: String,
    pub(crate) photos: String,
}

/// Something that waits for a second moderator.
pub(crate) struct Proposal {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) mine: bool,
    /// What it is about: contributions, or the page that tells what it would take back.
    pub(crate) about: Vec<Link>,
}

/// Where in the queue, and what was done just now.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    after: String,
    done: String,
    /// The address of an entity's page, or its id.
    entry: String,
}

/// What the forms of the page send; ticked boxes come as several `c`, each with one id or a list of them.
#[derive(Default)]
struct Acted {
    action: String,
    ground: String,
    answer: String,
    decision: String,
    chosen: Vec<ContributionId>,
}

/// `GET /moderation`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    if let Some(id) = entity_in(&asked.entry) {
        return Ok(see_other(&Paths(lang).moderation_entry(&id.to_string())));
    }
    let mut view = page(&state, lang, &moderator, place(&asked.after)).await?;
    if !asked.entry.is_empty() {
        view.fault = view.words.text("moderation-needs-entry");
    }
    let key = format!("moderation-done-{}", asked.done);
    if view.words.knows(&key) {
        view.done = view.words.text(&key);
    }
    private_page(StatusCode::OK, &view)
}

/// `POST /moderation`: accepts or refuses what was ticked, or answers a proposal.
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let acted = read(pairs);
    let (status, (done, conflicts), fault) = match decide(&state, words, &moderator, &acted).await? {
        Ok(done) => (StatusCode::OK, done, String::new()),
        Err(key) => (StatusCode::UNPROCESSABLE_ENTITY, (String::new(), Vec::new()), words.text(key)),
    };
    let view = page(&state, lang, &moderator, None).await?;
    private_page(status, &QueuePage { done, conflicts, fault, ..view })
}

fn read(pairs: Vec<(String, String)>) -> Acted {
    let mut acted = Acted::default();
    for (name, value) in pairs {
        match name.as_str() {
            "action" => acted.action = value,
            "ground" => acted.ground = value,
            "answer" => acted.answer = value,
            "decision" => acted.decision = value,
            "c" => acted.chosen.extend(value.split(',').filter_map(|id| id.parse::<ContributionId>().ok())),
            _ => {}
        }
    }
    acted.chosen.sort_unstable();
    acted.chosen.dedup();
    acted
}

/// What was done, in words, and the entries that a person should read now.
type Done = (String, Vec<Link>);

/// Does what was asked and says so, or answers with the key of what stands in the way.
async fn decide(
    state: &AppState,
    words: &Words,
    moderator: &Moderator,
    acted: &Acted,
) -> Result<Result<Done, &'static str>, Error> {
    if let Ok(decision) = acted.decision.parse::<DecisionId>() {
        return second(state, words, moderator, decision, acted.action == "agree").await.map(Ok);
    }
    if acted.chosen.is_empty() {
        return Ok(Err("moderation-nothing-chosen"));
    }
    for id in &acted.chosen {
        let found = state.store.contribution(*id).await?.ok_or(Error::NotFound)?;
        if !reaches(state, moderator, &found.receipt.territory) {
            return Err(Error::Forbidden("this lies outside the territories of this moderator"));
        }
    }
    let contributions = acted.chosen.clone();
    let (order, ground) = match acted.action.as_str() {
        "accept" => (Order::Accept { contributions }, None),
        "refuse" => match acted.ground.parse::<Ground>() {
            Ok(ground) => (Order::Refuse { contributions }, Some(ground)),
            Err(_) => return Ok(Err("moderation-needs-ground")),
        },
        _ => return Ok(Err("moderation-nothing-chosen")),
    };
    let ruling = Ruling { order, ground, answer: own_words(&acted.answer)?, by: Some(moderator.id) };
    let done = match state.store.rule(ruling).await? {
        Ruled::Done(outcome) => {
            state.floods.forget(&acted.chosen);
            let (count, left) = (outcome.entries, outcome.set_aside.len());
            words.with("moderation-done", &[("count", count.into()), ("left", left.into())])
        }
        Ruled::Proposed { entries, .. } => words.with("moderation-proposed", &[("count", entries.into())]),
    };
    Ok(Ok((done, Vec::new())))
}

async fn second(
    state: &AppState,
    words: &Words,
    moderator: &Moderator,
    decision: DecisionId,
    agrees: bool,
) -> Result<Done, Error> {
    let proposed = state.store.decision(decision).await?.ok_or(Error::NotFound)?;
    if !is_answered_by(moderator, &proposed) || (agrees && !moderator.covers_everything()) {
        return Err(Error::Forbidden("a second moderator answers for the whole census"));
    }
    Ok(match state.store.second(decision, moderator.id, agrees).await? {
        Some(outcome) => {
            let left = outcome.set_aside.len();
            let done = words.with("moderation-done", &[("count", outcome.entries.into()), ("left", left.into())]);
            (done, conflicts(state, words, &outcome.conflicts).await?)
        }
        None => (words.text("moderation-dropped"), Vec::new()),
    })
}

/// The first page of what this moderator may decide on.
async fn page(
    state: &AppState,
    lang: Lang,
    moderator: &Moderator,
    after: Option<QueuePlace>,
) -> Result<QueuePage, Error> {
    let (found, next) = gather(state, moderator, after).await?;
    let mut proposals = state.store.proposals().await?;
    proposals.retain(|proposal| is_answered_by(moderator, proposal));
    let count = state.store.queue_length().await?;
    let now = Instant::now();
    let tagged: Vec<(Option<Tag>, Waiting)> =
        found.into_iter().map(|one| (state.floods.tag(one.receipt.contribution, now), one)).collect();
    let mut view = view(&site(state), lang, &state.places, moderator.id, (&tagged, count), &proposals);
    for (shown, decision) in view.proposals.iter_mut().zip(&proposals) {
        shown.about = about(state, view.words, decision.id).await?;
    }
    view.pieces = piece::waiting(state, view.words, moderator).await?;
    view.next = next.map(|place| format!("{}?after={}", Paths(lang).moderation(), spelled(place))).unwrap_or_default();
    Ok(view)
}

/// A page of what waits in the territories of a moderator, the oldest first, and the place behind it.
pub(super) async fn gather(
    state: &AppState,
    moderator: &Moderator,
    mut after: Option<QueuePlace>,
) -> Result<(Vec<Waiting>, Option<QueuePlace>), Error> {
    let mut found = Vec::new();
    loop {
        let read = state.store.queue(after, READ).await?;
        let last = read.len() < READ as usize;
        for waiting in read {
            let place = QueuePlace { day: waiting.receipt.submitted_on, id: waiting.receipt.contribution };
            if found.len() == PAGE {
                return Ok((found, after));
            }
            after = Some(place);
            if reaches(state, moderator, &waiting.receipt.territory) {
                found.push(waiting);
            }
        }
        if last {
            return Ok((found, None));
        }
    }
}

/// A second moderator answers for the whole census; who proposed it can drop it.
fn is_answered_by(moderator: &Moderator, proposal: &Decision) -> bool {
    moderator.covers_everything() || proposal.moderator == Some(moderator.id)
}

/// What the second moderator is asked to agree to.
async fn about(state: &AppState, words: &Words, proposal: DecisionId) -> Result<Vec<Link>, Error> {
    let order = state.store.proposed(proposal).await?.order;
    let paths = Paths(words.lang());
    if matches!(order, Order::Revert { .. }) {
        let href = format!("{}?proposal={proposal}", paths.moderation_revert());
        return Ok(vec![Link { href, label: words.text("moderation-proposal-look"), note: String::new() }]);
    }
    let mut links = Vec::new();
    for id in order.contributions().iter().take(PAGE) {
        let Some(waiting) = state.store.contribution(*id).await? else { continue };
        let href = paths.moderation_case(&id.to_string());
        links.push(Link { href, label: headline(words, &state.places, &waiting.receipt), note: String::new() });
    }
    Ok(links)
}

fn place(text: &str) -> Option<QueuePlace> {
    let (day, id) = text.split_once('_')?;
    Some(QueuePlace { day: day.parse().ok()?, id: id.parse().ok()? })
}

fn spelled(place: QueuePlace) -> String {
    format!("{}_{}", place.day, place.id)
}

pub(crate) fn view(
    site: &Site,
    lang: Lang,
    places: &Places,
    me: AccountId,
    (waiting, count): (&[(Option<Tag>, Waiting)], u64),
    proposals: &[Decision],
) -> QueuePage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.moderation().to_owned();
    let (title, lead) = (words.text("moderation-title"), words.text("moderation-lead"));
    let proposal = |decision: &Decision| Proposal {
        id: decision.id.to_string(),
        text: words.with(
            "moderation-proposal",
            &[
                ("action", labels::inside(&labels::label(words, "decision_action", decision.action.key())).into()),
                ("count", decision.entries.into()),
                ("pseudonym", decision.pseudonym.clone().unwrap_or_default().into()),
            ],
        ),
        mine: decision.moderator == Some(me),
        about: Vec::new(),
    };
    QueuePage {
        layout: Layout::new(site, lang, title, lead, address).unlisted(),
        words,
        done: String::new(),
        conflicts: Vec::new(),
        fault: String::new(),
        count: words.with("moderation-count", &[("count", count.into())]),
        proposals: proposals.iter().map(proposal).collect(),
        groups: groups(words, places, me, waiting),
        pieces: Vec::new(),
        grounds: grounds(words),
        next: String::new(),
    }
}

/// Those of one sender stand together, where the oldest of them stands.
fn groups(words: &Words, places: &Places, me: AccountId, waiting: &[(Option<Tag>, Waiting)]) -> Vec<Group> {
    let mut groups: Vec<Vec<&Waiting>> = Vec::new();
    let mut of_tag: HashMap<Tag, usize> = HashMap::new();
    for (tag, one) in waiting {
        if let Some(place) = tag.and_then(|tag| of_tag.get(&tag).copied()) {
            groups[place].push(one);
        } else {
            of_tag.extend(tag.map(|tag| (tag, groups.len())));
            groups.push(vec![one]);
        }
    }
    let group = |members: Vec<&Waiting>| Group {
        label: if members.len() > 1 {
            words.with("moderation-group", &[("count", members.len().into())])
        } else {
            String::new()
        },
        ids: members.iter().map(|one| one.receipt.contribution.to_string()).collect::<Vec<_>>().join(","),
        lines: members.into_iter().map(|one| line(words, places, me, one)).collect(),
    };
    groups.into_iter().map(group).collect()
}

fn line(words: &Words, places: &Places, me: AccountId, waiting: &Waiting) -> Line {
    let receipt = &waiting.receipt;
    let id = receipt.contribution.to_string();
    let claim = waiting.claim.as_ref().map(|claim| {
        if claim.account == me {
            words.text("moderation-claimed-by-me")
        } else {
            words.with("moderation-claimed", &[("pseudonym", claim.pseudonym.as_str().into())])
        }
    });
    Line {
        href: Paths(words.lang()).moderation_case(&id),
        id,
        title: headline(words, places, receipt),
        day: format::day(words, receipt.submitted_on),
        holds: holds(words, &receipt.holds),
        claim: claim.unwrap_or_default(),
        photos: if waiting.photos > 0 {
            words.with("moderation-photos", &[("count", waiting.photos.into())])
        } else {
            String::new()
        },
    }
}
