//! Some hundred rows, cut once for all writers.

use std::borrow::Cow;
use std::ops::Range;

use crate::column::{Column, ColumnType, Part, Table};
use crate::json::{items, member, members, said};

/// Rows that a batch has mostly.
const ROWS: usize = 500;

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
    position: Option<[f64; 2]>,
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
            let end = batch.text[at..].find('\n').map_or(batch.text.len(), |end| at + end);
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

    fn row(&mut self, table: &Table, line: Range<usize>) {
        let first = self.spans.len();
        self.spans.resize(first + self.width, Span::default());
        let mut position = None;
        let mut next = 0;
        let text = &self.text[..line.end];
        let spans = &mut self.spans[first..];
        let (is_located, mut outer) = (table.is_located(), members(text, line.start));
        while let Some(name) = outer.name() {
            let name = &text[name];
            if is_located && name == "properties" {
                outer.inside(|name, value| note(table, spans, &mut next, &text[name], value));
                continue;
            }
            let Some(value) = outer.value() else { break };
            if is_located && name == "geometry" {
                position = coordinates(&text[value]);
            } else {
                note(table, spans, &mut next, name, value);
            }
        }
        let derived = self.upstream.map(|column| spans[column]).is_some_and(|span| is_of_osm(&text[span.range()]));
        let compartment = if derived { Compartment::Osm } else { Compartment::Own };
        self.rows.push(Place { line, position, compartment });
    }
}

/// Writes down where a member stands, for every column that shows it. The members come in the order of the columns
/// mostly, so the search begins behind the last one found.
fn note(table: &Table, spans: &mut [Span], next: &mut usize, name: &str, value: Range<usize>) {
    let columns = &table.columns;
    let is_it = |column: &Column| column.source == name;
    let found = columns[*next..].iter().position(is_it).map(|ahead| *next + ahead);
    let Some(first) = found.or_else(|| columns[..*next].iter().position(is_it)) else { return };
    let value = Span { start: value.start as u32, end: value.end as u32 };
    let shown = columns[first..].iter().take_while(|column| is_it(column)).count();
    spans[first..first + shown].fill(value);
    *next = first + shown;
}

fn coordinates(geometry: &str) -> Option<[f64; 2]> {
    let mut numbers = items(member(geometry, "coordinates")?).filter_map(|number| number.parse().ok());
    Some([numbers.next()?, numbers.next()?])
}

fn is_of_osm(upstream: &str) -> bool {
    upstream.contains("\"source\":\"osm\"")
}

impl Span {
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
        self.place().position
    }

    /// The columns that have a value, as one JSON object: flat, under the names that files use.
    pub fn flat_json(&self, table: &Table) -> String {
        let values = table.columns.iter().enumerate();
        let values = values.filter_map(|(at, column)| Some(format!("\"{}\":{}", column.name, self.value(table, at)?)));
        format!("{{{}}}", values.collect::<Vec<_>>().join(","))
    }

    /// The JSON of a column's value.
    pub(crate) fn value(&self, table: &Table, column: usize) -> Option<&'a str> {
        let span = self.batch.spans[self.number * self.batch.width + column];
        let value = &self.batch.text[span.range()];
        let value = match table.columns[column].part {
            Part::Whole => value,
            Part::Id => member(value, "id")?,
            Part::Name => member(value, "name")?,
        };
        Some(value).filter(|value| !value.is_empty() && *value != "null")
    }

    /// A column's value as text, whatever its type.
    pub(crate) fn text(&self, table: &Table, column: usize) -> Option<Cow<'a, str>> {
        Some(as_text(table.columns[column].kind, self.value(table, column)?))
    }
}

/// The JSON of a value as text.
pub(crate) fn as_text(kind: ColumnType, value: &str) -> Cow<'_, str> {
    match kind {
        ColumnType::List => items(value).map(said).collect::<Vec<_>>().join(";").into(),
        ColumnType::Origins => items(value).map(origin).collect::<Vec<_>>().join(";").into(),
        ColumnType::Json => Cow::Borrowed(value),
        _ => said(value),
    }
}

fn origin(upstream: &str) -> String {
    let part = |name| member(upstream, name).map(said).unwrap_or_default();
    format!("{}:{}", part("source"), part("id"))
}
