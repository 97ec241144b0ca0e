//! Live dumps: every device that a filter lets through, from one snapshot with constant memory.
//!
//! What is text streams as it is read. What needs to know its end first (FlatGeobuf, GeoParquet) is written to a file
//! without a name, and streams from there.

use std::fs::File;
use std::io::{self, BufWriter, Seek};
use std::pin::pin;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use census::EntityKind;
use futures_util::{StreamExt, stream};
use release::{Batch, Csv, Format, Table, Writer};
use store::{DeviceFilter, Separator};
use tokio::sync::{Semaphore, mpsc};

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::filter;
use crate::problems::ProblemJson;
use crate::releases::blocks;
use crate::state::AppState;
use crate::wire::DeviceQuery;

/// Files that are written at the same time; more wait, so that downloads leave processors to the pages.
static WRITING: Semaphore = Semaphore::const_new(2);

/// Chunks that may wait for a file.
const AHEAD: usize = 2;

/// Bytes that wait on their way to a file.
const BUFFER: usize = 1 << 18;

/// Everything, or what the same parameters as `/api/v1/devices` select.
#[utoipa::path(get, path = "/dumps/live/{file}", tag = "dumps", operation_id = "dumpDevices",
    params(("file" = String, Path, description = "`devices.geojson`, `devices.geojsonl`, `devices.csv`, `devices.fgb` or `devices.parquet`", example = "devices.geojson"), DeviceQuery),
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
    let format: Option<Format> = file.strip_prefix("devices.").and_then(|extension| extension.parse().ok());
    let format = format.ok_or(Error::NotFound)?;
    let filter = filter(&state, &query)?;
    let body = match format {
        Format::GeoJson | Format::GeoJsonSeq => copied(&state, filter, format),
        Format::Csv => table(&state, filter).map_err(internal)?,
        Format::FlatGeobuf | Format::Parquet => spooled(&state, filter, format).await?,
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"technopolice-{file}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn internal(error: io::Error) -> Error {
    Error::Internal(Box::new(error))
}

/// GeoJSON in either form: the stored features as they are.
fn copied(state: &AppState, filter: DeviceFilter, format: Format) -> Body {
    let is_sequence = format == Format::GeoJsonSeq;
    let (head, tail) = if is_sequence {
        ("", "")
    } else {
        ("{\"type\":\"FeatureCollection\",\"license\":\"ODbL-1.0\",\"features\":[\n", "\n]}\n")
    };
    let separator = if is_sequence { Separator::Line } else { Separator::Comma };
    let chunks = state.store.stream_features(filter, separator);
    let mut first = true;
    let body = chunks.map(move |chunk| -> Result<Bytes, Error> {
        let features = chunk?.text;
        Ok(match (is_sequence, std::mem::take(&mut first)) {
            // A JSON text holds no bare line end, so every one of them ends a record.
            (true, _) => format!("\u{1e}{}\n", features.replace('\n', "\n\u{1e}")).into(),
            (false, true) => features.into(),
            (false, false) => format!(",\n{features}").into(),
        })
    });
    let piece = |text: &'static str| stream::once(async move { Ok(Bytes::from_static(text.as_bytes())) });
    Body::from_stream(piece(head).chain(body).chain(piece(tail)))
}

/// CSV, chunk by chunk.
fn table(state: &AppState, filter: DeviceFilter) -> io::Result<Body> {
    let table = Table::of(EntityKind::Device);
    let mut csv = Csv::new(table.clone(), Vec::new())?;
    let head = Bytes::from(std::mem::take(csv.out()));
    let chunks = state.store.stream_features(filter, Separator::Line);
    let rows = chunks.map(move |chunk| -> Result<Bytes, Error> {
        csv.write(&Batch::cut(&table, chunk?.text), None).map_err(internal)?;
        Ok(std::mem::take(csv.out()).into())
    });
    Ok(Body::from_stream(stream::once(async { Ok(head) }).chain(rows)))
}

/// Any format, through a file that has no name and goes with the answer.
async fn spooled(state: &AppState, filter: DeviceFilter, format: Format) -> Result<Body, Error> {
    let _turn = WRITING.acquire().await.map_err(|error| Error::Internal(Box::new(error)))?;
    let (lines, received) = mpsc::channel(AHEAD);
    let writing = tokio::task::spawn_blocking(move || spool(format, received));
    let mut chunks = pin!(state.store.stream_features(filter, Separator::Line));
    while let Some(chunk) = chunks.next().await {
        if lines.send(chunk?.text).await.is_err() {
            break;
        }
    }
    drop(lines);
    let file = writing.await.map_err(|error| Error::Internal(Box::new(error)))?.map_err(internal)?;
    let length = file.metadata().map_err(internal)?.len();
    Ok(blocks(file, length))
}

fn spool(format: Format, mut lines: mpsc::Receiver<String>) -> io::Result<File> {
    let table = Table::of(EntityKind::Device);
    let mut writer = format.writer(table.clone(), BufWriter::with_capacity(BUFFER, tempfile::tempfile()?))?;
    while let Some(text) = lines.blocking_recv() {
        writer.write(&Batch::cut(&table, text), None)?;
    }
    let mut file = writer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}
