//! Making a release: everything into a folder that nobody sees, then one rename.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use census::EntityKind;
use store::{Snapshot, Store};

use crate::changes::{self, Changes};
use crate::describe::{self, Subject};
use crate::fan::{Fan, Target};
use crate::journal::Journal;
use crate::shelf::{self, LOCK, MAKING};
use crate::sums::{self, PUBLIC_KEY, SIGNATURE, SUMS, Sums};
use crate::{Compartment, Format, Month, SigningKey, Table};

/// The folder of what was derived from OpenStreetMap.
pub(crate) const OSM: &str = "osm";

/// What a release is made of besides the census.
pub struct Recipe {
    /// What it is called.
    pub month: Month,
    /// Where the releases are.
    pub folder: PathBuf,
    /// The public address of the census, for the links in its descriptions.
    pub base_url: Option<String>,
    /// Signs the sums; without it the release is not signed.
    pub key: Option<SigningKey>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Where it is.
    pub folder: PathBuf,
    /// How many rows each table has, by the path of its files without what they end with.
    pub tables: Vec<(String, u64)>,
    /// What changed since the release before.
    pub changes: Changes,
    /// The release before.
    pub previous: Option<Month>,
    /// How many tables an interrupted attempt had written already.
    pub resumed: usize,
}

/// Why no release was made. Nobody sees anything of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is there already, and never changes.
    #[error("release {0} exists and is never changed")]
    Exists(Month),
    /// Another process is making one in the same folder.
    #[error("another process is making a release here")]
    Busy,
    /// The census cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The files cannot be written.
    #[error("the files of the release: {0}")]
    Io(#[from] io::Error),
}

impl From<changes::Failure> for Error {
    fn from(failure: changes::Failure) -> Self {
        match failure {
            changes::Failure::Store(error) => Self::Store(error),
            changes::Failure::Io(error) => Self::Io(error),
        }
    }
}

/// Makes a release of the census as it is now. The same census gives the same bytes. What an interrupted attempt had
/// finished is kept, table by table, as long as nothing was published since.
pub async fn make(store: &Store, recipe: &Recipe) -> Result<Release, Error> {
    fs::create_dir_all(&recipe.folder)?;
    let _lock = lock(&recipe.folder)?;
    let place = recipe.folder.join(recipe.month.to_string());
    if place.exists() {
        return Err(Error::Exists(recipe.month));
    }
    let unseen = recipe.folder.join(format!("{MAKING}{}", recipe.month));
    clear(&recipe.folder, Some(&unseen))?;
    let filled = fill(store, recipe, &unseen).await;
    if let Err(Error::Io(_)) = filled {
        // The disk may be full. What stays after another failure is taken up by the next attempt.
        drop(fs::remove_dir_all(&unseen));
    }
    let made = filled?;
    fs::rename(&unseen, &place)?;
    sync(&recipe.folder)?;
    Ok(Release { folder: place, ..made })
}

/// Held until the file is closed, by whatever end of the process.
fn lock(folder: &Path) -> Result<File, Error> {
    let file = File::create(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes what an interrupted process left over, but for what is taken up again; whoever holds the lock is alone here.
pub(crate) fn clear(folder: &Path, but: Option<&Path>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_left_over = entry.file_name().to_string_lossy().starts_with(MAKING);
        if is_left_over && but != Some(entry.path().as_path()) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Everything that the bytes of the tables hang on: the program, and the newest revision.
async fn basis(snapshot: &mut Snapshot, month: Month) -> Result<String, Error> {
    let (seq, link) = snapshot.head().await?;
    let program = env!("CARGO_PKG_VERSION");
    Ok(format!(
        "technopolice {program}, tables {}, {month}, revision {seq} {}",
        describe::SCHEMA_VERSION,
        link.to_hex()
    ))
}

async fn fill(store: &Store, recipe: &Recipe, folder: &Path) -> Result<Release, Error> {
    let previous = shelf::months(&recipe.folder)?.into_iter().rev().find(|month| *month < recipe.month);
    let mut snapshot = store.snapshot().await?;
    let mut journal = Journal::take_up(folder, &basis(&mut snapshot, recipe.month).await?)?;
    let resumed = journal.kept();
    let mut tables = Vec::new();
    for kind in EntityKind::ALL {
        tables.extend(table(&mut snapshot, kind, folder, &mut journal).await?);
    }
    let before = previous.map(|month| recipe.folder.join(month.to_string()));
    let changes = changes::write(&mut snapshot, folder, before.as_deref()).await?;
    let base_url = recipe.base_url.clone();
    let subject = Subject { month: recipe.month, previous, base_url, tables, changes, erased: Vec::new() };
    seal(folder, &subject, journal.close()?, recipe.key.as_ref())?;
    Ok(Release { folder: folder.to_owned(), tables: subject.tables, changes, previous, resumed })
}

/// Describes, sums and signs what lies in a folder; the sums of some files may be known already.
pub(crate) fn seal(folder: &Path, subject: &Subject, known: Sums, key: Option<&SigningKey>) -> io::Result<()> {
    let mut sums = sums::of_rest(folder, known)?;
    let mut texts = describe::files(subject, folder, &sums)?;
    texts.extend(key.map(|key| (PUBLIC_KEY.to_owned(), key.public_pem())));
    for (name, text) in texts {
        put(&folder.join(&name), text.as_bytes())?;
        sums.insert(name, sums::sum_of(text.as_bytes()));
    }
    let lines = sums::lines(&sums);
    put(&folder.join(SUMS), lines.as_bytes())?;
    if let Some(key) = key {
        put(&folder.join(SIGNATURE), &key.sign(lines.as_bytes()))?;
    }
    sync(&folder.join(OSM))?;
    sync(folder)
}

/// Writes a table, unless an interrupted attempt had finished it: the paths of its files without what they end with, and
/// their rows. Devices lie each in the compartment of its licence.
async fn table(
    snapshot: &mut Snapshot,
    kind: EntityKind,
    folder: &Path,
    journal: &mut Journal,
) -> Result<Vec<(String, u64)>, Error> {
    let table = Table::of(kind);
    let name = table.name();
    let [own, osm] = if let Some(rows) = journal.rows(name) {
        rows
    } else {
        let targets = all_targets(&table, folder);
        let files: Vec<PathBuf> = targets.iter().map(|target| target.path.clone()).collect();
        let rows = write(snapshot, &table, targets).await?;
        journal.note(name, rows, &files)?;
        rows
    };
    Ok(if table.is_located() {
        vec![(name.to_owned(), own), (format!("{OSM}/{name}"), osm)]
    } else {
        vec![(name.to_owned(), own + osm)]
    })
}

/// The files of a table in both compartments.
fn all_targets(table: &Table, folder: &Path) -> Vec<Target> {
    if !table.is_located() {
        return targets(table, folder, None);
    }
    let osm = targets(table, &folder.join(OSM), Some(Compartment::Osm));
    targets(table, folder, Some(Compartment::Own)).into_iter().chain(osm).collect()
}

/// One pass over the rows of a table into all its files; how many there were in each compartment.
async fn write(snapshot: &mut Snapshot, table: &Table, targets: Vec<Target>) -> Result<[u64; 2], Error> {
    let mut fan = Fan::open(table, targets);
    if table.is_located() {
        let mut after = None;
        loop {
            let lines = snapshot.features(after).await?;
            fan.give(lines.text).await;
            after = lines.next;
            if after.is_none() {
                break;
            }
        }
    } else {
        let mut after = None;
        loop {
            let lines = snapshot.records(table.kind, after).await?;
            fan.give(lines.text).await;
            after = lines.next;
            if after.is_none() {
                break;
            }
        }
    }
    let rows = fan.rows;
    fan.close().await?;
    Ok(rows)
}

/// The files of a table in a folder: one for each format that takes it.
pub(crate) fn targets(table: &Table, folder: &Path, compartment: Option<Compartment>) -> Vec<Target> {
    let formats = Format::ALL.into_iter().filter(|format| format.takes(table));
    let target = |format: Format| Target { path: folder.join(file_name(table.name(), format)), format, compartment };
    formats.map(target).collect()
}

/// `devices.csv.gz`, `devices.fgb`.
pub(crate) fn file_name(table: &str, format: Format) -> String {
    format!("{table}.{}{}", format.extension(), if format.is_text() { ".gz" } else { "" })
}

/// Puts a finished folder in the place of a month, which may be there already.
pub(crate) fn replace(folder: &Path, month: Month, new: &Path) -> io::Result<()> {
    let (place, aside) = (folder.join(month.to_string()), folder.join(format!("{MAKING}old-{month}")));
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    if place.exists() {
        fs::rename(&place, &aside)?;
    }
    fs::rename(new, &place)?;
    sync(folder)?;
    if aside.exists() { fs::remove_dir_all(&aside) } else { Ok(()) }
}

pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts the names of a folder onto the disk.
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
