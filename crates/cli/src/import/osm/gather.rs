//! One reading of a file: which format it has, its checksum, and the elements that describe devices.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use census::osm::Quarantined;
use indicatif::ProgressBar;
use sha2::{Digest, Sha256};

use super::super::hex;
use super::spool::Spool;
use super::{Error, overpass, pbf};

/// What one reading found.
pub(super) struct Gathered {
    pub(super) spool: Spool,
    /// Elements that are not as their format has them.
    pub(super) unreadable: Vec<Quarantined>,
    pub(super) sha256: String,
}

enum Format {
    Pbf,
    Overpass,
}

/// Passes bytes on, and sums them up.
struct Summed<'a> {
    file: File,
    hash: Sha256,
    bar: &'a ProgressBar,
}

impl Read for Summed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.hash.update(&buffer[..length]);
        self.bar.inc(length as u64);
        Ok(length)
    }
}

pub(super) fn gather(path: &Path, bar: &ProgressBar) -> Result<Gathered, Error> {
    let open = |source| Error::Open { path: path.to_owned(), source };
    let file = File::open(path).map_err(open)?;
    bar.set_length(file.metadata().map_err(open)?.len());
    let mut reader = BufReader::with_capacity(1 << 16, Summed { file, hash: Sha256::new(), bar });
    let (mut spool, mut unreadable) = (Spool::new(), Vec::new());
    match format_of(reader.fill_buf()?)? {
        Format::Pbf => pbf::read(&mut reader, path, &mut |element| spool.push(&element))?,
        Format::Overpass => overpass::read(&mut reader, &mut |element| {
            match element {
                Ok(element) => spool.push(&element)?,
                Err(bad) => unreadable.push(bad),
            }
            Ok(())
        })?,
    }
    io::copy(&mut reader, &mut io::sink())?;
    bar.finish_and_clear();
    Ok(Gathered { spool, unreadable, sha256: hex(&reader.into_inner().hash.finalize()) })
}

/// Told by the content, never by the name. Other formats that people have are named, so that the answer helps.
fn format_of(start: &[u8]) -> Result<Format, Error> {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    if start.len() > 15 && start[..2] == [0, 0] && start[4..6] == [0x0A, 9] && start[6..].starts_with(b"OSMHeader") {
        return Ok(Format::Pbf);
    }
    Err(Error::Format(match text {
        [b'{', ..] => return Ok(Format::Overpass),
        [] => "an empty file",
        [0x1F, 0x8B, ..] => "a gzip archive: unpack it first",
        [b'B', b'Z', b'h', ..] => "a bzip2 archive: convert it with osmium cat -o extract.osm.pbf",
        [b'<', ..] => "XML: convert it with osmium cat -o extract.osm.pbf",
        [b'[', ..] => "a JSON list: Overpass answers with an object that holds \"elements\"",
        _ => "something else",
    }))
}
