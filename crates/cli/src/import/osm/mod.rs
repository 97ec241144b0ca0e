//! `technopolice import osm FILE`: devices from an OpenStreetMap extract.
//!
//! The file is read to its end before the census is touched, so that a broken file changes nothing. Memory stays the
//! same however long it is: the few elements that matter wait in a spool.

mod error;
mod gather;
mod overpass;
mod pbf;
mod report;
mod spool;

use std::io;
use std::path::Path;

use census::Upstream;
use census::osm::{Element, Mapping, Outcome, Place, map};
use chrono::NaiveDate;
use geodata::Position;
use indicatif::{ProgressBar, ProgressStyle};
use store::{BatchId, ImportPart, ImportRecord, NewBatch, Store};

pub use error::Error;
use gather::{Gathered, gather};
pub use report::Report;

/// Elements that are in memory at a time; the store takes as many in one transaction.
const CHUNK: usize = store::IMPORT_CHUNK;

/// What an import needs to know beside its file.
pub struct Surroundings<'a> {
    /// Where the devices go.
    pub store: &'a Store,
    /// Names the territory of a position, or says that it lies outside the coverage.
    pub locate: &'a (dyn Fn(Position) -> Place + Sync),
    /// Dates in the file that are later are mistakes.
    pub today: NaiveDate,
}

/// Imports a file. On an error nothing has changed: a file that cannot be read is known before the first write, and
/// when the store fails the batch is rolled back.
pub async fn run(surroundings: &Surroundings<'_>, file: &Path) -> Result<Report, Error> {
    let gathered = read_all(file).await?;
    let batch = surroundings.store.open_batch(batch_of(file, &gathered)).await?;
    match fill(surroundings, batch, gathered).await {
        Ok(report) => {
            surroundings.store.close_batch(batch, report.counts()).await?;
            Ok(report)
        }
        Err(error) => Err(match surroundings.store.roll_back(batch).await {
            Ok(_) => error,
            Err(rollback) => Error::NotRolledBack { batch, error: Box::new(error), rollback },
        }),
    }
}

async fn read_all(file: &Path) -> Result<Gathered, Error> {
    let (path, bar) = (file.to_owned(), progress());
    let gathered = tokio::task::spawn_blocking(move || gather(&path, &bar)).await;
    gathered.unwrap_or(Err(Error::Corrupt))
}

/// Bytes read, on the standard error stream and only where that is a terminal.
fn progress() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn batch_of(file: &Path, gathered: &Gathered) -> NewBatch {
    NewBatch {
        source: "osm".to_owned(),
        licence: "ODbL-1.0".to_owned(),
        file_name: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        sha256: gathered.sha256.clone(),
    }
}

async fn fill(surroundings: &Surroundings<'_>, batch: BatchId, gathered: Gathered) -> Result<Report, Error> {
    let mut report = Report::new(batch, gathered.unreadable);
    let (all, mut before) = (gathered.spool.len(), 0);
    let mut elements = gathered.spool.elements()?;
    loop {
        let chunk: Vec<Element> = elements.by_ref().take(CHUNK).collect::<io::Result<_>>()?;
        if chunk.is_empty() {
            return Ok(report);
        }
        let rules = |element: &Element| map(element, surroundings.today, surroundings.locate);
        let records = take_over(&chunk, &rules, &mut report);
        for imported in surroundings.store.import_part(batch, records, ImportPart { before, all }).await? {
            report.count(imported);
        }
        before += chunk.len();
    }
}

fn take_over(elements: &[Element], rules: &dyn Fn(&Element) -> Mapping, report: &mut Report) -> Vec<ImportRecord> {
    let mut records = Vec::new();
    for element in elements {
        let Mapping { outcome, quarantined } = rules(element);
        report.read(&outcome, quarantined);
        if let Outcome::Device(device) = outcome {
            let upstream = Upstream { source: "osm".to_owned(), id: element.name(), version: element.version };
            records.push(ImportRecord { upstream, device: *device });
        }
    }
    records
}

#[cfg(test)]
mod tests;
