//! Is the process there, is the database there, which program is this?

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::error::Error;
use crate::state::AppState;

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers, and whether it takes writes.
pub(crate) async fn ready(State(state): State<AppState>) -> Result<&'static str, Error> {
    state.store.ping().await?;
    Ok(if state.store.is_read_only() { "ready, read-only\n" } else { "ready\n" })
}

/// `GET /version`.
pub(crate) async fn version(State(state): State<AppState>) -> Json<Value> {
    Json(json!({
        "technopolice": env!("CARGO_PKG_VERSION"),
        "coverage": state.places.coverage().countries().map(|code| code.to_string()).collect::<Vec<_>>(),
        "demo": state.settings.demo,
    }))
}
