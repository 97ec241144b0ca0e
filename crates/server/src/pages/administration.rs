//! `/administration/comptes`: who has which role, and where. No decision on content is taken here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{Grant, Pseudonym, Role};
use serde::Deserialize;
use store::Account;

use super::account::role_text;
use super::layout::{Layout, Site};
use super::paths::Paths;
use super::view::Choice;
use super::{format, private_page, site};
use crate::accounts::Administrator;
use crate::error::Error;
use crate::extract::{Form, Query};
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Accounts on one page.
const PAGE: u32 = 100;

/// The list of accounts.
#[derive(Template)]
#[template(path = "administration_accounts.html")]
pub(crate) struct AccountsPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) done: String,
    pub(crate) fault: String,
    pub(crate) roles: Vec<Choice>,
    pub(crate) accounts: Vec<Line>,
    pub(crate) next: String,
}

/// One account.
pub(crate) struct Line {
    pub(crate) pseudonym: String,
    pub(crate) since: String,
    pub(crate) accepted: String,
    pub(crate) disabled: bool,
    pub(crate) grants: Vec<Granted>,
}

/// A role that can be taken away.
pub(crate) struct Granted {
    pub(crate) text: String,
    pub(crate) role: &'static str,
    pub(crate) territory: String,
}

/// Where in the list.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    after: String,
}

/// What the forms of the page send.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    action: String,
    pseudonym: String,
    role: String,
    territory: String,
}

/// `GET /administration/comptes`
pub(crate) async fn list(
    State(state): State<AppState>,
    lang: Lang,
    _administrator: Administrator,
    Query(from): Query<From>,
) -> Result<Response, Error> {
    let view = page(&state, lang, &from.after).await?;
    private_page(StatusCode::OK, &view)
}

/// `POST /administration/comptes`: gives or takes a role, closes an account or opens it again.
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    administrator: Administrator,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    let acted = change(&state, &administrator, &asked).await?;
    let mut view = page(&state, lang, "").await?;
    let words = Words::of(lang);
    let status = match acted {
        Ok(()) => {
            view.done = words.with("administration-done", &[("pseudonym", asked.pseudonym.trim().into())]);
            StatusCode::OK
        }
        Err(key) => {
            view.fault = words.text(key);
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    private_page(status, &view)
}

/// Does what was asked, or answers with the key of what stands in the way.
async fn change(
    state: &AppState,
    administrator: &Administrator,
    asked: &Asked,
) -> Result<Result<(), &'static str>, Error> {
    let Ok(pseudonym) = asked.pseudonym.parse::<Pseudonym>() else { return Ok(Err("administration-unknown")) };
    let Some(account) = state.store.account_named(&pseudonym).await? else {
        return Ok(Err("administration-unknown"));
    };
    if account.id == administrator.id {
        // Nobody locks out the last administrator by a slip, and nobody raises themselves.
        return Ok(Err("administration-self"));
    }
    let disables = asked.action == "disable";
    match asked.action.as_str() {
        "grant" | "revoke" => {
            let grant = match grant(&state.places, asked) {
                Ok(grant) => grant,
                Err(key) => return Ok(Err(key)),
            };
            if !reaches(state, administrator, grant.territory.as_deref()) {
                return Ok(Err("administration-elsewhere"));
            }
            match asked.action.as_str() {
                "grant" => state.store.grant(account.id, grant).await?,
                _ => state.store.revoke(account.id, grant).await?,
            }
        }
        "disable" | "enable" => {
            let mut places = account.grants.iter().map(|grant| grant.territory.as_deref());
            let all_here = !account.grants.is_empty() && places.all(|place| reaches(state, administrator, place));
            if !all_here && !administrator.covers_everything() {
                return Ok(Err("administration-elsewhere"));
            }
            state.store.set_disabled(account.id, disables).await?;
        }
        _ => return Ok(Err("administration-unknown")),
    }
    Ok(Ok(()))
}

fn reaches(state: &AppState, administrator: &Administrator, territory: Option<&str>) -> bool {
    match territory {
        Some(code) => administrator.covers(code, state.places.territories()),
        None => administrator.covers_everything(),
    }
}

/// A role, and the one territory that a code or a name means.
fn grant(places: &Places, asked: &Asked) -> Result<Grant, &'static str> {
    let role: Role = asked.role.parse().map_err(|_| "administration-role")?;
    let typed = asked.territory.trim();
    if typed.is_empty() {
        return Ok(Grant { role, territory: None });
    }
    let found = places.by_code(typed).or_else(|| match places.search(typed, 2).as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    let territory = found.ok_or("administration-territory")?;
    Ok(Grant { role, territory: Some(territory.code.to_string()) })
}

async fn page(state: &AppState, lang: Lang, after: &str) -> Result<AccountsPage, Error> {
    let accounts = state.store.accounts(after, PAGE).await?;
    Ok(view(&site(state), lang, &accounts, &state.places))
}

pub(crate) fn view(site: &Site, lang: Lang, accounts: &[Account], places: &Places) -> AccountsPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.accounts().to_owned();
    let (title, lead) = (words.text("administration-title"), words.text("administration-lead"));
    let layout = Layout::new(site, lang, title, lead, address).unlisted();
    let choice = |role: Role| Choice {
        value: role.key().to_owned(),
        label: words.text(&format!("role-{role}")),
        on: role == Role::Moderator,
    };
    let next = accounts.last().filter(|_| accounts.len() == PAGE as usize).and_then(|last| last.pseudonym.parse().ok());
    AccountsPage {
        layout,
        words,
        done: String::new(),
        fault: String::new(),
        roles: Role::ALL.into_iter().map(choice).collect(),
        accounts: accounts.iter().map(|account| line(words, places, account)).collect(),
        next: next
            .map(|last: Pseudonym| format!("{}?after={}", Paths(lang).accounts(), last.key()))
            .unwrap_or_default(),
    }
}

fn line(words: &Words, places: &Places, account: &Account) -> Line {
    let granted = |grant: &Grant| Granted {
        text: role_text(words, places, grant),
        role: grant.role.key(),
        territory: grant.territory.clone().unwrap_or_default(),
    };
    Line {
        pseudonym: account.pseudonym.clone(),
        since: format::day(words, account.created_on),
        accepted: words.with("administration-accepted", &[("count", account.accepted.into())]),
        disabled: account.disabled_on.is_some(),
        grants: account.grants.iter().map(granted).collect(),
    }
}
