//! A power cut: only what was synced is still on the disk. `kill -9` cannot tell, because the system keeps what a dead
//! process wrote.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use technopolice_tests::Server;
use tempfile::TempDir;

use crate::commands::json;
use crate::durability::{kill_amid_reports, serving};
use crate::preload;

/// The disk writes this much whole or not at all.
const SECTOR: u64 = 512;

/// A disk that loses power again and again.
struct Disk {
    files: TempDir,
    /// What is safe of each file, kept by `power_cut.c`.
    kept: TempDir,
    /// Files whose syncs the disk does not hear.
    deaf: Option<&'static str>,
    chance: StdRng,
    sectors_written: usize,
}

/// The library that watches what is synced, compiled once; `None` where there is no compiler.
fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    LIBRARY.get_or_init(|| preload::compiled("power_cut.c")).as_deref()
}

impl Disk {
    fn new(deaf: Option<&'static str>, seed: u64) -> Self {
        let [files, kept] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        Self { files, kept, deaf, chance: StdRng::seed_from_u64(seed), sectors_written: 0 }
    }

    fn serve(&self, library: &Path) -> Server {
        let mut command = serving(self.files.path());
        command.env("LD_PRELOAD", library).env("CUT_KEPT", self.kept.path());
        command.env("CUT_FILES", format!("{}/", self.files.path().display()));
        command.envs(self.deaf.map(|suffix| ("CUT_DEAF", suffix)));
        Server::start(&mut command)
    }

    /// The devices that were acknowledged before the power went, `rounds` times.
    fn cut(&mut self, library: &Path, rounds: u32, torn: bool) -> Vec<String> {
        let mut acknowledged = Vec::new();
        for round in 0..rounds {
            let after = Duration::from_millis(self.chance.random_range(30..120));
            acknowledged.extend(kill_amid_reports(self.serve(library), round, after));
            self.lose_power(torn);
        }
        acknowledged
    }

    /// Puts what was safe in the place of every file, and perhaps some sectors of what was not.
    fn lose_power(&mut self, torn: bool) {
        for entry in fs::read_dir(self.files.path()).expect("a folder") {
            let file = entry.expect("an entry").path();
            if file.is_dir() {
                // Photos lie in a folder of their own.
                continue;
            }
            let kept = self.kept.path().join(file.file_name().expect("a name"));
            fs::remove_file(&file).expect("a file of ours");
            if kept.exists() {
                fs::copy(&kept, &file).expect("a copy");
                let pending = kept.with_file_name(format!("{}.pend", kept.file_name().expect("a name").display()));
                if let Ok(pending) = fs::read(&pending).and_then(|bytes| fs::remove_file(&pending).map(|()| bytes)) {
                    self.tear(&file, &pending, if torn { 0.5 } else { 0.0 });
                }
                // What lies on the disk now is safe from the next cut.
                fs::copy(&file, &kept).expect("a copy");
            }
        }
    }

    /// Writes some sectors that were on their way, in the order in which they were.
    fn tear(&mut self, file: &Path, pending: &[u8], likely: f64) {
        let file = fs::File::options().write(true).open(file).expect("a file of ours");
        let mut rest = pending;
        while let Some((header, behind)) = rest.split_at_checked(16) {
            let number = |from: usize| u32::from_le_bytes(header[from..from + 4].try_into().expect("four bytes"));
            let (kind, length) = (number(0), number(4) as usize);
            let offset = u64::from_le_bytes(header[8..].try_into().expect("eight bytes"));
            // The process may have died while it noted this.
            let Some((bytes, behind)) = behind.split_at_checked(length) else { return };
            rest = behind;
            if kind == 2 && self.chance.random_bool(likely) {
                file.set_len(offset).expect("a shorter file");
            }
            self.write_sectors(&file, bytes, offset, likely);
        }
    }

    fn write_sectors(&mut self, file: &fs::File, mut bytes: &[u8], mut offset: u64, likely: f64) {
        while !bytes.is_empty() {
            let (sector, rest) = bytes.split_at(bytes.len().min((SECTOR - offset % SECTOR) as usize));
            if self.chance.random_bool(likely) {
                file.write_all_at(sector, offset).expect("a written sector");
                self.sectors_written += 1;
            }
            offset += sector.len() as u64;
            bytes = rest;
        }
    }

    /// How many of the devices the census no longer knows.
    fn lost(&self, devices: &[String]) -> usize {
        let server = Server::start(&mut serving(self.files.path()));
        devices.iter().filter(|id| server.get(&format!("/api/v1/devices/{id}")).status != 200).count()
    }

    fn nothing_is_lost(&self, devices: &[String]) {
        assert!(!devices.is_empty(), "no report was acknowledged before a cut");
        assert_eq!(json(self.files.path(), &["check", "--json"])["faults"], json!([]));
        assert_eq!(self.lost(devices), 0, "of {} reports", devices.len());
        println!("{} reports were acknowledged, none was lost", devices.len());
    }
}

#[test]
fn a_report_that_was_acknowledged_survives_a_power_cut() {
    let Some(library) = library() else { return };
    let mut disk = Disk::new(None, 1);
    let devices = disk.cut(library, 30, false);
    disk.nothing_is_lost(&devices);
}

#[test]
fn a_report_that_was_acknowledged_survives_a_power_cut_that_tears_what_was_being_written() {
    let Some(library) = library() else { return };
    let mut disk = Disk::new(None, 2);
    let devices = disk.cut(library, 30, true);
    assert!(disk.sectors_written > 0, "nothing was ever on its way");
    disk.nothing_is_lost(&devices);
}

/// The control: on a disk that does not hear the journal being synced, as with `synchronous=NORMAL`, reports must be
/// lost, or the two tests above could not fail.
#[test]
fn a_journal_that_is_not_synced_loses_reports_in_a_power_cut() {
    let Some(library) = library() else { return };
    let mut disk = Disk::new(Some("-wal"), 3);
    let mut devices = disk.cut(library, 3, false);
    // On a loaded machine nothing may be acknowledged before the cut, which proves nothing either way.
    for _ in 0..20 {
        if !devices.is_empty() {
            break;
        }
        devices = disk.cut(library, 3, false);
    }
    let lost = disk.lost(&devices);
    println!("{lost} of {} reports were lost", devices.len());
    assert!(lost > 0, "the cut cuts nothing");
}
