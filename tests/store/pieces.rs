//! Stored copies of documents: read by moderators until one of them publishes them, gone when they are deleted.

use census::{EntityId, EntityKind, Ground, PieceState, Role};
use serde_json::json;
use store::{
    AccountId, Error, FileHash, MAX_PIECES, NewPiece, Order, Piece, Redaction, RevertScope, Ruled, Ruling, Store,
};
use technopolice_tests::TestDatabase;

use crate::accounts::{account, everywhere};
use crate::records::{entry, keep};
use crate::samples::{faults, open, report};

on_both_engines! {
    a_copy_waits_until_a_moderator_decides_and_the_log_says_so,
    a_copy_is_of_a_document_that_stands_and_is_the_file_that_it_names,
    deleting_leaves_no_hash_and_gives_the_file_up,
    only_its_sender_takes_a_copy_back,
    an_erased_document_takes_its_copies_along,
    copies_follow_a_document_that_gives_way,
    who_is_taken_back_has_their_copies_hidden_and_who_is_deleted_sent_nothing,
}

async fn trusted(store: &Store, number: u8) -> AccountId {
    account(store, number, vec![everywhere(Role::Trusted)]).await
}

async fn document(store: &Store, sender: u128, sum: Option<&str>) -> EntityId {
    let mut fields = json!({"title": format!("Délibération {sender}"), "url": format!("https://example.org/{sender}")});
    if let Some(sum) = sum {
        fields["sha256"] = json!(sum);
    }
    keep(store, entry(sender, EntityKind::Document, None, &fields, None)).await
}

fn file(document: EntityId, number: u8, by: AccountId) -> NewPiece {
    NewPiece { document, file: [number; 32], sent: [number; 32], bytes: 1000, by }
}

async fn added(store: &Store, piece: NewPiece) -> Piece {
    store.add_piece(piece).await.expect("a copy")
}

async fn decided(store: &Store, piece: &Piece, state: PieceState) -> Piece {
    store.decide_piece(piece.id, state).await.expect("an answer").expect("a copy")
}

async fn waste(store: &Store) -> Vec<FileHash> {
    store.photo_waste().await.expect("a list")
}

async fn a_copy_waits_until_a_moderator_decides_and_the_log_says_so(database: TestDatabase) {
    let store = open(&database).await;
    let (by, document) = (trusted(&store, 1).await, document(&store, 1, None).await);
    store.announce_file([1; 32]).await.expect("noted");
    assert_eq!(waste(&store).await, [[1; 32]], "until a copy speaks of it");
    let piece = added(&store, file(document, 1, by)).await;
    assert_eq!((piece.state, piece.account, piece.bytes), (PieceState::Waiting, Some(by), 1000));
    assert!(waste(&store).await.is_empty());
    assert_eq!(added(&store, file(document, 1, by)).await, piece, "sent twice is one copy");
    assert_eq!(store.waiting_pieces(9).await.expect("a list"), [piece]);
    assert!(!store.is_published_piece([1; 32]).await.expect("an answer"));
    let order = Order::Piece { piece: piece.id, state: PieceState::Published };
    let moderator = account(&store, 2, vec![everywhere(Role::Moderator)]).await;
    let ruled = store.rule(Ruling { order, ground: None, answer: None, by: Some(moderator) }).await.expect("done");
    let Ruled::Done(outcome) = ruled else { panic!("{ruled:?}") };
    let decision = store.decision(outcome.decision).await.expect("an answer").expect("a line of the log");
    assert_eq!((decision.action.key(), decision.entity), ("piece", Some((EntityKind::Document, document))));
    assert!(store.is_published_piece([1; 32]).await.expect("an answer"));
    assert_eq!(store.pieces_of(document).await.expect("a list").len(), 1);
    decided(&store, &piece, PieceState::Hidden).await;
    assert!(!store.is_published_piece([1; 32]).await.expect("an answer"));
    assert!(store.waiting_pieces(9).await.expect("a list").is_empty());
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_copy_is_of_a_document_that_stands_and_is_the_file_that_it_names(database: TestDatabase) {
    let store = open(&database).await;
    let by = trusted(&store, 1).await;
    let (_, device) = report(&store, 7).await;
    for nothing in [device, EntityId(uuid::Uuid::from_u128(9))] {
        let refused = store.add_piece(file(nothing, 1, by)).await;
        assert!(matches!(refused, Err(Error::NoSuchEntity)), "{refused:?}");
    }
    let named = document(&store, 1, Some(&"02".repeat(32))).await;
    let other = store.add_piece(file(named, 1, by)).await;
    assert!(matches!(other, Err(Error::OtherFile)), "{other:?}");
    added(&store, file(named, 2, by)).await;
    let cleaned = NewPiece { sent: [2; 32], ..file(named, 3, by) };
    added(&store, cleaned).await;
    let free = document(&store, 2, None).await;
    for number in 1..=MAX_PIECES as u8 {
        added(&store, file(free, number, by)).await;
    }
    let refused = store.add_piece(file(free, 9, by)).await;
    assert!(matches!(refused, Err(Error::TooManyPieces)), "{refused:?}");
    let order = Order::Remove { entities: vec![free] };
    store.rule(Ruling { order, ground: Some(Ground::Fake), answer: None, by: None }).await.expect("done");
    let refused = store.add_piece(file(free, 1, by)).await;
    assert!(matches!(refused, Err(Error::NoSuchEntity)), "{refused:?}");
}

async fn deleting_leaves_no_hash_and_gives_the_file_up(database: TestDatabase) {
    let store = open(&database).await;
    let by = trusted(&store, 1).await;
    let (one, two) = (document(&store, 1, None).await, document(&store, 2, None).await);
    let (first, second) = (added(&store, file(one, 1, by)).await, added(&store, file(two, 1, by)).await);
    let gone = decided(&store, &first, PieceState::Deleted).await;
    assert_eq!((gone.file, gone.account), (None, None));
    assert!(waste(&store).await.is_empty(), "the other copy still speaks of it");
    decided(&store, &second, PieceState::Deleted).await;
    assert_eq!(waste(&store).await, [[1; 32]]);
    assert!(store.pieces_of(one).await.expect("a list").is_empty());
    let late = store.decide_piece(first.id, PieceState::Published).await;
    assert!(matches!(late, Err(Error::PieceGone)), "{late:?}");
}

async fn only_its_sender_takes_a_copy_back(database: TestDatabase) {
    let store = open(&database).await;
    let (by, other) = (trusted(&store, 1).await, trusted(&store, 2).await);
    let document = document(&store, 1, None).await;
    let piece = added(&store, file(document, 1, by)).await;
    assert_eq!(store.withdraw_piece(piece.id, other).await.expect("an answer"), None);
    assert_eq!(store.piece(piece.id).await.expect("an answer"), Some(piece));
    let gone = store.withdraw_piece(piece.id, by).await.expect("an answer").expect("a copy");
    assert_eq!((gone.state, gone.file), (PieceState::Deleted, None));
    assert_eq!(store.withdraw_piece(piece.id, by).await.expect("an answer"), None, "it is nobody's now");
    assert_eq!(waste(&store).await, [[1; 32]]);
}

async fn an_erased_document_takes_its_copies_along(database: TestDatabase) {
    let store = open(&database).await;
    let by = trusted(&store, 1).await;
    let document = document(&store, 1, None).await;
    let piece = added(&store, file(document, 1, by)).await;
    decided(&store, &piece, PieceState::Published).await;
    let erased = store.redact(Redaction::Entity(document), None).await.expect("erased");
    assert_eq!(erased.files, [[1; 32]], "the caller takes it off the shelf");
    assert_eq!(waste(&store).await, [[1; 32]]);
    assert!(!store.is_published_piece([1; 32]).await.expect("an answer"));
    assert_eq!(store.piece(piece.id).await.expect("an answer").expect("its trace").file, None);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn copies_follow_a_document_that_gives_way(database: TestDatabase) {
    let store = open(&database).await;
    let by = trusted(&store, 1).await;
    let (old, new) = (document(&store, 1, None).await, document(&store, 2, None).await);
    let piece = added(&store, file(old, 1, by)).await;
    let order = Order::Unify { entity: old, into: new };
    store.rule(Ruling { order, ground: None, answer: None, by: None }).await.expect("done");
    assert_eq!(store.pieces_of(new).await.expect("a list"), [Piece { document: new, ..piece }]);
    assert!(store.pieces_of(old).await.expect("a list").is_empty());
}

async fn who_is_taken_back_has_their_copies_hidden_and_who_is_deleted_sent_nothing(database: TestDatabase) {
    let store = open(&database).await;
    let (hostile, other) = (trusted(&store, 1).await, trusted(&store, 2).await);
    let document = document(&store, 1, None).await;
    let theirs = added(&store, file(document, 1, hostile)).await;
    let innocent = added(&store, file(document, 2, other)).await;
    decided(&store, &theirs, PieceState::Published).await;
    store.preview_revert(&RevertScope::account(hostile)).await.expect("a preview");
    assert!(store.is_published_piece([1; 32]).await.expect("an answer"), "a preview changes nothing");
    store.revert(RevertScope::account(hostile), None).await.expect("taken back");
    let state = |piece: Option<Piece>| piece.expect("a copy").state;
    assert_eq!(state(store.piece(theirs.id).await.expect("an answer")), PieceState::Hidden);
    assert_eq!(state(store.piece(innocent.id).await.expect("an answer")), PieceState::Waiting);
    store.delete_account(other).await.expect("gone");
    assert_eq!(store.piece(innocent.id).await.expect("an answer").expect("a copy").account, None);
}
