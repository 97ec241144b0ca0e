//! One stream of batches to many files, each written by a thread of its own.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::format::gzip;
use crate::{Batch, Compartment, Format, Table};

/// Batches that may wait for a slow file.
const AHEAD: usize = 2;

/// Bytes that wait on their way to the disk.
const BUFFER: usize = 1 << 18;

/// One of the files that the rows of a table go into.
pub(crate) struct Target {
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    pub(crate) compartment: Option<Compartment>,
}

/// A file on its way.
struct Branch {
    batches: mpsc::Sender<Arc<Batch>>,
    file: JoinHandle<io::Result<()>>,
}

/// The files of a table on their way.
pub(crate) struct Fan {
    table: Table,
    files: Vec<Branch>,
    /// Rows so far: of the census's own, and from OpenStreetMap.
    pub(crate) rows: [u64; 2],
}

impl Fan {
    /// Opens every file.
    pub(crate) fn open(table: &Table, targets: Vec<Target>) -> Self {
        let files = targets.into_iter().map(|target| {
            let (batches, received) = mpsc::channel(AHEAD);
            let table = table.clone();
            Branch { batches, file: tokio::task::spawn_blocking(move || write(table, &target, received)) }
        });
        Self { table: table.clone(), files: files.collect(), rows: [0; 2] }
    }

    /// Gives rows, one JSON object a line, to every file. What a file has to say against it, [`Self::close`] tells.
    pub(crate) async fn give(&mut self, lines: String) {
        let batch = Arc::new(Batch::cut(&self.table, lines));
        for (count, of) in self.rows.iter_mut().zip([Compartment::Own, Compartment::Osm]) {
            *count += batch.rows(Some(of)).count() as u64;
        }
        for branch in &self.files {
            drop(branch.batches.send(batch.clone()).await);
        }
    }

    /// Waits until every file is whole and on the disk.
    pub(crate) async fn close(self) -> io::Result<()> {
        for Branch { batches, file } in self.files {
            drop(batches);
            file.await.map_err(io::Error::other)??;
        }
        Ok(())
    }
}

fn write(table: Table, target: &Target, mut batches: mpsc::Receiver<Arc<Batch>>) -> io::Result<()> {
    let out = BufWriter::with_capacity(BUFFER, File::create_new(&target.path)?);
    let out = if target.format.is_text() {
        let mut writer = target.format.writer(table, gzip(out))?;
        while let Some(batch) = batches.blocking_recv() {
            writer.write(&batch, target.compartment)?;
        }
        writer.finish()?.finish()?
    } else {
        let mut writer = target.format.writer(table, out)?;
        while let Some(batch) = batches.blocking_recv() {
            writer.write(&batch, target.compartment)?;
        }
        writer.finish()?
    };
    synced(out)
}

/// Puts what was written onto the disk.
pub(crate) fn synced(mut out: BufWriter<File>) -> io::Result<()> {
    out.flush()?;
    out.get_ref().sync_all()
}
