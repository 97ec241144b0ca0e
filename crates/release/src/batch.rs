//! Some hundred rows, cut once for all writers.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use crate::column::{Column, ColumnType, Part, Table};
use crate::json::{items, member, members, said};

/// Rows that a batch has mostly.
const ROWS: usize = 500;

/// How an origin begins that is OpenStreetMap.
const OF_OSM: &[u8] = b"\"source\":\"osm\"";

/// Which of the two collections a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compartment {
    /// What people contributed to this census.
    Own,
    /// What was derived from OpenStreetMap.
    Osm,
}

/// Where a value stands in the text of its batch; empty when there is none.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

/// Some rows of a table: JSON objects, one a line, and where the value of each column stands.
#[derive(Debug)]
pub struct Batch {
    text: String,
    rows: Vec<Place>,
    spans: Vec<Span>,
    width: usize,
    /// The column that tells where a row came from.
    upstream: Option<usize>,
}

#[derive(Debug)]
struct Place {
    line: Range<usize>,
    /// Where the array of its coordinates stands; empty when it has none.
    coordinates: Span,
    compartment: Compartment,
}

/// One row of a batch.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    batch: &'a Batch,
    number: usize,
}

impl Batch {
    /// Cuts features or records, one a line.
    pub fn cut(table: &Table, text: String) -> Self {
        let upstream = table.columns.iter().position(|column| column.kind == ColumnType::Origins);
        let mut batch = Self { rows: Vec::new(), spans: Vec::new(), width: table.columns.len(), upstream, text };
        let mut at = 0;
        batch.spans.reserve(ROWS * batch.width);
        while at < batch.text.len() {
            let end = memchr(b'\n', &batch.text.as_bytes()[at..]).map_or(batch.text.len(), |end| at + end);
            if end > at {
                batch.row(table, at..end);
            }
            at = end + 1;
        }
        batch
    }

    /// The rows of one compartment, or all of them.
    pub fn rows(&self, compartment: Option<Compartment>) -> impl Iterator<Item = Row<'_>> {
        let own = move |row: &Row<'_>| compartment.is_none_or(|one| row.place().compartment == one);
        (0..self.rows.len()).map(|number| Row { batch: self, number }).filter(own)
    }

    fn value(&self, span: Span) -> Option<&str> {
        (span.start < span.end).then(|| &self.text[span.range()])
    }

    fn row(&mut self, table: &Table, line: Range<usize>) {
        let first = self.spans.len();
        self.spans.resize(first + self.width, Span::default());
        let mut coordinates = Span::default();
        let mut next = 0;
        let text = &self.text[..line.end];
        let spans = &mut self.spans[first..];
        let (is_located, mut outer) = (table.is_located(), members(text, line.start));
        while let Some(name) = outer.name() {
            if is_located && text[name.clone()] == *"properties" {
                outer.inside(|name, value| note(table, spans, &mut next, text, name, value));
                continue;
            }
            if is_located && text[name.clone()] == *"geometry" {
                outer.inside(|name, value| {
                    if text[name] == *"coordinates" {
                        coordinates = Span::of(value);
                    }
                });
                continue;
            }
            let Some(value) = outer.value() else { break };
            note(table, spans, &mut next, text, name, value);
        }
        let origins = self.upstream.map_or("", |column| &text[spans[column].range()]);
        let derived = memmem::find(origins.as_bytes(), OF_OSM).is_some();
        let compartment = if derived { Compartment::Osm } else { Compartment::Own };
        self.rows.push(Place { line, coordinates, compartment });
    }
}

/// Writes down where a member stands, for every column that shows it. The members come in the order of the columns
/// mostly, so the search begins behind the last one found.
fn note(table: &Table, spans: &mut [Span], next: &mut usize, text: &str, name: Range<usize>, value: Range<usize>) {
    let (columns, name) = (&table.columns, &text.as_bytes()[name]);
    let is_it = |column: &Column| column.source.as_bytes() == name;
    let found = columns[*next..].iter().position(is_it).map(|ahead| *next + ahead);
    let Some(first) = found.or_else(|| columns[..*next].iter().position(is_it)) else { return };
    let shown = columns[first..].iter().take_while(|column| is_it(column));
    *next = first;
    for (span, column) in spans[first..].iter_mut().zip(shown) {
        *span = part_of(text, value.clone(), column.part);
        *next += 1;
    }
}

/// Where the part of a value stands that a column shows; nowhere for what is not known.
fn part_of(text: &str, value: Range<usize>, part: Part) -> Span {
    let name = match part {
        Part::Whole => None,
        Part::Id => Some("id"),
        Part::Name => Some("name"),
    };
    let found = match name {
        None => Some(value),
        Some(name) => members(text, value.start).find(|(found, _)| text[found.clone()] == *name).map(|(_, at)| at),
    };
    found.filter(|at| text[at.clone()] != *"null").map_or(Span::default(), Span::of)
}

impl Span {
    fn of(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<'a> Row<'a> {
    fn place(&self) -> &'a Place {
        &self.batch.rows[self.number]
    }

    /// The JSON object as it came.
    pub fn json(&self) -> &'a str {
        &self.batch.text[self.place().line.clone()]
    }

    /// Degrees of longitude and latitude.
    pub fn position(&self) -> Option<[f64; 2]> {
        let [x, y] = self.coordinates()?;
        Some([x.parse().ok()?, y.parse().ok()?])
    }

    /// Degrees of longitude and latitude as they are written.
    pub(crate) fn coordinates(&self) -> Option<[&'a str; 2]> {
        let mut numbers = items(&self.batch.text[self.place().coordinates.range()]);
        Some([numbers.next()?, numbers.next()?])
    }

    /// The columns that have a value, as one JSON object: flat, under the names that files use.
    pub fn flat_json(&self, table: &Table) -> String {
        let values = table.columns.iter().zip(self.values());
        let values = values.filter_map(|(column, value)| Some(format!("\"{}\":{}", column.name, value?)));
        format!("{{{}}}", values.collect::<Vec<_>>().join(","))
    }

    /// The JSON of a column's value.
    pub(crate) fn value(&self, column: usize) -> Option<&'a str> {
        self.batch.value(self.batch.spans[self.number * self.batch.width + column])
    }

    /// The JSON of the value of each column.
    pub(crate) fn values(&self) -> impl Iterator<Item = Option<&'a str>> {
        let (batch, first) = (self.batch, self.number * self.batch.width);
        batch.spans[first..first + batch.width].iter().map(|span| batch.value(*span))
    }
}

/// The JSON of a value as text.
pub(crate) fn as_text(kind: ColumnType, value: &str) -> Cow<'_, str> {
    match kind {
        ColumnType::List => joined(value, |text, item| text.push_str(&said(item))),
        ColumnType::Origins => joined(value, |text, upstream| {
            let part = |name| member(upstream, name).map(said).unwrap_or_default();
            text.extend([&part("source"), ":", &part("id")]);
        }),
        ColumnType::Json => Cow::Borrowed(value),
        _ => said(value),
    }
}

/// The items of an array between semicolons.
fn joined(value: &str, push: impl Fn(&mut String, &str)) -> Cow<'static, str> {
    let mut text = String::with_capacity(value.len());
    for (number, item) in items(value).enumerate() {
        if number > 0 {
            text.push(';');
        }
        push(&mut text, item);
    }
    text.into()
}
