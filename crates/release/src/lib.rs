//! The census as files: every format in one pass, and dated releases that never change.

mod batch;
mod column;
mod csv;
mod flatgeobuf;
mod format;
mod geojson;
mod geoparquet;
mod json;
mod rtree;

#[cfg(test)]
mod tests;

pub use batch::{Batch, Compartment, Row};
pub use column::{Column, ColumnType, Table, table_name};
pub use csv::Csv;
pub use format::{Format, InvalidFormat, Writer};
