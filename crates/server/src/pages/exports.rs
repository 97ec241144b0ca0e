//! Any view is its address: what a page lists, under the same address with another ending.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use census::EntityKind;
use geodata::territory::Territory;
use release::{Format, table_name};

use super::feed;
use super::record::RecordKind;
use crate::ending::Ending;
use crate::error::Error;
use crate::extract::Query;
use crate::filter::{DeviceQuery, RecordQuery};
use crate::past::AsOf;
use crate::state::AppState;
use crate::words::Lang;
use crate::{api, dumps};

/// `GET /carte.csv` and its like.
pub(crate) async fn devices(
    State(state): State<AppState>,
    lang: Lang,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let ending = Ending::split(uri.path()).1.ok_or(Error::NotFound)?;
    let query = DeviceQuery::of_page(uri.query())?;
    devices_as(state, lang, ending, query, &uri, headers).await
}

/// The devices of a territory, or the feed of everything in it: `GET /villes/93066-saint-denis.csv` and its like.
pub(crate) async fn territory(
    state: AppState,
    lang: Lang,
    (ending, territory): (Ending, &'static Territory),
    uri: &Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asked = DeviceQuery::of_page(uri.query())?;
    match ending {
        Ending::Atom => feed::of_territory(&state, lang, territory, uri).await,
        Ending::Json => {
            let code = crate::extract::Path(territory.code.to_string());
            api::territories::figures(State(state), code, Query(AsOf { as_of: asked.as_of }), headers).await
        }
        ending => {
            let query = DeviceQuery { territory: Some(territory.code.to_string()), ..asked };
            devices_as(state, lang, ending, query, uri, headers).await
        }
    }
}

async fn devices_as(
    state: AppState,
    lang: Lang,
    ending: Ending,
    query: DeviceQuery,
    uri: &Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    // What the page lists: a kind that the map shows only when asked for is in no file that did not ask for it.
    let query = query.of_the_map();
    let format = match ending {
        Ending::Json => return api::devices::list(State(state), Query(query), headers).await,
        Ending::Atom => return feed::of_devices(&state, lang, &query, uri).await,
        Ending::Csv => Format::Csv,
        Ending::GeoJson => Format::GeoJson,
    };
    let rows = dumps::rows_of_devices(&state, &query)?;
    dumps::file_of(rows, EntityKind::Device, format, &name(uri), query.bom == Some(1))
}

/// `GET /marches.csv` and its like.
pub(crate) async fn records(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let query = RecordQuery::of_page(kind, uri.query())?;
    match Ending::split(uri.path()).1 {
        Some(Ending::Json) => api::records::list(State(state), Query(query), headers).await,
        Some(Ending::Atom) => feed::of_records(&state, lang, &query, &uri).await,
        Some(Ending::Csv) => {
            let rows = dumps::rows_of_records(&state, &query)?;
            dumps::file_of(rows, kind, Format::Csv, &format!("{}.csv", table_name(kind)), query.bom == Some(1))
        }
        Some(Ending::GeoJson) | None => Err(Error::NotFound),
    }
}

/// What the file is called: as the address ends. Only signs that stand in our addresses.
fn name(uri: &Uri) -> String {
    let last = uri.path().rsplit('/').next().unwrap_or_default();
    last.chars().filter(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(*sign)).collect()
}
