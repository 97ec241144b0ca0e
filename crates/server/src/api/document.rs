//! The OpenAPI document, made from the routes themselves.

use std::sync::OnceLock;

use axum::http::HeaderMap;
use axum::response::Response;
use utoipa::OpenApi;

use crate::conditional::{Keep, answer};

/// What the routes do not say of themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Technopolice",
        description = "The citizens' census of local surveillance in France. Data: ODbL 1.0. No key and no account needed; contributions are anonymous without one.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later"),
    ),
    tags(
        (name = "devices", description = "What stands where"),
        (name = "territories", description = "Communes and what holds them"),
        (name = "surveys", description = "Where people looked, and where nobody did"),
        (name = "history", description = "What changed since a day, and why"),
        (name = "police files", description = "What is known of national police files, with sources"),
        (name = "search", description = "One box over everything"),
        (name = "exposure", description = "How much of a walk is watched"),
        (name = "contributions", description = "Propose, read, amend, withdraw"),
        (name = "records", description = "Uses, contracts, orders, figures, organisations, documents, walks"),
        (name = "decisions", description = "What moderators decided"),
        (name = "changes", description = "The chain of revisions, for mirrors"),
        (name = "dumps", description = "Everything at once"),
    )
)]
pub(crate) struct Document;

static TEXT: OnceLock<String> = OnceLock::new();

/// Keeps the finished document; the router calls it once.
pub(crate) fn publish(document: &utoipa::openapi::OpenApi) {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    unsigned(&mut document);
    TEXT.get_or_init(|| serde_json::to_string_pretty(&document).unwrap_or_default());
}

/// Numbers of 32 bits without a sign are told as `int32`, which ends at half of them.
fn unsigned(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            if members.get("format").is_some_and(|format| format == "int32")
                && members.get("minimum").and_then(serde_json::Value::as_i64).is_some_and(|least| least >= 0)
            {
                members.remove("format");
                members.entry("maximum").or_insert_with(|| serde_json::json!(u32::MAX));
            }
            members.values_mut().for_each(unsigned);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(unsigned),
        _ => {}
    }
}

/// The document as a value, for the page that shows it.
pub(crate) fn value() -> serde_json::Value {
    serde_json::from_str(TEXT.get().map_or("{}", String::as_str)).unwrap_or_default()
}

/// `GET /api/openapi.json`.
pub(crate) async fn show(headers: HeaderMap) -> Response {
    answer(&headers, "application/json", Keep::Revalidate, TEXT.get().cloned().unwrap_or_default())
}
