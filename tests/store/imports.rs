//! Imports: again and again without change, and back again without loss.

use census::{DeviceStatus, Form, Intent};
use serde_json::json;
use store::{Error, ImportPart, ImportRecord, Imported, RolledBack};
use technopolice_tests::TestDatabase;

use crate::samples::{about, faults, open, open_batch, record};

on_both_engines! {
    importing_twice_changes_nothing,
    a_newer_version_updates_and_an_older_one_does_not,
    what_people_said_here_survives_the_next_import,
    a_record_listed_twice_is_one_device,
    fictional_records_do_not_come_into_a_real_census,
    a_closed_batch_takes_nothing,
    a_rolled_back_import_leaves_nothing_on_the_map,
    rolling_back_keeps_what_was_changed_since,
    thousands_of_records_come_in,
    the_parts_of_a_big_import_are_named_one_after_the_other,
}

async fn importing_twice_changes_nothing(database: TestDatabase) {
    let store = open(&database).await;
    let records: Vec<ImportRecord> = (0..10).map(|number| record(number, 1)).collect();
    let batch = open_batch(&store).await;
    let first = store.import(batch, records.clone()).await.expect("an import");
    assert!(first.iter().all(|it| matches!(it, Imported::New(_))));
    let seq = store.last_seq().await.expect("a number");
    let again = store.import(open_batch(&store).await, records).await.expect("an import");
    let unchanged: Vec<Imported> = first.iter().map(|it| Imported::Unchanged(it.device())).collect();
    assert_eq!(again, unchanged);
    assert_eq!(store.last_seq().await.expect("a number"), seq);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_newer_version_updates_and_an_older_one_does_not(database: TestDatabase) {
    let store = open(&database).await;
    let batch = open_batch(&store).await;
    let id = store.import(batch, vec![record(1, 3)]).await.expect("an import")[0].device();
    let newer = |version, form| {
        let mut record = record(1, version);
        record.device.form = form;
        vec![record]
    };
    let dome = Some(Form::Dome);
    for (records, expected) in [
        (newer(2, dome), Imported::Unchanged(id)),
        (newer(4, None), Imported::Unchanged(id)),
        (newer(5, dome), Imported::Updated(id)),
        (newer(5, None), Imported::Unchanged(id)),
    ] {
        assert_eq!(store.import(batch, records).await.expect("an import"), [expected]);
    }
    let device = store.entity(id).await.expect("an answer").expect("a device");
    assert_eq!((device.version, device.device().expect("a device").form), (2, dome));
}

async fn what_people_said_here_survives_the_next_import(database: TestDatabase) {
    let store = open(&database).await;
    let batch = open_batch(&store).await;
    let id = store.import(batch, vec![record(1, 1)]).await.expect("an import")[0].device();
    store.submit(about(1, Intent::Correct, id, json!({"form": "dome"}))).await.expect("a correction");
    store.submit(about(2, Intent::Confirm, id, json!({}))).await.expect("a confirmation");
    let mut newer = record(1, 2);
    newer.device.form = Some(Form::Ptz);
    newer.device.height_m = Some(4.0);
    assert_eq!(store.import(batch, vec![newer]).await.expect("an import"), [Imported::Updated(id)]);
    let device = store.entity(id).await.expect("an answer").expect("a device").device().cloned().expect("a device");
    assert_eq!((device.form, device.height_m), (Some(Form::Dome), Some(4.0)));
    assert_eq!((device.status, device.confirmations), (DeviceStatus::Confirmed, 1));
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_record_listed_twice_is_one_device(database: TestDatabase) {
    let store = open(&database).await;
    let mut second = record(1, 2);
    second.device.form = Some(Form::Dome);
    let imported = store.import(open_batch(&store).await, vec![record(1, 1), second]).await.expect("an import");
    assert_eq!(imported, [Imported::New(imported[0].device()), Imported::Updated(imported[0].device())]);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn fictional_records_do_not_come_into_a_real_census(database: TestDatabase) {
    let store = open(&database).await;
    let mut invented = record(1, 1);
    invented.device.fictional = true;
    let batch = open_batch(&store).await;
    assert!(matches!(store.import(batch, vec![record(2, 1), invented]).await, Err(Error::Fictional)));
    assert_eq!(store.last_seq().await.expect("a number"), 0);
}

async fn a_closed_batch_takes_nothing(database: TestDatabase) {
    let store = open(&database).await;
    let batch = open_batch(&store).await;
    store.close_batch(batch, json!({"read": 0})).await.expect("a closed batch");
    assert!(matches!(store.import(batch, vec![record(1, 1)]).await, Err(Error::NoOpenBatch)));
    let batches = store.batches().await.expect("a list");
    assert_eq!((batches.len(), batches[0].id, batches[0].counts.clone()), (1, batch, Some(json!({"read": 0}))));
}

async fn a_rolled_back_import_leaves_nothing_on_the_map(database: TestDatabase) {
    let store = open(&database).await;
    let batch = open_batch(&store).await;
    let records: Vec<ImportRecord> = (0..1200).map(|number| record(number, 1)).collect();
    store.import(batch, records.clone()).await.expect("an import");
    let done = store.roll_back(batch).await.expect("a rollback");
    assert_eq!(done, RolledBack { devices_removed: 1200, ..RolledBack::default() });
    assert_eq!(store.counts(&store::DeviceFilter::default()).await.expect("figures").total, 0);
    assert_eq!(store.roll_back(batch).await.expect("nothing left"), RolledBack::default());
    let again = store.import(open_batch(&store).await, records).await.expect("an import");
    assert!(again.iter().all(|it| matches!(it, Imported::New(_))));
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn rolling_back_keeps_what_was_changed_since(database: TestDatabase) {
    let store = open(&database).await;
    let first = open_batch(&store).await;
    let ids: Vec<_> = store
        .import(first, (0..3).map(|number| record(number, 1)).collect())
        .await
        .expect("an import")
        .into_iter()
        .map(Imported::device)
        .collect();
    let second = open_batch(&store).await;
    let updated = |number| {
        let mut record = record(number, 2);
        record.device.form = Some(Form::Ptz);
        record.device.height_m = Some(4.0);
        record
    };
    store.import(second, vec![updated(0), updated(1), record(7, 1)]).await.expect("an import");
    store.submit(about(1, Intent::Correct, ids[1], json!({"form": "dome"}))).await.expect("a correction");
    let done = store.roll_back(second).await.expect("a rollback");
    assert_eq!(done, RolledBack { devices_removed: 1, devices_restored: 1, conflicts: vec![ids[1]] });
    let mut seen = Vec::new();
    for id in ids {
        let device = store.entity(id).await.expect("an answer").expect("a device").device().cloned().expect("a device");
        seen.push((device.form, device.height_m, device.status));
    }
    let reported = DeviceStatus::Reported;
    assert_eq!(seen, [(None, None, reported), (Some(Form::Dome), None, reported), (None, None, reported)]);
    let again = store.import(open_batch(&store).await, vec![updated(0)]).await.expect("an import");
    assert!(matches!(again[..], [Imported::Updated(_)]), "the same version can come in again: {again:?}");
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn thousands_of_records_come_in(database: TestDatabase) {
    let store = open(&database).await;
    let records: Vec<ImportRecord> = (0..12_000).map(|number| record(number, 1)).collect();
    let imported = store.import(open_batch(&store).await, records).await.expect("an import");
    assert_eq!(imported.len(), 12_000);
    let report = store.check(|_| {}).await.expect("a check");
    assert_eq!((report.entities, report.revisions, report.faults), (12_000, 12_000, Vec::new()));
}

async fn the_parts_of_a_big_import_are_named_one_after_the_other(database: TestDatabase) {
    let store = open(&database).await;
    let batch = open_batch(&store).await;
    let mut names = Vec::new();
    for part in 0..4_u32 {
        let records = (part * 10..part * 10 + 10).map(|number| record(number, 1)).collect();
        let place = ImportPart { before: part as usize * 10, all: 40 };
        let imported = store.import_part(batch, records, place).await.expect("an import");
        let mut part: Vec<_> = imported.iter().map(|it| it.device()).collect();
        assert!(!part.is_sorted(), "within a part the names say nothing");
        part.sort();
        names.extend(part);
    }
    assert!(names.is_sorted());
    assert_eq!(faults(&store).await, Vec::<String>::new());
}
