//! Published photos and files in the JSON of what they show or are copies of.

use census::{EntityId, PieceState};
use photo::thumbnail_size;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Photo, Piece};

use super::{address, hex};
use crate::error::Error;
use crate::pieces;
use crate::state::AppState;

/// A picture by its address, with its size in pixels.
#[derive(Serialize)]
struct Picture {
    url: String,
    width: u32,
    height: u32,
}

/// A published photo.
#[derive(Serialize)]
struct PublishedPhoto {
    #[serde(flatten)]
    picture: Picture,
    thumbnail: Picture,
}

/// A published copy of a document.
#[derive(Serialize)]
struct PublishedFile {
    url: String,
    sha256: String,
    bytes: u64,
}

/// The JSON object of an entity with its published photos as the member `photos` and its files as `files`, where it has
/// some, and the tag of the whole: who holds it learns of one that came or went, while the version of the entity stays
/// last in it.
pub(crate) async fn beside(
    state: &AppState,
    id: EntityId,
    version: u32,
    fragment: String,
) -> Result<(String, String), Error> {
    let photos = state.store.photos_of_entity(id).await?;
    let photos: Vec<PublishedPhoto> = photos.iter().filter_map(|photo| published(state, photo)).collect();
    let files = state.store.pieces_of(id).await?;
    let files: Vec<PublishedFile> = files.iter().filter_map(|piece| published_file(state, piece)).collect();
    let lists = [member("photos", &photos)?, member("files", &files)?].concat();
    let plain = fragment.strip_suffix('}').filter(|_| !lists.is_empty());
    let Some(open) = plain else { return Ok((format!("\"{id}-{version}\""), fragment)) };
    let mark = hex(Sha256::digest(&lists).into());
    Ok((format!("\"{id}-{}-{version}\"", &mark[..8]), format!("{open}{lists}}}")))
}

/// `,"name":[…]`, or nothing for an empty list.
fn member(name: &str, list: &[impl Serialize]) -> Result<String, Error> {
    if list.is_empty() {
        return Ok(String::new());
    }
    let list = serde_json::to_string(list).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(format!(",\"{name}\":{list}"))
}

fn published_file(state: &AppState, piece: &Piece) -> Option<PublishedFile> {
    let file = piece.file.filter(|_| piece.state == PieceState::Published)?;
    Some(PublishedFile { url: state.address(&pieces::address(file)), sha256: hex(file), bytes: piece.bytes })
}

fn published(state: &AppState, photo: &Photo) -> Option<PublishedPhoto> {
    let files = photo.files?;
    let picture = |hash, (width, height)| Picture { url: state.address(&address(hash)), width, height };
    Some(PublishedPhoto {
        picture: picture(files.picture, (photo.width, photo.height)),
        thumbnail: picture(files.thumbnail, thumbnail_size(photo.width, photo.height)),
    })
}
