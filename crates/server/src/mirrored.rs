//! A mirror is read: what would change it is sent to its origin.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Error;
use crate::state::AppState;

/// Middleware: refuses what is no reading, with the address of the census that takes it.
pub(crate) async fn closed(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match &state.settings.mirror_of {
        Some(origin) if !request.method().is_safe() => Error::Mirror { origin: origin.clone() }.into_response(),
        _ => next.run(request).await,
    }
}
