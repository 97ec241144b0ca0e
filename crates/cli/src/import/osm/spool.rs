//! Elements that wait, in memory while they are few and on disk when they are many.

use std::io::{self, BufRead, BufReader, Seek, Write};

use census::osm::Element;
use tempfile::SpooledTempFile;

/// Up to here the elements wait in memory.
const IN_MEMORY_BYTES: usize = 16 << 20;

pub(super) struct Spool(SpooledTempFile);

impl Spool {
    pub(super) fn new() -> Self {
        Self(SpooledTempFile::new(IN_MEMORY_BYTES))
    }

    pub(super) fn push(&mut self, element: &Element) -> io::Result<()> {
        let mut line = serde_json::to_vec(element)?;
        line.push(b'\n');
        self.0.write_all(&line)
    }

    /// The elements in the order in which they came.
    pub(super) fn elements(mut self) -> io::Result<impl Iterator<Item = io::Result<Element>>> {
        self.0.rewind()?;
        let lines = BufReader::new(self.0).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }
}
