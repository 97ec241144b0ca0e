//! What can be seen in what comes out.

use image::{ImageFormat, RgbImage, Rgba, RgbaImage};
use photo::{Encoded, Region, sanitise};

use crate::files::{encoded, exif, jpeg, quarters, with_segments};

fn shown(file: &Encoded) -> RgbImage {
    let picture = image::load_from_memory_with_format(&file.jpeg, ImageFormat::Jpeg).expect("a JPEG").into_rgb8();
    assert_eq!(picture.dimensions(), (file.width, file.height));
    picture
}

/// The letter of the quarter's colour that is seen at a place given in fractions.
fn colour(picture: &RgbImage, x: f32, y: f32) -> char {
    let at = picture.get_pixel((x * picture.width() as f32) as u32, (y * picture.height() as f32) as u32);
    match at.0.map(|channel| channel > 120) {
        [true, false, false] => 'R',
        [false, true, false] => 'G',
        [false, false, true] => 'B',
        [true, true, false] => 'Y',
        [true, true, true] => 'W',
        _ => '-',
    }
}

#[test]
fn every_orientation_comes_out_upright() {
    // Where the four quarters belong (Exif 2.32, 4.6.4, tag 0112), read from left to right and from top to bottom.
    let upright = ["RGBY", "GRYB", "YBGR", "BYRG", "RBGY", "BRYG", "YGBR", "GYRB"];
    for (turn, expected) in (1..=8).zip(upright) {
        let sent = with_segments(&jpeg(quarters(96, 64)), &[exif(turn)]);
        let safe = sanitise(&sent, &[]).expect("a photo");
        for file in [&safe.picture, &safe.thumbnail] {
            let picture = shown(file);
            assert_eq!(picture.dimensions(), if turn > 4 { (64, 96) } else { (96, 64) }, "orientation {turn}");
            let corners = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
            let seen: String = corners.iter().map(|(x, y)| colour(&picture, *x, *y)).collect();
            assert_eq!(seen, expected, "orientation {turn}");
        }
    }
}

#[test]
fn a_box_covers_every_pixel_below_it_in_the_picture_and_in_the_thumbnail() {
    // Turned: the box speaks of the upright picture, whose lower left quarter it covers with a little more.
    let sent = with_segments(&jpeg(quarters(3000, 2000)), &[exif(6)]);
    let region = Region::new(0.0, 0.5, 0.5, 0.5).expect("a region");
    let safe = sanitise(&sent, &[region]).expect("a photo");
    for file in [&safe.picture, &safe.thumbnail] {
        let picture = shown(file);
        let (width, height) = picture.dimensions();
        for (x, y, pixel) in picture.enumerate_pixels().filter(|(x, y, _)| *x < width / 2 && *y >= height / 2) {
            assert!(pixel.0.iter().all(|channel| *channel < 40), "{x} {y}: {pixel:?}");
        }
        assert_eq!((colour(&picture, 0.25, 0.25), colour(&picture, 0.75, 0.75)), ('B', 'G'));
    }
}

#[test]
fn what_a_drawing_program_made_transparent_does_not_come_back() {
    let hidden = RgbaImage::from_fn(60, 40, |x, _| Rgba([200, 10, 10, if x < 30 { 0 } else { 255 }]));
    let safe = sanitise(&encoded(hidden, ImageFormat::Png), &[]).expect("a photo");
    let picture = shown(&safe.picture);
    assert_eq!((colour(&picture, 0.2, 0.5), colour(&picture, 0.8, 0.5)), ('W', 'R'));
}
