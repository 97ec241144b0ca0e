//! Every path of the program × every role, against the table of `rights.toml`.

use std::collections::{BTreeMap, BTreeSet};

use technopolice_tests::{Server, repository};

use crate::accounts::{Census, ROLES};

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

/// What a line of the table says.
pub(crate) struct Row {
    /// `everybody`, `logged in`, or roles.
    pub(crate) who: String,
    /// Does it take a right that holds everywhere?
    pub(crate) everywhere: bool,
    /// What the path is about.
    pub(crate) names: Names,
}

/// What a path names.
pub(crate) enum Names {
    /// Nothing that belongs to anybody.
    Nothing,
    /// Something that it makes.
    New,
    /// The account that asks.
    Myself,
    /// Things of somebody's: the statuses for one's own, somebody else's and hidden ones.
    Things([u16; 3]),
}

impl Row {
    fn read(text: &str) -> Self {
        let (who, names) = text.split_once("; ").unwrap_or((text, ""));
        let names = match names {
            "" => Names::Nothing,
            "new" => Names::New,
            "self" => Names::Myself,
            things => {
                let mut parts = things.split(", ");
                Names::Things(["own ", "other ", "hidden "].map(|whose| {
                    let status = parts.next().and_then(|part| part.strip_prefix(whose)?.parse().ok());
                    status.unwrap_or_else(|| panic!("expected `own 200, other 404, hidden 404`, found {things:?}"))
                }))
            }
        };
        let everywhere = who.ends_with(" everywhere");
        Self { who: who.trim_end_matches(" everywhere").to_owned(), everywhere, names }
    }

    /// Does the line say what it must about a path, and no more?
    fn is_complete(&self, method: &str, path: &str) -> bool {
        let names_things = ["{id}", "{photo}"].iter().any(|part| path.contains(part)) || NAMED.contains(&path);
        match self.names {
            Names::Nothing => method == "GET" && !names_things,
            Names::New | Names::Myself => method != "GET" && !names_things,
            Names::Things(_) => method != "GET" || names_things,
        }
    }
}

/// Paths on which `{name}` is a thing of somebody's.
const NAMED: [&str; 4] =
    ["/photos/{name}", "/pieces/{name}", "/cards/{lang}/devices/{name}", "/cards/{lang}/records/{name}"];

pub(crate) fn expected() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(repository().join("tests/api/rights.toml")).expect("the table");
    let table: BTreeMap<String, String> = toml::from_str(&text).expect("the table is TOML with one text a line");
    table.into_iter().map(|(name, text)| (name, Row::read(&text))).collect()
}

/// The methods of a path, as the program itself says them in `Allow`.
fn methods(server: &Server, path: &str) -> Vec<String> {
    let answer = server.send("TRACE", path, &[], b"");
    assert_eq!(answer.status, 405, "{path}");
    let allowed = answer.header("allow").split(',').map(str::trim).filter(|method| *method != "HEAD");
    allowed.map(str::to_owned).collect()
}

pub(crate) fn filled(path: &str) -> String {
    let filled = PARTS.iter().fold(path.to_owned(), |path, (part, value)| path.replace(part, value));
    assert!(!filled.contains('{'), "{path} has a part that PARTS of rights.rs does not know: add it there");
    filled
}

pub(crate) fn is_let_in(who: &str, role: &str) -> bool {
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
            if !who.is_complete(&method, &path) {
                faults
                    .push(format!("say what {row} names: `; own 200, other 404, hidden 404`, or `; new`, or `; self`"));
            }
            let who = who.who.as_str();
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
