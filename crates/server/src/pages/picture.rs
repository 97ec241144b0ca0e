//! The map of pages without script: a picture with links on it, and links that move it.

use geodata::territory::Territory;
use geodata::{Cell, View};
use still::Theme;
use store::DeviceFilter;
use uuid::Uuid;

use super::labels;
use super::paths::Paths;
use crate::error::Error;
use crate::map::MapFilter;
use crate::state::AppState;
use crate::still::{Look, SOURCES, Standing, address};
use crate::words::Words;

/// Pixels of the picture where it is the page, on wide pages, which show its middle.
pub(crate) const LARGE: (u32, u32) = (960, 720);
/// The same where it stands beside other things.
pub(crate) const BESIDE: (u32, u32) = (640, 480);
/// The same on narrow pages.
const NARROW: (u32, u32) = (420, 420);
/// Pixels between what is shown and the edge.
const MARGIN: f64 = 60.0;
/// How near a place is shown before anybody asks.
const NEAREST: f64 = 15.0;
/// Links on one picture; the list beside it has the rest.
const SPOTS: usize = 150;
/// Pixels around a mark that lead to it.
const FINGER: f32 = 14.0;
/// How much of the picture a step to the side is.
const STEP: f64 = 0.5;
/// Zooms that a step nearer is, and that a ring opens.
const CLOSER: f64 = 1.0;
const OPENED: f64 = 2.5;

/// A picture of the map.
#[derive(Debug, Clone)]
pub(crate) struct MapPicture {
    pub(crate) frames: [Frame; 2],
    pub(crate) alt: String,
    pub(crate) moves: Vec<Move>,
    /// Is its middle a place that somebody proposes, to be marked?
    pub(crate) proposes: bool,
    /// Whose data it shows.
    pub(crate) sources: &'static str,
}

/// The picture for one width of pages.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) name: &'static str,
    pub(crate) light: String,
    pub(crate) dark: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) spots: Vec<Spot>,
}

/// Something on the picture that leads somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) reach: i32,
    pub(crate) href: String,
    pub(crate) label: String,
}

/// Another view of the same map.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub(crate) sign: &'static str,
    pub(crate) label: String,
    pub(crate) href: String,
}

/// What a page asks to see.
pub(crate) struct Asked<'a> {
    pub(crate) words: &'static Words,
    pub(crate) label: &'a str,
    pub(crate) view: View,
    pub(crate) filter: &'a DeviceFilter,
    /// The filter as the query of an address, without a box.
    pub(crate) query: &'a str,
    pub(crate) territory: Option<&'static Territory>,
    pub(crate) selected: Option<(u128, Cell)>,
}

/// The view of a box, of a territory, or the other one, whose size it has.
pub(crate) fn view(filter: &DeviceFilter, territory: Option<&Territory>, otherwise: View) -> View {
    let (width, height) = (otherwise.width(), otherwise.height());
    let asked = filter.bbox.map(|bbox| View::of_bbox(bbox, width, height, 0.0, geodata::MAX_VIEW_ZOOM));
    let place = || Some(View::of_bbox(territory?.bbox?, width, height, MARGIN, NEAREST));
    asked.or_else(place).unwrap_or(otherwise)
}

/// The picture that a page shows where nothing else draws its map.
pub(crate) async fn drawn(state: &AppState, asked: &Asked<'_>) -> Result<MapPicture, Error> {
    let filter = MapFilter::from(asked.filter);
    let points = state.map.snapshot();
    state.map.counted(&points, filter).await.map_err(|error| Error::Internal(Box::new(error)))?;
    let frame = |name: &'static str, view: View| {
        let look = Look {
            filter,
            territory: asked.territory,
            selected: asked.selected,
            says_sources: false,
            ..Look::at(view, asked.words.lang())
        };
        Frame {
            name,
            light: address(&look, asked.query),
            dark: address(&Look { theme: Theme::Dark, ..look.clone() }, asked.query),
            width: view.width(),
            height: view.height(),
            spots: spots(asked, view, &look.standing(&state.map, &points)),
        }
    };
    Ok(MapPicture {
        frames: [frame("wide", asked.view), frame("narrow", asked.view.resized(NARROW.0, NARROW.1))],
        alt: asked.label.to_owned(),
        moves: moves(asked),
        proposes: false,
        sources: SOURCES,
    })
}

fn spots(asked: &Asked<'_>, view: View, standing: &Standing) -> Vec<Spot> {
    let paths = Paths(asked.words.lang());
    let devices = standing.places(view).take(SPOTS).map(|(id, device, (x, y))| Spot {
        x: x as i32,
        y: y as i32,
        reach: FINGER as i32,
        href: paths.device(&Uuid::from_u128(id).to_string()),
        label: labels::label(asked.words, "device_kind", device.kind.key()),
    });
    let rings = standing.rings(view).take(SPOTS).map(|(count, (x, y), reach)| {
        let (right, down) = (x / f64::from(view.width()) - 0.5, y / f64::from(view.height()) - 0.5);
        Spot {
            x: x as i32,
            y: y as i32,
            reach: reach.max(FINGER) as i32,
            href: map_of(asked, view.moved(right, down).zoomed(OPENED)),
            label: asked.words.with("picture-ring", &[("count", count.into())]),
        }
    });
    devices.chain(rings).collect()
}

fn moves(asked: &Asked<'_>) -> Vec<Move> {
    let view = asked.view;
    let moved = [
        ("+", "picture-closer", view.zoomed(CLOSER)),
        ("−", "picture-further", view.zoomed(-CLOSER)),
        ("↑", "picture-north", view.moved(0.0, -STEP)),
        ("↓", "picture-south", view.moved(0.0, STEP)),
        ("←", "picture-west", view.moved(-STEP, 0.0)),
        ("→", "picture-east", view.moved(STEP, 0.0)),
    ];
    moved.map(|(sign, key, view)| Move { sign, label: asked.words.text(key), href: map_of(asked, view) }).into()
}

/// The map page with this view; its list is that of the view.
fn map_of(asked: &Asked<'_>, view: View) -> String {
    let sign = if asked.query.is_empty() { "" } else { "&" };
    format!("{}?{}{sign}bbox={}#explorer-map", Paths(asked.words.lang()).map(), asked.query, box_of(view))
}

/// The box of a view as an address has it, to the metre.
pub(crate) fn box_of(view: View) -> String {
    let bbox = view.bbox();
    format!("{:.5},{:.5},{:.5},{:.5}", bbox.west(), bbox.south(), bbox.east(), bbox.north())
}
