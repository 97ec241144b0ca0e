//! What was erased from the census goes out of the releases that were made before: the rows are taken out, every file
//! is made anew from the rest, and the release says so.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use census::EntityKind;
use chrono::NaiveDate;
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::changes::{CHANGES, Changes, IDS};
use crate::describe::{Erased, Subject};
use crate::fan::Fan;
use crate::json::{member, said};
use crate::make::{Error, OSM, clear, file_name, replace, seal, targets};
use crate::shelf::{self, LOCK, MAKING};
use crate::sums::Sums;
use crate::{Compartment, Format, Month, SigningKey, Table};

/// The list of what was taken out: day, table, rows.
const ERASED: &str = "erased.csv";
const ERASED_HEADER: &str = "day,table,rows";

/// Bytes of rows that are given at a time.
const BLOCK: usize = 1 << 18;

/// What shall be in no release any more.
#[derive(Debug, Clone, Default)]
pub struct Gone {
    /// Ids of entities.
    pub ids: HashSet<String>,
    /// Words, as they stand in a JSON text; a row with them goes whatever its id.
    pub words: Option<String>,
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
    fn takes(&self, id: &str, row: &str) -> bool {
        self.ids.contains(id) || self.words.as_ref().is_some_and(|words| row.contains(words.as_str()))
    }
}

/// Takes rows out of every release of a folder. Waits for a release that is being made, for it may hold them too. With
/// a key the new sums are signed; without one the release is not signed any more.
pub async fn cleanse(
    folder: &Path,
    gone: &Gone,
    today: NaiveDate,
    key: Option<&SigningKey>,
) -> Result<Vec<Cleansed>, Error> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let place = folder.to_owned();
    let _lock = tokio::task::spawn_blocking(move || waited_for(&place)).await.map_err(io::Error::other)??;
    clear(folder, None)?;
    let mut cleansed = Vec::new();
    for month in shelf::months(folder)? {
        let (place, sought) = (folder.join(month.to_string()), gone.clone());
        let concerned =
            tokio::task::spawn_blocking(move || holds(&place, &sought)).await.map_err(io::Error::other)??;
        if concerned {
            cleansed.push(anew(folder, month, gone, today, key).await?);
        }
    }
    Ok(cleansed)
}

/// Held until the file is closed.
pub(crate) fn waited_for(folder: &Path) -> io::Result<File> {
    let file = File::create(folder.join(LOCK))?;
    file.lock()?;
    Ok(file)
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
                let (id, row) = row?;
                if gone.takes(&id, &row) {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// The id and the JSON of every row of a sequence, as the census rendered it.
fn rows(file: &Path, table: &Table) -> io::Result<impl Iterator<Item = io::Result<(String, String)>>> {
    let is_located = table.is_located();
    let lines = BufReader::new(GzDecoder::new(File::open(file)?)).lines();
    Ok(lines.filter(|line| !line.as_ref().is_ok_and(String::is_empty)).map(move |line| {
        let line = line?;
        let feature = line.trim_start_matches('\u{1e}');
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a line of a sequence is no feature");
        let id = member(feature, "id").map(said).ok_or_else(broken)?.into_owned();
        let row = if is_located { feature } else { member(feature, "properties").ok_or_else(broken)? };
        Ok((id, row.to_owned()))
    }))
}

/// Makes a release anew without what is gone, beside the old one, and puts it in its place.
async fn anew(
    folder: &Path,
    month: Month,
    gone: &Gone,
    today: NaiveDate,
    key: Option<&SigningKey>,
) -> Result<Cleansed, Error> {
    let (old, new) = (folder.join(month.to_string()), folder.join(format!("{MAKING}{month}")));
    fs::create_dir_all(new.join(OSM))?;
    let (mut tables, mut taken) = (Vec::new(), BTreeMap::new());
    for (table, files) in sequences(&old) {
        let (counted, out) = rewrite(&table, files, &new, gone).await?;
        tables.extend(counted);
        taken.extend(out);
    }
    for name in [IDS, CHANGES] {
        fs::copy(old.join(name), new.join(name))?;
    }
    let mut erased = erased_before(&old)?;
    let rows = taken.values().sum();
    erased.extend(taken.into_iter().map(|(table, rows)| Erased { day: today.to_string(), table, rows }));
    write_erased(&new, &erased)?;
    let told = Told::of(&old)?;
    let subject =
        Subject { month, previous: told.previous, base_url: told.base_url, tables, changes: told.changes, erased };
    seal(&new, &subject, Sums::new(), key)?;
    replace(folder, month, &new)?;
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
            let (id, row) = row?;
            if gone.takes(&id, &row) {
                *taken.entry(name.clone()).or_insert(0) += 1;
                continue;
            }
            block.push_str(&row);
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
        let package: Value = serde_json::from_str(&fs::read_to_string(folder.join("datapackage.json"))?)?;
        let base_url = package["homepage"].as_str().filter(|home| *home != "/").map(str::to_owned);
        let news = fs::read_to_string(folder.join("CHANGES.md"))?;
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
