//! `/balades`: a quarter on a sheet of paper, for people who leave their telephone at home, and the form to type it in.

pub(super) mod entry;
mod plan;
pub(super) mod sheet;

#[cfg(test)]
pub(super) mod samples;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use geodata::territory::Territory;
use geodata::{Bbox, Position, Sheet, Square};
use serde::Deserialize;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::{city, format, page, site};
use crate::contribute::{Near, neighbours};
use crate::effort::{self, Looked};
use crate::error::Error;
use crate::extract::Query;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Sheets that one page offers; a territory with more is offered around its middle.
const MOST_SHEETS: usize = 60;
/// Metres around the middle of a large territory that are offered as sheets.
const MIDDLE_M: f64 = 1_200.0;

/// The page where a sheet is chosen.
#[derive(Template)]
#[template(path = "walks.html")]
pub(crate) struct Walks {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) place: String,
    pub(crate) fault: String,
    pub(crate) found: Option<Offer>,
}

/// The sheets of a place.
pub(crate) struct Offer {
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) sheets: Vec<Offered>,
}

/// A sheet to choose.
pub(crate) struct Offered {
    pub(crate) href: String,
    pub(crate) code: String,
    pub(crate) devices: String,
    pub(crate) looked: String,
    /// Per cent of its squares at which somebody looked, for the drawing.
    pub(crate) share: u64,
}

/// What the page was asked.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    /// A commune, coordinates, or the code of a sheet.
    place: String,
}

/// `GET /balades`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let place = asked.place.trim();
    if let Ok(sheet) = place.parse::<Sheet>() {
        return Ok(Redirect::to(&Paths(lang).walk_sheet(&sheet.code())).into_response());
    }
    if let Ok(position) = super::report_form::position(place) {
        return Ok(Redirect::to(&Paths(lang).walk_sheet(&Sheet::around(position).code())).into_response());
    }
    let mut view = view(&site(&state), words, place.to_owned());
    let meant = state.places.named(place).first().copied();
    match meant.or_else(|| state.places.search(place, 1).first().copied()).filter(|_| !place.is_empty()) {
        Some(territory) => view.found = offer(&state, words, territory).await?,
        None if !place.is_empty() => view.fault = words.text("walks-fault-place"),
        None => {}
    }
    page(&view)
}

pub(crate) fn view(site: &Site, words: &'static Words, place: String) -> Walks {
    let (title, lead) = (words.text("walks-title"), words.text("walks-lead"));
    let layout = Layout::new(site, words.lang(), title, lead, |paths| paths.walks().to_owned());
    Walks { layout, words, place, fault: String::new(), found: None }
}

/// The sheets that cover a territory, or its middle.
async fn offer(state: &AppState, words: &Words, territory: &Territory) -> Result<Option<Offer>, Error> {
    let whole = territory.bbox.and_then(|bbox| Sheet::covering(bbox, MOST_SHEETS));
    let middle = || territory.label_point.and_then(|at| Sheet::covering(Bbox::around(at, MIDDLE_M), MOST_SHEETS));
    let is_whole = whole.is_some();
    let Some(sheets) = whole.or_else(middle) else { return Ok(None) };
    let looked = effort::squares(&effort::walks(state, territory).await?);
    let offered = sheets.iter().filter(|sheet| touches(state, **sheet, territory) || !is_whole);
    let offered: Vec<Offered> = offered.map(|sheet| one(state, words, *sheet, &looked)).collect();
    let note = if is_whole { "walks-sheets-whole" } else { "walks-sheets-middle" };
    Ok(Some(Offer {
        title: words.with("walks-sheets-title", &[("place", territory.name.as_str().into())]),
        note: format!("{} {}", words.text(note), city::what_it_is(state, words, territory)),
        sheets: offered,
    }))
}

/// Does a sheet of the box around a territory show any of it? Its corners and middle tell well enough.
fn touches(state: &AppState, sheet: Sheet, territory: &Territory) -> bool {
    let bbox = sheet.bbox();
    let across = [0.0, 0.25, 0.5, 0.75, 1.0];
    let at = |x: f64, y: f64| {
        let longitude = bbox.west() + (bbox.east() - bbox.west()) * x;
        let latitude = bbox.south() + (bbox.north() - bbox.south()) * y;
        Position::new(longitude, latitude).ok()
    };
    let lies_in = |position: Position| {
        let found = state.places.locate(position).territory;
        found.is_some_and(|place| place.code == territory.code || place.city.as_ref() == Some(&territory.code))
    };
    across.iter().any(|x| across.iter().any(|y| at(*x, *y).is_some_and(lies_in)))
}

fn one(state: &AppState, words: &Words, sheet: Sheet, looked: &BTreeMap<Square, Looked>) -> Offered {
    let squares = looked.keys().filter(|square| sheet.label_of(square.centre()).is_some()).count() as u64;
    let share = squares * 100 / u64::from(Sheet::COLUMNS * Sheet::ROWS);
    let devices = devices_on(state, sheet).len();
    let looked =
        if squares == 0 { words.text("walks-nobody") } else { words.with("walks-looked", &[("share", share.into())]) };
    let code = sheet.code();
    Offered {
        href: Paths(words.lang()).walk_sheet(&code),
        code,
        devices: words.with("devices-count", &[("count", devices.into())]),
        looked,
        share,
    }
}

/// The devices on a sheet that stand, by column and row.
fn devices_on(state: &AppState, sheet: Sheet) -> Vec<(String, Position, Near)> {
    let bbox = sheet.bbox();
    let corner = Position::new(bbox.west(), bbox.north()).unwrap_or(sheet.centre());
    let near = neighbours(state, sheet.centre(), sheet.centre().distance_m(corner));
    let mut found: Vec<_> =
        near.into_iter().filter_map(|near| Some((sheet.label_of(near.position)?, near.position, near))).collect();
    found.sort_by(|a, b| order(&a.0).cmp(&order(&b.0)).then(a.2.id.cmp(&b.2.id)));
    found
}

/// `B2` before `B10`.
fn order(label: &str) -> (char, u32) {
    let mut signs = label.chars();
    (signs.next().unwrap_or_default(), signs.as_str().parse().unwrap_or_default())
}

/// A day as forms and programs write it, in words.
fn day_in_words(words: &Words, day: &str) -> String {
    format::partial_date(words, day)
}
