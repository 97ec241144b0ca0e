//! Cards for shared links: words on the left, the map on the right; or maps side by side, with their words below.

use tiny_skia::{PathBuilder, PixmapPaint, Transform};

use crate::canvas::{fill, stroke};
use crate::encode::Picture;
use crate::fonts::Font;
use crate::ground::Ground;
use crate::palette::{Palette, Theme};
use crate::scene::Scene;
use crate::shapes::{circle, rectangle, rounded};
use crate::text::{Line, Setting, cut, wrapped, write};

/// Room around the words.
const EDGE: f32 = 56.0;
/// The column of words beside a single map.
const COLUMN: u32 = 520;
/// Above and below maps side by side.
const ROW_TOP: u32 = 170;
const ROW_HEIGHT: u32 = 270;
/// Between maps side by side.
const GAP: u32 = 24;

/// A card of [`Card::WIDTH`] by [`Card::HEIGHT`] pixels.
#[derive(Debug, Clone)]
pub struct Card {
    /// By day or at night.
    pub theme: Theme,
    /// What the thing is, above its name; may be empty.
    pub eyebrow: String,
    /// Its name.
    pub title: String,
    /// One sentence below the name; may be empty.
    pub sentence: String,
    /// Numbers, the most telling first; two are shown.
    pub figures: Vec<CardFigure>,
    /// What must not be missed, such as that all of it is fictional.
    pub banner: Option<String>,
    /// Where it comes from, in the lower left corner.
    pub site: String,
    /// One map, or up to [`Card::PANELS`] side by side; their views have the size of [`Card::panel`].
    pub panels: Vec<CardPanel>,
}

/// A number and what it counts.
#[derive(Debug, Clone)]
pub struct CardFigure {
    /// The number, as it is printed.
    pub value: String,
    /// What it counts.
    pub label: String,
}

/// A map on a card.
#[derive(Debug, Clone)]
pub struct CardPanel {
    /// What it shows.
    pub scene: Scene,
    /// Its name, where several stand side by side.
    pub name: String,
    /// Its number, where several stand side by side.
    pub figure: Option<CardFigure>,
}

impl Card {
    /// Pixels from left to right, as OpenGraph readers expect.
    pub const WIDTH: u32 = 1200;
    /// Pixels from top to bottom.
    pub const HEIGHT: u32 = 630;
    /// Maps side by side at the most.
    pub const PANELS: usize = 4;

    /// Pixels of each map when there are so many of them.
    pub const fn panel(count: usize) -> (u32, u32) {
        if count <= 1 {
            return (Self::WIDTH - COLUMN, Self::HEIGHT);
        }
        let count = if count > Self::PANELS { Self::PANELS } else { count } as u32;
        ((Self::WIDTH - 2 * EDGE as u32 - (count - 1) * GAP) / count, ROW_HEIGHT)
    }

    /// Draws the card; the grounds of its maps come from `ground`.
    pub fn paint(&self, mut ground: impl FnMut(&Ground) -> Picture) -> Picture {
        let palette = self.theme.palette();
        let mut card = Picture::filled(Self::WIDTH, Self::HEIGHT, palette.page);
        let maps = self.panels.iter().take(Self::PANELS);
        let maps: Vec<Picture> =
            maps.map(|panel| crate::overlay::draw(&panel.scene, ground(&Ground::of(&panel.scene)))).collect();
        match maps.as_slice() {
            [] => self.beside(&mut card, (Self::WIDTH - 2 * EDGE as u32) as f32, palette),
            [map] => {
                place(&mut card, map, (COLUMN, 0));
                if let Some(line) = rectangle(COLUMN as f32, 0.0, 1.5, Self::HEIGHT as f32) {
                    fill(&mut card, &line, palette.line, 1.0);
                }
                self.beside(&mut card, COLUMN as f32 - EDGE * 1.6, palette);
            }
            maps => self.row(&mut card, maps, palette),
        }
        card
    }

    /// The words in a column of this width.
    fn beside(&self, card: &mut Picture, width: f32, palette: &Palette) {
        brand(card, (EDGE, 52.0), palette);
        let foot = Self::HEIGHT as f32 - 46.0;
        write(card, &cut(&self.site, Setting::new(Font::Regular, 20.0), width), (EDGE, foot), palette.quiet_ink);
        let mut y = 150.0;
        if let Some(banner) = &self.banner {
            pill(card, banner, (EDGE, 112.0), palette);
            y = 186.0;
        }
        if !self.eyebrow.is_empty() {
            let line = cut(&self.eyebrow, Setting::new(Font::Regular, 22.0), width);
            write(card, &line, (EDGE, y), palette.quiet_ink);
        }
        y += 16.0;
        for line in self.title_lines(width, if self.figures.len() > 1 { 130.0 } else { 180.0 }) {
            y += line.setting.size * 1.06;
            write(card, &line, (EDGE, y), palette.ink);
        }
        if !self.sentence.is_empty() {
            y += 22.0;
            let room = ((self.figures_top() - y) / 32.0).max(1.0) as usize;
            for line in wrapped(&self.sentence, Setting::new(Font::Regular, 24.0), width).into_iter().take(room) {
                y += 32.0;
                write(card, &line, (EDGE, y), palette.quiet_ink);
            }
        }
        self.numbers(card, width, palette);
    }

    fn figures_top(&self) -> f32 {
        let shown = self.figures.len().min(2) as f32;
        Self::HEIGHT as f32 - 92.0 - shown * 100.0
    }

    /// The numbers, above the foot.
    fn numbers(&self, card: &mut Picture, width: f32, palette: &Palette) {
        let mut y = self.figures_top();
        for (index, figure) in self.figures.iter().take(2).enumerate() {
            y += 62.0;
            let colour = if index == 0 { palette.action } else { palette.ink };
            let value = cut(&figure.value, Setting::new(Font::Serif, 60.0), width);
            write(card, &value, (EDGE, y), colour);
            // Beside the number where there is room for two lines, else below it.
            let (left, room) = (EDGE + value.width + 16.0, width - value.width - 16.0);
            let lines = wrapped(&figure.label, Setting::new(Font::Regular, 22.0), room.max(150.0));
            let base = if lines.len() > 1 { y - 28.0 } else { y - 6.0 };
            for (row, line) in lines.iter().take(2).enumerate() {
                write(card, line, (left, base + row as f32 * 27.0), palette.ink);
            }
            y += 38.0;
        }
    }

    /// The name in the largest letters that fit in three lines and this height.
    fn title_lines(&self, width: f32, height: f32) -> Vec<Line> {
        let sizes = [64.0, 56.0, 48.0, 42.0, 36.0, 30.0];
        let set = |size: f32| wrapped(&self.title, Setting::new(Font::Serif, size), width);
        let fits = |lines: &Vec<Line>, size: f32| {
            let narrow = lines.iter().all(|line| line.width <= width);
            narrow && lines.len() <= 3 && lines.len() as f32 * size * 1.06 <= height
        };
        let found = sizes.iter().map(|size| (set(*size), *size)).find(|(lines, size)| fits(lines, *size));
        found.map_or_else(
            || {
                let smallest = set(30.0).into_iter().take(4).collect::<Vec<_>>();
                if smallest.iter().all(|line| line.width <= width) {
                    smallest
                } else {
                    vec![cut(&self.title, Setting::new(Font::Serif, 30.0), width)]
                }
            },
            |(lines, _)| lines,
        )
    }

    /// Maps side by side, their names and numbers below.
    fn row(&self, card: &mut Picture, maps: &[Picture], palette: &Palette) {
        let wide = (Self::WIDTH - 2 * EDGE as u32) as f32;
        brand(card, (EDGE, 52.0), palette);
        if let Some(banner) = &self.banner {
            pill(card, banner, (Self::WIDTH as f32 - EDGE - pill_width(banner), 42.0), palette);
        }
        let title = cut(&self.title, Setting::new(Font::Serif, 46.0), wide);
        write(card, &title, (EDGE, 140.0), palette.ink);
        let (width, height) = Self::panel(maps.len());
        for (index, (map, panel)) in maps.iter().zip(&self.panels).enumerate() {
            let left = EDGE as u32 + index as u32 * (width + GAP);
            place(card, map, (left, ROW_TOP));
            if let Some(frame) = rectangle(left as f32, ROW_TOP as f32, width as f32, height as f32) {
                stroke(card, &frame, palette.line, 1.5, 1.0);
            }
            let (left, base) = (left as f32, (ROW_TOP + height) as f32);
            let name = cut(&panel.name, Setting::new(Font::SemiBold, 26.0), width as f32);
            write(card, &name, (left, base + 38.0), palette.ink);
            if let Some(figure) = &panel.figure {
                let value = cut(&figure.value, Setting::new(Font::Serif, 50.0), width as f32);
                write(card, &value, (left, base + 92.0), palette.action);
                let label = cut(&figure.label, Setting::new(Font::Regular, 19.0), width as f32 - value.width - 10.0);
                write(card, &label, (left + value.width + 10.0, base + 90.0), palette.quiet_ink);
            }
        }
        let foot = Self::HEIGHT as f32 - 30.0;
        write(card, &cut(&self.site, Setting::new(Font::Regular, 19.0), wide), (EDGE, foot), palette.quiet_ink);
    }
}

fn place(card: &mut Picture, map: &Picture, (left, top): (u32, u32)) {
    let (left, top) = (left as i32, top as i32);
    card.pixels.draw_pixmap(left, top, map.pixels.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
}

/// The mark and the name of the site: a lens and what it sees.
fn brand(card: &mut Picture, (x, y): (f32, f32), palette: &Palette) {
    let unit = 36.0 / 32.0;
    let at = |px: f32, py: f32| (x + px * unit, y - 28.0 + py * unit);
    let mut sector = PathBuilder::new();
    let (corner, from, to) = (at(13.2, 13.2), at(29.6, 15.4), at(15.4, 29.6));
    sector.move_to(corner.0, corner.1);
    sector.line_to(from.0, from.1);
    let bend = (at(28.4, 23.4), at(23.4, 28.4));
    sector.cubic_to(bend.0.0, bend.0.1, bend.1.0, bend.1.1, to.0, to.1);
    sector.close();
    if let Some(sector) = sector.finish() {
        fill(card, &sector, palette.action, 1.0);
    }
    if let Some(lens) = circle(at(9.2, 9.2), 6.2 * unit) {
        stroke(card, &lens, palette.ink, 3.4 * unit, 1.0);
    }
    write(card, &Line::new("technopolice", Setting::new(Font::SemiBold, 28.0)), (x + 48.0, y), palette.ink);
}

const PILL: Setting = Setting::new(Font::SemiBold, 18.0);

fn pill_width(text: &str) -> f32 {
    Line::new(text, PILL).width + 24.0
}

/// A short text on a ground of its own.
fn pill(card: &mut Picture, text: &str, (x, y): (f32, f32), palette: &Palette) {
    let line = Line::new(text, PILL);
    if let Some(ground) = rounded(x, y, line.width + 24.0, 32.0, 6.0) {
        fill(card, &ground, palette.action, 1.0);
    }
    write(card, &line, (x + 12.0, y + 22.0), palette.page);
}
