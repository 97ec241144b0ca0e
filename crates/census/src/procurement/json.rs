//! Rows of a JSON list, one at a time, whatever stands around them.
//!
//! The rows are cut out by their braces before anything is parsed: a row that is no JSON is one bad row, not the end
//! of the file.

use std::io::{self, Read};

use serde_json::Value;

use super::bytes::Bytes;
use super::text::decoded;
use super::{Fault, MOST_ROW_BYTES, RawRow};

/// What lists call the array of their rows. An array without a name, the whole file, is one too.
const LISTS: &[&str] = &[
    "marches",
    "marche",
    "contrat-concession",
    "contrats-concession",
    "concessions",
    "contrats",
    "data",
    "items",
    "records",
    "results",
];

pub(super) struct JsonRows<R> {
    bytes: Bytes<R>,
    /// Is it one object a line?
    lines: bool,
    open: Vec<Open>,
    last_text: String,
    found_list: bool,
    /// A row was broken; until a good one comes, what is no row is a piece of it.
    lost: bool,
}

enum Open {
    Object,
    List { of_rows: bool },
}

enum Cut {
    Whole(Vec<u8>),
    Broken(Vec<u8>, Fault),
}

impl<R: Read> JsonRows<R> {
    pub(super) fn new(mut bytes: Bytes<R>) -> io::Result<Self> {
        let lines = is_one_a_line(bytes.ahead(MOST_ROW_BYTES)?);
        Ok(Self { bytes, lines, open: Vec::new(), last_text: String::new(), found_list: lines, lost: false })
    }

    /// Was there anything that holds rows?
    pub(super) const fn found_list(&self) -> bool {
        self.found_list
    }

    pub(super) fn next_row(&mut self) -> io::Result<Option<RawRow>> {
        loop {
            let Some(byte) = self.bytes.next()? else { return Ok(None) };
            let in_list = matches!(self.open.last(), Some(Open::List { of_rows: true }));
            match byte {
                b'{' if in_list || self.is_alone() => {
                    if let Some(row) = self.row()? {
                        return Ok(Some(row));
                    }
                }
                b'{' => self.open.push(Open::Object),
                b'[' => self.open_list(),
                b'}' | b']' => drop(self.open.pop()),
                b'"' => {
                    self.last_text = self.text()?;
                    if in_list {
                        return Ok(Some(Err(Fault::NoRow)));
                    }
                }
                _ => {}
            }
        }
    }

    /// Is the object whose brace was just read a row outside a list: one a line, or the only one of its file?
    fn is_alone(&mut self) -> bool {
        let named = ["marche", "contrat-concession"].contains(&self.last_text.as_str());
        let only = named && self.open.len() <= 2 && matches!(self.open.last(), Some(Open::Object));
        self.found_list |= only;
        only || (self.lines && self.open.is_empty())
    }

    fn open_list(&mut self) {
        let inside = match self.open.last() {
            None => true,
            Some(Open::Object) => LISTS.contains(&self.last_text.as_str()),
            Some(Open::List { .. }) => false,
        };
        self.found_list |= inside;
        self.open.push(Open::List { of_rows: inside });
    }

    /// A text outside the rows, without its escapes: names of lists have none.
    fn text(&mut self) -> io::Result<String> {
        let mut text = Vec::new();
        while let Some(byte) = self.bytes.next()? {
            match byte {
                b'"' => break,
                b'\\' => drop(self.bytes.next()?),
                byte if text.len() < 100 => text.push(byte),
                _ => {}
            }
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// The row whose brace was just read; `None` for a piece of a row that was told already.
    fn row(&mut self) -> io::Result<Option<RawRow>> {
        let row = match self.cut()? {
            Cut::Whole(bytes) => parsed(&bytes).ok_or(Fault::Syntax),
            Cut::Broken(bytes, fault) => {
                // Behind the next comma another row may begin.
                if let Some(next) = next_row_in(&bytes) {
                    self.bytes.unread(&bytes[next..]);
                }
                Err(fault)
            }
        };
        let is_piece = self.lost && !row.as_ref().is_ok_and(looks_like_a_row);
        self.lost = is_piece || matches!(row, Err(Fault::TooLong | Fault::CutShort));
        Ok(Some(row).filter(|_| !is_piece))
    }

    fn cut(&mut self) -> io::Result<Cut> {
        let (mut row, mut depth, mut in_text) = (vec![b'{'], 1_u32, false);
        while depth > 0 {
            if row.len() > MOST_ROW_BYTES {
                return Ok(Cut::Broken(row, Fault::TooLong));
            }
            let Some(byte) = self.bytes.next()? else { return Ok(Cut::Broken(row, Fault::CutShort)) };
            row.push(byte);
            match byte {
                b'\\' if in_text => row.extend(self.bytes.next()?),
                b'"' => in_text = !in_text,
                // A text that was never closed, in a file with one value a line.
                b'\n' if in_text && self.key_follows()? => in_text = false,
                b'{' if !in_text => depth += 1,
                b'}' if !in_text => depth -= 1,
                _ => {}
            }
        }
        Ok(Cut::Whole(row))
    }

    /// Does the line begin with `"key":`?
    fn key_follows(&mut self) -> io::Result<bool> {
        let ahead = self.bytes.ahead(200)?.trim_ascii_start();
        let Some(rest) = ahead.strip_prefix(b"\"") else { return Ok(false) };
        let mut parts = rest.splitn(2, |byte| *byte == b'"');
        let key = parts.next().unwrap_or_default();
        let is_key = !key.is_empty() && key.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-$".contains(byte));
        Ok(is_key && parts.next().is_some_and(|rest| rest.trim_ascii_start().starts_with(b":")))
    }
}

/// One object a line, each a row: the first line is an object of its own.
fn is_one_a_line(ahead: &[u8]) -> bool {
    let line = ahead.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    parsed(line).is_some_and(|row| looks_like_a_row(&row))
}

fn looks_like_a_row(row: &Value) -> bool {
    ["objet", "acheteur", "acheteur_id", "acheteur.id", "autoriteConcedante"].iter().any(|key| row.get(key).is_some())
}

fn next_row_in(bytes: &[u8]) -> Option<usize> {
    let is_row = |at: usize| bytes[at] == b'{' && bytes[..at].trim_ascii_end().ends_with(b",");
    (1..bytes.len()).find(|at| is_row(*at))
}

/// The object of these bytes. Ends of lines within a text, which JSON forbids, are blanks; `NaN` is nothing.
fn parsed(bytes: &[u8]) -> Option<Value> {
    let text: String = decoded(bytes).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let value: Option<Value> =
        serde_json::from_str(&text).or_else(|_| serde_json::from_str(&text.replace(": NaN", ": null"))).ok();
    value.filter(Value::is_object).map(unwrapped)
}

/// `{"marche": {…}}` and `{"fields": {…}}` are envelopes.
fn unwrapped(row: Value) -> Value {
    let Value::Object(mut fields) = row else { return row };
    for envelope in ["fields", "marche", "contrat-concession"] {
        if matches!(fields.get(envelope), Some(Value::Object(_))) {
            return fields.remove(envelope).unwrap_or_default();
        }
    }
    Value::Object(fields)
}
