//! A mirror: the same census at another place, verified link by link, that can take the place of its origin.

use std::io::{BufRead, BufReader, Cursor};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use census::{EntityId, GENESIS, Leaf, Link};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use technopolice_tests::{Server, binary};
use uuid::Uuid;

use crate::commands::{database, json, run};
use crate::durability::serving;
use crate::tap::Tap;

/// A census of its own, served, with a key that signs its heads.
fn origin(folder: &Path, devices: u32) -> Server {
    let output = run(folder, &["sample", "--fictional", "--devices", &devices.to_string()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(run(folder, &["keys", "make", "--out", "key.pem"]).status.success());
    Server::start(serving(folder).args(["--fictional", "--release-key", "key.pem"]))
}

fn follow(folder: &Path, origin: &Server) -> Output {
    run(folder, &["mirror", &origin.url(""), "--once"])
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", errors(output));
}

/// Everything that the two tell of themselves is the same.
fn alike(origin: &Server, mirror: &Server) {
    for path in [
        "/dumps/live/devices.geojson",
        "/api/v1/records?type=contract&limit=1000",
        "/api/v1/records?type=organisation&limit=1000",
        "/api/v1/search?q=camera",
        "/api/v1/decisions?limit=1000",
        "/api/v1/photos?limit=1000",
        "/api/v1/files?limit=1000",
        "/api/v1/releases",
        "/replication/hour/state.json",
    ] {
        assert_eq!(origin.get(path).text(), mirror.get(path).text(), "{path}");
    }
    assert_eq!(head(origin), head(mirror));
}

fn head(server: &Server) -> (Value, Value) {
    let head = &server.get("/api/v1/changes?limit=1").json()["head"];
    (head["seq"].clone(), head["link"].clone())
}

fn report(server: &Server, text: &str) -> String {
    let patch = json!({"kind": "camera", "position": [7.2621, 43.7034], "address_label": text});
    let answer =
        server.post("/api/v1/contributions", &json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": patch}));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["entity"]["id"].as_str().expect("published").to_owned()
}

/// Does something with the database of a folder, behind the back of whoever serves it.
fn behind<T>(folder: &Path, act: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> T {
    let url = database(folder);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut db = SqliteConnection::connect(&url).await.expect("the database");
        act(&mut db).await
    })
}

/// How many revisions a census has; none when there is no census yet.
fn revisions(folder: &Path) -> i64 {
    if !folder.join("census.db").exists() {
        return 0;
    }
    behind(folder, async |db| {
        sqlx::query_scalar("select coalesce(max(seq), 0) from revision").fetch_one(db).await.unwrap_or(0)
    })
}

/// Changes the origin's database past the triggers that keep the chain.
fn tamper(folder: &Path, statements: &[&str]) {
    behind(folder, async |db| {
        let triggers = ["revision_is_only_appended", "revision_is_only_erased", "revision_is_never_deleted"];
        for trigger in triggers {
            let drop = format!("drop trigger if exists {trigger}");
            sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut *db).await.expect("no trigger");
        }
        for statement in statements {
            sqlx::query(sqlx::AssertSqlSafe((*statement).to_owned())).execute(&mut *db).await.expect("a changed row");
        }
    });
}

/// Tells another past from a revision on, with a chain that holds in itself.
fn rewrite_from(folder: &Path, first: i64) {
    tamper(folder, &[]);
    behind(folder, async |db| {
        type Row = (i64, Uuid, i64, Vec<u8>, Option<String>, Option<Vec<u8>>);
        let rows: Vec<Row> = sqlx::query_as("select seq, entity, version, leaf, body, salt from revision order by seq")
            .fetch_all(&mut *db)
            .await
            .expect("the chain");
        let mut link = GENESIS;
        for (seq, entity, version, leaf, body, salt) in rows {
            let mut leaf = Leaf(leaf.try_into().expect("32 bytes"));
            let mut told = body;
            if let (true, Some(body), Some(salt)) = (seq == first, told.as_mut(), &salt) {
                *body = body.replacen('2', "1", 1);
                leaf = Leaf::of(salt.as_slice().try_into().expect("32 bytes"), body);
            }
            link = Link::after(link, seq, EntityId(entity), u32::try_from(version).expect("a version"), leaf);
            let statement = sqlx::query("update revision set leaf = $2, link = $3, body = $4 where seq = $1");
            let statement = statement.bind(seq).bind(leaf.0.to_vec()).bind(link.0.to_vec()).bind(told);
            statement.execute(&mut *db).await.expect("a changed row");
        }
    });
}

/// The number that a refusal names.
fn named(output: &Output) -> Option<i64> {
    let text = errors(output);
    let (_, rest) = text.split_once("révision ").or_else(|| text.split_once("revision "))?;
    rest.split(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

#[test]
fn a_mirror_holds_the_same_census_follows_erasures_and_takes_the_place_of_its_origin() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let origin = origin(there.path(), 200);
    let canary = "Passage du Canari 7719";
    let device = report(&origin, canary);
    succeeded(&follow(here.path(), &origin));
    let mirror = Server::start(&mut serving(here.path()));
    alike(&origin, &mirror);
    assert!(mirror.get(&format!("/api/v1/devices/{device}")).text().contains(canary));
    assert!(mirror.page("/").text().contains(&origin.url("")), "every page leads to the origin");
    let refused =
        mirror.post("/api/v1/contributions", &json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": {}}));
    assert_eq!((refused.status, refused.header("content-type")), (403, "application/problem+json"));
    drop(mirror);

    std::fs::write(there.path().join("words"), canary).expect("a file");
    succeeded(&run(there.path(), &["redact", "--passage-file", "words"]));
    let late = tempfile::tempdir().expect("a folder");
    for folder in [here.path(), late.path()] {
        succeeded(&follow(folder, &origin));
        assert_eq!(json(folder, &["check", "--json"])["faults"], json!([]));
        for file in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if file.is_dir() {
                continue;
            }
            let bytes = std::fs::read(&file).expect("a file");
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{} keeps what the origin erased", file.display());
        }
        alike(&origin, &Server::start(&mut serving(folder)));
    }
    succeeded(&run(here.path(), &["mirror", "--verify"]));

    drop(origin);
    succeeded(&run(here.path(), &["mirror", "--promote"]));
    let promoted = Server::start(serving(here.path()).arg("--fictional"));
    report(&promoted, "Après la copie");
    drop(promoted);
    assert_eq!(json(here.path(), &["check", "--json"])["faults"], json!([]));
}

#[test]
fn an_origin_that_rewrites_its_past_is_found_at_the_very_revision() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let origin = origin(there.path(), 120);
    succeeded(&follow(here.path(), &origin));
    let before = json(here.path(), &["check", "--json"]);
    // One word of one revision, its hashes untouched: a new copy sees it, and so does a copy that reads all again.
    tamper(
        there.path(),
        &[
            "update revision set body = replace(body, 'camera', 'gate') where seq = (select min(seq) from revision where seq > 40 and body like '%camera%')",
        ],
    );
    let new = tempfile::tempdir().expect("a folder");
    let (refused, verified) = (follow(new.path(), &origin), run(here.path(), &["mirror", "--verify"]));
    assert!(!refused.status.success() && !verified.status.success());
    let named =
        |text: &str| text.split_once("revision ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<u32>().ok());
    let (first, second) = (named(&errors(&refused)), named(&errors(&verified)));
    assert!(first.is_some_and(|seq| seq > 40) && first == second, "{} {}", errors(&refused), errors(&verified));
    // The newest link replaced: what was told before is told no longer.
    tamper(there.path(), &["update revision set link = zeroblob(32) where seq = (select max(seq) from revision)"]);
    let refused = follow(here.path(), &origin);
    assert!(!refused.status.success(), "a rewritten head is refused");
    assert!(errors(&refused).contains("réécrit son passé"), "{}", errors(&refused));
    assert_eq!(json(here.path(), &["check", "--json"]), before, "and nothing was taken over");
    // Another key than the one that was kept.
    assert!(run(there.path(), &["keys", "make", "--out", "other.pem"]).status.success());
    drop(origin);
    let foreign = Server::start(serving(there.path()).args(["--fictional", "--release-key", "other.pem"]));
    let third = tempfile::tempdir().expect("a folder");
    let key = there.path().join("key.pub.pem");
    let pinned = run(third.path(), &["mirror", &foreign.url(""), "--once", "--public-key", &key.display().to_string()]);
    assert!(!pinned.status.success() && errors(&pinned).contains("clé"), "{}", errors(&pinned));
}

#[test]
fn a_past_rewritten_with_a_chain_that_holds_is_found_at_the_very_revision() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let origin = origin(there.path(), 120);
    succeeded(&follow(here.path(), &origin));
    let (head, before) = (revisions(here.path()), json(here.path(), &["check", "--json"]));
    // From late to early: each time the earliest one is the first that differs.
    for first in [head, rand::random_range(head / 2..head), rand::random_range(2..head / 2), 1] {
        rewrite_from(there.path(), first);
        let (refused, verified) = (follow(here.path(), &origin), run(here.path(), &["mirror", "--verify"]));
        assert!(!refused.status.success() && errors(&refused).contains("réécrit son passé"), "{}", errors(&refused));
        assert_eq!((named(&refused), named(&verified)), (Some(first), Some(first)), "{}", errors(&verified));
    }
    assert_eq!(json(here.path(), &["check", "--json"]), before, "nothing was taken over");
}

/// 4,000 devices in the gate; 100,000 with `TECHNOPOLICE_MIRROR_CHANGES=100000 cargo test --release`, or with a program
/// that was built so: the test takes the one beside it.
#[test]
fn a_mirror_that_is_killed_20_times_at_random_moments_ends_with_the_same_census() {
    let changes = std::env::var("TECHNOPOLICE_MIRROR_CHANGES").ok().and_then(|text| text.parse().ok()).unwrap_or(4000);
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let first = tempfile::tempdir().expect("a folder");
    let origin = origin(there.path(), changes);
    let timed = || {
        let start = Instant::now();
        succeeded(&follow(first.path(), &origin));
        start.elapsed()
    };
    let (whole, nothing_new) = (timed(), timed());
    // So far into the work that a page of a thousand revisions often comes in, and all of them hardly ever.
    let share = (2000.0 / f64::from(changes)).clamp(0.125, 1.0);
    let most = nothing_new + whole.saturating_sub(nothing_new).mul_f64(share);
    let mut interrupted = 0;
    for round in 0..20 {
        let mut command = Command::new(binary());
        command.current_dir(here.path()).env("TECHNOPOLICE_DATABASE", database(here.path()));
        command.args(["mirror", &origin.url(""), "--once"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        std::thread::sleep(most.mul_f64(rand::random_range(0.0..1.0)));
        child.kill().expect("kill -9");
        child.wait().expect("it ends");
        interrupted += u32::from((1..revisions(there.path())).contains(&revisions(here.path())));
        report(&origin, &format!("Rue du Tour {round}"));
    }
    println!("{} revisions in {whole:?}, {interrupted} of 20 kills in the midst of them", revisions(there.path()));
    assert!(interrupted > 0, "no kill was in the midst of the work");
    succeeded(&follow(here.path(), &origin));
    assert!(revisions(here.path()) >= i64::from(changes));
    assert_eq!(json(here.path(), &["check", "--json"])["faults"], json!([]));
    alike(&origin, &Server::start(&mut serving(here.path())));
}

fn picture() -> Vec<u8> {
    let pixels = RgbImage::from_fn(640, 480, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 120]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Jpeg).expect("a picture");
    bytes.into_inner()
}

/// A PDF of one empty page.
fn pdf() -> Vec<u8> {
    let file = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] \
                /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n";
    let tail = format!(
        "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
        file.len()
    );
    [file, &tail].concat().into_bytes()
}

/// A moderator's session at a census.
fn moderator(folder: &Path, server: &Server) -> String {
    let made = json(folder, &["user", "add", "Vigie", "--role", "moderator", "--json"]);
    server.log_in(made["words"].as_str().expect("words"))
}

fn moderate(server: &Server, cookie: &str, photo: &str, state: &str) {
    let fields = [("action", "decide"), ("state", state)];
    let part = |(name, value)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = [fields.map(part).concat(), "--x--\r\n".to_owned()].concat();
    let origin = server.url("");
    let headers = [
        ("content-type", "multipart/form-data; boundary=x"),
        ("accept", "text/html"),
        ("cookie", cookie),
        ("origin", origin.as_str()),
    ];
    let answer = server.send("POST", &format!("/moderation/photos/{photo}"), &headers, body.as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// A device, and its photo that a moderator published.
fn photographed(origin: &Server, cookie: &str) -> (String, String) {
    let patch = json!({"kind": "camera", "position": [7.2621, 43.7034], "address_label": "Rue du Miroir"});
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": patch});
    let sent = origin.post("/api/v1/contributions", &body).json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let (id, code) = (text(&sent["id"]), text(&sent["receipt"]["code"]));
    let path = format!("/api/v1/contributions/{id}/photos");
    let headers = [("edit-key", code.as_str()), ("content-type", "image/jpeg")];
    let photo = text(&origin.send("POST", &path, &headers, &picture()).json()["id"]);
    moderate(origin, cookie, &photo, "published");
    (text(&sent["entity"]["id"]), photo)
}

/// The address of the first photo of a list, and its small form.
fn photo_paths(server: &Server) -> Vec<String> {
    let listed = server.get("/api/v1/photos").json();
    let photo = &listed["photos"][0];
    ["url", "thumbnail_url"].map(|name| photo[name].as_str().expect("an address").to_owned()).into()
}

#[test]
fn decisions_photos_documents_and_releases_come_with_the_chain_and_go_with_the_origin() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (there, here) = (there.path(), here.path());
    succeeded(&run(there, &["sample", "--fictional", "--devices", "60"]));
    succeeded(&run(there, &["keys", "make", "--out", "key.pem"]));
    let options = ["--fictional", "--release-key", "key.pem", "--passkeys", "optional"];
    let origin = Server::start(serving(there).args(options));
    let cookie = moderator(there, &origin);

    let (device, photo) = photographed(&origin, &cookie);

    let patch = json!({"title": "Délibération", "url": "https://example.org/1"});
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "document", "patch": patch});
    let document = origin.post("/api/v1/contributions", &body).json();
    let document = document["entity"]["id"].as_str().expect("a document").to_owned();
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("content-type", "application/pdf")];
    let filed = origin.send("POST", &format!("/api/v1/records/{document}/files"), &headers, &pdf());
    assert_eq!(filed.json()["state"], "published", "{}", filed.text());
    succeeded(&run(there, &["release", "make", "--month", "2026.11", "--key", "key.pem"]));

    let first = follow(here, &origin);
    succeeded(&first);
    let mirror = Server::start(&mut serving(here));
    alike(&origin, &mirror);
    let decisions = mirror.get("/api/v1/decisions").json();
    let count = decisions["decisions"].as_array().map_or(0, Vec::len);
    assert!(count >= 2 && decisions["decisions"][0]["moderator"] == "Vigie", "{decisions}");
    for decision in decisions["decisions"].as_array().expect("decisions") {
        let path = format!("/api/v1/decisions/{}", decision["id"].as_str().expect("an id"));
        assert_eq!(origin.get(&path).json(), mirror.get(&path).json());
    }
    let photos = photo_paths(&origin);
    let file = format!("/pieces/{}.pdf", filed.json()["sha256"].as_str().expect("a sum"));
    for path in photos.iter().chain([&file]) {
        assert_eq!((origin.get(path).status, origin.get(path).body), (200, mirror.get(path).body), "{path}");
    }
    assert_eq!(
        origin.get(&format!("/api/v1/records/{document}")).json(),
        mirror.get(&format!("/api/v1/records/{document}")).json()
    );
    for file in ["SHA256SUMS", "SHA256SUMS.sig", "devices.fgb", "osm/devices.csv.gz", "README.md"] {
        let path = format!("/dumps/2026.11/{file}");
        let (one, two) = (origin.get(&path), mirror.get(&path));
        assert_eq!((one.status, one.body), (200, two.body), "{path}");
    }
    let key = there.join("key.pub.pem").display().to_string();
    succeeded(&run(here, &["release", "check", "releases/2026.11", "--public-key", &key]));
    drop(mirror);

    // What the origin takes down, its copy takes down; what it erases goes out of the releases of both.
    moderate(&origin, &cookie, &photo, "hidden");
    succeeded(&run(there, &["redact", "--entity", &device, "--release-key", "key.pem"]));
    succeeded(&follow(here, &origin));
    let mirror = Server::start(&mut serving(here));
    alike(&origin, &mirror);
    for path in &photos {
        assert_eq!(mirror.get(path).status, 404, "{path}");
    }
    let kept = std::fs::read_dir(here.join("photos")).expect("a shelf").count();
    assert_eq!(kept, 1, "only the document is left on the shelf");
    succeeded(&run(here, &["release", "check", "releases/2026.11", "--public-key", &key]));
    let rows = mirror.get("/dumps/2026.11/erased.csv");
    assert_eq!((rows.status, rows.text()), (200, origin.get("/dumps/2026.11/erased.csv").text()));
}

#[test]
fn an_idle_minute_is_told_in_a_few_words_and_what_changes_is_still_seen() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let there = there.path();
    succeeded(&run(there, &["sample", "--fictional", "--devices", "60"]));
    let origin = Server::start(serving(there).args(["--fictional", "--passkeys", "optional"]));
    let cookie = moderator(there, &origin);
    let (device, photo) = photographed(&origin, &cookie);
    succeeded(&run(there, &["release", "make", "--month", "2026.11"]));

    let tap = Tap::on(&origin);
    let mut command = Command::new(binary());
    command.current_dir(here.path()).args(["mirror", &tap.url(), "--every", "1", "--database", &database(here.path())]);
    let mut mirror = command.stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut rounds = BufReader::new(mirror.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let told = rounds.next().expect("a first round");
    assert!(told.contains("2 fichier(s)") || told.contains("1 fichier(s)"), "{told}");
    let [asked, answered] = tap.take();
    assert!(asked.contains("/dumps/2026.11/SHA256SUMS") && answered.len() > 50_000, "{}", answered.len());

    let told = rounds.next().expect("a second round");
    let [asked, answered] = tap.take();
    for list in ["decisions?limit=1000", "photos?limit=1000", "files?limit=1000", "releases"] {
        assert!(asked.contains(&format!("GET /api/v1/{list} ")), "{asked}");
    }
    // The next round may have begun already, and this one before the first look.
    let (begun, same) = (asked.matches("GET /api/v1/changes").count() + 1, answered.matches("HTTP/1.1 304").count());
    assert!(same >= 4 && answered.matches("HTTP/1.1 200").count() <= begun, "only the head is told: {told} {answered}");
    println!("An idle round: {} bytes asked, {} answered", asked.len(), answered.len());
    assert!(asked.len() + answered.len() < 8_000 * begun, "{} {}", asked.len(), answered.len());

    moderate(&origin, &cookie, &photo, "hidden");
    assert!(rounds.by_ref().take(4).any(|told| told.contains(" 1 retiré(s)")), "the photo stays");
    let sums = |folder: &Path| std::fs::read_to_string(folder.join("releases/2026.11/SHA256SUMS")).expect("the sums");
    let before = sums(there);
    succeeded(&run(there, &["redact", "--entity", &device]));
    assert_ne!(before, sums(there));
    assert!(rounds.by_ref().take(4).any(|_| sums(there) == sums(here.path())), "the release stays as it was");
    mirror.kill().expect("it runs");
    mirror.wait().expect("it ends");
}
