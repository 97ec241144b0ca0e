//! What was erased from the census goes out of the releases that were made before: the rows are taken out, every file
//! is made anew from the rest, and the release says so.

mod note;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use census::EntityKind;
use chrono::NaiveDate;
use flate2::read::GzDecoder;
use serde_json::Value;
use store::{Erasure, Store};

use self::note::Note;

use crate::changes::{CHANGES, Changes, IDS};
use crate::describe::{Erased, Subject};
use crate::fan::Fan;
use crate::json::{member, said};
use crate::make::{Error, OSM, file_name, seal, targets};
use crate::shelf::{Shelf, Turn, Workshop};
use crate::sums::Sums;
use crate::{Compartment, Format, Month, SigningKey, Table};

/// The list of what was taken out: day, table, rows.
const ERASED: &str = "erased.csv";
const ERASED_HEADER: &str = "day,table,rows";

/// Bytes of rows that are given at a time.
const BLOCK: usize = 1 << 18;

/// Where a release says how it was made and what became of it since.
const PACKAGE: &str = "datapackage.json";
const NEWS: &str = "CHANGES.md";

/// What shall be in a release no more.
#[derive(Debug, Clone, Default)]
struct Gone {
    /// Entities, and the version of each with which it started anew: what it was before goes.
    entities: HashMap<String, u32>,
    /// Words, as they stand in a JSON text; a row with them goes whatever it is of.
    words: Option<String>,
}

/// A release that something was taken out of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleansed {
    /// Which.
    pub month: Month,
    /// Rows that were taken out, of all tables.
    pub rows: u64,
    /// Were the new sums signed?
    pub is_signed: bool,
}

impl Gone {
    /// What was erased behind a revision, and what holds some words.
    fn of(erased: &[Erasure], since: i64, words: Option<&str>) -> Self {
        let fresh = erased.iter().filter(|erasure| erasure.seq > since);
        let entities = fresh.map(|erasure| (erasure.entity.to_string(), erasure.version)).collect();
        Self { entities, words: words.map(str::to_owned) }
    }

    fn is_nothing(&self) -> bool {
        self.entities.is_empty() && self.words.is_none()
    }

    fn takes(&self, row: &Row) -> bool {
        let is_older = |version: &u32| row.version < *version;
        self.entities.get(&row.id).is_some_and(is_older)
            || self.words.as_ref().is_some_and(|words| row.json.contains(words.as_str()))
    }

    /// Could a release of these ids have such a row? The list of ids tells the versions that it was made of.
    fn may_be_in(&self, ids: &Path) -> io::Result<bool> {
        if self.words.is_some() {
            return Ok(true);
        }
        for line in BufReader::new(GzDecoder::new(File::open(ids)?)).lines().skip(1) {
            let line = line?;
            let mut cells = line.split(',');
            let (id, version) = (cells.next().unwrap_or_default(), cells.nth(1).and_then(|cell| cell.parse().ok()));
            if self.entities.get(id).is_some_and(|anew| version.is_none_or(|version: u32| version < *anew)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Takes out of every release whatever the census erased since the release was made, and what holds some `words` (as
/// they stand in a JSON text). Waits for a release that is being made, for it may hold them too. With a key the new sums
/// are signed; without one the release is not signed any more.
///
/// What was done is noted beside the releases, so that doing it again costs nothing: it is done after each erasure, and
/// from time to time, for a bucket may have been out of reach, and a release may have come back from a backup.
pub async fn cleanse(
    store: &Store,
    shelf: &Shelf,
    words: Option<&str>,
    today: NaiveDate,
    key: Option<&SigningKey>,
) -> Result<Vec<Cleansed>, Error> {
    let head = store.head().await?;
    let erased = store.erasures().await?;
    if erased.is_empty() && words.is_none() || !shelf.is_there() {
        return Ok(Vec::new());
    }
    let workshop = shelf.enter(Turn::Awaited).await?;
    workshop.clear(None)?;
    let mut note = Note::read(shelf).await?;
    let (mut cleansed, mut failed) = (Vec::new(), None);
    for release in shelf.releases().await? {
        let since = note.done_until(store, &release).await?;
        let gone = Gone::of(&erased, since, words);
        if gone.is_nothing() {
            continue;
        }
        let done = take_out(&workshop, release.month, gone, today, key).await;
        workshop.give_back(release.month)?;
        match done {
            Ok(done) => {
                cleansed.extend(done);
                note.write(shelf, release.month, head).await?;
            }
            // One that is broken keeps nothing in the others.
            Err(error) => drop(failed.get_or_insert(error)),
        }
    }
    failed.map_or(Ok(cleansed), Err)
}

/// Makes a release anew if it holds what shall be gone.
async fn take_out(
    workshop: &Workshop<'_>,
    month: Month,
    gone: Gone,
    today: NaiveDate,
    key: Option<&SigningKey>,
) -> Result<Option<Cleansed>, Error> {
    let ids = workshop.borrow(month, |name| name == IDS).await?.join(IDS);
    let sought = gone.clone();
    if !off_thread(move || sought.may_be_in(&ids)).await? {
        return Ok(None);
    }
    let (old, sought) = (workshop.borrow(month, is_needed).await?, gone.clone());
    let place = old.clone();
    if !off_thread(move || holds(&place, &sought)).await? {
        return Ok(None);
    }
    anew(workshop, month, &old, &gone, today, key).await.map(Some)
}

/// Is a release made anew out of this file?
fn is_needed(name: &str) -> bool {
    let is_sequence = name.ends_with(&format!(".{}.gz", Format::GeoJsonSeq.extension()));
    is_sequence || [IDS, CHANGES, ERASED, PACKAGE, NEWS].contains(&name)
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The tables of a release, each with the folders that its rows lie in.
fn sequences(folder: &Path) -> Vec<(Table, Vec<PathBuf>)> {
    let of = |kind: EntityKind| {
        let table = Table::of(kind);
        let name = file_name(table.name(), Format::GeoJsonSeq);
        let osm = table.is_located().then(|| folder.join(OSM).join(&name));
        let files = std::iter::once(folder.join(&name)).chain(osm).filter(|file| file.exists());
        (table, files.collect())
    };
    EntityKind::ALL.map(of).into()
}

/// Does one of the rows have to go?
fn holds(folder: &Path, gone: &Gone) -> io::Result<bool> {
    for (table, files) in sequences(folder) {
        for file in files {
            for row in rows(&file, &table)? {
                if gone.takes(&row?) {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// A row of a sequence.
struct Row {
    id: String,
    version: u32,
    /// As the census rendered it.
    json: String,
}

fn rows(file: &Path, table: &Table) -> io::Result<impl Iterator<Item = io::Result<Row>>> {
    let is_located = table.is_located();
    let lines = BufReader::new(GzDecoder::new(File::open(file)?)).lines();
    Ok(lines.filter(|line| !line.as_ref().is_ok_and(String::is_empty)).map(move |line| {
        let line = line?;
        let feature = line.trim_start_matches('\u{1e}');
        row(feature, is_located).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "a line of a sequence is no feature of the census")
        })
    }))
}

fn row(feature: &str, is_located: bool) -> Option<Row> {
    let id = member(feature, "id").map(said)?.into_owned();
    let properties = member(feature, "properties")?;
    let version = member(properties, "version")?.parse().ok()?;
    Some(Row { id, version, json: if is_located { feature } else { properties }.to_owned() })
}

/// Makes a release anew without what is gone, beside the old one, and puts it in its place.
async fn anew(
    workshop: &Workshop<'_>,
    month: Month,
    old: &Path,
    gone: &Gone,
    today: NaiveDate,
    key: Option<&SigningKey>,
) -> Result<Cleansed, Error> {
    let new = workshop.making(month);
    fs::create_dir_all(new.join(OSM))?;
    let (mut tables, mut taken) = (Vec::new(), BTreeMap::new());
    for (table, files) in sequences(old) {
        let (counted, out) = rewrite(&table, files, &new, gone).await?;
        tables.extend(counted);
        taken.extend(out);
    }
    for name in [IDS, CHANGES] {
        fs::copy(old.join(name), new.join(name))?;
    }
    let mut erased = erased_before(old)?;
    let rows = taken.values().sum();
    erased.extend(taken.into_iter().map(|(table, rows)| Erased { day: today.to_string(), table, rows }));
    write_erased(&new, &erased)?;
    let told = Told::of(old)?;
    let subject =
        Subject { month, previous: told.previous, base_url: told.base_url, tables, changes: told.changes, erased };
    seal(&new, &subject, Sums::new(), key)?;
    workshop.show(month, &new).await?;
    Ok(Cleansed { month, rows, is_signed: key.is_some() })
}

/// Rows of each file's table, and those that were taken out of it.
type Counted = (Vec<(String, u64)>, BTreeMap<String, u64>);

async fn rewrite(table: &Table, files: Vec<PathBuf>, new: &Path, gone: &Gone) -> Result<Counted, Error> {
    let compartments = [(new.to_owned(), Compartment::Own), (new.join(OSM), Compartment::Osm)];
    let is_split = table.is_located();
    let goals = compartments.iter().filter(|(_, one)| is_split || *one == Compartment::Own);
    let goals = goals.flat_map(|(folder, one)| targets(table, folder, is_split.then_some(*one)));
    let mut fan = Fan::open(table, goals.collect());
    let mut taken = BTreeMap::new();
    for file in files {
        let name = name_of(table, &file);
        let mut block = String::new();
        for row in rows(&file, table)? {
            let row = row?;
            if gone.takes(&row) {
                *taken.entry(name.clone()).or_insert(0) += 1;
                continue;
            }
            block.push_str(&row.json);
            block.push('\n');
            if block.len() > BLOCK {
                fan.give(std::mem::take(&mut block)).await;
            }
        }
        fan.give(block).await;
    }
    let [own, osm] = fan.rows;
    fan.close().await?;
    let name = table.name().to_owned();
    let counted =
        if is_split { vec![(name.clone(), own), (format!("{OSM}/{name}"), osm)] } else { vec![(name, own + osm)] };
    Ok((counted, taken))
}

/// The path of a table in its release: `devices`, `osm/devices`.
fn name_of(table: &Table, file: &Path) -> String {
    let is_osm = file.parent().is_some_and(|folder| folder.ends_with(OSM));
    if is_osm { format!("{OSM}/{}", table.name()) } else { table.name().to_owned() }
}

fn erased_before(folder: &Path) -> io::Result<Vec<Erased>> {
    let text = match fs::read_to_string(folder.join(ERASED)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    let row = |line: &str| {
        let mut cells = line.trim_end().split(',').map(str::to_owned);
        Some(Erased { day: cells.next()?, table: cells.next()?, rows: cells.next()?.parse().ok()? })
    };
    Ok(text.lines().skip(1).filter_map(row).collect())
}

fn write_erased(folder: &Path, erased: &[Erased]) -> io::Result<()> {
    let lines: Vec<String> = erased.iter().map(|one| format!("{},{},{}\r\n", one.day, one.table, one.rows)).collect();
    let lines = lines.concat();
    crate::make::put(&folder.join(ERASED), format!("{ERASED_HEADER}\r\n{lines}").as_bytes())
}

/// What a release says of itself that does not follow from its tables.
struct Told {
    previous: Option<Month>,
    base_url: Option<String>,
    changes: Changes,
}

impl Told {
    fn of(folder: &Path) -> io::Result<Self> {
        let package: Value = serde_json::from_str(&fs::read_to_string(folder.join(PACKAGE))?)?;
        let base_url = package["homepage"].as_str().filter(|home| *home != "/").map(str::to_owned);
        let news = fs::read_to_string(folder.join(NEWS))?;
        let previous = news.lines().find_map(|line| line.strip_prefix("Depuis / since: ")?.parse().ok());
        let mut changes = Changes::default();
        for line in BufReader::new(File::open(folder.join(CHANGES))?).lines().skip(1) {
            match line?.split(',').next().unwrap_or_default() {
                "added" => changes.added += 1,
                "changed" => changes.changed += 1,
                "removed" => changes.removed += 1,
                "merged" => changes.merged += 1,
                _ => {}
            }
        }
        Ok(Self { previous, base_url, changes })
    }
}
