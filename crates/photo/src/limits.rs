//! What is refused before a single pixel is decoded.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

/// Bytes of an upload at the most.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;
/// Pixels of one side at the most.
pub const MAX_SIDE: u32 = 12_000;
/// Pixels in all at the most: a picture of few bytes can have very many.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Memory that a decoder may ask for.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhoto {
    /// More bytes than any photo needs.
    #[error("the file is larger than 15 MiB")]
    TooManyBytes,
    /// Not one of the formats that are read.
    #[error("the file is no JPEG, PNG or WebP picture")]
    Format,
    /// More pixels than are decoded.
    #[error("the picture is larger than 12,000 pixels a side or 50 million pixels")]
    TooManyPixels,
    /// Cut short, or not what its header says.
    #[error("the picture is damaged or incomplete")]
    Damaged,
}

/// The format, if size and header are acceptable. Decided by content, never by name.
pub(crate) fn check(bytes: &[u8]) -> Result<ImageFormat, InvalidPhoto> {
    if bytes.len() > MAX_BYTES {
        return Err(InvalidPhoto::TooManyBytes);
    }
    let format = image::guess_format(bytes).map_err(|_| InvalidPhoto::Format)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(InvalidPhoto::Format);
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(|_| InvalidPhoto::Damaged)?;
    let too_many = width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS;
    if too_many { Err(InvalidPhoto::TooManyPixels) } else { Ok(format) }
}

pub(crate) fn decoder_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}
