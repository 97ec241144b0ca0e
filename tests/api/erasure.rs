//! Words that were erased while the program runs are in none of its answers, nor in its files.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use technopolice_tests::{Server, binary, wait_until};
use uuid::Uuid;

use crate::photos::multipart;

/// Nobody is called that.
const CANARY: &str = "Zorglubine Kanarienvogel";

fn database(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("census.db").display())
}

fn serve(folder: &Path) -> Server {
    let arguments =
        ["serve", "--listen", "127.0.0.1:0", "--publication", "immediate", "--passkeys", "optional", "--database"];
    Server::start(Command::new(binary()).args(arguments).arg(database(folder)))
}

/// Runs a command on the census of a folder, and says something to it.
fn run(folder: &Path, arguments: &[&str], said: &str) -> Output {
    let mut command = Command::new(binary());
    command.args(arguments).env("TECHNOPOLICE_DATABASE", database(folder)).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("piped").write_all(said.as_bytes()).expect("it listens");
    child.wait_with_output().expect("it ends")
}

pub(crate) fn json_of(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Sends something new; its answer.
fn send(server: &Server, kind: &str, patch: &Value) -> Value {
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch,
        "note": format!("Vu par {CANARY}"),
        "sources": [{"title": format!("Lettre de {CANARY}"), "url": "https://example.org/lettre.pdf"}]});
    let answer = server.post("/api/v1/contributions", &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(1200, 900, |x, y| image::Rgb([x as u8, y as u8, 120]));
    pixels.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// What was sent, by id.
struct Ids {
    device: String,
    contract: String,
    document: String,
    organisation: String,
}

fn id_of(sent: &Value) -> String {
    sent["entity"]["id"].as_str().expect("an id").to_owned()
}

/// Every path of the program that is read, filled in with what was sent; a new path is among them by itself.
fn every_path(ids: &Ids) -> Vec<String> {
    let mut paths = Vec::new();
    for path in server::paths() {
        let of = |base: &str| path.starts_with(base);
        let id = match () {
            () if of("/api/v1/devices") || of("/appareils") || of("/en/devices") => &ids.device,
            () if of("/api/v1/records") || of("/marches") || of("/en/contracts") => &ids.contract,
            () if of("/documents") || of("/en/documents") => &ids.document,
            () => &ids.organisation,
        };
        let parts = [
            ("{id}", id.as_str()),
            ("{code}", "06088"),
            ("{place}", "06088-nice"),
            ("{month}", "2026.10"),
            ("{slug}", "invalid"),
            ("{key}", "taj"),
            ("{z}/{x}/{y}", "14/8522/5968.mvt"),
        ];
        let filled = parts.iter().fold(path.clone(), |path, (part, value)| path.replace(part, value));
        let files: &[&str] = match path.as_str() {
            "/dumps/live/{file}" => &["devices.geojson", "devices.geojsonl", "devices.csv", "devices.fgb"],
            "/dumps/{month}/{*file}" => &["devices.fgb", "CHANGES.md", "datapackage.json", "changes.csv", "README.md"],
            _ => &["0.json"],
        };
        paths.extend(
            files.iter().map(|file| filled.replace("{file}", file).replace("{*file}", file).replace("{name}", file)),
        );
    }
    paths.into_iter().filter(|path| !path.contains('{')).collect()
}

/// The answers that still hold the words.
fn telling(server: &Server, paths: &[String], receipts: &[(String, String)]) -> Vec<String> {
    let holds = |text: &str| text.to_lowercase().contains("zorglubine");
    let public = paths.iter().filter(|path| {
        let answers = [server.page(path), server.get(path)];
        assert!(answers.iter().all(|answer| answer.status < 500), "{path}");
        answers.iter().any(|answer| holds(&answer.text()))
    });
    let own = receipts.iter().filter(|(path, code)| {
        let answer = server.send("GET", path, &[("edit-key", code)], b"");
        assert_eq!(answer.status, 200, "{path}");
        holds(&answer.text())
    });
    public.cloned().chain(own.map(|(path, _)| path.clone())).collect()
}

fn on_disk(folder: &Path) -> bool {
    ["census.db", "census.db-wal"].iter().any(|file| {
        let bytes = fs::read(folder.join(file)).unwrap_or_default();
        bytes.windows(10).any(|window| window.eq_ignore_ascii_case(b"zorglubine"))
    })
}

/// A photo of a report, published by a moderator; its address and that of its small form.
pub(crate) fn published_photo(folder: &Path, server: &Server, path: &str, code: &str) -> [String; 2] {
    let key = [("edit-key", code), ("content-type", "image/png")];
    let added = server.send("POST", &format!("{path}/photos"), &key, &picture());
    assert_eq!(added.status, 201, "{}", added.text());
    let words = json_of(&run(folder, &["user", "add", "mouette", "--role", "moderator", "--json"], ""));
    let cookie = server.log_in(words["words"].as_str().expect("words"));
    let case = format!("/moderation/photos/{}", added.json()["id"].as_str().expect("an id"));
    let headers = [
        ("content-type", "multipart/form-data; boundary=x"),
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = multipart(&[("action", "decide"), ("state", "published")], None);
    assert_eq!(server.send("POST", &case, &headers, &body).status, 303);
    let id = server.send("GET", path, &[("edit-key", code)], b"").json()["entity"]["id"].clone();
    let device = server.get(&format!("/api/v1/devices/{}", id.as_str().expect("a device"))).json();
    [&device["photos"][0]["url"], &device["photos"][0]["thumbnail"]["url"]].map(|url| {
        let url = url.as_str().expect("an address");
        url[url.find("/photos/").expect("a path")..].to_owned()
    })
}

/// Do the files of the database hold the hash by which a photo was known?
fn knows_photo(folder: &Path, address: &str) -> bool {
    let digits = address.trim_start_matches("/photos/").trim_end_matches(".jpg");
    let hash: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hexadecimal")).collect();
    ["census.db", "census.db-wal"].iter().any(|file| {
        let bytes = fs::read(folder.join(file)).unwrap_or_default();
        bytes.windows(32).any(|window| window == hash) || bytes.windows(64).any(|window| window == digits.as_bytes())
    })
}

fn json_less(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Does a file of a release hold the words, packed or not? Parquet has blocks of its own and is read by
/// `tests/cli/readers.py`; it is written from the same rows.
fn in_release(folder: &Path, month: &str) -> bool {
    let place = folder.join("releases").join(month);
    let files =
        [place.clone(), place.join("osm")].into_iter().flat_map(|folder| fs::read_dir(folder).expect("a release"));
    let files = files.map(|entry| entry.expect("a file").path()).filter(|path| path.is_file());
    let texts = files.map(|path| {
        let bytes = fs::read(&path).expect("a file");
        if path.extension().is_none_or(|extension| extension != "gz") {
            return bytes;
        }
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut text).expect("a packed file");
        text
    });
    let texts: Vec<Vec<u8>> = texts.collect();
    assert!(texts.len() > 20, "{} files", texts.len());
    texts.iter().any(|text| text.windows(10).any(|window| window.eq_ignore_ascii_case(b"zorglubine")))
}

#[test]
fn erased_words_are_in_no_answer_and_no_file_within_a_minute() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(folder.path());
    let text = |prefix: &str| format!("{prefix} {CANARY}");
    let device = send(
        &server,
        "device",
        &json!({"kind": "camera", "position": [7.27, 43.7], "address_label": text("chez"), "description": text("posée par"),
            "operator": text("Société")}),
    );
    let contract = send(
        &server,
        "contract",
        &json!({"authority": text("Ville de"), "object": text("Marché"), "territories": ["06088"],
            "holders": [{"organisation": text("SARL")}]}),
    );
    let organisation = server.get("/api/v1/records?type=organisation").json()["records"][0]["id"].clone();
    let document = send(&server, "document", &json!({"title": text("Lettre de")}));
    let ids = Ids {
        device: id_of(&device),
        contract: id_of(&contract),
        document: id_of(&document),
        organisation: organisation.as_str().expect("an organisation").to_owned(),
    };
    json_less(&run(folder.path(), &["release", "make", "--month", "2026.10"], ""));
    let mut paths = every_path(&ids);
    paths.extend(
        [
            "/api/v1/search?q=zorglubin",
            "/recherche?q=kanarienvogel",
            "/en/search?q=kanarienvogel",
            "/api/v1/records?type=contract",
            "/api/v1/records?type=organisation",
            "/tiles/devices/14/8522/5968.mvt",
        ]
        .map(str::to_owned),
    );
    let mut receipts = Vec::new();
    for (sent, kind) in [(&device, "devices"), (&contract, "records")] {
        assert!(paths.contains(&format!("/api/v1/{kind}/{}", id_of(sent))));
        let code = sent["receipt"]["code"].as_str().expect("a code").to_owned();
        receipts.push((format!("/api/v1/contributions/{}", sent["id"].as_str().expect("an id")), code));
    }
    let (path, code) = &receipts[0];
    let photos_of_it = published_photo(folder.path(), &server, path, code);
    for address in &photos_of_it {
        assert!(server.get(address).status == 200 && knows_photo(folder.path(), address), "{address}");
    }
    let before = telling(&server, &paths, &receipts);
    for part in [
        "/api/v1/",
        "/appareils/",
        "/marches/",
        "/organisations/",
        "/documents/",
        "/historique",
        ".atom",
        "/dumps/live/",
        "/dumps/2026.10/",
        "/search",
        "/recherche",
        "/villes/06088-nice",
        "/carte.csv",
        "/en/",
    ] {
        assert!(before.iter().any(|path| path.contains(part)), "{part}: {before:?}");
    }
    assert!(before.len() >= 60 && on_disk(folder.path()) && in_release(folder.path(), "2026.10"), "{before:?}");

    let done = json_of(&run(folder.path(), &["redact", "--passage-file", "-", "--json"], &format!("{CANARY}\n")));
    assert_eq!((&done["swept"], &done["contributions"]), (&json!(true), &json!(3)), "{done}");
    let cleansed = &done["releases"][0];
    assert_eq!((&cleansed["month"], &cleansed["signed"]), (&json!("2026.10"), &json!(false)), "{done}");
    assert!(cleansed["rows"].as_u64() >= Some(4), "device, contract, document, organisations: {done}");
    assert!(!in_release(folder.path(), "2026.10"), "it is out of the release that was made before");
    json_less(&run(folder.path(), &["release", "check", "releases/2026.10"], ""));
    let told = server.get("/dumps/2026.10/CHANGES.md").text();
    assert!(told.contains("Effacé depuis") && told.contains("`contracts`"), "the release says so: {told}");
    json_less(&run(folder.path(), &["release", "make", "--month", "2026.11"], ""));
    assert!(!in_release(folder.path(), "2026.11"), "nor is it in the next one");
    assert!(!done.to_string().contains("Zorglubine"));
    assert!(!on_disk(folder.path()));
    wait_until("no page tells it", || telling(&server, &paths, &receipts).is_empty());
    let id = device["entity"]["id"].as_str().expect("an id");
    let shown = server.get(&format!("/api/v1/devices/{id}")).text();
    assert!(shown.contains("Société […]") && shown.contains("43.7"), "the rest stays: {shown}");
    let photos = || fs::read_dir(folder.path().join("photos")).expect("a folder of photos").count();
    assert_eq!(photos(), 2, "a picture and its small form");
    let done = json_of(&run(folder.path(), &["redact", "--entity", id, "--json"], ""));
    assert_eq!((&done["photos"], photos()), (&json!(1), 0));
    for address in &photos_of_it {
        assert!(server.get(address).status == 404 && !knows_photo(folder.path(), address), "{address}");
        let name = address.trim_start_matches("/photos/");
        for page in
            [format!("/appareils/{id}"), format!("/api/v1/devices/{id}"), "/dumps/live/devices.geojson".to_owned()]
        {
            assert!(!server.page(&page).text().contains(name), "{page}");
        }
    }
    let check = json_of(&run(folder.path(), &["check", "--json"], ""));
    assert_eq!(check["faults"], json!([]));
    let short = run(folder.path(), &["redact", "--passage-file", "-"], "abc\n");
    assert!(!short.status.success(), "three letters stand in every other word");
}

#[test]
fn some_days_are_taken_back_and_brought_back_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(folder.path());
    for number in 0..3 {
        let east = 7.27 + f64::from(number) * 0.01;
        send(&server, "device", &json!({"kind": "camera", "position": [east, 43.7]}));
    }
    drop(server);
    let revert = |arguments: &[&str]| json_of(&run(folder.path(), &[&["revert", "--json"], arguments].concat(), ""));
    let window = ["--window", "2000-01-01..2999-12-31"];
    let narrowed = [&window[..], &["--bbox", "7.275,43,8,44", "--territory", "06088", "--dry-run"]].concat();
    assert_eq!(revert(&narrowed)["entities_removed"], 2);
    let done = revert(&window);
    assert_eq!((&done["entities_removed"], &done["contributions"]), (&json!(3), &json!(3)));
    let back = revert(&["--decision", done["decision"].as_str().expect("a decision")]);
    assert_eq!((&back["entities_restored"], &back["conflicts"]), (&json!(3), &json!([])));
    for wrong in [&["revert"][..], &["revert", "--account", "Personne"], &["revert", "--window", "hier"]] {
        assert!(!run(folder.path(), wrong, "").status.success(), "{wrong:?}");
    }
    let check = json_of(&run(folder.path(), &["check", "--json"], ""));
    assert_eq!((&check["revisions"], &check["faults"]), (&json!(9), &json!([])));
}
