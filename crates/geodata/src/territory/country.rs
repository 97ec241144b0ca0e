//! France and its neighbours, and which country a position lies in.

use std::sync::LazyLock;

use country_boundaries::{BOUNDARIES_ODBL_180X90, BoundingBox, CountryBoundaries, LatLon};

use crate::{Bbox, Position};

use super::coverage::CountryCode;
use super::record::{Territory, TerritoryKind};

/// Country boundaries of OpenStreetMap, true to about 30 m; cut into squares of two degrees, which take half of the
/// memory of smaller ones.
static BOUNDARIES: LazyLock<CountryBoundaries> = LazyLock::new(|| {
    CountryBoundaries::from_reader(BOUNDARIES_ODBL_180X90).expect("the data inside the crate is sound")
});

/// Code, French name, label point (longitude, latitude), box: France, and the countries that touch it in Europe and
/// overseas, each of which a census may cover too. Boxes are rounded outwards; that of France is metropolitan.
type CountryRow = (&'static str, &'static str, [f64; 2], [f64; 4]);
const COUNTRIES: [CountryRow; 12] = [
    ("FR", "France", [2.45, 46.6], [-5.2, 41.3, 9.6, 51.1]),
    ("AD", "Andorre", [1.57, 42.54], [1.4, 42.42, 1.79, 42.66]),
    ("BE", "Belgique", [4.67, 50.64], [2.5, 49.4, 6.41, 51.51]),
    ("BR", "Brésil", [-53.1, -10.8], [-74.0, -33.8, -34.7, 5.3]),
    ("CH", "Suisse", [8.2, 46.8], [5.9, 45.8, 10.5, 47.82]),
    ("DE", "Allemagne", [10.4, 51.1], [5.8, 47.2, 15.1, 55.1]),
    ("ES", "Espagne", [-3.6, 40.2], [-9.4, 35.9, 4.4, 43.8]),
    ("IT", "Italie", [12.5, 42.8], [6.6, 35.4, 18.6, 47.1]),
    ("LU", "Luxembourg", [6.1, 49.77], [5.7, 49.4, 6.6, 50.2]),
    ("MC", "Monaco", [7.4199, 43.7371], [7.408, 43.724, 7.44, 43.752]),
    ("SR", "Suriname", [-55.9, 4.1], [-58.1, 1.8, -53.9, 6.1]),
    ("SX", "Saint-Martin (partie néerlandaise)", [-63.06, 18.04], [-63.15, 18.0, -63.0, 18.07]),
];

/// The rows of the countries in the reference set.
pub(super) fn countries() -> Vec<Territory> {
    COUNTRIES.iter().filter_map(country).collect()
}

fn country((code, name, [longitude, latitude], [west, south, east, north]): &CountryRow) -> Option<Territory> {
    Some(Territory {
        code: code.parse().ok()?,
        name: (*name).to_owned(),
        kind: TerritoryKind::Country,
        department: None,
        region: None,
        epci: None,
        city: None,
        siren: None,
        postal_codes: vec![],
        population: None,
        label_point: Position::new(*longitude, *latitude).ok(),
        bbox: Bbox::new(*west, *south, *east, *north).ok(),
        former_codes: vec![],
    })
}

/// The country a position lies in, territorial waters included; `None` on the high seas. The overseas departments
/// and collectivities, which have codes of their own, are France.
pub(super) fn country_at(position: Position) -> Option<CountryCode> {
    let codes = BOUNDARIES.ids(lat_lon(position)?);
    if codes.contains(&CountryCode::FRANCE.as_str()) {
        return Some(CountryCode::FRANCE);
    }
    // Parts of countries (`US-TX`) come before the country itself and are not country codes.
    codes.iter().find_map(|code| code.parse().ok())
}

/// Is the position in France? Cheaper than [`country_at`].
pub(super) fn is_in_france(position: Position) -> bool {
    lat_lon(position).is_some_and(|point| BOUNDARIES.is_in(point, CountryCode::FRANCE.as_str()))
}

/// The countries that any part of the box lies in, in the order of their codes.
pub(super) fn countries_within(bbox: Bbox) -> Vec<CountryCode> {
    let mut countries: Vec<CountryCode> = bounding_box(bbox)
        .map(|bounds| BOUNDARIES.intersecting_ids(bounds).iter().filter_map(|code| code.parse().ok()).collect())
        .unwrap_or_default();
    countries.sort_unstable();
    countries
}

/// Is the whole box in France?
pub(super) fn france_contains(bbox: Bbox) -> bool {
    bounding_box(bbox).is_some_and(|bounds| BOUNDARIES.containing_ids(bounds).contains(CountryCode::FRANCE.as_str()))
}

fn lat_lon(position: Position) -> Option<LatLon> {
    LatLon::new(position.latitude(), position.longitude()).ok()
}

fn bounding_box(bbox: Bbox) -> Option<BoundingBox> {
    BoundingBox::new(bbox.south(), bbox.west(), bbox.north(), bbox.east()).ok()
}
