//! The pages in a real browser: journeys, accessibility, screenshots, and no request to anybody else.

use std::path::Path;
use std::process::Command;

use technopolice_tests::{Engine, Server, TestDatabase, binary, demo, program, repository, skipped};

/// What the journeys need that a machine may not have.
fn missing() -> Option<&'static str> {
    let chromium = std::env::var_os("CHROMIUM").is_some() || Path::new("/usr/bin/chromium").exists();
    let modules = repository().join("web/node_modules/playwright-core").exists();
    match (program("node").is_some(), chromium, modules) {
        (false, ..) => Some("node not found"),
        (_, false, _) => Some("Chromium not found"),
        (.., false) => Some("web/node_modules not found (the scripts were built without npm)"),
        _ => None,
    }
}

/// Runs the journeys of a script on a server; what they say goes to the test's output.
fn walk(server: &Server, only: &str, environment: &[(&str, &str)]) {
    let output = Command::new("node")
        .arg(repository().join("tests/web/journeys.mjs"))
        .args([server.url("").as_str(), only])
        .env("SCREENSHOTS", repository().join("target/screenshots"))
        .envs(environment.iter().copied())
        .output()
        .expect("node runs");
    let (words, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{words}");
    assert!(output.status.success(), "{words}\n{errors}");
}

#[test]
fn people_arrive_where_they_want_to_in_a_real_browser() {
    if let Some(reason) = missing() {
        return skipped(reason);
    }
    let server = demo();
    let words = server.said().iter().find_map(|line| line.split(" : ").nth(1)).expect("the words of the moderator");
    walk(&server, "all", &[("MODERATOR_WORDS", words)]);
    assert_eq!(server.stop(), "", "the log must hold no warning");
}

/// A use is reported, paid for, disputed, settled, read and taken back, with and without JavaScript.
fn the_census_is_told_disputed_settled_and_taken_back(database: Option<TestDatabase>) {
    if let Some(reason) = missing() {
        return skipped(reason);
    }
    let Some(database) = database else { return };
    let (url, engine) = (database.address(), database.engine);
    let folder = tempfile::tempdir().expect("a folder");
    let command = |arguments: &[&str]| {
        let mut command = Command::new(binary());
        command.current_dir(folder.path()).env("TECHNOPOLICE_DATABASE", &url).args(arguments);
        command
    };
    let added = command(&[
        "user",
        "add",
        "mouette",
        "--role",
        "moderator",
        "--role",
        "importer",
        "--role",
        "administrator",
        "--json",
    ])
    .output()
    .expect("it runs");
    let added: serde_json::Value = serde_json::from_slice(&added.stdout).expect("JSON");
    let options = ["--publication", "immediate", "--passkeys", "optional", "--no-rate-limits"];
    let server = Server::start(command(&["serve", "--listen", "127.0.0.1:0"]).args(options));
    let check = serde_json::json!([binary(), "--database", url, "check"]).to_string();
    let words = added["words"].as_str().expect("words");
    let echoes = if engine == Engine::Sqlite { "yes" } else { "no" };
    walk(&server, "census", &[("MODERATOR_WORDS", words), ("CHECK", &check), ("ECHOES", echoes)]);
}

#[tokio::test]
async fn on_sqlite_the_census_is_told_disputed_settled_and_taken_back() {
    the_census_is_told_disputed_settled_and_taken_back(TestDatabase::new(Engine::Sqlite).await);
}

#[tokio::test]
async fn on_postgresql_the_census_is_told_disputed_settled_and_taken_back() {
    the_census_is_told_disputed_settled_and_taken_back(TestDatabase::new(Engine::Postgres).await);
}
