//! Lists of cameras and of orders come in, from the command line and from the page of importers: judged whole before the
//! census is touched, then kept as one batch that can be taken back.

mod conflate;
mod orders;
mod report;
mod statements;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

use census::list::{
    Doubt, InvalidMapping, Mapping, NotAList, Profile, Reading, Spot, Surroundings, Table, guess, read, verdict,
};
use census::{Device, Upstream};
use chrono::NaiveDate;
use geodata::Position;
use sha2::{Digest, Sha256};
use store::{BatchId, ImportPaper, ImportRecord, NewBatch, Store};

use crate::places::Places;
use conflate::Known;
pub use report::{Matched, Report};

/// A list may be so long; those of the largest towns have some hundred kilobytes.
pub const MOST_BYTES: usize = 25 << 20;

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
    /// The census cannot be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
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

/// A list with what its columns mean.
#[derive(Debug, Clone)]
pub struct List {
    table: Table,
    mapping: Mapping,
    sha256: String,
    file_name: String,
}

/// What a list would bring, judged row by row against the census of this moment.
#[derive(Debug)]
pub struct Judged {
    /// What becomes of every row.
    pub report: Report,
    devices: Vec<ImportRecord>,
    papers: Vec<ImportPaper>,
    /// How many cameras the list counts where it names no coordinates.
    statements: Vec<ImportPaper>,
}

/// A mapping for a list, guessed from its columns, to be filled in.
pub fn sketch(bytes: &[u8]) -> Result<String, Error> {
    let guess = guess(&Table::read(bytes)?);
    let profile = match guess.profile {
        Profile::Devices => "",
        Profile::Authorisations => "profile = \"authorisations\"\n",
    };
    Ok(format!("{TO_FILL_IN}{profile}\n{}", guess.to_toml()))
}

impl List {
    /// Reads a list and its mapping.
    pub fn read(bytes: &[u8], mapping: &str, file_name: String) -> Result<Self, Error> {
        if bytes.len() > MOST_BYTES {
            return Err(Error::TooLarge);
        }
        let mapping = Mapping::parse(mapping)?;
        let table = Table::read(bytes)?;
        mapping.fits(&table)?;
        Ok(Self { table, mapping, sha256: sum_of(bytes), file_name })
    }

    /// Looks at every row. Nothing is written.
    pub async fn judge(&self, store: &Store, places: &Places, today: NaiveDate) -> Result<Judged, Error> {
        match self.mapping.list.profile {
            Profile::Devices => self.judge_devices(store, places, today).await,
            Profile::Authorisations => orders::judge(self, store, places, today).await,
        }
    }

    async fn judge_devices(&self, store: &Store, places: &Places, today: NaiveDate) -> Result<Judged, Error> {
        let readings = surrounded(places, today, |around| match verdict(&self.table, &self.mapping, around) {
            Some(doubt) => Err(Error::from(doubt)),
            None => Ok(self.table.rows.iter().map(|row| read(&self.table, row, &self.mapping, around)).collect()),
        });
        let readings: Vec<Reading> = readings?;
        let mut report = Report::new(&self.table, &self.mapping);
        let ids: Vec<String> = readings.iter().map(|reading| reading.id.clone()).collect();
        let known = Known::read(store, &self.mapping.source(), &ids).await?;
        let devices = report.sort(readings);
        let devices = known.settle(store, devices, &mut report).await?;
        report.would_import(devices.iter().map(|record| &record.upstream), &known);
        let statements = statements::of(self, &report);
        report.statements = statements.len() as u64;
        Ok(Judged { report, devices, papers: Vec::new(), statements })
    }

    /// Keeps what was judged, as one batch; what fails is taken back whole.
    pub async fn keep(&self, store: &Store, judged: Judged) -> Result<Report, Error> {
        let Judged { mut report, devices, papers, statements } = judged;
        let (source, licence) = (self.mapping.source(), self.mapping.list.licence.clone());
        let file = NewBatch { source, licence, file_name: self.file_name.clone(), sha256: self.sha256.clone() };
        let batch = store.open_batch(file).await?;
        report.forget_forecast();
        match keep(store, batch, (devices, papers, statements), &mut report).await {
            Ok(()) => Ok(report),
            Err(error) => {
                store.roll_back(batch).await?;
                Err(error)
            }
        }
    }
}

/// Does something with what is known of places.
fn surrounded<T>(places: &Places, today: NaiveDate, then: impl FnOnce(&Surroundings<'_>) -> T) -> T {
    let locate = |position: Position| {
        let location = places.locate(position);
        let code = |territory: &geodata::territory::Territory| territory.code.to_string();
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
    then(&Surroundings { today, locate: &locate, named: &named })
}

async fn keep(
    store: &Store,
    batch: BatchId,
    (devices, papers, statements): (Vec<ImportRecord>, Vec<ImportPaper>, Vec<ImportPaper>),
    report: &mut Report,
) -> Result<(), Error> {
    let devices = store.import(batch, devices).await?;
    let papers = store.import_papers(batch, papers).await?;
    store.import_papers(batch, statements).await?;
    for imported in devices.into_iter().chain(papers) {
        report.count(imported);
    }
    report.batch = Some(batch.to_string());
    Ok(store.close_batch(batch, report.counts()).await?)
}

/// A device with its name in the list.
fn record(source: &str, id: String, device: Device) -> ImportRecord {
    ImportRecord { upstream: Upstream { source: source.to_owned(), id, version: None }, device }
}

/// Lower-case hexadecimal SHA-256.
pub(crate) fn sum_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
