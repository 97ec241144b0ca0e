//! Every path of the program × every role, against the table of `rights.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use technopolice_tests::{Server, repository};
use uuid::Uuid;

use crate::accounts::{Census, ROLES};
use crate::seen::{NICE, report};

/// Values for the parts of paths; an object that is not there is answered 404, to everybody alike.
const PARTS: &[(&str, &str)] = &[
    ("{id}", "00000000-0000-4000-8000-000000000000"),
    ("{code}", "93066"),
    ("{place}", "93066-saint-denis"),
    ("{file}", "devices.csv"),
    ("{collection}", "devices"),
    ("{month}", "2026.11"),
    ("{*file}", "devices.fgb"),
    ("{slug}", "invalid"),
    ("{key}", "taj"),
    ("{name}", "0.jpg"),
    ("{millions}", "000"),
    ("{thousands}", "000"),
    ("{lang}", "fr"),
    ("{zoom}", "5"),
    ("{centre}", "2.5,46.6"),
    ("{size}", "64x64.png"),
    ("{photo}", "00000000-0000-4000-8000-000000000000"),
    ("{z}", "0"),
    ("{x}", "0"),
    ("{y}", "0.mvt"),
];

fn expected() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(repository().join("tests/api/rights.toml")).expect("the table");
    toml::from_str(&text).expect("the table is TOML with one text a line")
}

/// The methods of a path, as the program itself says them in `Allow`.
fn methods(server: &Server, path: &str) -> Vec<String> {
    let answer = server.send("TRACE", path, &[], b"");
    assert_eq!(answer.status, 405, "{path}");
    let allowed = answer.header("allow").split(',').map(str::trim).filter(|method| *method != "HEAD");
    allowed.map(str::to_owned).collect()
}

fn filled(path: &str) -> String {
    let filled = PARTS.iter().fold(path.to_owned(), |path, (part, value)| path.replace(part, value));
    assert!(!filled.contains('{'), "{path} has a part that PARTS of rights.rs does not know: add it there");
    filled
}

fn is_let_in(who: &str, role: &str) -> bool {
    match who {
        "everybody" => true,
        "logged in" => role != "anonymous",
        roles => roles.split(',').any(|allowed| allowed.trim() == role),
    }
}

#[test]
fn every_path_lets_in_whom_the_table_says_and_nobody_else() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let table = expected();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for path in server::paths() {
        for method in methods(&server, &filled(&path)) {
            let row = format!("{method} {path}");
            let Some(who) = table.get(&row) else {
                faults.push(format!(
                    "add to tests/api/rights.toml: \"{row}\" = \"everybody\" # or \"logged in\", or roles"
                ));
                continue;
            };
            for role in ROLES {
                let status = census.ask(&server, role, &method, &filled(&path));
                let fits = match (is_let_in(who, role), role) {
                    (true, _) => ![401, 403].contains(&status),
                    (false, "anonymous") => status == 401,
                    (false, _) => status == 403,
                };
                if !fits {
                    faults.push(format!("{row} answered {status} to {role}; the table says: {who}"));
                }
            }
            seen.insert(row);
        }
    }
    faults.extend(table.keys().filter(|row| !seen.contains(*row)).map(|row| format!("no such path any more: {row}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every change × who carries a session × where the request comes from.
#[test]
fn no_other_site_acts_in_the_name_of_somebody_who_is_logged_in() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = server.log_in(census.words("administrator"));
    let foreign: [&[(&str, &str)]; 4] = [
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    ];
    for row in expected().keys().filter(|row| !row.starts_with("GET ")) {
        let (method, path) = row.split_once(' ').expect("a method and a path");
        for headers in foreign {
            for kind in ["application/x-www-form-urlencoded", "text/plain", "application/json"] {
                let headers = [headers, &[("cookie", cookie.as_str()), ("content-type", kind)]].concat();
                let answer = server.send(method, &filled(path), &headers, b"");
                assert_eq!(answer.status, 403, "{row} {headers:?}");
            }
        }
    }
    assert_eq!(server.send("GET", "/compte", &[("cookie", &cookie)], b"").status, 200, "nothing happened");
}

/// Objects that belong to somebody: own, somebody else's, and none.
#[test]
fn what_belongs_to_somebody_does_not_exist_for_others_whatever_their_role() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let sent = |number| server.post("/api/v1/contributions", &report(Uuid::from_u128(number), NICE)).json();
    let (mine, other) = (sent(1), sent(2));
    let path = format!("/api/v1/contributions/{}", mine["id"].as_str().expect("an id"));
    let code = |sent: &serde_json::Value| sent["receipt"]["code"].as_str().expect("a code").to_owned();
    for role in ROLES {
        let cookie = census.cookie(&server, role);
        let ask = |key: &str| {
            let headers = [("edit-key", key), ("cookie", cookie.as_str())];
            server.send("GET", &path, &headers, b"").status
        };
        assert_eq!((ask(&code(&mine)), ask(&code(&other)), ask("")), (200, 404, 404), "{role}");
        if role != "anonymous" {
            let key = Uuid::from_u128(7).to_string();
            assert_eq!(server.form_as(&cookie, "/compte/cles", &[("id", &key)]).status, 404, "{role}");
        }
    }
    assert_eq!(server.post("/api/v1/receipts", &json!({"code": code(&mine)})).status, 200);
}
