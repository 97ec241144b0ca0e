//! What an interrupted release had finished: tables whose files are whole, kept as long as the census is the same.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file::files_in;
use crate::make::{OSM, sync};
use crate::sums::{self, Sums};

/// The list of finished tables in the folder that nobody sees.
const JOURNAL: &str = ".journal";

/// A table with all its files on the disk: a line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finished {
    /// Its name.
    pub(crate) table: String,
    /// Rows of the census's own, and from OpenStreetMap.
    pub(crate) rows: [u64; 2],
    /// Its files and their sums.
    pub(crate) sums: Sums,
}

/// The folder of a release on its way, with what is finished in it.
pub(crate) struct Journal {
    folder: PathBuf,
    lines: File,
    finished: Vec<Finished>,
    kept: usize,
}

impl Journal {
    /// Takes the folder of an interrupted release up again, or begins it. `basis` names everything that its bytes hang
    /// on; what was written on another basis goes, and so does every file that is not what the journal says.
    pub(crate) fn take_up(folder: &Path, basis: &str) -> io::Result<Self> {
        let finished = read(folder, basis)?;
        if finished.is_empty() {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
            fs::create_dir_all(folder.join(OSM))?;
        } else {
            keep_only(folder, &finished)?;
        }
        let mut lines = File::create(folder.join(JOURNAL))?;
        writeln!(lines, "{basis}")?;
        let mut journal = Self { folder: folder.to_owned(), lines, kept: finished.len(), finished: Vec::new() };
        for table in finished {
            journal.write(table)?;
        }
        journal.lines.sync_all()?;
        sync(folder)?;
        Ok(journal)
    }

    /// How many tables an interrupted attempt had finished.
    pub(crate) fn kept(&self) -> usize {
        self.kept
    }

    /// The rows of a table whose files are there already.
    pub(crate) fn rows(&self, table: &str) -> Option<[u64; 2]> {
        self.finished.iter().find(|one| one.table == table).map(|one| one.rows)
    }

    /// Notes that a table's files are whole and on the disk.
    pub(crate) fn note(&mut self, table: &str, rows: [u64; 2], files: &[PathBuf]) -> io::Result<()> {
        sync(&self.folder.join(OSM))?;
        sync(&self.folder)?;
        let sum = |file: &PathBuf| {
            let name = file.strip_prefix(&self.folder).map_err(io::Error::other)?;
            Ok((name.to_string_lossy().into_owned(), sums::sum(file)?))
        };
        let sums = files.iter().map(sum).collect::<io::Result<Sums>>()?;
        self.write(Finished { table: table.to_owned(), rows, sums })?;
        self.lines.sync_all()
    }

    /// Nothing more is noted: the journal goes, and the sums of what it spoke of stay.
    pub(crate) fn close(self) -> io::Result<Sums> {
        fs::remove_file(self.folder.join(JOURNAL))?;
        Ok(self.finished.into_iter().flat_map(|table| table.sums).collect())
    }

    fn write(&mut self, table: Finished) -> io::Result<()> {
        writeln!(self.lines, "{}", serde_json::to_string(&table)?)?;
        self.finished.push(table);
        Ok(())
    }
}

/// The tables that a journal of this basis names and whose files are what it says; a line that was cut ends it.
fn read(folder: &Path, basis: &str) -> io::Result<Vec<Finished>> {
    let text = match fs::read_to_string(folder.join(JOURNAL)) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => String::new(),
        text => text?,
    };
    let mut lines = text.lines();
    if lines.next() != Some(basis) {
        return Ok(Vec::new());
    }
    let told = lines.map_while(|line| serde_json::from_str::<Finished>(line).ok());
    Ok(told.filter(|table| is_whole(folder, table)).collect())
}

fn is_whole(folder: &Path, table: &Finished) -> bool {
    table.sums.iter().all(|(name, told)| sums::sum(&folder.join(name)).is_ok_and(|sum| sum == *told))
}

/// Removes whatever was begun and not finished.
fn keep_only(folder: &Path, finished: &[Finished]) -> io::Result<()> {
    for file in files_in(folder)? {
        if !finished.iter().any(|table| table.sums.contains_key(&file.name)) {
            fs::remove_file(folder.join(&file.name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        files_in(folder).expect("files").into_iter().map(|file| file.name).collect()
    }

    /// A folder with two finished tables, a file that was begun, and a line that was cut.
    fn interrupted(folder: &Path) {
        let mut journal = Journal::take_up(folder, "census at 7").expect("a journal");
        assert_eq!(journal.kept(), 0);
        for (table, rows) in [("devices", [3, 4]), ("contracts", [1, 0])] {
            let file = folder.join(format!("{table}.csv.gz"));
            fs::write(&file, table).expect("written");
            journal.note(table, rows, &[file]).expect("noted");
        }
        fs::write(folder.join("osm/begun.csv.gz"), "half").expect("written");
        let mut lines = fs::OpenOptions::new().append(true).open(folder.join(JOURNAL)).expect("the journal");
        lines.write_all(b"{\"table\":\"docu").expect("written");
    }

    #[test]
    fn what_was_finished_is_kept_and_what_was_begun_goes() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("making");
        interrupted(&folder);
        let journal = Journal::take_up(&folder, "census at 7").expect("a journal");
        assert_eq!((journal.kept(), journal.rows("devices"), journal.rows("documents")), (2, Some([3, 4]), None));
        assert_eq!(names(&folder), [".journal", "contracts.csv.gz", "devices.csv.gz"]);
        let sums = journal.close().expect("closed");
        assert_eq!(sums.get("devices.csv.gz"), Some(&sums::sum_of(b"devices")));
        assert_eq!(names(&folder), ["contracts.csv.gz", "devices.csv.gz"]);
    }

    #[test]
    fn another_census_begins_anew_and_a_changed_file_is_written_again() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("making");
        interrupted(&folder);
        fs::write(folder.join("devices.csv.gz"), "torn").expect("written");
        let journal = Journal::take_up(&folder, "census at 7").expect("a journal");
        assert_eq!((journal.kept(), journal.rows("devices"), journal.rows("contracts")), (1, None, Some([1, 0])));
        assert_eq!(names(&folder), [".journal", "contracts.csv.gz"]);
        drop(journal);
        assert_eq!(Journal::take_up(&folder, "census at 8").expect("a journal").kept(), 0);
        assert_eq!(names(&folder), [".journal"]);
    }
}
