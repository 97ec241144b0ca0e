//! What became of every id since the release before: both lists of ids are in order, so they are read side by side.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use flate2::read::GzDecoder;
use store::{Snapshot, Trace};

use crate::column::table_name;
use crate::fan::synced;
use crate::format::gzip;

/// The list of every id that the census ever published.
pub(crate) const IDS: &str = "ids.csv.gz";

/// What changed since the release before.
pub(crate) const CHANGES: &str = "changes.csv";

const IDS_HEADER: &str = "id,type,version,state,merged_into";
const CHANGES_HEADER: &str = "change,id,type,version,previous_version,merged_into";

/// How many ids were added, changed, removed, merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// New in the tables.
    pub added: u64,
    /// Of another version than before.
    pub changed: u64,
    /// No longer in the tables: a mistake, or erased.
    pub removed: u64,
    /// No longer in the tables: the same as another one.
    pub merged: u64,
}

/// An entry of the list of ids of an earlier release.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    id: String,
    version: String,
    kind: String,
    is_published: bool,
}

/// The earlier list on its way, one entry ahead.
struct Earlier {
    lines: Option<io::Lines<BufReader<GzDecoder<File>>>>,
    next: Option<Known>,
}

/// Writes both lists into `folder`.
pub(crate) async fn write(snapshot: &mut Snapshot, folder: &Path, before: Option<&Path>) -> Result<Changes, Failure> {
    let mut book = Book::open(folder, before)?;
    let mut after = None;
    loop {
        let traces = snapshot.traces(after).await?;
        let Some(last) = traces.last() else { break };
        after = Some(last.id);
        for trace in &traces {
            book.take(trace)?;
        }
    }
    Ok(book.close()?)
}

/// Why the lists could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

struct Book {
    earlier: Earlier,
    ids: flate2::write::GzEncoder<BufWriter<File>>,
    changes: BufWriter<File>,
    counts: Changes,
}

impl Book {
    fn open(folder: &Path, before: Option<&Path>) -> io::Result<Self> {
        let mut ids = gzip(BufWriter::new(File::create_new(folder.join(IDS))?));
        write!(ids, "{IDS_HEADER}\r\n")?;
        let mut changes = BufWriter::new(File::create_new(folder.join(CHANGES))?);
        write!(changes, "{CHANGES_HEADER}\r\n")?;
        let earlier = Earlier::open(before.map(|folder| folder.join(IDS)).as_deref())?;
        Ok(Self { earlier, ids, changes, counts: Changes::default() })
    }

    fn take(&mut self, trace: &Trace) -> io::Result<()> {
        let (id, kind) = (trace.id.to_string(), table_name(trace.kind));
        let merged_into = trace.merged_into.map(|id| id.to_string()).unwrap_or_default();
        write!(self.ids, "{id},{kind},{},{},{merged_into}\r\n", trace.version, trace.state)?;
        while let Some(known) = self.earlier.next_if(|known| known.id < id)? {
            self.gone(&known)?;
        }
        let before = self.earlier.next_if(|known| known.id == id)?;
        let version = before.as_ref().map(|known| known.version.clone()).unwrap_or_default();
        let was = before.is_some_and(|known| known.is_published);
        let (change, count) = match (was, trace.is_published()) {
            (false, true) => ("added", &mut self.counts.added),
            (true, true) if version == trace.version.to_string() => return Ok(()),
            (true, true) => ("changed", &mut self.counts.changed),
            (true, false) if trace.merged_into.is_some() => ("merged", &mut self.counts.merged),
            (true, false) => ("removed", &mut self.counts.removed),
            (false, false) => return Ok(()),
        };
        *count += 1;
        write!(self.changes, "{change},{id},{kind},{},{version},{merged_into}\r\n", trace.version)
    }

    /// Nothing is ever deleted, but a census may have been put back to an earlier state.
    fn gone(&mut self, known: &Known) -> io::Result<()> {
        if known.is_published {
            self.counts.removed += 1;
            write!(self.changes, "removed,{},{},,{},\r\n", known.id, known.kind, known.version)?;
        }
        Ok(())
    }

    fn close(mut self) -> io::Result<Changes> {
        while let Some(known) = self.earlier.next_if(|_| true)? {
            self.gone(&known)?;
        }
        synced(self.ids.finish()?)?;
        synced(self.changes)?;
        Ok(self.counts)
    }
}

impl Earlier {
    fn open(file: Option<&Path>) -> io::Result<Self> {
        let lines = file.map(File::open).transpose()?.map(|file| BufReader::new(GzDecoder::new(file)).lines());
        let mut earlier = Self { lines, next: None };
        if let Some(lines) = &mut earlier.lines {
            lines.next().transpose()?;
        }
        earlier.advance()?;
        Ok(earlier)
    }

    fn advance(&mut self) -> io::Result<()> {
        let line = self.lines.as_mut().and_then(Iterator::next).transpose()?;
        self.next = line.and_then(|line| {
            let mut cells = line.split(',');
            let (id, kind, version, state) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            let is_published = !matches!(state, "mistaken" | "merged");
            Some(Known { id: id.to_owned(), kind: kind.to_owned(), version: version.to_owned(), is_published })
        });
        Ok(())
    }

    /// The next entry, when it is the one.
    fn next_if(&mut self, is_it: impl Fn(&Known) -> bool) -> io::Result<Option<Known>> {
        let found = self.next.take_if(|known| is_it(known));
        if found.is_some() {
            self.advance()?;
        }
        Ok(found)
    }
}
