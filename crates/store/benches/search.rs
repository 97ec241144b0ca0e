//! How fast is the search? `cargo bench -p store --bench search -- [ROWS] [DATABASE]` (1,000,000, a temporary SQLite
//! file). A database that holds as many rows already is searched as it is.
//!
//! Prints one JSON object: what filling took, and the times of 200 queries, the worst ones among them.

use std::time::Instant;

use census::{
    Admission, Channel, Contribution, Device, DeviceKind, EntityKind, Intent, Patch, SearchQuery, Text, Upstream,
};
use geodata::Position;
use serde_json::json;
use store::{DatabaseUrl, DeviceFilter, ImportRecord, NewBatch, Options, Publication, Store, Submission};
use uuid::Uuid;

/// Records handed over at a time, as an importer would.
const PART: u32 = 20_000;

/// Of so many rows one is a contract.
const CONTRACTS: u32 = 50;

/// How often each query is asked; the best time counts, for the machine does other things too.
const TRIES: u32 = 3;

const COMMON: [&str; 24] = [
    "caméra",
    "vidéoprotection",
    "rue",
    "place",
    "avenue",
    "mairie",
    "police",
    "municipale",
    "ville",
    "école",
    "gare",
    "marché",
    "maintenance",
    "fourniture",
    "installation",
    "système",
    "parc",
    "parking",
    "centre",
    "stade",
    "pont",
    "logiciel",
    "analyse",
    "drone",
];

const SYLLABLES: [&str; 32] = [
    "ba", "be", "ca", "co", "da", "de", "fa", "ga", "gi", "la", "le", "lo", "ma", "mi", "mo", "na", "pa", "po", "ra",
    "re", "ri", "sa", "se", "ta", "to", "va", "ve", "vi", "ron", "tin", "lan", "mer",
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let rows: u32 = arguments.first().map_or(Ok(1_000_000), |count| count.parse())?;
    let url: DatabaseUrl = arguments.get(1).map_or("sqlite::memory:", String::as_str).parse()?;
    let options = Options { publication: Publication::Immediate, readers: 4, ..Options::default() };
    let store = Store::open(&url, options).await?;
    let start = Instant::now();
    if store.counts(&DeviceFilter::default()).await?.total == 0 {
        import(&store, rows - rows / CONTRACTS).await?;
        submit(&store, rows / CONTRACTS).await?;
    }
    let filled_s = start.elapsed().as_secs_f64();
    let devices = store.counts(&DeviceFilter::default()).await?.total;
    let records: u64 = store.record_counts().await?.into_iter().map(|(_, count)| count).sum();
    assert!(devices + records >= u64::from(rows), "{devices} devices and {records} records are too few");
    let mut times = Vec::new();
    for typed in queries() {
        times.push((ask(&store, &typed).await?, typed));
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: usize| times[(times.len() - 1) * share / 100].0;
    let slowest: Vec<_> = times.iter().rev().take(8).map(|(ms, typed)| json!([typed, ms])).collect();
    let times = json!({"queries": times.len(), "p50_ms": at(50), "p95_ms": at(95), "max_ms": at(100)});
    println!(
        "{}",
        json!({"devices": devices, "records": records, "filled_s": filled_s, "times": times, "slowest": slowest})
    );
    store.close().await;
    Ok(())
}

/// Milliseconds of one answer as the page asks for it.
async fn ask(store: &Store, typed: &str) -> store::Result<f64> {
    let mut best = f64::MAX;
    for _ in 0..TRIES {
        let start = Instant::now();
        let query = SearchQuery::new(typed);
        store.search(&query, 5, true).await?;
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(best)
}

/// Common words, their beginnings, rare ones, pairs and sentences of both, numbers, and what is nowhere.
fn queries() -> Vec<String> {
    let mut queries: Vec<String> = COMMON.map(str::to_owned).to_vec();
    queries.extend(COMMON.iter().map(|word| word.chars().take(3).collect()));
    queries.extend(SYLLABLES.map(|syllable| syllable.chars().take(2).collect()));
    queries.extend(["c", "r", "m 1", "de la", "732 829 320", "2024-DSI-017", "zzz", "caméra zzz"].map(str::to_owned));
    for number in 0..112_u32 {
        let (one, other) = (common(number), common(number / 7 + 3));
        queries.push(match number % 7 {
            0 => format!("{one} {other}"),
            1 => name(number * 31),
            2 => format!("{one} {}", name(number * 17)),
            3 => format!("{} {}", name(number * 5), name(number * 11)),
            4 => format!("{one} {other} {}", name(number * 3)),
            5 => format!("{one} {other} {} vidéo protection ville police gare", common(number + 5)),
            _ => format!("{} 2024-DSI-{number}", name(number)),
        });
    }
    queries
}

fn scattered(number: u32) -> u32 {
    let mixed = (number ^ (number >> 15)).wrapping_mul(2_654_435_761);
    (mixed ^ (mixed >> 13)).wrapping_mul(2_246_822_519) >> 3
}

fn common(number: u32) -> &'static str {
    COMMON[scattered(number) as usize % COMMON.len()]
}

/// One of some 30,000 names, as towns and companies have them.
fn name(number: u32) -> String {
    let drawn = scattered(number.wrapping_add(7)) % 30_000;
    let syllable = |place: u32| SYLLABLES[(drawn / 32_u32.pow(place)) as usize % SYLLABLES.len()];
    format!("{}{}{}", syllable(0), syllable(1), syllable(2))
}

async fn import(store: &Store, devices: u32) -> store::Result<()> {
    let file = NewBatch {
        source: "bench".to_owned(),
        licence: "CC0-1.0".to_owned(),
        file_name: "none".to_owned(),
        sha256: "00".repeat(32),
    };
    let batch = store.open_batch(file).await?;
    for first in (0..devices).step_by(PART as usize) {
        let records = (first..devices.min(first + PART)).map(record).collect();
        store.import(batch, records).await?;
    }
    Ok(())
}

/// Every second one speaks of cameras, and none is without a text: more than any real census has to keep.
fn record(number: u32) -> ImportRecord {
    let upstream = Upstream { source: "bench".to_owned(), id: format!("node/{number:08}"), version: Some(1) };
    let drawn = scattered(number);
    let (x, y) = (f64::from(drawn & 0xffff) / 65_536.0, f64::from(scattered(drawn) & 0xffff) / 65_536.0);
    let place = Position::new(-4.0 + 12.0 * x, 42.5 + 8.0 * y).expect("a place in France");
    let mut device = Device::new(DeviceKind::Camera, place, format!("{:05}", number % 34_000));
    let address = format!("{} {} {}", common(number * 3), name(number), name(number / 9));
    let operator = if number.is_multiple_of(2) {
        format!("Caméras {}", common(number + 1))
    } else {
        common(number + 2).to_owned()
    };
    device.address_label = Text::try_from(address).ok();
    device.operator = Text::try_from(format!("{operator} {}", name(number / 3))).ok();
    ImportRecord { upstream, device }
}

/// Contracts, by 64 senders at a time so that they are committed together.
async fn submit(store: &Store, contracts: u32) -> store::Result<()> {
    let running: Vec<_> = (0..64)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for number in (task..contracts).step_by(64) {
                    store.submit(contract(number)).await?;
                }
                Ok::<(), store::Error>(())
            })
        })
        .collect();
    for task in running {
        task.await.expect("no task panics")?;
    }
    Ok(())
}

fn contract(number: u32) -> Submission {
    let object = format!("{} de caméras de vidéoprotection, {} {}", common(number), common(number + 9), name(number));
    let fields = json!({"authority": format!("Ville de {}", name(number % 900)), "object": object,
        "notified_on": format!("{}-{:02}", 2010 + number % 16, 1 + number % 12), "decp_id": format!("2024-DSI-{number}")});
    let patch =
        Patch::parse(EntityKind::Contract, fields.as_object().cloned().unwrap_or_default()).expect("a valid patch");
    Submission {
        client_id: Uuid::from_u128((u128::from(std::process::id()) << 100) + u128::from(number)),
        request_hash: [7; 32],
        contribution: Contribution {
            kind: EntityKind::Contract,
            intent: Intent::New,
            entity: None,
            base_version: None,
            patch,
            basis: census::Basis4Fields::new(),
            sources: Vec::new(),
            note: None,
            channel: Channel::Api,
        },
        admission: Admission::Publish,
        territory: "93066".to_owned(),
        contributor: None,
    }
}
