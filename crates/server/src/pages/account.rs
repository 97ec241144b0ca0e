//! `/compte`: what an account is, and what its owner can do with it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{Grant, Role, Secret};
use serde::Deserialize;
use store::Account;

use super::layout::{Layout, Site};
use super::login::see_other;
use super::paths::Paths;
use super::view::{Fact, Link};
use super::{account_new, format, private_page, site};
use crate::accounts::{Contributor, begin, end};
use crate::error::Error;
use crate::extract::Form;
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// The page of one's own account.
#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) done: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) public: bool,
    /// The pages that its roles open.
    pub(crate) tools: Vec<Link>,
}

/// What the forms of the page send.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    action: String,
    public: String,
    sure: String,
}

/// `GET /compte`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    contributor: Contributor,
) -> Result<Response, Error> {
    answer(&state, lang, &contributor, None).await
}

/// `POST /compte`: shows or hides the pseudonym, logs out everywhere, renews the secret, deletes the account.
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    contributor: Contributor,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    let id = contributor.id;
    let sure = asked.sure == "yes";
    match asked.action.as_str() {
        "public" => {
            state.store.show_pseudonym(id, asked.public == "yes").await?;
            let account = state.store.account(id).await?.ok_or(Error::NotFound)?;
            answer(&state, lang, &account, Some("account-saved")).await
        }
        "leave" => {
            state.store.end_sessions_of(id).await?;
            Ok(end(&state, see_other(Paths(lang).login())))
        }
        "renew" if sure => renew(&state, lang, &contributor).await,
        "delete" if sure => {
            state.store.delete_account(id).await?;
            Ok(end(&state, see_other(Paths(lang).home())))
        }
        _ => answer(&state, lang, &contributor, Some("account-not-sure")).await,
    }
}

/// New words; every other browser has to log in again with them.
async fn renew(state: &AppState, lang: Lang, contributor: &Contributor) -> Result<Response, Error> {
    let secret = Secret::from_random(state.world.bytes());
    state.store.renew_secret(contributor.id, secret.hash(), false).await?;
    let view = account_new::secret_page(&site(state), lang, &contributor.pseudonym, &secret);
    let page = private_page(StatusCode::OK, &view)?;
    // Whoever got here has shown a passkey where one is asked for.
    begin(state, contributor.id, contributor.passkeys > 0, Some(contributor.session()), page).await
}

async fn answer(state: &AppState, lang: Lang, account: &Account, done: Option<&str>) -> Result<Response, Error> {
    let sessions = state.store.count_sessions(account.id).await?;
    let mut view = view(&site(state), lang, account, sessions, &state.places);
    view.done = done.map(|key| Words::of(lang).text(key)).unwrap_or_default();
    private_page(StatusCode::OK, &view)
}

pub(crate) fn view(site: &Site, lang: Lang, account: &Account, sessions: u64, places: &Places) -> AccountPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.account().to_owned();
    let title = words.with("account-title", &[("pseudonym", account.pseudonym.as_str().into())]);
    let layout = Layout::new(site, lang, title, words.text("account-lead"), address).unlisted();
    let fact = |key: &str, value: String| Fact { label: words.text(key), value, href: String::new(), mark: None };
    let roles: Vec<String> = account.grants.iter().map(|grant| role_text(words, places, grant)).collect();
    let facts = vec![
        fact("account-since", format::day(words, account.created_on)),
        fact("account-accepted", crate::words::grouped(account.accepted as i64)),
        fact("account-trust", words.with("account-trust-level", &[("level", u64::from(account.trust().0).into())])),
        fact("account-roles", if roles.is_empty() { words.text("account-no-role") } else { roles.join(", ") }),
        fact("account-keys", crate::words::grouped(account.passkeys as i64)),
        fact("account-sessions", crate::words::grouped(sessions as i64)),
    ];
    AccountPage { layout, words, done: String::new(), facts, public: account.public, tools: tools(words, account) }
}

fn tools(words: &Words, account: &Account) -> Vec<Link> {
    let paths = Paths(words.lang());
    let has = |roles: &[Role]| roles.iter().any(|role| account.territories_of(*role).next().is_some());
    let pages = [
        (has(&[Role::Moderator]), paths.moderation(), "moderation-title"),
        (has(&[Role::Importer]), paths.import_contracts(), "contracts-upload-title"),
        (has(&[Role::Importer]), paths.import_lists(), "lists-upload-title"),
        (has(&[Role::Importer, Role::Moderator]), paths.moderation_contracts(), "contracts-title"),
        (has(&[Role::Administrator]), paths.accounts(), "administration-title"),
    ];
    let open = pages.into_iter().filter(|(open, ..)| *open);
    open.map(|(_, href, key)| Link { href: href.to_owned(), label: words.text(key), note: String::new() }).collect()
}

/// A role with the place where it holds.
pub(crate) fn role_text(words: &Words, places: &Places, grant: &Grant) -> String {
    let role = words.text(&format!("role-{}", grant.role));
    match &grant.territory {
        None => role,
        Some(code) => {
            let place = places.name_of(code).unwrap_or(code);
            words.with("role-in", &[("role", role.into()), ("place", place.into())])
        }
    }
}
