//! France as the basemap needs it, from its territories.

use geo::{LineString, Polygon};

use super::frontier::Frontier;
use super::layers::Level;
use super::lines::{MapPoint, map_point};
use super::map_points;
use super::names::Name;
use super::world::World;
use crate::Position;
use crate::territory::{BoundaryArc, BoundaryLevel, Territories, Territory, TerritoryKind};

/// The shapes and names of France, on the map.
#[derive(Debug, Default)]
pub(super) struct France {
    /// Its parts, each an outer ring with the land on its left hand and the holes in it.
    pub(super) outline: Vec<Vec<Vec<MapPoint>>>,
    /// The boundaries of regions and departments, in pieces.
    pub(super) lines: Vec<(Level, Vec<MapPoint>)>,
    /// The other boundaries of communes.
    pub(super) commune_lines: Vec<Vec<MapPoint>>,
    /// Communes with a label point.
    pub(super) places: Vec<Name>,
    /// Departments with a label point.
    pub(super) departments: Vec<Name>,
}

impl From<&Territories> for France {
    fn from(territories: &Territories) -> Self {
        let contour = territories.contour("FR").into_iter().flatten();
        let mut france = Self { outline: contour.map(|polygon| rings(&polygon)).collect(), ..Self::default() };
        for arc in territories.arcs() {
            match arc.level {
                BoundaryLevel::Region => france.lines.push((Level::Region, points(&arc))),
                BoundaryLevel::Department => france.lines.push((Level::Department, points(&arc))),
                BoundaryLevel::Commune => france.commune_lines.push(points(&arc)),
                // The outline is drawn as a whole, and arrondissements are smaller than this map shows.
                BoundaryLevel::Country | BoundaryLevel::Arrondissement => {}
            }
        }
        for territory in territories.iter() {
            let names = match territory.kind {
                TerritoryKind::Commune => &mut france.places,
                TerritoryKind::Department => &mut france.departments,
                _ => continue,
            };
            names.extend(territory.label_point.map(|at| name(territory, at)));
        }
        france
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

fn name(territory: &Territory, at: Position) -> Name {
    Name {
        at: map_point(at.longitude(), at.latitude()),
        french: territory.name.clone(),
        english: None,
        code: territory.bare_code().to_owned(),
        population: territory.population.filter(|_| territory.kind == TerritoryKind::Commune),
    }
}
