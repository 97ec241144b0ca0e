//! Rows of an XML list, one at a time: `<marche>` and `<contrat-concession>`.
//!
//! A reader that stops at the first entity it does not know would lose most lists, so this one is lenient about
//! everything but the nesting of a row.

use std::io::{self, Read};

use serde_json::{Map, Value};

use super::bytes::Bytes;
use super::text::decoded;
use super::{Fault, MOST_ROW_BYTES, RawRow};

const ROWS: [&str; 2] = ["marche", "contrat-concession"];

const LONGEST_PREFIX: usize = 16;

pub(super) struct XmlRows<R> {
    bytes: Bytes<R>,
    found_list: bool,
}

impl<R: Read> XmlRows<R> {
    pub(super) fn new(bytes: Bytes<R>) -> Self {
        Self { bytes, found_list: false }
    }

    /// Was there anything that holds rows?
    pub(super) const fn found_list(&self) -> bool {
        self.found_list
    }

    pub(super) fn next_row(&mut self) -> io::Result<Option<RawRow>> {
        while let Some(byte) = self.bytes.next()? {
            if byte != b'<' {
                continue;
            }
            let prefix = self.prefix()?;
            for name in ROWS.map(|name| format!("{prefix}{name}")) {
                if self.opens(&name)? {
                    self.found_list = true;
                    return self.row(&name).map(Some);
                }
            }
            self.found_list |= self.opens(&format!("{prefix}marches"))?;
        }
        Ok(None)
    }

    /// The name of the vocabulary before the name of an element, with its colon; empty where there is none.
    fn prefix(&mut self) -> io::Result<String> {
        let mut prefix = String::new();
        while let Some(byte) =
            self.bytes.peek(prefix.len())?.filter(|byte| byte.is_ascii_alphanumeric() || *byte == b':')
        {
            prefix.push(char::from(byte));
            if byte == b':' {
                return Ok(prefix);
            }
            if prefix.len() > LONGEST_PREFIX {
                break;
            }
        }
        Ok(String::new())
    }

    /// Does an element of this name begin behind the bracket that was just read?
    fn opens(&mut self, name: &str) -> io::Result<bool> {
        let ends = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_whitespace() || b">/".contains(&byte));
        Ok(self.bytes.starts_with(name.as_bytes())? && ends(self.bytes.peek(name.len())?))
    }

    fn row(&mut self, name: &str) -> io::Result<RawRow> {
        let (mut row, end) = (vec![b'<'], format!("</{name}"));
        loop {
            if row.len() > MOST_ROW_BYTES {
                return Ok(Err(Fault::TooLong));
            }
            let Some(byte) = self.bytes.next()? else { return Ok(Err(Fault::CutShort)) };
            row.push(byte);
            if byte == b'>' && row.ends_with(format!("{end}>").as_bytes()) {
                return Ok(parsed(&decoded(&row)).ok_or(Fault::Syntax));
            }
            if byte == b'<' && self.opens(name)? {
                // The row was never closed, and here is the next one.
                self.bytes.unread(b"<");
                return Ok(Err(Fault::CutShort));
            }
        }
    }
}

struct Element {
    name: String,
    children: Map<String, Value>,
    text: String,
}

/// The value of one element: its children by name, those of one name as a list, or its text.
fn parsed(xml: &str) -> Option<Value> {
    let mut open: Vec<Element> = Vec::new();
    let mut rest = xml;
    loop {
        let at = rest.find('<')?;
        if let Some(element) = open.last_mut() {
            element.text.push_str(&rest[..at]);
        }
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let (text, after) = after.split_once("]]>")?;
            open.last_mut()?.text.push_str(text);
            rest = after;
        } else if rest.starts_with("<!--") {
            rest = rest.split_once("-->")?.1;
        } else if let Some(after) = rest.strip_prefix("</") {
            let (name, after) = after.split_once('>')?;
            let closed = open.pop().filter(|element| element.name == local(name.trim()))?;
            match open.last_mut() {
                Some(parent) => add(&mut parent.children, closed),
                None => return Some(closed.value()),
            }
            rest = after;
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            let (tag, after) = rest[1..].split_once('>')?;
            let name = tag.split([' ', '\t', '\n', '\r', '/']).next().unwrap_or_default();
            let element = Element { name: local(name).to_owned(), children: Map::new(), text: String::new() };
            if tag.ends_with('/') {
                add(&mut open.last_mut()?.children, element);
            } else {
                open.push(element);
            }
            rest = after;
        } else {
            // A bracket that somebody meant as "less than".
            open.last_mut()?.text.push('<');
            rest = &rest[1..];
        }
    }
}

/// The name of an element without that of its vocabulary.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, name)| name)
}

fn add(children: &mut Map<String, Value>, element: Element) {
    let name = element.name.clone();
    let value = element.value();
    match children.get_mut(&name) {
        Some(Value::Array(items)) => items.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
        None => drop(children.insert(name, value)),
    }
}

impl Element {
    fn value(self) -> Value {
        if self.children.is_empty() { Value::from(self.text.trim()) } else { Value::Object(self.children) }
    }
}
