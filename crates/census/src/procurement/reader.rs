//! One reader for all lists: it looks at the first bytes and cuts the rows accordingly.

use std::io::{self, Read};

use super::bytes::Bytes;
use super::json::JsonRows;
use super::table::TableRows;
use super::xml::XmlRows;
use super::{Notice, RawRow, Unreadable};

/// Bytes that are looked at to tell what a file is.
const HEAD: usize = 4096;

/// A file that is no list of contracts.
#[derive(Debug, thiserror::Error)]
pub enum InvalidList {
    /// It cannot be read.
    #[error("the list cannot be read")]
    Io(#[from] io::Error),
    /// There is nothing in it.
    #[error("the list is empty")]
    Empty,
    /// It has to be unpacked first.
    #[error("the list is compressed or not text: unpack it, and save it as UTF-8")]
    NotText,
    /// Nothing in it holds contracts.
    #[error("the list holds no contracts: expected DECP as JSON or XML, or a CSV whose first line names its columns")]
    NoList,
}

/// The contracts of a list, one at a time, with what could not be read in its place.
pub struct Notices<R> {
    rows: Rows<R>,
    count: u64,
}

enum Rows<R> {
    Json(JsonRows<R>),
    Xml(XmlRows<R>),
    Table(TableRows<R>),
}

impl<R: Read> Notices<R> {
    /// Begins to read a list.
    pub fn read(input: R) -> Result<Self, InvalidList> {
        let mut bytes = Bytes::new(input);
        if bytes.starts_with(b"\xEF\xBB\xBF")? {
            for _ in 0..3 {
                bytes.next()?;
            }
        }
        let head = bytes.ahead(HEAD)?;
        if head.contains(&0) || [&b"\x1f\x8b"[..], b"PK\x03", b"BZh", b"\xfd7z"].iter().any(|it| head.starts_with(it)) {
            return Err(InvalidList::NotText);
        }
        let rows = match head.trim_ascii_start().first() {
            None => return Err(InvalidList::Empty),
            Some(b'<') => Rows::Xml(XmlRows::new(bytes)),
            Some(b'{' | b'[') => Rows::Json(JsonRows::new(bytes)?),
            Some(_) => Rows::Table(TableRows::new(bytes)?.ok_or(InvalidList::NoList)?),
        };
        Ok(Self { rows, count: 0 })
    }

    /// The next row; `None` at the end of a list.
    pub fn next_notice(&mut self) -> Result<Option<Result<Notice, Unreadable>>, InvalidList> {
        let (row, found_list) = match &mut self.rows {
            Rows::Json(rows) => (rows.next_row()?, rows.found_list()),
            Rows::Xml(rows) => (rows.next_row()?, rows.found_list()),
            Rows::Table(rows) => (rows.next_row()?, true),
        };
        match row {
            Some(row) => Ok(Some(self.understood(row))),
            None if found_list => Ok(None),
            None => Err(InvalidList::NoList),
        }
    }

    fn understood(&mut self, row: RawRow) -> Result<Notice, Unreadable> {
        self.count += 1;
        let unreadable = |(id, fault)| Unreadable { row: self.count, id, fault };
        row.map_err(|fault| unreadable((None, fault))).and_then(|row| Notice::from_row(&row).map_err(unreadable))
    }
}

impl<R: Read> Iterator for Notices<R> {
    type Item = Result<Result<Notice, Unreadable>, InvalidList>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_notice().transpose()
    }
}
