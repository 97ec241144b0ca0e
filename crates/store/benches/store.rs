//! How fast is the store alone? `cargo bench -p store -- [DEVICES] [DATABASE]` (1,000,000, a temporary SQLite file).
//!
//! Prints one JSON object: import, dump, index and check over the devices, durable submissions by 1 and 64 tasks, and
//! taking back what one account did to 5,000 devices.

use std::time::{Duration, Instant};

use census::{Admission, Channel, Contribution, Device, DeviceKind, EntityId, Form, Intent, Patch, Upstream};
use futures_util::StreamExt;
use geodata::{Bearing, Cell, Position};
use serde_json::json;
use store::{
    AccountId, DatabaseUrl, DeviceFilter, ImportPart, ImportRecord, NewAccount, NewBatch, Options, PageRequest,
    Publication, RevertScope, Separator, Store, Submission,
};
use uuid::Uuid;

/// Records handed over at a time, as an importer would.
const PART: usize = 20_000;

/// Edits of a hostile account; one action must take them back in under 10 s.
const EDITS: u32 = 5_000;

/// How long submissions are counted.
const RUN: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let devices: u32 = arguments.first().map_or(Ok(1_000_000), |count| count.parse())?;
    let url: DatabaseUrl = arguments.get(1).map_or("sqlite::memory:", String::as_str).parse()?;
    let options = Options { publication: Publication::Immediate, readers: 4, ..Options::default() };
    let store = Store::open(&url, options).await?;
    let import = import(&store, devices).await?;
    let dump = dump(&store).await?;
    let index = index(&store).await?;
    let (alone, together) = (submit(&store, 1).await?, submit(&store, 64).await?);
    let revert = revert(&store).await?;
    let check = check(&store).await?;
    println!(
        "{}",
        json!({"devices": devices, "import": import, "dump": dump, "index": index, "check": check, "revert": revert,
        "submissions_per_s": {"1": alone, "64": together}})
    );
    store.close().await;
    Ok(())
}

/// Wall time and the CPU time of all threads, in seconds.
struct Stopwatch(Instant, f64);

impl Stopwatch {
    fn start() -> Self {
        Self(Instant::now(), cpu_seconds())
    }

    fn read(&self) -> (f64, f64) {
        (self.0.elapsed().as_secs_f64(), cpu_seconds() - self.1)
    }
}

/// User and system time of this process (`/proc/self/stat`, fields 14 and 15, in hundredths of a second).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

async fn import(store: &Store, devices: u32) -> store::Result<serde_json::Value> {
    let file = NewBatch {
        source: "bench".to_owned(),
        licence: "CC0-1.0".to_owned(),
        file_name: "none".to_owned(),
        sha256: "00".repeat(32),
    };
    let batch = store.open_batch(file).await?;
    let watch = Stopwatch::start();
    // In the order of place, as importers hand them over.
    let mut numbers: Vec<u32> = (0..devices).collect();
    numbers.sort_by_cached_key(|number| Cell::from(place(*number)));
    for (before, part) in (0..).step_by(PART).zip(numbers.chunks(PART)) {
        let records = part.iter().copied().map(record).collect();
        store.import_part(batch, records, ImportPart { before, all: numbers.len() }).await?;
    }
    let (wall, cpu) = watch.read();
    Ok(json!({"wall_s": wall, "cpu_s": cpu}))
}

async fn dump(store: &Store) -> store::Result<serde_json::Value> {
    let watch = Stopwatch::start();
    let (mut bytes, mut count) = (0, 0);
    let mut chunks = std::pin::pin!(store.stream_features(DeviceFilter::default(), Separator::Comma));
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        bytes += chunk.text.len();
        count += chunk.count;
    }
    let (wall, cpu) = watch.read();
    Ok(
        json!({"wall_s": wall, "cpu_s": cpu, "features": count, "mb": bytes as f64 / 1e6, "mb_per_cpu_s": bytes as f64 / 1e6 / cpu}),
    )
}

async fn index(store: &Store) -> store::Result<serde_json::Value> {
    let watch = Stopwatch::start();
    let mut rows = 0;
    let mut parts = std::pin::pin!(store.stream_index());
    while let Some(part) = parts.next().await {
        rows += part?.len();
    }
    let (wall, cpu) = watch.read();
    Ok(json!({"wall_s": wall, "cpu_s": cpu, "rows": rows}))
}

async fn check(store: &Store) -> store::Result<serde_json::Value> {
    let watch = Stopwatch::start();
    let report = store.check(|_| {}).await?;
    let (wall, cpu) = watch.read();
    Ok(json!({"wall_s": wall, "cpu_s": cpu, "revisions": report.revisions, "faults": report.faults.len()}))
}

async fn submit(store: &Store, tasks: u32) -> store::Result<f64> {
    let start = Instant::now();
    let running: Vec<_> = (0..tasks)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut kept = 0_u32;
                while start.elapsed() < RUN {
                    store.submit(submission(task, kept)).await?;
                    kept += 1;
                }
                Ok::<u32, store::Error>(kept)
            })
        })
        .collect();
    let mut kept = 0;
    for task in running {
        kept += task.await.expect("no task panics")?;
    }
    Ok(f64::from(kept) / start.elapsed().as_secs_f64())
}

/// What one account did to many devices goes in one action; what others said of one of them since stays.
async fn revert(store: &Store) -> store::Result<serde_json::Value> {
    let pseudonym = "Bench".parse().expect("a pseudonym");
    let account = NewAccount { pseudonym, secret_hash: [9; 32], public: false, grants: Vec::new() };
    let hostile = store.create_account(account).await?;
    let request = PageRequest { limit: EDITS, after: None };
    let devices = store.features(&DeviceFilter::default(), &request).await?.items;
    for (number, device) in (0_u32..).zip(&devices) {
        store.submit(edit(number, device.id, &json!({"operator": "Personne"}), Some(hostile))).await?;
    }
    let innocent = devices.first().map(|device| edit(EDITS, device.id, &json!({"form": "ptz"}), None));
    store.submit(innocent.expect("a device")).await?;
    let watch = Stopwatch::start();
    let done = store.revert(RevertScope::account(hostile), None).await?;
    let (wall, cpu) = watch.read();
    Ok(json!({"wall_s": wall, "cpu_s": cpu, "revisions": done.revisions, "conflicts": done.conflicts.len()}))
}

/// A correction of a device.
fn edit(number: u32, device: EntityId, fields: &serde_json::Value, by: Option<AccountId>) -> Submission {
    let fields = fields.as_object().cloned().unwrap_or_default();
    let patch = Patch::parse(census::EntityKind::Device, fields).expect("a valid patch");
    let blank = submission(1_000, number);
    let (intent, entity) = (Intent::Correct, Some(device));
    Submission { contribution: Contribution { intent, entity, patch, ..blank.contribution }, contributor: by, ..blank }
}

/// Spread over France in an order that has nothing to do with place, as extracts have.
fn place(number: u32) -> Position {
    let scattered = number.wrapping_mul(2_654_435_761);
    let (x, y) = (f64::from(scattered >> 16) / 65_536.0, f64::from(scattered & 0xffff) / 65_536.0);
    Position::new(-4.0 + 12.0 * x, 42.5 + 8.0 * y).expect("a place in France")
}

fn record(number: u32) -> ImportRecord {
    let upstream = Upstream { source: "bench".to_owned(), id: format!("node/{number:08}"), version: Some(1) };
    let mut device = Device::new(DeviceKind::Camera, place(number), format!("{:05}", number % 34_000));
    device.form = Some(Form::Dome);
    let bearing = Bearing::try_from(f64::from(number % 360)).expect("a bearing");
    device.views = vec![census::View::towards(bearing)];
    device.height_m = Some(4.0);
    ImportRecord { upstream, device }
}

fn submission(task: u32, number: u32) -> Submission {
    let place = place(task * 1_000_003 + number);
    let fields = json!({"kind": "camera", "position": place, "territory": "93066", "form": "dome", "bearing": 240,
        "address_label": "Place d'Armes", "sign_present": true});
    let patch = Patch::parse(census::EntityKind::Device, fields.as_object().cloned().unwrap_or_default())
        .expect("a valid patch");
    Submission {
        client_id: Uuid::from_u128(
            (u128::from(task) << 64) + u128::from(number) + (u128::from(std::process::id()) << 100),
        ),
        request_hash: [7; 32],
        contribution: Contribution {
            kind: census::EntityKind::Device,
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
