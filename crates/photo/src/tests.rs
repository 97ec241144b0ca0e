use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::*;

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let gradient = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(gradient).write_to(&mut bytes, format).expect("a written picture");
    bytes.into_inner()
}

/// A JPEG with an Exif block: orientation 6 (turn right), and an artist.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x01\x3b\0\x02\0\0\0\x08\0\0\0\x26\0\0\0\0CANARY!\0");
    let mut out = jpeg[..2].to_vec();
    out.extend([0xFF, 0xE1]);
    out.extend(u16::try_from(exif.len() + 2).expect("a short block").to_be_bytes());
    out.extend(exif);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn a_photo_comes_out_upright_small_and_bare() {
    let safe = sanitise(&with_exif(&picture(3000, 1000, ImageFormat::Jpeg))).expect("a photo");
    assert_eq!((safe.width, safe.height), (683, 2048));
    assert!(
        !safe.jpeg.windows(6).any(|bytes| bytes == b"CANARY") && !safe.jpeg.windows(4).any(|bytes| bytes == b"Exif")
    );
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        assert_eq!(sanitise(&picture(20, 10, format)).map(|safe| (safe.width, safe.height)), Ok((20, 10)));
    }
}

#[test]
fn what_hides_behind_a_picture_does_not_come_out() {
    let mut polyglot = picture(64, 64, ImageFormat::Jpeg);
    polyglot.extend(b"<script>alert(1)</script>PK\x03\x04");
    let safe = sanitise(&polyglot).expect("the picture in front is whole");
    assert!(!safe.jpeg.windows(6).any(|bytes| bytes == b"script"));
}

#[test]
fn what_is_no_whole_picture_is_refused() {
    let jpeg = picture(800, 600, ImageFormat::Jpeg);
    let png = picture(800, 600, ImageFormat::Png);
    let cases: [(&str, Vec<u8>, InvalidPhoto); 7] = [
        ("nothing", vec![], InvalidPhoto::Format),
        ("a page", b"<html><script>".to_vec(), InvalidPhoto::Format),
        ("a drawing", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), InvalidPhoto::Format),
        ("an animation", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), InvalidPhoto::Format),
        ("half a JPEG", jpeg[..2048].to_vec(), InvalidPhoto::Damaged),
        ("half a PNG", png[..png.len() / 2].to_vec(), InvalidPhoto::Damaged),
        ("too many bytes", vec![0; MAX_BYTES + 1], InvalidPhoto::TooManyBytes),
    ];
    for (what, bytes, expected) in cases {
        assert_eq!(sanitise(&bytes), Err(expected), "{what}");
    }
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let mut bomb = picture(8, 8, ImageFormat::Png);
    for (at, side) in [(16, 30_000_u32), (20, 30_000)] {
        bomb[at..at + 4].copy_from_slice(&side.to_be_bytes());
    }
    // The checksum of the header no longer fits, which a reader of dimensions may notice first; both are refusals.
    assert!(matches!(sanitise(&bomb), Err(InvalidPhoto::TooManyPixels | InvalidPhoto::Damaged)));
    let wide = picture(12_001, 1, ImageFormat::Png);
    assert_eq!(sanitise(&wide), Err(InvalidPhoto::TooManyPixels));
}
