//! FlatGeobuf 3: a header, an index, and the features.
//!
//! The index stands before the features and is known behind the last one, so the features wait in an unlinked file.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use flatbuffers::{FlatBufferBuilder, TableFinishedWIPOffset, WIPOffset};

use crate::batch::{Batch, Compartment, Row, as_text};
use crate::column::{Column, ColumnType};
use crate::rtree::{Box4, Index, NODE_SIZE, NOWHERE, widen};
use crate::{Table, Writer};

/// `fgb`, the major version, `fgb`, the patch.
const MAGIC: [u8; 8] = [0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62, 0x00];

/// `GeometryType.Point`.
const POINT: u8 = 1;

/// Bytes that wait on their way to the disk.
const BUFFER: usize = 1 << 18;

/// A member of a flatbuffers table by its number in the schema.
const fn slot(number: u16) -> u16 {
    4 + 2 * number
}

/// A file on its way.
pub(crate) struct FlatGeobuf<W> {
    out: W,
    table: Table,
    features: BufWriter<File>,
    written: u64,
    count: u64,
    index: Index,
    extent: Box4,
    builder: FlatBufferBuilder<'static>,
    properties: Vec<u8>,
}

impl<W: Write> FlatGeobuf<W> {
    /// Features will wait in a file of the system's temporary folder that has no name.
    pub(crate) fn new(table: Table, out: W) -> io::Result<Self> {
        Ok(Self {
            out,
            table,
            features: BufWriter::with_capacity(BUFFER, tempfile::tempfile()?),
            written: 0,
            count: 0,
            index: Index::default(),
            extent: NOWHERE,
            builder: FlatBufferBuilder::with_capacity(4096),
            properties: Vec::new(),
        })
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        // Every device has a place; an indexed file has no room for one without.
        let Some(position) = row.position() else { return Ok(()) };
        self.properties.clear();
        for (number, (column, value)) in self.table.columns.iter().zip(row.values()).enumerate() {
            if let Some(value) = value {
                property(&mut self.properties, number as u16, column.kind, value);
            }
        }
        self.builder.reset();
        let feature = feature(&mut self.builder, position, &self.properties);
        self.builder.finish_size_prefixed(feature, None);
        let bytes = self.builder.finished_data();
        self.features.write_all(bytes)?;
        self.index.add(position, self.written);
        self.written += bytes.len() as u64;
        self.count += 1;
        let [x, y] = position;
        widen(&mut self.extent, &[x, y, x, y]);
        Ok(())
    }

    fn header(&self) -> Vec<u8> {
        let mut builder = FlatBufferBuilder::with_capacity(8192);
        let name = builder.create_string(self.table.name());
        let envelope = (self.count > 0).then(|| builder.create_vector(&self.extent));
        let columns: Vec<_> = self.table.columns.iter().map(|column| header_column(&mut builder, column)).collect();
        let columns = builder.create_vector(&columns);
        let crs = crs(&mut builder);
        let start = builder.start_table();
        builder.push_slot_always(slot(0), name);
        if let Some(envelope) = envelope {
            builder.push_slot_always(slot(1), envelope);
        }
        builder.push_slot_always(slot(2), POINT);
        builder.push_slot_always(slot(7), columns);
        builder.push_slot_always(slot(8), self.count);
        builder.push_slot_always(slot(9), if self.count > 0 { NODE_SIZE } else { 0 });
        builder.push_slot_always(slot(10), crs);
        let header = builder.end_table(start);
        builder.finish_size_prefixed(header, None);
        builder.finished_data().to_vec()
    }
}

fn feature(
    builder: &mut FlatBufferBuilder<'static>,
    position: [f64; 2],
    properties: &[u8],
) -> WIPOffset<TableFinishedWIPOffset> {
    // As a vector of bytes, which this writes in one go.
    let properties = builder.create_byte_string(properties);
    let xy = builder.create_vector(&position);
    let start = builder.start_table();
    builder.push_slot_always(slot(1), xy);
    builder.push_slot_always(slot(6), POINT);
    let geometry = builder.end_table(start);
    let start = builder.start_table();
    builder.push_slot_always(slot(0), geometry);
    builder.push_slot_always(slot(1), properties);
    builder.end_table(start)
}

fn header_column(builder: &mut FlatBufferBuilder<'_>, column: &Column) -> WIPOffset<TableFinishedWIPOffset> {
    let name = builder.create_string(&column.name);
    let start = builder.start_table();
    builder.push_slot_always(slot(0), name);
    builder.push_slot_always(slot(1), type_number(column.kind));
    builder.end_table(start)
}

/// `ColumnType` of the format.
const fn type_number(kind: ColumnType) -> u8 {
    match kind {
        ColumnType::Flag => 2,
        ColumnType::Integer => 7,
        ColumnType::Real => 10,
        ColumnType::Json => 12,
        ColumnType::Key | ColumnType::Text | ColumnType::List | ColumnType::Origins => 11,
    }
}

fn crs(builder: &mut FlatBufferBuilder<'_>) -> WIPOffset<TableFinishedWIPOffset> {
    let organisation = builder.create_string("EPSG");
    let name = builder.create_string("WGS 84");
    let start = builder.start_table();
    builder.push_slot_always(slot(0), organisation);
    builder.push_slot_always(slot(1), 4326_i32);
    builder.push_slot_always(slot(2), name);
    builder.end_table(start)
}

/// The number of the column, and the value; nothing for what is no value of its kind.
fn property(out: &mut Vec<u8>, column: u16, kind: ColumnType, value: &str) {
    let number = column.to_le_bytes();
    match kind {
        ColumnType::Flag => out.extend_from_slice(&[number[0], number[1], u8::from(value == "true")]),
        ColumnType::Integer => {
            let Ok(whole) = value.parse::<i64>() else { return };
            out.extend_from_slice(&number);
            out.extend_from_slice(&whole.to_le_bytes());
        }
        ColumnType::Real => {
            let Ok(real) = value.parse::<f64>() else { return };
            out.extend_from_slice(&number);
            out.extend_from_slice(&real.to_le_bytes());
        }
        ColumnType::Key | ColumnType::Text | ColumnType::List | ColumnType::Origins | ColumnType::Json => {
            let text = as_text(kind, value);
            out.extend_from_slice(&number);
            out.extend_from_slice(&(text.len() as u32).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
    }
}

impl<W: Write + Send> Writer<W> for FlatGeobuf<W> {
    fn write(&mut self, batch: &Batch, compartment: Option<Compartment>) -> io::Result<()> {
        batch.rows(compartment).try_for_each(|row| self.row(row))
    }

    fn finish(mut self: Box<Self>) -> io::Result<W> {
        let header = self.header();
        self.out.write_all(&MAGIC)?;
        self.out.write_all(&header)?;
        if self.count > 0 {
            self.index.write(&mut self.out)?;
        }
        let mut features = self.features.into_inner().map_err(io::IntoInnerError::into_error)?;
        features.rewind()?;
        io::copy(&mut BufReader::with_capacity(BUFFER, features).take(self.written), &mut self.out)?;
        Ok(self.out)
    }
}
