//! Rows of a CSV list, one at a time, under the names of its first line.

use std::io::{self, Read};

use serde_json::Value;

use super::bytes::Bytes;
use super::text::decoded;
use super::{Fault, MOST_ROW_BYTES, RawRow, notice};

const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// Lines that a quoted text may have; one that seems to have more was never closed.
const MOST_LINES: usize = 100;

pub(super) struct TableRows<R> {
    bytes: Bytes<R>,
    columns: Vec<String>,
    delimiter: char,
}

impl<R: Read> TableRows<R> {
    /// `None` when the first line names nothing that such a list has.
    pub(super) fn new(mut bytes: Bytes<R>) -> io::Result<Option<Self>> {
        let mut header = decoded(&bytes.line()?.unwrap_or_default());
        // Spreadsheets write what stands between cells above the names of the columns.
        if header.trim().len() == 5 && header.to_ascii_lowercase().starts_with("sep=") {
            header = decoded(&bytes.line()?.unwrap_or_default());
        }
        let known = |delimiter: &char| {
            let cells = cells(&header, *delimiter).unwrap_or_default();
            cells.iter().filter(|cell| notice::is_known(cell)).count()
        };
        let delimiter = DELIMITERS.into_iter().max_by_key(known).unwrap_or(';');
        if known(&delimiter) < 2 {
            return Ok(None);
        }
        let columns = cells(&header, delimiter).unwrap_or_default();
        Ok(Some(Self { bytes, columns, delimiter }))
    }

    pub(super) fn next_row(&mut self) -> io::Result<Option<RawRow>> {
        loop {
            let Some(first) = self.bytes.line()? else { return Ok(None) };
            if !first.trim_ascii().is_empty() {
                return self.row(first).map(Some);
            }
        }
    }

    fn row(&mut self, first: Vec<u8>) -> io::Result<RawRow> {
        let own_length = first.len();
        let mut record = first;
        for _ in 0..MOST_LINES {
            match cells(&decoded(&record), self.delimiter) {
                Some(cells) => return Ok(self.named(cells)),
                None if is_astray(&decoded(&record), self.delimiter) => break,
                None => {}
            }
            match self.bytes.line()? {
                Some(line) if record.len() + line.len() <= MOST_ROW_BYTES => record.extend(line),
                _ => break,
            }
        }
        // Only the line with the quote that nobody closed is lost.
        self.bytes.unread(&record[own_length..]);
        Ok(Err(Fault::OpenQuote))
    }

    fn named(&self, cells: Vec<String>) -> RawRow {
        let stray = cells.iter().skip(self.columns.len()).any(|cell| !cell.trim().is_empty());
        if stray {
            return Err(Fault::Columns);
        }
        let filled = self.columns.iter().zip(cells).filter(|(_, cell)| !cell.trim().is_empty());
        Ok(Value::Object(filled.map(|(name, cell)| (name.clone(), Value::from(cell))).collect()))
    }
}

/// The cells of a record; `None` while a quoted one is open. A quote within a quoted cell that nobody doubled is a
/// quote, unless the cell ends there.
fn cells(record: &str, delimiter: char) -> Option<Vec<String>> {
    let record = record.trim_end_matches(['\r', '\n']);
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = record.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if quoted && letters.peek().is_some_and(|next| *next != delimiter) => {
                if cell.contains('\n') {
                    return None;
                }
                cell.push(letter);
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            letter if letter == delimiter && !quoted => cells.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
    }
    cells.push(cell);
    (!quoted).then_some(cells)
}

/// Has a quoted cell run into the next row? Then a quote opens there where none can.
fn is_astray(record: &str, delimiter: char) -> bool {
    let opening = format!("{delimiter}\"");
    record.lines().skip(1).any(|line| line.contains(&opening) && line.matches('"').count() % 2 == 1)
}
