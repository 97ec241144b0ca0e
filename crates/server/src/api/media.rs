//! `/api/v1/photos` and `/api/v1/files`: everything published that is a file, for those who keep a copy.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use store::{Photo, PhotoId, Piece, PieceId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Query;
use crate::photos::{address, hex};
use crate::pieces;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// Files in a page without `limit`, and at the most.
const LIMIT: (u32, u32) = (100, 1000);

/// Where to begin, and how much.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MediaQuery {
    /// The id of the last one that is known; left out, from the beginning.
    after: Option<Uuid>,
    /// At most this many, 1 to 1000 (more is lowered to 1000); 100 without it.
    #[param(minimum = 1)]
    limit: Option<u32>,
}

/// A page of the published photos, in the order of their ids, which tells nothing about when they came.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhotosAnswer {
    /// The photos.
    photos: Vec<PhotoOfAll>,
    /// The next page, when there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A published photo.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhotoOfAll {
    /// Its name.
    id: Uuid,
    /// The device or record that it shows.
    entity: Uuid,
    /// The JPEG.
    url: String,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// Its small form.
    thumbnail_url: String,
    /// The SHA-256 of the small form's bytes.
    thumbnail_sha256: String,
    /// Pixels across.
    width: u32,
    /// Pixels down.
    height: u32,
}

/// A page of the published copies of documents, in the order of their ids.
#[derive(Serialize, ToSchema)]
pub(crate) struct FilesAnswer {
    /// The copies.
    files: Vec<FileOfAll>,
    /// The next page, when there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A published copy of a document.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileOfAll {
    /// Its name.
    id: Uuid,
    /// The document.
    document: Uuid,
    /// The PDF.
    url: String,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// How many they are.
    bytes: u64,
}

impl MediaQuery {
    fn limit(&self) -> Result<u32, Error> {
        match self.limit {
            Some(0) => Err(Error::Malformed("limit is at least 1".to_owned())),
            limit => Ok(limit.unwrap_or(LIMIT.0).min(LIMIT.1)),
        }
    }

    /// The address of the page behind a full one.
    fn next(
        &self,
        state: &AppState,
        path: &str,
        ids: impl ExactSizeIterator<Item = Uuid>,
    ) -> Result<Option<String>, Error> {
        let limit = self.limit()?;
        let is_full = ids.len() == limit as usize;
        let last = ids.last().filter(|_| is_full);
        Ok(last.map(|last| state.address(&format!("{path}?limit={limit}&after={last}"))))
    }
}

/// Every published photo of the census, for mirrors. One that was taken down is missing: delete your copy then. There is
/// no `as_of`: a photo that was taken down is nobody's any more.
#[utoipa::path(get, path = "/api/v1/photos", tag = "changes", operation_id = "listAllPhotos", params(MediaQuery),
    responses(
        (status = 200, description = "A page; follow `next` for more", body = PhotosAnswer),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn photos(
    State(state): State<AppState>,
    Query(query): Query<MediaQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let found = state.store.published_photos(query.after.map(PhotoId), query.limit()?).await?;
    let next = query.next(&state, "/api/v1/photos", found.iter().map(|photo| photo.id.0))?;
    let photos = found.iter().filter_map(|photo| photo_of_all(&state, photo)).collect();
    written(&headers, &PhotosAnswer { photos, next })
}

/// Every published copy of a document, for mirrors. One that was taken down is missing: delete your copy then. There is
/// no `as_of`: a copy that was taken down is shown to nobody any more.
#[utoipa::path(get, path = "/api/v1/files", tag = "changes", operation_id = "listAllFiles", params(MediaQuery),
    responses(
        (status = 200, description = "A page; follow `next` for more", body = FilesAnswer),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn files(
    State(state): State<AppState>,
    Query(query): Query<MediaQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let found = state.store.published_pieces(query.after.map(PieceId), query.limit()?).await?;
    let next = query.next(&state, "/api/v1/files", found.iter().map(|piece| piece.id.0))?;
    let files = found.iter().filter_map(|piece| file_of_all(&state, piece)).collect();
    written(&headers, &FilesAnswer { files, next })
}

fn photo_of_all(state: &AppState, photo: &Photo) -> Option<PhotoOfAll> {
    let (files, entity) = (photo.files?, photo.entity?);
    Some(PhotoOfAll {
        id: photo.id.0,
        entity: entity.0,
        url: state.address(&address(files.picture)),
        sha256: hex(files.picture),
        thumbnail_url: state.address(&address(files.thumbnail)),
        thumbnail_sha256: hex(files.thumbnail),
        width: photo.width,
        height: photo.height,
    })
}

fn file_of_all(state: &AppState, piece: &Piece) -> Option<FileOfAll> {
    let file = piece.file?;
    Some(FileOfAll {
        id: piece.id.0,
        document: piece.document.0,
        url: state.address(&pieces::address(file)),
        sha256: hex(file),
        bytes: piece.bytes,
    })
}

fn written(headers: &HeaderMap, body: &impl Serialize) -> Result<Response, Error> {
    let body = serde_json::to_vec(body).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(headers, "application/json", Keep::Revalidate, body))
}
