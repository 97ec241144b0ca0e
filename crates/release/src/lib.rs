//! The census as files: every format in one pass, and dated releases that never change.

mod batch;
mod bucket;
mod changes;
mod cleanse;
mod column;
mod csv;
mod describe;
mod fan;
mod file;
mod flatgeobuf;
mod format;
mod geojson;
mod geoparquet;
mod journal;
mod json;
mod keys;
mod make;
mod month;
mod receive;
mod rtree;
mod sending;
mod shelf;
mod sums;

#[cfg(test)]
mod tests;

pub use batch::{Batch, Compartment, Row};
pub use bucket::{NoBucket, open_bucket};
pub use changes::Changes;
pub use cleanse::{Cleansed, cleanse};
pub use column::{Column, ColumnType, Table, table_name};
pub use csv::{Csv, csv_line};
pub use file::{ReleaseFile, media_type};
pub use format::{Format, InvalidFormat, Writer};
pub use keys::{Head, InvalidKey, SigningKey};
pub use make::{Error, Recipe, Release, make};
pub use month::{InvalidMonth, Month};
pub use receive::{Opened, receive};
pub use sending::Put;
pub use shelf::{ByteStream, Listed, Shelf, ShelfError, Sought};
pub use sums::{PUBLIC_KEY, SIGNATURE, SUMS, Sums, Unsound, verify};
