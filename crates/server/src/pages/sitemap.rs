//! `/sitemap.xml` and `/robots.txt`: the pages that search engines may list, in both languages, with what each one is
//! in the other. Of the territories only those that hold something.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use census::{EntityKind, police_files};

use super::paths::Paths;
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Path;
use crate::state::AppState;
use crate::words::Lang;

/// Territories in one part: each has an address in both languages, and a part has 50,000 at the most (sitemaps.org).
const PART: usize = 25_000;

/// The list of the parts.
#[derive(Template)]
#[template(path = "sitemap_index.xml")]
struct Index {
    parts: Vec<String>,
}

/// One part.
#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Part {
    pages: Vec<[String; 2]>,
}

/// `GET /sitemap.xml`
pub(crate) async fn index(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let territories = territories(&state).await?.len().div_ceil(PART);
    let names = std::iter::once("pages".to_owned()).chain((1..=territories).map(|number| format!("villes-{number}")));
    let parts = names.map(|name| state.address(&format!("/sitemaps/{name}.xml"))).collect();
    xml(&headers, &Index { parts })
}

/// `GET /sitemaps/pages.xml`, `GET /sitemaps/villes-1.xml`
pub(crate) async fn part(
    State(state): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let name = name.strip_suffix(".xml").ok_or(Error::NotFound)?;
    let pages = if name == "pages" {
        fixed()
    } else {
        let number = name.strip_prefix("villes-").and_then(|number| number.parse::<usize>().ok());
        let first = number.and_then(|number| number.checked_sub(1)).ok_or(Error::NotFound)?.saturating_mul(PART);
        territories(&state).await?.into_iter().skip(first).take(PART).collect()
    };
    if pages.is_empty() {
        return Err(Error::NotFound);
    }
    let absolute = |page: [String; 2]| page.map(|address| state.address(&address));
    xml(&headers, &Part { pages: pages.into_iter().map(absolute).collect() })
}

/// Every territory that holds something, and the departments and the country around it.
async fn territories(state: &AppState) -> Result<Vec<[String; 2]>, Error> {
    let mut codes = std::collections::BTreeSet::new();
    let recorded = state.store.summaries().await?.into_iter().map(|summary| summary.territory);
    let standing: Vec<String> = state.map.whole().sums.iter().map(|(code, _)| code.to_string()).collect();
    for code in recorded.chain(standing) {
        let Some(place) = state.places.by_code(&code) else { continue };
        codes.extend(place.department.as_ref().map(ToString::to_string));
        codes.extend(place.city.as_ref().map(ToString::to_string));
        codes.insert(place.code.to_string());
    }
    let places = codes.iter().filter_map(|code| state.places.by_code(code));
    let places = places.filter(|place| state.places.reach(place).is_some());
    Ok(places.map(|place| Lang::ALL.map(|lang| Paths(lang).city(&place.code, &place.name))).collect())
}

/// The pages that every instance has.
fn fixed() -> Vec<[String; 2]> {
    let named: [fn(Paths) -> &'static str; 12] = [
        Paths::home,
        Paths::map,
        Paths::report,
        Paths::data,
        Paths::api,
        Paths::releases,
        Paths::about,
        Paths::accessibility,
        Paths::method_contracts,
        Paths::decisions,
        Paths::rankings,
        Paths::police_files,
    ];
    let lists = EntityKind::records().map(|kind| Lang::ALL.map(|lang| Paths(lang).kind(kind).to_owned()));
    let technologies = census::Taxonomy::embedded().entries("technology").iter();
    let technologies = technologies.map(|entry| Lang::ALL.map(|lang| Paths(lang).technology(&entry.key)));
    let files = police_files().iter().map(|file| Lang::ALL.map(|lang| Paths(lang).police_file(&file.key)));
    let named = named.into_iter().map(|page| Lang::ALL.map(|lang| page(Paths(lang)).to_owned()));
    named.chain(lists).chain(technologies).chain(files).collect()
}

fn xml(headers: &HeaderMap, template: &impl Template) -> Result<Response, Error> {
    let body = template.render().map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(headers, "application/xml; charset=utf-8", Keep::Revalidate, body))
}

/// `GET /robots.txt`: everything but what is about one visitor, and searches, which have no end.
pub(crate) async fn robots(State(state): State<AppState>) -> Response {
    let closed = Lang::ALL.map(Paths).map(|paths| {
        [paths.moderation(), paths.accounts(), paths.account(), paths.receipt(), paths.search(), paths.login()]
            .map(|path| format!("Disallow: {path}\n"))
            .concat()
    });
    let map = match &state.settings.base_url {
        Some(_) => format!("\nSitemap: {}\n", state.address("/sitemap.xml")),
        None => String::new(),
    };
    let body = format!("User-agent: *\n{}{map}", closed.concat());
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], body).into_response()
}
