//! `/compte/nouveau`: a pseudonym in, a secret out, shown once.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{InvalidPseudonym, Pseudonym, Secret};
use serde::Deserialize;
use store::NewAccount;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::{private_page, site};
use crate::accounts::{Identified, QrCode, begin};
use crate::error::Error;
use crate::extract::Form;
use crate::sender::Sender;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// The form.
#[derive(Template)]
#[template(path = "account_new.html")]
pub(crate) struct AccountForm {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) asked: Asked,
    pub(crate) fault: String,
}

/// The page that shows a secret, the only time that it is shown.
#[derive(Template)]
#[template(path = "account_secret.html")]
pub(crate) struct SecretPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) pseudonym: String,
    pub(crate) secret: Vec<String>,
    pub(crate) code: Option<QrCode>,
}

/// What the form sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) pseudonym: String,
    pub(crate) public: String,
}

/// `GET /compte/nouveau`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    private_page(StatusCode::OK, &form(&site(&state), lang, Asked::default(), String::new()))
}

/// `POST /compte/nouveau`: the account, its session and its secret.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    Sender(address): Sender,
    before: Option<Identified>,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let pseudonym: Pseudonym = match asked.pseudonym.parse() {
        Ok(pseudonym) => pseudonym,
        Err(fault) => return again(&state, lang, asked, told(words, fault)),
    };
    state.attempts.new_account(&state, address)?;
    let secret = Secret::from_random(state.world.bytes());
    let public = asked.public == "yes";
    let account = NewAccount { pseudonym: pseudonym.clone(), secret_hash: secret.hash(), public, grants: Vec::new() };
    let id = match state.store.create_account(account).await {
        Ok(id) => id,
        Err(store::Error::PseudonymTaken) => return again(&state, lang, asked, words.text("account-taken")),
        Err(error) => return Err(error.into()),
    };
    let page = private_page(StatusCode::CREATED, &secret_page(&site(&state), lang, pseudonym.as_str(), &secret))?;
    begin(&state, id, false, before.map(|session| session.hash), page).await
}

fn again(state: &AppState, lang: Lang, asked: Asked, fault: String) -> Result<Response, Error> {
    private_page(StatusCode::UNPROCESSABLE_ENTITY, &form(&site(state), lang, asked, fault))
}

fn told(words: &Words, fault: InvalidPseudonym) -> String {
    match fault {
        InvalidPseudonym::Length => words.text("account-pseudonym-length"),
        InvalidPseudonym::Character => words.text("account-pseudonym-character"),
    }
}

pub(crate) fn form(site: &Site, lang: Lang, asked: Asked, fault: String) -> AccountForm {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.new_account().to_owned();
    let (title, lead) = (words.text("account-new-title"), words.text("account-new-lead"));
    let layout = Layout::new(site, lang, title, lead, address).unlisted();
    AccountForm { layout, words, asked, fault }
}

pub(crate) fn secret_page(site: &Site, lang: Lang, pseudonym: &str, secret: &Secret) -> SecretPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.new_account().to_owned();
    let (title, lead) = (words.text("secret-title"), words.text("secret-lead"));
    let layout = Layout::new(site, lang, title, lead, address).unlisted();
    let code = QrCode::of(&secret.plain());
    SecretPage { layout, words, pseudonym: pseudonym.to_owned(), secret: secret.words(), code }
}
