//! What a row costs on its way into each format: processor time of one thread, no database, no disk.
//!
//! `cargo bench -p release --bench formats [-- FILE [PART…]]`. PARTs are `cut` and what files end with. FILE holds features one a line, as `/dumps/live/devices.geojsonl`
//! gives them; without it the rows are made up. "cut" finds the values in the text, once for all formats; what a
//! format costs comes on top.

use std::hint::black_box;
use std::io;

use census::{Device, DeviceKind, Entity, EntityId, EntityKind, Text, Upstream, feature_json};
use chrono::NaiveDate;
use geodata::Position;
use release::{Batch, Format, Table};
use tikv_jemallocator::Jemalloc;

/// As in the program: large pieces of memory that come and go are not asked of the system each time.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

const ROWS: u32 = 100_000;
const CHUNK: usize = 500;
const ROUNDS: u32 = 5;

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with('-'));
    let (file, parts) = (words.next(), words.collect::<Vec<_>>());
    let is_asked = |part: &str| parts.is_empty() || parts.iter().any(|word| word == part);
    let lines = file.map_or_else(invented, |path| read(&path).expect("a file of features, one a line"));
    let chunks: Vec<String> = lines.chunks(CHUNK).map(|lines| lines.join("\n")).collect();
    let bytes: usize = chunks.iter().map(String::len).sum();
    println!("{} rows of {} bytes", lines.len(), bytes / lines.len().max(1));
    let table = Table::of(EntityKind::Device);
    let texts: Vec<Vec<String>> = (0..ROUNDS).map(|_| chunks.clone()).collect();
    if is_asked("cut") {
        told("cut", lines.len(), texts, |chunks| {
            for text in chunks {
                black_box(Batch::cut(&table, text));
            }
        });
    }
    let batches: Vec<Batch> = chunks.into_iter().map(|text| Batch::cut(&table, text)).collect();
    for format in Format::ALL.into_iter().filter(|format| is_asked(format.extension())) {
        told(format.extension(), lines.len(), vec![(); ROUNDS as usize], |()| write(format, &table, &batches));
    }
}

/// The shortest of some rounds.
fn told<T>(name: &str, rows: usize, rounds: Vec<T>, mut work: impl FnMut(T)) {
    let times = rounds.into_iter().map(|one| {
        let start = spent();
        work(one);
        spent() - start
    });
    println!("{name:>10}: {} ns a row", times.min().unwrap_or_default() / rows.max(1) as u64);
}

/// Nanoseconds that this thread has had a processor, of Linux.
fn spent() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells it");
    told.split(' ').next().and_then(|first| first.parse().ok()).expect("a number")
}

fn write(format: Format, table: &Table, batches: &[Batch]) {
    let mut writer = format.writer(table.clone(), io::sink()).expect("a writer");
    for batch in batches {
        writer.write(batch, None).expect("written");
    }
    black_box(writer.finish().expect("finished"));
}

fn read(path: &str) -> io::Result<Vec<String>> {
    let text = std::fs::read_to_string(path)?;
    Ok(text.lines().map(|line| line.trim_start_matches('\u{1e}').to_owned()).take(ROWS as usize).collect())
}

fn invented() -> Vec<String> {
    (0..ROWS).map(feature).collect()
}

fn feature(number: u32) -> String {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
    let place = Position::new(2.0 + f64::from(number % 317) / 1e3, 48.0 + f64::from(number / 317) / 1e3);
    let mut device = Device::new(DeviceKind::Camera, place.expect("a place"), format!("{:05}", 1_000 + number % 700));
    device.operator = Some(text(&format!("Gestionnaire {} de la voirie", number % 40)));
    device.address_label = Some(text(&format!("{number}, rue des Regards")));
    device.height_m = number.is_multiple_of(3).then_some(4.5);
    device.sign_present = number.is_multiple_of(2).then_some(true);
    device.upstream = vec![Upstream { source: "list".to_owned(), id: number.to_string(), version: Some(1) }];
    let id = EntityId(format!("00000000-0000-4000-8000-{number:012}").parse().expect("an id"));
    let entity = Entity { id, version: 1, created_on: day, updated_on: day, state: device.clone().into() };
    feature_json(&entity, &device, Some("Villeneuve-sous-les-Regards"))
}

fn text<const N: usize>(words: &str) -> Text<N> {
    serde_json::from_value(words.into()).expect("a text")
}
