//! Releases and live dumps as those who download them see them.

use std::path::Path;
use std::process::Command;

use serde_json::json;
use technopolice_tests::{Answer, Server, binary, demo, program, skipped};

fn command(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command
        .env("TECHNOPOLICE_DATABASE", format!("sqlite://{}", folder.join("census.db").display()))
        .env("TECHNOPOLICE_PUBLICATION", "immediate");
    command
}

fn run(folder: &Path, arguments: &[&str]) {
    let output = command(folder).args(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A census with the releases of these months.
pub(crate) fn serving(folder: &Path, months: &[&str]) -> Server {
    serving_with(folder, months, &[])
}

/// The same, with what else the server is told.
pub(crate) fn serving_with(folder: &Path, months: &[&str], options: &[&str]) -> Server {
    run(folder, &["sample", "--fictional", "--devices", "60"]);
    for month in months {
        run(folder, &["release", "make", "--month", month]);
    }
    Server::start(command(folder).args(["serve", "--fictional", "--listen", "127.0.0.1:0"]).args(options))
}

fn asked(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    server.send("GET", path, headers, b"")
}

#[test]
fn a_file_of_a_release_is_sent_whole_in_parts_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serving(folder.path(), &["2026.10", "2026.11"]);
    let path = "/dumps/2026.11/devices.fgb";
    let whole = server.get(path);
    let length = whole.body.len();
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, "bytes"));
    assert_eq!(whole.header("content-type"), "application/vnd.flatgeobuf");
    assert_eq!(whole.header("access-control-allow-origin"), "*");
    assert_eq!(whole.header("content-length"), length.to_string());
    assert!(whole.header("cache-control").contains("no-cache"));
    let tag = whole.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 20, "a strong tag: {tag}");

    let part = asked(&server, path, &[("range", "bytes=4-11")]);
    assert_eq!((part.status, part.body.as_slice()), (206, &whole.body[4..12]));
    assert_eq!(part.header("content-range"), format!("bytes 4-11/{length}"));
    let tail = asked(&server, path, &[("range", "bytes=-7"), ("accept-encoding", "gzip, br")]);
    assert_eq!((tail.status, tail.body.as_slice()), (206, &whole.body[length - 7..]));
    let beyond = asked(&server, path, &[("range", &format!("bytes={length}-"))]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{length}").as_str()));
    let several = asked(&server, path, &[("range", "bytes=0-1,4-5")]);
    assert_eq!((several.status, several.body.len()), (200, length));

    assert_eq!(asked(&server, path, &[("if-none-match", &tag)]).status, 304);
    assert_eq!(asked(&server, path, &[("if-none-match", "\"other\"")]).status, 200);
    assert_eq!(asked(&server, path, &[("range", "bytes=0-0"), ("if-range", &tag)]).status, 206);
    assert_eq!(asked(&server, path, &[("range", "bytes=0-0"), ("if-range", "\"other\"")]).status, 200);
    let head = server.send("HEAD", path, &[], b"");
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, length.to_string().as_str()));
}

#[test]
fn latest_leads_to_the_newest_release_and_the_page_lists_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serving(folder.path(), &["2026.10", "2026.11"]);
    let latest = server.get("/dumps/latest/osm/devices.parquet");
    assert_eq!((latest.status, latest.header("location")), (302, "/dumps/2026.11/osm/devices.parquet"));
    assert_eq!(server.get("/dumps/2026.11/osm/devices.parquet").status, 200);
    for (path, word) in [("/dumps", "novembre 2026"), ("/dumps/", "octobre 2026"), ("/en/dumps", "November 2026")] {
        let page = server.page(path).text();
        assert!(page.contains(word) && page.contains("/dumps/2026.10/devices.csv.gz"), "{path}: {page}");
    }
    let types = [
        ("devices.csv.gz", "application/gzip"),
        ("devices.parquet", "application/vnd.apache.parquet"),
        ("datapackage.json", "application/json"),
        ("dictionary.fr.html", "text/html; charset=utf-8"),
        ("README.md", "text/markdown; charset=utf-8"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ];
    for (name, kind) in types {
        assert_eq!(server.get(&format!("/dumps/2026.11/{name}")).header("content-type"), kind, "{name}");
    }
    let absent = [
        "2026.09/devices.fgb",
        "2026.11/nothing",
        "2026.11/osm",
        "2026.11/../2026.10/README.md",
        "2026.11/.lock",
        "live2/x",
    ];
    for path in absent {
        assert_eq!(server.get(&format!("/dumps/{path}")).status, 404, "{path}");
    }
    assert!(!server.stop().contains("ERROR"));
}

#[test]
fn without_a_release_there_is_a_page_that_says_so() {
    let server = demo();
    assert_eq!(server.page("/dumps").status, 200);
    assert_eq!(server.get("/dumps/latest/devices.fgb").status, 404);
}

#[test]
fn live_dumps_of_a_filtered_view_agree_in_every_format() {
    let server = demo();
    for query in ["", "?kind=camera", "?territory=06012", "?bbox=7.3,43.7,7.5,43.8"] {
        let collection = server.get(&format!("/dumps/live/devices.geojson{query}")).json();
        let count = collection["features"].as_array().map_or(0, Vec::len);
        let rows = server.get(&format!("/dumps/live/devices.csv{query}")).text().matches("\r\n").count() - 1;
        assert_eq!(rows, count, "{query}");
        let parquet = server.get(&format!("/dumps/live/devices.parquet{query}"));
        assert_eq!((parquet.status, &parquet.body[..4]), (200, b"PAR1".as_slice()), "{query}");
        let fgb = server.get(&format!("/dumps/live/devices.fgb{query}"));
        assert_eq!((fgb.status, &fgb.body[..4]), (200, b"fgb\x03".as_slice()), "{query}");
        let Some(ogrinfo) = program("ogrinfo") else { return skipped("ogrinfo not found") };
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("devices.fgb");
        std::fs::write(&file, &fgb.body).expect("a written dump");
        let output = Command::new(ogrinfo).args(["-ro", "-al", "-so"]).arg(&file).output().expect("ogrinfo runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(&format!("Feature Count: {count}")), "{query}: {text}");
    }
    assert_eq!(server.get("/dumps/live/devices.fgb?bbox=0,0,1,1").status, 200, "an empty view is a file all the same");
    assert_eq!(server.get("/dumps/live/devices.shp").status, 404);
    // What cannot be answered is refused before the first byte, never in the middle of a file.
    for query in ["software=true&as_of=2026-11-01", "limit=5", "near=7.42,43.73", "cursor=x"] {
        assert_eq!(server.get(&format!("/dumps/live/devices.geojson?{query}")).status, 400, "{query}");
    }
    assert_eq!(server.get("/dumps/live/devices.parquet?kind=nonsense").json()["status"], json!(400));
}
