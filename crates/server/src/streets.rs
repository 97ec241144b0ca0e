//! Street tiles from a PMTiles archive: the embedded sample or an operator's own file.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use geodata::pmtiles::{Archive, InvalidArchive, ReadAt};

/// The streets of Monaco and Beausoleil (© OpenStreetMap contributors, ODbL), for the demo.
static SAMPLE: &[u8] = include_bytes!("../../../data/basemap/monaco.pmtiles");

/// An archive of street tiles.
pub type Streets = Archive<Place>;

/// Why an archive cannot be used.
pub type InvalidStreets = InvalidArchive;

/// Where the bytes of an archive are.
#[derive(Debug)]
pub enum Place {
    /// In the program.
    Embedded(&'static [u8]),
    /// In a file, read a tile at a time.
    File(File),
}

impl ReadAt for Place {
    fn read_at(&self, offset: u64, length: usize) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Embedded(bytes) => bytes.read_at(offset, length),
            Self::File(file) => {
                let mut bytes = vec![0; length];
                file.read_exact_at(&mut bytes, offset)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

/// The sample that the demo shows.
pub fn sample() -> Result<Streets, InvalidStreets> {
    Archive::open(Place::Embedded(SAMPLE))
}

/// An operator's own archive.
pub fn open(path: &Path) -> Result<Streets, InvalidStreets> {
    Archive::open(Place::File(File::open(path)?))
}
