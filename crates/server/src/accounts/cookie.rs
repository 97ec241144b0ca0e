//! The session cookie: the only cookie of the site, set at login and never before.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sha2::{Digest, Sha256};
use store::{AccountId, NewSession, SessionHash};

use crate::error::Error;
use crate::settings::Settings;
use crate::state::AppState;

/// Bytes of a session's id.
const ID: usize = 32;

/// Begins a session of an account and hands its id to the browser. The session of the request, if any, ends: an id
/// never survives a login or a change of rights.
pub(crate) async fn begin(
    state: &AppState,
    account: AccountId,
    strong: bool,
    replaces: Option<SessionHash>,
    mut response: Response,
) -> Result<Response, Error> {
    let id = state.world.bytes();
    let hash = Sha256::digest(id).into();
    state.store.begin_session(NewSession { hash, account, strong, replaces }).await?;
    let halves = id.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let text: String = halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect();
    set(&state.settings, &text, "", &mut response);
    Ok(response)
}

/// Takes the id from the browser. Its session must be ended in the store.
pub(crate) fn end(state: &AppState, mut response: Response) -> Response {
    set(&state.settings, "", "; Max-Age=0", &mut response);
    response
}

/// The hash of the id that a request carries.
pub(super) fn carried(settings: &Settings, headers: &HeaderMap) -> Option<SessionHash> {
    let id = value(settings, headers)?;
    let bytes: Option<Vec<u8>> = (0..ID).map(|i| u8::from_str_radix(id.get(2 * i..2 * i + 2)?, 16).ok()).collect();
    bytes.filter(|_| id.len() == 2 * ID).map(|bytes| Sha256::digest(bytes).into())
}

/// Does a request carry a session cookie, of whatever value?
pub(super) fn is_carried(settings: &Settings, headers: &HeaderMap) -> bool {
    value(settings, headers).is_some()
}

fn value<'a>(settings: &Settings, headers: &'a HeaderMap) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == self::name(settings)).map(|(_, value)| value)
}

/// `__Host-` binds the cookie to this host over TLS. A server that only its own machine can reach, such as the demo,
/// has no TLS, and browsers would not keep a cookie of that name.
fn name(settings: &Settings) -> &'static str {
    if is_secure(settings) { "__Host-session" } else { "session" }
}

fn is_secure(settings: &Settings) -> bool {
    !settings.loopback || settings.base_url.as_deref().is_some_and(|url| url.starts_with("https://"))
}

fn set(settings: &Settings, id: &str, age: &str, response: &mut Response) {
    let secure = if is_secure(settings) { "; Secure" } else { "" };
    let line = format!("{}={id}; Path=/; HttpOnly; SameSite=Strict{secure}{age}", name(settings));
    let value = HeaderValue::from_str(&line).expect("hexadecimal digits and our own words");
    response.headers_mut().append(header::SET_COOKIE, value);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn settings(base_url: Option<&str>, loopback: bool) -> Settings {
        Settings {
            release_key: None,
            demo: false,
            contact: None,
            base_url: base_url.map(str::to_owned),
            publication: store::Publication::Immediate,
            releases: release::Shelf::folder(std::path::Path::new("/nonexistent")).expect("a shelf"),
            moderated: false,
            refused_words: census::RefusedWords::default(),
            passkeys: true,
            loopback,
            trusted_proxies: Vec::new(),
            mirror_of: None,
            signing: None,
            rate_limits: true,
            tile_cache: 0,
            still_painter: None,
        }
    }

    #[test]
    fn the_cookie_is_bound_to_host_and_tls_wherever_there_is_tls() {
        let cases = [
            (Some("https://technopolice.example"), true, "__Host-session"),
            (Some("https://technopolice.example"), false, "__Host-session"),
            (None, false, "__Host-session"),
            (None, true, "session"),
            (Some("http://localhost:3000"), true, "session"),
        ];
        for (base_url, loopback, expected) in cases {
            assert_eq!(name(&settings(base_url, loopback)), expected, "{base_url:?} {loopback}");
        }
    }

    #[test]
    fn only_a_whole_id_of_the_right_name_is_read() {
        let settings = settings(None, true);
        let carried = |line: String| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_str(&line).expect("a header"));
            carried(&settings, &headers)
        };
        let id = "0f".repeat(32);
        let expected: SessionHash = Sha256::digest([15; 32]).into();
        assert_eq!(carried(format!("a=b; session={id}")), Some(expected));
        for line in [format!("session={id}00"), "session=".to_owned(), format!("sessions={id}"), "session=é".repeat(20)]
        {
            assert_eq!(carried(line.clone()), None, "{line}");
        }
    }
}
