//! The layers of lines and polygons.

use super::clip::{self, Place};
use super::france::CommuneLines;
use super::lines::{Lines, MapBox, MapPoint};
use super::view::{Index, View, box_of};
use super::world::ArcRef;
use crate::mvt::{Layer, Tag, TilePoint};

/// Commune boundaries are a grey mush below this zoom.
const COMMUNES_FROM: u8 = 9;

/// Regions and departments say nothing where all France is two fingers wide.
const REGIONS_FROM: u8 = 4;
const DEPARTMENTS_FROM: u8 = 5;

/// A polygon.
#[derive(Debug)]
pub(super) struct Area {
    /// The outer ring, then its holes, each a list of lines.
    pub(super) rings: Vec<Vec<ArcRef>>,
    pub(super) france: bool,
    pub(super) first_zoom: u8,
}

impl Area {
    pub(super) fn reach(&self, lines: &Lines) -> MapBox {
        box_of(self.rings.iter().flatten().flat_map(|reference| lines.points(reference.arc)))
    }

    /// What of it shows in the tile.
    fn part(&self, lines: &Lines, view: &View) -> Option<Vec<Vec<TilePoint>>> {
        let mut rings = self.rings.iter().map(|ring| clip::ring(places(lines, ring, view)));
        let outer = rings.next().flatten()?;
        Some(std::iter::once(outer).chain(rings.flatten()).collect())
    }
}

/// The places of a ring that the zoom needs.
fn places(lines: &Lines, ring: &[ArcRef], view: &View) -> Vec<Place> {
    let mut places = Vec::new();
    for reference in ring {
        let points = lines.at_zoom(reference.arc, view.zoom).map(|point| view.place(point));
        if reference.backwards {
            places.extend(points.rev());
        } else {
            places.extend(points);
        }
    }
    places
}

/// A stretch of river.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) line: u32,
    pub(super) first_zoom: u8,
    pub(super) width: u8,
}

/// What a boundary separates, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Department,
    Region,
    Country,
}

impl Level {
    fn first_zoom(self) -> u8 {
        match self {
            Self::Department => DEPARTMENTS_FROM,
            Self::Region => REGIONS_FROM,
            Self::Country => 0,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Region => "region",
            Self::Country => "country",
        }
    }
}

/// A stretch of boundary.
#[derive(Debug)]
pub(super) struct Boundary {
    pub(super) level: Level,
    pub(super) line: u32,
}

/// All land: one feature for the neighbours and one for France above it.
pub(super) fn land(lines: &Lines, land: &Index<Area>, view: &View) -> Layer {
    let touching = land.touching(view.reach);
    [false, true].into_iter().fold(Layer::new("land"), |layer, france| {
        let areas = touching.iter().filter(|area| area.france == france);
        let parts: Vec<_> = areas.filter_map(|area| area.part(lines, view)).collect();
        layer.polygon(&parts, &[("france", Tag::Flag(france))])
    })
}

/// Lakes.
pub(super) fn water(lines: &Lines, lakes: &Index<Area>, view: &View) -> Layer {
    let touching = lakes.touching(view.reach).into_iter().filter(|lake| lake.first_zoom <= view.zoom);
    let parts: Vec<_> = touching.filter_map(|lake| lake.part(lines, view)).collect();
    Layer::new("water").polygon(&parts, &[])
}

/// Rivers, one feature for each stretch.
pub(super) fn river(lines: &Lines, rivers: &Index<Course>, view: &View) -> Layer {
    let touching = rivers.touching(view.reach).into_iter().filter(|river| river.first_zoom <= view.zoom);
    touching.fold(Layer::new("river"), |layer, river| {
        let rank = ("rank", Tag::Count(river.first_zoom.into()));
        layer.line(&pieces(lines, river.line, view), &[rank, ("width", Tag::Count(river.width.into()))])
    })
}

/// Boundaries, one feature for each level.
pub(super) fn boundary(lines: &Lines, boundaries: &Index<Boundary>, communes: &CommuneLines, view: &View) -> Layer {
    let mut layer = Layer::new("boundary");
    if view.zoom >= COMMUNES_FROM {
        let places = |line: Vec<MapPoint>| clip::line(line.into_iter().map(|point| view.place(point)));
        let parts: Vec<_> = communes.touching(view.reach).flat_map(places).collect();
        layer = layer.line(&parts, &[("level", Tag::Text("commune"))]);
    }
    let touching = boundaries.touching(view.reach);
    for level in [Level::Department, Level::Region, Level::Country] {
        let of_level = touching.iter().filter(|it| it.level == level && level.first_zoom() <= view.zoom);
        let parts: Vec<_> = of_level.flat_map(|it| pieces(lines, it.line, view)).collect();
        layer = layer.line(&parts, &[("level", Tag::Text(level.key()))]);
    }
    layer
}

fn pieces(lines: &Lines, line: u32, view: &View) -> Vec<Vec<TilePoint>> {
    clip::line(lines.at_zoom(line, view.zoom).map(|point| view.place(point)))
}
