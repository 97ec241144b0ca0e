//! RFC 4180: UTF-8, commas, CRLF, a header; a cell that somebody wrote is never a formula.

use std::io::{self, Write};

use crate::batch::{Batch, Compartment, Row, as_text};
use crate::column::ColumnType;
use crate::{Table, Writer};

/// Characters with which a spreadsheet takes a cell for a formula, the wide forms included (OWASP, CSV injection).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A table on its way.
pub struct Csv<W> {
    out: W,
    table: Table,
    line: String,
}

impl<W: Write> Csv<W> {
    /// Writes the header: `id`, the place, and the other columns.
    pub fn new(table: Table, mut out: W) -> io::Result<Self> {
        out.write_all(header(&table).as_bytes())?;
        Ok(Self { out, table, line: String::new() })
    }

    /// Hands over what was written so far to `taken`.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        self.line.clear();
        for (number, (column, value)) in self.table.columns.iter().zip(row.values()).enumerate() {
            if number > 0 {
                self.line.push(',');
            }
            if let Some(value) = value {
                cell(&mut self.line, column.kind, value);
            }
            if number == 0 && self.table.is_located() {
                place(&mut self.line, row);
            }
        }
        self.line.push_str("\r\n");
        self.out.write_all(self.line.as_bytes())
    }
}

fn cell(line: &mut String, kind: ColumnType, value: &str) {
    let text = as_text(kind, value);
    let is_written = !matches!(kind, ColumnType::Integer | ColumnType::Real);
    push_cell(line, &text, is_written && text.starts_with(FORMULA));
}

fn push_cell(line: &mut String, text: &str, guarded: bool) {
    // Without an early end, so that many bytes are compared at once.
    let quoted = text.bytes().fold(false, |found, byte| found | matches!(byte, b'"' | b',' | b'\r' | b'\n'));
    match (guarded, quoted) {
        (false, false) => line.push_str(text),
        (true, false) => line.extend(["'", text]),
        (guarded, true) => {
            let guard = if guarded { "'" } else { "" };
            line.extend(["\"", guard, &text.replace('"', "\"\""), "\""]);
        }
    }
}

/// A line of a small table; no cell is a formula.
pub fn csv_line(cells: &[&str]) -> String {
    let mut line = String::new();
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            line.push(',');
        }
        push_cell(&mut line, cell, cell.starts_with(FORMULA));
    }
    line + "\r\n"
}

/// The names of the columns in the order of the cells.
pub(crate) fn names(table: &Table) -> Vec<&str> {
    let mut names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    if table.is_located() {
        names.splice(1..1, ["longitude", "latitude"]);
    }
    names
}

fn header(table: &Table) -> String {
    names(table).join(",") + "\r\n"
}

fn place(line: &mut String, row: Row<'_>) {
    match row.coordinates() {
        Some([longitude, latitude]) => line.extend([",", longitude, ",", latitude]),
        None => line.push_str(",,"),
    }
}

impl<W: Write + Send> Writer<W> for Csv<W> {
    fn write(&mut self, batch: &Batch, compartment: Option<Compartment>) -> io::Result<()> {
        batch.rows(compartment).try_for_each(|row| self.row(row))
    }

    fn finish(self: Box<Self>) -> io::Result<W> {
        Ok(self.out)
    }
}
