//! A part of a picture to be covered.

use image::{Rgb, RgbImage};

/// Regions of one picture at the most.
pub const MAX_REGIONS: usize = 100;

/// A box over a picture, as fractions of its upright width and height: the same at every size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

/// Why four numbers are no region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRegion {
    /// A number is missing, infinite, or outside the picture.
    #[error("x, y, width and height are fractions between 0 and 1 of the upright picture")]
    Outside,
    /// It would cover nothing.
    #[error("the box is empty")]
    Empty,
}

impl Region {
    /// A region by its upper left corner and its size. What sticks out of the picture is cut off.
    pub fn new(x: f32, y: f32, width: f32, height: f32) -> Result<Self, InvalidRegion> {
        let fraction = 0.0..=1.0;
        if ![x, y, width, height].iter().all(|number| fraction.contains(number)) {
            return Err(InvalidRegion::Outside);
        }
        let region = Self { left: x, top: y, right: (x + width).min(1.0), bottom: (y + height).min(1.0) };
        if region.width() <= 0.0 || region.height() <= 0.0 { Err(InvalidRegion::Empty) } else { Ok(region) }
    }

    /// The region of a rectangle that may stick out, grown by a share of its size on every side.
    pub(crate) fn around(left: f32, top: f32, right: f32, bottom: f32, margin: f32) -> Self {
        let (across, down) = ((right - left) * margin, (bottom - top) * margin);
        let inside = |number: f32| number.clamp(0.0, 1.0);
        Self {
            left: inside(left - across),
            top: inside(top - down),
            right: inside(right + across),
            bottom: inside(bottom + down),
        }
    }

    /// Distance from the left edge.
    pub fn x(self) -> f32 {
        self.left
    }

    /// Distance from the upper edge.
    pub fn y(self) -> f32 {
        self.top
    }

    /// Its share of the width.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// Its share of the height.
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    /// Do the two share a part of the picture?
    pub fn touches(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Paints it black. Every pixel that it touches is covered, and one more on each side.
    pub(crate) fn burn_into(self, picture: &mut RgbImage) {
        let (width, height) = picture.dimensions();
        let reach = |from: f32, to: f32, pixels: u32| {
            let first = (from * pixels as f32).floor() as u32;
            let last = (to * pixels as f32).ceil() as u32;
            first.saturating_sub(1)..(last + 1).min(pixels)
        };
        for y in reach(self.top, self.bottom, height) {
            for x in reach(self.left, self.right, width) {
                picture.put_pixel(x, y, Rgb([0, 0, 0]));
            }
        }
    }
}
