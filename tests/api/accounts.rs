//! Accounts over HTTP: made, opened, closed; and what their pages do.

use std::process::Command;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use technopolice_tests::{Server, binary};
use tempfile::TempDir;

/// Everybody who may ask.
pub(crate) const ROLES: [&str; 7] =
    ["anonymous", "contributor", "trusted", "moderator", "importer", "administrator", "auditor"];

/// A census of one's own with an account of every role.
pub(crate) struct Census {
    folder: TempDir,
    accounts: Vec<(&'static str, String)>,
}

impl Census {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut census = Self { folder, accounts: Vec::new() };
        for role in &ROLES[1..] {
            census.accounts.push((role, census.add(role, (*role != "contributor").then_some(*role))));
        }
        census
    }

    /// Makes an account on the command line; its words.
    pub(crate) fn add(&self, pseudonym: &str, role: Option<&str>) -> String {
        let mut command = self.command(&["user", "add", pseudonym, "--json"]);
        command.args(role.into_iter().flat_map(|role| ["--role", role]));
        let output = command.output().expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        said["words"].as_str().expect("words").to_owned()
    }

    /// Imports a list on the command line.
    pub(crate) fn import(&self, kind: &str, list: &str) {
        std::fs::write(self.folder.path().join("list"), list).expect("a file");
        let output = self.command(&["import", kind, "list"]).output().expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        let database = format!("sqlite://{}", self.folder.path().join("census.db").display());
        command.current_dir(self.folder.path()).env("TECHNOPOLICE_DATABASE", database);
        command.env("TECHNOPOLICE_PUBLICATION", "immediate").args(arguments);
        command
    }

    /// Does something to the database behind the program's back.
    pub(crate) fn execute(&self, statements: &str) {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("census.db"));
        let done = async {
            let mut connection = SqliteConnection::connect_with(&options).await?;
            sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut connection).await
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(done).expect("statements of a test");
    }

    /// Runs a command on the census.
    pub(crate) fn run(&self, arguments: &[&str]) -> std::process::Output {
        self.command(arguments).output().expect("the program runs")
    }

    pub(crate) fn serve(&self, options: &[&str]) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        Server::start(command.args(options))
    }

    /// Where it lies, with its photos.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The words of the account of a role.
    pub(crate) fn words(&self, role: &str) -> &str {
        self.accounts.iter().find(|(known, _)| *known == role).map(|(_, words)| words.as_str()).expect("a role")
    }

    /// A new session of the account of a role; nothing for somebody who has none.
    pub(crate) fn cookie(&self, server: &Server, role: &str) -> String {
        if role == "anonymous" { String::new() } else { server.log_in(self.words(role)) }
    }

    /// Asks with a fresh session of a role, as a page of this site would; the status.
    pub(crate) fn ask(&self, server: &Server, role: &str, method: &str, path: &str) -> u16 {
        let cookie = self.cookie(server, role);
        let kind = if path.starts_with("/api/") || path.starts_with("/compte/cles/") {
            "application/json"
        } else {
            "application/x-www-form-urlencoded"
        };
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("content-type", kind)];
        server.send(method, path, &headers, b"").status
    }
}

#[test]
fn an_account_is_made_opened_and_deleted_by_forms_alone() {
    let census = Census::new();
    let server = census.serve(&[]);
    let made = server.form("/compte/nouveau", &[("pseudonym", "Chat noir")]);
    assert_eq!(made.status, 201, "{}", made.text());
    let set = made.header("set-cookie");
    assert!(set.contains("HttpOnly; SameSite=Strict") && !set.contains("Secure"), "{set}");
    let text = made.text();
    let list = text.split("class=\"secret-words\">").nth(1).expect("a list").split("</ol>").next().expect("its end");
    let words: Vec<&str> = list.split("<li>").skip(1).map(|item| item.split('<').next().expect("a word")).collect();
    assert_eq!(words.len(), 12);
    assert_eq!(server.form("/compte/nouveau", &[("pseudonym", "CHAT-NOIR")]).status, 422);
    let planted = "session=".to_owned() + &"ab".repeat(32);
    let answer = server.form_as(&planted, "/connexion", &[("words", &words.join(" ").to_uppercase())]);
    let cookie = answer.cookie();
    assert_eq!(answer.status, 303);
    assert_ne!(cookie, planted, "an id that the browser brought is not adopted");
    let page = |cookie: &str| server.send("GET", "/compte", &[("cookie", cookie), ("accept", "text/html")], b"");
    assert!(page(&cookie).text().contains("Chat noir"));
    let rotated = server.form_as(&cookie, "/connexion", &[("words", &words.join(" "))]).cookie();
    assert_eq!((page(&cookie).status, page(&rotated).status), (401, 200), "the old id is refused after a login");
    assert_eq!(server.form_as(&rotated, "/deconnexion", &[]).status, 303);
    assert_eq!(page(&rotated).status, 401, "logging out kills the session on the server");
    let again = server.log_in(&words.join(" "));
    assert_eq!(server.form_as(&again, "/compte", &[("action", "delete"), ("sure", "yes")]).status, 303);
    assert_eq!(server.form("/connexion", &[("words", &words.join(" "))]).status, 422);
}

#[test]
fn a_moderator_without_a_passkey_reaches_the_page_to_add_one_and_nothing_else() {
    let census = Census::new();
    let server = census.serve(&[]);
    for role in ["moderator", "administrator"] {
        let cookie = server.log_in(census.words(role));
        let get = |path: &str| server.send("GET", path, &[("cookie", &cookie), ("accept", "text/html")], b"");
        assert_eq!(get("/compte/cles").status, 200);
        for path in ["/compte", "/administration/comptes"] {
            assert_eq!(get(path).status, 403, "{role} {path}");
            assert!(get(path).text().contains("href=\"/compte/cles\""), "{role} {path}");
        }
    }
    let auditor = server.log_in(census.words("auditor"));
    assert_eq!(server.send("GET", "/compte", &[("cookie", &auditor)], b"").status, 200);
}

#[test]
fn an_administrator_gives_a_role_and_the_account_has_to_log_in_again() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional"]);
    let (admin, other) = (server.log_in(census.words("administrator")), server.log_in(census.words("contributor")));
    let act = |fields: &[(&str, &str)]| server.form_as(&admin, "/administration/comptes", fields);
    let grant = [("action", "grant"), ("pseudonym", "contributor"), ("role", "trusted"), ("territory", "d93")];
    let answer = act(&grant);
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("de confiance (Seine-Saint-Denis)"));
    assert_eq!(server.send("GET", "/compte", &[("cookie", &other)], b"").status, 401);
    assert_eq!(act(&[("action", "grant"), ("pseudonym", "administrator"), ("role", "moderator")]).status, 422);
    assert_eq!(act(&[("action", "grant"), ("pseudonym", "contributor"), ("role", "king")]).status, 422);
    assert_eq!(act(&[("action", "disable"), ("pseudonym", "contributor")]).status, 200);
    assert_eq!(server.form("/connexion", &[("words", census.words("contributor"))]).status, 422);
}

#[test]
fn words_cannot_be_tried_by_the_thousand() {
    let census = Census::new();
    let server = census.serve(&[]);
    let tried: Vec<u16> = (0..40).map(|_| server.form("/connexion", &[("words", "abaisser")]).status).collect();
    assert_eq!(tried[..25], [422; 25]);
    assert_eq!(*tried.last().expect("forty"), 429);
    assert_eq!(server.form("/connexion", &[("words", census.words("contributor"))]).status, 429);
}
