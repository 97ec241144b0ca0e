//! The fixed header: where the parts of the archive lie, and what it covers.

use super::InvalidArchive;
use crate::{Bbox, TileCoord};

/// Bytes of the header.
pub(super) const LENGTH: usize = 127;

/// Mapbox Vector Tiles, among the tile types of the specification.
const VECTOR_TILES: u8 = 1;

/// No directory is longer than this; it keeps a damaged header from asking for all memory.
const MAX_DIRECTORY: u64 = 1 << 24;

/// How directories or tiles are compressed; brotli and zstd exist too but no tool writes them by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
}

impl TryFrom<u8> for Compression {
    type Error = InvalidArchive;

    fn try_from(number: u8) -> Result<Self, InvalidArchive> {
        match number {
            1 => Ok(Self::None),
            2 => Ok(Self::Gzip),
            other => Err(InvalidArchive::Compression(other)),
        }
    }
}

/// A stretch of the archive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: u64,
    pub(super) length: usize,
}

/// What we need of the header.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) root: Stretch,
    /// Where the leaf directories begin.
    pub(super) leaves: u64,
    /// Where the tiles begin.
    pub(super) data: u64,
    pub(super) internal: Compression,
    pub(super) tiles: Compression,
    pub(super) min_zoom: u8,
    pub(super) max_zoom: u8,
    pub(super) bounds: Bbox,
}

impl Header {
    /// Reads the 127 bytes of the header; the positions are those of the specification, §3.1.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, InvalidArchive> {
        if !bytes.starts_with(b"PMTiles\x03") || bytes.len() < LENGTH {
            return Err(InvalidArchive::Signature);
        }
        if bytes[99] != VECTOR_TILES {
            return Err(InvalidArchive::TileType(bytes[99]));
        }
        let (min_zoom, max_zoom) = (bytes[100], bytes[101]);
        if min_zoom > max_zoom || max_zoom > TileCoord::MAX_ZOOM {
            return Err(InvalidArchive::Coverage);
        }
        Ok(Self {
            root: Stretch { start: long(bytes, 8), length: directory_length(long(bytes, 16))? },
            leaves: long(bytes, 40),
            data: long(bytes, 56),
            internal: bytes[97].try_into()?,
            tiles: bytes[98].try_into()?,
            min_zoom,
            max_zoom,
            bounds: Bbox::new(degrees(bytes, 102), degrees(bytes, 106), degrees(bytes, 110), degrees(bytes, 114))
                .map_err(|_| InvalidArchive::Coverage)?,
        })
    }
}

/// The length of a directory, if it is one we are ready to read.
pub(super) fn directory_length(length: u64) -> Result<usize, InvalidArchive> {
    if length > MAX_DIRECTORY { Err(InvalidArchive::Directory) } else { Ok(length as usize) }
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]))
}

fn degrees(bytes: &[u8], at: usize) -> f64 {
    f64::from(i32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]))) / 1e7
}
