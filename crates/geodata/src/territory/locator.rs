//! Which territory a position lies in, country first.

use crate::{Bbox, Position};

use super::country;
use super::coverage::{CountryCode, Coverage};
use super::record::Territory;
use super::set::Territories;

/// The contours are generalised to about this distance, so nearer than it to a boundary the territory is a guess.
const DOUBT_M: f64 = 250.0;

/// Where a position lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Location<'a> {
    /// The country, territorial waters included, whether or not the census covers it.
    pub country: Option<CountryCode>,
    /// The commune or arrondissement, or the covered foreign country. `None` at sea and outside the coverage.
    pub territory: Option<&'a Territory>,
    /// The territory is a guess: a boundary is less than 250 m away, or no contour holds the position.
    pub near_boundary: bool,
    /// The other covered territories within 250 m, the nearest first.
    pub neighbours: Vec<&'a Territory>,
}

/// Answers for one set of territories and one coverage. Cheap to make: the index belongs to the set.
#[derive(Debug, Clone)]
pub struct Locator<'a> {
    territories: &'a Territories,
    coverage: Coverage,
}

impl<'a> Locator<'a> {
    /// A locator for a census of these countries.
    pub fn new(territories: &'a Territories, coverage: Coverage) -> Self {
        Self { territories, coverage }
    }

    /// The country and territory of a position, and whether a boundary makes it doubtful.
    pub fn locate(&self, position: Position) -> Location<'a> {
        let near = self.territories.located().faces_within(position, DOUBT_M);
        let near: Vec<&Territory> = near.into_iter().map(|(face, _)| self.territories.of_face(face)).collect();
        let face = self.territories.located().face_at(position).face;
        let country = country::country_at(position);
        let territory = match country {
            Some(CountryCode::FRANCE) => face
                .map(|face| self.territories.of_face(face))
                .or(near.first().copied())
                .filter(|_| self.covers_france()),
            Some(other) if self.coverage.includes(other) => self.territories.country(other),
            _ => None,
        };
        let neighbours = self.neighbours(position, territory, &near);
        let is_outside = country == Some(CountryCode::FRANCE) && face.is_none();
        let near_boundary = territory.is_some() && (is_outside || !neighbours.is_empty());
        Location { country, territory, near_boundary, neighbours }
    }

    /// The commune or arrondissement of a position, and nothing else: for positions in bulk.
    pub fn commune_of(&self, position: Position) -> Option<&'a Territory> {
        let found = self.territories.located().face_at(position);
        let face = found.face.filter(|_| self.covers_france())?;
        (!found.is_doubtful || country::is_in_france(position)).then(|| self.territories.of_face(face))
    }

    fn neighbours(&self, position: Position, own: Option<&Territory>, near: &[&'a Territory]) -> Vec<&'a Territory> {
        let around = Bbox::around(position, DOUBT_M);
        let foreign = self.coverage.countries().filter(|country| *country != CountryCode::FRANCE);
        let mut neighbours: Vec<&Territory> = if self.covers_france() { near.to_vec() } else { vec![] };
        let covered: Vec<CountryCode> = foreign.collect();
        if !covered.is_empty() {
            let within = country::countries_within(around).into_iter().filter(|country| covered.contains(country));
            neighbours.extend(within.filter_map(|country| self.territories.country(country)));
        }
        neighbours.retain(|neighbour| own.is_none_or(|own| own.code != neighbour.code));
        neighbours
    }

    fn covers_france(&self) -> bool {
        self.coverage.includes(CountryCode::FRANCE)
    }
}
