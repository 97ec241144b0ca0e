//! Live dumps: every device that a filter lets through, streamed from one snapshot with constant memory.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::Value;
use store::Separator;

use crate::api::devices::GEOJSON;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::filter;
use crate::problems::ProblemJson;
use crate::state::AppState;
use crate::wire::DeviceQuery;

/// A format that can be written feature by feature.
#[derive(Debug, Clone, Copy)]
enum Format {
    /// RFC 7946.
    GeoJson,
    /// RFC 8142: each record between RS and LF.
    GeoJsonSeq,
    /// RFC 4180.
    Csv,
}

/// Columns of the CSV, after `id`, `longitude`, `latitude`: the properties of the features that are one value.
const COLUMNS: &[&str] = &[
    "kind",
    "status",
    "verification",
    "confirmations",
    "absences",
    "form",
    "mount",
    "bearing",
    "height_m",
    "accuracy_m",
    "watches",
    "indoor",
    "operator",
    "operator_kind",
    "manufacturer",
    "product",
    "mobility",
    "sign_present",
    "address_label",
    "territory_code",
    "territory_name",
    "first_seen",
    "last_confirmed",
    "removed_on",
    "licence",
    "fictional",
    "version",
    "created_on",
    "updated_on",
];

/// Columns that hold a list, joined by `;`.
const LISTS: &[&str] = &["features", "zones"];

impl Format {
    fn of(file: &str) -> Option<Self> {
        match file {
            "devices.geojson" => Some(Self::GeoJson),
            "devices.geojsonl" => Some(Self::GeoJsonSeq),
            "devices.csv" => Some(Self::Csv),
            _ => None,
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => GEOJSON,
            Self::GeoJsonSeq => "application/geo+json-seq",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }

    fn head(self) -> String {
        match self {
            Self::GeoJson => "{\"type\":\"FeatureCollection\",\"license\":\"ODbL-1.0\",\"features\":[\n".to_owned(),
            Self::GeoJsonSeq => String::new(),
            Self::Csv => format!("id,longitude,latitude,{},{},upstream\r\n", COLUMNS.join(","), LISTS.join(",")),
        }
    }

    fn tail(self) -> &'static str {
        if matches!(self, Self::GeoJson) { "\n]}\n" } else { "" }
    }

    fn separator(self) -> Separator {
        if matches!(self, Self::GeoJson) { Separator::Comma } else { Separator::Line }
    }

    /// The text of some features, which came joined by the format's separator; `first` says whether they open the list.
    fn body(self, features: String, first: bool) -> Result<Bytes, csv::Error> {
        match self {
            Self::GeoJson if first => Ok(features.into()),
            Self::GeoJson => Ok(format!(",\n{features}").into()),
            // A JSON text holds no bare line end, so every one of them ends a record.
            Self::GeoJsonSeq => Ok(format!("\u{1e}{}\n", features.replace('\n', "\n\u{1e}")).into()),
            Self::Csv => csv_rows(features.lines()).map(Bytes::from),
        }
    }
}

/// Everything, or what the same parameters as `/api/v1/devices` select.
#[utoipa::path(get, path = "/dumps/live/{file}", tag = "dumps", operation_id = "dumpDevices",
    params(("file" = String, Path, description = "`devices.geojson`, `devices.geojsonl` or `devices.csv`", example = "devices.geojson"), DeviceQuery),
    responses(
        (status = 200, description = "The devices, streamed", body = Value, content_type = "application/geo+json"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such file", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn devices(
    State(state): State<AppState>,
    Path(file): Path<String>,
    Query(query): Query<DeviceQuery>,
) -> Result<Response, Error> {
    let format = Format::of(&file).ok_or(Error::NotFound)?;
    let chunks = state.store.stream_features(filter(&state, &query)?, format.separator());
    let mut first = true;
    let body = chunks.map(move |chunk| -> Result<Bytes, Error> {
        let features = chunk?.text;
        format.body(features, std::mem::take(&mut first)).map_err(|error| Error::Internal(Box::new(error)))
    });
    let head = stream::once(async move { Ok(Bytes::from(format.head())) });
    let tail = stream::once(async move { Ok(Bytes::from_static(format.tail().as_bytes())) });
    let mut response = Body::from_stream(head.chain(body).chain(tail)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"technopolice-{file}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn csv_rows<'a>(fragments: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for fragment in fragments {
        let feature: Value = serde_json::from_str(fragment).map_err(std::io::Error::other)?;
        writer.write_record(csv_record(&feature))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn csv_record(feature: &Value) -> Vec<String> {
    let properties = &feature["properties"];
    let place = &feature["geometry"]["coordinates"];
    let mut record = vec![cell(&feature["id"]), cell(&place[0]), cell(&place[1])];
    record.extend(COLUMNS.iter().map(|column| cell(&properties[*column])));
    record.extend(LISTS.iter().map(|column| joined(&properties[*column], cell)));
    record.push(joined(&properties["upstream"], |upstream| {
        format!("{}:{}", cell(&upstream["source"]), cell(&upstream["id"]))
    }));
    record
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn joined(list: &Value, item: impl Fn(&Value) -> String) -> String {
    list.as_array().map(|items| items.iter().map(item).collect::<Vec<_>>().join(";")).unwrap_or_default()
}
