//! What is refused before a single pixel is decoded.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use crate::{jpeg, png};

/// Bytes of an upload at the most.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;
/// Pixels of one side at the most.
pub const MAX_SIDE: u32 = 12_000;
/// Pixels in all at the most: a picture of few bytes can have very many.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Bytes of memory that decoding may take: with them and with the small copies that are made, a server that held 84 MiB
/// before stays below 300 MiB.
pub(crate) const MAX_ALLOC: u64 = 180 * 1024 * 1024;
/// Bytes per pixel that the WebP decoder may hold at once: the frame, a second copy of it, and transparency.
const WEBP_BYTES_PER_PIXEL: u64 = 8;

/// Brands of the container of HEIC and AVIF (ISO/IEC 23008-12, annex B), behind `ftyp`.
const HEIF_BRANDS: [&[u8; 4]; 10] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"];

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhoto {
    /// More bytes than any photo needs.
    #[error("the file is larger than 15 MiB")]
    TooManyBytes,
    /// Not one of the formats that are read.
    #[error("the file is no JPEG, PNG or WebP picture")]
    Format,
    /// The format of some telephones, which is not read here.
    #[error("the file is an HEIC or AVIF picture; send it as JPEG (a screenshot of it will do)")]
    Heif,
    /// More than one picture in a file: only the first would be seen by who looks.
    #[error("the file is an animation; send a single picture")]
    Animated,
    /// The colours of printers, which programs read in contradictory ways.
    #[error("the picture has the colours of a printer (CMYK); send it as RGB")]
    Cmyk,
    /// More pixels than are decoded.
    #[error("the picture is larger than 12,000 pixels a side or 50 million pixels, or takes too much memory or time")]
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
    if is_heif(bytes) {
        return Err(InvalidPhoto::Heif);
    }
    let format = image::guess_format(bytes).map_err(|_| InvalidPhoto::Format)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(InvalidPhoto::Format);
    }
    match format {
        ImageFormat::Jpeg => jpeg::check(bytes)?,
        ImageFormat::Png => png::check(bytes)?,
        _ => check_webp(bytes)?,
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(|_| InvalidPhoto::Damaged)?;
    let pixels = u64::from(width) * u64::from(height);
    let heavy = format == ImageFormat::WebP && pixels * WEBP_BYTES_PER_PIXEL > MAX_ALLOC;
    if heavy || width.max(height) > MAX_SIDE || pixels > MAX_PIXELS {
        return Err(InvalidPhoto::TooManyPixels);
    }
    Ok(format)
}

pub(crate) fn decoder_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

fn is_heif(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
    brand.is_some_and(|brand| HEIF_BRANDS.iter().any(|known| brand == *known))
}

/// A file must be as long as its header says (RFC 9649, 2.5), and hold one picture.
fn check_webp(bytes: &[u8]) -> Result<(), InvalidPhoto> {
    let announced = bytes.get(4..8).map(|size| u32::from_le_bytes([size[0], size[1], size[2], size[3]]));
    if announced.is_none_or(|size| u64::from(size) + 8 > bytes.len() as u64) {
        return Err(InvalidPhoto::Damaged);
    }
    // The flags of the extended header: the second bit says that there is an animation.
    let animated = bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 2 != 0);
    if animated { Err(InvalidPhoto::Animated) } else { Ok(()) }
}
