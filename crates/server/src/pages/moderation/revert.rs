//! `/moderation/annuler`: takes back what an account, an import, a contribution, a decision or some days brought, after
//! telling what that would do.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{EntityId, Ground, Pseudonym};
use chrono::NaiveDate;
use geodata::Bbox;
use serde::Deserialize;
use store::{Batch, DecisionId, Order, RevertScope, Ruled, Ruling};

use super::super::layout::{Layout, Site};
use super::super::paths::Paths;
use super::super::view::{Choice, Fact, Link};
use super::super::{feed, format, private_page, site};
use crate::accounts::Moderator;
use crate::error::Error;
use crate::extract::{Form, Query};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// What can be taken back at once.
const SCOPES: [&str; 5] = ["account", "window", "batch", "contribution", "decision"];

/// Entries to be read that a page names; beyond, it says how many there are.
const MOST_NAMED: usize = 200;

/// Imports that the page offers, the newest first.
const MOST_IMPORTS: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "moderation_revert.html")]
pub(crate) struct RevertPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) done: String,
    pub(crate) fault: String,
    /// What another moderator proposes, when that is looked at; nothing is decided here then.
    pub(crate) proposal: String,
    pub(crate) scopes: Vec<Choice>,
    pub(crate) asked: Asked,
    pub(crate) preview: Vec<Fact>,
    /// Entries of which somebody said something else since.
    pub(crate) conflicts: Vec<Link>,
    pub(crate) imports: Vec<Link>,
}

/// What the form of the page sends; links to the page fill it in.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) action: String,
    pub(crate) scope: String,
    /// A pseudonym, an id, or an address that ends with one.
    pub(crate) which: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) territory: String,
    pub(crate) bbox: String,
    /// A decision that waits for a second moderator.
    pub(crate) proposal: String,
}

/// `GET /moderation/annuler`
pub(crate) async fn ask(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    everywhere(&moderator)?;
    let mut view = view(&site(&state), lang, asked);
    match view.asked.proposal.parse::<DecisionId>() {
        Ok(id) => {
            let Order::Revert { scope } = state.store.proposed(id).await?.order else { return Err(Error::NotFound) };
            view.proposal = about(&state, view.words, &scope).await?;
            (view.preview, view.conflicts) = preview(&state, view.words, &scope).await?;
        }
        Err(_) => view.imports = imports(view.words, &state.store.batches().await?),
    }
    private_page(StatusCode::OK, &view)
}

/// `POST /moderation/annuler`: tells what it would do, or does it.
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    everywhere(&moderator)?;
    let scope = scope(&state, &asked).await?;
    let carry_out = asked.action == "revert";
    let mut view = view(&site(&state), lang, asked);
    let Some(scope) = scope else {
        view.fault = view.words.text("revert-fault");
        return private_page(StatusCode::UNPROCESSABLE_ENTITY, &view);
    };
    if carry_out {
        (view.done, view.conflicts) = revert(&state, &moderator, view.words, scope).await?;
    } else {
        (view.preview, view.conflicts) = preview(&state, view.words, &scope).await?;
    }
    private_page(StatusCode::OK, &view)
}

/// Many entries in many places: only for those whose right holds everywhere.
fn everywhere(moderator: &Moderator) -> Result<(), Error> {
    if moderator.covers_everything() { Ok(()) } else { Err(Error::Forbidden("only a moderator of the whole census")) }
}

async fn revert(
    state: &AppState,
    moderator: &Moderator,
    words: &Words,
    scope: RevertScope,
) -> Result<(String, Vec<Link>), Error> {
    let ground = Some(Ground::Fake);
    let ruling = Ruling { order: Order::Revert { scope }, ground, answer: None, by: Some(moderator.id) };
    Ok(match state.store.rule(ruling).await? {
        Ruled::Done(outcome) => {
            let count = outcome.conflicts.len();
            let done = words.with("revert-done", &[("count", outcome.entries.into()), ("conflicts", count.into())]);
            (done, conflicts(state, words, &outcome.conflicts).await?)
        }
        Ruled::Proposed { entries, .. } => {
            (words.with("moderation-proposed", &[("count", entries.into())]), Vec::new())
        }
    })
}

async fn preview(state: &AppState, words: &Words, scope: &RevertScope) -> Result<(Vec<Fact>, Vec<Link>), Error> {
    let found = state.store.preview_revert(scope).await?;
    let figure = |key: &str, count: u64| Fact::new(words.text(key), format::count(count));
    let figures = vec![
        figure("revert-removed", found.entities_removed),
        figure("revert-restored", found.entities_restored),
        figure("revert-contributions", found.contributions),
        figure("revert-conflicts", found.conflicts.len() as u64),
    ];
    Ok((figures, conflicts(state, words, &found.conflicts).await?))
}

/// The entries that a person should read, by name; each leads to where it is dealt with.
pub(super) async fn conflicts(state: &AppState, words: &Words, ids: &[EntityId]) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for id in ids.iter().take(MOST_NAMED) {
        let Some(entity) = state.store.entity(*id).await? else { continue };
        let href = Paths(words.lang()).moderation_entry(&id.to_string());
        links.push(Link { href, label: feed::title_of(words, &state.places, &entity), note: String::new() });
    }
    Ok(links)
}

/// The imports that still stand, each as a link that fills in the form.
fn imports(words: &Words, batches: &[Batch]) -> Vec<Link> {
    let standing = batches.iter().filter(|batch| batch.rolled_back_on.is_none());
    let link = |batch: &Batch| Link {
        href: format!("{}?scope=batch&which={}", Paths(words.lang()).moderation_revert(), batch.id),
        label: batch.file.file_name.clone(),
        note: format!("{} · {}", batch.file.source, format::day(words, batch.opened_on)),
    };
    standing.take(MOST_IMPORTS).map(link).collect()
}

/// A scope in words.
async fn about(state: &AppState, words: &Words, scope: &RevertScope) -> Result<String, Error> {
    let named = |key: &str, name: String| words.with(key, &[("name", name.into())]);
    let days = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
        let day = |key: &str, day: NaiveDate| words.with(key, &[("day", format::day(words, day).into())]);
        [from.map(|from| day("revert-about-from", from)), to.map(|to| day("revert-about-to", to))]
    };
    let parts: Vec<Option<String>> = match scope {
        RevertScope::Revision { entity, version } => {
            let entity = state.store.entity(*entity).await?;
            let name = entity.map(|entity| feed::title_of(words, &state.places, &entity)).unwrap_or_default();
            vec![Some(named("revert-about-revision", format!("{name} ({version})")))]
        }
        RevertScope::Contribution { contribution } => {
            vec![Some(named("revert-about-contribution", contribution.to_string()))]
        }
        RevertScope::Batch { batch } => {
            let all = state.store.batches().await?;
            let file = all.iter().find(|known| known.id == *batch).map(|known| known.file.file_name.clone());
            vec![Some(named("revert-about-batch", file.unwrap_or_default()))]
        }
        RevertScope::Account { account, from, to } => {
            let name = state.store.account(*account).await?.map(|account| account.pseudonym.clone());
            let name = Some(named("revert-about-account", name.unwrap_or_default()));
            std::iter::once(name).chain(days(*from, *to)).collect()
        }
        RevertScope::Window { from, to, bbox, territory } => {
            let [from, to] = days(Some(*from), Some(*to));
            let bbox = bbox.map(|bbox| named("revert-about-box", bbox.to_string()));
            let codes =
                territory.as_ref().map(|(first, last)| named("revert-about-codes", format!("{first} – {last}")));
            vec![Some(words.text("revert-about-window")), from, to, bbox, codes]
        }
        RevertScope::Decision { decision } => vec![Some(named("revert-about-decision", decision.to_string()))],
    };
    Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// What was asked for; `None` when it names nothing.
async fn scope(state: &AppState, asked: &Asked) -> Result<Option<RevertScope>, Error> {
    let which = asked.which.trim();
    let id = which.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').rsplit('/').next();
    let id = id.unwrap_or_default();
    let day = |text: &str| text.trim().parse::<NaiveDate>().ok();
    Ok(match asked.scope.as_str() {
        "account" => {
            let Ok(pseudonym) = which.parse::<Pseudonym>() else { return Ok(None) };
            let account = state.store.account_named(&pseudonym).await?;
            account.map(|account| RevertScope::Account {
                account: account.id,
                from: day(&asked.from),
                to: day(&asked.to),
            })
        }
        "window" => window(state, asked),
        "batch" => id.parse().ok().map(|batch| RevertScope::Batch { batch }),
        "contribution" => id.parse().ok().map(|contribution| RevertScope::Contribution { contribution }),
        "decision" => id.parse().ok().map(|decision| RevertScope::Decision { decision }),
        _ => None,
    })
}

/// Some days, perhaps in a box or a territory; a part that cannot be read is no smaller window, it is a mistake.
fn window(state: &AppState, asked: &Asked) -> Option<RevertScope> {
    let (from, to) = (asked.from.trim().parse::<NaiveDate>().ok()?, asked.to.trim().parse::<NaiveDate>().ok()?);
    let bbox = match asked.bbox.trim() {
        "" => None,
        text => Some(text.parse::<Bbox>().ok()?),
    };
    let territory = match asked.territory.trim() {
        "" => None,
        text => {
            let place = state.places.by_code(text).or_else(|| match state.places.search(text, 2).as_slice() {
                [only] => Some(*only),
                _ => None,
            })?;
            Some(state.places.code_range(place)?)
        }
    };
    (from <= to).then_some(RevertScope::Window { from, to, bbox, territory })
}

pub(crate) fn view(site: &Site, lang: Lang, asked: Asked) -> RevertPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.moderation_revert().to_owned();
    let choice = |key: &str| Choice {
        value: key.to_owned(),
        label: words.text(&format!("revert-scope-{key}")),
        on: asked.scope == key,
    };
    RevertPage {
        layout: Layout::new(site, lang, words.text("revert-title"), words.text("revert-lead"), address).unlisted(),
        words,
        done: String::new(),
        fault: String::new(),
        proposal: String::new(),
        scopes: SCOPES.map(choice).to_vec(),
        asked,
        preview: Vec::new(),
        conflicts: Vec::new(),
        imports: Vec::new(),
    }
}
