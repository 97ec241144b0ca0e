//! Scenes that show everything, from the embedded data.

use std::f64::consts::TAU;
use std::io::Read;
use std::sync::{Arc, LazyLock};

use flate2::read::GzDecoder;
use geodata::basemap::{Basemap, MAX_ZOOM, basemap_tile};
use geodata::pmtiles::StreetArchive;
use geodata::{Position, Territories, TileCoord, View};
use still::{Card, CardFigure, CardPanel, Certainty, Cluster, Device, Family, GroundTile, Language, Outline, Scene};
use still::{Sector, Sign, Theme};

static MAP: LazyLock<Basemap> = LazyLock::new(|| Basemap::new(Territories::embedded()));
static MONACO: &[u8] = include_bytes!("../../../../data/basemap/monaco.pmtiles");

const SOURCES: &str = "© OpenStreetMap · IGN, INSEE, Natural Earth";

fn unit(longitude: f64, latitude: f64) -> (f64, f64) {
    TileCoord::new(0, 0, 0).expect("the world").project(longitude, latitude, 1.0)
}

fn basemap(view: View) -> Vec<GroundTile> {
    let tiles = view.grown(96).tiles(MAX_ZOOM).into_iter();
    tiles.filter_map(|tile| Some(GroundTile { tile, bytes: basemap_tile(&MAP, tile)?.into() })).collect()
}

fn streets(view: View) -> Vec<GroundTile> {
    if view.zoom() < 12.0 {
        return Vec::new();
    }
    let archive = StreetArchive::from_bytes(MONACO).expect("the sample");
    let read = |tile: TileCoord| {
        let stored = archive.tile(tile).ok()??;
        let mut bytes = Vec::new();
        GzDecoder::new(&stored[..]).read_to_end(&mut bytes).ok()?;
        Some(GroundTile { tile, bytes: Arc::from(bytes) })
    };
    view.grown(96).tiles(archive.max_zoom()).into_iter().filter_map(read).collect()
}

fn empty(view: View, theme: Theme) -> Scene {
    Scene {
        view,
        ratio: 1,
        theme,
        language: Language::French,
        basemap: basemap(view),
        streets: streets(view),
        outline: None,
        sectors: Vec::new(),
        devices: Vec::new(),
        clusters: Vec::new(),
        selected: None,
        seamless: false,
        attribution: SOURCES.to_owned(),
    }
}

fn outline(code: &str) -> Outline {
    let contour = Territories::embedded().contour(code).expect("a contour");
    let rings = contour.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    Outline(rings.map(|ring| ring.coords().map(|at| unit(at.x, at.y)).collect()).collect())
}

/// France with clusters.
pub(crate) fn france(theme: Theme) -> Scene {
    let view = View::around(Position::new(2.5, 46.6).expect("France"), 5.0, 960, 720);
    let cities = [
        (2.35, 48.86, [9_345, 2_100, 900, 310]),
        (5.38, 43.30, [1_480, 500, 0, 0]),
        (4.84, 45.76, [940, 0, 0, 0]),
        (7.27, 43.70, [200, 0, 188, 22]),
        (3.06, 50.63, [0, 86, 0, 3]),
        (-1.55, 47.22, [0, 0, 0, 9]),
        (-4.49, 48.39, [0, 0, 1, 0]),
    ];
    let cluster = |(longitude, latitude, counts)| Cluster { at: unit(longitude, latitude), counts };
    Scene { clusters: cities.map(cluster).into(), ..empty(view, theme) }
}

/// Streets with a mark of every kind and certainty.
pub(crate) fn monaco(theme: Theme) -> Scene {
    let view = View::around(Position::new(7.4205, 43.7335).expect("Monaco"), 15.0, 640, 480);
    let families = [Family::Camera, Family::Software, Family::File, Family::Face, Family::Other];
    let certainties =
        [Certainty::Hollow, Certainty::Half, Certainty::Full, Certainty::Ringed, Certainty::Hatched, Certainty::Gone];
    let signs = [None, Some(Sign::Bar), Some(Sign::Wave), None, Some(Sign::Question)];
    let at = |row: usize, column: usize| unit(7.4145 + 0.0022 * column as f64, 43.7365 - 0.0013 * row as f64);
    let row = |(row, family): (usize, Family)| {
        let device = move |(column, certainty): (usize, Certainty)| {
            let sign = signs[row].filter(|_| column % 2 == 0);
            Device { at: at(row, column), family, sign, certainty }
        };
        certainties.into_iter().enumerate().map(device).collect::<Vec<_>>()
    };
    let devices: Vec<Device> = families.into_iter().enumerate().flat_map(row).collect();
    let sector = |device: &Device| {
        let arc = (0..=12).map(|step| f64::from(step) / 12.0 * TAU / 6.0 + device.at.0 * 1e4);
        let reach = 40.0 / view.scale();
        let edge = arc.map(|angle| (device.at.0 + reach * angle.sin(), device.at.1 - reach * angle.cos()));
        Sector { family: device.family, ring: std::iter::once(device.at).chain(edge).collect(), anywhere: false }
    };
    let sectors = devices.iter().step_by(4).map(sector).collect();
    Scene { selected: Some(devices[2].at), sectors, devices, ..empty(view, theme) }
}

/// One commune with what lies outside veiled.
pub(crate) fn city(theme: Theme, width: u32, height: u32) -> Scene {
    let place = Territories::embedded().by_code("93066").expect("Saint-Denis");
    let view = View::of_bbox(place.bbox.expect("a box"), width, height, 40.0, 14.0);
    let cluster = |(longitude, latitude, count)| Cluster { at: unit(longitude, latitude), counts: [count, 0, 0, 2] };
    let clusters = [(2.357, 48.936, 41), (2.345, 48.925, 12), (2.372, 48.918, 7)].map(cluster).into();
    Scene { outline: Some(outline("93066")), clusters, ..empty(view, theme) }
}

fn figure(value: &str, label: &str) -> CardFigure {
    CardFigure { value: value.to_owned(), label: label.to_owned() }
}

/// A card of one commune.
pub(crate) fn city_card(theme: Theme) -> Card {
    let (width, height) = Card::panel(1);
    Card {
        theme,
        eyebrow: "Commune · Seine-Saint-Denis (93)".to_owned(),
        title: "Saint-Denis".to_owned(),
        sentence: String::new(),
        figures: vec![
            figure("1 204", "caméras observées sur la voie publique"),
            figure("520", "déclarées par la mairie"),
        ],
        banner: Some("Données fictives".to_owned()),
        site: "technopolice.example".to_owned(),
        panels: vec![CardPanel { scene: city(theme, width, height), name: String::new(), figure: None }],
    }
}

/// A card of two places side by side.
pub(crate) fn comparison_card(theme: Theme) -> Card {
    let (width, height) = Card::panel(2);
    let panel = |name: &str| CardPanel {
        scene: city(theme, width, height),
        name: name.to_owned(),
        figure: Some(figure("1 204", "caméras observées")),
    };
    Card {
        title: "Saint-Denis et Marseille côte à côte".to_owned(),
        panels: vec![panel("Saint-Denis"), panel("Saint-Denis, encore")],
        ..city_card(theme)
    }
}
