//! The layers of names.

use super::labels::{Room, Step, first_zooms};
use super::lines::{MAP_BITS, MapPoint, map_point};
use super::view::{Index, View, box_of};
use super::world::{ArcRef, Country, UNITS_PER_DEGREE, World};
use super::{MAX_ZOOM, map_points};
use crate::mvt::{Layer, Property, Tag, Tile};
use crate::territory::{Territories, Territory, TerritoryKind};
use crate::texts::Texts;

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

/// A name, where it is written, and what else is known of the thing. Texts are kept apart and numbered.
#[derive(Debug, Clone, Copy)]
struct Name {
    at: MapPoint,
    french: u32,
    /// Given only where the names of one kind differ by language.
    english: Option<u32>,
    code: u32,
    population: Option<u32>,
}

/// All names, those of one kind by the zoom at which they appear.
#[derive(Debug)]
pub(super) struct Names {
    texts: Texts,
    places: Vec<(u8, Index<Name>)>,
    departments: Index<Name>,
    countries: Vec<(u8, Index<Name>)>,
}

impl Names {
    pub(super) fn new(world: &World, territories: &Territories) -> Self {
        let side = |zoom: u8| COUNTRY_SIDE << (MAP_BITS - 9 - u32::from(zoom));
        let country_steps: Vec<Step> =
            (COUNTRIES_FROM..COUNTRIES_TO).map(|zoom| step(96, 40, side(zoom) * side(zoom))).collect();
        let mut texts = Texts::default();
        let communes = labelled(territories, TerritoryKind::Commune, &mut texts);
        let by_population = |name: Name| (name.population.unwrap_or(0).into(), name);
        let communes: Vec<(u64, Name)> = communes.into_iter().map(by_population).collect();
        let departments = labelled(territories, TerritoryKind::Department, &mut texts);
        let countries = countries(world, &mut texts);
        texts.shrink_to_fit();
        Self {
            places: ranked(communes, PLACES_FROM, &PLACE_STEPS, &texts),
            departments: index(departments.into_iter()),
            countries: ranked(countries, COUNTRIES_FROM, &country_steps, &texts),
            texts,
        }
    }

    /// Adds the layers of names to a tile.
    ///
    /// Names have no buffer: map renderers drop those outside the tile, since the next tile has them too.
    pub(super) fn write(&self, tile: &mut Tile, view: &View) {
        // The last tiles are stretched, so they hold the names of all zooms further in.
        let last = if view.zoom == MAX_ZOOM { u8::MAX } else { view.zoom };
        tile.add(self.layer("place", &self.places, last, view));
        if (DEPARTMENTS_FROM..=DEPARTMENTS_TO).contains(&view.zoom) {
            let names = self.departments.touching(view.tile).into_iter();
            tile.add(
                names.fold(Layer::new("department_label"), |layer, name| self.add(layer, name, DEPARTMENTS_FROM, view)),
            );
        }
        if view.zoom <= COUNTRIES_TO {
            tile.add(self.layer("country_label", &self.countries, last, view));
        }
    }

    fn layer(&self, title: &'static str, ranked: &[(u8, Index<Name>)], last: u8, view: &View) -> Layer {
        let shown = ranked.iter().take_while(|(rank, _)| *rank <= last);
        let names =
            shown.flat_map(|(rank, names)| names.touching(view.tile).into_iter().map(move |name| (*rank, name)));
        names.fold(Layer::new(title), |layer, (rank, name)| self.add(layer, name, rank, view))
    }

    fn add(&self, layer: Layer, name: &Name, rank: u8, view: &View) -> Layer {
        let text = |number: u32| Tag::Text(self.texts.get(number));
        let mut properties: Vec<Property<'_>> =
            vec![("name", text(name.french)), ("code", text(name.code)), ("rank", Tag::Count(rank.into()))];
        properties.extend(name.english.map(|english| ("name_en", text(english))));
        properties.extend(name.population.map(|population| ("population", Tag::Count(population.into()))));
        layer.point(None, view.point(name.at), &properties)
    }
}

fn index(names: impl Iterator<Item = Name>) -> Index<Name> {
    Index::new(names.map(|name| (box_of([&name.at]), name)))
}

/// Names with their importance, by the zoom at which each finds room.
fn ranked(mut names: Vec<(u64, Name)>, first: u8, steps: &[Step], texts: &Texts) -> Vec<(u8, Index<Name>)> {
    let code = |name: &Name| texts.get(name.code);
    names.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| code(&a.1).cmp(code(&b.1))));
    let places: Vec<(MapPoint, u64)> = names.iter().map(|(importance, name)| (name.at, *importance)).collect();
    let zooms = first_zooms(&places, first, steps);
    let mut ranked: Vec<(u8, Name)> = zooms.into_iter().zip(names.into_iter().map(|(_, name)| name)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let same_rank = ranked.chunk_by(|a, b| a.0 == b.0);
    same_rank.map(|same| (same[0].0, index(same.iter().map(|(_, name)| *name)))).collect()
}

/// The territories of a kind that have a label point; the population of communes alone is shown.
fn labelled(territories: &Territories, kind: TerritoryKind, texts: &mut Texts) -> Vec<Name> {
    let of_kind = territories.iter().filter(|territory| territory.kind == kind);
    let name = |territory: &Territory| {
        let at = territory.label_point?;
        Some(Name {
            at: map_point(at.longitude(), at.latitude()),
            french: texts.push(&territory.name),
            english: None,
            code: texts.push(territory.bare_code()),
            population: territory.population.filter(|_| kind == TerritoryKind::Commune),
        })
    };
    of_kind.filter_map(name).collect()
}

/// The countries with names, by the size of their largest part on the map but France before all: this is its map.
fn countries(world: &World, texts: &mut Texts) -> Vec<(u64, Name)> {
    let degrees = |units: i32| f64::from(units) / UNITS_PER_DEGREE;
    let named = world.countries.iter().filter(|country| !country.name_fr.is_empty());
    let name = |country: &Country| Name {
        at: map_point(degrees(country.label[0]), degrees(country.label[1])),
        french: texts.push(&country.name_fr),
        english: Some(texts.push(&country.name_en)),
        code: texts.push(&country.code),
        population: None,
    };
    let importance = |country: &Country| if country.code == "FR" { u64::MAX } else { extent(world, country) };
    let importances = named.clone().map(importance).collect::<Vec<_>>();
    importances.into_iter().zip(named.map(name)).collect()
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
