//! `technopolice sample`: fictional devices in real towns, for demonstrations, benchmarks and tests.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use census::sample::{Sample, Town};
use census::{Device, Entity, EntityId, feature_json};
use chrono::NaiveDate;
use geodata::Position;
use geodata::territory::{Coverage, Locator, Territories, Territory, TerritoryKind};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use server::Places;
use sha2::{Digest, Sha256};
use store::{BatchId, ImportPart, ImportRecord, NewBatch, Store, SystemWorld, World};

use crate::arguments::{Common, SampleOptions};
use crate::import::hex;
use crate::{Failure, open};

/// Large and small, from all over the country: Toulouse, Nice, Lille, Saint-Étienne, Saint-Denis twice, Saint-Malo,
/// Beausoleil (beside the streets of Monaco), Mende, Sarlat-la-Canéda.
const TOWNS: [&str; 10] = ["31555", "06088", "59350", "42218", "93066", "97411", "35288", "06012", "48095", "24520"];

/// More devices than this do not fit in ten towns and spread over the largest communes of the country.
const FEW: u32 = 20_000;
const MANY_TOWNS: usize = 2_000;

/// Devices that are in memory at a time; the store takes as many in one transaction.
const CHUNK: usize = store::IMPORT_CHUNK;

/// Writes fictional devices to a file, or fills the database with them.
pub(crate) async fn run(common: &Common, options: SampleOptions) -> Result<ExitCode, Failure> {
    let places = open::places(common)?;
    if let Some(file) = &options.out {
        write_lines(&places, file, options.seed, options.devices)?;
        return Ok(ExitCode::SUCCESS);
    }
    let opened = store::Options { fictional_allowed: options.fictional, ..open::options(common, &places) };
    let store = open::store(common, opened).await?;
    let filled = fill(&store, &places, options.seed, options.devices).await;
    store.close().await;
    filled?;
    println!("{} appareils fictifs ajoutés.", options.devices);
    Ok(ExitCode::SUCCESS)
}

/// Fills a census that allows it with fictional devices, in one batch.
pub(crate) async fn fill(store: &Store, places: &Places, seed: u64, devices: u32) -> Result<(), Failure> {
    let name = format!("sample-{seed}-{devices}");
    let sha256 = hex(&Sha256::digest(name.as_bytes()));
    let licence = "ODbL-1.0".to_owned();
    let batch = store.open_batch(NewBatch { source: "sample".to_owned(), licence, file_name: name, sha256 }).await?;
    match pour(store, places, batch, seed, devices).await {
        Ok(()) => Ok(store.close_batch(batch, serde_json::json!({ "read": devices })).await?),
        Err(store::Error::Fictional) => {
            store.roll_back(batch).await?;
            Err("ce recensement est réel et refuse les données fictives ; --fictional en fait une démonstration".into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn pour(store: &Store, places: &Places, batch: BatchId, seed: u64, devices: u32) -> Result<(), store::Error> {
    let towns = towns(places.territories(), devices);
    let locator = locator(places);
    let inside = |town: &Town, position: Position| is_inside(&locator, town, position);
    let sample = Sample::new(seed, &towns, SystemWorld.today(), &inside);
    let numbers = sample.by_place(devices);
    for (before, chunk) in (0..).step_by(CHUNK).zip(numbers.chunks(CHUNK)) {
        let devices = chunk.iter().filter_map(|number| sample.device(u64::from(*number)));
        let records = devices.filter_map(record).collect();
        store.import_part(batch, records, ImportPart { before, all: numbers.len() }).await?;
    }
    Ok(())
}

/// A sampled device names the sample it comes from.
fn record(device: Device) -> Option<ImportRecord> {
    let upstream = device.upstream.first()?.clone();
    Some(ImportRecord { upstream, device })
}

fn write_lines(places: &Places, file: &Path, seed: u64, devices: u32) -> Result<(), Failure> {
    let mut out: BufWriter<Box<dyn Write>> = BufWriter::new(match file.to_str() {
        Some("-") => Box::new(io::stdout().lock()),
        _ => Box::new(File::create(file)?),
    });
    let (towns, locator) = (towns(places.territories(), devices), locator(places));
    let inside = |town: &Town, position: Position| is_inside(&locator, town, position);
    let today = SystemWorld.today();
    let mut ids = StdRng::seed_from_u64(seed);
    for device in Sample::new(seed, &towns, today, &inside).take(devices as usize) {
        let name = places.by_code(&device.territory).map(|territory| territory.name.clone());
        let entity = entity(device.clone(), &mut ids, today);
        writeln!(out, "{}", feature_json(&entity, &device, name.as_deref()))?;
    }
    Ok(out.flush()?)
}

/// Ids come from the seed too, so that the file is the same whenever it is made on the same day.
fn entity(device: Device, ids: &mut StdRng, today: NaiveDate) -> Entity {
    let mut bytes = [0; 16];
    ids.fill_bytes(&mut bytes);
    let id = EntityId(uuid::Builder::from_random_bytes(bytes).into_uuid());
    Entity { id, version: 1, created_on: today, updated_on: today, state: device.into() }
}

/// Towns are French: the neighbours that a census may cover have no communes.
fn locator(places: &Places) -> Locator<'_> {
    Locator::new(places.territories(), Coverage::default())
}

fn is_inside(locator: &Locator<'_>, town: &Town, position: Position) -> bool {
    locator.commune_of(position).is_some_and(|territory| territory.code == town.code)
}

fn towns(territories: &Territories, devices: u32) -> Vec<Town> {
    if devices <= FEW {
        return TOWNS.iter().filter_map(|code| town(territories.by_code(code)?)).collect();
    }
    let mut towns: Vec<Town> =
        territories.iter().filter(|territory| keeps_devices(territories, territory)).filter_map(town).collect();
    towns.sort_by(|a, b| b.population.cmp(&a.population).then_with(|| a.code.cmp(&b.code)));
    towns.truncate(MANY_TOWNS);
    towns
}

/// Devices are kept under the arrondissements of Paris, Lyon and Marseille, not under these cities.
fn keeps_devices(territories: &Territories, territory: &Territory) -> bool {
    match territory.kind {
        TerritoryKind::Arrondissement => true,
        TerritoryKind::Commune => territories.children(&territory.code).is_empty(),
        _ => false,
    }
}

fn town(territory: &Territory) -> Option<Town> {
    let population = territory.population.filter(|people| *people > 0)?;
    Some(Town { code: territory.code.to_string(), centre: territory.label_point?, population })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ten_towns_exist_and_hold_their_centres() {
        let territories = Territories::embedded();
        let towns = towns(territories, 400);
        assert_eq!(towns.iter().map(|town| town.code.as_str()).collect::<Vec<_>>(), TOWNS);
        let locator = Locator::new(territories, Coverage::default());
        assert!(towns.iter().all(|town| is_inside(&locator, town, town.centre)));
    }

    #[test]
    fn a_large_sample_spreads_over_the_large_communes_and_arrondissements() {
        let towns = towns(Territories::embedded(), FEW + 1);
        assert_eq!(towns.len(), MANY_TOWNS);
        assert!(towns.iter().any(|town| town.code == "75115") && towns.iter().all(|town| town.code != "75056"));
    }
}
