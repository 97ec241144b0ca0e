//! `/recherche?q=`: territories by name, postal code or public code.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use geodata::territory::Territory;
use serde::Deserialize;

use super::layout::Layout;
use super::paths::Paths;
use super::view::Place;
use super::{city, page, site};
use crate::error::Error;
use crate::extract::Query;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Answers shown.
const LIMIT: usize = 20;

/// The answers to a search.
#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct Search {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    pub(crate) message: String,
    pub(crate) found: Vec<Place>,
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
}

/// `GET /recherche?q=`; a single answer is opened at once.
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let query: String = typed.q.trim().chars().take(80).collect();
    let found = if query.is_empty() { Vec::new() } else { state.places.search(&query, LIMIT) };
    if let [only] = found.as_slice() {
        return Ok(Redirect::to(&Paths(lang).city(&only.code, &only.name)).into_response());
    }
    let counts = state.store.counts_by_territory().await?;
    let place = |territory: &&Territory| Place {
        href: Paths(lang).city(&territory.code, &territory.name),
        name: territory.name.clone(),
        note: city::what_it_is(&state, words, territory),
        count: counted(words, &counts, &territory.code),
    };
    page(&view(&site(&state), words, query, found.iter().map(place).collect()))
}

pub(crate) fn view(site: &super::layout::Site, words: &'static Words, query: String, found: Vec<Place>) -> Search {
    let title = match query.as_str() {
        "" => words.text("search-title"),
        _ => words.with("search-title-for", &[("query", query.as_str().into())]),
    };
    let message = if query.is_empty() { words.text("search-empty") } else { words.text("search-nothing") };
    let address = |paths: Paths| paths.search().to_owned();
    let mut layout = Layout::new(site, words.lang(), title.clone(), words.text("search-help"), address).unlisted();
    layout.query = query;
    Search { layout, words, title, message, found }
}

fn counted(words: &Words, counts: &[(String, u64)], code: &str) -> String {
    let count = counts.iter().find(|(known, _)| known == code).map(|(_, count)| *count);
    count.map_or_else(String::new, |count| words.with("devices-count", &[("count", count.into())]))
}
