use std::collections::BTreeSet;

use super::*;
use crate::{
    Action, Basis, DeviceKind, DeviceStatus, EntityKind, Family, Feature, Field, Form, Ground, MatchState, Mobility,
    Mount, OperatorKind, PartialDate, PhotoState, PieceState, Shape, SourceKind, Verification, Watches, WebAddress,
    Zone, fields,
};

/// The keys of a vocabulary of the program, beside the list that should hold the same.
fn vocabularies() -> Vec<(&'static str, Vec<&'static str>)> {
    macro_rules! keys {
        ($($name:ident),+) => { vec![$(($name::LIST, $name::ALL.iter().map(|value| value.key()).collect()),)+] };
    }
    keys!(
        Action,
        Basis,
        DeviceKind,
        DeviceStatus,
        Family,
        Feature,
        Form,
        Ground,
        MatchState,
        Mobility,
        Mount,
        OperatorKind,
        SourceKind,
        PhotoState,
        PieceState,
        Verification,
        Watches,
        Zone
    )
}

#[test]
fn the_program_and_the_taxonomy_list_the_same_keys_in_the_same_order() {
    for (list, keys) in vocabularies() {
        let listed: Vec<&str> = Taxonomy::embedded().entries(list).iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(listed, keys, "{list}");
    }
}

#[test]
fn every_vocabulary_of_the_model_is_there() {
    let numbers: BTreeSet<&str> = Taxonomy::embedded().lists.values().map(|list| list.model.as_str()).collect();
    let missing: Vec<String> =
        (1..=29).map(|number| format!("E{number}")).filter(|number| !numbers.contains(number.as_str())).collect();
    assert!(missing.is_empty() && numbers.contains("E6b"), "missing: {missing:?}");
}

#[test]
fn every_key_has_french_and_english_words_and_is_listed_once() {
    for name in Taxonomy::embedded().names() {
        let mut seen = BTreeSet::new();
        for entry in Taxonomy::embedded().entries(name) {
            assert!(seen.insert(&entry.key), "{name}: {} is listed twice", entry.key);
            for language in [Language::French, Language::English] {
                assert!(!entry.label(language).trim().is_empty(), "{name}: {} has no words", entry.key);
            }
            assert_eq!(entry.fr_plural.is_some(), entry.en_plural.is_some(), "{name}: {}", entry.key);
            assert_eq!(entry.fr_short.is_some(), entry.en_short.is_some(), "{name}: {}", entry.key);
        }
    }
}

#[test]
fn the_family_of_a_kind_is_the_same_in_the_program_and_in_the_taxonomy() {
    for kind in DeviceKind::ALL {
        let listed = Taxonomy::embedded().entry(DeviceKind::LIST, kind.key()).and_then(|entry| entry.family.as_deref());
        assert_eq!(listed, kind.family().map(Family::key), "{kind}");
    }
    for technology in Taxonomy::embedded().entries("technology") {
        let known = technology.family.as_deref().is_none_or(|family| family.parse::<Family>().is_ok());
        assert!(known, "{} is in no family", technology.key);
    }
}

#[test]
fn a_list_that_is_read_says_from_which_tag() {
    for (name, list) in &Taxonomy::embedded().lists {
        let reads = list.entries.iter().any(|entry| entry.osm.is_some() || !entry.read.is_empty());
        assert_eq!(reads, !list.osm.is_empty(), "{name}");
    }
}

#[test]
fn aliases_are_read_and_never_written() {
    let kinds = Taxonomy::embedded().list(DeviceKind::LIST).expect("a list");
    assert_eq!(kinds.read("anpr").map(|entry| entry.key.as_str()), Some("plate_reader"));
    assert_eq!(Taxonomy::embedded().osm(DeviceKind::LIST, "plate_reader"), Some("ALPR"));
    assert_eq!(Taxonomy::embedded().osm(DeviceKind::LIST, "acoustic_sensor"), None);
    assert_eq!(Taxonomy::embedded().osm(Mount::LIST, "traffic_signals"), Some("traffic_signals"));
}

#[test]
fn words_are_french_first() {
    let taxonomy = Taxonomy::embedded();
    assert_eq!(taxonomy.label("device_kind", "plate_reader", Language::default()), "Lecteur de plaques");
    assert_eq!(taxonomy.plural("device_kind", "camera", Language::English), "Cameras");
    assert_eq!(taxonomy.label("device_kind", "periscope", Language::French), "periscope");
}

#[test]
fn every_police_file_is_in_its_vocabulary_and_every_figure_has_a_source_and_a_date() {
    let listed: Vec<&str> =
        Taxonomy::embedded().entries("police_file").iter().map(|entry| entry.key.as_str()).collect();
    let known: Vec<&str> = police_files().iter().map(|file| file.key.as_str()).chain(["other"]).collect();
    assert_eq!(known, listed);
    for file in police_files() {
        let sources = file.figures.iter().map(|figure| &figure.source).chain(&file.documents);
        for source in sources {
            assert!(WebAddress::try_from(source.clone()).is_ok(), "{}: {source}", file.key);
        }
        assert!(Taxonomy::embedded().entry("police_file_family", &file.family).is_some(), "{}", file.key);
        let speaks_of_faces = file.has_face_photos == Some(true) || file.face_search_allowed == Some(true);
        assert!(!speaks_of_faces || file.family == "faces", "{}", file.key);
        assert!(file.figures.iter().all(|figure| figure.as_of.parse::<PartialDate>().is_ok()), "{}", file.key);
    }
}

#[test]
fn every_field_of_every_kind_has_words_and_its_vocabulary_exists() {
    let taxonomy = Taxonomy::embedded();
    let columns = |field: &Field| match field.shape {
        Shape::Rows(columns) => columns.to_vec(),
        _ => Vec::new(),
    };
    let kinds: Vec<&str> = taxonomy.entries("entity_kind").iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(kinds, EntityKind::ALL.map(EntityKind::key));
    for field in EntityKind::ALL.into_iter().flat_map(fields).flat_map(|field| [vec![*field], columns(field)].concat())
    {
        assert!(taxonomy.entry("field", field.name).is_some(), "{} has no words", field.name);
        if let Shape::Choice(list) | Shape::Choices(list) = field.shape {
            assert!(taxonomy.list(list).is_some(), "{}: there is no vocabulary {list}", field.name);
        }
    }
}
