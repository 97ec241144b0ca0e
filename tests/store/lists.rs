//! Lists, dumps, figures and the change feed.

use std::collections::HashSet;

use census::{DeviceKind, DeviceStatus, Family, Intent};
use futures_util::{StreamExt, TryStreamExt};
use geodata::Cell;
use serde_json::json;
use store::{Counts, DeviceFilter, ImportRecord, PageRequest, Reach, Separator};
use technopolice_tests::TestDatabase;

use crate::samples::{about, all, open, open_batch, record, report, today};

on_both_engines! {
    pages_hold_each_device_once_while_others_come_in,
    every_filter_finds_what_it_says,
    a_dump_holds_every_device_in_the_order_of_place,
    a_dump_is_one_moment,
    figures_are_those_of_the_filter,
    the_index_and_the_change_feed_agree,
    features_come_in_the_order_asked_for,
}

async fn pages_hold_each_device_once_while_others_come_in(database: TestDatabase) {
    let store = open(&database).await;
    let mut before = HashSet::new();
    for number in 0..30 {
        before.insert(report(&store, number * 2).await.1);
    }
    let (mut seen, mut after, mut late) = (Vec::new(), None, 1);
    loop {
        let page = store.features(&DeviceFilter::default(), &PageRequest { limit: 4, after }).await.expect("a page");
        seen.extend(page.items.into_iter().map(|feature| feature.id));
        let Some(next) = page.next else { break };
        after = Some(next.to_string().parse().expect("the same cursor"));
        report(&store, late).await;
        late += 6;
    }
    let distinct: HashSet<_> = seen.iter().copied().collect();
    assert_eq!(distinct.len(), seen.len(), "nothing twice");
    assert!(before.is_subset(&distinct), "nothing missing");
}

async fn every_filter_finds_what_it_says(database: TestDatabase) {
    let store = open(&database).await;
    for number in 0..10 {
        report(&store, number).await;
    }
    let mut gate = record(3, 1);
    gate.device.kind = DeviceKind::Gate;
    store.import(open_batch(&store).await, vec![record(1, 1), record(2, 1), gate]).await.expect("an import");
    let (submitted, _) = report(&store, 20).await;
    store.withdraw(submitted.contribution, submitted.code).await.expect("an answer");
    let everything = DeviceFilter::default();
    let departments = |numbers: &[&str]| Reach::departments(numbers.iter().map(ToString::to_string).collect());
    let bbox = |text: &str| Some(text.parse().expect("a box"));
    for (filter, expected) in [
        (everything.clone(), 13),
        (DeviceFilter { bbox: bbox("2.3499,48.9,2.35035,49"), ..everything.clone() }, 4),
        (DeviceFilter { bbox: bbox("7,43,2.4,49"), ..everything.clone() }, 13),
        (DeviceFilter { bbox: bbox("170,43,-170,49"), ..everything.clone() }, 0),
        (DeviceFilter::of_territory("93066"), 10),
        (DeviceFilter { territory: Some(Reach::between("06000", "06999")), ..everything.clone() }, 3),
        (DeviceFilter { territory: departments(&["93", "06"]), ..everything.clone() }, 13),
        (DeviceFilter { territory: departments(&["93", "05"]), ..everything.clone() }, 10),
        (
            DeviceFilter {
                territory: Reach::communes(vec!["06088".to_owned(), "99999".to_owned()]),
                ..everything.clone()
            },
            3,
        ),
        (
            DeviceFilter {
                territory: Reach::communes(vec!["06087".to_owned(), "99999".to_owned()]),
                ..everything.clone()
            },
            0,
        ),
        (DeviceFilter { kinds: vec![DeviceKind::Gate, DeviceKind::Guard], ..everything.clone() }, 1),
        (DeviceFilter { statuses: vec![DeviceStatus::Mistaken], ..everything.clone() }, 1),
        (DeviceFilter { since: Some(today()), ..everything.clone() }, 13),
        (DeviceFilter { since: today().succ_opt(), ..everything.clone() }, 0),
        (DeviceFilter { families: vec![Family::Sensor], ..everything.clone() }, 1),
        (DeviceFilter { families: vec![Family::Sensor], kinds: vec![DeviceKind::Camera], ..everything.clone() }, 0),
        (DeviceFilter { plates: Some(true), ..everything.clone() }, 0),
        (DeviceFilter { plates: Some(false), ..everything.clone() }, 13),
        (DeviceFilter { software: Some(true), ..everything.clone() }, 0),
        (DeviceFilter { software: Some(false), ..everything.clone() }, 13),
        // The day of an import is no sighting.
        (DeviceFilter { seen_since: Some(today()), ..everything.clone() }, 10),
        (DeviceFilter { seen_since: today().succ_opt(), ..everything.clone() }, 0),
        (DeviceFilter { standing_on: Some(today()), ..everything.clone() }, 13),
        (DeviceFilter { standing_on: today().pred_opt(), ..everything.clone() }, 0),
        (DeviceFilter { kinds: vec![DeviceKind::Gate], ..DeviceFilter::of_territory("06088") }, 1),
        (DeviceFilter { bbox: bbox("2.3499,48.9,2.35035,49"), ..DeviceFilter::of_territory("93066") }, 4),
    ] {
        assert_eq!(all(&store, &filter, 3).await.len(), expected, "{filter:?}");
        assert_eq!(store.counts(&filter).await.expect("figures").total, expected as u64, "{filter:?}");
        let chunks: Vec<_> =
            store.stream_features(filter.clone(), Separator::Comma).try_collect().await.expect("a dump");
        assert_eq!(chunks.iter().map(|chunk| chunk.count).sum::<usize>(), expected, "{filter:?}");
    }
}

async fn a_dump_holds_every_device_in_the_order_of_place(database: TestDatabase) {
    let store = open(&database).await;
    let records: Vec<ImportRecord> = (0..2500).rev().map(|number| record(number, 1)).collect();
    store.import(open_batch(&store).await, records).await.expect("an import");
    let listed = all(&store, &DeviceFilter::default(), 700).await;
    for separator in [Separator::Comma, Separator::Line] {
        let chunks: Vec<_> =
            store.stream_features(DeviceFilter::default(), separator).try_collect().await.expect("a dump");
        let id = |fragment: &str| -> String {
            let feature: serde_json::Value = serde_json::from_str(fragment).expect("a feature");
            feature["id"].as_str().expect("an id").to_owned()
        };
        let dumped: Vec<String> = chunks.iter().flat_map(|chunk| chunk.fragments().map(id)).collect();
        assert!(dumped.into_iter().eq(listed.iter().map(ToString::to_string)));
    }
}

async fn a_dump_is_one_moment(database: TestDatabase) {
    let store = open(&database).await;
    let records: Vec<ImportRecord> = (0..3000).map(|number| record(number, 1)).collect();
    let batch = open_batch(&store).await;
    store.import(batch, records).await.expect("an import");
    let mut dump = std::pin::pin!(store.stream_features(DeviceFilter::default(), Separator::Line));
    let mut count = dump.next().await.expect("a first chunk").expect("a chunk").count;
    store.roll_back(batch).await.expect("a rollback while the dump runs");
    while let Some(chunk) = dump.next().await {
        count += chunk.expect("a chunk").count;
    }
    assert_eq!(count, 3000);
}

async fn figures_are_those_of_the_filter(database: TestDatabase) {
    let store = open(&database).await;
    for number in 0..3 {
        report(&store, number).await;
    }
    let counts = store.counts(&DeviceFilter::of_territory("93066")).await.expect("figures");
    let expected = Counts {
        total: 3,
        by_kind: vec![(DeviceKind::Camera, 3)],
        by_status: vec![(DeviceStatus::Reported, 3)],
        by_verification: vec![(census::Verification::Unverified, 3)],
        by_operator_kind: Vec::new(),
        newest: Some(today()),
        oldest: Some(today()),
    };
    assert_eq!(counts, expected);
}

async fn the_index_and_the_change_feed_agree(database: TestDatabase) {
    let store = open(&database).await;
    let (_, first) = report(&store, 1).await;
    let (second_sent, second) = report(&store, 2).await;
    store
        .submit(about(3, Intent::Moved, first, json!({"position": [2.4, 48.9], "bearing": 90})))
        .await
        .expect("a move");
    let index: Vec<_> = store.stream_index().try_concat().await.expect("an index");
    assert_eq!(index.len(), 2);
    let changes = store.changes_after(0, 100).await.expect("changes");
    assert_eq!(changes.iter().map(|change| change.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(changes.iter().map(|change| change.is_first).collect::<Vec<_>>(), [true, true, false]);
    for change in changes {
        assert_eq!(change.row.as_ref(), index.iter().find(|row| row.id == change.id));
    }
    let moved = index.iter().find(|row| row.id == first).expect("the moved device");
    assert_eq!(
        ((Cell::from_key(moved.cell).position().longitude() * 1e4).round(), moved.bearing),
        (24_000.0, Some(90.0))
    );
    assert!(store.changes_after(3, 100).await.expect("changes").is_empty());
    let stranger = census::EntityId(uuid::Uuid::from_u128(1));
    let asked = [stranger, second, first];
    let places: HashSet<_> = store.places_of(&asked).await.expect("places").into_iter().collect();
    assert_eq!(places, index.iter().map(|row| (Cell::from_key(row.cell), row.id)).collect());
    let positions = store.positions_of(&asked).await.expect("positions");
    let cells: HashSet<_> = positions.iter().map(|(id, position)| (Cell::from(*position), *id)).collect();
    assert_eq!(cells, index.iter().map(|row| (Cell::from_key(row.cell), row.id)).collect());
    store.withdraw(second_sent.contribution, second_sent.code).await.expect("an answer").expect("a receipt");
    let places = store.places_of(&asked).await.expect("places");
    assert_eq!(places, [(Cell::from_key(moved.cell), first)], "what is not drawn has no place");
}

async fn features_come_in_the_order_asked_for(database: TestDatabase) {
    let store = open(&database).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(report(&store, number).await.1);
    }
    ids.reverse();
    let stranger = census::EntityId(uuid::Uuid::from_u128(1));
    let asked: Vec<_> = std::iter::once(stranger).chain(ids.clone()).collect();
    let found = store.features_of(&asked).await.expect("features");
    assert_eq!(found.into_iter().map(|feature| feature.id).collect::<Vec<_>>(), ids);
}
