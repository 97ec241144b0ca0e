//! Elements that wait, in memory while they are few and on disk when they are many.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use census::osm::{Element, Location};
use geodata::Cell;
use tempfile::SpooledTempFile;

/// Up to here the elements wait in memory.
const IN_MEMORY_BYTES: usize = 16 << 20;

pub(super) struct Spool {
    file: BufWriter<SpooledTempFile>,
    length: u64,
    waiting: Vec<Waiting>,
}

/// Where an element is, on the map and in the file: 24 bytes in memory. The order is that of place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    /// `None` for what has no place.
    cell: Option<Cell>,
    offset: u64,
}

impl Spool {
    pub(super) fn new() -> Self {
        Self { file: BufWriter::new(SpooledTempFile::new(IN_MEMORY_BYTES)), length: 0, waiting: Vec::new() }
    }

    pub(super) fn push(&mut self, element: &Element) -> io::Result<()> {
        let text = serde_json::to_vec(element)?;
        self.waiting.push(Waiting { cell: cell_of(element), offset: self.length });
        self.length += 4 + text.len() as u64;
        self.file.write_all(&(text.len() as u32).to_le_bytes())?;
        self.file.write_all(&text)
    }

    /// How many elements wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The elements in the order of place, as a big import is quickest; at one place in the order in which they came.
    pub(super) fn elements(mut self) -> io::Result<impl Iterator<Item = io::Result<Element>>> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.waiting.sort_unstable();
        Ok(self.waiting.into_iter().map(move |waiting| read(&mut file, waiting.offset)))
    }
}

fn cell_of(element: &Element) -> Option<Cell> {
    match element.location {
        Location::At(position) | Location::Middle(position) => Some(position.into()),
        Location::Extended | Location::Missing | Location::Impossible => None,
    }
}

fn read(file: &mut (impl Read + Seek), offset: u64) -> io::Result<Element> {
    let mut length = [0; 4];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut length)?;
    let mut text = vec![0; u32::from_le_bytes(length) as usize];
    file.read_exact(&mut text)?;
    Ok(serde_json::from_slice(&text)?)
}
