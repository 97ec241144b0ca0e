//! Figures of a page as pictures to print: a number with what it counts, or bars in time. They say the same as the SVG of
//! the page, in twice as many pixels.

use crate::canvas::{fill, stroke};
use crate::encode::Picture;
use crate::fonts::Font;
use crate::palette::{Palette, Theme};
use crate::shapes::{polygon, rectangle, rounded};
use crate::text::{Line, Setting, cut, wrapped, write};

/// Pixels a unit of the page.
const SCALE: f32 = 2.0;
/// Pixels from the edge to the words.
const EDGE: f32 = 80.0;
const NUMBER: (u32, u32) = (1280, 720);
const WIDTH: f32 = 1280.0;
/// Where the bars begin, below name and finding.
const BARS_TOP: f32 = 274.0;
/// The room of the years above them.
const AXIS: f32 = 50.0;
/// Below the bars: the day and the source.
const FOOT: f32 = 130.0;

/// What stands on every figure.
#[derive(Debug, Clone)]
pub struct Caption {
    /// The place it is about.
    pub name: String,
    /// The day it holds for, in a sentence.
    pub as_of: String,
    /// Where it comes from: licence and address.
    pub source: String,
}

/// A picture of one figure.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What stands on every figure.
    pub caption: Caption,
    /// The figure itself.
    pub figure: SheetFigure,
}

/// What a figure shows.
#[derive(Debug, Clone)]
pub enum SheetFigure {
    /// A number.
    Number {
        /// As it is printed.
        value: String,
        /// What it counts.
        label: String,
        /// What to know about it; may be empty.
        note: String,
    },
    /// Bars, in time or of shares.
    Bars(Bars),
}

/// Bars in units from the left edge of the drawing.
#[derive(Debug, Clone)]
pub struct Bars {
    /// The finding.
    pub title: String,
    /// Units from left to right.
    pub width: f32,
    /// The first of January of some years; none of shares.
    pub years: Vec<(f32, String)>,
    /// Where today is, when the axis is time.
    pub today: Option<f32>,
    /// From the top down.
    pub rows: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// What it amounts to.
    pub value: String,
    /// Where it begins.
    pub from: f32,
    /// How long it is.
    pub width: f32,
    /// It lies behind us.
    pub is_over: bool,
    /// Nobody knows its end.
    pub is_open: bool,
    /// Days within it.
    pub marks: Vec<f32>,
}

/// Units a row of bars.
const ROW: f32 = 44.0;

impl Sheet {
    /// Draws it.
    pub fn paint(&self) -> Picture {
        let palette = Theme::Light.palette();
        match &self.figure {
            SheetFigure::Number { value, label, note } => self.number([value, label, note], palette),
            SheetFigure::Bars(bars) => self.bars(bars, palette),
        }
    }

    fn number(&self, [value, label, note]: [&str; 3], palette: &Palette) -> Picture {
        let mut sheet = blank(NUMBER, palette);
        let room = NUMBER.0 as f32 - 2.0 * EDGE;
        let name = cut(&self.caption.name, Setting::new(Font::Serif, 60.0), room);
        write(&mut sheet, &name, (EDGE, 136.0), palette.ink);
        write(&mut sheet, &largest(value, &[208.0, 168.0, 128.0, 96.0], room), (EDGE - 8.0, 376.0), palette.ink);
        let label = cut(label, Setting::new(Font::SemiBold, 48.0), room);
        write(&mut sheet, &label, (EDGE, 456.0), palette.ink);
        for (row, line) in wrapped(note, Setting::new(Font::Regular, 34.0), room).iter().take(2).enumerate() {
            write(&mut sheet, line, (EDGE, 514.0 + row as f32 * 44.0), palette.quiet_ink);
        }
        self.foot(&mut sheet, palette);
        sheet
    }

    fn bars(&self, bars: &Bars, palette: &Palette) -> Picture {
        let start = BARS_TOP - if bars.years.is_empty() { AXIS } else { 0.0 };
        let height = start + head(bars) + bars.rows.len() as f32 * ROW * SCALE + FOOT;
        let mut sheet = blank((WIDTH as u32, height as u32), palette);
        let room = WIDTH - 2.0 * EDGE;
        write(
            &mut sheet,
            &cut(&self.caption.name, Setting::new(Font::Regular, 30.0), room),
            (EDGE, 84.0),
            palette.quiet_ink,
        );
        for (row, line) in title_of(bars, room).iter().take(3).enumerate() {
            write(&mut sheet, line, (EDGE, 138.0 + row as f32 * 50.0), palette.ink);
        }
        let top = start - 30.0;
        let at = |x: f32| EDGE + x / bars.width * room;
        let bottom = height - FOOT;
        for (x, year) in &bars.years {
            if let Some(line) = rectangle(at(*x), top + 12.0, 1.5, bottom - top - 12.0) {
                fill(&mut sheet, &line, palette.line, 1.0);
            }
            write(&mut sheet, &Line::new(year, Setting::new(Font::Regular, 26.0)), (at(*x), top), palette.quiet_ink);
        }
        if let Some(today) = bars.today {
            dashed(&mut sheet, at(today), (top + 8.0, bottom), palette);
        }
        for (row, bar) in bars.rows.iter().enumerate() {
            draw_bar(&mut sheet, bar, (at, top + 26.0 + row as f32 * ROW * SCALE), palette);
        }
        self.foot(&mut sheet, palette);
        sheet
    }

    fn foot(&self, sheet: &mut Picture, palette: &Palette) {
        let (bottom, room) = (sheet.height() as f32, sheet.width() as f32 - 2.0 * EDGE);
        let as_of = cut(&self.caption.as_of, Setting::new(Font::Regular, 30.0), room);
        write(sheet, &as_of, (EDGE, bottom - 84.0), palette.quiet_ink);
        let source = Line::new(&self.caption.source, Setting::new(Font::Regular, 26.0));
        // The address must be whole: it is what makes the figure checkable.
        let size = (26.0 * room / source.width.max(room)).max(14.0);
        let source = cut(&self.caption.source, Setting::new(Font::Regular, size), room);
        write(sheet, &source, (EDGE, bottom - 40.0), palette.quiet_ink);
    }
}

/// The room that a long finding takes besides the first two lines.
fn head(bars: &Bars) -> f32 {
    let lines = title_of(bars, WIDTH - 2.0 * EDGE).len().min(3);
    (lines as f32 - 2.0).max(0.0) * 50.0
}

fn title_of(bars: &Bars, room: f32) -> Vec<Line> {
    wrapped(&bars.title, Setting::new(Font::Serif, 40.0), room)
}

/// A page with the red edge of the site.
fn blank((width, height): (u32, u32), palette: &Palette) -> Picture {
    let mut sheet = Picture::filled(width, height, palette.page);
    if let Some(edge) = rectangle(0.0, 0.0, width as f32, 12.0) {
        fill(&mut sheet, &edge, palette.action, 1.0);
    }
    sheet
}

/// A text in the largest of the sizes in which it fits.
fn largest(text: &str, sizes: &[f32], room: f32) -> Line {
    let mut set = sizes.iter().map(|size| Line::new(text, Setting::new(Font::Serif, *size)));
    let found = set.find(|line| line.width <= room);
    found.unwrap_or_else(|| cut(text, Setting::new(Font::Serif, sizes.last().copied().unwrap_or(96.0)), room))
}

fn dashed(sheet: &mut Picture, x: f32, (top, bottom): (f32, f32), palette: &Palette) {
    let mut y = top;
    while y < bottom {
        if let Some(dash) = rectangle(x - 1.0, y, 2.0, 8.0_f32.min(bottom - y)) {
            fill(sheet, &dash, palette.action, 1.0);
        }
        y += 14.0;
    }
}

fn draw_bar(sheet: &mut Picture, bar: &Bar, (at, top): (impl Fn(f32) -> f32, f32), palette: &Palette) {
    let right = WIDTH - EDGE;
    let value = Line::new(&bar.value, Setting::new(Font::SemiBold, 26.0));
    let label = cut(&bar.label, Setting::new(Font::Regular, 26.0), right - EDGE - value.width - 24.0);
    write(sheet, &label, (EDGE, top + 26.0), palette.ink);
    write(sheet, &value, (right - value.width, top + 26.0), palette.ink);
    let (left, y, long) = (at(bar.from), top + 40.0, (at(bar.from + bar.width) - at(bar.from)).max(6.0));
    // Nothing is not a little.
    if let Some(shape) = rounded(left, y, long, 20.0, 4.0).filter(|_| bar.width > 0.0) {
        let (colour, opacity) =
            if bar.is_over { (palette.page, 1.0) } else { (BAR, if bar.is_open { 0.35 } else { 1.0 }) };
        fill(sheet, &shape, colour, opacity);
        stroke(sheet, &shape, BAR, 3.0, 1.0);
    }
    // An end that nobody knows is a point, not an edge.
    if let Some(point) =
        polygon(&[(left + long, y), (left + long + 14.0, y + 10.0), (left + long, y + 20.0)]).filter(|_| bar.is_open)
    {
        fill(sheet, &point, BAR, 1.0);
    }
    for mark in &bar.marks {
        if let Some(mark) = rectangle(at(*mark) - 2.5, y - 6.0, 5.0, 32.0) {
            fill(sheet, &mark, palette.ink, 1.0);
        }
    }
}

/// The blue of bars, as on the page.
const BAR: crate::palette::Rgb = [0x00, 0x72, 0xb2];

#[cfg(test)]
mod tests {
    use super::*;

    fn caption() -> Caption {
        Caption {
            name: "Saint-Germain-en-Laye".to_owned(),
            as_of: "Au 28 novembre 2026".to_owned(),
            source: "technopolice · ODbL 1.0 · https://example.org/villes/78551-saint-germain-en-laye#figure-observed"
                .to_owned(),
        }
    }

    fn colours(picture: &Picture) -> std::collections::BTreeSet<Vec<u8>> {
        picture.rgb().chunks(3).map(<[u8]>::to_vec).collect()
    }

    #[test]
    fn a_number_is_drawn_within_its_sheet_however_long_it_is() {
        for value in ["7", "1 234 567 890 123 456 789"] {
            let figure = SheetFigure::Number {
                value: value.to_owned(),
                label: "appareils observés sur place par des habitantes et des habitants".to_owned(),
                note: "Vus sur place. ".repeat(30),
            };
            let sheet = Sheet { caption: caption(), figure }.paint();
            assert_eq!((sheet.width(), sheet.height()), NUMBER);
            let rgb = sheet.rgb();
            let page = Theme::Light.palette().page.to_vec();
            let margin = |x: usize| (20..720).all(|y| rgb[(y * 1280 + x) * 3..][..3] == page);
            assert!(margin(8) && margin(1272), "nothing is written into the margin");
            assert!(colours(&sheet).len() > 3);
            assert_eq!(sheet.png(), sheet.png());
        }
    }

    #[test]
    fn bars_are_as_high_as_they_are_many_and_those_behind_us_are_hollow() {
        let bar = |is_over| Bar {
            label: "Caméras".to_owned(),
            value: "1 000 €".to_owned(),
            from: 10.0,
            width: 100.0,
            is_over,
            is_open: false,
            marks: vec![50.0],
        };
        let drawn = |rows: Vec<Bar>| {
            let years = vec![(0.0, "2024".to_owned())];
            let bars = Bars { title: "Un marché".to_owned(), width: 480.0, years, today: Some(300.0), rows };
            Sheet { caption: caption(), figure: SheetFigure::Bars(bars) }.paint()
        };
        let blue = |picture: &Picture| picture.rgb().chunks(3).filter(|rgb| **rgb == BAR).count();
        let (one, two, over) = (drawn(vec![bar(false)]), drawn(vec![bar(false), bar(false)]), drawn(vec![bar(true)]));
        assert_eq!(two.height() - one.height(), 88);
        assert!(blue(&two) > blue(&one) * 3 / 2 && blue(&over) < blue(&one) / 2);
    }
}
