//! Reading PMTiles archives of vector tiles (specification version 3).
//!
//! An [`Archive`] asks its [`ReadAt`] for byte ranges, so that the same code serves an archive embedded in the binary
//! and a national one that an operator keeps on disk.

mod directory;
mod header;
mod tile_id;

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::GzDecoder;

use directory::{Directory, Found};
use header::Header;

use crate::{Bbox, TileCoord};

/// No tile is larger once it is unpacked.
const MAX_UNPACKED: u64 = 16 << 20;

/// Directories may nest this deep; writers make two levels at most.
const MAX_DEPTH: usize = 4;

/// Why bytes are not an archive of vector tiles that we can serve.
#[derive(Debug, thiserror::Error)]
pub enum InvalidArchive {
    /// Not the first bytes of a PMTiles archive of version 3.
    #[error("not a PMTiles archive of version 3")]
    Signature,
    /// Tiles of another kind than Mapbox Vector Tiles.
    #[error("tile type {0} is not 1, Mapbox Vector Tiles")]
    TileType(u8),
    /// A compression other than none and gzip.
    #[error("compression {0} is neither 1, none, nor 2, gzip")]
    Compression(u8),
    /// A zoom range or bounds that make no sense.
    #[error("the zooms or bounds of the header make no sense")]
    Coverage,
    /// A directory that does not follow the specification.
    #[error("a directory is damaged")]
    Directory,
    /// The bytes could not be read.
    #[error("the archive could not be read")]
    Read(#[from] io::Error),
}

/// A place to read bytes from, by position.
pub trait ReadAt {
    /// Exactly `length` bytes from `offset` on; an archive that ends earlier is an error.
    fn read_at(&self, offset: u64, length: usize) -> io::Result<Cow<'_, [u8]>>;
}

impl ReadAt for &[u8] {
    fn read_at(&self, offset: u64, length: usize) -> io::Result<Cow<'_, [u8]>> {
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let range = start.checked_add(length).and_then(|end| self.get(start..end));
        range.map(Cow::Borrowed).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// An open archive: the header and the root directory are in memory, everything else is read when asked for.
#[derive(Debug)]
pub struct Archive<R> {
    source: R,
    header: Header,
    root: Directory,
}

/// An archive in memory, such as the one embedded in the binary.
pub type StreetArchive = Archive<&'static [u8]>;

impl StreetArchive {
    /// Opens an archive that is in memory.
    pub fn from_bytes(bytes: &'static [u8]) -> Result<Self, InvalidArchive> {
        Self::open(bytes)
    }
}

impl<R: ReadAt> Archive<R> {
    /// Reads the header and the root directory.
    pub fn open(source: R) -> Result<Self, InvalidArchive> {
        let header = Header::parse(&source.read_at(0, header::LENGTH)?)?;
        let root = Directory::parse(&source.read_at(header.root.start, header.root.length)?, header.internal)?;
        Ok(Self { source, header, root })
    }

    /// The stored tile, compressed if [`Archive::gzipped`], or nothing where the archive has none.
    pub fn tile(&self, tile: TileCoord) -> Result<Option<Cow<'_, [u8]>>, InvalidArchive> {
        let id = tile_id::of(tile);
        let mut found = self.root.find(id);
        for _ in 0..MAX_DEPTH {
            match found {
                Found::Nothing => return Ok(None),
                Found::Tile { offset, length } => {
                    let start = self.header.data.checked_add(offset).ok_or(InvalidArchive::Directory)?;
                    return Ok(Some(self.source.read_at(start, length)?));
                }
                Found::Leaf { offset, length } => {
                    let start = self.header.leaves.checked_add(offset).ok_or(InvalidArchive::Directory)?;
                    let leaf = Directory::parse(&self.source.read_at(start, length)?, self.header.internal)?;
                    found = leaf.find(id);
                }
            }
        }
        Err(InvalidArchive::Directory)
    }

    /// The tile as a renderer reads it: not compressed, at most 16 MiB.
    pub fn unpacked(&self, tile: TileCoord) -> Result<Option<Vec<u8>>, InvalidArchive> {
        let Some(stored) = self.tile(tile)? else { return Ok(None) };
        if !self.gzipped() {
            return Ok(Some(stored.into_owned()));
        }
        let mut unpacked = Vec::new();
        GzDecoder::new(&*stored).take(MAX_UNPACKED).read_to_end(&mut unpacked)?;
        Ok(Some(unpacked))
    }

    /// Are the stored tiles compressed with gzip? Otherwise they are not compressed at all.
    pub fn gzipped(&self) -> bool {
        self.header.tiles == header::Compression::Gzip
    }

    /// The smallest box that holds everything in the archive, as its maker declared it.
    pub fn bounds(&self) -> Bbox {
        self.header.bounds
    }

    /// The lowest zoom with tiles.
    pub fn min_zoom(&self) -> u8 {
        self.header.min_zoom
    }

    /// The highest zoom with tiles.
    pub fn max_zoom(&self) -> u8 {
        self.header.max_zoom
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use fast_mvt::MvtReaderRef;

    use super::*;
    use crate::Position;

    static MONACO: &[u8] = include_bytes!("../../../data/basemap/monaco.pmtiles");

    #[test]
    fn the_streets_of_monaco_can_be_read() {
        let archive = StreetArchive::from_bytes(MONACO).expect("a readable archive");
        assert_eq!((archive.min_zoom(), archive.max_zoom(), archive.gzipped()), (10, 14, true));
        let palace = Position::new(7.4206, 43.7314).expect("a valid position");
        assert!(archive.bounds().contains(palace));
        for z in archive.min_zoom()..=archive.max_zoom() {
            let tile = archive.tile(TileCoord::containing(palace, z)).expect("a sound archive");
            assert!(tile.is_some(), "zoom {z}");
        }
        let tile = archive.tile(TileCoord::containing(palace, 14)).expect("a sound archive").expect("a tile");
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&*tile).read_to_end(&mut bytes).expect("a gzip stream");
        let reader = MvtReaderRef::new(&bytes).expect("a vector tile");
        let layers: Vec<_> = reader.layers().map(|layer| layer.name().to_owned()).collect();
        for layer in ["transportation", "building", "water"] {
            assert!(layers.iter().any(|name| name == layer), "{layer} is missing in {layers:?}");
        }
    }

    #[test]
    fn there_are_no_streets_elsewhere() {
        let archive = StreetArchive::from_bytes(MONACO).expect("a readable archive");
        let paris = Position::new(2.3522, 48.8566).expect("a valid position");
        for z in [14, 20] {
            assert!(archive.tile(TileCoord::containing(paris, z)).expect("a sound archive").is_none());
        }
    }

    #[test]
    fn damaged_archives_are_refused_without_a_panic() {
        assert!(matches!(Archive::open(&b"PMTiles"[..]), Err(InvalidArchive::Read(_))));
        assert!(matches!(Archive::open(&[0_u8; 127][..]), Err(InvalidArchive::Signature)));
        let palace = TileCoord::containing(Position::new(7.4206, 43.7314).expect("a valid position"), 14);
        for at in (0..400).chain(16_384..16_500) {
            let mut bytes = MONACO.to_vec();
            bytes[at] ^= 0xFF;
            if let Ok(archive) = Archive::open(bytes.as_slice()) {
                let _ = archive.tile(palace);
            }
        }
    }
}
