//! From a checked file to an upright picture of bounded size.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{
    DynamicImage, GenericImageView, ImageBuffer, ImageDecoder, ImageFormat, ImageReader, Pixel, Primitive, RgbImage,
};

use crate::limits::{check, decoder_limits};
use crate::{InvalidPhoto, jpeg};

/// Decodes, shrinks to `side` pixels and turns upright: in this order, so that never two large pictures are in memory.
pub(crate) fn upright(bytes: &[u8], side: u32) -> Result<RgbImage, InvalidPhoto> {
    let format = check(bytes)?;
    let (mut picture, orientation) =
        if format == ImageFormat::Jpeg { jpeg::decode(bytes)? } else { decode(bytes, format)? };
    cover_transparency(&mut picture);
    let (width, height) = picture.dimensions();
    if width.max(height) > side {
        picture = picture.thumbnail(side, side);
    }
    picture.apply_orientation(orientation);
    Ok(picture.into_rgb8())
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), InvalidPhoto> {
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(|_| InvalidPhoto::Damaged)?;
    let mut limits = decoder_limits();
    limits.reserve(decoder.total_bytes()).map_err(|_| InvalidPhoto::TooManyPixels)?;
    decoder.set_limits(limits).map_err(|_| InvalidPhoto::TooManyPixels)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| InvalidPhoto::Damaged)?;
    Ok((picture, orientation))
}

/// Puts white behind what is transparent. A drawing program that "erases" a face may leave it under full
/// transparency, from where dropping the transparency would bring it back.
fn cover_transparency(picture: &mut DynamicImage) {
    match picture {
        DynamicImage::ImageLumaA8(buffer) => cover(buffer, |seen| seen as u8),
        DynamicImage::ImageLumaA16(buffer) => cover(buffer, |seen| seen as u16),
        DynamicImage::ImageRgba8(buffer) => cover(buffer, |seen| seen as u8),
        DynamicImage::ImageRgba16(buffer) => cover(buffer, |seen| seen as u16),
        _ => {}
    }
}

fn cover<P: Pixel>(buffer: &mut ImageBuffer<P, Vec<P::Subpixel>>, narrow: fn(f32) -> P::Subpixel)
where
    P::Subpixel: Into<f32>,
{
    let full: f32 = P::Subpixel::DEFAULT_MAX_VALUE.into();
    for pixel in buffer.pixels_mut() {
        let Some((alpha, colours)) = pixel.channels_mut().split_last_mut() else { continue };
        let opacity: f32 = (*alpha).into() / full;
        if opacity >= 1.0 {
            continue;
        }
        for colour in colours {
            let seen: f32 = (*colour).into() * opacity + full * (1.0 - opacity);
            *colour = narrow(seen);
        }
        *alpha = P::Subpixel::DEFAULT_MAX_VALUE;
    }
}
