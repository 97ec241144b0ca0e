//! Values for tests: a world that is always the same, and contributions in one line.

use std::sync::Arc;

use census::{
    Admission, Basis4Fields, Channel, Contribution, Device, DeviceKind, EntityId, EntityKind, Hold, Intent, Patch,
    Upstream,
};
use chrono::NaiveDate;
use geodata::Position;
use serde_json::{Value, json};
use store::{
    Amendment, BatchId, DeviceFilter, FixedWorld, ImportRecord, NewBatch, Options, PageRequest, Publication, Store,
    Submission, Submitted,
};
use technopolice_tests::TestDatabase;
use uuid::Uuid;

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

pub(crate) fn options(publication: Publication) -> Options {
    Options {
        publication,
        naming: Arc::new(|code| (code == "93066").then(|| "Saint-Denis".to_owned())),
        // Another seed for a second store on one database: ids are never drawn twice.
        world: Arc::new(FixedWorld::new(today(), 7 + publication as u64)),
        readers: 2,
        fictional_allowed: false,
    }
}

pub(crate) async fn open(database: &TestDatabase) -> Store {
    Store::open(&database.url, options(Publication::Immediate)).await.expect("an open store")
}

/// The same census, opened the day after.
pub(crate) async fn open_a_day_later(database: &TestDatabase) -> Store {
    let tomorrow = today().succ_opt().expect("a day");
    let world = Arc::new(FixedWorld::new(tomorrow, 70));
    let later = Options { world, ..options(Publication::Immediate) };
    Store::open(&database.url, later).await.expect("an open store")
}

pub(crate) async fn open_batched(database: &TestDatabase) -> Store {
    Store::open(&database.url, options(Publication::Batched)).await.expect("an open store")
}

fn patch(fields: &Value) -> Patch {
    Patch::parse(EntityKind::Device, fields.as_object().cloned().expect("an object")).expect("a valid patch")
}

#[expect(clippy::needless_pass_by_value, reason = "tests write the fields in place")]
pub(crate) fn contribution(intent: Intent, entity: Option<EntityId>, fields: Value) -> Contribution {
    Contribution {
        kind: EntityKind::Device,
        intent,
        entity,
        base_version: None,
        patch: patch(&fields),
        basis: Basis4Fields::new(),
        sources: Vec::new(),
        note: None,
        channel: Channel::Api,
    }
}

/// A submission that may be published.
pub(crate) fn submission(sender: u128, contribution: Contribution) -> Submission {
    let mut request_hash = [0; 32];
    request_hash[..16].copy_from_slice(&sender.to_be_bytes());
    Submission {
        client_id: Uuid::from_u128(sender),
        request_hash,
        contribution,
        admission: Admission::Publish,
        territory: "93066".to_owned(),
        contributor: None,
    }
}

/// A new camera near Saint-Denis, a little further east for each number.
pub(crate) fn camera(number: u128) -> Submission {
    let east = 2.35 + (number % 10_000) as f64 * 1e-4;
    let fields = json!({"kind": "camera", "position": [east, 48.93], "territory": "93066", "form": "dome"});
    submission(number, contribution(Intent::New, None, fields))
}

pub(crate) fn about(sender: u128, intent: Intent, device: EntityId, fields: Value) -> Submission {
    submission(sender, contribution(intent, Some(device), fields))
}

pub(crate) fn held(submission: Submission) -> Submission {
    Submission { admission: Admission::Hold(vec![Hold::Burst]), ..submission }
}

pub(crate) fn amendment(of: Submission) -> Amendment {
    Amendment { contribution: of.contribution, admission: of.admission }
}

pub(crate) async fn report(store: &Store, number: u128) -> (Submitted, EntityId) {
    let submitted = store.submit(camera(number)).await.expect("an accepted report");
    let device = submitted.entity.expect("a published device");
    (submitted, device)
}

pub(crate) fn record(number: u32, version: u32) -> ImportRecord {
    let upstream = Upstream { source: "osm".to_owned(), id: format!("node/{number}"), version: Some(version) };
    let position = Position::new(7.42 + f64::from(number) * 1e-4, 43.73).expect("a position");
    ImportRecord { upstream, device: Device::new(DeviceKind::Camera, position, "06088".to_owned()) }
}

pub(crate) async fn open_batch(store: &Store) -> BatchId {
    let file = NewBatch {
        source: "osm".to_owned(),
        licence: "ODbL-1.0".to_owned(),
        file_name: "monaco.osm.pbf".to_owned(),
        sha256: "00".repeat(32),
    };
    store.open_batch(file).await.expect("an open batch")
}

/// Every device of a filter, in pages of `limit`.
pub(crate) async fn all(store: &Store, filter: &DeviceFilter, limit: u32) -> Vec<EntityId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = store.features(filter, &PageRequest { limit, after }).await.expect("a page");
        assert!(page.items.len() <= limit as usize);
        ids.extend(page.items.into_iter().map(|feature| feature.id));
        match page.next {
            Some(next) => after = Some(next),
            None => return ids,
        }
    }
}

pub(crate) async fn faults(store: &Store) -> Vec<String> {
    store.check(|_| {}).await.expect("a finished check").faults
}
