//! The addresses of pictures.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use census::EntityId;
use geodata::{MAX_VIEW_ZOOM, Position, TileCoord, View};
use serde::Deserialize;
use still::Theme;

use super::gather::Look;
use super::{Job, answer, card};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::{self, DeviceQuery};
use crate::map::MapFilter;
use crate::routes::Routes;
use crate::state::AppState;
use crate::words::Lang;

/// Pixels of a side.
const SMALLEST: u32 = 16;
const LARGEST: u32 = 1_600;
/// Pixels of a picture, those of fine screens included.
const AREA: u32 = 2_400_000;
/// Pixels of a raster tile.
const TILE: u32 = 256;
/// Decimals of degrees in addresses: a metre.
const DECIMALS: usize = 5;

/// Every address of a picture.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/static/{zoom}/{centre}/{size}", get(place))
        .route("/raster/{z}/{x}/{y}", get(tile))
        .route("/cards/{lang}/home.png", get(card::home))
        .route("/cards/{lang}/territories/{name}", get(card::territory))
        .route("/cards/{lang}/devices/{name}", get(card::device))
        .route("/cards/{lang}/records/{name}", get(card::record))
        .route("/cards/{lang}/compare/{name}", get(card::comparison))
}

/// How a picture looks besides what it shows.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Manner {
    theme: Option<Theme>,
    lang: Option<String>,
    device: Option<uuid::Uuid>,
    #[serde(default)]
    sources: Sources,
}

/// Where it is said whose data a picture shows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sources {
    /// In its lower right corner.
    #[default]
    Inside,
    /// Beside it, by whoever shows it.
    Beside,
}

/// The address of a picture of a place.
pub(crate) fn address(look: &Look, filter: &str) -> String {
    let (view, centre) = (look.view, look.view.centre());
    let fine = if look.ratio > 1 { "@2x" } else { "" };
    let path = format!(
        "/static/{:.2}/{:.DECIMALS$},{:.DECIMALS$}/{}x{}{fine}.png",
        view.zoom(),
        centre.longitude(),
        centre.latitude(),
        view.width(),
        view.height(),
    );
    let dark = (look.theme == Theme::Dark).then(|| "theme=dark".to_owned());
    let english = (look.lang == Lang::En).then(|| "lang=en".to_owned());
    let device = look.selected.map(|(id, _)| format!("device={}", uuid::Uuid::from_u128(id)));
    let filter = Some(filter.to_owned()).filter(|filter| !filter.is_empty());
    let beside = (!look.says_sources).then(|| "sources=beside".to_owned());
    let query: Vec<String> = [filter, device, english, dark, beside].into_iter().flatten().collect();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// `GET /static/{z}/{lon},{lat}/{w}x{h}.png`, `…@2x.png`; with the filters of the map, `theme=dark`, `lang=en`,
/// `device=` (drawn as selected), `territory=` (what lies outside is veiled) and `sources=beside` (for pages that say
/// themselves whose data it shows).
async fn place(
    State(state): State<AppState>,
    Path((zoom, centre, size)): Path<(String, String, String)>,
    Query(manner): Query<Manner>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (width, height, ratio) = size_of(&size)?;
    let view = View::around(position(&centre)?, zoom_of(&zoom)?, width, height);
    let device: Vec<EntityId> = manner.device.into_iter().map(EntityId).collect();
    let selected = state.map.points_of(&state.store, &device).await?.first().map(|point| (point.id, point.cell));
    let look = Look { ratio, selected, ..look(&state, view, &manner, &uri)? };
    answer(&state, &headers, move |state| Ok(Job::Map(Box::new(look.scene(state))))).await
}

/// `GET /raster/{z}/{x}/{y}.png`, `…@2x.png`: tiles of 256 pixels for maps that draw no vectors.
async fn tile(
    State(state): State<AppState>,
    Path((z, x, y)): Path<(u32, u32, String)>,
    Query(manner): Query<Manner>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let row = y.strip_suffix(".png").ok_or(Error::NotFound)?;
    let (row, ratio) = row.strip_suffix("@2x").map_or((row, 1), |row| (row, 2));
    let row = row.parse().map_err(|_| Error::NotFound)?;
    let tile = TileCoord::new(z, x, row).map_err(|_| Error::NotFound)?;
    if f64::from(tile.z()) > MAX_VIEW_ZOOM {
        return Err(Error::NotFound);
    }
    let look = Look { ratio, seamless: true, ..look(&state, View::of_tile(tile, TILE), &manner, &uri)? };
    answer(&state, &headers, move |state| Ok(Job::Map(Box::new(look.scene(state))))).await
}

fn look(state: &AppState, view: View, manner: &Manner, uri: &Uri) -> Result<Look, Error> {
    let query = DeviceQuery::of_page(uri.query())?;
    let filter = filter::filter(state, &query)?;
    Ok(Look {
        theme: manner.theme.unwrap_or_default(),
        says_sources: manner.sources == Sources::Inside,
        filter: MapFilter::from(&filter),
        territory: query.territory.as_deref().and_then(|code| state.places.by_code(code)),
        ..Look::at(view, if manner.lang.as_deref() == Some("en") { Lang::En } else { Lang::Fr })
    })
}

/// `800x600.png`, `400x300@2x.png`: both sides and the ratio.
fn size_of(name: &str) -> Result<(u32, u32, u32), Error> {
    let name = name.strip_suffix(".png").ok_or(Error::NotFound)?;
    let (name, ratio) = name.strip_suffix("@2x").map_or((name, 1), |name| (name, 2));
    let sides = name.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    let (width, height): (u32, u32) = sides.ok_or(Error::NotFound)?;
    let fits = [width, height].iter().all(|side| (SMALLEST..=LARGEST).contains(side));
    if fits && width * height * ratio * ratio <= AREA {
        return Ok((width, height, ratio));
    }
    Err(Error::Malformed(format!(
        "size: each side has {SMALLEST} to {LARGEST} pixels, and a picture {AREA} pixels at the most, @2x included"
    )))
}

fn zoom_of(text: &str) -> Result<f64, Error> {
    let zoom = text.parse().ok().filter(|zoom: &f64| (0.0..=MAX_VIEW_ZOOM).contains(zoom));
    zoom.ok_or_else(|| Error::Malformed(format!("zoom: a number from 0 to {MAX_VIEW_ZOOM}")))
}

fn position(text: &str) -> Result<Position, Error> {
    let malformed = || Error::Malformed("centre: longitude,latitude in degrees, such as 2.35,48.86".to_owned());
    let (longitude, latitude) = text.split_once(',').ok_or_else(malformed)?;
    let (longitude, latitude) = longitude.parse().ok().zip(latitude.parse().ok()).ok_or_else(malformed)?;
    Position::new(longitude, latitude).map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bounded() {
        assert_eq!(size_of("800x600.png").ok(), Some((800, 600, 1)));
        assert_eq!(size_of("400x300@2x.png").ok(), Some((400, 300, 2)));
        for wrong in ["15x600.png", "1601x16.png", "1600x1600@2x.png", "1600x1501.png"] {
            assert!(matches!(size_of(wrong), Err(Error::Malformed(_))), "{wrong}");
        }
        for no_picture in ["800x600", "800.png", "axb.png", "-5x5.png", "99999999999x5.png"] {
            assert!(matches!(size_of(no_picture), Err(Error::NotFound)), "{no_picture}");
        }
    }

    #[test]
    fn an_address_leads_to_its_view() {
        let view = View::around(Position::new(2.35, 48.86).expect("Paris"), 12.5, 960, 720);
        let look = Look { theme: Theme::Dark, ..Look::at(view, Lang::En) };
        assert_eq!(
            address(&look, "kind=camera"),
            "/static/12.50/2.35000,48.86000/960x720.png?kind=camera&lang=en&theme=dark"
        );
    }
}
