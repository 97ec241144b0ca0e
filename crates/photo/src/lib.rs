//! A picture in, a safe picture out: checked before it is decoded, turned upright, shrunk, and encoded again from its
//! pixels, so that nothing of the file that came remains: no place, no maker, no hidden passenger.

mod jpeg;
mod limits;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader};

pub use limits::{InvalidPhoto, MAX_BYTES, MAX_PIXELS, MAX_SIDE};

/// The longest side of what comes out, in pixels.
pub const OUTPUT_SIDE: u32 = 2048;

/// JPEG quality of what comes out.
const QUALITY: u8 = 82;

/// A picture made from pixels alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafePhoto {
    /// JPEG bytes without metadata.
    pub jpeg: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Decodes a JPEG, PNG or WebP within the limits and encodes it again. Takes seconds of one core at the most: callers
/// run it off the request threads, one at a time per core.
pub fn sanitise(bytes: &[u8]) -> Result<SafePhoto, InvalidPhoto> {
    let format = limits::check(bytes)?;
    if format == ImageFormat::Jpeg && !jpeg::is_whole(bytes) {
        return Err(InvalidPhoto::Damaged);
    }
    let upright = decode(bytes, format)?;
    let (width, height) = upright.dimensions();
    let fits = width.max(height) <= OUTPUT_SIDE;
    let shrunk = if fits { upright } else { upright.thumbnail(OUTPUT_SIDE, OUTPUT_SIDE) };
    let pixels = shrunk.to_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&pixels).map_err(|_| InvalidPhoto::Damaged)?;
    Ok(SafePhoto { jpeg, width: pixels.width(), height: pixels.height() })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, InvalidPhoto> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits::decoder_limits());
    let mut decoder = reader.into_decoder().map_err(|_| InvalidPhoto::Damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| InvalidPhoto::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

#[cfg(test)]
mod tests;
