//! Photos: held until a person has looked, gone when they are deleted.

use census::{Admission, Hold, PhotoState, ReceiptCode};
use store::{
    ContributionState, Covering, Error, FileHash, MAX_PHOTOS, NewPhoto, Photo, PhotoFiles, Store, Submission, Submitted,
};
use technopolice_tests::TestDatabase;
use uuid::Uuid;

use crate::samples::{camera, held, open, open_a_day_later, open_batched, report, today};

on_both_engines! {
    a_photo_waits_until_somebody_decides,
    only_the_holder_of_the_code_adds_a_photo_and_only_a_few,
    boxing_again_makes_a_new_object_and_gives_the_old_one_up,
    deleting_leaves_no_hash_and_gives_the_files_up,
    a_file_that_two_photos_share_stays_until_both_are_gone,
    withdrawing_a_report_takes_its_photos,
    a_photo_follows_its_report_to_the_device_that_was_recognised,
    a_photo_without_a_device_is_not_published,
    the_look_at_its_photo_lets_a_report_through,
    a_photo_comes_out_with_its_report_and_not_before,
    a_report_with_other_reasons_to_wait_waits_on,
    a_report_whose_photo_is_taken_back_or_never_comes_is_let_through,
    a_photo_of_a_published_report_waits_alone_and_is_in_the_queue,
    a_moderator_draws_boxes_over_a_published_photo_and_its_sender_does_not,
}

fn picture(number: u8, boxes: u32) -> NewPhoto {
    let files = PhotoFiles { picture: [number; 32], thumbnail: [number + 100; 32] };
    NewPhoto { files, width: 2048, height: 1536, boxes }
}

fn files(number: u8) -> Vec<FileHash> {
    vec![[number; 32], [number + 100; 32]]
}

async fn added(store: &Store, to: &Submitted, photo: NewPhoto) -> Photo {
    store.add_photo(to.contribution, to.code, photo).await.expect("an answer").expect("a photo")
}

async fn decided(store: &Store, photo: &Photo, state: PhotoState) -> Photo {
    store.decide_photo(photo.id, state).await.expect("an answer").expect("a photo")
}

async fn a_photo_waits_until_somebody_decides(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, device) = report(&store, 1).await;
    let photo = added(&store, &sent, picture(1, 0)).await;
    assert_eq!((photo.state, photo.entity, photo.day), (PhotoState::Received, None, today()));
    assert_eq!(store.photo(photo.id).await.expect("an answer"), Some(photo));
    assert_eq!(store.waiting_photos(9).await.expect("a list"), [photo]);
    assert_eq!(store.photos_of_contribution(sent.contribution).await.expect("a list"), [photo]);
    assert!(!store.is_published_file([1; 32]).await.expect("an answer"));
    let published = decided(&store, &photo, PhotoState::Published).await;
    assert_eq!(store.photos_of_entity(device).await.expect("a list"), [published]);
    assert!(store.is_published_file([1; 32]).await.expect("an answer"));
    assert!(store.is_published_file([101; 32]).await.expect("an answer"));
    decided(&store, &photo, PhotoState::Hidden).await;
    assert!(store.photos_of_entity(device).await.expect("a list").is_empty());
    assert!(!store.is_published_file([101; 32]).await.expect("an answer"));
    assert!(store.waiting_photos(9).await.expect("a list").is_empty());
}

async fn only_the_holder_of_the_code_adds_a_photo_and_only_a_few(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, _) = report(&store, 1).await;
    let invented = ReceiptCode::derive(&[0; 32], Uuid::from_u128(1));
    assert_eq!(store.add_photo(sent.contribution, invented, picture(1, 0)).await.expect("an answer"), None);
    let first = added(&store, &sent, picture(1, 0)).await;
    assert_eq!(added(&store, &sent, picture(1, 0)).await, first, "sent twice is one photo");
    for number in 2..=MAX_PHOTOS as u8 {
        added(&store, &sent, picture(number, 2)).await;
    }
    let refused = store.add_photo(sent.contribution, sent.code, picture(9, 0)).await;
    assert!(matches!(refused, Err(Error::TooManyPhotos)), "{refused:?}");
}

async fn boxing_again_makes_a_new_object_and_gives_the_old_one_up(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, _) = report(&store, 1).await;
    let photo = added(&store, &sent, picture(1, 0)).await;
    let boxed = store
        .replace_photo(photo.id, [1; 32], picture(2, 3), Covering::Sender)
        .await
        .expect("an answer")
        .expect("a photo");
    assert_eq!((boxed.id, boxed.state, boxed.boxes), (photo.id, PhotoState::Blurred, 3));
    assert_eq!(store.photo_waste().await.expect("a list"), files(1));
    // Somebody else boxed the picture that was seen before: nobody's boxes are lost.
    let late = store.replace_photo(photo.id, [1; 32], picture(3, 1), Covering::Sender).await;
    assert!(matches!(late, Err(Error::PhotoChanged)), "{late:?}");
    decided(&store, &photo, PhotoState::Published).await;
    let late = store.replace_photo(photo.id, [2; 32], picture(3, 1), Covering::Sender).await;
    assert!(matches!(late, Err(Error::PhotoChanged)), "a published photo is hidden first");
}

async fn deleting_leaves_no_hash_and_gives_the_files_up(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, _) = report(&store, 1).await;
    let photo = added(&store, &sent, picture(1, 1)).await;
    decided(&store, &photo, PhotoState::Published).await;
    for _ in 0..2 {
        let deleted = decided(&store, &photo, PhotoState::Deleted).await;
        assert_eq!((deleted.state, deleted.files), (PhotoState::Deleted, None));
    }
    assert!(!store.is_published_file([1; 32]).await.expect("an answer"));
    assert!(store.photos_of_contribution(sent.contribution).await.expect("a list").is_empty());
    assert!(matches!(store.decide_photo(photo.id, PhotoState::Published).await, Err(Error::PhotoChanged)));
    assert_eq!(store.photo_waste().await.expect("a list"), files(1));
    // The same picture again: its files are wanted.
    added(&store, &sent, picture(1, 1)).await;
    assert!(store.photo_waste().await.expect("a list").is_empty());
}

async fn a_file_that_two_photos_share_stays_until_both_are_gone(database: TestDatabase) {
    let store = open(&database).await;
    let ((one, _), (two, _)) = (report(&store, 1).await, report(&store, 2).await);
    let first = added(&store, &one, picture(1, 0)).await;
    let second = added(&store, &two, picture(1, 0)).await;
    decided(&store, &first, PhotoState::Deleted).await;
    assert!(store.photo_waste().await.expect("a list").is_empty());
    decided(&store, &second, PhotoState::Deleted).await;
    assert_eq!(store.photo_waste().await.expect("a list"), files(1));
    store.photo_waste_cleared(files(1)).await.expect("noted");
    assert!(store.photo_waste().await.expect("a list").is_empty());
}

async fn withdrawing_a_report_takes_its_photos(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, device) = report(&store, 1).await;
    let photo = added(&store, &sent, picture(1, 0)).await;
    decided(&store, &photo, PhotoState::Published).await;
    store.withdraw(sent.contribution, sent.code).await.expect("an answer").expect("a receipt");
    assert!(store.photos_of_entity(device).await.expect("a list").is_empty());
    assert_eq!(store.photo_waste().await.expect("a list"), files(1));
    let late = store.add_photo(sent.contribution, sent.code, picture(2, 0)).await;
    assert!(matches!(late, Err(Error::Decided(ContributionState::Withdrawn))), "{late:?}");
}

async fn a_photo_follows_its_report_to_the_device_that_was_recognised(database: TestDatabase) {
    let store = open(&database).await;
    let ((_, older), (sent, own)) = (report(&store, 1).await, report(&store, 2).await);
    let (shown, waiting) = (added(&store, &sent, picture(1, 0)).await, added(&store, &sent, picture(2, 0)).await);
    decided(&store, &shown, PhotoState::Published).await;
    store.merge(sent.contribution, sent.code, older).await.expect("an answer").expect("a receipt");
    decided(&store, &waiting, PhotoState::Published).await;
    assert_eq!(store.photos_of_entity(older).await.expect("a list").len(), 2);
    assert!(store.photos_of_entity(own).await.expect("a list").is_empty());
}

async fn a_photo_without_a_device_is_not_published(database: TestDatabase) {
    let store = open(&database).await;
    let sent = store.submit(held(camera(1))).await.expect("a kept report");
    let photo = added(&store, &sent, picture(1, 0)).await;
    let refused = store.decide_photo(photo.id, PhotoState::Published).await;
    assert!(matches!(refused, Err(Error::PhotoWithoutEntity)), "{refused:?}");
}

/// A report that waits for these reasons, and a photo of it.
async fn with_photo(store: &Store, holds: &[Hold]) -> (Submitted, Photo) {
    let waiting = Submission { admission: Admission::Hold(holds.to_vec()), ..camera(1) };
    let sent = store.submit(waiting).await.expect("a kept report");
    let photo = added(store, &sent, picture(1, 0)).await;
    (sent, photo)
}

async fn state(store: &Store, of: &Submitted) -> (ContributionState, Vec<Hold>) {
    let receipt = store.receipt(of.code).await.expect("an answer").expect("a receipt");
    (receipt.state, receipt.holds)
}

async fn the_look_at_its_photo_lets_a_report_through(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, photo) = with_photo(&store, &[Hold::Photo]).await;
    assert_eq!(state(&store, &sent).await, (ContributionState::Pending, vec![Hold::Photo]));
    let second = added(&store, &sent, picture(2, 0)).await;
    decided(&store, &second, PhotoState::Hidden).await;
    assert_eq!(state(&store, &sent).await.0, ContributionState::Pending, "the other photo still waits");
    let published = decided(&store, &photo, PhotoState::Published).await;
    assert_eq!(state(&store, &sent).await, (ContributionState::Accepted, vec![]));
    let device = published.entity.expect("it is shown by its device");
    assert_eq!(store.photos_of_entity(device).await.expect("a list"), [published]);
}

async fn a_photo_comes_out_with_its_report_and_not_before(database: TestDatabase) {
    let store = open_batched(&database).await;
    let (sent, photo) = with_photo(&store, &[Hold::Photo]).await;
    assert_eq!(decided(&store, &photo, PhotoState::Published).await.entity, None);
    assert_eq!(state(&store, &sent).await.0, ContributionState::Queued);
    assert!(!store.is_published_file([1; 32]).await.expect("an answer"));
    assert_eq!(store.publish_due().await.expect("a publication"), 1);
    assert!(store.is_published_file([1; 32]).await.expect("an answer"));
    let device = store.receipt(sent.code).await.expect("an answer").and_then(|receipt| receipt.entity);
    assert_eq!(store.photos_of_entity(device.expect("a device")).await.expect("a list").len(), 1);
}

async fn a_report_with_other_reasons_to_wait_waits_on(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, photo) = with_photo(&store, &[Hold::Photo, Hold::Burst]).await;
    let early = store.decide_photo(photo.id, PhotoState::Published).await;
    assert!(matches!(early, Err(Error::PhotoWithoutEntity)), "{early:?}");
    assert_eq!(state(&store, &sent).await.1, [Hold::Photo, Hold::Burst], "nothing of it was done");
    decided(&store, &photo, PhotoState::Hidden).await;
    assert_eq!(state(&store, &sent).await, (ContributionState::Pending, vec![Hold::Burst]));
}

async fn a_report_whose_photo_is_taken_back_or_never_comes_is_let_through(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, photo) = with_photo(&store, &[Hold::Photo]).await;
    decided(&store, &photo, PhotoState::Deleted).await;
    assert_eq!(state(&store, &sent).await.0, ContributionState::Accepted);
    let waiting = Submission { admission: Admission::Hold(vec![Hold::Photo]), ..camera(2) };
    let promised = store.submit(waiting).await.expect("a kept report");
    assert_eq!(store.give_up_promised_photos().await.expect("an answer"), 0, "it may come yet today");
    drop(store);
    let store = open_a_day_later(&database).await;
    assert_eq!(store.give_up_promised_photos().await.expect("an answer"), 1);
    assert_eq!(state(&store, &promised).await.0, ContributionState::Accepted);
}

async fn a_photo_of_a_published_report_waits_alone_and_is_in_the_queue(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, _) = report(&store, 1).await;
    assert_eq!(store.queue_length().await.expect("a number"), 0);
    let photo = added(&store, &sent, picture(1, 0)).await;
    assert_eq!(state(&store, &sent).await.0, ContributionState::Accepted);
    let queue = store.queue(None, 9).await.expect("a list");
    let seen: Vec<_> = queue.iter().map(|one| (one.receipt.contribution, one.photos)).collect();
    assert_eq!((seen, store.queue_length().await.expect("a number")), (vec![(sent.contribution, 1)], 1));
    decided(&store, &photo, PhotoState::Published).await;
    assert_eq!(store.queue_length().await.expect("a number"), 0);
}

async fn a_moderator_draws_boxes_over_a_published_photo_and_its_sender_does_not(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, device) = report(&store, 1).await;
    let photo = added(&store, &sent, picture(1, 0)).await;
    decided(&store, &photo, PhotoState::Published).await;
    let own = store.replace_photo(photo.id, [1; 32], picture(2, 1), Covering::Sender).await;
    assert!(matches!(own, Err(Error::PhotoChanged)), "{own:?}");
    let boxed = store.replace_photo(photo.id, [1; 32], picture(2, 1), Covering::Moderator).await;
    let boxed = boxed.expect("an answer").expect("a photo");
    assert_eq!((boxed.state, boxed.entity, boxed.boxes), (PhotoState::Published, Some(device), 1));
    assert_eq!(store.photo_waste().await.expect("a list"), files(1));
    assert!(!store.is_published_file([1; 32]).await.expect("an answer"));
    assert!(store.is_published_file([2; 32]).await.expect("an answer"));
}
