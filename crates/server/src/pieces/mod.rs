//! Copies of documents: PDF files of trusted accounts, kept on the shelf of the photos, read by moderators until one of
//! them publishes them, and never shown by a browser: always an attachment. A file stays as it came, unless its
//! properties name people: those are taken out.

mod pdf;
mod properties;
pub(crate) mod routes;

use std::time::Instant;

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use census::{EntityId, Facet, PieceState, Record, Role};
use sha2::{Digest, Sha256};
use store::{Account, FileHash, NewPiece, Order, Piece, PieceId, Ruling};

pub use pdf::InvalidPdf;

use crate::accounts::covered;
use crate::error::Error;
use crate::limiter::Verdict;
use crate::photos::routes::SANDBOX;
use crate::photos::{Filed, clear_away, hex, parse_hash};
use crate::sender::Sender;
use crate::state::AppState;

/// Bytes of a request with a file: the file itself, and the fields around it.
pub(crate) const UPLOAD_LIMIT: usize = pdf::MAX_BYTES + 64 * 1024;

/// Records that are asked where they lie when they cite a document.
const MOST_CITING: u32 = 100;

/// What every file is.
pub(crate) const PDF: &str = "application/pdf";

/// A copy that was kept just now.
pub(crate) struct Kept {
    pub(crate) piece: Piece,
    /// Were properties that name people taken out of the file? Its SHA-256 is not the sender's then.
    pub(crate) rewritten: bool,
}

/// A file without people in its properties.
struct Clean {
    file: Bytes,
    hash: FileHash,
    /// The SHA-256 of the file as it came.
    sent: FileHash,
}

/// Keeps a file as a copy of a document. `given` is the SHA-256 that the sender knows; it may be empty. What a
/// moderator of the document sends was looked at, and is published by a decision of theirs; all else waits.
pub(crate) async fn keep(
    state: &AppState,
    Sender(address): Sender,
    by: &Account,
    document: EntityId,
    file: Bytes,
    given: &str,
) -> Result<Kept, Error> {
    let limiter = &state.photos.limiter;
    if state.settings.rate_limits
        && let Verdict::Refused { retry_after_s } = limiter.count(address, Instant::now(), || state.world.bytes())
    {
        return Err(Error::TooMany { retry_after_s });
    }
    let Clean { file, hash, sent } = looked_at(file).await?;
    let given = given.trim().to_ascii_lowercase();
    if !given.is_empty() && parse_hash(&given) != Some(sent) {
        return Err(Error::fault("/sha256", format!("the SHA-256 of the file is {}", hex(sent))));
    }
    let turn = state.photos.shelf.turn().await;
    let new = NewPiece { document, file: hash, sent, bytes: file.len() as u64, by: by.id };
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
    let (piece, rewritten) = (kept?, hash != sent);
    if piece.state == PieceState::Waiting && is_overseen(state, by, document).await? {
        return Ok(Kept { piece: decide(state, by, piece.id, PieceState::Published).await?, rewritten });
    }
    Ok(Kept { piece, rewritten })
}

/// May an account decide on the copies of a document as a moderator? Documents lie nowhere themselves: a moderator of
/// everything may, and one of a territory in which a record lies that cites it.
pub(crate) async fn is_overseen(state: &AppState, by: &Account, document: EntityId) -> Result<bool, Error> {
    let grants = || by.territories_of(Role::Moderator);
    if grants().next().is_none() || grants().any(|place| place.is_none()) {
        return Ok(grants().next().is_some());
    }
    for citing in state.store.records_by(&Facet::about(document), MOST_CITING).await? {
        let entity = state.store.entity(citing.id).await?;
        let places = entity.as_ref().and_then(|entity| entity.record()).map(Record::territories).unwrap_or_default();
        if places.into_iter().any(|code| covered(grants(), Some(code), state.places.territories())) {
            return Ok(true);
        }
    }
    Ok(false)
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

/// A file that is a PDF and nothing else, as it is kept.
async fn looked_at(file: Bytes) -> Result<Clean, Error> {
    let looked = tokio::task::spawn_blocking(move || {
        let found = pdf::look(&file)?;
        let sent = Sha256::digest(&file).into();
        if !found.telling && !found.commented {
            return Ok(Clean { file, hash: sent, sent });
        }
        let clean = properties::without_people(&file)?;
        Ok(Clean { hash: Sha256::digest(&clean).into(), file: clean.into(), sent })
    });
    looked.await.map_err(|error| Error::Internal(Box::new(error)))?.map_err(Error::Pdf)
}
