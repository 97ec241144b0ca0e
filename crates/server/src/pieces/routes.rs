//! `/api/v1/records/{id}/files` for trusted accounts, and `/pieces/…` for everybody.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use census::EntityId;
use uuid::Uuid;

use super::{PDF, attach, keep, withdraw};
use crate::accounts::Entrusted;
use crate::conditional::{Keep, holds, tagged};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::photos::{Filed, parse_hash};
use crate::problems::ProblemJson;
use crate::sender::Sender;
use crate::state::AppState;
use crate::upload::Upload;
use crate::wire::{GivenSum, PieceAnswer};

/// Adds a copy of a document: one PDF, kept as it came, unless its properties name people: those are taken out. It is
/// read by moderators until one of them publishes it, and always sent as an attachment. For accounts with the role trusted, moderator, importer or administrator.
#[utoipa::path(post, path = "/api/v1/records/{id}/files", tag = "records", operation_id = "addFile",
    params(("id" = Uuid, Path, description = "The document's id"), GivenSum),
    request_body(content((String = "application/pdf"), (String = "multipart/form-data")),
        description = "The PDF, at most 20 MiB; or a form with the fields `file` and `sha256`"),
    responses(
        (status = 201, description = "Kept; `state` tells whether it waits for a moderator", body = PieceAnswer),
        (status = 401, description = "Not logged in", body = ProblemJson, content_type = "application/problem+json"),
        (status = 403, description = "No such role", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such document", body = ProblemJson, content_type = "application/problem+json"),
        (status = 409, description = "The document has its five files", body = ProblemJson, content_type = "application/problem+json"),
        (status = 413, description = "Larger than 20 MiB", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Neither a PDF nor a form", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "Not one whole PDF without scripts, attachments or encryption; or its SHA-256 is not the one that was given or that the document has", body = ProblemJson, content_type = "application/problem+json"),
        (status = 429, description = "Too many from one place", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The shelf of files cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
        (status = 507, description = "No room left for files", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn add(
    State(state): State<AppState>,
    account: Entrusted,
    Path(id): Path<EntityId>,
    Query(asked): Query<GivenSum>,
    sender: Sender,
    upload: Upload,
) -> Result<Response, Error> {
    let given = asked.sha256.unwrap_or_else(|| upload.text("sha256").to_owned());
    let file = upload.file.ok_or_else(|| Error::fault("/file", "there is no file"))?;
    let kept = keep(&state, sender, &account, id, file, &given).await?;
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    let answer = PieceAnswer { rewritten: kept.rewritten, ..PieceAnswer::of(&state, &kept.piece) };
    Ok((StatusCode::CREATED, no_store, Json(answer)).into_response())
}

/// Deletes a copy that one sent. Nothing of it remains.
#[utoipa::path(delete, path = "/api/v1/records/{id}/files/{file}", tag = "records", operation_id = "deleteFile",
    params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses(
        (status = 200, description = "Deleted, its file too", body = PieceAnswer),
        (status = 401, description = "Not logged in", body = ProblemJson, content_type = "application/problem+json"),
        (status = 403, description = "No such role", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such file, or somebody else's", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn remove(
    State(state): State<AppState>,
    account: Entrusted,
    Path((id, file)): Path<(EntityId, Uuid)>,
) -> Result<Response, Error> {
    let piece = state.store.piece(store::PieceId(file)).await?.filter(|piece| piece.document == id);
    let gone = withdraw(&state, &account, piece.ok_or(Error::NotFound)?.id).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(PieceAnswer::of(&state, &gone))).into_response())
}

/// `GET /pieces/{sha256}.pdf`: published copies; whatever else lies on the shelf does not exist.
///
/// A file never changes under its name, but it may be taken down: caches keep it for a minute and then ask.
pub(crate) async fn public(
    State(state): State<AppState>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let hash = name.strip_suffix(".pdf").and_then(parse_hash).ok_or(Error::NotFound)?;
    if !state.store.is_published_piece(hash).await? {
        return Err(Error::NotFound);
    }
    let tag = format!("\"{}\"", &name[..64]);
    let is_known = holds(&asked, &tag);
    let bytes = if is_known { Some(Bytes::new()) } else { state.photos.shelf.fetch(hash, Filed::Piece).await? };
    let mut response = tagged(&asked, PDF, Keep::Minute, &tag, bytes.ok_or(Error::NotFound)?);
    attach(&mut response, hash);
    Ok(response)
}
