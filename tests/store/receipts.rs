//! What the holder of a receipt can do.

use census::{DeviceStatus, Inapplicable, Intent, Mount, ReceiptCode};
use serde_json::json;
use store::{ContributionState, DeviceFilter, Error, Order};
use technopolice_tests::TestDatabase;
use uuid::Uuid;

use crate::moderation::{done, moderator, ruling};
use crate::samples::{about, all, amendment, camera, faults, held, open, open_batched, report};

on_both_engines! {
    a_code_opens_its_own_contribution_only,
    what_waits_can_be_amended_and_published_by_that,
    an_amendment_of_an_old_version_is_refused,
    what_was_published_is_not_amended,
    withdrawing_a_fresh_report_takes_the_device_off_the_map,
    withdrawing_a_report_that_others_confirmed_leaves_the_device,
    withdrawing_what_waits_wipes_it,
    merging_gives_way_to_the_older_device,
    merging_a_device_that_somebody_changed_is_refused,
    what_waits_is_about_the_device_that_stays,
    what_is_queued_is_about_the_device_that_stays,
}

async fn a_code_opens_its_own_contribution_only(database: TestDatabase) {
    let store = open(&database).await;
    let (mine, _) = report(&store, 1).await;
    let (other, _) = report(&store, 2).await;
    let receipt = store.receipt(mine.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.contribution, receipt.version), (mine.contribution, 1));
    assert_eq!(receipt.content, camera(1).contribution);
    assert!(store.receipt_by_id(mine.contribution, other.code).await.expect("an answer").is_none());
    assert!(store.withdraw(mine.contribution, other.code).await.expect("an answer").is_none());
    let invented = ReceiptCode::derive(&[0; 32], Uuid::from_u128(1));
    assert!(store.receipt(invented).await.expect("an answer").is_none());
}

async fn what_waits_can_be_amended_and_published_by_that(database: TestDatabase) {
    let store = open(&database).await;
    let waiting = store.submit(held(camera(1))).await.expect("a kept report");
    let amended = store.amend(waiting.contribution, waiting.code, Some(1), amendment(camera(2))).await;
    let receipt = amended.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.version, receipt.entity_version), (ContributionState::Accepted, 2, Some(1)));
    assert_eq!(store.entity(receipt.entity.expect("a device")).await.expect("an answer").expect("a device").version, 1);
}

async fn an_amendment_of_an_old_version_is_refused(database: TestDatabase) {
    let store = open(&database).await;
    let waiting = store.submit(held(camera(1))).await.expect("a kept report");
    for (if_version, fits) in [(Some(1), true), (Some(1), false), (None, true), (Some(3), true), (Some(9), false)] {
        let amended = amendment(held(camera(2)));
        let answer = store.amend(waiting.contribution, waiting.code, if_version, amended).await;
        assert_eq!(!matches!(answer, Err(Error::Conflict { .. })), fits, "{if_version:?}");
    }
}

async fn what_was_published_is_not_amended(database: TestDatabase) {
    let store = open(&database).await;
    let (submitted, _) = report(&store, 1).await;
    let answer = store.amend(submitted.contribution, submitted.code, None, amendment(camera(2))).await;
    assert!(matches!(answer, Err(Error::Decided(ContributionState::Accepted))));
}

async fn withdrawing_a_fresh_report_takes_the_device_off_the_map(database: TestDatabase) {
    let store = open(&database).await;
    let (submitted, id) = report(&store, 1).await;
    for _ in 0..2 {
        let receipt = store.withdraw(submitted.contribution, submitted.code).await.expect("an answer");
        assert_eq!(receipt.expect("a receipt").state, ContributionState::Withdrawn);
    }
    let entity = store.entity(id).await.expect("an answer").expect("a device");
    assert_eq!((entity.device().expect("a device").status, entity.version), (DeviceStatus::Mistaken, 2));
    assert!(all(&store, &DeviceFilter::default(), 10).await.is_empty());
    let changes = store.changes_after(0, 10).await.expect("changes");
    assert!(changes.iter().all(|change| change.id == id && change.row.is_none()) && changes.len() == 2);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn withdrawing_a_report_that_others_confirmed_leaves_the_device(database: TestDatabase) {
    let store = open(&database).await;
    let (submitted, id) = report(&store, 1).await;
    store.submit(about(2, Intent::Confirm, id, json!({}))).await.expect("a confirmation");
    store.withdraw(submitted.contribution, submitted.code).await.expect("an answer").expect("a receipt");
    let entity = store.entity(id).await.expect("an answer").expect("a device");
    assert_eq!((entity.device().expect("a device").status, entity.version), (DeviceStatus::Confirmed, 2));
}

async fn withdrawing_what_waits_wipes_it(database: TestDatabase) {
    let store = open(&database).await;
    let waiting = store.submit(held(camera(1))).await.expect("a kept report");
    store.withdraw(waiting.contribution, waiting.code).await.expect("an answer").expect("a receipt");
    let receipt = store.receipt(waiting.code).await.expect("an answer").expect("a receipt");
    assert!(receipt.content.patch.is_empty());
    let again = store.submit(held(camera(1))).await.expect("a replay");
    assert_eq!((again.state, again.replayed), (ContributionState::Withdrawn, true));
}

async fn merging_gives_way_to_the_older_device(database: TestDatabase) {
    let store = open(&database).await;
    let (_, older) = report(&store, 1).await;
    let (submitted, own) = report(&store, 2).await;
    for _ in 0..2 {
        let receipt = store.merge(submitted.contribution, submitted.code, older).await.expect("an answer");
        let receipt = receipt.expect("a receipt");
        assert_eq!((receipt.state, receipt.duplicate_of), (ContributionState::Merged, Some(older)));
    }
    let older = store.entity(older).await.expect("an answer").expect("a device");
    assert_eq!(
        (older.device().expect("a device").status, older.device().expect("a device").confirmations),
        (DeviceStatus::Confirmed, 1)
    );
    let own = store.entity(own).await.expect("an answer").expect("a device");
    assert_eq!(own.device().expect("a device").status, DeviceStatus::Mistaken);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn merging_a_device_that_somebody_changed_is_refused(database: TestDatabase) {
    let store = open(&database).await;
    let (_, older) = report(&store, 1).await;
    let (submitted, own) = report(&store, 2).await;
    store.submit(about(3, Intent::Confirm, own, json!({}))).await.expect("a confirmation");
    let refused = store.merge(submitted.contribution, submitted.code, older).await.expect_err("changed since");
    assert!(matches!(refused, Error::Inapplicable(Inapplicable::Stale { .. })), "{refused}");
    assert_eq!(store.entity(older).await.expect("an answer").expect("a device").version, 1);
}

async fn what_waits_is_about_the_device_that_stays(database: TestDatabase) {
    let store = open(&database).await;
    let (_, first) = report(&store, 1).await;
    let (second_sent, second) = report(&store, 2).await;
    let (third_sent, third) = report(&store, 3).await;
    let taller = |height: u32| about(4, Intent::Correct, third, json!({"height_m": height}));
    let waits = store.submit(held(taller(4))).await.expect("a kept correction");
    let photographed = about(5, Intent::Correct, third, json!({"mount": "pole"}));
    let accepted_later = store.submit(held(photographed)).await.expect("a kept correction");
    assert_eq!((waits.entity, accepted_later.entity), (Some(third), Some(third)));
    // One gives way to another, which gives way to a third: in this order, so that there are two steps to go.
    store.merge(third_sent.contribution, third_sent.code, second).await.expect("an answer").expect("a receipt");
    let by = moderator(&store, 1).await;
    done(&store, ruling(Order::Unify { entity: second, into: first }, by)).await;

    let amended = store.amend(waits.contribution, waits.code, None, amendment(held(taller(5)))).await;
    let amended = amended.expect("an answer").expect("a receipt");
    assert_eq!((amended.state, amended.entity), (ContributionState::Pending, Some(first)));
    let amended = store.amend(waits.contribution, waits.code, None, amendment(taller(6))).await;
    let amended = amended.expect("an answer").expect("a receipt");
    assert_eq!((amended.state, amended.entity), (ContributionState::Accepted, Some(first)));
    let accept = Order::Accept { contributions: vec![accepted_later.contribution] };
    done(&store, ruling(accept, by)).await;

    let stays = store.entity(first).await.expect("an answer").expect("a device");
    let device = stays.device().expect("a device");
    assert_eq!((device.height_m, device.mount.map(Mount::key)), (Some(6.0), Some("pole")));
    assert_eq!(store.entity(third).await.expect("an answer").expect("a device").version, 2, "merged, and no more");
    assert_eq!(store.receipt(second_sent.code).await.expect("an answer").expect("a receipt").version, 1);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn what_is_queued_is_about_the_device_that_stays(database: TestDatabase) {
    let store = open_batched(&database).await;
    let mut devices = Vec::new();
    for number in 1..=2 {
        let sent = store.submit(camera(number)).await.expect("a queued report");
        store.publish_due().await.expect("published");
        let receipt = store.receipt(sent.code).await.expect("an answer").expect("a receipt");
        devices.push((sent, receipt.entity.expect("a device")));
    }
    let (first, (sent, second)) = (devices[0].1, devices.remove(1));
    let queued = store.submit(about(3, Intent::Correct, second, json!({"mount": "pole"}))).await.expect("queued");
    assert_eq!((queued.state, queued.entity), (ContributionState::Queued, Some(second)));
    store.merge(sent.contribution, sent.code, first).await.expect("an answer").expect("a receipt");
    assert_eq!(store.publish_due().await.expect("published"), 1);
    let receipt = store.receipt(queued.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.entity), (ContributionState::Accepted, Some(first)));
    let stays = store.entity(first).await.expect("an answer").expect("a device");
    assert_eq!(stays.device().expect("a device").mount.map(Mount::key), Some("pole"));
    assert_eq!(faults(&store).await, Vec::<String>::new());
}
