//! Photos: made safe in memory, kept on a shelf, shown to their sender and the moderators until somebody publishes
//! them. The file that was sent never touches a disk.

mod boxes;
pub(crate) mod published;
pub(crate) mod routes;
mod shelf;
mod workshop;

use std::time::{Duration, Instant};

use axum::body::Bytes;
use census::ReceiptCode;
use photo::{Encoded, Region, SafePhoto};
use sha2::{Digest, Sha256};
use store::{ContributionId, Covering, FileHash, NewPhoto, Photo, PhotoFiles, PhotoId};

pub(crate) use boxes::parse_boxes;
pub use shelf::{Filed, InvalidShelf, Shelf};

use crate::error::Error;
use crate::limiter::{Limiter, PHOTOS, Verdict};
use crate::sender::Sender;
use crate::state::AppState;
use workshop::Workshop;

/// Bytes of a request with a photo: the photo itself, and the fields around it.
pub(crate) const UPLOAD_LIMIT: usize = photo::MAX_BYTES + 64 * 1024;

/// How often files that nobody speaks of any more are looked for.
const TIDY_EVERY: Duration = Duration::from_mins(1);

/// What photos need of the server.
pub(crate) struct Photos {
    /// Where the files are.
    pub(crate) shelf: Shelf,
    workshop: Workshop,
    /// Photos are counted apart: who sends many reports may still add a photo.
    pub(crate) limiter: Limiter,
}

/// A photo that was kept just now, and where faces may be in it.
pub(crate) struct Kept {
    pub(crate) photo: Photo,
    pub(crate) suggested: Vec<Region>,
}

impl Photos {
    /// Keeps files on a shelf; `key` is for counting senders.
    pub(crate) fn new(shelf: Shelf, key: [u8; 32]) -> Self {
        Self { shelf, workshop: Workshop::default(), limiter: Limiter::new(PHOTOS, key, Instant::now()) }
    }
}

/// Makes a photo safe and keeps it with the contribution that the code opens.
pub(crate) async fn keep(
    state: &AppState,
    Sender(address): Sender,
    (id, code): (ContributionId, ReceiptCode),
    bytes: Bytes,
    regions: Vec<Region>,
) -> Result<Kept, Error> {
    let limiter = &state.photos.limiter;
    if state.settings.rate_limits
        && let Verdict::Refused { retry_after_s } = limiter.count(address, Instant::now(), || state.world.bytes())
    {
        return Err(Error::TooMany { retry_after_s });
    }
    state.store.receipt_by_id(id, code).await?.ok_or(Error::NotFound)?;
    let boxes = regions.len() as u32;
    let safe = state.photos.workshop.safe(bytes, regions).await?;
    let _turn = state.photos.shelf.turn().await;
    let new = lay(state, &safe, boxes).await?;
    let photo = state.store.add_photo(id, code, new).await?.ok_or(Error::NotFound)?;
    stay(state, &safe, new.files).await?;
    Ok(Kept { photo, suggested: safe.faces })
}

/// Burns more boxes into a kept photo: a new picture takes the place of the old one, which goes.
pub(crate) async fn cover(state: &AppState, photo: &Photo, regions: Vec<Region>, by: Covering) -> Result<Kept, Error> {
    let old = photo.files.ok_or(Error::NotFound)?;
    let bytes = state.photos.shelf.fetch(old.picture, Filed::Photo).await?.ok_or(Error::NotFound)?;
    let boxes = regions.len() as u32;
    let safe = state.photos.workshop.safe(bytes, regions).await?;
    let turn = state.photos.shelf.turn().await;
    let new = lay(state, &safe, boxes).await?;
    let photo = state.store.replace_photo(photo.id, old.picture, new, by).await?.ok_or(Error::NotFound)?;
    stay(state, &safe, new.files).await?;
    drop(turn);
    clear_away(state).await?;
    Ok(Kept { photo, suggested: safe.faces })
}

/// Deletes a photo and its files.
pub(crate) async fn delete(state: &AppState, id: PhotoId) -> Result<Photo, Error> {
    let deleted = state.store.decide_photo(id, census::PhotoState::Deleted).await?.ok_or(Error::NotFound)?;
    clear_away(state).await?;
    Ok(deleted)
}

/// Where faces may be in a kept photo.
pub(crate) async fn suggest(state: &AppState, photo: &Photo) -> Result<Vec<Region>, Error> {
    let bytes = file(state, photo, |files| files.picture).await?;
    Ok(state.photos.workshop.safe(bytes, Vec::new()).await?.faces)
}

/// The photo of an id, for who holds the code of its contribution.
pub(crate) async fn of_sender(
    state: &AppState,
    (contribution, code): (ContributionId, ReceiptCode),
    id: PhotoId,
) -> Result<Photo, Error> {
    state.store.receipt_by_id(contribution, code).await?.ok_or(Error::NotFound)?;
    let photo = state.store.photo(id).await?;
    photo.filter(|photo| photo.contribution == contribution && photo.files.is_some()).ok_or(Error::NotFound)
}

/// One of the files of a photo, whoever asks: callers have checked who may see it.
pub(crate) async fn file(state: &AppState, photo: &Photo, which: fn(PhotoFiles) -> FileHash) -> Result<Bytes, Error> {
    let hash = photo.files.map(which).ok_or(Error::NotFound)?;
    state.photos.shelf.fetch(hash, Filed::Photo).await?.ok_or(Error::NotFound)
}

/// Takes off the shelf what no photo speaks of any more: call it after anything that deletes photos.
pub(crate) async fn clear_away(state: &AppState) -> Result<(), Error> {
    let _turn = state.photos.shelf.turn().await;
    let waste = state.store.photo_waste().await?;
    state.photos.shelf.discard(&state.store, waste).await
}

/// Clears away what an earlier attempt could not, and stops waiting for photos that never came, for as long as the
/// server runs.
pub(crate) async fn keep_tidy(state: AppState) {
    loop {
        if !state.store.is_read_only()
            && let Err(error) = state.store.give_up_promised_photos().await
        {
            tracing::warn!(%error, "Reports whose photo never came still wait for it");
        }
        if let Err(error) = clear_away(&state).await {
            tracing::warn!(%error, "Deleted photos could not yet be taken off the shelf");
        }
        tokio::time::sleep(TIDY_EVERY).await;
    }
}

/// Lays the files on the shelf. They count as waste until a photo speaks of them, so that nothing is left behind if
/// the photo is refused or the server stops.
async fn lay(state: &AppState, safe: &SafePhoto, boxes: u32) -> Result<NewPhoto, Error> {
    let files = PhotoFiles { picture: hash(&safe.picture), thumbnail: hash(&safe.thumbnail) };
    state.store.announce_photo_files(files).await?;
    for (hash, file) in [(files.picture, &safe.picture), (files.thumbnail, &safe.thumbnail)] {
        state.photos.shelf.put(hash, Filed::Photo, file.jpeg.clone()).await?;
    }
    Ok(NewPhoto { files, width: safe.picture.width, height: safe.picture.height, boxes })
}

/// Another server on the same shelf may have cleared the files away between the two steps.
async fn stay(state: &AppState, safe: &SafePhoto, files: PhotoFiles) -> Result<(), Error> {
    for (hash, file) in [(files.picture, &safe.picture), (files.thumbnail, &safe.thumbnail)] {
        if !state.photos.shelf.holds(hash, Filed::Photo).await? {
            state.photos.shelf.put(hash, Filed::Photo, file.jpeg.clone()).await?;
        }
    }
    Ok(())
}

fn hash(file: &Encoded) -> FileHash {
    Sha256::digest(&file.jpeg).into()
}

/// Lower-case hexadecimal, as files and addresses spell a hash.
pub(crate) fn hex(hash: FileHash) -> String {
    use std::fmt::Write;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// 64 lower-case hexadecimal digits: one address for one file.
pub(crate) fn parse_hash(text: &str) -> Option<FileHash> {
    if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// Where everybody finds a published file.
pub(crate) fn address(hash: FileHash) -> String {
    format!("/photos/{}.jpg", hex(hash))
}
