//! Releases: whole or not there, the same bytes again, never changed, and read by the programs that people use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use technopolice_tests::{binary, program, skipped};

use crate::commands::{database, fixture, run};

/// A census of some devices from OpenStreetMap and some of its own.
fn census(folder: &Path, devices: u32) {
    let output = run(folder, &["sample", "--fictional", "--devices", &devices.to_string()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let osm = fixture("monaco.osm.pbf");
    let output = run(folder, &["--coverage", "FR,MC", "import", "osm", &osm, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn make(folder: &Path, month: &str, out: &str, more: &[&str]) -> Result<PathBuf, String> {
    let output = run(folder, &[&["release", "make", "--month", month, "--out", out], more].concat());
    let errors = || String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(folder.join(out).join(month)) } else { Err(errors()) }
}

/// Every file of a release with its bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(contents(&entry));
        } else {
            found.push((entry.display().to_string(), fs::read(&entry).expect("a file")));
        }
    }
    found.sort();
    found.iter().map(|(name, bytes)| (name.replace(&folder.display().to_string(), ""), bytes.clone())).collect()
}

fn sound(folder: &Path, release: &Path, key: Option<&Path>) -> bool {
    let mut arguments = vec!["release".to_owned(), "check".to_owned(), release.display().to_string()];
    arguments.extend(key.into_iter().flat_map(|key| ["--public-key".to_owned(), key.display().to_string()]));
    run(folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>()).status.success()
}

#[test]
fn a_release_is_the_same_twice_signed_and_never_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    census(folder, 300);
    assert!(run(folder, &["keys", "make", "--out", "key.pem"]).status.success());
    assert!(!run(folder, &["keys", "make", "--out", "key.pem"]).status.success(), "a key is never overwritten");
    let first = make(folder, "2026.10", "one", &["--key", "key.pem"]).expect("a release");
    let second = make(folder, "2026.10", "two", &["--key", "key.pem"]).expect("the same release");
    let (first_files, second_files) = (contents(&first), contents(&second));
    assert!(first_files.len() > 35, "{} files", first_files.len());
    for (one, two) in first_files.iter().zip(&second_files) {
        assert!(one == two, "{} differs from {}", one.0, two.0);
    }
    let refused = make(folder, "2026.10", "one", &[]).expect_err("it is there");
    assert!(refused.contains("never changed"), "{refused}");
    assert!(first_files == contents(&first));
    let public = folder.join("key.pub.pem");
    assert!(sound(folder, &first, Some(&public)));
    openssl_agrees(&first, &public);
    fs::write(first.join("devices.fgb"), "tampered").expect("written");
    assert!(!sound(folder, &first, None));
    assert!(make(folder, "2026.13", "one", &[]).is_err() && make(folder, "../up", "one", &[]).is_err());
}

fn openssl_agrees(release: &Path, key: &Path) {
    let Some(openssl) = program("openssl") else { return skipped("openssl not found") };
    let mut verify = Command::new(openssl);
    verify.args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]).arg(key);
    verify.arg("-in").arg(release.join("SHA256SUMS")).arg("-sigfile").arg(release.join("SHA256SUMS.sig"));
    let output = verify.output().expect("openssl runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_next_release_says_what_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    census(folder, 50);
    let first = make(folder, "2026.10", "out", &[]).expect("a release");
    let lines = |release: &Path| fs::read_to_string(release.join("changes.csv")).expect("a list").lines().count() - 1;
    let all = lines(&first);
    assert!(all > 60, "everything is new in the first one: {all}");
    let batches = run(folder, &["import", "list"]);
    let batches = String::from_utf8_lossy(&batches.stdout).into_owned();
    let osm = batches.lines().find(|line| line.contains("osm")).expect("the import");
    let id = osm.split_whitespace().find(|word| word.len() == 36).expect("its id");
    assert!(run(folder, &["import", "roll-back", id]).status.success());
    let second = make(folder, "2026.11", "out", &[]).expect("a release");
    let changes = fs::read_to_string(second.join("changes.csv")).expect("a list");
    let of = |change: &str| changes.lines().filter(|line| line.starts_with(change)).count();
    assert!(of("removed,") > 0 && of("added,") == 0 && of("changed,") == 0, "{changes}");
    assert_eq!(of("removed,") + 50, all);
    let third = make(folder, "2026.12", "out", &[]).expect("a release");
    assert_eq!(lines(&third), 0, "nothing happened since");
}

/// Starts making a release of November into a folder.
fn start_making(folder: &Path, out: &Path) -> Child {
    let mut command = Command::new(binary());
    command.env("TECHNOPOLICE_DATABASE", database(folder)).args(["release", "make", "--month", "2026.11", "--out"]);
    command.arg(out).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
}

fn kill(mut child: Child) {
    child.kill().expect("kill -9");
    child.wait().expect("it ended");
}

#[test]
fn a_release_killed_at_50_random_moments_is_absent_or_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    census(folder, 300);
    let start = Instant::now();
    let whole = contents(&make(folder, "2026.11", "reference", &[]).expect("a release"));
    let takes = start.elapsed();
    let out = folder.join("killed");
    let (mut absent, mut present) = (0, 0);
    for round in 0..50 {
        let moment = takes.mul_f64(rand::random_range(0.0..1.2));
        let child = start_making(folder, &out);
        std::thread::sleep(moment);
        kill(child);
        let place = out.join("2026.11");
        if place.exists() {
            assert!(contents(&place) == whole, "round {round}, after {moment:?}: something else than a whole release");
            fs::remove_dir_all(&place).expect("removed");
            present += 1;
        } else {
            absent += 1;
        }
    }
    assert!(absent > 0, "no moment was within the {takes:?} that a release takes: {present} were whole");
    let out = out.display().to_string();
    assert!(contents(&make(folder, "2026.11", &out, &[]).expect("a release")) == whole);
    let names: Vec<_> =
        fs::read_dir(&out).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(names.len(), 2, "nothing is left over but the lock: {names:?}");
}

/// Kills a release as soon as the devices are noted as finished and before it is whole; `false` when it was faster.
fn interrupt_after_the_devices(folder: &Path, out: &Path) -> bool {
    let journal = out.join(".making-2026.11/.journal");
    let mut child = start_making(folder, out);
    let is_noted = || fs::read_to_string(&journal).is_ok_and(|text| text.contains("\"table\":\"devices\""));
    while !is_noted() && child.try_wait().expect("a state").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    kill(child);
    let is_left = is_noted();
    if !is_left {
        fs::remove_dir_all(out).expect("removed");
    }
    is_left
}

#[test]
fn an_interrupted_release_keeps_its_finished_tables_while_the_census_is_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    census(folder, 300);
    let out = folder.join("out");
    let interrupted = || (0..20).any(|_| interrupt_after_the_devices(folder, &out));
    let take_up = || {
        let output = run(folder, &["release", "make", "--month", "2026.11", "--out", "out"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let files = contents(&out.join("2026.11"));
        fs::remove_dir_all(&out).expect("removed");
        (String::from_utf8_lossy(&output.stdout).contains("Reprise"), files)
    };
    let reference = |name: &str| contents(&make(folder, "2026.11", name, &[]).expect("a release"));
    assert!(interrupted(), "it was always whole already");
    let (is_resumed, files) = take_up();
    assert!(is_resumed && files == reference("before"));

    assert!(interrupted(), "it was always whole already");
    assert!(run(folder, &["sample", "--fictional", "--devices", "10", "--seed", "7"]).status.success());
    let (is_resumed, files) = take_up();
    assert!(!is_resumed && files == reference("after"), "another census is another release");
}

/// What each reader found in a file: how many rows, and their bounds.
#[test]
fn gdal_geopandas_and_duckdb_find_the_same_rows_and_the_same_bounds() {
    let folder = tempfile::tempdir().expect("a folder");
    census(folder.path(), 400);
    let release = make(folder.path(), "2026.11", "out", &[]).expect("a release");
    match program("ogrinfo") {
        None => skipped("ogrinfo not found"),
        Some(ogrinfo) => {
            for path in ["", "osm/"] {
                let of = |file: String| summary(&ogrinfo, &file);
                let gz = |extension: &str| {
                    format!("/vsigzip/{}", release.join(format!("{path}devices.{extension}.gz")).display())
                };
                let fgb = of(release.join(format!("{path}devices.fgb")).display().to_string());
                assert_eq!(fgb, of(gz("geojson")), "{path}GeoJSON");
                assert_eq!(fgb.0, of(gz("geojsonl")).0, "{path}GeoJSONSeq");
            }
        }
    }
    match std::env::var_os("TECHNOPOLICE_PYTHON") {
        None => skipped("geopandas and duckdb not found (set TECHNOPOLICE_PYTHON)"),
        Some(python) => {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("cli/readers.py");
            let output = Command::new(python).arg(script).arg(&release).output().expect("python runs");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            let found: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{errors}"));
            for (place, readers) in found.as_object().expect("places") {
                let readers = readers.as_object().expect("readers");
                let (_, first) = readers.iter().next().expect("a reader");
                for (reader, result) in readers {
                    assert_eq!(result, first, "{place}devices: {reader}");
                }
            }
        }
    }
}

/// How many rows a file has, and where.
fn summary(ogrinfo: &Path, file: &str) -> (String, String) {
    let output = Command::new(ogrinfo).args(["-ro", "-al", "-so", file]).output().expect("ogrinfo runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line =
        |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{file}: {text}"));
    assert!(text.contains("Geometry: Point"), "{text}");
    (line("Feature Count").to_owned(), line("Extent").to_owned())
}
