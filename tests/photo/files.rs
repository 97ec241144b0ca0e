//! Makes files: pictures, the blocks of metadata that telephones and programs add, and what pretends to be a picture.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// Stands in every metadata block; no output may hold it.
pub(crate) const CANARY: &str = "CANARY-Jeanne";

/// Red, green, blue and yellow quarters: top left, top right, bottom left, bottom right.
pub(crate) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 20, 20]),
        (false, true) => Rgb([20, 200, 20]),
        (true, false) => Rgb([20, 20, 220]),
        (false, false) => Rgb([230, 230, 20]),
    })
}

/// A picture with detail, so that half of its file is not the whole of it.
pub(crate) fn detailed(width: u32, height: u32) -> RgbImage {
    let mixed = |x: u32, y: u32| x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 7;
    RgbImage::from_fn(width, height, |x, y| Rgb([mixed(x, y) as u8, mixed(y, x) as u8, (x ^ y) as u8]))
}

pub(crate) fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).expect("a written picture");
    bytes.into_inner()
}

pub(crate) fn jpeg(picture: RgbImage) -> Vec<u8> {
    encoded(picture, ImageFormat::Jpeg)
}

/// Progressive files of 61 × 45 pixels, as libjpeg writes them (by GDAL, from a computed pattern): bands, refinements,
/// and components of different size.
pub(crate) const PROGRESSIVE: [(&str, &[u8]); 2] = [
    ("a progressive JPEG, 4:2:0", include_bytes!("fixtures/progressive-420.jpg")),
    ("a progressive JPEG, grey", include_bytes!("fixtures/progressive-grey.jpg")),
];

/// A JPEG segment.
pub(crate) fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
    [&[0xFF, marker], length.as_slice(), content].concat()
}

/// Puts segments behind the start-of-image marker.
pub(crate) fn with_segments(jpeg: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&jpeg[..2], segments.concat().as_slice(), &jpeg[2..]].concat()
}

/// TIFF, big-endian: orientation, artist, a position, and when there is one a small picture of its own.
pub(crate) fn tiff(orientation: u8, thumbnail: &[u8]) -> Vec<u8> {
    let artist = format!("{CANARY}\0");
    let entry = |tag: u16, kind: u16, count: usize, value: [u8; 4]| {
        [&tag.to_be_bytes(), &kind.to_be_bytes(), (count as u32).to_be_bytes().as_slice(), &value].concat()
    };
    let offset = |at: usize| (at as u32).to_be_bytes();
    // Header 8, first directory 2 + 3 × 12 + 4, then the artist, the directory of the position, and the small picture.
    let artist_at = 8 + 2 + 36 + 4;
    let position_at = artist_at + artist.len();
    let degrees_at = position_at + 2 + 24 + 4;
    let small_at = degrees_at + 24;
    let mut out = b"MM\0\x2a\0\0\0\x08\0\x03".to_vec();
    out.extend(entry(0x0112, 3, 1, [0, orientation, 0, 0]));
    out.extend(entry(0x013B, 2, artist.len(), offset(artist_at)));
    out.extend(entry(0x8825, 4, 1, offset(position_at)));
    out.extend(offset(if thumbnail.is_empty() { 0 } else { small_at }));
    out.extend(artist.bytes());
    out.extend(2_u16.to_be_bytes());
    out.extend(entry(1, 2, 2, *b"N\0\0\0"));
    out.extend(entry(2, 5, 3, offset(degrees_at)));
    out.extend([0; 4]);
    for (numerator, denominator) in [(48_u32, 1_u32), (51, 1), (2_400, 100)] {
        out.extend([numerator.to_be_bytes(), denominator.to_be_bytes()].concat());
    }
    if !thumbnail.is_empty() {
        out.extend(2_u16.to_be_bytes());
        out.extend(entry(0x0201, 4, 1, offset(small_at + 2 + 24 + 4)));
        out.extend(entry(0x0202, 4, 1, offset(thumbnail.len())));
        out.extend([0; 4]);
        out.extend(thumbnail);
    }
    out
}

pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0".as_slice(), &tiff(orientation, b"")].concat())
}

pub(crate) fn xmp() -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:creator='{CANARY}'/></rdf:RDF></x:xmpmeta>"
    )
}

/// A PNG chunk with its checksum; the content of text chunks names the canary.
pub(crate) fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(&kind);
    crc.update(content);
    let length = u32::try_from(content.len()).expect("a short chunk").to_be_bytes();
    [length.as_slice(), &kind, content, &crc.sum().to_be_bytes()].concat()
}

/// Puts chunks behind the header of a PNG.
pub(crate) fn with_chunks(png: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    [&png[..33], chunks.concat().as_slice(), &png[33..]].concat()
}

/// A PNG of one colour, written row by row: few bytes, any number of pixels.
pub(crate) fn plain_png(width: u32, height: u32, bits: u8, colour_type: u8) -> Vec<u8> {
    let channels = if colour_type == 6 { 4 } else { 1 };
    let row = vec![0; (width as usize * usize::from(bits) * channels).div_ceil(8) + 1];
    let mut data = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..height {
        data.write_all(&row).expect("memory takes everything");
    }
    let data = data.finish().expect("memory takes everything");
    let header = [&width.to_be_bytes(), height.to_be_bytes().as_slice(), &[bits, colour_type, 0, 0, 0]].concat();
    let chunks = [chunk(*b"IHDR", &header), chunk(*b"IDAT", &data), chunk(*b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunks.concat()].concat()
}

/// An extended WebP file around the picture of a simple one, with chunks behind it.
pub(crate) fn extended_webp(simple: &[u8], flags: u8, side: u32, chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let side = (side - 1).to_le_bytes();
    let head = [&[flags, 0, 0, 0], &side[..3], &side[..3]].concat();
    let mut body = [b"WEBPVP8X".as_slice(), &10_u32.to_le_bytes(), &head, &simple[12..]].concat();
    for (kind, content) in chunks {
        body.extend(*kind);
        body.extend((content.len() as u32).to_le_bytes());
        body.extend(content);
        body.extend(vec![0; content.len() % 2]);
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

/// The same JPEG with a fourth component in its frame header.
pub(crate) fn cmyk(jpeg: &[u8]) -> Vec<u8> {
    let at = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a baseline frame");
    let mut out = jpeg.to_vec();
    out[at + 3] += 3;
    out[at + 9] = 4;
    out.splice(at + 19..at + 19, [4, 0x11, 0]);
    out
}
