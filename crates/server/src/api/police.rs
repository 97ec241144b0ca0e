//! `/api/v1/police-files`: what is known of national police files, each figure with its source and its date.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use census::{EntityKind, Facet, Figure, Language, PoliceFile, Taxonomy, police_file, police_files};
use serde_json::{Value, json};
use store::RecordFilter;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::past::{self, AsOf};
use crate::problems::ProblemJson;
use crate::state::AppState;

const JSON: &str = "application/json";

/// Uses of one file that an answer names; the list of uses has them all.
pub(crate) const MOST_USES: u32 = 1000;

/// Lists the police files that the program carries. What is not known is absent; a figure that somebody claims says who.
/// Each figure has its own day (`as_of`, the day it is from); the list itself comes with the program and has no past.
#[utoipa::path(get, path = "/api/v1/police-files", tag = "police files", operation_id = "listPoliceFiles",
    responses(
        (status = 200, description = "Every file", body = Value),
        (status = 304, description = "The client holds just this"),
    ))]
pub(crate) async fn list(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let files: Vec<Value> = police_files().iter().map(|file| object(&state, file)).collect();
    answer(&headers, JSON, Keep::Revalidate, json!({"police_files": files}).to_string())
}

/// One police file, and the uses of it that the census records, today or at the end of a day.
#[utoipa::path(get, path = "/api/v1/police-files/{key}", tag = "police files", operation_id = "showPoliceFile",
    params(("key" = String, Path, description = "Key of the file", example = "taj"), AsOf),
    responses(
        (status = 200, description = "The file, and who uses it", body = Value),
        (status = 304, description = "The client holds just this"),
        (status = 400, description = "A day that cannot be read, or has not come yet", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such file", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(key): Path<String>,
    Query(asked): Query<AsOf>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let file = police_file(&key).ok_or(Error::NotFound)?;
    let uses: Vec<String> = if let Some(day) = past::day(&state, asked.as_of.as_deref())? {
        past::records(&state, &uses_of(file), None, MOST_USES, day).await?.0
    } else {
        let uses = state.store.records(&uses_of(file), None, MOST_USES).await?;
        uses.items.into_iter().map(|record| record.fragment).collect()
    };
    let read =
        |fragment: &String| serde_json::from_str::<Value>(fragment).map_err(|error| Error::Internal(Box::new(error)));
    let uses: Vec<Value> = uses.iter().map(read).collect::<Result<_, _>>()?;
    let mut body = object(&state, file);
    body["uses"] = Value::Array(uses);
    Ok(answer(&headers, JSON, Keep::Revalidate, body.to_string()))
}

/// The uses that name a file.
pub(crate) fn uses_of(file: &PoliceFile) -> RecordFilter {
    RecordFilter { kind: EntityKind::Deployment, facets: vec![Facet::new("police_file", &file.key)], since: None }
}

fn object(state: &AppState, file: &PoliceFile) -> Value {
    let label = |language| Taxonomy::embedded().label("police_file", &file.key, language);
    let mut object = json!({
        "key": file.key,
        "label": {"fr": label(Language::French), "en": label(Language::English)},
        "family": file.family,
        "documents": file.documents,
        "figures": file.figures.iter().map(figure).collect::<Vec<_>>(),
        "url": state.address(&format!("/api/v1/police-files/{}", file.key)),
    });
    let known = [("has_face_photos", file.has_face_photos), ("face_search_allowed", file.face_search_allowed)];
    for (name, value) in known {
        if let Some(value) = value {
            object[name] = json!(value);
        }
    }
    object
}

fn figure(figure: &Figure) -> Value {
    let mut object = json!({"what": figure.what, "value": figure.value, "approximate": figure.approximate,
        "as_of": figure.as_of, "source": figure.source});
    if let Some(by) = &figure.claimed_by {
        object["claimed_by"] = json!(by);
    }
    object
}
