//! The lists of `@etalab/decoupage-administratif`: names, codes, populations.

use std::collections::{BTreeMap, HashMap};

use geodata::territory::{Code, Territory, TerritoryKind};
use serde::Deserialize;

use super::TerritoriesError;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Commune {
    pub(super) code: String,
    nom: String,
    #[serde(rename = "type")]
    kind: String,
    departement: String,
    region: String,
    zone: String,
    siren: Option<String>,
    population: Option<u32>,
    #[serde(default)]
    codes_postaux: Vec<String>,
    #[serde(default)]
    anciens_codes: Vec<String>,
    /// The commune that a delegated or associated one is part of.
    chef_lieu: Option<String>,
    /// The city that an arrondissement is part of.
    #[serde(rename = "commune")]
    city: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Division {
    code: String,
    nom: String,
    region: Option<String>,
    zone: String,
}

#[derive(Debug, Deserialize)]
struct Epci {
    code: String,
    nom: String,
    membres: Vec<Member>,
}

#[derive(Debug, Deserialize)]
struct Member {
    code: String,
}

/// The lists as the package has them.
pub(super) struct Lists {
    communes: Vec<Commune>,
    departments: Vec<Division>,
    regions: Vec<Division>,
    epci: Vec<Epci>,
}

impl Lists {
    /// Reads the lists with a function that gives the bytes of a file of the package.
    pub(super) fn read(file: impl Fn(&str) -> Result<Vec<u8>, TerritoriesError>) -> Result<Self, TerritoriesError> {
        Ok(Self {
            communes: serde_json::from_slice(&file("package/data/communes.json")?)?,
            departments: serde_json::from_slice(&file("package/data/departements.json")?)?,
            regions: serde_json::from_slice(&file("package/data/regions.json")?)?,
            epci: serde_json::from_slice(&file("package/data/epci.json")?)?,
        })
    }

    /// For every code of a commune, old or new, the code of the commune of today. A code of today stays what it is,
    /// then merged communes that still have a name go to their seat, then codes that are gone to who took them over.
    pub(super) fn successors(&self) -> HashMap<&str, &str> {
        let mut successors: HashMap<&str, &str> = HashMap::new();
        for commune in self.current() {
            successors.extend(commune.anciens_codes.iter().map(|old| (old.as_str(), commune.code.as_str())));
        }
        let merged = self
            .communes
            .iter()
            .filter(|commune| commune.kind.ends_with("deleguee") || commune.kind.ends_with("associee"));
        successors.extend(merged.filter_map(|commune| Some((commune.code.as_str(), commune.chef_lieu.as_deref()?))));
        successors.extend(self.current().map(|commune| (commune.code.as_str(), commune.code.as_str())));
        successors
    }

    /// The cities that consist of arrondissements, by arrondissement.
    pub(super) fn cities(&self) -> BTreeMap<&str, &str> {
        self.communes.iter().filter_map(|commune| Some((commune.code.as_str(), commune.city.as_deref()?))).collect()
    }

    /// Every territory of France but France itself, in the order of the kinds and codes.
    pub(super) fn territories(&self) -> Vec<Territory> {
        let members = self
            .epci
            .iter()
            .flat_map(|epci| epci.membres.iter().map(|member| (member.code.as_str(), epci.code.as_str())));
        let epci_of: HashMap<&str, &str> = members.collect();
        let mut communes: Vec<Territory> = self.current().map(|commune| commune.territory(&epci_of)).collect();
        let larger = self.larger(&communes);
        let arrondissements = self.communes.iter().filter(|commune| commune.city.is_some());
        communes.extend(arrondissements.map(|arrondissement| arrondissement.territory(&epci_of)));
        communes.extend(larger);
        communes
    }

    fn current(&self) -> impl Iterator<Item = &Commune> {
        self.communes.iter().filter(|commune| commune.kind == "commune-actuelle")
    }

    /// EPCI, departments and regions, those that have a commune.
    fn larger(&self, communes: &[Territory]) -> Vec<Territory> {
        let mut populations: HashMap<&str, u32> = HashMap::new();
        for commune in communes {
            for parent in [&commune.department, &commune.region, &commune.epci].into_iter().flatten() {
                *populations.entry(parent).or_default() += commune.population.unwrap_or(0);
            }
        }
        let epci = self.epci.iter().map(|epci| {
            let siren = Some(code(&epci.code));
            Territory { siren, ..named(&epci.code, &epci.nom, TerritoryKind::Epci) }
        });
        let departments = self.departments.iter().map(|department| Territory {
            region: department.region.as_deref().and_then(|region| region_code(region, &department.zone)),
            ..named(&format!("d{}", department.code), &department.nom, TerritoryKind::Department)
        });
        let regions = self.regions.iter().filter(|region| region.zone != "com");
        let regions = regions.map(|region| named(&format!("r{}", region.code), &region.nom, TerritoryKind::Region));
        let counted = |territory: Territory| {
            let population = Some(*populations.get(territory.code.as_str())?);
            Some(Territory { population, ..territory })
        };
        epci.chain(departments).chain(regions).filter_map(counted).collect()
    }
}

impl Commune {
    fn territory(&self, epci_of: &HashMap<&str, &str>) -> Territory {
        let kind = if self.city.is_some() { TerritoryKind::Arrondissement } else { TerritoryKind::Commune };
        let former = self.anciens_codes.iter().filter(|code| **code != self.code);
        Territory {
            department: Some(code(&format!("d{}", self.departement))),
            region: region_code(&self.region, &self.zone),
            epci: epci_of.get(self.city.as_deref().unwrap_or(&self.code)).map(|siren| code(siren)),
            city: self.city.as_deref().map(code),
            siren: self.siren.as_deref().map(code),
            postal_codes: self.codes_postaux.iter().map(|postal| code(postal)).collect(),
            population: self.population,
            former_codes: former.map(|before| code(before)).collect(),
            ..named(&self.code, &self.nom, kind)
        }
    }
}

/// The list repeats the number of an overseas collectivity as its region; it has none.
fn region_code(number: &str, zone: &str) -> Option<Code> {
    (zone != "com").then(|| code(&format!("r{number}")))
}

/// A code of the packages, which are pinned: one that is none is a mistake of this program.
fn code(text: &str) -> Code {
    text.parse().expect("the pinned packages hold codes of letters and digits")
}

fn named(own: &str, name: &str, kind: TerritoryKind) -> Territory {
    Territory {
        code: code(own),
        name: name.to_owned(),
        kind,
        department: None,
        region: None,
        epci: None,
        city: None,
        siren: None,
        postal_codes: vec![],
        population: None,
        label_point: None,
        bbox: None,
        former_codes: vec![],
    }
}
