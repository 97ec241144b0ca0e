//! Small questions to the parts; what happens to whole files is asked in `tests/photo`.

use image::{Rgb, RgbImage};

use super::*;

#[test]
fn a_region_lies_in_the_picture_and_covers_something() {
    for (numbers, expected) in [
        ([0.0, 0.0, 1.0, 1.0], None),
        ([0.9, 0.9, 0.5, 0.5], None),
        ([1.0, 0.5, 0.1, 0.1], Some(InvalidRegion::Empty)),
        ([0.5, 0.5, 0.0, 0.1], Some(InvalidRegion::Empty)),
        ([-0.1, 0.0, 0.5, 0.5], Some(InvalidRegion::Outside)),
        ([0.0, f32::NAN, 0.5, 0.5], Some(InvalidRegion::Outside)),
        ([0.0, 0.0, f32::INFINITY, 0.5], Some(InvalidRegion::Outside)),
    ] {
        let [x, y, width, height] = numbers;
        assert_eq!(Region::new(x, y, width, height).err(), expected, "{numbers:?}");
    }
}

#[test]
fn a_box_covers_every_pixel_that_it_touches_and_one_more() {
    let mut picture = RgbImage::from_pixel(10, 10, Rgb([255, 255, 255]));
    Region::new(0.45, 0.0, 0.1, 0.1).expect("a region").burn_into(&mut picture);
    let black: Vec<(u32, u32)> =
        picture.enumerate_pixels().filter(|(.., pixel)| pixel.0 == [0, 0, 0]).map(|(x, y, _)| (x, y)).collect();
    let expected: Vec<(u32, u32)> = (0..2).flat_map(|y| (3..7).map(move |x| (x, y))).collect();
    assert_eq!(black, expected);
}

#[test]
fn the_cascade_is_read_and_finds_nobody_in_a_plain_wall() {
    assert!(faces::is_ready(), "the model in data/faces is not the one that rustface reads");
    assert!(faces::suggest(&RgbImage::from_pixel(640, 480, Rgb([180, 170, 160]))).is_empty());
    assert!(faces::suggest(&RgbImage::from_pixel(3, 2, Rgb([0, 0, 0]))).is_empty());
}
