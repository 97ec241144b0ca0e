//! The file: rows under the names of their columns.

use serde_json::Value;

use crate::procurement::decoded;

/// Where a GeoJSON feature keeps its place, as columns that no property is called.
pub(super) const LONGITUDE: &str = "geometry.longitude";
pub(super) const LATITUDE: &str = "geometry.latitude";

/// Columns and rows that a list may have. The largest town has some thousand cameras.
const MOST_COLUMNS: usize = 200;
const MOST_ROWS: usize = 200_000;

/// What stands between the cells of a row.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// A list: named columns, and rows of as many cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The names of the first line, or of the properties.
    pub columns: Vec<String>,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// Rows that could not be read, by their line.
    pub unreadable: Vec<usize>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it begins; of GeoJSON, the number of the feature, from 1.
    pub line: usize,
    cells: Vec<String>,
}

/// Why a file is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAList {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// One column, or none.
    #[error("the first line names no columns separated by ; , tab or |")]
    NoColumns,
    /// Another format.
    #[error("expected CSV or a GeoJSON FeatureCollection, found {0}")]
    Format(&'static str),
    /// JSON that does not end, or no collection.
    #[error("the GeoJSON cannot be read: {0}")]
    Json(String),
    /// More than any list holds.
    #[error("the list has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns")]
    TooLong,
}

impl Table {
    /// Reads a file: CSV with any usual separator in UTF-8, UTF-16 with its mark or Windows-1252, or GeoJSON. Told by the content.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAList> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match bytes.trim_ascii_start() {
            [] => Err(NotAList::Empty),
            [b'{', ..] => of_geojson(bytes),
            [b'P', b'K', 3, 4, ..] => Err(NotAList::Format("a workbook or an archive: export it as CSV")),
            [b'<', ..] => Err(NotAList::Format("XML: export it as CSV or GeoJSON")),
            [b'%', b'P', b'D', b'F', ..] => Err(NotAList::Format("a PDF: type its table into a spreadsheet")),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => of_csv(&utf16(bytes)),
            _ => of_csv(&decoded(bytes)),
        }
    }

    /// The place of a column, whatever the case and the spaces around its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        let wanted = name.trim().to_lowercase();
        let exact = self.columns.iter().position(|column| column == name);
        exact.or_else(|| self.columns.iter().position(|column| column.trim().to_lowercase() == wanted))
    }

    /// The non-empty cells of a column, from the top.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.cell(column)).filter(|cell| !cell.is_empty())
    }
}

impl Row {
    /// A cell without the spaces around it; empty where the row has none.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    /// Everything it says, for a checksum that names a row without a number.
    pub fn words(&self) -> String {
        self.cells.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join("\u{1F}")
    }
}

/// The text of a file that a spreadsheet calls “Unicode text”.
fn utf16(bytes: &[u8]) -> String {
    let is_little = bytes.starts_with(&[0xFF, 0xFE]);
    let units = bytes.chunks_exact(2).skip(1);
    let unit = |pair: &[u8]| if is_little { [pair[0], pair[1]] } else { [pair[1], pair[0]] };
    let units: Vec<u16> = units.map(|pair| u16::from_le_bytes(unit(pair))).collect();
    String::from_utf16_lossy(&units)
}

fn of_csv(text: &str) -> Result<Table, NotAList> {
    let delimiter = delimiter_of(text);
    let reader = || {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
    };
    let widest = reader().into_records().take(20).filter_map(Result::ok).map(|record| filled(&record)).max();
    let widest = widest.ok_or(NotAList::Empty)?;
    let mut records = reader().into_records();
    // A title, or the `sep=;` of a spreadsheet, may stand above the names of the columns.
    let header = records.find_map(|record| record.ok().filter(|record| widest > 0 && filled(record) * 2 > widest));
    let columns: Vec<String> = header.ok_or(NotAList::Empty)?.iter().map(|name| name.trim().to_owned()).collect();
    if columns.len() < 2 {
        return Err(NotAList::NoColumns);
    }
    let mut table = Table { columns, rows: Vec::new(), unreadable: Vec::new() };
    for record in records {
        let Ok(record) = record else { return Err(NotAList::Format("text that is no UTF-8")) };
        let line = record.position().map_or(0, |position| line_of(text, position));
        let stray = record.iter().skip(table.columns.len()).any(|cell| !cell.trim().is_empty());
        match record.iter().all(|cell| cell.trim().is_empty()) {
            true => {}
            false if stray => table.unreadable.push(line),
            false => table.rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() }),
        }
    }
    bounded(table)
}

/// Cells that say something.
fn filled(record: &csv::StringRecord) -> usize {
    record.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// The line on which a record begins: its position may be that of the empty lines before it.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let ahead = text.as_bytes().iter().skip(position.byte() as usize).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() as usize + ahead.filter(|byte| **byte == b'\n').count()
}

/// The separator that the most of the first lines agree on.
fn delimiter_of(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let count = |line: &str, delimiter: u8| line.bytes().filter(|byte| *byte == delimiter).count();
    let agreement = |delimiter: &u8| {
        let header = lines.first().map_or(0, |line| count(line, *delimiter));
        let agreeing = lines.iter().filter(|line| header > 0 && count(line, *delimiter) == header).count();
        (header > 0, agreeing, header)
    };
    DELIMITERS.into_iter().max_by_key(agreement).unwrap_or(b';')
}

fn of_geojson(bytes: &[u8]) -> Result<Table, NotAList> {
    let collection: Value = serde_json::from_slice(bytes).map_err(|error| NotAList::Json(error.to_string()))?;
    let features = collection.get("features").and_then(Value::as_array);
    let features = features.ok_or_else(|| NotAList::Json("it has no \"features\"".to_owned()))?;
    let mut columns = vec![LONGITUDE.to_owned(), LATITUDE.to_owned(), "id".to_owned()];
    for feature in features {
        let names = feature.get("properties").and_then(Value::as_object).into_iter().flat_map(|fields| fields.keys());
        for name in names.take(MOST_COLUMNS) {
            if !columns.contains(name) && columns.len() <= MOST_COLUMNS {
                columns.push(name.clone());
            }
        }
    }
    let mut table = Table { columns, rows: Vec::new(), unreadable: Vec::new() };
    for (index, feature) in features.iter().enumerate() {
        match cells_of(feature, &table.columns) {
            Some(cells) => table.rows.push(Row { line: index + 1, cells }),
            None => table.unreadable.push(index + 1),
        }
    }
    bounded(table)
}

/// The cells of a feature; `None` for what is no feature and for lines, areas and several points, which have no
/// single place.
fn cells_of(feature: &Value, columns: &[String]) -> Option<Vec<String>> {
    let geometry = feature.get("geometry").filter(|geometry| !geometry.is_null());
    let place = match geometry {
        None => [String::new(), String::new()],
        Some(point) if point.get("type")? == "Point" => {
            let coordinates = point.get("coordinates")?.as_array()?;
            [text(coordinates.first()?), text(coordinates.get(1)?)]
        }
        Some(points) if points.get("type")? == "MultiPoint" => {
            let [point] = points.get("coordinates")?.as_array()?.as_slice() else { return None };
            [text(point.get(0)?), text(point.get(1)?)]
        }
        Some(_) => return None,
    };
    let properties = feature.get("properties").and_then(Value::as_object);
    let property = |name: &String| properties.and_then(|fields| fields.get(name)).map(text);
    let cell = |name: &String| match name.as_str() {
        "id" => property(name).or_else(|| feature.get("id").map(text)).unwrap_or_default(),
        _ => property(name).unwrap_or_default(),
    };
    Some(place.into_iter().chain(columns.iter().skip(2).map(cell)).collect())
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn bounded(table: Table) -> Result<Table, NotAList> {
    let long = table.rows.len() > MOST_ROWS || table.columns.len() > MOST_COLUMNS + 3;
    if long { Err(NotAList::TooLong) } else { Ok(table) }
}
