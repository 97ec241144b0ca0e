//! The corpus: each file with what must become of it.

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use photo::InvalidPhoto::{self, Animated, Cmyk, Damaged, Format, Heif, TooManyBytes, TooManyPixels};
use photo::{MAX_BYTES, sanitise};

use crate::files::{
    CANARY, PROGRESSIVE, chunk, cmyk, detailed, encoded, exif, extended_webp, jpeg, plain_png, quarters, segment, tiff,
    with_chunks, with_segments, xmp,
};
use crate::oracle::{assert_bare, assert_exiftool_finds_nothing};

type Case = (String, Vec<u8>);

fn case(name: &str, bytes: Vec<u8>) -> Case {
    (name.to_owned(), bytes)
}

/// Files that are taken, most of them with something that must not come out.
fn taken() -> Vec<Case> {
    let plain = jpeg(quarters(96, 64));
    let with = |segments: &[Vec<u8>]| with_segments(&plain, segments);
    let mut cases = vec![
        case("a plain JPEG", plain.clone()),
        case("a grey JPEG", encoded(DynamicImage::from(quarters(96, 64)).to_luma8(), ImageFormat::Jpeg)),
        case("Exif with a position and an artist", with(&[exif(1)])),
        case("Exif with a picture of its own", with(&[exif_with_thumbnail()])),
        case("Exif that leads nowhere", with(&[segment(0xE1, b"Exif\0\0MM\0\x2a\xff\xff\xff\xff")])),
        case("XMP", with(&[segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", xmp().as_bytes()].concat())])),
        case("several pictures (MPF)", [with(&[mpf()]), plain.clone()].concat()),
        case("a colour profile", with(&[segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", CANARY.as_bytes()].concat())])),
        case("a comment", with(&[segment(0xFE, CANARY.as_bytes())])),
        case("IPTC", with(&[iptc()])),
        case("the maker's own segments", with(&[segment(0xE4, CANARY.as_bytes()), segment(0xEB, &[7; 900])])),
        case("all at once", with(&[exif(1), segment(0xFE, CANARY.as_bytes()), mpf(), iptc()])),
        case("fill bytes between segments", with(&[vec![0xFF, 0xFF], segment(0xFE, CANARY.as_bytes())])),
        case("a script behind the picture", [plain.clone(), format!("<script>{CANARY}").into()].concat()),
        case("an archive behind the picture", [plain.clone(), b"PK\x03\x04".to_vec(), CANARY.into()].concat()),
        case("a PNG", encoded(quarters(96, 64), ImageFormat::Png)),
        case("a PNG with text, time and Exif", png_with_metadata()),
        case("a PNG of 16 bits", encoded(DynamicImage::from(quarters(96, 64)).to_rgba16(), ImageFormat::Png)),
        case("a PNG of one bit", plain_png(300, 200, 1, 0)),
        case("a script behind a PNG", [encoded(quarters(9, 6), ImageFormat::Png), CANARY.into()].concat()),
        case("a WebP", encoded(quarters(96, 64), ImageFormat::WebP)),
        case("a WebP with Exif and XMP", webp_with_metadata()),
        case("a large photo", jpeg(quarters(4000, 3000))),
        case("a narrow strip", jpeg(quarters(9000, 2))),
        case("one pixel", encoded(quarters(1, 1), ImageFormat::Png)),
    ];
    cases.extend(PROGRESSIVE.map(|(name, bytes)| case(name, bytes.to_vec())));
    cases.extend((1..=8).map(|turn| case(&format!("orientation {turn}"), with(&[exif(turn)]))));
    cases
}

/// Files that are refused, with the reason.
fn refused() -> Vec<(Case, InvalidPhoto)> {
    let (whole, png) = (jpeg(detailed(320, 240)), encoded(detailed(320, 240), ImageFormat::Png));
    let webp = encoded(detailed(320, 240), ImageFormat::WebP);
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let ftyp = |brand: &[u8]| [b"\0\0\0\x18ftyp", brand, b"\0\0\0\0mif1"].concat();
    let flipped: Vec<u8> = png.iter().enumerate().map(|(at, byte)| if at == 90 { byte ^ 1 } else { *byte }).collect();
    let animated_png = with_chunks(&png, &[chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])]);
    [
        ("nothing", vec![], Format),
        ("a page", b"<!doctype html><script>alert(1)</script>".to_vec(), Format),
        ("a drawing", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), Format),
        ("a document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".to_vec(), Format),
        ("an archive", b"PK\x03\x04".to_vec(), Format),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), Format),
        ("HEIC", ftyp(b"heic"), Heif),
        ("AVIF", ftyp(b"avif"), Heif),
        ("a JPEG cut to 2 KB", whole[..2048].to_vec(), Damaged),
        ("half a JPEG", half(&whole), Damaged),
        ("half a JPEG with an end put behind", [half(&whole), vec![0xFF, 0xD9]].concat(), Damaged),
        ("the start of a JPEG", vec![0xFF, 0xD8, 0xFF], Damaged),
        ("half a PNG", half(&png), Damaged),
        ("a PNG without its last mark", png[..png.len() - 12].to_vec(), Damaged),
        ("a PNG with one wrong bit", flipped, Damaged),
        ("half a WebP", half(&webp), Damaged),
        ("a WebP that says it is shorter", extended_webp(&half(&webp), 0, 320, &[]), Damaged),
        ("an animated PNG", animated_png, Animated),
        ("an animated WebP", extended_webp(&webp, 2, 320, &[(b"ANIM", vec![0; 6])]), Animated),
        ("the colours of printers", cmyk(&whole), Cmyk),
        ("a PNG of 144 million pixels in few bytes", plain_png(12_000, 12_000, 1, 0), TooManyPixels),
        ("a PNG that says 30,000 by 30,000", sized_png(30_000, 30_000), TooManyPixels),
        ("a PNG one pixel too wide", sized_png(12_001, 1), TooManyPixels),
        ("a PNG of 16 bits and 40 million pixels", plain_png(8_000, 5_000, 16, 6), TooManyPixels),
        ("a JPEG one pixel too wide", jpeg(quarters(12_001, 8)), TooManyPixels),
        ("a progressive JPEG whose passes fill the memory", progressive_header(7_000, 7_000), TooManyPixels),
        ("too many bytes", vec![0; MAX_BYTES + 1], TooManyBytes),
    ]
    .into_iter()
    .map(|(name, bytes, reason)| (case(name, bytes), reason))
    .collect()
}

#[test]
fn what_comes_out_of_a_photo_is_nothing_but_pixels() {
    let mut photos = Vec::new();
    for (name, bytes) in taken() {
        let safe = sanitise(&bytes, &[]).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        assert_bare(&name, &safe);
        let (picture, thumbnail) = (&safe.picture, &safe.thumbnail);
        assert!(picture.width.max(picture.height) <= 2048 && thumbnail.width.max(thumbnail.height) <= 480, "{name}");
        photos.push((name, safe));
    }
    assert_exiftool_finds_nothing(&photos);
}

#[test]
fn what_is_no_whole_single_picture_is_refused_with_its_reason() {
    for ((name, bytes), reason) in refused() {
        assert_eq!(sanitise(&bytes, &[]).map(|safe| safe.picture.width), Err(reason), "{name}");
    }
}

#[test]
fn every_cut_of_a_small_file_is_refused() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(detailed(24, 16), format);
        assert!(sanitise(&whole, &[]).is_ok(), "{format:?}");
        for length in 0..whole.len() {
            assert!(sanitise(&whole[..length], &[]).is_err(), "{format:?} cut to {length} of {}", whole.len());
        }
    }
}

/// A file that was cut, and that some program closed with an end mark, shows a picture: blurred, or half grey.
#[test]
fn a_progressive_file_that_was_cut_and_closed_is_refused_wherever_the_cut_is() {
    for (name, whole) in PROGRESSIVE {
        assert!(sanitise(whole, &[]).is_ok(), "{name}");
        for length in 2..whole.len() - 2 {
            let closed = [&whole[..length], &[0xFF, 0xD9]].concat();
            assert!(sanitise(&closed, &[]).is_err(), "{name} cut to {length} of {}", whole.len());
        }
    }
}

#[test]
fn the_corpus_is_large_enough_to_mean_something() {
    assert!(taken().len() >= 30 && refused().len() >= 25, "{} taken, {} refused", taken().len(), refused().len());
}

fn exif_with_thumbnail() -> Vec<u8> {
    let small = with_segments(&jpeg(quarters(16, 12)), &[segment(0xFE, CANARY.as_bytes())]);
    segment(0xE1, &[b"Exif\0\0".as_slice(), &tiff(1, &small)].concat())
}

fn mpf() -> Vec<u8> {
    segment(0xE2, &[b"MPF\0MM\0\x2a\0\0\0\x08\0\x01\xb0\0\0\x07\0\0\0\x040100\0\0\0\0", CANARY.as_bytes()].concat())
}

fn iptc() -> Vec<u8> {
    let name = CANARY.as_bytes();
    let record = [b"\x1c\x02\x50\0".as_slice(), &[name.len() as u8], name].concat();
    let size = (record.len() as u32).to_be_bytes();
    segment(0xED, &[b"Photoshop 3.0\x008BIM\x04\x04\0\0".as_slice(), &size, &record].concat())
}

fn png_with_metadata() -> Vec<u8> {
    let text = [b"Author\0", CANARY.as_bytes()].concat();
    let chunks = [chunk(*b"tEXt", &text), chunk(*b"tIME", &[7, 234, 11, 23, 8, 30, 0]), chunk(*b"eXIf", &tiff(1, b""))];
    with_chunks(&encoded(RgbaImage::from_pixel(40, 30, Rgba([9, 90, 200, 128])), ImageFormat::Png), &chunks)
}

fn webp_with_metadata() -> Vec<u8> {
    let simple = encoded(quarters(64, 64), ImageFormat::WebP);
    extended_webp(&simple, 0b1100, 64, &[(b"EXIF", tiff(1, b"")), (b"XMP ", xmp().into_bytes())])
}

/// A PNG whose header says more than its data holds, with a right checksum.
fn sized_png(width: u32, height: u32) -> Vec<u8> {
    let mut png = plain_png(8, 8, 8, 0);
    let header = [&width.to_be_bytes(), height.to_be_bytes().as_slice(), &[8, 0, 0, 0, 0]].concat();
    png.splice(8..33, chunk(*b"IHDR", &header));
    png
}

/// The same picture, said to be progressive and of another size, every component at full resolution.
fn progressive_header(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(quarters(32, 32));
    let at = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a baseline frame");
    bytes[at + 1] = 0xC2;
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    for component in 0..3 {
        bytes[at + 11 + 3 * component] = 0x11;
    }
    bytes
}
