//! Live dumps: every device that a filter lets through, from one snapshot with constant memory.
//!
//! What is text streams as it is read. FlatGeobuf and GeoParquet are written by a thread of their own and stream through
//! a pipe; the features of FlatGeobuf wait in a file without a name until their index is known.

use std::io::{self, BufWriter, Write};
use std::pin::pin;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use census::EntityKind;
use futures_util::{StreamExt, stream};
use release::{Batch, Csv, Format, Table, Writer as _};
use store::{DeviceFilter, Separator};
use tokio::sync::mpsc;

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::filter;
use crate::problems::ProblemJson;
use crate::state::AppState;
use crate::wire::DeviceQuery;

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
        Format::FlatGeobuf | Format::Parquet => piped(&state, filter, format),
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

/// A format whose writer waits for its thread: what it writes goes down a pipe.
fn piped(state: &AppState, filter: DeviceFilter, format: Format) -> Body {
    let (lines, received) = mpsc::channel(AHEAD);
    let (pieces, body) = mpsc::channel(AHEAD);
    let chunks = state.store.stream_features(filter, Separator::Line);
    tokio::spawn(async move {
        let mut chunks = pin!(chunks);
        while let Some(chunk) = chunks.next().await {
            let is_broken = chunk.is_err();
            if lines.send(chunk.map(|chunk| chunk.text)).await.is_err() || is_broken {
                return;
            }
        }
    });
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(format, received, Pipe(pieces.clone())) {
            // Whoever reads the other end has gone, or reads now that the rest is missing.
            drop(pieces.blocking_send(Err(error)));
        }
    });
    Body::from_stream(stream::unfold(body, |mut body| async move { body.recv().await.map(|piece| (piece, body)) }))
}

fn write(format: Format, mut lines: mpsc::Receiver<store::Result<String>>, out: Pipe) -> io::Result<()> {
    let table = Table::of(EntityKind::Device);
    let mut writer = format.writer(table.clone(), BufWriter::with_capacity(BUFFER, out))?;
    while let Some(text) = lines.blocking_recv() {
        writer.write(&Batch::cut(&table, text.map_err(io::Error::other)?), None)?;
    }
    writer.finish()?.flush()
}

/// Pieces of a body, for a thread that writes.
struct Pipe(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        self.0.blocking_send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
