//! Making a release: everything into a folder that nobody sees, then one rename.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use census::EntityKind;
use store::{Snapshot, Store};

use crate::changes::{self, Changes};
use crate::describe::{self, Subject};
use crate::fan::{Fan, Target};
use crate::shelf::{self, LOCK, MAKING};
use crate::sums::{self, PUBLIC_KEY, SIGNATURE, SUMS};
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
}

/// Why no release was made. There is nothing of it.
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

/// Makes a release of the census as it is now. The same census gives the same bytes.
pub async fn make(store: &Store, recipe: &Recipe) -> Result<Release, Error> {
    fs::create_dir_all(&recipe.folder)?;
    let _lock = lock(&recipe.folder)?;
    let place = recipe.folder.join(recipe.month.to_string());
    if place.exists() {
        return Err(Error::Exists(recipe.month));
    }
    clear(&recipe.folder)?;
    let unseen = recipe.folder.join(format!("{MAKING}{}", recipe.month));
    fs::create_dir(&unseen)?;
    let filled = fill(store, recipe, &unseen).await;
    if filled.is_err() {
        // What is left over is cleared by the next release in any case.
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

/// Removes what an interrupted process left over; whoever holds the lock is alone here.
pub(crate) fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(MAKING) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

async fn fill(store: &Store, recipe: &Recipe, folder: &Path) -> Result<Release, Error> {
    let previous = shelf::months(&recipe.folder)?.into_iter().rev().find(|month| *month < recipe.month);
    fs::create_dir(folder.join(OSM))?;
    let mut snapshot = store.snapshot().await?;
    let mut tables = devices(&mut snapshot, folder).await?;
    for kind in EntityKind::records() {
        tables.push(records(&mut snapshot, kind, folder).await?);
    }
    let before = previous.map(|month| recipe.folder.join(month.to_string()));
    let changes = changes::write(&mut snapshot, folder, before.as_deref()).await?;
    let base_url = recipe.base_url.clone();
    let subject = Subject { month: recipe.month, previous, base_url, tables, changes, erased: Vec::new() };
    seal(folder, &subject, recipe.key.as_ref())?;
    Ok(Release { folder: folder.to_owned(), tables: subject.tables, changes, previous })
}

/// Describes, sums and signs what lies in a folder.
pub(crate) fn seal(folder: &Path, subject: &Subject, key: Option<&SigningKey>) -> io::Result<()> {
    let mut sums = sums::of_folder(folder)?;
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

/// The devices, each in the compartment of its licence.
async fn devices(snapshot: &mut Snapshot, folder: &Path) -> Result<Vec<(String, u64)>, Error> {
    let table = Table::of(EntityKind::Device);
    let own = targets(&table, folder, Some(Compartment::Own));
    let osm = targets(&table, &folder.join(OSM), Some(Compartment::Osm));
    let mut fan = Fan::open(&table, own.into_iter().chain(osm).collect());
    let mut after = None;
    loop {
        let lines = snapshot.features(after).await?;
        fan.give(lines.text).await;
        after = lines.next;
        if after.is_none() {
            break;
        }
    }
    let [own, osm] = fan.rows;
    fan.close().await?;
    Ok(vec![(table.name().to_owned(), own), (format!("{OSM}/{}", table.name()), osm)])
}

async fn records(snapshot: &mut Snapshot, kind: EntityKind, folder: &Path) -> Result<(String, u64), Error> {
    let table = Table::of(kind);
    let mut fan = Fan::open(&table, targets(&table, folder, None));
    let mut after = None;
    loop {
        let lines = snapshot.records(kind, after).await?;
        fan.give(lines.text).await;
        after = lines.next;
        if after.is_none() {
            break;
        }
    }
    let rows = fan.rows.iter().sum();
    fan.close().await?;
    Ok((table.name().to_owned(), rows))
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
