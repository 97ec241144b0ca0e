//! `/connexion` and `/deconnexion`: the words open the account, and nothing else is asked.
//!
//! The secret alone is the name and the proof: 128 random bits belong to one account, so a pseudonym beside them would
//! be one more thing to type and would tell who has an account.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use census::{InvalidSecret, Secret};
use serde::Deserialize;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::{private_page, site};
use crate::accounts::{Identified, begin, end};
use crate::error::Error;
use crate::extract::Form;
use crate::sender::Sender;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// The page that takes the words.
#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct Login {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) fault: String,
}

/// The page with the button that logs out.
#[derive(Template)]
#[template(path = "logout.html")]
pub(crate) struct Logout {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
}

/// What the form sends. It is never shown again, and never logged.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    words: String,
}

/// `GET /connexion`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    private_page(StatusCode::OK, &login(&site(&state), lang, String::new()))
}

/// `POST /connexion`: a session of the account that the words open. What does not open one is told in the same way,
/// whether the account never was, was deleted or is closed.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    Sender(address): Sender,
    before: Option<Identified>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let secret: Result<Secret, InvalidSecret> = typed.words.parse();
    let hash = secret.as_ref().ok().map(Secret::hash);
    state.attempts.login(&state, address, hash.as_ref())?;
    let again = |fault| private_page(StatusCode::UNPROCESSABLE_ENTITY, &login(&site(&state), lang, fault));
    let words = Words::of(lang);
    let secret = match secret {
        Ok(secret) => secret,
        Err(slip) => return again(told(words, &slip)),
    };
    let Some(account) = state.store.account_of_secret(secret.hash()).await? else {
        return again(words.text("login-unknown"));
    };
    let asked = account.passkeys > 0 || (state.settings.passkeys && account.needs_passkey());
    let paths = Paths(lang);
    let next = see_other(if asked { paths.account_keys() } else { paths.account() });
    begin(&state, account.id, false, before.map(|session| session.hash), next).await
}

/// `GET /deconnexion`
pub(crate) async fn ask_to_leave(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    private_page(StatusCode::OK, &logout(&site(&state), lang))
}

/// `POST /deconnexion`: the session ends on the server, whatever becomes of the cookie.
pub(crate) async fn leave(
    State(state): State<AppState>,
    lang: Lang,
    session: Option<Identified>,
) -> Result<Response, Error> {
    if let Some(session) = session {
        state.store.end_session(session.hash).await?;
    }
    Ok(end(&state, see_other(Paths(lang).home())))
}

/// What a slip of the typist was. The list of words is public, so naming one of them tells nothing.
fn told(words: &Words, slip: &InvalidSecret) -> String {
    match slip {
        InvalidSecret::WordCount(count) => words.with("login-word-count", &[("count", (*count).into())]),
        InvalidSecret::UnknownWord(word) => words.with("login-unknown-word", &[("word", word.as_str().into())]),
        InvalidSecret::Checksum => words.text("login-checksum"),
    }
}

pub(crate) fn login(site: &Site, lang: Lang, fault: String) -> Login {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.login().to_owned();
    let layout = Layout::new(site, lang, words.text("login-title"), words.text("login-lead"), address).unlisted();
    Login { layout, words, fault }
}

pub(crate) fn logout(site: &Site, lang: Lang) -> Logout {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.logout().to_owned();
    let layout = Layout::new(site, lang, words.text("logout-title"), words.text("logout-lead"), address).unlisted();
    Logout { layout, words }
}

/// Sends the browser to another page, which it fetches.
pub(crate) fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}
