//! The formats, and what they have in common.

use std::io::{self, Write};
use std::str::FromStr;

use flate2::{Compression, GzBuilder};

use crate::Table;
use crate::batch::{Batch, Compartment};
use crate::csv::Csv;
use crate::flatgeobuf::FlatGeobuf;
use crate::geojson::GeoJson;
use crate::geoparquet::GeoParquet;

/// Writes the rows of a table, in constant memory but for the index of FlatGeobuf.
pub trait Writer<W>: Send {
    /// Writes the rows of a compartment, or all.
    fn write(&mut self, batch: &Batch, compartment: Option<Compartment>) -> io::Result<()>;

    /// Writes what stands behind the last row, and gives back where it was written to.
    fn finish(self: Box<Self>) -> io::Result<W>;
}

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 7946.
    GeoJson,
    /// RFC 8142.
    GeoJsonSeq,
    /// RFC 4180.
    Csv,
    /// FlatGeobuf 3 with its index.
    FlatGeobuf,
    /// GeoParquet 1.1, or plain Parquet for what has no place.
    Parquet,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::GeoJson, Self::GeoJsonSeq, Self::Csv, Self::FlatGeobuf, Self::Parquet];

    /// What its files end with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonSeq => "geojsonl",
            Self::Csv => "csv",
            Self::FlatGeobuf => "fgb",
            Self::Parquet => "parquet",
        }
    }

    /// The media type of its files.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::GeoJsonSeq => "application/geo+json-seq",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::FlatGeobuf => "application/vnd.flatgeobuf",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// Is it text, which a release compresses?
    pub const fn is_text(self) -> bool {
        matches!(self, Self::GeoJson | Self::GeoJsonSeq | Self::Csv)
    }

    /// Can a table be written in it?
    pub fn takes(self, table: &Table) -> bool {
        self != Self::FlatGeobuf || table.is_located()
    }

    /// Begins a file.
    pub fn writer<W: Write + Send + 'static>(self, table: Table, out: W) -> io::Result<Box<dyn Writer<W>>> {
        Ok(match self {
            Self::GeoJson => Box::new(GeoJson::collection(table, out)?),
            Self::GeoJsonSeq => Box::new(GeoJson::sequence(table, out)),
            Self::Csv => Box::new(Csv::new(table, out)?),
            Self::FlatGeobuf => Box::new(FlatGeobuf::new(table, out)?),
            Self::Parquet => Box::new(GeoParquet::new(table, out)?),
        })
    }
}

/// A word that is no extension of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected geojson, geojsonl, csv, fgb or parquet, found {0:?}")]
pub struct InvalidFormat(String);

impl FromStr for Format {
    type Err = InvalidFormat;

    fn from_str(extension: &str) -> Result<Self, InvalidFormat> {
        let known = Self::ALL.into_iter().find(|format| format.extension() == extension);
        known.ok_or_else(|| InvalidFormat(extension.chars().take(20).collect()))
    }
}

/// Compression that is fast and the same every time: the header tells no time and no system.
pub(crate) fn gzip<W: Write>(out: W) -> flate2::write::GzEncoder<W> {
    GzBuilder::new().mtime(0).operating_system(255).write(out, Compression::new(LEVEL))
}

/// Of gzip: what a level more saves does not pay for its time.
const LEVEL: u32 = 3;
