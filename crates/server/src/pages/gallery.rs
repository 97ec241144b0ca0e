//! The published photos on the page of what they show.

use photo::thumbnail_size;
use store::Photo;

use crate::photos::address;
use crate::words::Words;

/// A photo in small, which leads to the whole.
pub(crate) struct Picture {
    pub(crate) href: String,
    pub(crate) source: String,
    /// Pixels of the small form.
    pub(crate) width: u32,
    /// Pixels of the small form.
    pub(crate) height: u32,
    pub(crate) alt: String,
}

/// The photos of an entity; `what` says what it is and where.
pub(crate) fn pictures(words: &Words, photos: &[Photo], what: &str) -> Vec<Picture> {
    let count = photos.len();
    let picture = |(number, photo): (usize, &Photo)| {
        let files = photo.files?;
        let (width, height) = thumbnail_size(photo.width, photo.height);
        let values = [("what", what.into()), ("number", number.into()), ("count", count.into())];
        let alt = words.with(if count > 1 { "gallery-alt-numbered" } else { "gallery-alt" }, &values);
        Some(Picture { href: address(files.picture), source: address(files.thumbnail), width, height, alt })
    };
    (1..).zip(photos).filter_map(picture).collect()
}
