//! Bars on an axis of years, as SVG: contracts from their notification to their end, orders until they lapse.
//!
//! Labels stand in the drawing itself and every colour is an attribute, so that the same drawing is a file to print;
//! on a page the style sheet gives it the colours of the theme.

use askama::Template;
use chrono::{Datelike, NaiveDate};

/// Units across: a phone shows them nearly one to one.
const WIDTH: f64 = 480.0;
/// Units for a bar with its label.
const ROW: f64 = 48.0;
/// Where the first bar begins, below the years.
const TOP: f64 = 30.0;
/// Signs of a label that fit beside its value.
const SIGNS: usize = 38;
/// Bars in one drawing; the table behind it has all.
pub(crate) const MOST: usize = 14;

/// What a bar stands for.
pub(crate) struct Span {
    pub(crate) label: String,
    /// Printed at the right end of the label.
    pub(crate) value: String,
    pub(crate) from: NaiveDate,
    /// `None` where nobody knows the end.
    pub(crate) until: Option<NaiveDate>,
    /// Days to mark on the bar, such as amendments.
    pub(crate) marks: Vec<NaiveDate>,
    /// Drawn hollow: it is over.
    pub(crate) is_over: bool,
}

/// The drawing.
#[derive(Template)]
#[template(path = "partials/timeline.html")]
pub(crate) struct Timeline {
    /// Fragment by which it can be cited.
    pub(crate) id: &'static str,
    /// The finding.
    pub(crate) title: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) years: Vec<Year>,
    pub(crate) bars: Vec<Bar>,
    /// Where today stands; empty where the axis is not time.
    pub(crate) today: String,
}

/// The first of January of a year.
pub(crate) struct Year {
    pub(crate) x: String,
    pub(crate) label: String,
}

/// A bar, in units.
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) text_y: f64,
    pub(crate) y: f64,
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) is_over: bool,
    /// The end is not known: the bar fades out to a point.
    pub(crate) is_open: bool,
    pub(crate) marks: Vec<String>,
}

impl Timeline {
    /// The same drawing for whoever paints pixels.
    pub(crate) fn bars(&self) -> still::Bars {
        let units = |text: &String| text.parse().unwrap_or_default();
        let bar = |bar: &Bar| still::Bar {
            label: bar.label.clone(),
            value: bar.value.clone(),
            from: units(&bar.x),
            width: units(&bar.width),
            is_over: bar.is_over,
            is_open: bar.is_open,
            marks: bar.marks.iter().map(units).collect(),
        };
        still::Bars {
            title: self.title.clone(),
            width: self.width as f32,
            years: self.years.iter().map(|year| (units(&year.x), year.label.clone())).collect(),
            today: self.today.parse().ok(),
            rows: self.bars.iter().map(bar).collect(),
        }
    }
}

/// Draws the spans in the order given, those beyond [`MOST`] left out. `None` of nothing.
pub(crate) fn drawn(id: &'static str, title: String, today: NaiveDate, spans: &[Span]) -> Option<Timeline> {
    let spans = &spans[..spans.len().min(MOST)];
    let first = spans.iter().map(|span| span.from).min()?.year();
    let ends = spans.iter().flat_map(|span| span.until.into_iter().chain(span.marks.iter().copied()));
    let last = ends.chain([today]).map(|day| day.year()).max()? + 1;
    let day = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
    let (from, until) = (day(first), day(last));
    let whole = (until - from).num_days().max(1) as f64;
    let at = |day: NaiveDate| (day - from).num_days().clamp(0, (until - from).num_days()) as f64 / whole * WIDTH;
    let step = ((last - first + 7) / 8).max(1);
    let years = (first..last).step_by(step as usize);
    Some(Timeline {
        id,
        title,
        width: WIDTH,
        height: TOP + ROW * spans.len() as f64,
        years: years.map(|year| Year { x: units(at(day(year))), label: year.to_string() }).collect(),
        bars: spans.iter().enumerate().map(|(place, span)| bar(place, span, today, &at)).collect(),
        today: units(at(today)),
    })
}

/// A part of something, beside the others.
pub(crate) struct Share {
    pub(crate) label: String,
    /// Printed at the right end of the label.
    pub(crate) value: String,
    /// Of the longest bar, 0 to 1.
    pub(crate) part: f64,
}

/// Bars from the left edge, without an axis of time.
pub(crate) fn shares(id: &'static str, title: String, shares: impl Iterator<Item = Share>) -> Timeline {
    let bar = |(place, share): (usize, Share)| Bar {
        label: shortened(&share.label),
        value: share.value,
        text_y: ROW * place as f64 + 14.0,
        y: ROW * place as f64 + 22.0,
        x: units(0.0),
        // Nothing is not a little.
        width: units(if share.part > 0.0 { (share.part * WIDTH).max(3.0) } else { 0.0 }),
        is_over: false,
        is_open: false,
        marks: Vec::new(),
    };
    let bars: Vec<Bar> = shares.take(MOST).enumerate().map(bar).collect();
    let height = ROW * bars.len() as f64;
    Timeline { id, title, width: WIDTH, height, years: Vec::new(), bars, today: String::new() }
}

fn bar(place: usize, span: &Span, today: NaiveDate, at: &impl Fn(NaiveDate) -> f64) -> Bar {
    let top = TOP + ROW * place as f64;
    let end = span.until.unwrap_or(today.max(span.from));
    Bar {
        label: shortened(&span.label),
        value: span.value.clone(),
        text_y: top + 14.0,
        y: top + 22.0,
        x: units(at(span.from)),
        width: units((at(end) - at(span.from)).max(3.0)),
        is_over: span.is_over,
        is_open: span.until.is_none(),
        marks: span.marks.iter().map(|day| units(at(*day))).collect(),
    }
}

/// A label in the room there is, cut between words.
fn shortened(label: &str) -> String {
    if label.chars().count() <= SIGNS {
        return label.to_owned();
    }
    let start: String = label.chars().take(SIGNS).collect();
    let whole = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', ';', ':', ' ']))
}

/// Units with one digit: tenths are not seen.
fn units(number: f64) -> String {
    format!("{number:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn years_are_as_long_as_they_last() {
        let span = |from: &str, until: Option<&str>| Span {
            label: "Fourniture, pose et maintenance de caméras de vidéoprotection".to_owned(),
            value: "1 €".to_owned(),
            from: day(from),
            until: until.map(day),
            marks: vec![day("2023-01-01")],
            is_over: false,
        };
        let spans = [span("2022-01-01", Some("2024-01-01")), span("2022-07-02", None)];
        let drawn = drawn("figure-contracts", "Deux".to_owned(), day("2025-06-01"), &spans).expect("a drawing");
        let years: Vec<&str> = drawn.years.iter().map(|year| year.label.as_str()).collect();
        assert_eq!(years, ["2022", "2023", "2024", "2025"]);
        assert_eq!((drawn.bars[0].x.as_str(), drawn.bars[0].width.as_str()), ("0.0", "239.8"));
        assert!(drawn.bars[1].is_open && drawn.bars[0].label.ends_with("maintenance de…"), "{}", drawn.bars[0].label);
        assert_eq!(drawn.bars[0].marks, [drawn.years[1].x.clone()]);
        assert!(super::drawn("figure-contracts", String::new(), day("2025-06-01"), &[]).is_none());
    }
}
