//! Photos and releases in a bucket, on a real S3 server: kept, served, and gone when they were erased, whatever happens
//! to the bucket meanwhile.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use technopolice_tests::{Bucket, Server, binary, wait_until};
use uuid::Uuid;

use crate::erasure::{json_of, published_photo};
use crate::seen::{NICE, report};

const RELEASE: &str = "releases/2026.10/";

fn command(folder: &Path, bucket: &Bucket) -> Command {
    let mut command = Command::new(binary());
    command
        .current_dir(folder)
        .env("TECHNOPOLICE_DATABASE", format!("sqlite://{}", folder.join("census.db").display()))
        .env("TECHNOPOLICE_PHOTOS", "s3://census/photos")
        .env("TECHNOPOLICE_RELEASES", "s3://census/releases")
        .envs(bucket.environment());
    command
}

fn serve(folder: &Path, bucket: &Bucket) -> Server {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--publication", "immediate", "--passkeys", "optional"];
    Server::start(command(folder, bucket).args(arguments).args(["--release-key", "key.pem"]))
}

fn run(folder: &Path, bucket: &Bucket, arguments: &[&str]) -> Output {
    let output = command(folder, bucket).args(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Reports a camera; its id, and the path and the code of its receipt.
fn reported(server: &Server, place: (f64, f64)) -> (String, String, String) {
    let answer = server.post("/api/v1/contributions", &report(Uuid::new_v4(), place));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let told = answer.json();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let path = format!("/api/v1/contributions/{}", text(&told["id"]));
    (text(&told["entity"]["id"]), path, text(&told["receipt"]["code"]))
}

fn erase(server: &Server, cookie: &str, id: &str) {
    let fields = [("action", "erase"), ("sure", "yes")];
    let answer = server.form_as(cookie, &format!("/moderation/fiches/{id}"), &fields);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Is an entity in the table of devices of the release? `None` while the release is not there.
fn holds(bucket: &Bucket, id: &str) -> Option<bool> {
    let names = bucket.names(RELEASE);
    names.contains(&format!("{RELEASE}SHA256SUMS")).then(|| {
        let mut text = String::new();
        let packed = bucket.bytes(&format!("{RELEASE}devices.geojsonl.gz"));
        GzDecoder::new(packed.as_slice()).read_to_string(&mut text).expect("lines");
        text.contains(id)
    })
}

fn wait_until_gone(bucket: &Bucket, id: &str) {
    wait_until("it is out of the bucket", || holds(bucket, id) == Some(false));
}

/// Every file of the release in the bucket is spoken of in its sums, and is what they say.
fn is_sound(bucket: &Bucket) {
    let sums = String::from_utf8(bucket.bytes(&format!("{RELEASE}SHA256SUMS"))).expect("lines");
    let told: Vec<(&str, &str)> = sums.lines().filter_map(|line| line.split_once("  ")).collect();
    assert!(told.len() > 30, "{sums}");
    for (sum, name) in &told {
        let found = Sha256::digest(bucket.bytes(&format!("{RELEASE}{name}")));
        let found = found.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        assert_eq!(found, *sum, "{name}");
    }
    let names = bucket.names(RELEASE);
    let aside = ["SHA256SUMS", "SHA256SUMS.sig"].map(|name| format!("{RELEASE}{name}"));
    for name in names.iter().filter(|name| !aside.contains(name)) {
        assert!(told.iter().any(|(_, told)| *name == format!("{RELEASE}{told}")), "{name}");
    }
}

/// Nothing of what went into the bucket stays on this machine.
fn left_here(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("releases-under-way")).expect("a folder of work");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name != ".lock").collect()
}

#[test]
fn photos_and_releases_live_in_a_bucket_and_what_is_erased_leaves_it() {
    let Some(bucket) = Bucket::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    run(folder, &bucket, &["keys", "make", "--out", "key.pem"]);
    let mut server = serve(folder, &bucket);
    let words = json_of(&run(folder, &bucket, &["user", "add", "sterne", "--role", "moderator", "--json"]));
    let words = words["words"].as_str().expect("words");
    let cookie = server.log_in(words);
    let [(first, path, code), (second, ..), (third, ..), (fourth, ..)] =
        [0.0, 0.01, 0.02, 0.03].map(|step| reported(&server, (NICE.0 + step, NICE.1)));

    let photo = published_photo(folder, &server, &path, &code);
    for address in &photo {
        let kept = bucket.bytes(&format!("photos/{}", address.trim_start_matches("/photos/")));
        assert!(server.get(address).body == kept, "{address}");
    }
    assert_eq!(bucket.names("photos/").len(), 2, "a picture and its small form");
    assert!(!folder.join("photos").exists() && !folder.join("releases").exists());

    run(folder, &bucket, &["release", "make", "--month", "2026.10", "--key", "key.pem"]);
    is_sound(&bucket);
    assert_eq!((holds(&bucket, &first), left_here(folder)), (Some(true), Vec::new()));
    served(&server, &bucket);

    erase(&server, &cookie, &first);
    wait_until_gone(&bucket, &first);
    is_sound(&bucket);
    wait_until("its photo is out of the bucket", || bucket.names("photos/").is_empty());
    assert_eq!(server.get(&photo[0]).status, 404);
    let told = server.get("/dumps/2026.10/CHANGES.md").text();
    assert!(told.contains("Effacé depuis") && left_here(folder).is_empty(), "{told}");

    // Out of reach at the moment of the erasure, and back while the server still runs.
    bucket.cut();
    erase(&server, &cookie, &second);
    let refused = server.get("/dumps/2026.10/devices.fgb");
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert_eq!(holds(&bucket, &second), Some(true), "nobody could take it out");
    bucket.mend();
    wait_until_gone(&bucket, &second);

    let backup: Vec<(String, Vec<u8>)> =
        bucket.names(RELEASE).into_iter().map(|name| (name.clone(), bucket.bytes(&name))).collect();
    // Out of reach, and the server is killed before it is back.
    bucket.cut();
    erase(&server, &cookie, &third);
    server.child().kill().expect("kill -9");
    assert_eq!(holds(&bucket, &third), Some(true));
    bucket.mend();
    let server = serve(folder, &bucket);
    wait_until_gone(&bucket, &third);
    is_sound(&bucket);
    assert_eq!((holds(&bucket, &fourth), server.get("/dumps/2026.10/devices.fgb").status), (Some(true), 200));

    run(folder, &bucket, &["release", "make", "--month", "2026.11", "--key", "key.pem"]);
    let changes = server.get("/dumps/2026.11/changes.csv").text();
    assert!(changes.contains(&format!("removed,{first}")), "against the ids of the release before: {changes}");
    assert_eq!(server.get("/dumps/latest/devices.fgb").header("location"), "/dumps/2026.11/devices.fgb");

    // A release that came back from a backup is made anew again, and no other.
    drop(server.stop());
    for (name, bytes) in &backup {
        bucket.put(name, bytes);
    }
    assert_eq!(holds(&bucket, &third), Some(true), "the backup is older than the erasure");
    let server = serve(folder, &bucket);
    wait_until_gone(&bucket, &third);
    is_sound(&bucket);
    // It says so when it has looked at all of them.
    server.wait_until_it_logs("2026.10");
    let log = server.stop();
    assert!(log.contains("2026.10") && !log.contains("2026.11"), "{log}");
}

/// A release in the bucket is listed and served as one in a folder is.
fn served(server: &Server, bucket: &Bucket) {
    let listed = server.get("/api/v1/releases").json();
    let files = listed["releases"][0]["files"].as_array().map_or(0, Vec::len);
    assert_eq!((files, &listed["releases"][0]["month"]), (bucket.names(RELEASE).len(), &"2026.10".into()));
    assert!(server.page("/dumps").text().contains("/dumps/2026.10/devices.csv.gz"));
    assert!(server.get("/data").text().contains("/dumps/2026.10/devices.fgb"));
    assert_eq!(server.get("/dumps/latest/README.md").header("location"), "/dumps/2026.10/README.md");
    let path = "/dumps/2026.10/devices.fgb";
    let asked = |name: &str, value: &str| server.send("GET", path, &[(name, value)], b"");
    let (whole, kept) = (server.get(path), bucket.bytes(&format!("{RELEASE}devices.fgb")));
    assert!(whole.status == 200 && whole.body == kept && whole.header("content-length") == kept.len().to_string());
    let tag = whole.header("etag");
    let part = asked("range", "bytes=4-11");
    assert_eq!((part.status, part.body.as_slice(), part.header("etag")), (206, &kept[4..12], tag));
    assert_eq!(part.header("content-range"), format!("bytes 4-11/{}", kept.len()));
    assert_eq!(asked("range", &format!("bytes={}-", kept.len())).status, 416);
    assert_eq!((asked("if-none-match", tag).status, asked("if-none-match", "\"other\"").status), (304, 200));
    for absent in ["2026.09/devices.fgb", "2026.10/nothing", "2026.10/osm", "2026.10/.cleansed.json"] {
        assert_eq!(server.get(&format!("/dumps/{absent}")).status, 404, "{absent}");
    }
}
