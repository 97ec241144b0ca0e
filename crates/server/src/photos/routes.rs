//! `/api/v1/contributions/{id}/photos` for who holds the code, and `/photos/…` for everybody.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::{ContributionId, Covering, PhotoId};
use uuid::Uuid;

use super::{Filed, Kept, boxes as sent_boxes, cover, delete, file, keep, of_sender, parse_boxes, parse_hash};
use crate::api::contributions::edit_key;
use crate::conditional::{Keep, holds, tagged};
use crate::error::Error;
use crate::extract::{Body, Path};
use crate::problems::ProblemJson;
use crate::sender::Sender;
use crate::state::AppState;
use crate::upload::Upload;
use crate::wire::{BoxesRequest, PhotoAnswer, PhotoList};

/// Nothing of a published file may run, whatever a browser takes it for.
pub(crate) const SANDBOX: &str = "sandbox; default-src 'none'";

/// Adds a photo. It is decoded, turned upright, covered with the boxes, shrunk and encoded anew; the file that was sent
/// is never kept. It waits until a person has looked.
#[utoipa::path(post, path = "/api/v1/contributions/{id}/photos", tag = "contributions", operation_id = "addPhoto",
    params(("id" = Uuid, Path), ("Edit-Key" = String, Header, description = "The receipt code"),
        ("Boxes" = Option<String>, Header, description = "With a bare picture as the body: JSON list of boxes, `{x, y, width, height}` as fractions of the upright picture")),
    request_body(content(
        (String = "image/jpeg"), (String = "image/png"), (String = "image/webp"), (String = "multipart/form-data")),
        description = "The picture, at most 15 MiB; or a form with the fields `photo` and `boxes`"),
    responses(
        (status = 201, description = "Kept; it waits for a person", body = PhotoAnswer),
        (status = 400, description = "A form that ends too early", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such contribution, or another code", body = ProblemJson, content_type = "application/problem+json"),
        (status = 409, description = "The contribution was withdrawn, or has its five photos", body = ProblemJson, content_type = "application/problem+json"),
        (status = 413, description = "Larger than 15 MiB", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Neither a picture nor a form", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "Not a whole, single JPEG, PNG or WebP within the limits; or boxes outside of it", body = ProblemJson, content_type = "application/problem+json"),
        (status = 429, description = "Too many from one place", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The shelf of photos cannot be reached; the contribution is kept, its photo is not", body = ProblemJson, content_type = "application/problem+json"),
        (status = 507, description = "No room left for photos; the contribution is kept, its photo is not", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn add(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    sender: Sender,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response, Error> {
    let key = (ContributionId(id), edit_key(&headers)?);
    let boxes = parse_boxes(upload.text("boxes"))?;
    // Nothing is no photo, which only those are told who may add one.
    let photo = upload.file.unwrap_or_default();
    let kept = keep(&state, sender, key, photo, boxes).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(PhotoAnswer::from(kept))).into_response())
}

/// The photos of a contribution, for its sender.
#[utoipa::path(get, path = "/api/v1/contributions/{id}/photos", tag = "contributions", operation_id = "listPhotos",
    params(("id" = Uuid, Path), ("Edit-Key" = String, Header)),
    responses(
        (status = 200, description = "Every photo that is not deleted", body = PhotoList),
        (status = 404, description = "No such contribution, or another code", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id = ContributionId(id);
    state.store.receipt_by_id(id, edit_key(&headers)?).await?.ok_or(Error::NotFound)?;
    let photos = state.store.photos_of_contribution(id).await?;
    Ok(private(PhotoList { photos: photos.iter().map(PhotoAnswer::from).collect() }))
}

/// The picture as it is kept, for its sender.
#[utoipa::path(get, path = "/api/v1/contributions/{id}/photos/{photo}", tag = "contributions", operation_id = "showPhoto",
    params(("id" = Uuid, Path), ("photo" = Uuid, Path), ("Edit-Key" = String, Header)),
    responses(
        (status = 200, description = "The picture", body = String, content_type = "image/jpeg"),
        (status = 404, description = "No such photo, or another code", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((id, photo)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let photo = of_sender(&state, (ContributionId(id), edit_key(&headers)?), PhotoId(photo)).await?;
    let bytes = file(&state, &photo, |files| files.picture).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    Ok((headers, bytes).into_response())
}

/// Burns more boxes into a photo that waits: a new picture is made and the old one deleted.
#[utoipa::path(post, path = "/api/v1/contributions/{id}/photos/{photo}/boxes", tag = "contributions", operation_id = "boxPhoto",
    params(("id" = Uuid, Path), ("photo" = Uuid, Path), ("Edit-Key" = String, Header)), request_body = BoxesRequest,
    responses(
        (status = 200, description = "The photo with its boxes", body = PhotoAnswer),
        (status = 400, description = "Not JSON", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such photo, or another code", body = ProblemJson, content_type = "application/problem+json"),
        (status = 409, description = "It was changed meanwhile, or published", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "Boxes outside of the picture", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn boxes(
    State(state): State<AppState>,
    Path((id, photo)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    Body { value, .. }: Body<BoxesRequest>,
) -> Result<Response, Error> {
    let photo = of_sender(&state, (ContributionId(id), edit_key(&headers)?), PhotoId(photo)).await?;
    let regions = sent_boxes::regions(&value.boxes)?;
    if regions.is_empty() {
        return Err(Error::fault("/boxes", "there is no box"));
    }
    Ok(private(PhotoAnswer::from(cover(&state, &photo, regions, Covering::Sender).await?)))
}

/// Deletes a photo, published or not. Nothing of it remains.
#[utoipa::path(delete, path = "/api/v1/contributions/{id}/photos/{photo}", tag = "contributions", operation_id = "deletePhoto",
    params(("id" = Uuid, Path), ("photo" = Uuid, Path), ("Edit-Key" = String, Header)),
    responses(
        (status = 200, description = "Deleted, its files too", body = PhotoAnswer),
        (status = 404, description = "No such photo, or another code", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn remove(
    State(state): State<AppState>,
    Path((id, photo)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let photo = of_sender(&state, (ContributionId(id), edit_key(&headers)?), PhotoId(photo)).await?;
    Ok(private(PhotoAnswer::from(&delete(&state, photo.id).await?)))
}

/// `GET /photos/{sha256}.jpg`: published photos and their small forms; whatever else lies on the shelf does not exist.
///
/// A file never changes under its name, but it may be taken down: caches keep it for a minute and then ask.
pub(crate) async fn public(
    State(state): State<AppState>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let hash = name.strip_suffix(".jpg").and_then(parse_hash).ok_or(Error::NotFound)?;
    if !state.store.is_published_file(hash).await? {
        return Err(Error::NotFound);
    }
    let tag = format!("\"{}\"", &name[..64]);
    let bytes =
        if holds(&asked, &tag) { Some(Bytes::new()) } else { state.photos.shelf.fetch(hash, Filed::Photo).await? };
    let mut response = tagged(&asked, "image/jpeg", Keep::Minute, &tag, bytes.ok_or(Error::NotFound)?);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    Ok(response)
}

fn private(body: impl serde::Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

impl From<Kept> for PhotoAnswer {
    fn from(kept: Kept) -> Self {
        let suggested = kept.suggested.iter().map(|region| (*region).into()).collect();
        Self { suggested, ..Self::from(&kept.photo) }
    }
}
