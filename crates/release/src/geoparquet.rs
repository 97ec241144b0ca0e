//! GeoParquet 1.1: points as WKB, a covering column of their boxes, row groups that a reader can leave out.
//! A table without places is plain Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};
use serde_json::json;

use crate::batch::{Batch, Compartment, Row, as_text};
use crate::column::{Column, ColumnType};
use crate::rtree::{Box4, NOWHERE, widen};
use crate::{Table, Writer};

/// Rows of a group at the most.
const GROUP_ROWS: usize = 65_536;

/// Bytes of a group at the most: what a writer holds in memory.
const GROUP_BYTES: usize = 8 << 20;

/// Values that are encoded in one go.
const STEP: usize = 4_096;

/// Columns whose values hardly ever repeat.
const DISTINCT: &[&str] = &["id", "geometry", "address_label", "sources", "upstream", "description", "title", "object"];

/// Columns by whose bounds a reader leaves groups out, besides the covering one.
const SOUGHT: &[&str] = &["territory_code", "updated_on"];

/// A file on its way.
pub(crate) struct GeoParquet<W: Write + Send> {
    out: SerializedFileWriter<W>,
    table: Table,
    columns: Vec<Values>,
    places: Vec<[f64; 2]>,
    rows: usize,
    bytes: usize,
    extent: Box4,
}

/// The values of one column in the row group.
struct Values {
    known: Vec<i16>,
    kind: Kind,
}

enum Kind {
    Texts { text: Vec<u8>, ends: Vec<u32> },
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Flags(Vec<bool>),
}

impl<W: Write + Send> GeoParquet<W> {
    /// Begins a file.
    pub(crate) fn new(table: Table, out: W) -> io::Result<Self> {
        let schema = schema(&table).map_err(io::Error::other)?;
        let out = SerializedFileWriter::new(out, schema, properties().map_err(io::Error::other)?);
        let columns = table.columns.iter().map(|column| Values::of(column.kind)).collect();
        let out = out.map_err(io::Error::other)?;
        Ok(Self { out, table, columns, places: Vec::new(), rows: 0, bytes: 0, extent: NOWHERE })
    }

    fn row(&mut self, row: Row<'_>) {
        for ((column, values), value) in self.table.columns.iter().zip(&mut self.columns).zip(row.values()) {
            self.bytes += values.take(column.kind, value);
        }
        if let (true, Some([x, y])) = (self.table.is_located(), row.position()) {
            self.places.push([x, y]);
            widen(&mut self.extent, &[x, y, x, y]);
        }
        self.rows += 1;
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.out.next_row_group()?;
        for values in &mut self.columns {
            values.write(&mut group)?;
        }
        if self.table.is_located() {
            write_places(&mut group, &self.places)?;
        }
        group.close()?;
        self.places.clear();
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

fn properties() -> Result<WriterPropertiesPtr, ParquetError> {
    let properties = WriterProperties::builder()
        .set_created_by("technopolice".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_dictionary_page_size_limit(256 << 10);
    let properties = DISTINCT
        .iter()
        .fold(properties, |properties, name| properties.set_column_dictionary_enabled(ColumnPath::from(*name), false));
    let properties = SOUGHT.iter().fold(properties, |properties, name| {
        properties.set_column_statistics_enabled(ColumnPath::from(*name), EnabledStatistics::Chunk)
    });
    let sides = ["xmin", "ymin", "xmax", "ymax"].map(|side| ColumnPath::new(vec!["bbox".to_owned(), side.to_owned()]));
    let properties = sides.into_iter().fold(properties, |properties, side| {
        let properties = properties.set_column_dictionary_enabled(side.clone(), false);
        properties.set_column_statistics_enabled(side, EnabledStatistics::Chunk)
    });
    Ok(Arc::new(properties.build()))
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let mut members: Vec<TypePtr> = table.columns.iter().map(member).collect::<Result<_, _>>()?;
    if table.is_located() {
        members.push(primitive("geometry", Physical::BYTE_ARRAY, None, Repetition::REQUIRED)?);
        let sides = ["xmin", "ymin", "xmax", "ymax"];
        let sides = sides.map(|side| primitive(side, Physical::DOUBLE, None, Repetition::REQUIRED));
        let sides = sides.into_iter().collect::<Result<_, _>>()?;
        let covering = Type::group_type_builder("bbox").with_repetition(Repetition::REQUIRED).with_fields(sides);
        members.push(Arc::new(covering.build()?));
    }
    Ok(Arc::new(Type::group_type_builder(table.name()).with_fields(members).build()?))
}

fn member(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnType::Integer => (Physical::INT64, None),
        ColumnType::Real => (Physical::DOUBLE, None),
        ColumnType::Flag => (Physical::BOOLEAN, None),
        ColumnType::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
        _ => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    primitive(&column.name, physical, logical, Repetition::OPTIONAL)
}

fn primitive(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
    repetition: Repetition,
) -> Result<TypePtr, ParquetError> {
    let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition).with_logical_type(logical);
    Ok(Arc::new(builder.build()?))
}

impl Values {
    fn of(kind: ColumnType) -> Self {
        let kind = match kind {
            ColumnType::Integer => Kind::Whole(Vec::new()),
            ColumnType::Real => Kind::Real(Vec::new()),
            ColumnType::Flag => Kind::Flags(Vec::new()),
            _ => Kind::Texts { text: Vec::new(), ends: Vec::new() },
        };
        Self { known: Vec::new(), kind }
    }

    /// Takes a row's value; how many bytes it holds.
    fn take(&mut self, column: ColumnType, value: Option<&str>) -> usize {
        let Some(value) = value else {
            self.known.push(0);
            return 2;
        };
        let (is_known, size) = match &mut self.kind {
            Kind::Texts { text, ends } => {
                let value = as_text(column, value);
                text.extend_from_slice(value.as_bytes());
                ends.push(text.len() as u32);
                (true, value.len() + 4)
            }
            Kind::Whole(values) => (kept(values, value.parse().ok()), 8),
            Kind::Real(values) => (kept(values, value.parse().ok()), 8),
            Kind::Flags(values) => (kept(values, Some(value == "true")), 1),
        };
        self.known.push(i16::from(is_known));
        size + 2
    }

    fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<(), ParquetError> {
        let known = &self.known;
        match &mut self.kind {
            Kind::Texts { text, ends } => {
                let bytes = Bytes::from(std::mem::take(text));
                write_texts(group, known, &bytes, ends)?;
                // Nobody else holds it any more: the next group fills the same memory.
                *text = bytes.into();
                text.clear();
                ends.clear();
            }
            Kind::Whole(values) => written::<Int64Type, W>(group, Some(known), values)?,
            Kind::Real(values) => written::<DoubleType, W>(group, Some(known), values)?,
            Kind::Flags(values) => written::<BoolType, W>(group, Some(known), values)?,
        }
        self.known.clear();
        Ok(())
    }
}

/// Keeps a value when there is one.
fn kept<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let is_known = value.is_some();
    values.extend(value);
    is_known
}

fn written<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    known: Option<&[i16]>,
    values: &mut Vec<T::T>,
) -> Result<(), ParquetError> {
    let mut column = next(group)?;
    column.typed::<T>().write_batch(values, known, None)?;
    values.clear();
    column.close()
}

fn next<'a, W: Write + Send>(
    group: &'a mut SerializedRowGroupWriter<'_, W>,
) -> Result<parquet::file::writer::SerializedColumnWriter<'a>, ParquetError> {
    group.next_column()?.ok_or_else(|| ParquetError::General("a column more than the schema has".to_owned()))
}

/// The texts are slices of one buffer, made some thousand at a time.
fn write_texts<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    known: &[i16],
    text: &Bytes,
    ends: &[u32],
) -> Result<(), ParquetError> {
    let mut column = next(group)?;
    let mut slices: Vec<ByteArray> = Vec::with_capacity(STEP);
    let (mut start, mut ends) = (0, ends.iter());
    for known in known.chunks(STEP) {
        slices.clear();
        let count = known.iter().filter(|known| **known == 1).count();
        for end in ends.by_ref().take(count) {
            slices.push(text.slice(start..*end as usize).into());
            start = *end as usize;
        }
        column.typed::<ByteArrayType>().write_batch(&slices, Some(known), None)?;
    }
    column.close()
}

/// A little-endian WKB point: 21 bytes.
fn wkb([x, y]: [f64; 2]) -> [u8; 21] {
    let mut bytes = [0; 21];
    (bytes[0], bytes[1]) = (1, 1);
    bytes[5..13].copy_from_slice(&x.to_le_bytes());
    bytes[13..].copy_from_slice(&y.to_le_bytes());
    bytes
}

fn write_places<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    places: &[[f64; 2]],
) -> Result<(), ParquetError> {
    let points = Bytes::from(places.iter().flat_map(|place| wkb(*place)).collect::<Vec<u8>>());
    let slices = (0..places.len()).map(|at| ByteArray::from(points.slice(at * 21..at * 21 + 21)));
    written::<ByteArrayType, W>(group, None, &mut slices.collect())?;
    for side in [0, 1, 0, 1] {
        written::<DoubleType, W>(group, None, &mut places.iter().map(|place| place[side]).collect())?;
    }
    Ok(())
}

/// The metadata that makes the file GeoParquet.
fn geo(extent: &Box4) -> String {
    let side = |name: &str| json!(["bbox", name]);
    let covering =
        json!({"bbox": {"xmin": side("xmin"), "ymin": side("ymin"), "xmax": side("xmax"), "ymax": side("ymax")}});
    let mut column = json!({"encoding": "WKB", "geometry_types": ["Point"], "covering": covering});
    if extent[0] <= extent[2] {
        column["bbox"] = json!(extent);
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}).to_string()
}

impl<W: Write + Send> Writer<W> for GeoParquet<W> {
    fn write(&mut self, batch: &Batch, compartment: Option<Compartment>) -> io::Result<()> {
        for row in batch.rows(compartment) {
            self.row(row);
            if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
                self.flush().map_err(io::Error::other)?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<W> {
        self.flush().map_err(io::Error::other)?;
        if self.table.is_located() {
            self.out.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo(&self.extent)));
        }
        self.out.into_inner().map_err(io::Error::other)
    }
}
