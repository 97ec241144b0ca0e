//! Lines of text as outlines of letters.

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{UnicodeBuffer, shape};
use tiny_skia::{Path, PathBuilder};

use crate::canvas;
use crate::encode::Picture;
use crate::fonts::Font;
use crate::palette::Rgb;

/// How a text is set. Sizes in pixels of the picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) font: Font,
    pub(crate) size: f32,
    /// Room between letters, in parts of the size.
    pub(crate) spacing: f32,
}

impl Setting {
    pub(crate) const fn new(font: Font, size: f32) -> Self {
        Self { font, size, spacing: 0.0 }
    }
}

/// One letter of a line, in pixels from where the line begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter {
    glyph: GlyphId,
    pub(crate) x: f32,
    y: f32,
    pub(crate) advance: f32,
}

/// Where a letter stands on its base line, and which way the line goes there (a unit vector).
pub(crate) type Foot = ((f32, f32), (f32, f32));

/// A line of text, set.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) setting: Setting,
    pub(crate) letters: Vec<Letter>,
    pub(crate) width: f32,
}

impl Line {
    /// Sets a text on one line.
    pub(crate) fn new(text: &str, setting: Setting) -> Self {
        let face = setting.font.face();
        let scale = setting.size / face.units_per_em() as f32;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = shape(face, &[], buffer);
        let (mut letters, mut width) = (Vec::with_capacity(shaped.len()), 0.0);
        for (info, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let advance = place.x_advance as f32 * scale + setting.spacing * setting.size;
            letters.push(Letter {
                glyph: GlyphId(info.glyph_id as u16),
                x: width + place.x_offset as f32 * scale,
                y: place.y_offset as f32 * -scale,
                advance,
            });
            width += advance;
        }
        Self { setting, letters, width: (width - setting.spacing * setting.size).max(0.0) }
    }

    /// The outlines of the line, its base line beginning at a point.
    pub(crate) fn path(&self, (x, y): (f32, f32)) -> Option<Path> {
        let mut outline = Outline::default();
        for letter in &self.letters {
            self.draw(letter, &mut outline, (x + letter.x, y + letter.y), (1.0, 0.0));
        }
        outline.0.finish()
    }

    /// The outlines with each letter at a place of its own, turned by the direction (a unit vector) given with it.
    pub(crate) fn path_along(&self, places: &[Foot]) -> Option<Path> {
        let mut outline = Outline::default();
        for (letter, (at, direction)) in self.letters.iter().zip(places) {
            self.draw(letter, &mut outline, *at, *direction);
        }
        outline.0.finish()
    }

    fn draw(&self, letter: &Letter, outline: &mut Outline, at: (f32, f32), direction: (f32, f32)) {
        let face = self.setting.font.face();
        outline.scale = self.setting.size / face.units_per_em() as f32;
        (outline.at, outline.direction) = (at, direction);
        face.outline_glyph(letter.glyph, outline);
    }
}

/// Collects outlines of letters in pixels.
#[derive(Default)]
struct Outline(PathBuilder, Frame);

#[derive(Default, Clone, Copy)]
struct Frame {
    scale: f32,
    at: (f32, f32),
    direction: (f32, f32),
}

impl std::ops::Deref for Outline {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        &self.1
    }
}

impl std::ops::DerefMut for Outline {
    fn deref_mut(&mut self) -> &mut Frame {
        &mut self.1
    }
}

impl Frame {
    /// Font units point up, pixels down.
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x * self.scale, -y * self.scale);
        let (cos, sin) = self.direction;
        (self.at.0 + x * cos - y * sin, self.at.1 + x * sin + y * cos)
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

/// A text broken into lines no wider than `width` pixels, at spaces and after hyphens; a longer word stays whole.
pub(crate) fn wrapped(text: &str, setting: Setting, width: f32) -> Vec<Line> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_inclusive([' ', '-']) {
        let fits = |line: &String| Line::new(format!("{line}{word}").trim_end(), setting).width <= width;
        match lines.last_mut() {
            Some(line) if fits(line) => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| Line::new(line.trim_end(), setting)).collect()
}

/// A text cut with an ellipsis where it is wider than `width` pixels.
pub(crate) fn cut(text: &str, setting: Setting, width: f32) -> Line {
    let whole = Line::new(text, setting);
    if whole.width <= width {
        return whole;
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let shorter = format!("{}…", kept.iter().collect::<String>().trim_end());
        let line = Line::new(&shorter, setting);
        if line.width <= width {
            return line;
        }
    }
    Line::new("…", setting)
}

/// Writes a line, its base line beginning at a point.
pub(crate) fn write(picture: &mut Picture, line: &Line, at: (f32, f32), colour: Rgb) {
    if let Some(path) = line.path(at) {
        canvas::fill_letters(picture, &path, colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting = Setting::new(Font::Regular, 20.0);

    #[test]
    fn every_letter_of_french_names_is_in_the_fonts() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒàâäçéèêëîïôöùûüÿæœñÑ0123456789«»’'–—…·©€²°%+-−()[]/.,;:!?&\u{a0}\u{202f}";
        for font in [Font::Regular, Font::SemiBold, Font::Serif] {
            for letter in letters.chars() {
                assert!(font.face().glyph_index(letter).is_some_and(|glyph| glyph.0 != 0), "{font:?} lacks {letter:?}");
            }
        }
    }

    #[test]
    fn letters_are_kerned() {
        let alone = Line::new("A", SETTING).width + Line::new("V", SETTING).width;
        assert!(Line::new("AV", SETTING).width < alone - 0.1);
    }

    #[test]
    fn long_names_are_broken_and_longer_ones_cut() {
        let lines = wrapped("Saint-Germain-en-Laye", SETTING, 110.0);
        assert!((2..=3).contains(&lines.len()), "{} lines", lines.len());
        assert!(cut("Communauté d’agglomération", SETTING, 90.0).width <= 90.0);
    }
}
