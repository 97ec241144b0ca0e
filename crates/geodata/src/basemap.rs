//! The map below the census: sea, countries, lakes, rivers, the boundaries and the names of France, for zooms 0 to 11.
//!
//! Tiles are made when they are asked for, from the embedded [`World`] and the contours of the [`Territories`]: a few
//! megabytes in memory instead of a prepared archive of all France, and imported contours show at once.
//!
//! | layer | geometry | properties |
//! | --- | --- | --- |
//! | `land` | polygons, neighbours before France; what no polygon covers is sea | `france` |
//! | `water` | polygons of lakes | |
//! | `river` | lines | `rank` (first zoom), `width` (1 to 10) |
//! | `boundary` | lines, the least first | `level`: `commune` (from zoom 9), `department`, `region`, `country` |
//! | `place` | points of communes | `name`, `code`, `population`, `rank` |
//! | `department_label` | points | `name`, `code`, `rank` |
//! | `country_label` | points | `name` (French), `name_en`, `code`, `rank` |
//!
//! `rank` is the zoom from which a name has room: a style that hides names with a rank above its zoom also looks right
//! where the tiles of zoom 11, which hold all names, are stretched up to zoom 14.

mod areas;
mod chains;
mod clip;
mod codec;
mod france;
mod frontier;
mod labels;
mod layers;
mod lines;
mod names;
mod view;
mod world;

pub use areas::{AREAS_MAX_ZOOM, Area as TerritoryArea, Areas, COMMUNES_FROM, DEPARTMENTS_FROM};
pub use world::{ArcRef, Country, InvalidWorld, Lake, River, UNITS_PER_DEGREE, World, WorldPoint};

use france::{CommuneLines, France};
use layers::{Area, Boundary, Course, Level};
use lines::{Lines, MapPoint, map_point};
use names::Names;
use view::{Index, View, box_of};

use crate::territory::Territories;
use crate::{TileCoord, mvt};

/// The deepest zoom with tiles of its own; maps stretch these further in.
pub const MAX_ZOOM: u8 = 11;

/// What the data asks to be said wherever the map is shown.
pub const ATTRIBUTION: &str = "Natural Earth · © IGN – ADMIN EXPRESS COG, INSEE";

/// Everything that tiles are made from.
#[derive(Debug)]
pub struct Basemap {
    lines: Lines,
    land: Index<Area>,
    lakes: Index<Area>,
    rivers: Index<Course>,
    boundaries: Index<Boundary>,
    communes: CommuneLines,
    names: Names,
}

/// The tile, or nothing where there is only sea and beyond [`MAX_ZOOM`].
pub fn basemap_tile(basemap: &Basemap, tile: TileCoord) -> Option<Vec<u8>> {
    if tile.z() > MAX_ZOOM {
        return None;
    }
    let view = View::new(tile);
    let lines = &basemap.lines;
    let mut encoded = mvt::Tile::new();
    encoded.add(layers::land(lines, &basemap.land, &view));
    encoded.add(layers::water(lines, &basemap.lakes, &view));
    encoded.add(layers::river(lines, &basemap.rivers, &view));
    encoded.add(layers::boundary(lines, &basemap.boundaries, &basemap.communes, &view));
    basemap.names.write(&mut encoded, &view);
    encoded.finish()
}

impl Basemap {
    /// The embedded world with the contours and names of these territories. Takes a few tenths of a second.
    pub fn new(territories: &'static Territories) -> Self {
        let (world, france) = (&World::embedded(), &France::from(territories));
        let mut lines = Lines::default();
        let arcs: Vec<u32> = world.arcs.iter().map(|arc| lines.push(&map_points(arc))).collect();
        let mut land = foreign_land(world, &mut lines, &arcs);
        land.extend(french_land(france, &mut lines));
        let boundaries = boundaries(world, france, &mut lines, &arcs);
        let (lakes, rivers) = (Index::new(lakes(world, &mut lines)), Index::new(rivers(world, &mut lines)));
        lines.shrink_to_fit();
        Self {
            land: Index::new(land.into_iter().map(|area| (area.reach(&lines), area))),
            lakes,
            rivers,
            boundaries: Index::new(boundaries.into_iter().map(|it| (box_of(lines.points(it.line)), it))),
            communes: CommuneLines::new(territories),
            names: Names::new(world, territories),
            lines,
        }
    }
}

fn map_points(points: &[WorldPoint]) -> Vec<MapPoint> {
    let degrees = |units: i32| f64::from(units) / UNITS_PER_DEGREE;
    points.iter().map(|[x, y]| map_point(degrees(*x), degrees(*y))).collect()
}

/// A ring that is one line of its own.
fn own_ring(lines: &mut Lines, points: &[MapPoint]) -> Vec<ArcRef> {
    vec![ArcRef { arc: lines.push(points), backwards: false }]
}

/// The polygons of all countries, and the strip that fills the gaps along the French border.
fn foreign_land(world: &World, lines: &mut Lines, arcs: &[u32]) -> Vec<Area> {
    let stored = |reference: &ArcRef| ArcRef { arc: arcs[reference.arc as usize], ..*reference };
    let mut land = Vec::new();
    for country in &world.countries {
        for polygon in &country.polygons {
            let rings = polygon.iter().map(|ring| ring.iter().map(stored).collect()).collect();
            land.push(Area { rings, france: country.french, first_zoom: 0 });
        }
    }
    for polygon in &world.fill {
        let rings = polygon.iter().map(|ring| own_ring(lines, &map_points(ring))).collect();
        land.push(Area { rings, france: false, first_zoom: 0 });
    }
    land
}

fn french_land(france: &France, lines: &mut Lines) -> Vec<Area> {
    let area = |polygon: &Vec<Vec<MapPoint>>| {
        let rings = polygon.iter().map(|ring| own_ring(lines, ring)).collect();
        Area { rings, france: true, first_zoom: 0 }
    };
    france.outline.iter().map(area).collect()
}

/// Borders between other countries, the land borders of France, and the boundaries inside it down to departments.
fn boundaries(world: &World, france: &France, lines: &mut Lines, arcs: &[u32]) -> Vec<Boundary> {
    let mut uses = vec![0_u8; arcs.len()];
    for reference in world.countries.iter().flat_map(|country| country.polygons.iter().flatten().flatten()) {
        uses[reference.arc as usize] = uses[reference.arc as usize].saturating_add(1);
    }
    let shared = arcs.iter().zip(&uses).filter(|(_, uses)| **uses > 1);
    let mut boundaries: Vec<Boundary> =
        shared.map(|(line, _)| Boundary { level: Level::Country, line: *line }).collect();
    let french =
        france.borders(world).into_iter().map(|line| (Level::Country, line)).chain(chains::joined(&france.lines));
    boundaries.extend(french.map(|(level, line)| Boundary { level, line: lines.push(&line) }));
    boundaries
}

fn lakes(world: &World, lines: &mut Lines) -> Vec<(lines::MapBox, Area)> {
    let area = |lake: &Lake| {
        let rings = lake.rings.iter().map(|ring| own_ring(lines, &map_points(ring))).collect();
        let area = Area { rings, france: false, first_zoom: lake.first_zoom };
        (area.reach(lines), area)
    };
    world.lakes.iter().map(area).collect()
}

fn rivers(world: &World, lines: &mut Lines) -> Vec<(lines::MapBox, Course)> {
    let course = |river: &River| {
        let points = map_points(&river.points);
        let course = Course { line: lines.push(&points), first_zoom: river.first_zoom, width: river.width };
        (box_of(&points), course)
    };
    world.rivers.iter().map(course).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::LazyLock;

    use fast_mvt::{MvtReaderRef, MvtValueRef};

    use super::*;
    use crate::Position;

    static MAP: LazyLock<Basemap> = LazyLock::new(|| Basemap::new(Territories::embedded()));

    fn tile_over(longitude: f64, latitude: f64, zoom: u8) -> Option<Vec<u8>> {
        let position = Position::new(longitude, latitude).expect("a valid position");
        basemap_tile(&MAP, TileCoord::containing(position, zoom))
    }

    /// How many features each layer has.
    fn layers(bytes: &[u8]) -> BTreeMap<String, usize> {
        let reader = MvtReaderRef::new(bytes).expect("a vector tile");
        reader.layers().map(|layer| (layer.name().to_owned(), layer.feature_count())).collect()
    }

    /// The values of a text property in a layer.
    fn texts(bytes: &[u8], layer: &str, key: &str) -> Vec<String> {
        let reader = MvtReaderRef::new(bytes).expect("a vector tile");
        let features = reader.layers().filter(|it| it.name() == layer).flat_map(fast_mvt::MvtLayerRef::features);
        let properties = features.flat_map(|feature| feature.properties().flatten().collect::<Vec<_>>());
        let text = |(name, value): (&str, MvtValueRef<'_>)| match value {
            MvtValueRef::String(text) if name == key => Some(text.to_owned()),
            _ => None,
        };
        properties.filter_map(text).collect()
    }

    #[test]
    fn paris_has_its_neighbours_its_river_and_its_boundaries() {
        let bytes = tile_over(2.3522, 48.8566, 11).expect("land");
        let layers = layers(&bytes);
        assert!(layers.contains_key("land") && layers.contains_key("river") && layers.contains_key("place"));
        assert!((10..=80).contains(&layers["place"]), "{layers:?}");
        let names = texts(&bytes, "place", "name");
        assert!(names.iter().any(|name| name == "Paris") && names.iter().any(|name| name == "Montrouge"), "{names:?}");
        let levels = texts(&bytes, "boundary", "level");
        assert!(levels.contains(&"commune".to_owned()) && levels.contains(&"department".to_owned()), "{levels:?}");
    }

    #[test]
    fn the_open_sea_is_no_tile() {
        for (longitude, latitude) in [(-20.0, 45.0), (-6.5, 46.0), (5.0, 42.0), (60.0, -30.0)] {
            assert_eq!(tile_over(longitude, latitude, 9), None, "{longitude},{latitude}");
        }
    }

    #[test]
    fn the_overseas_departments_and_collectivities_are_on_the_map() {
        for (place, longitude, latitude) in [
            ("La Réunion", 55.53, -21.11),
            ("Guadeloupe", -61.69, 16.1),
            ("Martinique", -61.0, 14.65),
            ("Guyane", -53.0, 4.0),
            ("Mayotte", 45.15, -12.83),
            ("Nouvelle-Calédonie", 165.5, -21.4),
        ] {
            for zoom in [4, 8, 11] {
                let bytes = tile_over(longitude, latitude, zoom).unwrap_or_default();
                assert!(layers(&bytes).contains_key("land"), "{place} at zoom {zoom}");
            }
        }
    }

    #[test]
    fn geneva_is_abroad_with_a_lake_and_a_border() {
        let bytes = tile_over(6.1466, 46.2018, 10).expect("land");
        let layers = layers(&bytes);
        assert_eq!(layers["land"], 2, "France and its neighbours");
        assert!(layers.contains_key("water"));
        assert!(texts(&bytes, "boundary", "level").contains(&"country".to_owned()));
        assert!(!texts(&bytes, "place", "name").contains(&"Genève".to_owned()));
    }

    #[test]
    fn the_coast_of_brittany_is_not_a_border() {
        let bytes = tile_over(-4.5, 48.6, 8).expect("land");
        assert!(!texts(&bytes, "boundary", "level").contains(&"country".to_owned()));
    }

    #[test]
    fn the_whole_world_is_one_small_tile() {
        let bytes = tile_over(0.0, 0.0, 0).expect("land");
        assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
        assert_eq!(layers(&bytes)["land"], 2);
        assert!(!layers(&bytes).contains_key("place"));
    }

    #[test]
    fn no_tile_is_crowded_with_names_or_heavy() {
        for (zoom, most) in [(4, 12), (5, 24), (6, 30), (7, 40), (8, 40), (9, 50), (10, 50), (11, 80)] {
            for (longitude, latitude) in [(2.35, 48.86), (5.4, 43.3), (7.3, 43.7), (3.06, 50.63), (4.84, 45.76)] {
                let bytes = tile_over(longitude, latitude, zoom).expect("land");
                let places = layers(&bytes).get("place").copied().unwrap_or(0);
                assert!((1..=most).contains(&places), "{places} places at zoom {zoom} over {longitude},{latitude}");
                assert!(bytes.len() < 60_000);
            }
        }
    }

    #[test]
    fn the_largest_cities_come_first() {
        let names = texts(&tile_over(2.35, 46.5, 5).expect("land"), "place", "name");
        for city in ["Paris", "Lyon", "Toulouse", "Strasbourg"] {
            assert!(names.iter().any(|name| name == city), "{city} is missing in {names:?}");
        }
    }

    #[test]
    fn there_is_nothing_beyond_the_last_zoom() {
        assert_eq!(tile_over(2.35, 48.86, MAX_ZOOM + 1), None);
    }
}
