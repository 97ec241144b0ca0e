//! Refuses bodies that announce themselves as too large, so that the sender hears the answer.
//!
//! A server that answers and hangs up while the client still writes leaves many clients with a broken pipe instead of
//! the answer. Up to a bound, what comes is read and thrown away first; nothing is kept in memory.

use std::time::Duration;

use axum::extract::Request;
use axum::http::header;
use futures_util::StreamExt;

use crate::error::Error;
use crate::router::limit_of;

/// Bytes thrown away at the most; who sends more is cut off.
const PATIENCE_BYTES: usize = 32 * 1024 * 1024;
/// Time spent on it at the most.
const PATIENCE: Duration = Duration::from_secs(10);

/// The request, or 413 before any handler sees it.
pub(crate) async fn too_large(request: Request) -> Result<Request, Error> {
    let announced =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_none_or(|length| length <= limit_of(request.uri().path())) {
        return Ok(request);
    }
    // Whatever ends the reading, the answer is the same.
    let _drained = tokio::time::timeout(PATIENCE, drain(request)).await;
    Err(Error::TooLarge)
}

async fn drain(request: Request) {
    let mut stream = request.into_body().into_data_stream();
    let mut read = 0;
    while let Some(Ok(chunk)) = stream.next().await {
        read += chunk.len();
        if read > PATIENCE_BYTES {
            return;
        }
    }
}
