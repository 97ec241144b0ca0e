//! RFC 7946 feature collections and RFC 8142 text sequences: the features as the census renders them.

use std::io::{self, Write};

use crate::batch::{Batch, Compartment, Row};
use crate::{Table, Writer};

/// SPDX identifier of the licence of all data.
const LICENCE: &str = "ODbL-1.0";

/// A feature collection or a sequence on its way.
pub(crate) struct GeoJson<W> {
    out: W,
    table: Table,
    is_sequence: bool,
    begun: bool,
}

impl<W: Write> GeoJson<W> {
    /// One collection.
    pub(crate) fn collection(table: Table, mut out: W) -> io::Result<Self> {
        writeln!(out, "{{\"type\":\"FeatureCollection\",\"license\":\"{LICENCE}\",\"features\":[")?;
        Ok(Self { out, table, is_sequence: false, begun: false })
    }

    /// A sequence of features, each between RS and LF.
    pub(crate) fn sequence(table: Table, out: W) -> Self {
        Self { out, table, is_sequence: true, begun: false }
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        let before: &[u8] = match (self.is_sequence, self.begun) {
            (true, false) => b"\x1e",
            (true, true) => b"\n\x1e",
            (false, false) => b"",
            (false, true) => b",\n",
        };
        self.begun = true;
        self.out.write_all(before)?;
        if self.table.is_located() {
            return self.out.write_all(row.json().as_bytes());
        }
        // A record has a territory, and is never drawn at an invented point.
        let id = row.value(0).unwrap_or("null");
        write!(self.out, "{{\"type\":\"Feature\",\"id\":{id},\"geometry\":null,\"properties\":{}}}", row.json())
    }
}

impl<W: Write + Send> Writer<W> for GeoJson<W> {
    fn write(&mut self, batch: &Batch, compartment: Option<Compartment>) -> io::Result<()> {
        batch.rows(compartment).try_for_each(|row| self.row(row))
    }

    fn finish(mut self: Box<Self>) -> io::Result<W> {
        let end: &[u8] = match (self.is_sequence, self.begun) {
            (true, true) => b"\n",
            (true, false) => b"",
            (false, _) => b"\n]}\n",
        };
        self.out.write_all(end)?;
        Ok(self.out)
    }
}
