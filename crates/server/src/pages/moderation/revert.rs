//! `/moderation/annuler`: takes back what an account, an import, a contribution, a decision or some days brought, after
//! telling what that would do.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{Ground, Pseudonym};
use chrono::NaiveDate;
use geodata::Bbox;
use serde::Deserialize;
use store::{Order, RevertScope, Ruled, Ruling};

use super::super::layout::{Layout, Site};
use super::super::paths::Paths;
use super::super::view::{Choice, Fact};
use super::super::{format, private_page, site};
use crate::accounts::Moderator;
use crate::error::Error;
use crate::extract::Form;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// What can be taken back at once.
const SCOPES: [&str; 5] = ["account", "window", "batch", "contribution", "decision"];

/// The page.
#[derive(Template)]
#[template(path = "moderation_revert.html")]
pub(crate) struct RevertPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) done: String,
    pub(crate) fault: String,
    pub(crate) scopes: Vec<Choice>,
    pub(crate) asked: Asked,
    pub(crate) preview: Vec<Fact>,
}

/// What the form of the page sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) action: String,
    pub(crate) scope: String,
    /// A pseudonym, or an id.
    pub(crate) which: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) territory: String,
    pub(crate) bbox: String,
}

/// `GET /moderation/annuler`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang, moderator: Moderator) -> Result<Response, Error> {
    everywhere(&moderator)?;
    private_page(StatusCode::OK, &view(&site(&state), lang, Asked::default()))
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
        view.done = revert(&state, &moderator, view.words, scope).await?;
    } else {
        view.preview = preview(&state, view.words, &scope).await?;
    }
    private_page(StatusCode::OK, &view)
}

/// Many entries in many places: only for those whose right holds everywhere.
fn everywhere(moderator: &Moderator) -> Result<(), Error> {
    if moderator.covers_everything() { Ok(()) } else { Err(Error::Forbidden("only a moderator of the whole census")) }
}

async fn revert(state: &AppState, moderator: &Moderator, words: &Words, scope: RevertScope) -> Result<String, Error> {
    let ground = Some(Ground::Fake);
    let ruling = Ruling { order: Order::Revert { scope }, ground, answer: None, by: Some(moderator.id) };
    Ok(match state.store.rule(ruling).await? {
        Ruled::Done(outcome) => words
            .with("revert-done", &[("count", outcome.entries.into()), ("conflicts", outcome.conflicts.len().into())]),
        Ruled::Proposed { entries, .. } => words.with("moderation-proposed", &[("count", entries.into())]),
    })
}

async fn preview(state: &AppState, words: &Words, scope: &RevertScope) -> Result<Vec<Fact>, Error> {
    let found = state.store.preview_revert(scope).await?;
    let figure = |key: &str, count: u64| Fact::new(words.text(key), format::count(count));
    Ok(vec![
        figure("revert-removed", found.entities_removed),
        figure("revert-restored", found.entities_restored),
        figure("revert-contributions", found.contributions),
        figure("revert-conflicts", found.conflicts.len() as u64),
    ])
}

/// What was asked for; `None` when it names nothing.
async fn scope(state: &AppState, asked: &Asked) -> Result<Option<RevertScope>, Error> {
    let which = asked.which.trim();
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
        "batch" => which.parse().ok().map(|batch| RevertScope::Batch { batch }),
        "contribution" => which.parse().ok().map(|contribution| RevertScope::Contribution { contribution }),
        "decision" => which.parse().ok().map(|decision| RevertScope::Decision { decision }),
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
        scopes: SCOPES.map(choice).to_vec(),
        asked,
        preview: Vec::new(),
    }
}
