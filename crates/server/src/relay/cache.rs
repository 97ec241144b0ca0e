//! Tiles on disk, within a budget: what was used the longest ago goes first.
//!
//! A file is dated to the day: its hour would tell when somebody looked at a place. Which tiles were used last is
//! known in memory only.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use geodata::TileCoord;

const DAY_S: u64 = 86_400;
/// What a file takes besides its bytes, so that empty ones count too.
const FILE_BYTES: u64 = 512;

/// A tile as it was kept.
#[derive(Debug)]
pub(super) struct Kept {
    bytes: Bytes,
    /// The day it came, in days since 1970.
    pub(super) day: i32,
}

impl Kept {
    /// The tile; `None` when what was kept is that there is none.
    pub(super) fn content(&self) -> Option<Bytes> {
        (!self.bytes.is_empty()).then(|| self.bytes.clone())
    }
}

/// A folder of tiles.
pub(super) struct TileCache {
    folder: PathBuf,
    budget: u64,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    tiles: HashMap<TileCoord, Entry>,
    bytes: u64,
    /// Counts uses, so that they can be put in order without a clock.
    uses: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    bytes: u64,
    day: i32,
    used: u64,
}

impl TileCache {
    /// Takes in what a folder holds of the server with this fingerprint; what it holds of others is removed.
    pub(super) fn open(folder: &Path, fingerprint: &str, budget: u64) -> io::Result<Self> {
        let own = folder.join(fingerprint);
        fs::create_dir_all(&own)?;
        for other in names(folder)?.into_iter().filter(|name| is_fingerprint(name) && name != fingerprint) {
            fs::remove_dir_all(folder.join(other))?;
        }
        let mut known = Known::default();
        for (tile, path) in tiles_in(&own)? {
            let found = fs::metadata(&path)?;
            let day = found.modified()?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() / DAY_S;
            known.add(tile, found.len(), day as i32);
        }
        let cache = Self { folder: own, budget, known: Mutex::new(known) };
        cache.make_room();
        Ok(cache)
    }

    /// What was kept of a tile.
    pub(super) fn get(&self, tile: TileCoord) -> Option<Kept> {
        let day = {
            let mut known = self.known();
            known.uses += 1;
            let uses = known.uses;
            let entry = known.tiles.get_mut(&tile)?;
            entry.used = uses;
            entry.day
        };
        let Ok(bytes) = fs::read(self.path(tile)) else {
            // Somebody emptied the folder.
            self.known().forget(tile);
            return None;
        };
        Some(Kept { bytes: bytes.into(), day })
    }

    /// Keeps a tile, or that there is none (no bytes); whole or not at all.
    pub(super) fn put(&self, tile: TileCoord, bytes: &[u8], day: i32) -> io::Result<()> {
        let path = self.path(tile);
        let parent = path.parent().expect("a tile lies in the folder of its column");
        fs::create_dir_all(parent)?;
        let begun = parent.join(format!("{}.part", tile.y()));
        let mut file = File::create(&begun)?;
        file.write_all(bytes)?;
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(day).unwrap_or(0) * DAY_S))?;
        drop(file);
        fs::rename(&begun, &path)?;
        self.known().add(tile, bytes.len() as u64, day);
        self.make_room();
        Ok(())
    }

    /// Removes what was used the longest ago until a tenth of the budget is free, once it is exceeded.
    fn make_room(&self) {
        let gone = {
            let mut known = self.known();
            if known.bytes <= self.budget { Vec::new() } else { known.forget_oldest(self.budget / 10 * 9) }
        };
        for tile in gone {
            // A file that is gone already is what was wanted.
            drop(fs::remove_file(self.path(tile)));
        }
    }

    fn path(&self, tile: TileCoord) -> PathBuf {
        self.folder.join(tile.z().to_string()).join(tile.x().to_string()).join(tile.y().to_string())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn add(&mut self, tile: TileCoord, bytes: u64, day: i32) {
        self.forget(tile);
        self.uses += 1;
        self.bytes += bytes + FILE_BYTES;
        self.tiles.insert(tile, Entry { bytes: bytes + FILE_BYTES, day, used: self.uses });
    }

    fn forget(&mut self, tile: TileCoord) {
        self.bytes -= self.tiles.remove(&tile).map_or(0, |entry| entry.bytes);
    }

    fn forget_oldest(&mut self, budget: u64) -> Vec<TileCoord> {
        let mut by_use: Vec<(u64, TileCoord)> = self.tiles.iter().map(|(tile, entry)| (entry.used, *tile)).collect();
        by_use.sort_unstable_by_key(|(used, _)| *used);
        let mut gone = Vec::new();
        for (_, tile) in by_use {
            if self.bytes <= budget {
                break;
            }
            self.forget(tile);
            gone.push(tile);
        }
        gone
    }
}

fn is_fingerprint(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The tiles of a folder `{z}/{x}/{y}`; what has another name is none of ours.
fn tiles_in(folder: &Path) -> io::Result<Vec<(TileCoord, PathBuf)>> {
    let mut found = Vec::new();
    for z in numbers(folder)? {
        for x in numbers(&folder.join(z.to_string()))? {
            let column = folder.join(z.to_string()).join(x.to_string());
            let rows = numbers(&column)?.into_iter();
            found.extend(rows.filter_map(|y| Some((TileCoord::new(z, x, y).ok()?, column.join(y.to_string())))));
        }
    }
    Ok(found)
}

fn numbers(folder: &Path) -> io::Result<Vec<u32>> {
    Ok(names(folder)?.iter().filter_map(|name| name.parse().ok()).collect())
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "0123456789abcdef";

    fn tile(y: u32) -> TileCoord {
        TileCoord::new(9, 3, y).expect("a tile")
    }

    fn read(cache: &TileCache, y: u32) -> Option<usize> {
        cache.get(tile(y)).map(|kept| kept.content().map_or(0, |bytes| bytes.len()))
    }

    #[test]
    fn what_was_kept_is_found_after_a_restart_and_dated_to_the_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = TileCache::open(folder.path(), OWN, 1 << 20).expect("a cache");
        cache.put(tile(1), b"tile", 20_000).expect("it is kept");
        cache.put(tile(2), b"", 20_000).expect("it is kept");
        let again = TileCache::open(folder.path(), OWN, 1 << 20).expect("a cache");
        assert_eq!((read(&again, 1), read(&again, 2), read(&again, 3)), (Some(4), Some(0), None));
        assert_eq!(again.get(tile(1)).map(|kept| kept.day), Some(20_000));
        let file = fs::metadata(folder.path().join(OWN).join("9/3/1")).expect("a file").modified().expect("a date");
        let seconds = file.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
        assert_eq!(seconds, 20_000 * DAY_S, "no hour");
    }

    #[test]
    fn the_budget_holds_and_what_is_used_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = TileCache::open(folder.path(), OWN, 100_000).expect("a cache");
        for y in 0..50 {
            cache.put(tile(y), &[7; 5_000], 20_000).expect("it is kept");
            assert_eq!(read(&cache, 0), Some(5_000), "the first one is used all the time");
        }
        let on_disk: u64 = tiles_in(&folder.path().join(OWN))
            .expect("tiles")
            .iter()
            .map(|(_, path)| fs::metadata(path).expect("a file").len())
            .sum();
        assert!((50_000..=100_000).contains(&on_disk), "{on_disk}");
        assert_eq!((read(&cache, 1), read(&cache, 49)), (None, Some(5_000)));
        assert!(TileCache::open(folder.path(), OWN, 10_000).is_ok_and(|small| small.known().bytes <= 10_000));
    }

    #[test]
    fn what_another_server_gave_is_not_taken_for_this_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let other = TileCache::open(folder.path(), "fedcba9876543210", 1 << 20).expect("a cache");
        other.put(tile(1), b"tile", 20_000).expect("it is kept");
        fs::write(folder.path().join("note.txt"), "mine").expect("it is written");
        let cache = TileCache::open(folder.path(), OWN, 1 << 20).expect("a cache");
        assert_eq!(read(&cache, 1), None);
        assert!(!folder.path().join("fedcba9876543210").exists() && folder.path().join("note.txt").exists());
    }
}
