//! `technopolice import`: what other censuses know, brought into this one, and taken back.

pub mod csv;
pub mod decp;
pub mod osm;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use census::Language;
use census::osm::Place;
use geodata::Position;
use server::Places;
use store::{Batch, BatchId, Store, SystemWorld, World};

use crate::arguments::{Common, ImportCommand, ImportCsvOptions, ImportDecpOptions, ImportOsmOptions};
use crate::{Failure, open};

/// Runs one of the commands on imports.
pub(crate) async fn run(common: &Common, command: ImportCommand) -> Result<ExitCode, Failure> {
    if let ImportCommand::Decp(options) = &command
        && options.dry_run
    {
        return import_decp(None, options).await;
    }
    let places = open::places(common)?;
    if let ImportCommand::Csv(ImportCsvOptions { file, mapping: None, .. }) = &command {
        print!("{}", csv::sketch(file)?);
        return Ok(ExitCode::SUCCESS);
    }
    let store = open::store(common, open::options(common, &places)).await?;
    let done = match command {
        ImportCommand::Osm(options) => import_osm(&store, &places, &options).await,
        ImportCommand::Decp(options) => import_decp(Some(&store), &options).await,
        ImportCommand::Csv(options) => import_csv(&store, &places, &options).await,
        ImportCommand::List => list(&store).await,
        ImportCommand::RollBack { batch } => roll_back(&store, &batch).await,
    };
    store.close().await;
    done
}

/// Imports an OpenStreetMap extract into the territories of these places.
pub(crate) async fn osm_file(store: &Store, places: &Places, file: &Path) -> Result<osm::Report, Failure> {
    let locate = |position: Position| {
        let location = places.locate(position);
        match location.territory {
            Some(territory) => Place::Territory(territory.code.to_string()),
            None => Place::Outside(location.country.map(|country| country.to_string())),
        }
    };
    let surroundings = osm::Surroundings { store, locate: &locate, today: SystemWorld.today() };
    Ok(osm::run(&surroundings, file).await?)
}

/// Lower-case hexadecimal, as checksums are written.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The report is printed before it is judged, so that what is missing can be looked for in it.
async fn import_osm(store: &Store, places: &Places, options: &ImportOsmOptions) -> Result<ExitCode, Failure> {
    let language: Language = options.lang.parse()?;
    let report = osm_file(store, places, &options.file).await?;
    let text = if options.json { report.json() + "\n" } else { report.text(language) };
    io::stdout().write_all(text.as_bytes())?;
    report.accounted()?;
    Ok(ExitCode::SUCCESS)
}

async fn import_decp(store: Option<&Store>, options: &ImportDecpOptions) -> Result<ExitCode, Failure> {
    let language: Language = options.lang.parse()?;
    let mut report = decp::run(store, &options.file, language).await?;
    let mut out = io::stdout().lock();
    if options.json {
        report.write_json(&mut out)?;
    } else {
        report.write_text(&mut out, language)?;
    }
    report.accounted()?;
    Ok(ExitCode::SUCCESS)
}

async fn import_csv(store: &Store, places: &Places, options: &ImportCsvOptions) -> Result<ExitCode, Failure> {
    let language: Language = options.lang.parse()?;
    let report = csv::run(store, places, options).await?;
    let text = if options.json { report.json() + "\n" } else { report.text(language) };
    io::stdout().write_all(text.as_bytes())?;
    report.accounted()?;
    Ok(ExitCode::SUCCESS)
}

async fn list(store: &Store) -> Result<ExitCode, Failure> {
    for batch in store.batches().await? {
        println!(
            "{}  {}  {:<6} {:<14} {}",
            batch.id,
            batch.opened_on,
            batch.file.source,
            state(&batch),
            batch.file.file_name
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn state(batch: &Batch) -> &'static str {
    match (batch.rolled_back_on, batch.closed_on) {
        (Some(_), _) => "annulé",
        (None, Some(_)) => "terminé",
        (None, None) => "interrompu",
    }
}

async fn roll_back(store: &Store, batch: &str) -> Result<ExitCode, Failure> {
    let batch: BatchId = batch.parse()?;
    let rolled_back = store.roll_back(batch).await?;
    println!("Appareils retirés : {}", rolled_back.devices_removed);
    println!("Appareils rétablis : {}", rolled_back.devices_restored);
    for device in &rolled_back.conflicts {
        println!("Modifié depuis, à relire : {device}");
    }
    Ok(ExitCode::SUCCESS)
}
