//! `/balades/feuille?sheet=`: the sheet to print: the plan with its squares, what is known, room for what is found.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use geodata::{Sheet, column_name};
use serde::Deserialize;

use super::plan::{self, Plan, UNITS};
use super::{day_in_words, devices_on};
use crate::effort;
use crate::error::Error;
use crate::extract::Query;
use crate::pages::layout::{Layout, Site};
use crate::pages::mark::Mark;
use crate::pages::paths::Paths;
use crate::pages::{format, labels, page, site};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Known devices that a sheet lists; what is more stands on the plan only.
pub(super) const MOST_LISTED: usize = 40;
/// Lines for what people find.
const LINES: usize = 14;

/// The sheet.
#[derive(Template)]
#[template(path = "walk_sheet.html")]
pub(crate) struct WalkSheet {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    pub(crate) code: String,
    pub(crate) entry: String,
    pub(crate) columns: Vec<char>,
    pub(crate) rows: Vec<u32>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) side: String,
    pub(crate) plan: Plan,
    pub(crate) devices: Vec<Known>,
    pub(crate) unlisted: String,
    pub(crate) lines: Vec<usize>,
    pub(crate) looked: String,
    pub(crate) neighbours: Vec<(String, String)>,
}

/// A known device on the sheet.
pub(crate) struct Known {
    pub(crate) number: usize,
    pub(crate) square: String,
    pub(crate) kind: String,
    pub(crate) note: String,
    pub(crate) mark: Mark,
    pub(crate) x: i32,
    pub(crate) y: i32,
    /// Degrees clockwise from north, if the census knows.
    pub(crate) bearing: Option<u16>,
}

/// Which sheet.
#[derive(Deserialize)]
pub(crate) struct Asked {
    sheet: String,
}

/// `GET /balades/feuille`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let sheet: Sheet = asked.sheet.parse().map_err(|_| Error::NotFound)?;
    let words = Words::of(lang);
    let mut view = view(&site(&state), words, sheet);
    if let Some(place) = state.places.locate(sheet.centre()).territory {
        view.title = words.with("walk-sheet-of", &[("place", place.name.as_str().into())]);
        let walks = effort::walks(&state, place).await?;
        let here =
            walks.iter().filter(|walk| walk.squares.iter().any(|square| sheet.label_of(square.centre()).is_some()));
        let last = here.map(|walk| walk.walked_on.as_str()).max();
        view.looked = last.map_or_else(
            || words.text("walk-sheet-nobody"),
            |day| words.with("walk-sheet-last", &[("day", day_in_words(words, day).into())]),
        );
    }
    view.plan = plan::drawn(&state, sheet);
    let known = devices_on(&state, sheet);
    let unlisted = known.len().saturating_sub(MOST_LISTED);
    if unlisted > 0 {
        view.unlisted = words.with("walk-sheet-unlisted", &[("count", unlisted.into())]);
    }
    view.devices = known
        .into_iter()
        .take(MOST_LISTED)
        .enumerate()
        .map(|(place, (square, position, near))| {
            let (x, y) = plan::at(sheet, position);
            let attributes = near.attributes;
            Known {
                number: place + 1,
                square,
                kind: labels::label(words, "device_kind", attributes.kind.key()),
                note: attributes.bearing.map(|bearing| format::bearing(words, f64::from(bearing))).unwrap_or_default(),
                mark: Mark::of(attributes.kind, attributes.status, attributes.verification),
                x: x.round() as i32,
                y: y.round() as i32,
                bearing: attributes.bearing,
            }
        })
        .collect();
    page(&view)
}

pub(crate) fn view(site: &Site, words: &'static Words, sheet: Sheet) -> WalkSheet {
    let code = sheet.code();
    let title = words.text("walk-sheet-title");
    let layout =
        Layout::new(site, words.lang(), title.clone(), words.text("walks-lead"), |paths| paths.walk_sheet(&code));
    let square = sheet.spot("A1").map(|spot| spot.accuracy_m * std::f64::consts::SQRT_2).unwrap_or_default();
    WalkSheet {
        layout: layout.unlisted(),
        words,
        title,
        entry: format!("{}?sheet={code}", Paths(words.lang()).walk_entry()),
        columns: (0..Sheet::COLUMNS).map(column_name).collect(),
        rows: (1..=Sheet::ROWS).collect(),
        width: Sheet::COLUMNS * UNITS as u32,
        height: Sheet::ROWS * UNITS as u32,
        side: words.with("walk-sheet-side", &[("metres", (square.round() as u64).into())]),
        plan: Plan::default(),
        devices: Vec::new(),
        unlisted: String::new(),
        lines: (1..=LINES).collect(),
        looked: String::new(),
        neighbours: around(words, sheet),
        code,
    }
}

/// The four sheets beside this one.
fn around(words: &Words, sheet: Sheet) -> Vec<(String, String)> {
    let (bbox, centre) = (sheet.bbox(), sheet.centre());
    let (width, height) = (bbox.east() - bbox.west(), bbox.north() - bbox.south());
    let sides = [("north", 0.0, 1.0), ("east", 1.0, 0.0), ("south", 0.0, -1.0), ("west", -1.0, 0.0)];
    let beside = |(name, x, y): (&str, f64, f64)| {
        let middle = geodata::Position::new(centre.longitude() + x * width, centre.latitude() + y * height).ok()?;
        let code = Sheet::around(middle).code();
        Some((Paths(words.lang()).walk_sheet(&code), words.text(&format!("walk-sheet-{name}"))))
    };
    sides.into_iter().filter_map(beside).collect()
}
