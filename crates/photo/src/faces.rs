//! Where faces may be: a suggestion for the person who draws the boxes. It only finds, it recognises nobody, and it
//! misses many: nothing is public before a person has looked.

use std::io::Cursor;
use std::sync::LazyLock;

use image::{RgbImage, imageops};
use rustface::{Detector, ImageData, Model};

use crate::Region;

/// The cascade of SeetaFace that the crate `rustface` is published with (`data/README.md`).
static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../../data/faces/seeta-frontal.bin");
    rustface::read_model(Cursor::new(bytes)).ok()
});

/// Longest side of the picture that is searched, in pixels: the time grows with its square.
const SEARCHED_SIDE: u32 = 960;
/// Smallest face in the searched picture, in pixels; the cascade cannot see smaller ones.
const SMALLEST: u32 = 20;
/// Score from which the cascade's authors speak of a face; a box too many costs a tap, a face too many costs more.
const SCORE: f64 = 1.5;
/// The cascade frames the features; hair, ears and chin lie around them.
const MARGIN: f32 = 0.25;
/// Suggestions at the most.
const MOST: usize = 50;

/// Boxes around what may be faces, the surest first.
pub(crate) fn suggest(picture: &RgbImage) -> Vec<Region> {
    let Some(model) = MODEL.as_ref() else { return Vec::new() };
    let (width, height) = fitted(picture.dimensions());
    if width.min(height) < 2 * SMALLEST {
        return Vec::new();
    }
    let grey = imageops::grayscale(&imageops::thumbnail(picture, width, height));
    let mut detector = detector(model);
    let mut faces = detector.detect(&ImageData::new(grey.as_raw(), width, height));
    faces.sort_by(|a, b| b.score().total_cmp(&a.score()));
    faces.truncate(MOST);
    let (width, height) = (width as f32, height as f32);
    let region = |face: &rustface::FaceInfo| {
        let (found, left, top) = (face.bbox(), face.bbox().x() as f32, face.bbox().y() as f32);
        let (right, bottom) = (left + found.width() as f32, top + found.height() as f32);
        Region::around(left / width, top / height, right / width, bottom / height, MARGIN)
    };
    faces.iter().map(region).filter(|region| region.width() > 0.0 && region.height() > 0.0).collect()
}

fn detector(model: &Model) -> Box<dyn Detector> {
    let mut detector = rustface::create_detector_with_model(model.clone());
    detector.set_min_face_size(SMALLEST);
    detector.set_score_thresh(SCORE);
    detector.set_pyramid_scale_factor(0.8);
    detector.set_slide_window_step(4, 4);
    detector
}

fn fitted((width, height): (u32, u32)) -> (u32, u32) {
    let share = (f64::from(SEARCHED_SIDE) / f64::from(width.max(height))).min(1.0);
    let scaled = |side: u32| ((f64::from(side) * share).round() as u32).max(1);
    (scaled(width), scaled(height))
}

/// Was the cascade read?
#[cfg(test)]
pub(crate) fn is_ready() -> bool {
    MODEL.is_some()
}
