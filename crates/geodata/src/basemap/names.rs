//! The layers of names.

use super::france::France;
use super::labels::{Room, Step, first_zooms};
use super::lines::{MAP_BITS, MapPoint, map_point};
use super::view::{Index, View, box_of};
use super::world::{ArcRef, Country, UNITS_PER_DEGREE, World};
use super::{MAX_ZOOM, map_points};
use crate::mvt::{Layer, Property, Tag, Tile};

/// The zoom of the first commune names, and the room and the inhabitants that a name takes there and further in.
const PLACES_FROM: u8 = 4;
const PLACE_STEPS: [Step; 10] = [
    step(60, 26, 200_000),
    step(84, 36, 80_000),
    step(92, 40, 30_000),
    step(96, 44, 10_000),
    step(100, 46, 3_000),
    step(104, 48, 500),
    step(104, 46, 0),
    step(100, 44, 0),
    step(96, 42, 0),
    step(92, 40, 0),
];

/// The zooms of department names; further in they would mix with those of towns.
const DEPARTMENTS_FROM: u8 = 7;
const DEPARTMENTS_TO: u8 = 9;

/// The zooms of country names.
const COUNTRIES_FROM: u8 = 1;
const COUNTRIES_TO: u8 = 8;

/// A country this many pixels wide and high has room for its name; smaller ones are named at the last of the zooms.
const COUNTRY_SIDE: u64 = 48;

const fn step(width: u32, height: u32, least: u64) -> Step {
    Step { room: Room { width, height }, least }
}

/// A name, where it is written, and what else is known of the thing.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) at: MapPoint,
    pub(super) french: String,
    /// Given only where the names of one kind differ by language.
    pub(super) english: Option<String>,
    pub(super) code: String,
    pub(super) population: Option<u32>,
}

/// All names, those of one kind by the zoom at which they appear.
#[derive(Debug)]
pub(super) struct Names {
    places: Vec<(u8, Index<Name>)>,
    departments: Index<Name>,
    countries: Vec<(u8, Index<Name>)>,
}

impl Names {
    pub(super) fn new(world: &World, france: &France) -> Self {
        let side = |zoom: u8| COUNTRY_SIDE << (MAP_BITS - 9 - u32::from(zoom));
        let country_steps: Vec<Step> =
            (COUNTRIES_FROM..COUNTRIES_TO).map(|zoom| step(96, 40, side(zoom) * side(zoom))).collect();
        Self {
            places: ranked(communes(france), PLACES_FROM, &PLACE_STEPS),
            departments: index(france.departments.iter().cloned()),
            countries: ranked(countries(world), COUNTRIES_FROM, &country_steps),
        }
    }

    /// Adds the layers of names to a tile.
    ///
    /// Names have no buffer: map renderers drop those outside the tile, since the next tile has them too.
    pub(super) fn write(&self, tile: &mut Tile, view: &View) {
        // The last tiles are stretched, so they hold the names of all zooms further in.
        let last = if view.zoom == MAX_ZOOM { u8::MAX } else { view.zoom };
        tile.add(layer("place", &self.places, last, view));
        if (DEPARTMENTS_FROM..=DEPARTMENTS_TO).contains(&view.zoom) {
            let names = self.departments.touching(view.tile).into_iter();
            tile.add(
                names.fold(Layer::new("department_label"), |layer, name| add(layer, name, DEPARTMENTS_FROM, view)),
            );
        }
        if view.zoom <= COUNTRIES_TO {
            tile.add(layer("country_label", &self.countries, last, view));
        }
    }
}

fn layer(title: &'static str, ranked: &[(u8, Index<Name>)], last: u8, view: &View) -> Layer {
    let shown = ranked.iter().take_while(|(rank, _)| *rank <= last);
    let names = shown.flat_map(|(rank, names)| names.touching(view.tile).into_iter().map(move |name| (*rank, name)));
    names.fold(Layer::new(title), |layer, (rank, name)| add(layer, name, rank, view))
}

fn add(layer: Layer, name: &Name, rank: u8, view: &View) -> Layer {
    let mut properties: Vec<Property<'_>> =
        vec![("name", Tag::Text(&name.french)), ("code", Tag::Text(&name.code)), ("rank", Tag::Count(rank.into()))];
    properties.extend(name.english.as_deref().map(|english| ("name_en", Tag::Text(english))));
    properties.extend(name.population.map(|population| ("population", Tag::Count(population.into()))));
    layer.point(None, view.point(name.at), &properties)
}

fn index(names: impl Iterator<Item = Name>) -> Index<Name> {
    Index::new(names.map(|name| (box_of([&name.at]), name)))
}

/// Names with their importance, by the zoom at which each finds room.
fn ranked(mut names: Vec<(u64, Name)>, first: u8, steps: &[Step]) -> Vec<(u8, Index<Name>)> {
    names.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    let places: Vec<(MapPoint, u64)> = names.iter().map(|(importance, name)| (name.at, *importance)).collect();
    let zooms = first_zooms(&places, first, steps);
    let mut ranked: Vec<(u8, Name)> = zooms.into_iter().zip(names.into_iter().map(|(_, name)| name)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let same_rank = ranked.chunk_by(|a, b| a.0 == b.0);
    same_rank.map(|same| (same[0].0, index(same.iter().map(|(_, name)| name.clone())))).collect()
}

/// Communes, by population.
fn communes(france: &France) -> Vec<(u64, Name)> {
    france.places.iter().map(|name| (name.population.unwrap_or(0).into(), name.clone())).collect()
}

/// The countries with names, by the size of their largest part on the map but France before all: this is its map.
fn countries(world: &World) -> Vec<(u64, Name)> {
    let degrees = |units: i32| f64::from(units) / UNITS_PER_DEGREE;
    let named = world.countries.iter().filter(|country| !country.name_fr.is_empty());
    let name = |country: &Country| Name {
        at: map_point(degrees(country.label[0]), degrees(country.label[1])),
        french: country.name_fr.clone(),
        english: Some(country.name_en.clone()),
        code: country.code.clone(),
        population: None,
    };
    let importance = |country: &Country| if country.code == "FR" { u64::MAX } else { extent(world, country) };
    named.map(|country| (importance(country), name(country))).collect()
}

/// The area of the box around the largest part of a country.
fn extent(world: &World, country: &Country) -> u64 {
    let outer = country.polygons.iter().filter_map(|polygon| polygon.first());
    let area = |ring: &Vec<ArcRef>| {
        let points: Vec<MapPoint> =
            ring.iter().flat_map(|reference| map_points(&world.arcs[reference.arc as usize])).collect();
        let reach = box_of(&points);
        [0, 1].map(|axis| reach.upper()[axis].abs_diff(reach.lower()[axis])).into_iter().map(u64::from).product()
    };
    outer.map(area).max().unwrap_or(0)
}
