//! The territories of this census, with the countries that the operator added.

use geodata::Position;
use geodata::territory::{CountryCode, Coverage, Location, Locator, Territories, Territory, TerritoryKind, slug};
use store::Reach;

/// Territories, and where a point lies among them. They live as long as the program.
#[derive(Debug, Clone)]
pub struct Places {
    territories: &'static Territories,
    locator: Locator<'static>,
    coverage: Coverage,
}

impl Places {
    /// Prepares the territories for locating points.
    pub fn new(territories: &'static Territories, coverage: Coverage) -> Self {
        territories.warm();
        let locator = Locator::new(territories, coverage.clone());
        Self { territories, locator, coverage }
    }

    /// The reference set.
    pub fn territories(&self) -> &'static Territories {
        self.territories
    }

    /// The countries in coverage.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// The box around all territories that the census knows, those overseas included: west, south, east, north.
    pub fn bounds(&self) -> [f64; 4] {
        let boxes = self.territories.shaped().filter_map(|territory| territory.bbox);
        boxes.fold([180.0, 90.0, -180.0, -90.0], |[west, south, east, north], bbox| {
            [west.min(bbox.west()), south.min(bbox.south()), east.max(bbox.east()), north.max(bbox.north())]
        })
    }

    /// The territory of a code, current or former, in any case of its letters; a neighbouring country only when it
    /// is in coverage.
    pub fn by_code(&self, code: &str) -> Option<&'static Territory> {
        let upper = || code.to_ascii_uppercase();
        let found = self.territories.by_code(code).or_else(|| self.territories.by_code(&upper()));
        // The letter of departments and regions is a small one: `d2A`.
        let lettered =
            || self.territories.by_code(&format!("{}{}", code.get(..1)?.to_ascii_lowercase(), upper().get(1..)?));
        found.or_else(lettered).filter(|territory| self.covers(territory))
    }

    /// The name of a territory, whatever the coverage.
    pub fn name_of(&self, code: &str) -> Option<&'static str> {
        self.territories.by_code(code).map(|territory| territory.name.as_str())
    }

    /// The territories whose name or code matches, best first.
    pub fn search(&self, query: &str, limit: usize) -> Vec<&'static Territory> {
        self.territories.search_covered(&self.coverage, query, limit)
    }

    /// The communes and arrondissements that a text of a list may mean: that INSEE code, that postal code or that name;
    /// a former code where nothing else is meant (75002 was Antony once). A commune with arrondissements is left out
    /// where one of them is meant.
    pub fn named(&self, text: &str) -> Vec<&'static Territory> {
        let (text, slug) = (text.trim(), slug(text));
        let is_local = |territory: &&'static Territory| {
            matches!(territory.kind, TerritoryKind::Commune | TerritoryKind::Arrondissement)
        };
        let is_meant = |territory: &&'static Territory| {
            let codes = std::iter::once(&territory.code).chain(&territory.postal_codes);
            codes.into_iter().any(|code| code.as_str().eq_ignore_ascii_case(text)) || territory.slug() == slug
        };
        let mut meant: Vec<&'static Territory> = self.territories.iter().filter(is_local).filter(is_meant).collect();
        let cities: Vec<_> = meant.iter().filter_map(|territory| territory.city).collect();
        meant.retain(|territory| !cities.contains(&territory.code));
        if meant.is_empty() { self.by_code(text).into_iter().collect() } else { meant }
    }

    /// Where a position lies.
    pub fn locate(&self, position: Position) -> Location<'static> {
        self.locator.locate(position)
    }

    /// The range of territory codes that the devices of a territory carry: devices are kept under their commune or
    /// arrondissement. `None` for territories that no single range describes.
    pub fn code_range(&self, territory: &Territory) -> Option<(String, String)> {
        match territory.kind {
            TerritoryKind::Commune => {
                let parts: Vec<&Territory> = self.territories.children(&territory.code);
                let codes = parts.iter().map(|part| part.code.to_string());
                let (first, last) = (codes.clone().min(), codes.max());
                Some(first.zip(last).unwrap_or_else(|| (territory.code.to_string(), territory.code.to_string())))
            }
            TerritoryKind::Department => {
                let number = territory.bare_code().to_owned();
                // The INSEE code of a commune begins with the number of its department.
                Some((number.clone(), format!("{number}~")))
            }
            TerritoryKind::Country if territory.code == "FR" => Some(("0".to_owned(), "9~".to_owned())),
            TerritoryKind::Arrondissement | TerritoryKind::Country => {
                Some((territory.code.to_string(), territory.code.to_string()))
            }
            TerritoryKind::Epci | TerritoryKind::Region => None,
        }
    }

    /// The territories that the devices of a territory carry. `None` for an EPCI or a region that has none here.
    pub fn reach(&self, territory: &Territory) -> Option<Reach> {
        match territory.kind {
            TerritoryKind::Epci => {
                let communes = self.territories.children(&territory.code).into_iter();
                let communes = communes.filter(|inside| inside.kind == TerritoryKind::Commune);
                let ranges = communes.filter_map(|commune| self.code_range(commune));
                Reach::communes(ranges.flat_map(|(first, last)| self.codes_between(&first, &last)).collect())
            }
            TerritoryKind::Region => {
                let inside = self.territories.iter().filter(|inside| inside.kind == TerritoryKind::Department);
                let inside = inside.filter(|inside| inside.region.as_ref() == Some(&territory.code));
                Reach::departments(inside.map(|department| department.bare_code().to_owned()).collect())
            }
            _ => self.code_range(territory).map(|(first, last)| Reach::between(&first, &last)),
        }
    }

    /// One code, or those of the arrondissements of a city.
    fn codes_between(&self, first: &str, last: &str) -> Vec<String> {
        let Ok((from, to)) = first.parse::<u32>().and_then(|from| Ok((from, last.parse::<u32>()?))) else {
            return vec![first.to_owned()];
        };
        (from..=to).map(|number| format!("{number:05}")).filter(|code| self.by_code(code).is_some()).collect()
    }

    fn covers(&self, territory: &Territory) -> bool {
        let country = || territory.code.parse::<CountryCode>().is_ok_and(|code| self.coverage.includes(code));
        territory.kind != TerritoryKind::Country || country()
    }
}
