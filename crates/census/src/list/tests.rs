use std::collections::HashMap;

use chrono::NaiveDate;
use geodata::Position;

use super::*;
use crate::osm::{Quarantined, Reason};

const ABOUT: &str = r#"
[list]
id = "essai-2025"
title = "Caméras d’essai"
publisher = "Ville d’essai"
url = "https://example.org/cameras.csv"
published_on = "2025-03-01"
licence = "etalab-2.0"
permission = "Licence Ouverte"
"#;

fn mapping(rest: &str) -> Mapping {
    Mapping::parse(&format!("{ABOUT}{rest}")).expect("a mapping")
}

/// Two towns side by side: everything east of 2.35° is the second, west of it the first; a strip is near both.
fn locate(position: Position) -> Spot {
    let (x, y) = (position.longitude(), position.latitude());
    if !(2.0..3.0).contains(&x) || !(48.0..49.0).contains(&y) {
        return Spot { country: Some("SN".to_owned()), ..Spot::default() };
    }
    let (here, there) = if x > 2.35 { ("75102", "75101") } else { ("75101", "75102") };
    let neighbours = if (x - 2.35).abs() < 0.002 { vec![there.to_owned()] } else { Vec::new() };
    Spot { territory: Some(here.to_owned()), country: Some("FR".to_owned()), neighbours, ..Spot::default() }
}

fn named(text: &str) -> Vec<String> {
    let known = HashMap::from([("75001", vec!["75101"]), ("75002", vec!["75102"]), ("Paris", vec!["75101", "75102"])]);
    known.get(text).into_iter().flatten().map(|code| (*code).to_owned()).collect()
}

fn surroundings() -> Surroundings<'static> {
    Surroundings { today: NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day"), locate: &locate, named: &named }
}

fn read_all(text: &[u8], mapping: &Mapping) -> Vec<Reading> {
    let table = Table::read(text).expect("a list");
    table.rows.iter().map(|row| read(&table, row, mapping, &surroundings())).collect()
}

const PLACED: &str = "[columns]\nid = \"N°\"\nlongitude = \"lon\"\nlatitude = \"lat\"\nterritory = \"CP\"\naddress = \"Lieu\"\n\
    form = \"Type\"\nfirst_seen = \"Pose\"\n[defaults]\nkind = \"camera\"\n[values.form]\n\"Boule\" = \"dome\"\n";

#[test]
fn a_row_becomes_a_device_and_what_it_does_not_say_stays_unknown() {
    let text = "N°;Lieu;CP;Type;Pose;lon;lat\n12;Rue de la Paix;75001;boule;08/07/16;2,34750188;48,85875016\n13;;75001;;inconnue;2.3;48.8\n";
    let readings = read_all(text.as_bytes(), &mapping(PLACED));
    let Outcome::Device { device, near_boundary: false } = &readings[0].outcome else { panic!("{:?}", readings[0]) };
    assert_eq!((device.territory.as_str(), device.kind), ("75101", crate::DeviceKind::Camera));
    assert_eq!(device.form, Some(crate::Form::Dome));
    assert_eq!(device.first_seen.as_ref().map(ToString::to_string).as_deref(), Some("2016-07-08"));
    assert_eq!(device.upstream[0].id, "12");
    assert!((device.position.longitude() - 2.347_501_88).abs() < 1e-6);
    let Outcome::Device { device, .. } = &readings[1].outcome else { panic!("{:?}", readings[1]) };
    assert!(device.form.is_none() && device.first_seen.is_none() && readings[1].quarantined.is_empty());
}

#[test]
fn what_the_list_names_wins_near_a_boundary_and_is_doubted_far_from_it() {
    let text = "N°;Lieu;CP;Type;Pose;lon;lat\n1;;75001;;;2.3505;48.8\n2;;75001;;;2.5;48.8\n3;;;;;2.3505;48.8\n4;;75001;;;-17.4;14.7\n5;;75002;;;;\n6;;Paris;;;;\n7;;75009;;;0;0\n";
    let readings = read_all(text.as_bytes(), &mapping(PLACED));
    let territory = |reading: &Reading| match &reading.outcome {
        Outcome::Device { device, near_boundary } => format!("{} {near_boundary}", device.territory),
        Outcome::Unplaced { territory, .. } => format!("{territory} without place"),
        Outcome::Outside(country) => format!("outside {country:?}"),
        Outcome::Refused => format!("{:?}", reading.quarantined[0].reason),
    };
    let found: Vec<String> = readings.iter().map(territory).collect();
    let expected = [
        "75101 true",
        "Elsewhere",
        "75102 true",
        "outside Some(\"SN\")",
        "75102 without place",
        "SeveralTerritories",
        "UnknownTerritory",
    ];
    assert_eq!(found, expected);
}

#[test]
fn exchanged_and_plane_coordinates_are_told_and_turned_only_when_the_mapping_says_so() {
    let columns = "[columns]\nlongitude = \"Longitude\"\nlatitude = \"Latitude\"\n";
    let swapped = "\u{FEFF}Latitude,Longitude\n2.30,48.85\n2.31,48.86\n2.32,48.84\n";
    let table = Table::read(swapped.as_bytes()).expect("a list");
    assert_eq!(verdict(&table, &mapping(columns), &surroundings()), Some(Doubt::Swapped { rows: 3 }));
    let told = mapping(&format!("[coordinates]\nswapped = true\n{columns}"));
    assert_eq!(verdict(&table, &told, &surroundings()), None);
    let placed =
        |readings: Vec<Reading>| readings.iter().filter(|it| matches!(it.outcome, Outcome::Device { .. })).count();
    assert_eq!(placed(read_all(swapped.as_bytes(), &told)), 3);

    let plane = "X;Y\n652469,02;6862035,26\n652000;6862000\n";
    let columns = "[columns]\nlongitude = \"X\"\nlatitude = \"Y\"\n";
    let table = Table::read(plane.as_bytes()).expect("a list");
    assert_eq!(
        verdict(&table, &mapping(columns), &surroundings()),
        Some(Doubt::Metres { crs: "EPSG:2154".to_owned() })
    );
    let told = mapping(&format!("[coordinates]\ncrs = \"EPSG:2154\"\n{columns}"));
    assert_eq!(placed(read_all(plane.as_bytes(), &told)), 2);
}

#[test]
fn odd_values_are_set_aside_and_the_device_comes_without_them() {
    let text = "N°;Lieu;CP;Type;Pose;lon;lat\n1;M. Jean Dupont, 06 12 34 56 78;75001;Trapèze;demain;2.3;48.8\n";
    let readings = read_all(text.as_bytes(), &mapping(PLACED));
    let reasons: Vec<Reason> = readings[0].quarantined.iter().map(|odd| odd.reason).collect();
    assert_eq!(reasons, [Reason::UnknownValue, Reason::PersonalData, Reason::NotADate]);
    assert!(readings[0].quarantined.iter().all(|odd| odd.imported && !format!("{odd:?}").contains("Dupont")));
}

#[test]
fn tables_are_read_however_they_were_saved() {
    let windows = b"Num\xE9ro;Adresse;lat;lon\r\n1;\"Rue \"\"A\"\";\r\nsuite\";48.8;2.3\r\n\r\n2;Rue B;48.8;2.3;;\r\n3;x;y;z;en trop\r\n";
    let table = Table::read(windows).expect("a list");
    assert_eq!(table.columns[0], "Numéro");
    assert_eq!((table.rows.len(), table.unreadable.as_slice()), (2, &[6][..]));
    assert!(table.rows[0].cell(1).contains("Rue \"A\";"));
    let geojson = br#"{"type":"FeatureCollection","features":[{"type":"Feature","id":84,"properties":{"nom":"a"},"geometry":{"type":"Point","coordinates":[2.3,48.8]}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[2.4,48.8]}},{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[2,48],[3,48]]}}]}"#;
    let table = Table::read(geojson).expect("a list");
    assert_eq!((table.rows.len(), table.unreadable.len(), table.rows[0].cell(2)), (2, 1, "84"));
    for bytes in [&b""[..], b"PK\x03\x04", b"un seul", b"{\"a\":1}"] {
        assert!(Table::read(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn columns_are_guessed_by_their_names_and_what_they_hold() {
    let table = Table::read("Identifiant;Lieu d'implantation;Code postal;geo_point_2d;Date de mise en service\n1;Rue A;75001;48.85, 2.34;2019\n".as_bytes());
    let table = table.expect("a list");
    let guessed = guess(&table);
    let column = |target| guessed.columns.get(&target).map(|column| column.names()[0].as_str());
    assert_eq!(column(Target::Id), Some("Identifiant"));
    assert_eq!(column(Target::Address), Some("Lieu d'implantation"));
    assert_eq!(column(Target::Territory), Some("Code postal"));
    assert_eq!(column(Target::Point), Some("geo_point_2d"));
    assert_eq!(column(Target::FirstSeen), Some("Date de mise en service"));
    let again = mapping(&guessed.to_toml());
    assert!(again.fits(&table).is_ok());
    assert!(matches!(read(&table, &table.rows[0], &again, &surroundings()).outcome, Outcome::Device { .. }));
}

#[test]
fn a_mapping_without_licence_permission_or_place_is_refused() {
    for (from, to) in
        [("etalab-2.0", "tous droits réservés"), ("\"Licence Ouverte\"", "\"\""), ("essai-2025", "Essai 2025")]
    {
        let text = format!("{}{PLACED}", ABOUT.replace(from, to));
        assert!(Mapping::parse(&text).is_err(), "{to}");
    }
    assert_eq!(Mapping::parse(&format!("{ABOUT}[columns]\nid = \"a\"\n")), Err(InvalidMapping::NoPlace));
    assert!(Mapping::parse(&format!("{ABOUT}[columns]\nlongitud = \"a\"\n")).is_err());
}

#[test]
fn a_title_above_the_columns_and_the_mark_of_a_spreadsheet_are_passed_over() {
    let titled = "Liste des caméras de la ville;;;\n;;;\nNo;Lieu;Latitude;Longitude\n1;Rue;48.8;2.3\n";
    let marked = "sep=;\nid_cam;lib_voie;lat_wgs84;lon_wgs84\n1;Rue;48,8;2,3\n";
    let tabbed = "gid\tcoordonnees_x\tcoordonnees_y\tadresse\n1\t2.3\t48.8\tRue\n";
    for list in [titled, marked, tabbed] {
        let table = Table::read(list.as_bytes()).expect("a list");
        let guessed = guess(&table);
        for target in [Target::Id, Target::Longitude, Target::Latitude, Target::Address] {
            assert!(guessed.columns.contains_key(&target), "{target}: {list}");
        }
        let mapping = mapping(&guessed.to_toml());
        let reading = read(&table, &table.rows[0], &mapping, &surroundings());
        assert!(matches!(reading.outcome, Outcome::Device { .. }), "{list}: {reading:?}");
        assert_eq!(table.rows.len(), 1);
    }
}

#[test]
fn plane_coordinates_are_guessed_and_any_column_of_pairs_is_a_place() {
    let plane =
        Table::read("id;X_L93;Y_L93\n1;652469,02;6862035,26\n2;652000;6862000\n3;?;?\n".as_bytes()).expect("a list");
    let guessed = guess(&plane);
    assert_eq!(guessed.coordinates.as_ref().map(|system| system.crs.as_str()), Some("EPSG:2154"));
    for (row, system) in [("1842000;5176000", "EPSG:3946"), ("338000;7692000", "EPSG:2975"), ("4,83;45,76", "")] {
        let plane = Table::read(format!("x;y\n{row}\n").as_bytes()).expect("a table");
        let guessed = guess(&plane).coordinates.map(|system| system.crs).unwrap_or_default();
        assert_eq!(guessed, system, "{row}");
    }
    let again = mapping(&guessed.to_toml());
    assert_eq!(verdict(&plane, &again, &surroundings()), None, "what is guessed is a mapping that fits");
    let pairs = Table::read("id;Où ?;adresse\n1;48.85,2.34;Rue A\n2;48.86,2.35;Rue B\n".as_bytes()).expect("a list");
    let guessed = guess(&pairs);
    assert_eq!(guessed.columns.get(&Target::Point).map(|column| column.names()[0].as_str()), Some("Où ?"));
    assert_eq!(guessed.coordinates, None);
}

#[test]
fn one_row_with_exchanged_coordinates_says_so() {
    let columns = "[columns]\nid = \"id\"\nlongitude = \"lon\"\nlatitude = \"lat\"\n";
    let list = "id;lon;lat\n1;2.30;48.85\n2;48.86;2.31\n3;2.32;48.84\n4;-17.44;14.69\n";
    let readings = read_all(list.as_bytes(), &mapping(columns));
    assert_eq!(readings[1].quarantined, [Quarantined::whole("2", Reason::Exchanged)]);
    assert!(matches!(readings[3].outcome, Outcome::Outside(_)), "a place far away is no mistake: {:?}", readings[3]);
}

#[test]
fn the_unicode_text_of_a_spreadsheet_is_a_list() {
    let text = "Numéro\tlon\tlat\r\n1\t2,3\t48,8\r\n";
    let little: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let table = Table::read(&bytes).expect("a list");
        assert_eq!((table.columns[0].as_str(), table.rows[0].cell(1)), ("Numéro", "2,3"));
    }
}
