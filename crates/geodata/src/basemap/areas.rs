//! The territories as areas of a tile, for maps that shade them.

use std::sync::OnceLock;

use super::clip;
use super::lines::{MapPoint, map_point};
use super::view::{Index, View, box_of};
use crate::mvt::TilePoint;
use crate::territory::{Territories, Territory, TerritoryKind};
use crate::{Bbox, TileCoord};

/// The deepest zoom with areas of its own; maps stretch these further in.
pub const AREAS_MAX_ZOOM: u8 = 11;

/// From this zoom on, departments instead of regions.
pub const DEPARTMENTS_FROM: u8 = 5;

/// From this zoom on, communes instead of departments: a tile of a lower zoom would hold thousands.
pub const COMMUNES_FROM: u8 = 8;

/// Vertices at the zooms of regions and departments fall on multiples of so many tile units: half a pixel.
const COARSE: f64 = 4.0;

/// Regions, departments, communes and arrondissements, each found by box.
///
/// Communes are read from the territories when a tile is made; regions and departments, whose outlines have to be
/// gathered from those of their communes, are kept once somebody asked.
#[derive(Debug)]
pub struct Areas {
    territories: &'static Territories,
    communes: Index<u32>,
    departments: OnceLock<Index<Outline>>,
    regions: OnceLock<Index<Outline>>,
}

#[derive(Debug)]
struct Outline {
    territory: &'static Territory,
    parts: Vec<Vec<Vec<MapPoint>>>,
}

/// A territory in a tile.
#[derive(Debug)]
pub struct Area {
    /// Which one.
    pub territory: &'static Territory,
    /// Its parts inside the tile and a buffer of 64 units, each an outer ring followed by its holes.
    pub parts: Vec<Vec<Vec<TilePoint>>>,
}

impl Areas {
    /// The areas of these territories.
    pub fn new(territories: &'static Territories) -> Self {
        let boxed =
            territories.shaped().zip(0..).filter_map(|(territory, face)| Some((corners(territory.bbox?), face)));
        let communes = Index::new(boxed.map(|(corners, face)| (box_of(&corners), face)));
        Self { territories, communes, departments: OnceLock::new(), regions: OnceLock::new() }
    }

    /// What kind of territory the tiles of a zoom show: communes stand for their arrondissements.
    pub fn kind_at(zoom: u8) -> TerritoryKind {
        match zoom {
            ..DEPARTMENTS_FROM => TerritoryKind::Region,
            DEPARTMENTS_FROM..COMMUNES_FROM => TerritoryKind::Department,
            COMMUNES_FROM.. => TerritoryKind::Commune,
        }
    }

    /// The territories of a tile; none beyond [`AREAS_MAX_ZOOM`].
    pub fn in_tile(&self, tile: TileCoord) -> Vec<Area> {
        let view = View::new(tile);
        match Self::kind_at(tile.z()) {
            _ if tile.z() > AREAS_MAX_ZOOM => Vec::new(),
            TerritoryKind::Region => outlines(self.regions.get_or_init(|| self.gather(TerritoryKind::Region)), &view),
            TerritoryKind::Department => {
                outlines(self.departments.get_or_init(|| self.gather(TerritoryKind::Department)), &view)
            }
            _ => self.communes_in(&view),
        }
    }

    fn communes_in(&self, view: &View) -> Vec<Area> {
        let shaped: Vec<&'static Territory> = self.territories.shaped().collect();
        let touching = self.communes.touching(view.reach).into_iter().map(|face| shaped[*face as usize]);
        let areas = touching.map(|territory| Area { territory, parts: clipped(&self.outline(territory), view, 1.0) });
        areas.filter(|area| !area.parts.is_empty()).collect()
    }

    fn gather(&self, kind: TerritoryKind) -> Index<Outline> {
        let of_kind = self.territories.iter().filter(|territory| territory.kind == kind);
        let boxed = of_kind.filter_map(|territory| {
            let parts = self.outline(territory);
            let corners = corners(territory.bbox?);
            (!parts.is_empty()).then(|| (box_of(&corners), Outline { territory, parts }))
        });
        Index::new(boxed)
    }

    fn outline(&self, territory: &Territory) -> Vec<Vec<Vec<MapPoint>>> {
        let ring = |ring: &geo::LineString<f64>| ring.coords().map(|coord| map_point(coord.x, coord.y)).collect();
        let contour = self.territories.contour(&territory.code).into_iter().flatten();
        contour.map(|part| std::iter::once(part.exterior()).chain(part.interiors()).map(ring).collect()).collect()
    }
}

fn outlines(index: &Index<Outline>, view: &View) -> Vec<Area> {
    let touching = index.touching(view.reach).into_iter();
    let areas =
        touching.map(|outline| Area { territory: outline.territory, parts: clipped(&outline.parts, view, COARSE) });
    areas.filter(|area| !area.parts.is_empty()).collect()
}

/// The parts inside the tile, their vertices on multiples of a grid.
fn clipped(parts: &[Vec<Vec<MapPoint>>], view: &View, grid: f64) -> Vec<Vec<Vec<TilePoint>>> {
    let place = |point: &MapPoint| view.place(*point).map(|coordinate| (coordinate / grid).round() * grid);
    let ring = |ring: &Vec<MapPoint>| {
        let mut places: Vec<clip::Place> = ring.iter().map(place).collect();
        places.dedup();
        clip::ring(places)
    };
    let part = |rings: &Vec<Vec<MapPoint>>| {
        let outer = ring(rings.first()?)?;
        Some(std::iter::once(outer).chain(rings[1..].iter().filter_map(ring)).collect())
    };
    parts.iter().filter_map(part).collect()
}

fn corners(bbox: Bbox) -> [MapPoint; 2] {
    [map_point(bbox.west(), bbox.south()), map_point(bbox.east(), bbox.north())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;

    fn codes(zoom: u8) -> Vec<String> {
        let areas = Areas::new(Territories::embedded());
        let tile = TileCoord::containing(Position::new(2.3522, 48.8566).expect("Paris"), zoom);
        let mut codes: Vec<String> = areas.in_tile(tile).iter().map(|area| area.territory.code.to_string()).collect();
        codes.sort();
        codes
    }

    #[test]
    fn a_tile_shows_the_territories_of_its_zoom() {
        assert!(codes(4).contains(&"r11".to_owned()));
        assert!(codes(6).contains(&"d75".to_owned()));
        let communes = codes(9);
        assert!(communes.contains(&"75104".to_owned()) && communes.contains(&"93066".to_owned()));
        assert!(!communes.contains(&"75056".to_owned()), "a city with arrondissements is shown as these");
        assert!(codes(12).is_empty());
    }
}
