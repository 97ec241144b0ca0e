//! Why an import did not happen.

use std::io;
use std::path::PathBuf;

/// Why a file could not be imported. The census is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened.
    #[error("cannot open {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is neither of the two formats.
    #[error("expected an .osm.pbf extract or Overpass JSON, found {0}")]
    Format(&'static str),
    /// It ends too early or is damaged.
    #[error("the .osm.pbf file is truncated or damaged")]
    Pbf(#[source] osmpbf::Error),
    /// It ends in the middle of a block.
    #[error("the .osm.pbf file is truncated: it ends in the middle of a block")]
    Truncated,
    /// It was written with something that this program does not know.
    #[error("the .osm.pbf file needs {0:?}, which this program cannot read")]
    Feature(String),
    /// It is not well-formed JSON, or not of the shape that Overpass answers with.
    #[error("the file is not Overpass JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The Overpass server gave up half-way and said so at the end of its answer.
    #[error("the Overpass answer is incomplete: {0}")]
    Incomplete(String),
    /// The reader of the format fell over the file.
    #[error("the file is damaged in a way that its reader does not survive")]
    Corrupt,
    /// The file or the spool failed while reading.
    #[error("reading failed: {0}")]
    Reading(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The store failed, and failed again when what it had taken was to be taken back.
    #[error("{error}; batch {batch} could not be rolled back and is left open: {rollback}")]
    NotRolledBack {
        /// The batch, for `import roll-back`.
        batch: store::BatchId,
        /// What failed first.
        error: Box<Error>,
        /// What failed then.
        rollback: store::Error,
    },
    /// An element got lost on the way, which is a mistake of this program.
    #[error("{read} elements were read, {accounted} are accounted for")]
    Unaccounted {
        /// Elements read.
        read: u64,
        /// Elements whose end is known.
        accounted: u64,
    },
}
