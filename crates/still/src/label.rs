//! Names on the map: where one stands, and whether there is room for it.

use crate::canvas::{fill_letters, stroke};
use crate::encode::Picture;
use crate::palette::Rgb;
use crate::text::Line;

/// A box in pixels: left, top, right, bottom.
pub(crate) type Room = [f32; 4];

/// The height of a line, in parts of its size.
const LEADING: f32 = 1.15;

/// A name, in one or more lines around a point or along a street.
#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) lines: Vec<Line>,
    pub(crate) colour: Rgb,
    pub(crate) halo: Rgb,
    /// Pixels of halo on each side.
    pub(crate) halo_width: f32,
    /// Pixels that other names keep away.
    pub(crate) padding: f32,
}

impl Label {
    fn size(&self) -> (f32, f32) {
        let width = self.lines.iter().map(|line| line.width).fold(0.0, f32::max);
        let height = self.lines.iter().map(|line| line.setting.size * LEADING).sum();
        (width, height)
    }

    /// The box that it takes around a point.
    pub(crate) fn room(&self, (x, y): (f32, f32)) -> Room {
        let ((width, height), more) = (self.size(), self.padding);
        [x - width / 2.0 - more, y - height / 2.0 - more, x + width / 2.0 + more, y + height / 2.0 + more]
    }

    /// Writes it around a point.
    pub(crate) fn write(&self, picture: &mut Picture, (x, y): (f32, f32)) {
        let (_, height) = self.size();
        let mut top = y - height / 2.0;
        for line in &self.lines {
            let size = line.setting.size;
            let base = top + size * (LEADING / 2.0 + 0.34);
            self.write_path(picture, line.path((x - line.width / 2.0, base)));
            top += size * LEADING;
        }
    }

    /// Writes outlines in its colours.
    pub(crate) fn write_path(&self, picture: &mut Picture, path: Option<tiny_skia::Path>) {
        if let Some(path) = path {
            stroke(picture, &path, self.halo, self.halo_width * 2.0, 0.9);
            fill_letters(picture, &path, self.colour);
        }
    }
}

/// The boxes that are taken.
#[derive(Debug, Default)]
pub(crate) struct Board {
    taken: Vec<Room>,
}

impl Board {
    pub(crate) fn take(&mut self, room: Room) {
        self.taken.push(room);
    }

    pub(crate) fn is_free(&self, room: Room) -> bool {
        let apart =
            |other: &Room| room[2] <= other[0] || other[2] <= room[0] || room[3] <= other[1] || other[3] <= room[1];
        self.taken.iter().all(apart)
    }
}
