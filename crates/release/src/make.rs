//! Making a release: everything into a folder that nobody sees, then it is shown at once.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use census::EntityKind;
use store::{Snapshot, Store};

use crate::changes::{self, Changes, IDS};
use crate::describe::{self, Subject};
use crate::fan::{Fan, Target};
use crate::journal::Journal;
use crate::shelf::{Shelf, ShelfError, Turn, Workshop};
use crate::sums::{self, PUBLIC_KEY, SIGNATURE, SUMS, Sums};
use crate::{Compartment, Format, Month, SigningKey, Table};

/// The folder of what was derived from OpenStreetMap.
pub(crate) const OSM: &str = "osm";

/// What a release is made of besides the census.
pub struct Recipe {
    /// What it is called.
    pub month: Month,
    /// Where the releases are.
    pub shelf: Shelf,
    /// The public address of the census, for the links in its descriptions.
    pub base_url: Option<String>,
    /// Signs the sums; without it the release is not signed.
    pub key: Option<SigningKey>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
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
    /// Another process is making one in the same place.
    #[error("another process is making a release here")]
    Busy,
    /// The census cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The files cannot be written.
    #[error("the files of the release: {0}")]
    Io(#[from] io::Error),
    /// The place of releases fails.
    #[error(transparent)]
    Shelf(ShelfError),
}

impl From<ShelfError> for Error {
    fn from(error: ShelfError) -> Self {
        match error {
            ShelfError::Busy => Self::Busy,
            ShelfError::Io(error) => Self::Io(error),
            error => Self::Shelf(error),
        }
    }
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
    let workshop = recipe.shelf.enter(Turn::NowOrNever).await?;
    let is_taken = recipe.shelf.as_folder().is_some_and(|folder| folder.join(recipe.month.to_string()).exists());
    if is_taken || recipe.shelf.holds(recipe.month).await? {
        return Err(Error::Exists(recipe.month));
    }
    let unseen = workshop.making(recipe.month);
    workshop.clear(Some(&unseen))?;
    let filled = fill(store, recipe, &workshop, &unseen).await;
    if let Err(Error::Io(_)) = filled {
        // The disk may be full. What stays after another failure is taken up by the next attempt.
        drop(fs::remove_dir_all(&unseen));
    }
    let made = filled?;
    workshop.show(recipe.month, &unseen).await?;
    Ok(made)
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

async fn fill(store: &Store, recipe: &Recipe, workshop: &Workshop<'_>, folder: &Path) -> Result<Release, Error> {
    let previous = recipe.shelf.months().await?.into_iter().rev().find(|month| *month < recipe.month);
    let mut snapshot = store.snapshot().await?;
    let mut journal = Journal::take_up(folder, &basis(&mut snapshot, recipe.month).await?)?;
    let resumed = journal.kept();
    let mut tables = Vec::new();
    for kind in EntityKind::ALL {
        tables.extend(table(&mut snapshot, kind, folder, &mut journal).await?);
    }
    let changes = match previous {
        None => changes::write(&mut snapshot, folder, None).await?,
        Some(month) => {
            let before = workshop.borrow(month, |name| name == IDS).await?;
            let changes = changes::write(&mut snapshot, folder, Some(&before)).await?;
            workshop.give_back(month)?;
            changes
        }
    };
    let base_url = recipe.base_url.clone();
    let subject = Subject { month: recipe.month, previous, base_url, tables, changes, erased: Vec::new() };
    seal(folder, &subject, journal.close()?, recipe.key.as_ref())?;
    Ok(Release { tables: subject.tables, changes, previous, resumed })
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

pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts the names of a folder onto the disk.
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
