//! `technopolice import csv FILE --mapping FILE`: cameras of a list that a town, a prefecture or a newspaper published.
//!
//! The file is read and judged whole before the census is touched. What the census already has within 5 m stays as it
//! is and is told; everything else is one batch, which `import roll-back` takes back.

mod conflate;
mod report;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

use census::list::{
    Doubt, InvalidMapping, Mapping, NotAList, Reading, Spot, Surroundings, Table, guess, read, verdict,
};
use census::{Device, Upstream};
use geodata::Position;
use server::Places;
use sha2::{Digest, Sha256};
use store::{BatchId, ImportRecord, NewBatch, Store, SystemWorld, World};

pub use report::Report;

use super::hex;
use crate::Failure;
use crate::arguments::ImportCsvOptions;
use conflate::Known;

/// A list may be so long; those of the largest towns have some hundred kilobytes.
const MOST_BYTES: u64 = 25 << 20;

/// Why a list was not imported. The census is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is too long.
    #[error("the file is larger than 25 MiB")]
    TooLarge,
    /// It is no list.
    #[error(transparent)]
    List(#[from] NotAList),
    /// The mapping is of no use for it.
    #[error(transparent)]
    Mapping(#[from] InvalidMapping),
    /// Its coordinates are not what the mapping says.
    #[error(transparent)]
    Doubt(#[from] Doubt),
    /// A row got lost on the way, which is a mistake of this program.
    #[error("{read} rows were read, {accounted} are accounted for")]
    Unaccounted {
        /// Rows read.
        read: u64,
        /// Rows whose end is known.
        accounted: u64,
    },
}

/// What a mapping is to be filled in with by hand, above what could be guessed.
const TO_FILL_IN: &str = r#"# À compléter, puis : technopolice import csv LISTE --mapping CE_FICHIER
# To be filled in, then: technopolice import csv LIST --mapping THIS_FILE
[list]
id = ""            # agen-2025
title = ""
publisher = ""
url = ""
published_on = ""  # 2025-11-03
licence = ""       # etalab-2.0, ODbL-1.0, CC0-1.0…
permission = ""    # Licence Ouverte, réponse à une demande du…

"#;

/// A mapping for a list, guessed from its columns.
pub(crate) fn sketch(file: &Path) -> Result<String, Failure> {
    let (table, _) = table_of(file)?;
    Ok(format!("{TO_FILL_IN}{}", guess(&table).to_toml()))
}

/// Imports a list, or only tells what it holds.
pub(crate) async fn run(store: &Store, places: &Places, options: &ImportCsvOptions) -> Result<Report, Failure> {
    let mapping = options.mapping.as_deref().map(fs::read_to_string).transpose()?.unwrap_or_default();
    let mapping = Mapping::parse(&mapping).map_err(Error::from)?;
    let (table, sha256) = table_of(&options.file)?;
    mapping.fits(&table).map_err(Error::from)?;
    let readings = readings(&table, &mapping, places)?;
    let mut report = Report::new(&table, &mapping);
    let known = Known::read(store, &mapping.source(), &readings).await?;
    let devices = report.sort(readings);
    let records = known.settle(store, devices, &mut report).await?;
    if options.dry_run {
        report.would_import(&records, &known);
        return Ok(report);
    }
    let file_name = options.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = NewBatch { source: mapping.source(), licence: mapping.list.licence.clone(), file_name, sha256 };
    let batch = store.open_batch(file).await?;
    match keep(store, batch, records, &mut report).await {
        Ok(()) => Ok(report),
        Err(error) => {
            store.roll_back(batch).await?;
            Err(error)
        }
    }
}

async fn keep(store: &Store, batch: BatchId, records: Vec<ImportRecord>, report: &mut Report) -> Result<(), Failure> {
    for imported in store.import(batch, records).await? {
        report.count(imported);
    }
    report.batch = Some(batch.to_string());
    Ok(store.close_batch(batch, report.counts()).await?)
}

fn table_of(file: &Path) -> Result<(Table, String), Failure> {
    if fs::metadata(file)?.len() > MOST_BYTES {
        return Err(Error::TooLarge.into());
    }
    let bytes = fs::read(file)?;
    let table = Table::read(&bytes).map_err(Error::from)?;
    Ok((table, hex(&Sha256::digest(&bytes))))
}

fn readings(table: &Table, mapping: &Mapping, places: &Places) -> Result<Vec<Reading>, Error> {
    let locate = |position: Position| {
        let location = places.locate(position);
        let code = |territory: &geodata::Territory| territory.code.to_string();
        Spot {
            territory: location.territory.map(code),
            city: location.territory.and_then(|territory| territory.city.as_ref()).map(ToString::to_string),
            country: location.country.map(|country| country.to_string()),
            neighbours: location.neighbours.into_iter().map(code).collect(),
        }
    };
    // A list names few communes, and looks for each of them in all of France.
    let names: RefCell<HashMap<String, Vec<String>>> = RefCell::default();
    let named = |text: &str| {
        let meant = || places.named(text).into_iter().map(|territory| territory.code.to_string()).collect();
        names.borrow_mut().entry(text.to_owned()).or_insert_with(meant).clone()
    };
    let surroundings = Surroundings { today: SystemWorld.today(), locate: &locate, named: &named };
    match verdict(table, mapping, &surroundings) {
        Some(doubt) => Err(doubt.into()),
        None => Ok(table.rows.iter().map(|row| read(table, row, mapping, &surroundings)).collect()),
    }
}

/// A device with its name in the list.
fn record(source: &str, id: String, device: Device) -> ImportRecord {
    ImportRecord { upstream: Upstream { source: source.to_owned(), id, version: None }, device }
}
