//! `/embed/{place}`: a territory's numbers for the page of another site. No script, no font, no second request; live,
//! or frozen at a day with `?at=`.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use census::DeviceStatus;
use chrono::NaiveDate;
use geodata::points::Point;
use geodata::territory::Territory;
use geodata::{CellRange, Position};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::DeviceFilter;

use super::paths::Paths;
use super::silhouette::{self, Silhouette};
use super::view::{Figure, Tally};
use super::{city, format, numbers, tallies};
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::figures::{self, Figures};
use crate::map::MapFilter;
use crate::past;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Its own style, inside the page: an embed makes one request.
const STYLE: &str = include_str!("../../templates/embed.css");

/// Kinds that the embed names; its page has them all.
const KINDS: usize = 4;

/// What the embed may do: its own style by its hash, and to stand in any page.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = format::base64(&Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors *")
});

/// The day at which something is frozen.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Frozen {
    /// As the census knew it at the end of this day.
    pub(crate) at: Option<String>,
}

/// The embed.
#[derive(Template)]
#[template(path = "embed.html")]
struct Embed {
    words: &'static Words,
    style: &'static str,
    name: String,
    page: String,
    share: String,
    sentence: String,
    figures: Vec<Figure>,
    tally: Option<Tally>,
    silhouette: Option<Silhouette>,
    drawing: String,
    as_of: String,
    demo: bool,
}

/// `GET /embed/93066-saint-denis`, `GET /en/embed/93066-saint-denis`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Path(place): Path<String>,
    Query(frozen): Query<Frozen>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let territory = city::named(&state, &place)?;
    let day = past::named_day(&state, "at", frozen.at.as_deref())?;
    let (figures, silhouette) = if let Some(day) = day {
        let known = figures::figures_on(&state, territory, day).await?;
        (known.figures, silhouette::drawn(state.places.territories(), territory, known.positions.into_iter()))
    } else {
        (live(&state, territory).await?, drawn_now(&state, territory))
    };
    let standing = &figures.standing;
    let tally = (standing.total > 0).then(|| tallies::by_kind(Words::of(lang), standing));
    let page = view(&state, Words::of(lang), (territory, &figures), (tally, silhouette), day);
    let html = page.render().map_err(|error| Error::Internal(Box::new(error)))?;
    let keep = if day.is_some_and(|day| day < state.world.today()) { Keep::Day } else { Keep::Revalidate };
    let mut response = answer(&headers, "text/html; charset=utf-8", keep, html);
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn standing() -> Vec<DeviceStatus> {
    DeviceStatus::ALL.iter().copied().filter(|status| status.stands()).collect()
}

/// The numbers of today.
pub(crate) async fn live(state: &AppState, territory: &Territory) -> Result<Figures, Error> {
    let records = figures::records_of(state, territory).await?;
    figures::figures(state, territory, &records).await
}

/// The numbers of a day, or of today.
pub(crate) async fn figures_of(
    state: &AppState,
    territory: &Territory,
    day: Option<NaiveDate>,
) -> Result<Figures, Error> {
    match day {
        Some(day) => Ok(figures::figures_on(state, territory, day).await?.figures),
        None => live(state, territory).await,
    }
}

/// What stands today in the box of the territory, from memory.
fn drawn_now(state: &AppState, territory: &Territory) -> Option<Silhouette> {
    let points = state.map.snapshot();
    let standing = MapFilter::from(&DeviceFilter { statuses: standing(), ..DeviceFilter::default() });
    let is_drawn = |point: &Point| standing.class(point).is_some();
    let positions = |range| points.within(range).filter(is_drawn).map(|point| point.cell.position());
    let ranges = CellRange::covering(territory.bbox?);
    let positions: Vec<Position> = ranges.into_iter().flat_map(positions).collect();
    silhouette::drawn(state.places.territories(), territory, positions.into_iter())
}

fn view(
    state: &AppState,
    words: &'static Words,
    (territory, figures): (&Territory, &Figures),
    (tally, silhouette): (Option<Tally>, Option<Silhouette>),
    day: Option<NaiveDate>,
) -> Embed {
    let paths = Paths(words.lang());
    let today = format::day(words, figures.today);
    let name = territory.name.clone();
    let mut four = numbers::four(words, figures, city::per_thousand(words, territory, figures.observed()));
    for figure in &mut four {
        figure.source = None;
    }
    Embed {
        style: STYLE,
        page: state.address(&paths.city(&territory.code, &name)),
        share: state.address(&paths.share(&territory.code, &name)),
        sentence: city::sentence_of(words, territory, figures),
        figures: four,
        tally: tally.map(|tally| Tally { lines: tally.lines.into_iter().take(KINDS).collect(), ..tally }),
        silhouette,
        drawing: words.with("embed-drawing", &[("name", name.as_str().into()), ("count", figures.observed().into())]),
        as_of: words.with(if day.is_some() { "embed-frozen" } else { "embed-live" }, &[("day", today.into())]),
        demo: state.settings.demo,
        name,
        words,
    }
}
