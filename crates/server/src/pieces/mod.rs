//! Copies of documents: PDF files of trusted accounts, kept on the shelf of the photos as they came, read by moderators
//! until one of them publishes them, and never shown by a browser: always an attachment.

mod pdf;
pub(crate) mod routes;

use std::time::Instant;

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use census::{EntityId, PieceState, Role};
use sha2::{Digest, Sha256};
use store::{Account, FileHash, NewPiece, Order, Piece, PieceId, Ruling};

pub use pdf::InvalidPdf;

use crate::error::Error;
use crate::limiter::Verdict;
use crate::photos::routes::SANDBOX;
use crate::photos::{Filed, clear_away, hex, parse_hash};
use crate::sender::Sender;
use crate::state::AppState;

/// Bytes of a request with a file: the file itself, and the fields around it.
pub(crate) const UPLOAD_LIMIT: usize = pdf::MAX_BYTES + 64 * 1024;

/// What every file is.
pub(crate) const PDF: &str = "application/pdf";

/// Keeps a file as a copy of a document. `given` is the SHA-256 that the sender knows; it may be empty. What a
/// moderator of everything sends was looked at, and is published by a decision of theirs; all else waits.
pub(crate) async fn keep(
    state: &AppState,
    Sender(address): Sender,
    by: &Account,
    document: EntityId,
    file: Bytes,
    given: &str,
) -> Result<Piece, Error> {
    let limiter = &state.photos.limiter;
    if state.settings.rate_limits
        && let Verdict::Refused { retry_after_s } = limiter.count(address, Instant::now(), || state.world.bytes())
    {
        return Err(Error::TooMany { retry_after_s });
    }
    let hash = looked_at(file.clone()).await?;
    let given = given.trim().to_ascii_lowercase();
    if !given.is_empty() && parse_hash(&given) != Some(hash) {
        return Err(Error::fault("/sha256", format!("the SHA-256 of the file is {}", hex(hash))));
    }
    let turn = state.photos.shelf.turn().await;
    let new = NewPiece { document, file: hash, bytes: file.len() as u64, by: by.id };
    state.store.announce_file(hash).await?;
    state.photos.shelf.put(hash, Filed::Piece, file.clone()).await?;
    let kept = state.store.add_piece(new).await;
    // Another server on the same shelf may have cleared the file away between the two steps.
    if kept.is_ok() && !state.photos.shelf.holds(hash, Filed::Piece).await? {
        state.photos.shelf.put(hash, Filed::Piece, file).await?;
    }
    drop(turn);
    if kept.is_err() {
        clear_away(state).await?;
    }
    let piece = kept?;
    if piece.state == PieceState::Waiting && by.territories_of(Role::Moderator).any(|place| place.is_none()) {
        return decide(state, by, piece.id, PieceState::Published).await;
    }
    Ok(piece)
}

/// Shows, hides or deletes a copy, in the name of a moderator; the copy afterwards.
pub(crate) async fn decide(state: &AppState, by: &Account, piece: PieceId, wanted: PieceState) -> Result<Piece, Error> {
    let order = Order::Piece { piece, state: wanted };
    state.store.rule(Ruling { order, ground: None, answer: None, by: Some(by.id) }).await?;
    clear_away(state).await?;
    state.store.piece(piece).await?.ok_or(Error::NotFound)
}

/// Deletes a copy that the account sent.
pub(crate) async fn withdraw(state: &AppState, by: &Account, piece: PieceId) -> Result<Piece, Error> {
    let gone = state.store.withdraw_piece(piece, by.id).await?.ok_or(Error::NotFound)?;
    clear_away(state).await?;
    Ok(gone)
}

/// The file of a copy, whoever asks: callers have checked who may read it.
pub(crate) async fn attachment(state: &AppState, hash: FileHash) -> Result<Response, Error> {
    let bytes = state.photos.shelf.fetch(hash, Filed::Piece).await?.ok_or(Error::NotFound)?;
    let mut response = ([(header::CONTENT_TYPE, PDF), (header::CACHE_CONTROL, "no-store")], bytes).into_response();
    attach(&mut response, hash);
    Ok(response)
}

/// Where everybody finds a published file.
pub(crate) fn address(hash: FileHash) -> String {
    format!("/pieces/{}.pdf", hex(hash))
}

/// Nothing of the file may be shown or run by the browser that fetches it.
fn attach(response: &mut Response, hash: FileHash) {
    let headers = response.headers_mut();
    let name = format!("attachment; filename=\"document-{}.pdf\"", &hex(hash)[..12]);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// The SHA-256 of a file that is a PDF and nothing else.
async fn looked_at(file: Bytes) -> Result<FileHash, Error> {
    let looked = tokio::task::spawn_blocking(move || pdf::check(&file).map(|()| Sha256::digest(&file).into())).await;
    looked.map_err(|error| Error::Internal(Box::new(error)))?.map_err(Error::Pdf)
}
