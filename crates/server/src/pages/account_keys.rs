//! `/compte/cles`: passkeys. The one step of the site that needs a script, because only a script can reach an
//! authenticator; the page says so.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Passkey;
use uuid::Uuid;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::{format, private_page, site};
use crate::accounts::{Identified, Proof, begin};
use crate::error::Error;
use crate::extract::{Body, Form};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Characters of a passkey's name.
const NAME: usize = 40;

/// The page of one's passkeys.
#[derive(Template)]
#[template(path = "account_keys.html")]
pub(crate) struct KeysPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) state: KeyState,
    pub(crate) keys: Vec<Key>,
    /// The same page under the name that passkeys belong to, where it is not the one that was asked.
    pub(crate) elsewhere: String,
}

/// What is asked of the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyState {
    /// To add a first passkey, before anything else.
    MustAdd,
    /// To show one, before anything else.
    MustShow,
    /// Nothing: the page is for looking after them.
    Free,
}

/// A passkey in the list.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) added: String,
}

/// What the forms of the page send.
#[derive(Deserialize)]
pub(crate) struct Asked {
    id: Option<Uuid>,
}

/// What the script sends back from the authenticator.
#[derive(Deserialize)]
pub(crate) struct Answer {
    credential: Value,
    #[serde(default)]
    name: String,
}

/// `GET /compte/cles`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    identified: Identified,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let keys = state.store.passkeys(identified.session.account.id).await?;
    let mut view = view(&site(&state), lang, key_state(&identified), &keys);
    view.elsewhere = elsewhere(&state, &headers, Paths(lang).account_keys());
    private_page(StatusCode::OK, &view)
}

/// `POST /compte/cles`: removes a passkey. Only for who has shown one, or the words alone would undo the second proof.
pub(crate) async fn remove(
    State(state): State<AppState>,
    lang: Lang,
    identified: Identified,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    if identified.awaits_passkey {
        return Err(Error::PasskeyRequired);
    }
    let account = &identified.session.account;
    let id = asked.id.ok_or(Error::NotFound)?;
    if !state.store.remove_passkey(account.id, id).await? {
        return Err(Error::NotFound);
    }
    let keys = state.store.passkeys(account.id).await?;
    private_page(StatusCode::OK, &view(&site(&state), lang, KeyState::Free, &keys))
}

/// `POST /compte/cles/defi`: what the authenticator has to sign.
pub(crate) async fn challenge(
    State(state): State<AppState>,
    identified: Identified,
    Body { value: asked, .. }: Body<Value>,
) -> Result<Response, Error> {
    let account = &identified.session.account;
    let keys = state.store.passkeys(account.id).await?;
    let adds = asked["purpose"] == "add";
    let challenge = match key_state(&identified) {
        KeyState::MustShow if adds => return Err(Error::PasskeyRequired),
        _ if adds => state.passkeys.ask_to_add(account, &keys)?,
        _ if keys.is_empty() => return Err(Error::fault("/purpose", "this account has no passkey yet")),
        _ => state.passkeys.ask_to_show(&keys)?,
    };
    state.store.set_ceremony(identified.hash, Some(challenge.ceremony)).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(challenge.options)).into_response())
}

/// `POST /compte/cles/preuve`: checks what was signed. A proof makes a new session, stronger than the old one.
pub(crate) async fn prove(
    State(state): State<AppState>,
    identified: Identified,
    Body { value: answer, .. }: Body<Answer>,
) -> Result<Response, Error> {
    let id = identified.session.account.id;
    let ceremony = identified.session.ceremony.as_deref();
    let ceremony = ceremony.ok_or_else(|| Error::fault("/credential", "nothing was asked for"))?;
    // One challenge, one answer.
    state.store.set_ceremony(identified.hash, None).await?;
    let keys = state.store.passkeys(id).await?;
    match state.passkeys.check(ceremony, answer.credential, &keys)? {
        Proof::Added(credential) => {
            let name: String = census::Text::<200>::try_from(answer.name).map(String::from).unwrap_or_default();
            state.store.add_passkey(id, name.chars().take(NAME).collect(), credential).await?;
        }
        Proof::Shown { id: key, credential } => state.store.update_passkey(id, key, credential).await?,
    }
    begin(&state, id, true, Some(identified.hash), Json(json!({})).into_response()).await
}

fn key_state(identified: &Identified) -> KeyState {
    match (identified.awaits_passkey, identified.session.account.passkeys) {
        (false, _) => KeyState::Free,
        (true, 0) => KeyState::MustAdd,
        (true, _) => KeyState::MustShow,
    }
}

/// Without a public address, passkeys belong to `localhost`; a browser at `127.0.0.1` is sent there.
fn elsewhere(state: &AppState, headers: &HeaderMap, path: &str) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    if state.settings.base_url.is_some() || name == "localhost" {
        return String::new();
    }
    format!("http://localhost:{port}{path}")
}

pub(crate) fn view(site: &Site, lang: Lang, state: KeyState, keys: &[Passkey]) -> KeysPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.account_keys().to_owned();
    let layout = Layout::new(site, lang, words.text("keys-title"), words.text("keys-lead"), address).unlisted();
    let key = |key: &Passkey| Key {
        id: key.id.to_string(),
        name: if key.name.is_empty() { words.text("keys-unnamed") } else { key.name.clone() },
        added: format::day(words, key.added_on),
    };
    KeysPage { layout, words, state, keys: keys.iter().map(key).collect(), elsewhere: String::new() }
}
