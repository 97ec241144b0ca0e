//! JPEG, read strictly: a lenient decoder fills what is missing with grey, which would pass for evidence.

use std::borrow::Cow;
use std::ops::Range;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

mod huffman;
mod scans;

use crate::InvalidPhoto;
use crate::limits::{MAX_ALLOC, MAX_SIDE};

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;

/// Zeros behind the data of a scan: more than the decoder reads ahead, less than a row of any photo takes.
const PADDING: [u8; 16] = [0; 16];

/// Where the first scan lies, and what it holds.
struct Layout {
    frame: Frame,
    /// Components in the first scan.
    interleaved: usize,
    /// Offset of its data.
    scan: usize,
}

/// What the frame header says (ISO/IEC 10918-1, B.2.2).
struct Frame {
    /// Several passes over the picture, all of whose coefficients are held in memory.
    progressive: bool,
    pixels: u64,
    /// Horizontal and vertical sampling of each component.
    sampling: Vec<(u64, u64)>,
}

/// Refuses what is cut, has the colours of printers, or would take too much memory.
pub(crate) fn check(bytes: &[u8]) -> Result<(), InvalidPhoto> {
    let layout = layout(bytes).ok_or(InvalidPhoto::Damaged)?;
    let Layout { ref frame, scan, .. } = layout;
    end_of_image(bytes, scan).ok_or(InvalidPhoto::Damaged)?;
    match frame.sampling.len() {
        1 | 3 => {}
        4 => return Err(InvalidPhoto::Cmyk),
        _ => return Err(InvalidPhoto::Damaged),
    }
    if frame.memory() > MAX_ALLOC {
        return Err(InvalidPhoto::TooManyPixels);
    }
    if layout.is_one_scan() || scans::are_whole(bytes) { Ok(()) } else { Err(InvalidPhoto::Damaged) }
}

/// The picture as it lies in the file, and how to turn it.
pub(crate) fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), InvalidPhoto> {
    let options = DecoderOptions::default().set_strict_mode(true);
    let options = options.set_max_width(MAX_SIDE as usize).set_max_height(MAX_SIDE as usize);
    let file = without_end(bytes).ok_or(InvalidPhoto::Damaged)?;
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&*file), options);
    decoder.decode_headers().map_err(|_| InvalidPhoto::Damaged)?;
    let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let wanted = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    let exif = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    let (width, height) = decoder.dimensions().ok_or(InvalidPhoto::Damaged)?;
    let (width, height) = (width as u32, height as u32);
    let pixels = decoder.decode().map_err(|_| InvalidPhoto::Damaged)?;
    let picture = if grey {
        GrayImage::from_raw(width, height, pixels).map(DynamicImage::from)
    } else {
        RgbImage::from_raw(width, height, pixels).map(DynamicImage::from)
    };
    Ok((picture.ok_or(InvalidPhoto::Damaged)?, exif.unwrap_or(Orientation::NoTransforms)))
}

/// The decoder takes an end mark in the middle of a scan for the end of the picture, and a file that was cut gets such
/// a mark from some programs. Without the mark it reports data that run out, which is what strict reading is for.
/// A progressive file, or one whose components follow each other, needs its marks: [`scans`] has read it to its end.
fn without_end(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let layout = layout(bytes)?;
    if !layout.is_one_scan() {
        return Some(Cow::Borrowed(bytes));
    }
    let end = end_of_image(bytes, layout.scan)?;
    Some(Cow::Owned([bytes.get(..end)?, PADDING.as_slice()].concat()))
}

/// A segment of a file (B.1.1.4), or a mark that stands alone.
struct Segment {
    marker: u8,
    content: Range<usize>,
    /// Where the next one begins.
    end: usize,
}

/// The segment at an offset. Fill bytes may stand before it.
fn segment(bytes: &[u8], mut at: usize) -> Option<Segment> {
    while bytes.get(at..at + 2)? == [0xFF, 0xFF] {
        at += 1;
    }
    let &[0xFF, marker] = bytes.get(at..at + 2)? else { return None };
    if matches!(marker, END_OF_IMAGE | 0x01 | 0xD0..=0xD8) {
        return Some(Segment { marker, content: at + 2..at + 2, end: at + 2 });
    }
    let &[high, low] = bytes.get(at + 2..at + 4)? else { return None };
    let end = at + 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
    Some(Segment { marker, content: at + 4..end, end })
}

/// Walks the segments to the first scan.
fn layout(bytes: &[u8]) -> Option<Layout> {
    let (mut at, mut frame) = (2, None);
    loop {
        let Segment { marker, content, end } = segment(bytes, at)?;
        match marker {
            START_OF_SCAN => {
                let interleaved = usize::from(*bytes.get(content.start)?);
                return Some(Layout { frame: frame?, interleaved, scan: end });
            }
            // Every start of frame; the four others of this range are tables.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                frame = Frame::read(marker, bytes.get(content)?);
            }
            _ => {}
        }
        at = end;
    }
}

impl Layout {
    /// Is the whole picture in one scan, as most files have it?
    fn is_one_scan(&self) -> bool {
        !self.frame.progressive && self.interleaved == self.frame.sampling.len()
    }
}

impl Frame {
    fn read(marker: u8, header: &[u8]) -> Option<Self> {
        let &[_, y1, y0, x1, x0, _, ref components @ ..] = header else { return None };
        let pixels = u64::from(u16::from_be_bytes([y1, y0])) * u64::from(u16::from_be_bytes([x1, x0]));
        let sampling =
            components.chunks_exact(3).map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 15)));
        Some(Self { progressive: marker == 0xC2, pixels, sampling: sampling.collect() })
    }

    /// Bytes that decoding holds at once: three a pixel for the picture, and two for each coefficient of all passes.
    fn memory(&self) -> u64 {
        let largest = |side: fn(&(u64, u64)) -> u64| self.sampling.iter().map(side).max().unwrap_or(1).max(1);
        let whole = largest(|factor| factor.0) * largest(|factor| factor.1);
        let kept: u64 = self.sampling.iter().map(|(across, down)| across * down).sum();
        let coefficients = if self.progressive { 2 * self.pixels * kept / whole } else { 0 };
        3 * self.pixels + coefficients
    }
}

/// Offset of the end mark. Entropy-coded data never holds `FF D9`: a data byte `FF` is followed by `00`.
fn end_of_image(bytes: &[u8], scan: usize) -> Option<usize> {
    let data = bytes.get(scan..)?;
    data.windows(2).position(|pair| pair == [0xFF, END_OF_IMAGE]).map(|at| scan + at)
}
