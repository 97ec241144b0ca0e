//! Directories: which tile lies where.

use std::borrow::Cow;
use std::io::Read;

use super::InvalidArchive;
use super::header::{Compression, directory_length};

/// A directory larger than this once unpacked is taken for an attack.
const MAX_UNPACKED: u64 = 1 << 26;

/// One line of a directory: `run` tiles of the same content from number `first` on, or a leaf directory if `run` is 0.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    first: u64,
    run: u64,
    length: usize,
    offset: u64,
}

/// A directory, its entries in the order of tile numbers.
#[derive(Debug)]
pub(super) struct Directory(Vec<Entry>);

/// Where to go on looking for a tile.
pub(super) enum Found {
    /// The archive has no such tile.
    Nothing,
    /// The tile itself, counted from the start of the tile data.
    Tile { offset: u64, length: usize },
    /// A further directory, counted from the start of the leaf directories.
    Leaf { offset: u64, length: usize },
}

impl Directory {
    /// Reads a stored directory.
    pub(super) fn parse(stored: &[u8], compression: Compression) -> Result<Self, InvalidArchive> {
        let unpacked = unpack(stored, compression)?;
        let mut numbers = Varints(&unpacked);
        let count = numbers.next()?;
        // Every entry takes at least four bytes, so a count beyond that is a lie.
        if count > unpacked.len() as u64 / 4 {
            return Err(InvalidArchive::Directory);
        }
        let mut entries = vec![Entry::default(); count as usize];
        let mut first = 0_u64;
        for entry in &mut entries {
            first = first.checked_add(numbers.next()?).ok_or(InvalidArchive::Directory)?;
            entry.first = first;
        }
        for entry in &mut entries {
            entry.run = numbers.next()?;
        }
        for entry in &mut entries {
            entry.length = directory_length(numbers.next()?)?;
        }
        // Offset 0 stands for "right after the entry before", any other is one more than the offset meant.
        let mut after = 0_u64;
        for entry in &mut entries {
            entry.offset = numbers.next()?.checked_sub(1).unwrap_or(after);
            after = entry.offset.checked_add(entry.length as u64).ok_or(InvalidArchive::Directory)?;
        }
        Ok(Self(entries))
    }

    /// Looks a tile number up.
    pub(super) fn find(&self, id: u64) -> Found {
        let after = self.0.partition_point(|entry| entry.first <= id);
        let Some(entry) = after.checked_sub(1).map(|i| self.0[i]) else { return Found::Nothing };
        let Entry { first, run, length, offset } = entry;
        match run {
            0 => Found::Leaf { offset, length },
            _ if id - first < run => Found::Tile { offset, length },
            _ => Found::Nothing,
        }
    }
}

fn unpack(stored: &[u8], compression: Compression) -> Result<Cow<'_, [u8]>, InvalidArchive> {
    match compression {
        Compression::None => Ok(stored.into()),
        Compression::Gzip => {
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(stored).take(MAX_UNPACKED).read_to_end(&mut unpacked)?;
            Ok(unpacked.into())
        }
    }
}

/// Numbers in base 128, least significant first, the high bit saying that more follows.
struct Varints<'a>(&'a [u8]);

impl Varints<'_> {
    fn next(&mut self) -> Result<u64, InvalidArchive> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or(InvalidArchive::Directory)?;
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(InvalidArchive::Directory)
    }
}
