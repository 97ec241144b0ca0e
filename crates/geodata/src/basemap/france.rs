//! France as the basemap needs it, from its territories.

use geo::{LineString, Polygon};

use super::frontier::Frontier;
use super::layers::Level;
use super::lines::{MapBox, MapPoint, map_point};
use super::map_points;
use super::view::{Index, box_of};
use super::world::World;
use crate::territory::{BoundaryArc, BoundaryLevel, Territories};

/// The shape of France, on the map.
#[derive(Debug, Default)]
pub(super) struct France {
    /// Its parts, each an outer ring with the land on its left hand and the holes in it.
    pub(super) outline: Vec<Vec<Vec<MapPoint>>>,
    /// The boundaries of regions and departments, in pieces.
    pub(super) lines: Vec<(Level, Vec<MapPoint>)>,
}

impl From<&Territories> for France {
    fn from(territories: &Territories) -> Self {
        let contour = territories.contour("FR").into_iter().flatten();
        let mut france = Self { outline: contour.map(|polygon| rings(&polygon)).collect(), ..Self::default() };
        for arc in territories.arcs() {
            match arc.level {
                BoundaryLevel::Region => france.lines.push((Level::Region, points(&arc))),
                BoundaryLevel::Department => france.lines.push((Level::Department, points(&arc))),
                // The outline is drawn as a whole.
                BoundaryLevel::Country | BoundaryLevel::Commune | BoundaryLevel::Arrondissement => {}
            }
        }
        france
    }
}

/// The boundaries of communes that are none of anything larger. Arrondissements are smaller than this map shows.
///
/// They are nearly all the vertices of the territories and are drawn in full, so they stay there: a second copy in map
/// coordinates would take 10 MB.
#[derive(Debug)]
pub(super) struct CommuneLines {
    territories: &'static Territories,
    /// Numbers of arcs.
    arcs: Index<u32>,
}

impl CommuneLines {
    pub(super) fn new(territories: &'static Territories) -> Self {
        let numbered = territories.arcs().zip(0..).filter(|(arc, _)| arc.level == BoundaryLevel::Commune);
        Self { territories, arcs: Index::new(numbered.map(|(arc, number)| (box_of(&points(&arc)), number))) }
    }

    /// The lines that touch a box.
    pub(super) fn touching(&self, reach: MapBox) -> impl Iterator<Item = Vec<MapPoint>> + '_ {
        self.arcs.touching(reach).into_iter().map(|number| points(&self.territories.arc(*number)))
    }
}

impl France {
    /// The stretches of the outline that are land borders.
    pub(super) fn borders(&self, world: &World) -> Vec<Vec<MapPoint>> {
        let lines: Vec<Vec<MapPoint>> = world.frontier.iter().map(|line| map_points(line)).collect();
        let neighbours = world.countries.iter().filter(|country| !country.french);
        let outer = neighbours.flat_map(|country| country.polygons.iter().filter_map(|polygon| polygon.first()));
        let rings = outer.map(|ring| ring.iter().flat_map(|reference| arc_points(world, *reference)).collect());
        let frontier = Frontier::new(rings.collect(), &lines);
        self.outline.iter().flatten().flat_map(|ring| frontier.borders(ring)).collect()
    }
}

fn arc_points(world: &World, reference: super::ArcRef) -> Vec<MapPoint> {
    let mut points = map_points(&world.arcs[reference.arc as usize]);
    if reference.backwards {
        points.reverse();
    }
    points
}

fn rings(polygon: &Polygon<f64>) -> Vec<Vec<MapPoint>> {
    let ring = |ring: &LineString<f64>| ring.coords().map(|coord| map_point(coord.x, coord.y)).collect();
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
}

fn points(arc: &BoundaryArc<'_>) -> Vec<MapPoint> {
    arc.coordinates().map(|[longitude, latitude]| map_point(longitude, latitude)).collect()
}
