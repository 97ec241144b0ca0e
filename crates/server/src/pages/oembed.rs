//! `/oembed`: a link to a territory becomes its embed (oEmbed 1.0), live or frozen as the link says.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use geodata::territory::Territory;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::layout::{Alternate, Layout};
use super::paths::{Paths, percent_encoded};
use super::{city, share};
use crate::error::Error;
use crate::extract::Query;
use crate::past;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Pixels of the frame, and the least that it can be drawn in.
const WIDTH: u32 = 640;
/// Seconds that a site may keep the answer.
const CACHE_AGE: u32 = 86_400;

/// What a site asks.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    url: String,
    format: Option<String>,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// The answer as XML.
#[derive(Template)]
#[template(path = "oembed.xml")]
struct Xml<'a> {
    title: &'a str,
    provider: &'a str,
    html: &'a str,
    width: u32,
    height: u32,
    cache_age: u32,
}

/// `GET /oembed?url=…&format=json`
pub(crate) async fn show(State(state): State<AppState>, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let (lang, territory, day) = linked(&state, &asked.url)?;
    let words = Words::of(lang);
    let title = words.with("share-frame-title", &[("name", territory.name.as_str().into())]);
    let query = day.map(|day| format!("?at={day}")).unwrap_or_default();
    let address = state.address(&format!("{}{query}", Paths(lang).embed(&territory.code, &territory.name)));
    let width = asked.maxwidth.map_or(WIDTH, |most| most.min(WIDTH));
    let height = asked.maxheight.map_or(share::HEIGHT, |most| most.min(share::HEIGHT));
    let html = share::frame(&address, &title, height).replace("width=\"100%\"", &format!("width=\"{width}\""));
    let provider = state.address(Paths(lang).home());
    let keep = (header::CACHE_CONTROL, "no-cache");
    match asked.format.as_deref().unwrap_or("json") {
        "json" => {
            let body = json!({
                "version": "1.0", "type": "rich", "title": title, "html": html, "width": width, "height": height,
                "provider_name": "technopolice", "provider_url": provider, "cache_age": CACHE_AGE,
            });
            Ok(([keep, (header::CONTENT_TYPE, "application/json")], body.to_string()).into_response())
        }
        "xml" => {
            let xml = Xml { title: &title, provider: &provider, html: &html, width, height, cache_age: CACHE_AGE };
            let body = xml.render().map_err(|error| Error::Internal(Box::new(error)))?;
            Ok(([keep, (header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response())
        }
        // The word of the standard for a format that a provider does not speak.
        _ => Ok((StatusCode::NOT_IMPLEMENTED, [keep], "json, xml\n").into_response()),
    }
}

/// The territory that a link of this site leads to: to its page, to its embed or to the page of the code.
fn linked(state: &AppState, link: &str) -> Result<(Lang, &'static Territory, Option<chrono::NaiveDate>), Error> {
    let url = Url::parse(link).map_err(|_| Error::NotFound)?;
    let own = state.settings.base_url.as_deref().and_then(|base| Url::parse(base).ok());
    if own.is_some_and(|own| own.host_str() != url.host_str()) {
        return Err(Error::NotFound);
    }
    let lang = Lang::of_path(url.path());
    let roots = [Paths(lang).city("", ""), Paths(lang).embed("", "")].map(|root| root.trim_end_matches('-').to_owned());
    let place = roots.iter().find_map(|root| url.path().strip_prefix(root)).ok_or(Error::NotFound)?;
    let place = place.split('/').next().unwrap_or_default();
    let day = url.query_pairs().find(|(name, _)| name == "at").map(|(_, day)| day.into_owned());
    Ok((lang, city::named(state, place)?, past::named_day(state, "at", day.as_deref())?))
}

/// Where other sites find the code of a page.
pub(super) fn discovery(layout: &Layout) -> [Alternate; 2] {
    let url = percent_encoded(&layout.canonical());
    let of = |media_type, format| Alternate {
        media_type,
        href: layout.absolute(&format!("/oembed?format={format}&url={url}")),
    };
    [of("application/json+oembed", "json"), of("text/xml+oembed", "xml")]
}
