use serde_json::{Map, Value, json};

use super::*;
use crate::osm::ElementKind;

fn element(tags: &[(&str, &str)]) -> Element {
    let position = Position::new(7.415_514_5, 43.733_295_7).expect("a position");
    let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Element {
        kind: ElementKind::Node,
        id: 123,
        version: Some(4),
        location: Location::At(position),
        tags: [("man_made".to_owned(), "surveillance".to_owned())].into_iter().chain(tags).collect(),
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn everywhere_is_nice(_: Position) -> Place {
    Place::Territory("06088".to_owned())
}

/// The fields that the tags gave, beyond what every device has.
fn fields(mapping: &Mapping) -> Value {
    let Outcome::Device(device) = &mapping.outcome else { return json!(null) };
    let mut fields: Map<String, Value> =
        serde_json::to_value(device).expect("JSON").as_object().cloned().expect("an object");
    let common = ["position", "territory", "status", "verification", "confirmations", "absences", "licence"];
    for name in common.into_iter().chain(["basis", "upstream"]) {
        fields.remove(name);
    }
    if fields["kind"] == "unknown" {
        fields.remove("kind");
    }
    Value::Object(fields)
}

fn told(mapping: &Mapping) -> Vec<(&str, Reason)> {
    mapping.quarantined.iter().map(|odd| (odd.tag.as_deref().unwrap_or(""), odd.reason)).collect()
}

#[test]
fn each_tag_gives_its_field_and_what_cannot_be_read_is_told() {
    type Case<'a> = (&'a [(&'a str, &'a str)], Value, &'a [(&'a str, Reason)]);
    let dome_360 = ("camera:direction", Reason::AmbiguousDirection);
    let cases: &[Case<'_>] = &[
        (&[], json!({}), &[]),
        (&[("surveillance:type", "camera")], json!({"kind": "camera"}), &[]),
        (&[("surveillance:type", "Camera")], json!({"kind": "camera"}), &[]),
        (&[("surveillance:type", "ANPR")], json!({"kind": "plate_reader"}), &[]),
        (&[("surveillance:type", "camera;ALPR")], json!({"kind": "camera", "features": ["plate_reading"]}), &[]),
        (&[("surveillance:type", "ALPR;camera")], json!({"kind": "camera", "features": ["plate_reading"]}), &[]),
        (&[("surveillance:type", "gunshot_detector")], json!({"kind": "acoustic_sensor"}), &[]),
        (&[("surveillance:type", "guard")], json!({"kind": "guard"}), &[]),
        (&[("surveillance:type", "unknown")], json!({}), &[]),
        (
            &[("surveillance:type", "camera;Flock")],
            json!({"kind": "camera"}),
            &[("surveillance:type", Reason::UnknownValue)],
        ),
        (
            &[("surveillance:type", "guard;camera")],
            json!({"kind": "guard"}),
            &[("surveillance:type", Reason::SeveralValues)],
        ),
        (&[("highway", "speed_camera")], json!({"kind": "speed_camera"}), &[]),
        (&[("highway", "street_lamp")], json!({}), &[]),
        (&[("surveillance", "public")], json!({"watches": "public"}), &[]),
        (&[("surveillance", "private")], json!({"watches": "private_outdoor"}), &[]),
        (&[("surveillance", "indoor")], json!({"watches": "public_indoor", "indoor": true}), &[]),
        (&[("surveillance", "webcam")], json!({}), &[("surveillance", Reason::UnknownValue)]),
        (&[("operator:type", "government")], json!({"operator_kind": "public"}), &[]),
        (&[("operator:type", "cooperative")], json!({}), &[("operator:type", Reason::UnknownValue)]),
        (&[("camera:type", "panning")], json!({"form": "ptz"}), &[]),
        (&[("camera:type", "dome;fixed")], json!({"form": "dome"}), &[("camera:type", Reason::SeveralValues)]),
        (&[("camera:mount", "traffic_signal")], json!({"mount": "traffic_signals"}), &[]),
        (&[("camera:mount", "wall/ceiling")], json!({}), &[("camera:mount", Reason::UnknownValue)]),
        (&[("camera:feature", "zoom;motion")], json!({"features": ["zoom", "motorised"]}), &[]),
        (&[("surveillance:zone", "traffic;street;atm")], json!({"zones": ["town", "traffic", "bank"]}), &[]),
        (&[("surveillance:zone", "area")], json!({}), &[]),
        (&[("surveillance:zone", "piste")], json!({}), &[("surveillance:zone", Reason::UnknownValue)]),
        (&[("camera:direction", "90"), ("direction", "90")], json!({"views": [{"bearing": 90.0}]}), &[]),
        (
            &[("direction", "90"), ("surveillance:direction", "270")],
            json!({"views": [{"bearing": 90.0}]}),
            &[("surveillance:direction", Reason::Disagrees)],
        ),
        (
            &[("camera:direction", "forward"), ("direction", "90")],
            json!({"views": [{"bearing": 90.0}]}),
            &[("camera:direction", Reason::NotADirection)],
        ),
        (&[("camera:direction", "")], json!({}), &[]),
        (&[("camera:direction", "360"), ("camera:type", "dome")], json!({"form": "dome"}), &[dome_360]),
        (
            &[("direction", "90;180"), ("camera:tilt", "-30")],
            json!({"views": [{"bearing": 90.0, "tilt": -30.0}, {"bearing": 180.0, "tilt": -30.0}]}),
            &[],
        ),
        (&[("camera:tilt", "-30")], json!({"views": [{"tilt": -30.0}]}), &[]),
        (&[("camera:tilt", "-120")], json!({}), &[("camera:tilt", Reason::NotANumber)]),
        (&[("camera:angle", "30")], json!({}), &[]),
        (&[("height", "4,5 m")], json!({"height_m": 4.5}), &[]),
        (&[("height", "high")], json!({}), &[("height", Reason::NotANumber)]),
        (&[("ele", "12")], json!({"height_m": 12.0}), &[]),
        (&[("ele", "2317")], json!({}), &[]),
        (&[("operator", "Ville de Nice")], json!({"operator": "Ville de Nice"}), &[]),
        (&[("operator", "Mme Durand")], json!({}), &[("operator", Reason::PersonalData)]),
        (
            &[("operator", "Famille Untel"), ("camera:type", "doorbell")],
            json!({"form": "doorbell"}),
            &[("operator", Reason::PersonalData)],
        ),
        (&[("brand", "Axis"), ("model", "P1455")], json!({"manufacturer": "Axis", "product": "P1455"}), &[]),
        (&[("check_date", "2022-05-03"), ("survey:date", "2023-01")], json!({"last_confirmed": "2023-01"}), &[]),
        (&[("check_date", "2203-05-03")], json!({}), &[("check_date", Reason::NotADate)]),
        (&[("start_date", "2015-03")], json!({"first_seen": "2015-03"}), &[]),
        (&[("start_date", "~2015")], json!({}), &[("start_date", Reason::NotADate)]),
        (
            &[("wikimedia_commons", "File:Une caméra.jpg")],
            json!({"sources": [{"kind": "photo", "url": "https://commons.wikimedia.org/wiki/File:Une_caméra.jpg"}]}),
            &[],
        ),
        (&[("image", "sur demande")], json!({}), &[("image", Reason::NotAnAddress)]),
        (&[("note", "à vérifier"), ("description", "derrière l’arbre"), ("fixme", "?")], json!({}), &[]),
    ];
    for (tags, expected, reasons) in cases {
        let mapping = map(&element(tags), today(), &everywhere_is_nice);
        assert_eq!((fields(&mapping), told(&mapping)), (expected.clone(), reasons.to_vec()), "{tags:?}");
        assert!(mapping.quarantined.iter().all(|odd| odd.imported && odd.id == "node/123"), "{tags:?}");
    }
}

#[test]
fn an_element_of_which_nothing_can_be_made_is_refused_with_the_reason() {
    let vendor = map(&element(&[("surveillance:type", "Flock Safety")]), today(), &everywhere_is_nice);
    assert_eq!(
        (vendor.outcome.clone(), told(&vendor)),
        (Outcome::Refused, vec![("surveillance:type", Reason::UnknownValue)])
    );
    let cases = [
        (Location::Missing, Reason::NoPosition),
        (Location::Impossible, Reason::ImpossiblePosition),
        (Location::Extended, Reason::NoSinglePlace),
    ];
    for (location, reason) in cases {
        let mapping = map(&Element { location, ..element(&[]) }, today(), &everywhere_is_nice);
        assert_eq!(mapping.outcome, Outcome::Refused);
        assert_eq!(mapping.quarantined, [Quarantined::whole("node/123", reason)]);
    }
}

#[test]
fn what_lies_outside_the_coverage_is_told_with_its_country_and_nothing_else() {
    let abroad = |_: Position| Place::Outside(Some("MC".to_owned()));
    let mapping = map(&element(&[("surveillance", "webcam")]), today(), &abroad);
    assert_eq!(mapping, Mapping { outcome: Outcome::Outside(Some("MC".to_owned())), quarantined: Vec::new() });
}

#[test]
fn a_device_knows_where_each_value_came_from() {
    let tags = [
        ("surveillance:type", "camera"),
        ("surveillance", "indoor"),
        ("ele", "12"),
        ("operator", "Ville de Nice"),
        ("ref", "C-17"),
        ("ref:sous-surveillance_net", "4711"),
    ];
    let way = Element { kind: ElementKind::Way, ..element(&tags) };
    let middle = way.location;
    let Location::At(position) = middle else { panic!("a node has a position") };
    let way = Element { location: Location::Middle(position), ..way };
    let Outcome::Device(device) = map(&way, today(), &everywhere_is_nice).outcome else { panic!("a device") };
    let inferred: Vec<&str> =
        device.basis.iter().filter(|(_, basis)| **basis == Basis::Inferred).map(|(field, _)| field.as_str()).collect();
    assert_eq!(inferred, ["height_m", "position", "watches"]);
    assert_eq!(device.basis["kind"], Basis::Import);
    assert_eq!(device.licence, "ODbL-1.0");
    let upstream: Vec<(&str, &str, Option<u32>)> =
        device.upstream.iter().map(|from| (from.source.as_str(), from.id.as_str(), from.version)).collect();
    let expected =
        [("osm", "way/123", Some(4)), ("sous-surveillance", "4711", None), ("ref:Ville de Nice", "C-17", None)];
    assert_eq!(upstream, expected);
}

mod soup {
    use proptest::prelude::*;

    use super::*;

    const KEYS: &[&str] = &[
        "surveillance:type",
        "surveillance",
        "surveillance:zone",
        "camera:type",
        "camera:mount",
        "camera:direction",
        "direction",
        "camera:tilt",
        "height",
        "ele",
        "operator",
        "operator:type",
        "brand",
        "check_date",
        "start_date",
        "image",
        "panoramax",
        "wikimedia_commons",
        "ref",
        "indoor",
        "camera:feature",
        "highway",
    ];

    fn value() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC{0,40}", "[-0-9.;,°'\"mft NESWO]{0,20}", "(camera|ALPR|dome|90|N-E|;|,| ){0,6}"]
    }

    proptest! {
        #[test]
        fn no_tags_break_the_mapping_and_every_device_can_be_kept(
            tags in prop::collection::btree_map(prop::sample::select(KEYS), value(), 0..8),
        ) {
            let tags: Vec<(&str, &str)> = tags.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let mapping = map(&element(&tags), today(), &everywhere_is_nice);
            match mapping.outcome {
                Outcome::Device(device) => {
                    let text = serde_json::to_string(&device).expect("JSON");
                    prop_assert_eq!(*device, serde_json::from_str::<Device>(&text).expect("the same device"));
                    prop_assert!(mapping.quarantined.iter().all(|odd| odd.imported));
                }
                Outcome::Refused => prop_assert!(!mapping.quarantined.is_empty()),
                Outcome::Outside(_) => prop_assert!(false, "everywhere is Nice"),
            }
        }
    }
}
