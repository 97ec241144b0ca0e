//! A first mapping, from the names of the columns and what stands in them. It is shown, never used unseen.

use std::collections::BTreeMap;

use geodata::{Crs, Position};
use serde::Serialize;

use super::mapping::{Column, Profile, Target};
use super::reading::{coordinate, pair, plain};
use super::table::{LATITUDE, LONGITUDE, Table};

/// What the columns of French lists are called, without accents and with hyphens. A name that is one of them counts
/// before a name that begins with one.
const NAMES: &[(Target, &[&str])] = &[
    (
        Target::Id,
        &[
            "id",
            "numero",
            "no",
            "n",
            "num",
            "identifiant",
            "ref",
            "reference",
            "code-camera",
            "id-camera",
            "id-cam",
            "gid",
            "nom-camera",
            "objectid",
            "fid",
        ],
    ),
    (
        Target::Longitude,
        &[
            "longitude",
            "lon",
            "lng",
            "long",
            "x",
            "coord-x",
            "coordx",
            "x-wgs84",
            "lon-wgs84",
            "long-wgs84",
            "coordonnees-x",
            "coordonnee-x",
            "x-l93",
            "x-rgf93",
            "geometry-longitude",
        ],
    ),
    (
        Target::Latitude,
        &[
            "latitude",
            "lat",
            "y",
            "coord-y",
            "coordy",
            "lat-wgs84",
            "coordonnees-y",
            "coordonnee-y",
            "y-wgs84",
            "y-l93",
            "y-rgf93",
            "geometry-latitude",
        ],
    ),
    (
        Target::Point,
        &[
            "geo-point-2d",
            "geo-point",
            "geopoint",
            "coordonnees",
            "coordonnees-gps",
            "wkt",
            "geom",
            "position-gps",
            "lat-lon",
            "latlon",
            "lat-lng",
            "gps",
            "coords",
            "geolocalisation",
        ],
    ),
    (
        Target::Territory,
        &["code-insee", "insee", "com-insee", "code-postal", "cp", "commune", "ville", "nom-commune", "insee-com"],
    ),
    (
        Target::Address,
        &[
            "adresse",
            "implantation",
            "localisation",
            "emplacement",
            "lieu",
            "voie",
            "rue",
            "libelle",
            "address",
            "site",
            "nom",
            "lieu-d-implantation",
            "adresse-camera",
            "nom-voie",
            "lib-voie",
            "libelle-voie",
        ],
    ),
    (Target::Form, &["type-camera", "type-de-camera", "modele-camera", "forme", "type"]),
    (Target::Kind, &["nature", "categorie", "dispositif"]),
    (Target::Mount, &["support", "fixation", "type-support"]),
    (Target::Operator, &["exploitant", "gestionnaire", "proprietaire", "operateur", "operator"]),
    (Target::Manufacturer, &["marque", "fabricant", "constructeur"]),
    (Target::Product, &["modele", "produit", "reference-produit"]),
    (Target::Direction, &["direction", "orientation", "azimut", "cap"]),
    (
        Target::FirstSeen,
        &[
            "date-de-mise-en-service",
            "date-mise-en-service",
            "mise-en-service",
            "date-installation",
            "date-d-installation",
            "date-de-pose",
            "annee",
            "date",
        ],
    ),
    (Target::RemovedOn, &["date-de-depose", "date-depose", "date-retrait"]),
    (Target::AccuracyM, &["precision-m", "accuracy", "accuracy-m"]),
];

/// What the columns of lists of orders are called. The first ones tell that a list is one.
const ORDERS: &[(Target, &[&str])] = &[
    (
        Target::Number,
        &[
            "numero-arrete",
            "numero-d-arrete",
            "n-arrete",
            "arrete",
            "numero-de-l-arrete",
            "ref-arrete",
            "reference-arrete",
            "n-de-l-arrete",
            "no-arrete",
            "arrete-n",
            "numero-de-dossier",
            "n-dossier",
            "dossier",
            "numero",
            "n",
        ],
    ),
    (
        Target::SignedOn,
        &[
            "date-arrete",
            "date-d-arrete",
            "date-de-l-arrete",
            "date-de-signature",
            "date-signature",
            "signe-le",
            "date-autorisation",
            "date-d-autorisation",
            "date",
        ],
    ),
    (
        Target::ExpiresOn,
        &[
            "date-d-expiration",
            "date-expiration",
            "date-de-fin",
            "date-fin",
            "fin-de-validite",
            "date-de-validite",
            "expire-le",
            "echeance",
            "date-d-echeance",
            "valable-jusqu-au",
        ],
    ),
    (Target::Prefecture, &["prefecture", "autorite", "signataire"]),
    (
        Target::Territory,
        &["code-insee", "insee", "code-commune", "com-insee", "commune", "ville", "nom-commune", "code-postal", "cp"],
    ),
    (Target::Department, &["departement", "dep", "code-departement"]),
    (
        Target::Applicant,
        &["demandeur", "beneficiaire", "titulaire", "petitionnaire", "responsable", "raison-sociale", "etablissement"],
    ),
    (Target::Address, &["site", "lieu", "adresse", "perimetre", "localisation", "lieu-d-implantation", "libelle"]),
    (
        Target::CamerasPublicRoad,
        &[
            "cameras-voie-publique",
            "nb-cameras-voie-publique",
            "voie-publique",
            "nombre-de-cameras-voie-publique",
            "cameras-vp",
            "nb-cameras-vp",
            "nombre-de-cameras",
            "nb-cameras",
            "nb-de-cameras",
            "cameras",
        ],
    ),
    (
        Target::CamerasOutdoor,
        &[
            "cameras-exterieures",
            "nb-cameras-exterieures",
            "exterieures",
            "cameras-ext",
            "nombre-cameras-exterieures",
            "nombre-de-cameras-exterieures",
            "nb-cameras-ext",
        ],
    ),
    (
        Target::CamerasIndoor,
        &[
            "cameras-interieures",
            "nb-cameras-interieures",
            "interieures",
            "cameras-int",
            "nombre-cameras-interieures",
            "nombre-de-cameras-interieures",
            "nb-cameras-int",
        ],
    ),
    (Target::RetentionDays, &["duree-de-conservation", "conservation", "delai-de-conservation", "conservation-jours"]),
    (Target::Purposes, &["finalites", "finalite", "objectifs", "motif"]),
    (Target::Status, &["statut", "etat"]),
    (Target::Document, &["url", "lien", "document", "lien-arrete", "raa"]),
];

/// What the columns of a list seem to tell, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// What its rows seem to be.
    #[serde(skip)]
    pub profile: Profile,
    /// What its columns tell.
    pub columns: BTreeMap<Target, Column>,
    /// What holds for every row.
    pub defaults: BTreeMap<Target, String>,
    /// The system of its coordinates, where they are no degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<System>,
}

/// A system of coordinates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct System {
    /// Its name, as [`Crs`] reads it.
    pub crs: String,
}

/// What the columns of a list seem to tell.
pub fn guess(table: &Table) -> Guess {
    let called = |names: &[&str]| table.columns.iter().any(|column| names.contains(&plain(column).as_str()));
    let says_order = |column: &String| plain(column).split('-').any(|word| word == "arrete" || word == "autorisation");
    let counted = ORDERS.iter().any(|(target, names)| *target == Target::CamerasPublicRoad && called(names));
    let coordinates = columns_of(table, NAMES);
    let is_placed = coordinates.contains_key(&Target::Longitude) || coordinates.contains_key(&Target::Point);
    if !is_placed && (table.columns.iter().any(says_order) || counted) {
        let defaults = BTreeMap::from([(Target::Prefecture, String::new())]);
        let columns = columns_of(table, ORDERS);
        let named = columns.contains_key(&Target::Prefecture);
        let defaults = if named { BTreeMap::new() } else { defaults };
        return Guess { profile: Profile::Authorisations, columns, defaults, coordinates: None };
    }
    let defaults = BTreeMap::from([(Target::Kind, "camera".to_owned())]);
    let system = system(table, &coordinates);
    Guess { profile: Profile::Devices, columns: coordinates, defaults, coordinates: system }
}

/// The corners of metropolitan France and of the departments overseas, roughly: longitudes, then latitudes.
const FRANCE: [[f64; 4]; 6] = [
    [-5.2, 9.6, 41.3, 51.1],
    [-61.9, -60.8, 14.3, 16.6],
    [-54.7, -51.5, 2.1, 5.8],
    [55.2, 55.9, -21.5, -20.8],
    [45.0, 45.3, -13.1, -12.6],
    [-63.2, -62.7, 17.8, 18.2],
];

/// The system in which the most of the coordinates lie in France, where they are metres; Lambert-93 before others.
fn system(table: &Table, columns: &BTreeMap<Target, Column>) -> Option<System> {
    let column = |target: Target| table.column(columns.get(&target)?.names().first()?);
    let (x, y) = (column(Target::Longitude)?, column(Target::Latitude)?);
    let pairs = table.rows.iter().filter_map(|row| Some((coordinate(row.cell(x))?, coordinate(row.cell(y))?)));
    let pairs: Vec<(f64, f64)> = pairs.take(50).collect();
    let is_degrees = |(x, y): &&(f64, f64)| x.abs() <= 180.0 && y.abs() <= 180.0;
    if pairs.iter().filter(is_degrees).count() * 2 >= pairs.len() {
        return None;
    }
    let inside = |crs: Crs| pairs.iter().filter(|(x, y)| crs.position(*x, *y).is_ok_and(is_french)).count();
    let counted = Crs::all().filter(|crs| !crs.is_degrees()).map(|crs| (inside(crs), crs == Crs::LAMBERT_93, crs));
    let (count, _, crs) = counted.max()?;
    (count * 2 > pairs.len()).then(|| System { crs: crs.to_string() })
}

fn is_french(position: Position) -> bool {
    let (longitude, latitude) = (position.longitude(), position.latitude());
    FRANCE
        .iter()
        .any(|[west, east, south, north]| (*west..*east).contains(&longitude) && (*south..*north).contains(&latitude))
}

fn columns_of(table: &Table, known: &[(Target, &[&str])]) -> BTreeMap<Target, Column> {
    let mut columns = BTreeMap::new();
    for (target, names) in known {
        let taken: Vec<&String> = columns.values().flat_map(|column: &Column| column.names()).collect();
        let free = table.columns.iter().filter(|column| !taken.contains(column));
        if let Some(name) = best(&free, names).filter(|name| suits(table, name, *target)) {
            columns.insert(*target, Column::One(name.clone()));
        }
    }
    let has_place = columns.contains_key(&Target::Longitude) && columns.contains_key(&Target::Latitude);
    if has_place {
        columns.remove(&Target::Point);
    } else if !columns.contains_key(&Target::Point) && known.iter().any(|(target, _)| *target == Target::Point) {
        // Two numbers in each cell are a place, whatever the column is called.
        let taken: Vec<&String> = columns.values().flat_map(|column: &Column| column.names()).collect();
        let mut free = table.columns.iter().filter(|column| !taken.contains(column));
        if let Some(name) = free.find(|name| suits(table, name, Target::Point)).cloned() {
            columns.insert(Target::Point, Column::One(name));
        }
    }
    columns
}

impl Guess {
    /// The mapping as a file whose first part is still to be filled in.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

fn best<'a>(columns: &(impl Iterator<Item = &'a String> + Clone), names: &[&str]) -> Option<&'a String> {
    let called = |wanted: &&str| columns.clone().find(|column| plain(column) == **wanted);
    let begins = |wanted: &&str| columns.clone().find(|column| plain(column).starts_with(&format!("{wanted}-")));
    let long = |wanted: &&&str| wanted.len() > 3;
    names.iter().find_map(called).or_else(|| names.iter().filter(long).find_map(begins))
}

/// A column of coordinates holds numbers, whatever it is called; a few cells may hold a word.
fn suits(table: &Table, name: &str, target: Target) -> bool {
    let Some(column) = table.column(name) else { return false };
    let cells: Vec<&str> = table.cells(column).take(50).collect();
    let mostly = |count: usize| count * 2 > cells.len();
    match target {
        Target::Longitude | Target::Latitude => {
            name == LONGITUDE
                || name == LATITUDE
                || mostly(cells.iter().filter(|cell| coordinate(cell).is_some()).count())
        }
        Target::Point => mostly(cells.iter().filter(|cell| pair(cell).is_some()).count()),
        _ => true,
    }
}
