//! The least that a tile of points can cost: columns in memory, an encoder that knows nothing but its fields, and axum
//! with nothing around it. `tests/bench/tiles.py` starts it beside the real server, with the same devices.
//!
//! `cargo bench -p geodata --bench bare_tiles -- FILE PORT`, FILE as that script writes it. `/same/{z}/{x}/{y}` has the
//! fields of our tiles, `/narrow/{z}/{x}/{y}` a number and four fields; `/kept/{z}/{x}/{y}` gives back the bytes that
//! were posted there.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

/// Bits of a key an axis, and of the units of a tile.
const BITS: u32 = 28;
const EXTENT_BITS: u32 = 12;

/// Where the fields begin in a line, behind the key, two coordinates, a number and the id.
const FIRST_FIELD: usize = 5;
/// The fields of `/narrow`: kind, status, verification, bearing.
const NARROW: [usize; 4] = [0, 1, 2, 5];

type Address = (u32, u32, u32);

/// A field of every point: the number of its value, or none.
struct Column {
    key: String,
    codes: Vec<u16>,
    /// Each value as a message of a tile, with its length before it.
    values: Vec<Vec<u8>>,
}

const NONE: u16 = u16::MAX;

struct Columns {
    cells: Vec<u64>,
    ids: Vec<u128>,
    fields: Vec<Column>,
}

struct App {
    columns: Columns,
    kept: RwLock<HashMap<Address, Bytes>>,
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    // `cargo test` builds and starts benchmarks too.
    let [file, port] = words.as_slice() else { return };
    let columns = Columns::read(&fs::read_to_string(file).expect("a file of points"));
    let app = Arc::new(App { columns, kept: RwLock::default() });
    let router = Router::new()
        .route("/same/{z}/{x}/{y}", get(same))
        .route("/narrow/{z}/{x}/{y}", get(narrow))
        .route("/kept/{z}/{x}/{y}", get(kept).post(keep))
        .with_state(app);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port.parse().expect("a port"))).await.expect("a socket");
    println!("ready");
    axum::serve(listener, router).await.expect("a server");
}

const MVT: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile")];

async fn same(State(app): State<Arc<App>>, Path(tile): Path<Address>) -> impl IntoResponse {
    (MVT, app.columns.tile(tile, &(0..app.columns.fields.len()).collect::<Vec<_>>(), true))
}

async fn narrow(State(app): State<Arc<App>>, Path(tile): Path<Address>) -> impl IntoResponse {
    (MVT, app.columns.tile(tile, &NARROW, false))
}

async fn kept(State(app): State<Arc<App>>, Path(tile): Path<Address>) -> impl IntoResponse {
    let found = app.kept.read().expect("no thread panicked").get(&tile).cloned();
    found.map_or(StatusCode::NOT_FOUND.into_response(), |bytes| (MVT, bytes).into_response())
}

async fn keep(State(app): State<Arc<App>>, Path(tile): Path<Address>, bytes: Bytes) -> StatusCode {
    app.kept.write().expect("no thread panicked").insert(tile, bytes);
    StatusCode::NO_CONTENT
}

impl Columns {
    /// Lines of tab-separated words in the order of their keys, below a line of names; `\N` is nothing.
    fn read(text: &str) -> Self {
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().expect("a line of names").split('\t').skip(FIRST_FIELD).collect();
        let mut dictionaries: Vec<HashMap<&str, u16>> = vec![HashMap::new(); names.len()];
        let fields = names.iter().map(|name| Column { key: (*name).to_owned(), codes: Vec::new(), values: Vec::new() });
        let mut columns = Self { cells: Vec::new(), ids: Vec::new(), fields: fields.collect() };
        for line in lines {
            let words: Vec<&str> = line.split('\t').collect();
            columns.cells.push(words[0].parse().expect("a key"));
            let id: String = words[4].chars().filter(|letter| *letter != '-').collect();
            columns.ids.push(u128::from_str_radix(&id, 16).expect("an id"));
            let fields = columns.fields.iter_mut().zip(&mut dictionaries);
            for ((column, dictionary), word) in fields.zip(&words[FIRST_FIELD..]) {
                let code = if *word == "\\N" { NONE } else { column_code(column, dictionary, word) };
                column.codes.push(code);
            }
        }
        assert!(columns.cells.is_sorted(), "the points are in the order of their keys");
        columns
    }

    fn tile(&self, (z, x, y): Address, fields: &[usize], named: bool) -> Vec<u8> {
        let shift = 2 * (BITS - z);
        let first = (spread(x) | spread(y) << 1) << shift;
        let start = self.cells.partition_point(|cell| *cell < first);
        let end = start + self.cells[start..].partition_point(|cell| *cell < first + (1 << shift));
        let mut layer = Layer::new(end - start);
        let mut tags = Vec::with_capacity(32);
        SLOTS.with_borrow_mut(|slots| {
            slots.begin(&self.fields);
            for point in start..end {
                tags.clear();
                if named {
                    tags.extend([0, layer.name(self.ids[point])]);
                }
                for (place, field) in fields.iter().enumerate() {
                    let column = &self.fields[*field];
                    let code = column.codes[point];
                    if code != NONE {
                        let value = slots.value(*field, code, &mut layer, column);
                        tags.extend([(place + usize::from(named)) as u32, value]);
                    }
                }
                let down = BITS - z - EXTENT_BITS;
                let units = |bits: u64| (gather(bits) >> down & ((1 << EXTENT_BITS) - 1)) as u32;
                let cell = self.cells[point];
                layer.point((!named).then_some(point as u64), [units(cell), units(cell >> 1)], &tags);
            }
        });
        let id = named.then_some("id");
        let keys = id.into_iter().chain(fields.iter().map(|field| self.fields[*field].key.as_str()));
        layer.finish(keys)
    }
}

fn column_code<'a>(column: &mut Column, dictionary: &mut HashMap<&'a str, u16>, word: &'a str) -> u16 {
    let next = dictionary.len() as u16;
    *dictionary.entry(word).or_insert_with(|| {
        let mut value = Vec::new();
        if let Ok(number) = word.parse::<u64>() {
            value.push(0x28);
            varint(&mut value, number);
        } else if word == "t" {
            value.extend([0x38, 1]);
        } else {
            value.extend([0x0a, word.len() as u8]);
            value.extend(word.as_bytes());
        }
        let mut message = vec![0x22, value.len() as u8];
        message.append(&mut value);
        column.values.push(message);
        next
    })
}

thread_local! { static SLOTS: RefCell<Slots> = const { RefCell::new(Slots { turn: 0, numbers: Vec::new() }) }; }

/// The number that a value has in the tile that is being made.
struct Slots {
    turn: u32,
    numbers: Vec<Vec<(u32, u32)>>,
}

impl Slots {
    fn begin(&mut self, fields: &[Column]) {
        if self.numbers.is_empty() {
            self.numbers = fields.iter().map(|column| vec![(0, 0); column.values.len()]).collect();
        }
        self.turn += 1;
    }

    fn value(&mut self, field: usize, code: u16, layer: &mut Layer, column: &Column) -> u32 {
        let slot = &mut self.numbers[field][usize::from(code)];
        if slot.0 != self.turn {
            *slot = (self.turn, layer.value(&column.values[usize::from(code)]));
        }
        slot.1
    }
}

struct Layer {
    features: Vec<u8>,
    values: Vec<u8>,
    count: u32,
}

impl Layer {
    fn new(points: usize) -> Self {
        Self { features: Vec::with_capacity(points * 36), values: Vec::with_capacity(points * 44 + 4096), count: 0 }
    }

    fn value(&mut self, message: &[u8]) -> u32 {
        self.values.extend_from_slice(message);
        self.count += 1;
        self.count - 1
    }

    /// The id as text, in groups of hexadecimal digits.
    fn name(&mut self, id: u128) -> u32 {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut message = [b'-'; 40];
        message[..4].copy_from_slice(&[0x22, 38, 0x0a, 36]);
        let mut at = 4;
        for (index, byte) in id.to_be_bytes().into_iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                at += 1;
            }
            message[at] = HEX[usize::from(byte >> 4)];
            message[at + 1] = HEX[usize::from(byte & 15)];
            at += 2;
        }
        self.value(&message)
    }

    fn point(&mut self, id: Option<u64>, [x, y]: [u32; 2], tags: &[u32]) {
        let mut body = [0_u8; 160];
        let mut at = 0;
        let mut put = |number: u64| {
            let mut number = number;
            while number >= 0x80 {
                body[at] = number as u8 | 0x80;
                number >>= 7;
                at += 1;
            }
            body[at] = number as u8;
            at += 1;
        };
        if let Some(id) = id {
            put(0x08);
            put(id);
        }
        put(0x12);
        put(tags.iter().map(|tag| length(*tag)).sum());
        for tag in tags {
            put(u64::from(*tag));
        }
        put(0x18);
        put(1);
        let (x, y) = (x << 1, y << 1);
        put(0x22);
        put(1 + length(x) + length(y));
        for number in [9, x, y] {
            put(u64::from(number));
        }
        self.features.push(0x12);
        varint(&mut self.features, at as u64);
        self.features.extend_from_slice(&body[..at]);
    }

    fn finish<'a>(self, keys: impl Iterator<Item = &'a str>) -> Vec<u8> {
        let mut named = Vec::new();
        for key in keys {
            named.extend([0x1a, key.len() as u8]);
            named.extend(key.as_bytes());
        }
        let head: &[u8] = b"\x78\x02\x0a\x07devices";
        let tail: &[u8] = &[0x28, 0x80, 0x20];
        let size = head.len() + self.features.len() + named.len() + self.values.len() + tail.len();
        let mut out = Vec::with_capacity(size + 8);
        out.push(0x1a);
        varint(&mut out, size as u64);
        for part in [head, &self.features, &named, &self.values, tail] {
            out.extend_from_slice(part);
        }
        out
    }
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn length(number: u32) -> u64 {
    u64::from((32 - (number | 1).leading_zeros()).div_ceil(7))
}

/// Puts a zero behind each bit.
fn spread(value: u32) -> u64 {
    (0..BITS).fold(0, |bits, bit| bits | u64::from(value >> bit & 1) << (2 * bit))
}

/// Every second bit, from the lowest.
fn gather(bits: u64) -> u64 {
    let mut bits = bits & 0x5555_5555_5555_5555;
    bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    bits = (bits | bits >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    bits = (bits | bits >> 4) & 0x00ff_00ff_00ff_00ff;
    bits = (bits | bits >> 8) & 0x0000_ffff_0000_ffff;
    (bits | bits >> 16) & 0xffff_ffff
}
