//! A scene from what lies in memory.

use std::collections::BTreeMap;

use census::{DeviceKind, Verification};
use geodata::points::{CLASSES, Counts, LivePoints, Point};
use geodata::territory::Territory;
use geodata::{ASSUMED_RANGE_M, Cell, CellRange, TileCoord, View, sector_outline, unit_per_metre};
use still::{Certainty, Cluster, Device, Family, GroundTile, Language, Outline, Scene, Sector, Sign, Theme};

use crate::map::{Attributes, Map, MapFilter};
use crate::state::AppState;
use crate::tiles::{self, POINTS_FROM, SECTORS_FROM};
use crate::words::Lang;

/// More marks than this are a carpet: they are gathered into rings.
const MARKS: usize = 1_500;
/// Pixels of the grid in which they are gathered, at the least.
const GRID: f64 = 72.0;
/// Pixels beyond the edge within which they are gathered: a whole cell of that grid and a ring.
const GATHERED: u32 = 176;
/// Pixels beyond the edge that may still show in a picture.
pub(crate) const BEYOND: u32 = 96;
/// Whose data pictures show.
pub(crate) const SOURCES: &str = "Technopolice · © OpenStreetMap · IGN, INSEE, Natural Earth";

/// What to look at, and how.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) view: View,
    pub(crate) ratio: u32,
    pub(crate) theme: Theme,
    pub(crate) lang: Lang,
    pub(crate) filter: MapFilter,
    pub(crate) territory: Option<&'static Territory>,
    /// The device that it is about, and where it is.
    pub(crate) selected: Option<(u128, Cell)>,
    pub(crate) seamless: bool,
    /// Does it say whose data it shows? A page may say it beside.
    pub(crate) says_sources: bool,
}

/// What stands on the picture: single devices, or rings where there are too many.
pub(crate) struct Standing {
    devices: Vec<(Point, Attributes)>,
    rings: Vec<Cluster>,
}

impl Look {
    /// By day, on a coarse screen, everything.
    pub(crate) fn at(view: View, lang: Lang) -> Self {
        Self {
            view,
            ratio: 1,
            theme: Theme::Light,
            lang,
            filter: MapFilter::default(),
            territory: None,
            selected: None,
            seamless: false,
            says_sources: true,
        }
    }

    /// The scene, without the tiles below it. The first one of a filter counts all points: not for a request thread.
    pub(crate) fn scene(&self, state: &AppState) -> Scene {
        let snapshot = state.map.snapshot();
        let standing = self.standing(&state.map, &snapshot);
        let draws_sectors = self.view.zoom() >= f64::from(SECTORS_FROM);
        let looking = standing.devices.iter().filter(|_| draws_sectors);
        Scene {
            view: self.view,
            ratio: self.ratio,
            theme: self.theme,
            language: if self.lang == Lang::En { Language::English } else { Language::French },
            basemap: Vec::new(),
            streets: Vec::new(),
            outline: self.territory.and_then(|territory| outline(state, territory)),
            sectors: looking.flat_map(|(point, device)| sectors(&state.map, point, *device)).collect(),
            devices: standing.devices.iter().map(device).collect(),
            clusters: standing.rings,
            selected: self.selected.map(|(_, cell)| cell.unit()),
            seamless: self.seamless,
            attribution: if self.seamless || !self.says_sources { String::new() } else { SOURCES.to_owned() },
        }
    }

    /// What the picture shows, a little beyond its edge too.
    pub(crate) fn standing(&self, map: &Map, points: &LivePoints) -> Standing {
        let (view, filter) = (self.view.grown(BEYOND / 2), self.filter);
        if self.view.zoom() < f64::from(POINTS_FROM) {
            let pyramid = map.pyramid(points, filter);
            let tiles = view.tiles(POINTS_FROM - 1).into_iter();
            let class = |point: &Point| filter.class(point);
            let clusters = tiles.flat_map(|tile| points.clusters(tile, pyramid.of(points, filter), &class));
            let rings = clusters.filter_map(|it| ring(it.centre(), &it.counts)).collect();
            return Standing { devices: Vec::new(), rings };
        }
        // One more than are drawn tells that there are too many.
        let devices: Vec<_> = self.devices(points, view).take(MARKS + 1).collect();
        if devices.len() <= MARKS {
            return Standing { devices, rings: Vec::new() };
        }
        let rings = gathered(self.devices(points, self.view.grown(GATHERED)), self.view, filter);
        Standing { devices: Vec::new(), rings }
    }

    /// The devices of a view, in the order of their place. They are looked for in pixels: degrees would cost each of them
    /// a hundred nanoseconds.
    fn devices<'a>(&self, points: &'a LivePoints, view: View) -> impl Iterator<Item = (Point, Attributes)> + use<'a> {
        let filter = self.filter;
        let near = CellRange::covering(view.bbox()).into_iter().flat_map(|range| points.within(range));
        let drawn = near.filter(move |point| filter.class(point).is_some());
        let drawn = drawn.filter(move |point| is_inside(view, view.place(point.cell.unit())));
        drawn.map(|point| (point, Attributes::unpack(point.attributes)))
    }
}

impl Standing {
    /// The single devices with their places in the picture, for links over it.
    pub(crate) fn places(&self, view: View) -> impl Iterator<Item = (u128, Attributes, (f64, f64))> {
        let places = self.devices.iter().map(move |(point, it)| (point.id, *it, view.place(point.cell.unit())));
        places.filter(move |(_, _, place)| is_inside(view, *place))
    }

    /// The rings with their places in the picture: how many, where, and how far they reach.
    pub(crate) fn rings(&self, view: View) -> impl Iterator<Item = (u32, (f64, f64), f32)> {
        let rings = self.rings.iter().map(move |ring| (ring.total(), view.place(ring.at), ring.radius()));
        rings.filter(move |(_, place, _)| is_inside(view, *place))
    }
}

fn is_inside(view: View, (x, y): (f64, f64)) -> bool {
    (0.0..=f64::from(view.width())).contains(&x) && (0.0..=f64::from(view.height())).contains(&y)
}

/// What stands for a device: its family's colour and shape, its sign, its filling.
fn device((point, device): &(Point, Attributes)) -> Device {
    let family = match device.kind {
        DeviceKind::Unknown | DeviceKind::SpeedCamera | DeviceKind::Guard => Family::Other,
        _ => Family::Camera,
    };
    let sign = match device.kind {
        DeviceKind::PlateReader => Some(Sign::Bar),
        DeviceKind::AcousticSensor => Some(Sign::Wave),
        DeviceKind::Unknown => Some(Sign::Question),
        _ => None,
    };
    let certainty = match device.verification {
        _ if !device.status.stands() => Certainty::Gone,
        Verification::Unverified => Certainty::Hollow,
        Verification::Single => Certainty::Half,
        Verification::Multiple => Certainty::Full,
        Verification::Documented => Certainty::Ringed,
        Verification::Disputed => Certainty::Hatched,
    };
    Device { at: point.cell.unit(), family, sign, certainty }
}

/// Where a device looks, as tiles say it.
fn sectors(map: &Map, point: &Point, attributes: Attributes) -> Vec<Sector> {
    let (x, y) = point.cell.unit();
    let radius = ASSUMED_RANGE_M * unit_per_metre(point.cell.position().latitude());
    let family = device(&(*point, attributes)).family;
    let sector = |(shape, (view, _)): (tiles::Shape, tiles::Sector)| Sector {
        family,
        ring: sector_outline(view).map(|[east, north]| (x + east * radius, y - north * radius)).collect(),
        anywhere: shape == tiles::Shape::Ring,
    };
    tiles::shapes(map, point, attributes).map(sector).collect()
}

/// Devices in the cells of a grid that does not move with the view, as rings at their middle.
fn gathered(devices: impl Iterator<Item = (Point, Attributes)>, view: View, filter: MapFilter) -> Vec<Cluster> {
    let across = (view.scale() / GRID).log2().floor().exp2();
    let mut cells: BTreeMap<(u64, u64), (f64, f64, Counts)> = BTreeMap::new();
    for (point, _) in devices {
        let Some(class) = filter.class(&point) else { continue };
        let (x, y) = point.cell.unit();
        let cell = cells.entry(((y * across) as u64, (x * across) as u64)).or_default();
        (cell.0, cell.1) = (cell.0 + x, cell.1 + y);
        cell.2[usize::from(class) % CLASSES] += 1;
    }
    let middle = |(x, y, counts): (f64, f64, Counts)| {
        let total = f64::from(counts.iter().sum::<u32>().max(1));
        ring((x / total, y / total), &counts)
    };
    cells.into_values().filter_map(middle).collect()
}

/// A ring from the counts of the index, whose classes are its parts; nothing where nothing stands that was asked for.
fn ring(at: (f64, f64), &[camera, plate_reader, sensor, other, _gone]: &Counts) -> Option<Cluster> {
    let counts = [camera, plate_reader, sensor, other];
    (counts != [0; 4]).then_some(Cluster { at, counts })
}

/// The rings of a territory; nothing for one without contours.
fn outline(state: &AppState, territory: &Territory) -> Option<Outline> {
    let world = TileCoord::new(0, 0, 0).ok()?;
    let contour = state.places.territories().contour(&territory.code)?;
    let rings = contour.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    Some(Outline(rings.map(|ring| ring.coords().map(|at| world.project(at.x, at.y, 1.0)).collect()).collect()))
}

/// The tiles of the embedded map below a view.
pub(crate) fn basemap(state: &AppState, view: View) -> Vec<GroundTile> {
    let below = view.tiles(geodata::basemap::MAX_ZOOM).into_iter();
    below.filter_map(|tile| Some(GroundTile { tile, bytes: (*tiles::basemap_bytes(state, tile)?).into() })).collect()
}

/// The street tiles of a view, unpacked; a tile that cannot be read is left out. Streets of another server are not
/// drawn: a picture never waits for anybody.
pub(crate) fn streets(state: &AppState, view: View) -> Vec<GroundTile> {
    let archive = state.streets.as_ref().filter(|_| view.zoom() >= f64::from(POINTS_FROM));
    let Some(archive) = archive else { return Vec::new() };
    let unpacked = |tile| Some(GroundTile { tile, bytes: archive.unpacked(tile).ok()??.into() });
    view.tiles(archive.max_zoom()).into_iter().filter_map(unpacked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use census::DeviceStatus;
    use geodata::{Cell, Position};

    fn point(index: u32, kind: DeviceKind, status: DeviceStatus) -> Point {
        let east = 2.3522 + f64::from(index % 64) * 1e-4;
        let north = 48.8566 + f64::from(index / 64) * 1e-4;
        let cell = Cell::from(Position::new(east, north).expect("Paris"));
        let attributes = Attributes::of(kind, status).pack();
        Point { cell, id: u128::from(index) + 1, attributes, days: [1; 3], territory: 0 }
    }

    fn look(zoom: f64) -> Look {
        let middle = Position::new(2.3554, 48.8586).expect("Paris");
        Look::at(View::around(middle, zoom, 960, 720), Lang::Fr)
    }

    #[test]
    fn what_is_gone_is_a_cross_and_no_part_of_a_ring() {
        let gone = point(0, DeviceKind::Camera, DeviceStatus::Removed);
        assert_eq!(device(&(gone, Attributes::unpack(gone.attributes))).certainty, Certainty::Gone);
        assert_eq!(ring((0.5, 0.5), &[0, 0, 0, 0, 7]), None);
        let ring = ring((0.5, 0.5), &[3, 2, 0, 1, 7]).expect("six stand");
        assert_eq!(ring.counts, [3, 2, 0, 1]);
    }

    #[test]
    fn a_carpet_of_marks_becomes_rings_that_hold_them_all() {
        let camera = |index| point(index, DeviceKind::Camera, DeviceStatus::Confirmed);
        let map = Map::default();
        let few = LivePoints::new((0..100).map(camera));
        let shown = look(16.0).standing(&map, &few);
        assert_eq!((shown.devices.len(), shown.rings.len()), (100, 0));
        let many = LivePoints::new((0..3_000).map(camera));
        let shown = look(14.0).standing(&map, &many);
        assert!(shown.devices.is_empty());
        assert_eq!(shown.rings.iter().map(Cluster::total).sum::<u32>(), 3_000);
        let shown = look(5.0).standing(&map, &many);
        assert_eq!(shown.rings.iter().map(Cluster::total).sum::<u32>(), 3_000);
    }
}
