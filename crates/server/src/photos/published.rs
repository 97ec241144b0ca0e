//! Published photos in the JSON of what they show.

use census::EntityId;
use photo::thumbnail_size;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::Photo;

use super::{address, hex};
use crate::error::Error;
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

/// The JSON object of an entity with its published photos as the member `photos`, where it has some, and the tag of the
/// whole: who holds it learns of a photo that came or went, while the version of the entity stays last in it.
pub(crate) async fn beside(
    state: &AppState,
    id: EntityId,
    version: u32,
    fragment: String,
) -> Result<(String, String), Error> {
    let photos = state.store.photos_of_entity(id).await?;
    let photos: Vec<PublishedPhoto> = photos.iter().filter_map(|photo| published(state, photo)).collect();
    let plain = fragment.strip_suffix('}').filter(|_| !photos.is_empty());
    let Some(open) = plain else { return Ok((format!("\"{id}-{version}\""), fragment)) };
    let list = serde_json::to_string(&photos).map_err(|error| Error::Internal(Box::new(error)))?;
    let mark = hex(Sha256::digest(&list).into());
    Ok((format!("\"{id}-{}-{version}\"", &mark[..8]), format!("{open},\"photos\":{list}}}")))
}

fn published(state: &AppState, photo: &Photo) -> Option<PublishedPhoto> {
    let files = photo.files?;
    let picture = |hash, (width, height)| Picture { url: state.address(&address(hash)), width, height };
    Some(PublishedPhoto {
        picture: picture(files.picture, (photo.width, photo.height)),
        thumbnail: picture(files.thumbnail, thumbnail_size(photo.width, photo.height)),
    })
}
