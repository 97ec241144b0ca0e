//! `/`: what this is, the map of France, the figures, the newest devices.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::{Counts, DeviceFilter, PageRequest};

use super::france::{self, France};
use super::layout::Layout;
use super::paths::Paths;
use super::view::{DeviceRow, Figure, Place};
use super::{format, page, rows, site, tallies};
use crate::devices;
use crate::error::Error;
use crate::figures;
use crate::map::Whole;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Cities shown.
const CITIES: usize = 8;
/// Newest devices shown.
const LATEST: u32 = 6;

/// The first page.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) france: Option<France>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) as_of: String,
    pub(crate) rows: Vec<DeviceRow>,
    pub(crate) cities: Vec<Place>,
    pub(crate) departments: Vec<Place>,
}

/// `GET /`
pub(crate) async fn show(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    let words = Words::of(lang);
    let whole = devices::whole(&state).await?;
    let by_territory = shown_by_territory(&whole);
    let newest =
        DeviceFilter { since: whole.counts.newest, kinds: figures::counted_kinds(), ..DeviceFilter::default() };
    let request = PageRequest { limit: LATEST, after: None };
    let latest = devices::Found::taken_in(&state, newest).page(&request).await?.items;
    let (france, departments) = france::drawn(words, state.places.territories(), &by_territory);
    let layout = layout(&state, words);
    let day = format::day(words, state.world.today());
    page(&Home {
        layout,
        words,
        france,
        figures: figures(words, &whole.standing, whole.counts.total, by_territory.len() as u64),
        as_of: words.with("as-of", &[("day", day.into())]),
        rows: rows::rows(words, &latest, true),
        cities: cities(&state, words, &by_territory),
        departments,
    })
}

/// How many devices stand in each territory that has any.
fn shown_by_territory(whole: &Whole) -> Vec<(String, u64)> {
    let standing = whole.sums.iter().filter(|(_, sum)| sum.standing > 0);
    standing.map(|(code, sum)| (code.to_string(), sum.standing)).collect()
}

fn layout(state: &AppState, words: &Words) -> Layout {
    let (title, description) = (words.text("home-page-title"), words.text("home-lead"));
    Layout::new(&site(state), words.lang(), title, description, |paths| paths.home().to_owned())
}

pub(crate) fn figures(words: &Words, standing: &Counts, recorded: u64, territories: u64) -> Vec<Figure> {
    let mut figures = tallies::figures(words, standing, recorded);
    let places = Figure {
        id: "figure-places",
        value: format::count(territories),
        label: words.with("figure-places", &[("count", territories.into())]),
        note: words.text("figure-places-note"),
        mark: None,
        source: None,
        cite: None,
    };
    figures.insert(1, places);
    figures
}

fn cities(state: &AppState, words: &Words, by_territory: &[(String, u64)]) -> Vec<Place> {
    let mut sorted: Vec<&(String, u64)> = by_territory.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let places = sorted.into_iter().filter_map(|(code, count)| Some((state.places.by_code(code)?, *count)));
    let place = |(territory, count): (&geodata::territory::Territory, u64)| Place {
        href: Paths(words.lang()).city(&territory.code, &territory.name),
        name: territory.name.clone(),
        note: super::city::department_name(state, territory).unwrap_or_default(),
        count: format::count(count),
    };
    places.map(place).take(CITIES).collect()
}
