//! Live dumps: every device that a filter lets through, from one snapshot with constant memory.
//!
//! What is text streams as it is read. FlatGeobuf and GeoParquet are written by a thread of their own and stream through
//! a pipe; the features of FlatGeobuf wait in a file without a name until their index is known.

use std::io::{self, BufWriter, Write};
use std::pin::pin;

use axum::BoxError;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use census::EntityKind;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use release::{Batch, Csv, Format, Table, Writer as _};
use store::{PageRequest, Separator};
use tokio::sync::mpsc;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::{DeviceQuery, PAGING, RecordQuery, filter};
use crate::past;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// Chunks that may wait for a file.
const AHEAD: usize = 2;

/// Rows read at a time where a snapshot cannot stream them.
const PART: u32 = 500;

/// What tells Excel that a CSV is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Bytes that wait on their way to a file.
const BUFFER: usize = 1 << 18;

/// Everything, or what the same parameters as `/api/v1/devices` select.
#[utoipa::path(get, path = "/dumps/live/{file}", tag = "dumps", operation_id = "dumpDevices",
    params(("file" = String, Path, description = "`devices.geojson`, `devices.geojsonl`, `devices.csv`, `devices.fgb` or `devices.parquet`", example = "devices.geojson"), DumpQuery),
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
    if let Some(name) = query.beyond_filter() {
        return Err(Error::Malformed(format!("{name}: a file holds everything that the filter finds")));
    }
    let rows = rows_of_devices(&state, &query)?;
    file_of(rows, EntityKind::Device, format, &file, query.bom == Some(1))
}

/// What a file takes, for its description: the filter and the mark.
pub(crate) struct DumpQuery;

impl IntoParams for DumpQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        DeviceQuery::described(&PAGING, &[])
    }
}

/// A file for taking away: rows of a kind in a format.
pub(crate) fn file_of(
    rows: Rows,
    kind: EntityKind,
    format: Format,
    name: &str,
    with_mark: bool,
) -> Result<Response, Error> {
    let body = match format {
        Format::GeoJson | Format::GeoJsonSeq => copied(rows, format),
        Format::Csv => table(rows, kind, with_mark).map_err(internal)?,
        Format::FlatGeobuf | Format::Parquet => piped(rows, kind, format),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"technopolice-{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// A stream as a body. What compresses it asks once more after its end, which a bare stream answers by breaking off.
pub(crate) fn body_of<E: Into<BoxError> + Send + 'static>(
    pieces: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> Body {
    Body::from_stream(pieces.fuse())
}

/// JSON objects, one a line, some hundred at a time.
pub(crate) type Rows = BoxStream<'static, Result<String, Error>>;

/// The devices that a query selects, without a limit: those of today from one snapshot, those of a day page by page.
pub(crate) fn rows_of_devices(state: &AppState, query: &DeviceQuery) -> Result<Rows, Error> {
    let filter = filter(state, query)?;
    let Some(day) = past::day(state, query.as_of.as_deref())? else {
        let chunks = state.store.stream_features(filter, Separator::Line);
        return Ok(chunks.map(|chunk| Ok(chunk?.text)).boxed());
    };
    past::answerable(&filter)?;
    let state = state.clone();
    let pages = stream::try_unfold(Some(None), move |after| {
        let (state, filter) = (state.clone(), filter.clone());
        async move {
            let Some(after) = after else { return Ok(None) };
            let page = past::devices(&state, &filter, &PageRequest { limit: PART, after }, day).await?;
            Ok(Some((page.items.join("\n"), page.next.map(Some))))
        }
    });
    Ok(pages.boxed())
}

/// The records that a query selects, without a limit.
pub(crate) fn rows_of_records(state: &AppState, query: &RecordQuery) -> Result<Rows, Error> {
    let (filter, day) = (query.filter()?, past::day(state, query.as_of.as_deref())?);
    let state = state.clone();
    let pages = stream::try_unfold(Some(None), move |after| {
        let (state, filter) = (state.clone(), filter.clone());
        async move {
            let Some(after) = after else { return Ok(None) };
            let (rows, next): (Vec<String>, _) = if let Some(day) = day {
                past::records(&state, &filter, after, PART, day).await?
            } else {
                let page = state.store.records(&filter, after, PART).await?;
                (page.items.into_iter().map(|record| record.fragment).collect(), page.next)
            };
            Ok(Some((rows.join("\n"), next.map(Some))))
        }
    });
    Ok(pages.boxed())
}

fn internal(error: io::Error) -> Error {
    Error::Internal(Box::new(error))
}

/// GeoJSON in either form: the stored features as they are.
fn copied(rows: Rows, format: Format) -> Body {
    let is_sequence = format == Format::GeoJsonSeq;
    let (head, tail) = if is_sequence {
        ("", "")
    } else {
        ("{\"type\":\"FeatureCollection\",\"license\":\"ODbL-1.0\",\"features\":[\n", "\n]}\n")
    };
    let mut first = true;
    let rows = rows.try_filter(|rows| std::future::ready(!rows.is_empty()));
    let body = rows.map(move |rows| -> Result<Bytes, Error> {
        // A JSON text holds no bare line end, so every one of them ends a feature.
        let rows = rows?;
        Ok(match (is_sequence, std::mem::take(&mut first)) {
            (true, _) => format!("\u{1e}{}\n", rows.replace('\n', "\n\u{1e}")).into(),
            (false, true) => rows.replace('\n', ",\n").into(),
            (false, false) => format!(",\n{}", rows.replace('\n', ",\n")).into(),
        })
    });
    let piece = |text: &'static str| stream::once(async move { Ok(Bytes::from_static(text.as_bytes())) });
    body_of(piece(head).chain(body).chain(piece(tail)))
}

/// CSV, chunk by chunk.
fn table(rows: Rows, kind: EntityKind, with_mark: bool) -> io::Result<Body> {
    let table = Table::of(kind);
    let mark = if with_mark { BYTE_ORDER_MARK } else { "" };
    let mut csv = Csv::new(table.clone(), mark.as_bytes().to_vec())?;
    let head = Bytes::from(std::mem::take(csv.out()));
    let body = rows.map(move |rows| -> Result<Bytes, Error> {
        csv.write(&Batch::cut(&table, rows?), None).map_err(internal)?;
        Ok(std::mem::take(csv.out()).into())
    });
    Ok(body_of(stream::once(async { Ok(head) }).chain(body)))
}

/// A format whose writer waits for its thread: what it writes goes down a pipe.
fn piped(rows: Rows, kind: EntityKind, format: Format) -> Body {
    let (lines, received) = mpsc::channel(AHEAD);
    let (pieces, body) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let mut rows = pin!(rows);
        while let Some(chunk) = rows.next().await {
            let is_broken = chunk.is_err();
            if lines.send(chunk).await.is_err() || is_broken {
                return;
            }
        }
    });
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(format, kind, received, Pipe(pieces.clone())) {
            // Whoever reads the other end has gone, or reads now that the rest is missing.
            drop(pieces.blocking_send(Err(error)));
        }
    });
    body_of(stream::unfold(body, |mut body| async move { body.recv().await.map(|piece| (piece, body)) }))
}

fn write(
    format: Format,
    kind: EntityKind,
    mut lines: mpsc::Receiver<Result<String, Error>>,
    out: Pipe,
) -> io::Result<()> {
    let table = Table::of(kind);
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
