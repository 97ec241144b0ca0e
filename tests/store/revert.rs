//! Taking changes back: every scope, what others said since, and taking that back again.

use std::sync::Arc;

use census::{Action, DeviceStatus, EntityId, EntityKind, Intent, PhotoState, Role};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use store::{
    AccountId, ContributionState, Error, FixedWorld, NewPhoto, Options, Order, PhotoFiles, Publication, RevertScope,
    Reverted, Ruled, Ruling, Store, Submission, Submitted,
};
use technopolice_tests::TestDatabase;
use uuid::Uuid;

use crate::accounts::{account, everywhere};
use crate::records::{entry, keep, shown};
use crate::samples::{about, camera, faults, held, open, open_batch, options, record, report, today};

on_both_engines! {
    a_revision_goes_and_the_next_one_stays,
    a_contribution_is_taken_back_with_its_photos_and_its_sender_reads_it,
    an_account_is_taken_back_and_what_others_said_stays,
    five_thousand_hostile_edits_go_in_one_action,
    a_window_is_taken_back_in_a_box_or_a_territory_only,
    taking_back_what_took_back_brings_it_back,
    two_records_that_were_made_one_are_two_again,
    what_others_refer_to_stays_until_they_go_too,
    what_is_not_there_cannot_be_taken_back,
}

fn by(account: AccountId, submission: Submission) -> Submission {
    Submission { contributor: Some(account), ..submission }
}

async fn send(store: &Store, submission: Submission) -> Submitted {
    store.submit(submission).await.expect("an accepted contribution")
}

/// The state of a device as JSON.
async fn device(store: &Store, id: EntityId) -> Value {
    Value::Object(store.entity(id).await.expect("an answer").expect("an entity").state.fields())
}

/// Says first what it would do, then does it: both must agree.
async fn revert(store: &Store, scope: RevertScope) -> Reverted {
    let foreseen = store.preview_revert(&scope).await.expect("a preview");
    let done = store.revert(scope.clone(), None).await.expect("taken back");
    assert_eq!(Reverted { decision: None, ..done.clone() }, foreseen);
    let again = store.preview_revert(&scope).await.expect("a preview");
    assert_eq!((again.entities_removed, again.entities_restored), (0, 0), "twice does nothing more");
    assert_eq!(faults(store).await, Vec::<String>::new());
    done
}

async fn a_revision_goes_and_the_next_one_stays(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    send(&store, about(2, Intent::Correct, id, json!({"form": "ptz", "height_m": 4}))).await;
    send(&store, about(3, Intent::Correct, id, json!({"height_m": 5}))).await;
    let done = revert(&store, RevertScope::Revision { entity: id, version: 2 }).await;
    assert_eq!((done.revisions, done.conflicts.as_slice(), done.contributions), (1, [id].as_slice(), 1));
    let now = device(&store, id).await;
    assert_eq!((&now["form"], &now["height_m"]), (&json!("dome"), &json!(5.0)));
    let log = store.decisions(None, 9).await.expect("a log");
    assert_eq!((log[0].action, log[0].entries, log[0].moderator), (Action::Revert, 1, None));
    assert_eq!(store.decisions_of(id).await.expect("decisions"), [(4, done.decision.expect("a decision"))]);
}

async fn a_contribution_is_taken_back_with_its_photos_and_its_sender_reads_it(database: TestDatabase) {
    let store = open(&database).await;
    let (sent, id) = report(&store, 1).await;
    let picture =
        NewPhoto { files: PhotoFiles { picture: [1; 32], thumbnail: [2; 32] }, width: 2048, height: 1536, boxes: 0 };
    let photo = store.add_photo(sent.contribution, sent.code, picture).await.expect("an answer").expect("a photo");
    store.decide_photo(photo.id, PhotoState::Published).await.expect("an answer");
    let waiting = send(&store, held(camera(2))).await;
    let done = revert(&store, RevertScope::Contribution { contribution: sent.contribution }).await;
    assert_eq!((done.entities_removed, done.contributions, done.entries), (1, 1, 1));
    revert(&store, RevertScope::Contribution { contribution: waiting.contribution }).await;
    assert_eq!(device(&store, id).await["status"], "mistaken");
    for sent in [sent, waiting] {
        let receipt = store.receipt(sent.code).await.expect("an answer").expect("a receipt");
        assert_eq!((receipt.state, receipt.decision.is_some()), (ContributionState::Rejected, true));
    }
    let photo = store.photo(photo.id).await.expect("an answer").expect("a photo");
    assert_eq!((photo.state, photo.files.is_some()), (PhotoState::Hidden, true));
}

async fn an_account_is_taken_back_and_what_others_said_stays(database: TestDatabase) {
    let store = open(&database).await;
    let hostile = account(&store, 1, Vec::new()).await;
    let (_, good) = report(&store, 1).await;
    let (_, other) = report(&store, 2).await;
    let own = send(&store, by(hostile, camera(3))).await.entity.expect("a device");
    let shared = send(&store, by(hostile, camera(4))).await.entity.expect("a device");
    send(&store, by(hostile, about(5, Intent::Removed, good, json!({"removed_on": "2026-11"})))).await;
    send(&store, by(hostile, about(6, Intent::Confirm, other, json!({})))).await;
    send(&store, about(7, Intent::Confirm, other, json!({}))).await;
    send(&store, about(8, Intent::Confirm, shared, json!({}))).await;
    // Says what is known: it changed nothing, and the revision before is not the account's.
    send(&store, about(9, Intent::Correct, good, json!({"form": "dome", "product": "X1"}))).await;
    send(&store, by(hostile, about(10, Intent::Correct, good, json!({"product": "X1"})))).await;
    let waiting = send(&store, by(hostile, held(camera(11)))).await;
    let yesterday = today().checked_sub_days(Days::new(1));
    let before = RevertScope::Account { account: hostile, from: None, to: yesterday };
    assert_eq!(store.preview_revert(&before).await.expect("a preview"), Reverted::default());

    let done = revert(&store, RevertScope::account(hostile)).await;
    let mut conflicts = vec![good, other, shared];
    conflicts.sort_unstable();
    assert_eq!(done.conflicts, conflicts);
    assert_eq!((done.entities_removed, done.entities_restored, done.contributions), (1, 0, 5));
    let good = device(&store, good).await;
    assert_eq!((&good["status"], &good["product"], good.get("removed_on")), (&json!("reported"), &json!("X1"), None));
    assert_eq!(device(&store, other).await["confirmations"], 1, "one of two votes was honest");
    assert_eq!(device(&store, own).await["status"], "mistaken");
    assert_eq!(device(&store, shared).await["status"], "confirmed", "somebody saw it");
    let receipt = store.receipt(waiting.code).await.expect("an answer").expect("a receipt");
    assert_eq!(receipt.state, ContributionState::Rejected);
}

async fn five_thousand_hostile_edits_go_in_one_action(database: TestDatabase) {
    const EDITS: u32 = 5000;
    let store = Arc::new(open(&database).await);
    let batch = open_batch(&store).await;
    let records = (0..EDITS).map(|number| record(number, 1)).collect();
    let ids: Vec<EntityId> =
        store.import(batch, records).await.expect("an import").iter().map(|imported| imported.device()).collect();
    let untouched = device(&store, ids[9]).await;
    let hostile = account(&store, 1, Vec::new()).await;
    let mut edits = tokio::task::JoinSet::new();
    for (number, id) in ids.iter().enumerate() {
        let (store, id, sender) = (store.clone(), *id, number as u128 + 1);
        let edit = about(sender, Intent::Removed, id, json!({"removed_on": "2026-11", "operator": "Personne"}));
        edits.spawn(async move { send(&store, by(hostile, edit)).await });
    }
    edits.join_all().await;
    for (sender, id) in [(90_001, ids[0]), (90_002, ids[1]), (90_003, ids[4999])] {
        send(&store, about(sender, Intent::Correct, id, json!({"form": "ptz"}))).await;
    }
    let done = store.revert(RevertScope::account(hostile), None).await.expect("taken back");
    assert_eq!((done.revisions, done.entities_restored, done.conflicts.len()), (5000, 4997, 3));
    assert_eq!((done.contributions, done.entries), (5000, 5000));
    assert_eq!(device(&store, ids[9]).await, untouched);
    let kept = device(&store, ids[4999]).await;
    assert_eq!((&kept["form"], kept.get("operator"), &kept["status"]), (&json!("ptz"), None, &json!("reported")));
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn on_day(database: &TestDatabase, day: NaiveDate, seed: u64) -> Store {
    let world = Arc::new(FixedWorld::new(day, seed));
    Store::open(&database.url, Options { world, ..options(Publication::Immediate) }).await.expect("an open store")
}

async fn a_window_is_taken_back_in_a_box_or_a_territory_only(database: TestDatabase) {
    let days: Vec<NaiveDate> = today().iter_days().take(4).collect();
    let mut reported = Vec::new();
    for (number, day) in days.iter().enumerate() {
        let store = on_day(&database, *day, number as u64 + 100).await;
        let there = json!({"position": [5.37, 43.29], "territory": "13201"});
        let (_, here) = report(&store, number as u128 * 10 + 1).await;
        let (_, moved) = report(&store, number as u128 * 10 + 2).await;
        send(&store, about(number as u128 * 10 + 3, Intent::Moved, moved, there)).await;
        reported.push((here, moved));
        store.close().await;
    }
    database.execute("update revision set body = null, salt = null where seq = 5").await.expect("an erasure");
    let store = on_day(&database, days[3], 200).await;
    let window = |from: usize, to: usize| RevertScope::days(days[from], days[to]);
    let preview = async |scope: RevertScope| store.preview_revert(&scope).await.expect("a preview");
    assert_eq!(preview(window(1, 2)).await.entities_removed, 4);
    assert_eq!(preview(window(0, 3)).await.entities_removed, 8);
    assert_eq!(preview(RevertScope::days(today() - Days::new(9), today() - Days::new(1))).await, Reverted::default());
    let narrowed = |bbox: Option<&str>, territory: Option<(&str, &str)>| RevertScope::Window {
        from: days[2],
        to: days[3],
        bbox: bbox.and_then(|bbox| bbox.parse().ok()),
        territory: territory.map(|(from, to)| (from.to_owned(), to.to_owned())),
    };
    // Only the move touched the place: the report elsewhere stays.
    assert_eq!(preview(narrowed(Some("5,43,6,44"), None)).await.entities_restored, 2);
    assert_eq!(preview(narrowed(Some("2,48,3,49"), None)).await.entities_removed, 4);
    let done = revert(&store, narrowed(None, Some(("13000", "13999")))).await;
    assert_eq!((done.entities_restored, done.revisions, done.contributions), (2, 2, 2));
    assert_eq!(device(&store, reported[3].1).await["territory"], "93066");
    assert_eq!(device(&store, reported[3].0).await["status"], "reported");
}

async fn taking_back_what_took_back_brings_it_back(database: TestDatabase) {
    let store = open(&database).await;
    let batch = open_batch(&store).await;
    let imported = store.import(batch, vec![record(1, 1)]).await.expect("an import")[0].device();
    let (sent, id) = report(&store, 1).await;
    let before = (device(&store, id).await, device(&store, imported).await);
    let done = revert(&store, RevertScope::days(today(), today())).await;
    assert_eq!(done.entities_removed, 2);
    let decision = done.decision.expect("a decision");
    let back = revert(&store, RevertScope::Decision { decision }).await;
    assert_eq!((back.entities_restored, back.conflicts.len()), (2, 0));
    assert_eq!((device(&store, id).await, device(&store, imported).await), before);
    let receipt = store.receipt(sent.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.decision), (ContributionState::Accepted, None));
    let again = store.import(open_batch(&store).await, vec![record(1, 1)]).await.expect("an import");
    assert_eq!(again, [store::Imported::Unchanged(imported)], "it is known again under its other name");
}

async fn two_records_that_were_made_one_are_two_again(database: TestDatabase) {
    let store = open(&database).await;
    let moderator = account(&store, 1, vec![everywhere(Role::Moderator)]).await;
    let company = |sender, name| entry(sender, EntityKind::Organisation, None, &json!({"name": name}), None);
    let (one, two) = (keep(&store, company(1, "Exemple")).await, keep(&store, company(2, "Exemple Vision")).await);
    let contract = json!({"authority": {"id": one.to_string()}, "object": "Caméras"});
    let contract = keep(&store, entry(3, EntityKind::Contract, None, &contract, None)).await;
    let before = (shown(&store, one).await["name"].clone(), shown(&store, contract).await["authority"].clone());
    let order = Order::Unify { entity: one, into: two };
    let ruling = Ruling { order, ground: None, answer: None, by: Some(moderator) };
    let Ruled::Done(outcome) = store.rule(ruling).await.expect("an answer") else { panic!("a second is not needed") };
    assert_eq!(shown(&store, contract).await["authority"]["id"], two.to_string());
    let done = revert(&store, RevertScope::Decision { decision: outcome.decision }).await;
    assert_eq!((done.entities_restored, done.conflicts.len()), (3, 0));
    let after = (shown(&store, one).await["name"].clone(), shown(&store, contract).await["authority"].clone());
    assert_eq!(after, before);
    assert!(store.record(one).await.expect("an answer").expect("a record").is_current);
    assert_eq!(shown(&store, two).await.get("aliases"), None);
}

async fn what_others_refer_to_stays_until_they_go_too(database: TestDatabase) {
    let store = open(&database).await;
    let maker = account(&store, 1, Vec::new()).await;
    let company = |sender, name| entry(sender, EntityKind::Organisation, None, &json!({"name": name}), None);
    let (alone, shared) = (company(1, "Seule"), company(2, "Partagée"));
    let (alone, shared) = (keep(&store, by(maker, alone)).await, keep(&store, by(maker, shared)).await);
    let contract = |sender, of: EntityId| {
        let fields = json!({"authority": {"id": of.to_string()}, "object": "Caméras"});
        entry(sender, EntityKind::Contract, None, &fields, None)
    };
    let own = keep(&store, by(maker, contract(3, alone))).await;
    let others = keep(&store, contract(4, shared)).await;
    let done = revert(&store, RevertScope::account(maker)).await;
    assert_eq!((done.entities_removed, done.conflicts.as_slice()), (2, [shared].as_slice()));
    let mut current = Vec::new();
    for id in [alone, own, shared, others] {
        current.push(store.record(id).await.expect("an answer").expect("a record").is_current);
    }
    assert_eq!(current, [false, false, true, true]);
}

async fn what_is_not_there_cannot_be_taken_back(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    let nobody = Uuid::from_u128(9);
    for scope in [
        RevertScope::Revision { entity: id, version: 2 },
        RevertScope::Revision { entity: EntityId(nobody), version: 1 },
        RevertScope::Contribution { contribution: store::ContributionId(nobody) },
        RevertScope::Batch { batch: store::BatchId(nobody) },
        RevertScope::account(AccountId(nobody)),
        RevertScope::Decision { decision: store::DecisionId(nobody) },
    ] {
        assert!(store.preview_revert(&scope).await.is_err(), "{scope:?}");
        let refused = store.revert(scope.clone(), None).await.expect_err("nothing to take back");
        assert!(refused.is_refusal() && !matches!(refused, Error::Decided(_)), "{scope:?}: {refused}");
    }
    let left = store.entity(id).await.expect("an answer").expect("a device");
    assert_eq!((left.version, left.device().expect("a device").status), (1, DeviceStatus::Reported));
    assert!(store.decisions(None, 9).await.expect("a log").is_empty());
}
