//! `/.well-known/`: the interfaces of this census (RFC 9727), and whom to tell of a hole (RFC 9116).

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use chrono::{Datelike, Months, NaiveDate};
use serde_json::{Value, json};

use super::{CATALOGUE, JSON_LD, TURTLE};
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::pages::Paths;
use crate::state::AppState;
use crate::words::Lang;

const LINKSET: &str = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
const PLACE: &str = "/.well-known/api-catalog";
/// Months that the word on security is good for: RFC 9116 §2.5.5 asks for less than a year.
const GOOD_FOR: u32 = 6;

/// `GET /.well-known/api-catalog`
pub(super) async fn api_catalogue(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let at = |path: &str| state.absolute_address(&headers, path);
    let link = |path: &str, media_type: &str| json!({"href": at(path), "type": media_type});
    let pages: Vec<Value> = Lang::ALL
        .map(|lang| json!({"href": at(Paths(lang).api()), "type": "text/html", "hreflang": [lang.tag()]}))
        .into();
    let licence = json!([{"href": super::ODBL}]);
    let document = json!({"linkset": [
        {
            "anchor": at(PLACE),
            "item": [link("/api/v1", "application/json"), link("/ogc", "application/json")],
        },
        {
            "anchor": at("/api/v1"),
            "service-desc": [link("/api/openapi.json", "application/json")],
            "service-doc": pages,
            "service-meta": [link(CATALOGUE[0], JSON_LD), link(CATALOGUE[1], TURTLE)],
            "status": [link("/readyz", "text/plain")],
            "license": licence,
        },
        {
            "anchor": at("/ogc"),
            "service-desc": [link("/ogc/api", "application/vnd.oai.openapi+json;version=3.0")],
            "service-doc": [link("/ogc?f=html", "text/html")],
            "license": licence,
        },
    ]});
    let mut response = answer(&headers, LINKSET, Keep::Revalidate, document.to_string());
    // Asked with `HEAD`, it says where it is (RFC 9727 §2).
    if let Ok(link) = HeaderValue::from_str(&format!("<{}>; rel=\"api-catalog\"", at(PLACE))) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// `GET /.well-known/security.txt`. Without somebody who answers there is no such file: a contact is its one required
/// field besides the day on which it ends.
pub(super) async fn security(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let contact = state.settings.contact.as_ref().ok_or(Error::NotFound)?;
    let own = state.settings.base_url.as_ref().map(|_| state.address("/.well-known/security.txt"));
    let canonical = own.map(|address| format!("Canonical: {address}\n")).unwrap_or_default();
    let expires = expires(state.world.today());
    let text = format!("Contact: {}\nExpires: {expires}\nPreferred-Languages: fr, en\n{canonical}", contact.uri());
    Ok(answer(&headers, "text/plain; charset=utf-8", Keep::Revalidate, text))
}

/// The first day of the month some months ahead: the file is the same for a month, and never one that has ended.
fn expires(today: NaiveDate) -> String {
    let first = today.with_day(1).unwrap_or(today);
    format!("{}T00:00:00Z", first.checked_add_months(Months::new(GOOD_FOR)).unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_on_security_ends_in_less_than_a_year() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(expires(day("2026-11-28")), "2027-05-01T00:00:00Z");
        assert_eq!(expires(day("2026-08-31")), "2027-02-01T00:00:00Z");
    }
}
