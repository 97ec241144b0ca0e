//! The one way from a file that somebody sent to pictures that may be kept.

use image::codecs::jpeg::JpegEncoder;
use image::{RgbImage, imageops};

use crate::decode::upright;
use crate::{InvalidPhoto, Region, faces};

/// The longest side of the picture that comes out, in pixels.
pub const OUTPUT_SIDE: u32 = 2048;
/// The longest side of the small picture for pages, in pixels.
pub const THUMBNAIL_SIDE: u32 = 480;

/// JPEG quality of what comes out.
const QUALITY: u8 = 82;

/// JPEG bytes made from pixels alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The file.
    pub jpeg: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// What may be kept of a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct SafePhoto {
    /// At most [`OUTPUT_SIDE`] pixels a side.
    pub picture: Encoded,
    /// At most [`THUMBNAIL_SIDE`] pixels a side.
    pub thumbnail: Encoded,
    /// Where faces may be that no box covers, the surest first: a suggestion, no more.
    pub faces: Vec<Region>,
}

/// Decodes a JPEG, PNG or WebP within the limits, covers the regions, and encodes what is left. Takes up to seconds
/// of one core and 300 MiB: callers run it off the request threads, one at a time per core.
pub fn sanitise(bytes: &[u8], regions: &[Region]) -> Result<SafePhoto, InvalidPhoto> {
    let mut pixels = upright(bytes, OUTPUT_SIDE)?;
    for region in regions {
        region.burn_into(&mut pixels);
    }
    let picture = encode(&pixels)?;
    let thumbnail = encode(&shrunk(&pixels))?;
    Ok(SafePhoto { picture, thumbnail, faces: faces::suggest(&pixels) })
}

/// The size of the thumbnail of a picture, in pixels: its longest side is at most [`THUMBNAIL_SIDE`].
pub fn thumbnail_size(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height);
    let scaled = |side: u32| (side * THUMBNAIL_SIDE / longest).max(1);
    if longest <= THUMBNAIL_SIDE { (width, height) } else { (scaled(width), scaled(height)) }
}

fn shrunk(pixels: &RgbImage) -> RgbImage {
    let (width, height) = thumbnail_size(pixels.width(), pixels.height());
    if (width, height) == pixels.dimensions() { pixels.clone() } else { imageops::thumbnail(pixels, width, height) }
}

fn encode(pixels: &RgbImage) -> Result<Encoded, InvalidPhoto> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(pixels).map_err(|_| InvalidPhoto::Damaged)?;
    Ok(Encoded { jpeg, width: pixels.width(), height: pixels.height() })
}
