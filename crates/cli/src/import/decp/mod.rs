//! `technopolice import decp FILE`: public contracts from a list, to be looked at by people.
//!
//! The file is read to its end before the census is touched, so that a broken file changes nothing. Memory grows with
//! what is proposed, not with the file: what is told of each row waits in a spool.

mod report;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use census::Language;
use census::procurement::{Gathered, InvalidList, gather};
use sha2::{Digest, Sha256};
use store::{NewBatch, NewCandidate, Store};

pub use report::Report;

use super::hex;
use crate::Failure;
use report::Spool;

/// SPDX identifier of the licence of the lists (Etalab, Licence Ouverte 2.0).
const LICENCE: &str = "etalab-2.0";

/// Imports a list into a store; without a store, only tells what it holds. On an error nothing has changed.
pub async fn run(store: Option<&Store>, file: &Path, language: Language) -> Result<Report, Failure> {
    let path = file.to_owned();
    let (gathered, items, sha256) = tokio::task::spawn_blocking(move || read(&path, language)).await??;
    let mut report = Report::new(gathered.counts, items);
    if let Some(store) = store {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = gathered.source().to_owned();
        let batch = NewBatch { source, licence: LICENCE.to_owned(), file_name: name, sha256 };
        keep(store, batch, gathered, &mut report).await?;
    }
    Ok(report)
}

/// Keeps what is proposed as one batch, which is taken back when the store fails.
async fn keep(store: &Store, file: NewBatch, gathered: Gathered, report: &mut Report) -> Result<(), Failure> {
    let batch = store.open_batch(file).await?;
    let proposed = gathered.proposed.len();
    let candidates = gathered.contracts().map(NewCandidate::from).collect();
    match store.propose(batch, candidates).await {
        Ok(outcomes) => {
            report.kept(batch, &outcomes[..proposed], &outcomes[proposed..]);
            Ok(store.close_batch(batch, report.counts()).await?)
        }
        Err(error) => {
            store.roll_back(batch).await?;
            Err(error.into())
        }
    }
}

fn read(path: &Path, language: Language) -> Result<(Gathered, Spool, String), InvalidList> {
    let mut input = Hashed { input: BufReader::new(File::open(path)?), hash: Sha256::new() };
    let (mut items, mut written) = (Spool::new(), Ok(()));
    let gathered = gather(&mut input, language, &mut |item| {
        if written.is_ok() {
            written = items.push(&item);
        }
    })?;
    written?;
    Ok((gathered, items, hex(&input.hash.finalize())))
}

/// A file whose checksum is taken while it is read.
struct Hashed<R> {
    input: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}
