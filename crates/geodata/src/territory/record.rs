//! One territory and its place among the others.

use crate::{Bbox, Position};

use super::code::Code;
use super::words;

/// What a territory is, from the smallest to the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerritoryKind {
    /// One of the 45 municipal districts of Paris, Lyon and Marseille.
    Arrondissement,
    /// A commune of the current year (also the communes of the overseas collectivities).
    Commune,
    /// An inter-communal body with its own taxes (`établissement public de coopération intercommunale`).
    Epci,
    /// A department, or an overseas collectivity, which stands at the same place.
    Department,
    /// A region.
    Region,
    /// France, or a neighbouring country.
    Country,
}

impl TerritoryKind {
    /// The word used in the API and in the reference table.
    pub fn key(self) -> &'static str {
        match self {
            Self::Arrondissement => "arrondissement",
            Self::Commune => "commune",
            Self::Epci => "epci",
            Self::Department => "department",
            Self::Region => "region",
            Self::Country => "country",
        }
    }

    /// The kind of that key.
    pub fn from_key(key: &str) -> Option<Self> {
        let all = [Self::Arrondissement, Self::Commune, Self::Epci, Self::Department, Self::Region, Self::Country];
        all.into_iter().find(|kind| kind.key() == key)
    }
}

/// A territory: some 300 bytes with what it points to. Its codes, and those of the larger ones it lies in, are public
/// codes: all of them can be given to
/// [`Territories::by_code`](super::Territories::by_code).
#[derive(Debug, Clone, PartialEq)]
pub struct Territory {
    /// Public code: the INSEE code of a commune or arrondissement (`93066`), the SIREN of an EPCI (`200054807`),
    /// `d` and the number of a department (`d93`, `d2A`), `r` and that of a region (`r11`), the ISO 3166-1 code of
    /// a country (`FR`). Departments and regions share numbers, hence the letter.
    pub code: Code,
    /// French name.
    pub name: String,
    /// What it is.
    pub kind: TerritoryKind,
    /// The department it lies in (`d93`).
    pub department: Option<Code>,
    /// The region it lies in (`r11`).
    pub region: Option<Code>,
    /// The EPCI it belongs to; 4 island communes belong to none.
    pub epci: Option<Code>,
    /// The commune an arrondissement is part of.
    pub city: Option<Code>,
    /// Number in the register of legal entities, 9 digits.
    pub siren: Option<Code>,
    /// Postal codes, which a commune may share with others.
    pub postal_codes: Vec<Code>,
    /// Legal population; `None` where it is not published, and 0 in communes without inhabitants.
    pub population: Option<u32>,
    /// Where to write its name: inside the contour, where there is one.
    pub label_point: Option<Position>,
    /// Box of the contour, where there is one. That of France is metropolitan France, which is what a map opens on.
    pub bbox: Option<Bbox>,
    /// INSEE codes of communes that have merged into this one, or that it had before.
    pub former_codes: Vec<Code>,
}

impl Territory {
    /// The code without the letter of its kind: the number of a department as people say it (`93`).
    pub fn bare_code(&self) -> &str {
        match self.kind {
            TerritoryKind::Department | TerritoryKind::Region => &self.code[1..],
            _ => self.code.as_str(),
        }
    }

    /// The name in an address: `Saint-Denis` gives `saint-denis`.
    pub fn slug(&self) -> String {
        words::slug(&self.name)
    }
}
