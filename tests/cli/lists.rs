//! Lists of cameras, of any shape, in and out again.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::commands::{json, run};

const ABOUT: &str = r#"[list]
id = "essai-2025"
title = "Caméras d’essai"
publisher = "Ville d’essai"
url = "https://example.org/cameras.csv"
published_on = "2025-03-01"
licence = "etalab-2.0"
permission = "Licence Ouverte"
"#;

/// Saint-Denis (93066, 93200 and 93210), Paris 1er, the Atlantic, Dakar, and rows that say nothing of their place.
const LIST: &str = "\u{FEFF}N°;Adresse;Code postal;Longitude;Latitude;Type;Date de mise en service\r\n\
    1;Place du Caquet;93200;2,3570;48,9360;Dôme;01/09/2019\r\n\
    2;Rue de Rivoli;75001;2,3420;48,8600;fixe;inconnue\r\n\
    3;Au large;;-5;47;;\r\n\
    4;Dakar;;-17,44;14,69;;\r\n\
    5;Gare;93200;;;;\r\n\
    6;Rue de la République;75001;2,3570;48,9360;;\r\n\
    2;Rue de Rivoli;75001;2,3420;48,8600;fixe;inconnue\r\n\
    1;Autre place;93200;2,3571;48,9361;;\r\n\
    7;Nulle part;99999;;;;\r\n";

const COLUMNS: &str = "[columns]\nid = \"N°\"\naddress = \"Adresse\"\nterritory = \"Code postal\"\nlongitude = \"Longitude\"\n\
    latitude = \"Latitude\"\nform = \"Type\"\nfirst_seen = \"Date de mise en service\"\n[defaults]\nkind = \"camera\"\n\
    operator = \"Ville d’essai\"\n";

fn write(folder: &Path, list: &str, mapping: &str) {
    fs::write(folder.join("list.csv"), list).expect("a list");
    fs::write(folder.join("mapping.toml"), format!("{ABOUT}{mapping}")).expect("a mapping");
}

fn import(folder: &Path) -> Value {
    json(folder, &["import", "csv", "list.csv", "--mapping", "mapping.toml", "--json"])
}

fn counts(report: &Value) -> [u64; 7] {
    ["read", "new", "updated", "unchanged", "duplicates", "outside_coverage", "refused"]
        .map(|name| report[name].as_u64().unwrap_or_else(|| panic!("{name}: {report}")))
}

#[test]
fn every_row_of_a_list_is_accounted_for_and_a_second_reading_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), LIST, COLUMNS);
    let report = import(folder.path());
    assert_eq!(counts(&report), [9, 2, 0, 0, 1, 2, 3], "{report}");
    assert_eq!(report["without_place"], serde_json::json!({"93066": 1}), "{report}");
    assert_eq!((&report["statements"], &report["sites"]["93066"][0]), (&Value::from(1), &Value::from("Gare")));
    assert_eq!(report["territories"], serde_json::json!({"75101": 1, "93066": 1}), "{report}");
    let reasons: Vec<&str> =
        report["quarantined"].as_array().expect("a list").iter().filter_map(|odd| odd["reason"].as_str()).collect();
    assert_eq!(reasons, ["elsewhere", "number_twice", "unknown_territory"], "{report}");
    assert_eq!(counts(&import(folder.path())), [9, 0, 0, 2, 1, 2, 3]);
    let batch = report["batch"].as_str().expect("a batch");
    assert!(run(folder.path(), &["import", "roll-back", batch]).status.success());
    assert_eq!(json(folder.path(), &["check", "--json"])["faults"], serde_json::json!([]));
}

#[test]
fn a_list_that_says_something_new_updates_and_what_stands_there_already_is_not_doubled() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), LIST, COLUMNS);
    import(folder.path());
    write(folder.path(), &LIST.replace("Dôme", "tourelle"), COLUMNS);
    assert_eq!(counts(&import(folder.path()))[2], 1);
    let other = "a;lon;lat\nx1;2.35701;48.93601\nx2;2.35701;48.93601\n";
    fs::write(folder.path().join("list.csv"), other).expect("a list");
    let mapping = "[columns]\nid = \"a\"\nlongitude = \"lon\"\nlatitude = \"lat\"\n[defaults]\nkind = \"camera\"\n";
    let mapping = format!("{}{mapping}", ABOUT.replace("essai-2025", "autre-2026"));
    fs::write(folder.path().join("mapping.toml"), mapping).expect("a mapping");
    let report = import(folder.path());
    assert_eq!(report["matched"].as_array().map(Vec::len), Some(1), "one device has one twin: {report}");
    assert_eq!(counts(&report)[..4], [2, 1, 0, 0], "{report}");
}

#[test]
fn what_cannot_be_meant_is_refused_in_words_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let exchanged = "id,Latitude,Longitude\n1,2.3570,48.9360\n2,2.3572,48.9361\n";
    let columns = "[columns]\nid = \"id\"\nlongitude = \"Longitude\"\nlatitude = \"Latitude\"\n";
    let metres = "id;Latitude;Longitude\n1;6862035,26;652469,02\n";
    let cases = [
        (exchanged, format!("{ABOUT}{columns}"), "swapped = true"),
        (metres, format!("{ABOUT}{columns}"), "EPSG:2154"),
        (exchanged, format!("{}{columns}", ABOUT.replace("etalab-2.0", "")), "licence"),
        (exchanged, format!("{ABOUT}{}", columns.replace("\"id\"", "\"numéro\"")), "it has id, Latitude, Longitude"),
        ("", format!("{ABOUT}{columns}"), "empty"),
    ];
    for (list, mapping, word) in cases {
        fs::write(folder.path().join("list.csv"), list).expect("a list");
        fs::write(folder.path().join("mapping.toml"), mapping).expect("a mapping");
        let output = run(folder.path(), &["import", "csv", "list.csv", "--mapping", "mapping.toml"]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && errors.contains(word), "{word}: {errors}");
    }
    assert_eq!(json(folder.path(), &["check", "--json"])["revisions"], 0);
    write(folder.path(), exchanged, &format!("[coordinates]\nswapped = true\n{columns}"));
    assert_eq!(counts(&import(folder.path()))[..2], [2, 2]);
}

#[test]
fn without_a_mapping_one_is_guessed_and_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("list.csv"), LIST).expect("a list");
    let output = run(folder.path(), &["import", "csv", "list.csv"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success()
            && text.contains("longitude = \"Longitude\"")
            && text.contains("territory = \"Code postal\""),
        "{text}"
    );
}

/// 200 orders of Seine-Saint-Denis as a clerk types them: no day of expiry but in one row, blanks, words beside numbers.
fn orders() -> String {
    let head = "N° arrêté;Date de l'arrêté;Commune;Demandeur;Lieu;Nombre de caméras voie publique;Durée de conservation;Date d'expiration\r\n";
    let row = |number: u32| {
        let town = ["Saint-Denis", "Montreuil", "93001", "Bobigny"][number as usize % 4];
        let until = if number == 7 { "31/12/2027" } else { "" };
        format!(
            "2024-{number:04};{:02}/03/2024;{town};Commune;Périmètre {number};{} caméras;30 jours;{until}\r\n",
            number % 28 + 1,
            number % 9 + 1
        )
    };
    (1..=200).map(row).fold(head.to_owned(), |list, row| list + &row)
}

const ORDERS: &str = "[columns]\nnumber = \"N° arrêté\"\nsigned_on = \"Date de l'arrêté\"\nterritory = \"Commune\"\n\
    applicant = \"Demandeur\"\naddress = \"Lieu\"\ncameras_public_road = \"Nombre de caméras voie publique\"\n\
    retention_days = \"Durée de conservation\"\nexpires_on = \"Date d'expiration\"\n[defaults]\ndepartment = \"93\"\n\
    prefecture = \"Préfecture de la Seine-Saint-Denis\"\n";

#[test]
fn two_hundred_orders_of_a_spreadsheet_come_in_with_a_derived_expiry_and_go_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let about =
        ABOUT.replace("essai-2025", "raa-93").replace("permission =", "profile = \"authorisations\"\npermission =");
    fs::write(folder.path().join("list.csv"), orders()).expect("a list");
    fs::write(folder.path().join("mapping.toml"), format!("{about}{ORDERS}")).expect("a mapping");
    let before = json(folder.path(), &["check", "--json"]);
    let seen = json(folder.path(), &["import", "csv", "list.csv", "--mapping", "mapping.toml", "--dry-run", "--json"]);
    assert_eq!(counts(&seen), [200, 200, 0, 0, 0, 0, 0], "{seen}");
    assert_eq!(json(folder.path(), &["check", "--json"]), before, "looking writes nothing");
    let report = import(folder.path());
    assert_eq!(counts(&report), [200, 200, 0, 0, 0, 0, 0], "{report}");
    assert_eq!(report["derived_expiry"], 199, "one says until when it holds: {report}");
    let towns = serde_json::json!({"93001": 50, "93008": 50, "93048": 50, "93066": 50});
    assert_eq!(report["territories"], towns, "{report}");
    assert_eq!(counts(&import(folder.path())), [200, 0, 0, 200, 0, 0, 0], "a second reading changes nothing");
    fs::write(folder.path().join("list.csv"), orders().replacen("2 caméras", "22 caméras", 1)).expect("a list");
    assert_eq!(counts(&import(folder.path()))[..4], [200, 0, 1, 199]);
    let batch = report["batch"].as_str().expect("a batch");
    assert!(run(folder.path(), &["import", "roll-back", batch]).status.success());
    assert_eq!(json(folder.path(), &["check", "--json"])["faults"], serde_json::json!([]));
}

#[test]
fn a_list_of_orders_is_told_from_a_list_of_cameras() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("list.csv"), orders()).expect("a list");
    let output = run(folder.path(), &["import", "csv", "list.csv"]);
    let text = String::from_utf8_lossy(&output.stdout);
    for line in ["profile = \"authorisations\"", "number = \"N° arrêté\"", "prefecture = \"\"", "signed_on = "] {
        assert!(text.contains(line), "{line}: {text}");
    }
}
