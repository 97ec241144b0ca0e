//! What every request passes on its way in and out: in one middleware, since each layer copies the router's inside.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Error;
use crate::problems::Reader;
use crate::security::Reach;
use crate::state::AppState;
use crate::{accounts, drain, mirrored, problems, security};

/// Middleware: refuses what no handler shall see, puts problems into words, and sets the headers of every answer.
pub(crate) async fn pass(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (reader, reach) = (Reader::of(&request), Reach::of(request.uri().path()));
    let response = match admitted(&state, request).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    security::secured(problems::explained(&state, reader, response), reach)
}

/// The request, unless another site asked for it, it would change a mirror, or it is too large.
async fn admitted(state: &AppState, request: Request) -> Result<Request, Error> {
    accounts::from_this_site(state, &request)?;
    mirrored::closed(state, &request)?;
    drain::too_large(request).await
}
