use std::collections::BTreeMap;

use super::*;
use crate::canonical_json;

fn towns() -> Vec<Town> {
    let town = |code: &str, longitude, latitude, population| Town {
        code: code.to_owned(),
        centre: Position::new(longitude, latitude).expect("a position"),
        population,
    };
    vec![
        town("31555", 1.4442, 43.6045, 504_078),
        town("09122", 1.6053, 42.9639, 9_439),
        town("48095", 3.5, 44.52, 11_000),
    ]
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn sample(seed: u64, count: usize) -> Vec<Device> {
    Sample::new(seed, &towns(), today(), &|_, _| true).take(count).collect()
}

#[test]
fn the_same_seed_gives_the_same_devices_and_another_one_others() {
    assert_eq!(sample(7, 200), sample(7, 200));
    assert_eq!(sample(7, 100)[..], sample(7, 200)[..100], "a larger sample begins with the smaller one");
    assert_ne!(sample(7, 50), sample(8, 50));
}

#[test]
fn every_record_says_that_it_is_fictional_wherever_it_is_seen() {
    for device in sample(1, 2_000) {
        assert!(device.fictional);
        assert!(device.description.as_ref().is_some_and(|text| text.as_str().contains("fictive")));
        let named = [&device.operator, &device.manufacturer].into_iter().flatten().map(Text::as_str);
        let addressed = device.address_label.as_ref().map(Text::as_str);
        for name in named.chain(addressed) {
            assert!(name.contains("ficti"), "{name}");
        }
        assert!(
            device
                .sources
                .iter()
                .all(|source| source.url.as_ref().is_some_and(|url| url.as_str().contains(".invalid/")))
        );
    }
}

#[test]
fn devices_stay_inside_their_town() {
    let east_of = |town: &Town, position: Position| position.longitude() >= town.centre.longitude();
    let towns = towns();
    for device in Sample::new(3, &towns, today(), &east_of).take(2_000) {
        let town = towns.iter().find(|town| town.code == device.territory).expect("one of the towns");
        assert!(east_of(town, device.position));
        assert!(device.position.distance_m(town.centre) < 9_000.0);
    }
}

#[test]
fn large_towns_have_more_devices_and_their_centres_are_dense() {
    let towns = towns();
    let mut near = BTreeMap::<&str, Vec<f64>>::new();
    let devices = sample(5, 5_000);
    for device in &devices {
        let town = towns.iter().find(|town| town.code == device.territory).expect("one of the towns");
        near.entry(&town.code).or_default().push(device.position.distance_m(town.centre));
    }
    assert!(near["31555"].len() > 8 * near["09122"].len());
    let toulouse = near.get_mut("31555").expect("Toulouse");
    toulouse.sort_by(f64::total_cmp);
    let (median, farthest) = (toulouse[toulouse.len() / 2], toulouse[toulouse.len() - 1]);
    assert!(median < farthest / 3.0, "half of them within {median} m, the last at {farthest} m");
}

#[test]
fn what_is_sampled_can_be_kept_and_is_not_all_known() {
    let devices = sample(11, 3_000);
    for device in &devices {
        let value = serde_json::to_value(device).expect("JSON");
        assert_eq!(*device, serde_json::from_str(&canonical_json(&value)).expect("the same device"));
        assert_eq!(device.verification, verification(device));
        assert!(device.first_seen.as_ref().is_none_or(|date| date.to_string() <= today().to_string()));
    }
    let share = |has: fn(&Device) -> bool| devices.iter().filter(|device| has(device)).count() as f64 / 3_000.0;
    assert!((0.80..0.97).contains(&share(|device| device.kind == DeviceKind::Camera)));
    assert!((0.4..0.7).contains(&share(|device| !device.views.is_empty())));
    assert!((0.3..0.6).contains(&share(|device| device.operator.is_some())));
    assert!((0.85..0.99).contains(&share(|device| device.status.stands())));
    assert!(share(|device| device.verification == crate::Verification::Documented) > 0.02);
}

#[test]
fn neighbours_can_be_had_one_after_the_other() {
    let towns = towns();
    let sample = Sample::new(9, &towns, today(), &|_, _| true);
    let mut numbers = sample.by_place(500);
    let codes: Vec<String> =
        numbers.iter().filter_map(|number| sample.device(u64::from(*number))).map(|device| device.territory).collect();
    assert_eq!(codes.chunk_by(|a, b| a == b).count(), 3, "each town once");
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..500), "and each device once");
}

#[test]
fn without_towns_there_are_no_devices() {
    assert_eq!(Sample::new(1, &[], today(), &|_, _| true).next(), None);
}
