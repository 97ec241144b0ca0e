//! Moderators decide: what waits, who looks at it, what a decision does, and what the public log says of it.

use std::sync::Arc;

use census::{
    Action, Device, DeviceStatus, EntityId, EntityKind, Facet, Ground, Intent, PhotoState, Role, Verification,
};
use serde_json::json;
use store::{
    AccountId, ContributionId, ContributionState, Error, FixedWorld, MOST_ALONE, NewPhoto, Options, Order, PhotoFiles,
    Publication, QueuePlace, RevertScope, Ruled, Ruling, Store, Submitted,
};
use technopolice_tests::TestDatabase;

use crate::accounts::{account, everywhere};
use crate::records::{entry, keep, shown};
use crate::samples::{about, camera, contribution, faults, held, open, options, report, today};

on_both_engines! {
    the_queue_is_paged_oldest_first_and_a_claim_keeps_others_away,
    what_is_accepted_is_published_and_what_is_refused_tells_its_sender_why,
    a_correction_is_published_in_the_place_of_what_was_sent,
    a_report_of_a_known_thing_confirms_it,
    more_than_a_few_need_a_second_moderator,
    a_refused_order_leaves_no_trace,
    a_moderator_settles_checks_and_removes,
    two_organisations_become_one_and_everything_follows,
    doubles_of_every_kind_become_one_and_two_again,
    doubles_of_one_device_become_one_and_two_again,
}

pub(crate) async fn moderator(store: &Store, number: u8) -> AccountId {
    account(store, number, vec![everywhere(Role::Moderator)]).await
}

async fn wait(store: &Store, number: u128) -> Submitted {
    store.submit(held(camera(number))).await.expect("a kept contribution")
}

pub(crate) fn ruling(order: Order, by: AccountId) -> Ruling {
    Ruling { order, ground: None, answer: None, by: Some(by) }
}

pub(crate) async fn done(store: &Store, ruling: Ruling) -> store::Outcome {
    match store.rule(ruling).await.expect("an answer") {
        Ruled::Done(outcome) => outcome,
        proposed @ Ruled::Proposed { .. } => panic!("{proposed:?}"),
    }
}

async fn state(store: &Store, id: ContributionId) -> ContributionState {
    store.contribution(id).await.expect("an answer").expect("a contribution").receipt.state
}

async fn the_queue_is_paged_oldest_first_and_a_claim_keeps_others_away(database: TestDatabase) {
    let world = Arc::new(FixedWorld::new(today(), 7));
    let opened = Options { world: world.clone(), ..options(Publication::Immediate) };
    let store = Store::open(&database.url, opened).await.expect("an open store");
    for number in 1..=5 {
        wait(&store, number).await;
    }
    report(&store, 6).await;
    let first = store.queue(None, 3).await.expect("a page");
    let last = &first.last().expect("three").receipt;
    let second =
        store.queue(Some(QueuePlace { day: last.submitted_on, id: last.contribution }), 3).await.expect("a page");
    assert_eq!((first.len(), second.len()), (3, 2));
    assert_eq!(store.queue_length().await.expect("a number"), 5);
    let (one, other) = (moderator(&store, 1).await, moderator(&store, 2).await);
    let id = first[0].receipt.contribution;
    store.claim(id, one).await.expect("a claim");
    store.claim(id, one).await.expect("again");
    assert!(matches!(store.claim(id, other).await, Err(Error::Claimed)));
    let accept = |by| ruling(Order::Accept { contributions: vec![id] }, by);
    assert!(matches!(store.rule(accept(other)).await, Err(Error::Claimed)));
    assert_eq!(store.queue(None, 1).await.expect("a page")[0].claim.as_ref().expect("a claim").account, one);
    store.release(id, other).await.expect("nothing to release");
    assert!(matches!(store.claim(id, other).await, Err(Error::Claimed)));
    store.release(id, one).await.expect("released");
    store.claim(id, other).await.expect("free again");
    world.wait(3);
    store.claim(id, one).await.expect("a claim ends by itself");
}

async fn what_is_accepted_is_published_and_what_is_refused_tells_its_sender_why(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    let (good, bad, personal) = (wait(&store, 1).await, wait(&store, 2).await, wait(&store, 3).await);
    let contributions = vec![personal.contribution];
    let privacy = Ruling { ground: Some(Ground::Privacy), ..ruling(Order::Refuse { contributions }, by) };
    done(&store, privacy).await;
    let emptied = store.receipt(personal.code).await.expect("an answer").expect("a receipt");
    assert_eq!((emptied.state, emptied.ground), (ContributionState::Rejected, Some(Ground::Privacy)));
    assert!(emptied.content.patch.is_empty() && emptied.content.note.is_none(), "nothing about a person is kept");
    let outcome = done(&store, ruling(Order::Accept { contributions: vec![good.contribution] }, by)).await;
    let receipt = store.receipt(good.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.holds.len()), (ContributionState::Accepted, 0));
    let id = receipt.entity.expect("a device");
    assert!(store.entity(id).await.expect("an answer").is_some());
    let refusal = Ruling {
        ground: Some(Ground::PrivateHome),
        answer: "C’est la sonnette d’une maison.".to_owned().try_into().ok(),
        ..ruling(Order::Refuse { contributions: vec![bad.contribution] }, by)
    };
    done(&store, refusal).await;
    let receipt = store.receipt(bad.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.ground), (ContributionState::Rejected, Some(Ground::PrivateHome)));
    assert_eq!(receipt.decision.as_deref(), Some("C’est la sonnette d’une maison."));
    assert_eq!(store.queue_length().await.expect("a number"), 0);

    let log = store.decisions(None, 10).await.expect("a log");
    let accepted = log.iter().find(|line| line.action == Action::Accept).expect("a line");
    assert_eq!(accepted.entity, Some((EntityKind::Device, id)));
    assert_eq!((accepted.territory.as_str(), accepted.entries), ("93066", 1));
    assert_eq!(accepted.pseudonym.as_deref(), log[0].pseudonym.as_deref());
    let made = store.made_by(outcome.decision, None, 10).await.expect("revisions");
    assert_eq!(made.iter().map(|made| (made.entity, made.version)).collect::<Vec<_>>(), [(id, 1)]);
    assert_eq!(store.decisions_of(id).await.expect("decisions"), [(1, outcome.decision)]);
    let after = log.first().map(|line| (line.day, line.id));
    assert_eq!(store.decisions(after, 10).await.expect("a log").len(), 2);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_correction_is_published_in_the_place_of_what_was_sent(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    let sent = wait(&store, 1).await;
    let fields = json!({"kind": "camera", "position": [2.36, 48.94], "territory": "93001", "form": "fixed"});
    let corrected = Box::new(contribution(Intent::New, None, fields));
    done(&store, ruling(Order::Correct { contribution: sent.contribution, corrected }, by)).await;
    let receipt = store.receipt(sent.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.territory.as_str()), (ContributionState::Accepted, "93001"));
    let entity = store.entity(receipt.entity.expect("a device")).await.expect("an answer").expect("a device");
    assert_eq!(entity.device().expect("a device").territory, "93001");
}

async fn a_report_of_a_known_thing_confirms_it(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    let (_, known) = report(&store, 1).await;
    let sent = wait(&store, 2).await;
    done(&store, ruling(Order::Merge { contribution: sent.contribution, into: known }, by)).await;
    assert_eq!(state(&store, sent.contribution).await, ContributionState::Merged);
    let entity = store.entity(known).await.expect("an answer").expect("a device");
    assert_eq!(entity.device().expect("a device").confirmations, 1);
}

async fn more_than_a_few_need_a_second_moderator(database: TestDatabase) {
    let store = open(&database).await;
    let (one, other) = (moderator(&store, 1).await, moderator(&store, 2).await);
    let mut contributions = Vec::new();
    for number in 0..=MOST_ALONE as u128 {
        contributions.push(wait(&store, number + 1).await.contribution);
    }
    let order = Order::Refuse { contributions: contributions.clone() };
    let asked = Ruling { ground: Some(Ground::Spam), ..ruling(order, one) };
    let Ruled::Proposed { decision, entries } = store.rule(asked.clone()).await.expect("an answer") else {
        panic!("one moderator decided on {} entries", contributions.len())
    };
    assert_eq!(entries, MOST_ALONE + 1);
    assert_eq!(state(&store, contributions[0]).await, ContributionState::Pending);
    assert!(store.decisions(None, 10).await.expect("a log").is_empty(), "nothing was done");
    assert!(matches!(store.second(decision, one, true).await, Err(Error::NeedsAnother)));
    let outcome = store.second(decision, other, true).await.expect("an answer").expect("done");
    assert_eq!(outcome.entries, MOST_ALONE + 1);
    assert_eq!(state(&store, contributions[0]).await, ContributionState::Rejected);
    assert!(store.proposals().await.expect("proposals").is_empty());
    let line = &store.decisions(None, 10).await.expect("a log")[0];
    assert!(line.pseudonym.is_some() && line.second.is_some() && line.pseudonym != line.second);
    assert!(matches!(store.second(decision, other, true).await, Err(Error::NoSuchDecision)), "once only");

    let Ruled::Proposed { decision, .. } = store.rule(asked).await.expect("an answer") else { panic!("alone") };
    assert_eq!(store.second(decision, other, false).await.expect("an answer"), None);
    assert!(store.proposals().await.expect("proposals").is_empty());
}

async fn a_refused_order_leaves_no_trace(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    let sent = wait(&store, 1).await;
    let (_, known) = report(&store, 2).await;
    let nothing = EntityId(uuid::Uuid::from_u128(42));
    let impossible = Box::new(contribution(Intent::Correct, Some(nothing), json!({"form": "fixed"})));
    let orders = [
        Order::Merge { contribution: sent.contribution, into: nothing },
        Order::Correct { contribution: sent.contribution, corrected: impossible.clone() },
        Order::Settle { word: impossible },
        Order::Check { entity: known, version: 7 },
        Order::Remove { entities: vec![known, nothing] },
        Order::Unify { entity: known, into: nothing },
        Order::Accept { contributions: vec![ContributionId(nothing.0)] },
    ];
    for order in orders {
        let refused = store.rule(ruling(order.clone(), by)).await;
        assert!(matches!(&refused, Err(error) if error.is_refusal()), "{order:?}: {refused:?}");
    }
    assert!(store.decisions(None, 10).await.expect("a log").is_empty());
    assert_eq!(state(&store, sent.contribution).await, ContributionState::Pending);
    assert_eq!(store.history(known).await.expect("a history").len(), 1);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_moderator_settles_checks_and_removes(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    let (_, id) = report(&store, 1).await;
    let rival = about(2, Intent::Correct, id, json!({"form": "fixed"}));
    store.submit(rival.clone()).await.expect("a contradiction");
    let device = store.entity(id).await.expect("an answer").expect("a device");
    assert_eq!(device.device().expect("a device").verification, Verification::Disputed);
    done(&store, ruling(Order::Settle { word: Box::new(rival.contribution) }, by)).await;
    let settled = store.entity(id).await.expect("an answer").expect("a device");
    assert!(settled.device().expect("a device").disputed.is_empty());
    done(&store, ruling(Order::Check { entity: id, version: settled.version }, by)).await;
    let checked = store.entity(id).await.expect("an answer").expect("a device");
    assert!(checked.device().expect("a device").checked_on.is_some());
    done(&store, Ruling { ground: Some(Ground::Fake), ..ruling(Order::Remove { entities: vec![id] }, by) }).await;
    assert!(store.entity(id).await.expect("an answer").expect("it stays").state.is_mistaken());
    assert_eq!(store.decisions_of(id).await.expect("decisions").len(), 3);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn two_organisations_become_one_and_everything_follows(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    let company = |sender, fields| entry(sender, EntityKind::Organisation, None, &fields, None);
    let old = keep(&store, company(1, json!({"name": "Vision SA"}))).await;
    let new = keep(&store, company(2, json!({"name": "Exemple Vision", "siren": "732829320"}))).await;
    let contract = json!({"authority": "Ville de Saint-Denis", "object": "Logiciel",
        "holders": [{"organisation": "Vision SA"}]});
    let contract = keep(&store, entry(3, EntityKind::Contract, None, &contract, None)).await;
    let outcome = done(&store, ruling(Order::Unify { entity: old, into: new }, by)).await;
    assert_eq!(outcome.entries, 3);
    let holder = &shown(&store, contract).await["holders"][0]["organisation"];
    assert_eq!(
        (holder["id"].as_str(), holder["name"].as_str()),
        (Some(new.to_string().as_str()), Some("Exemple Vision"))
    );
    assert_eq!(shown(&store, new).await["aliases"], json!(["Vision SA"]));
    assert!(!store.record(old).await.expect("an answer").expect("it stays").is_current);
    let later = json!({"technology": "video_analytics", "authority": "Ville de Lyon", "vendor": "Vision SA"});
    let later = keep(&store, entry(4, EntityKind::Deployment, None, &later, None)).await;
    assert_eq!(shown(&store, later).await["vendor"]["id"], json!(new.to_string()), "the old name leads to the new one");
    assert_eq!(store.records_by(&Facet::about(new), 10).await.expect("records").len(), 2);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

/// Two records of a kind, of which the second gives way: values that both have, that contradict, that only it has.
fn doubles() -> [(EntityKind, serde_json::Value, serde_json::Value, &'static str, &'static str); 4] {
    let place = json!(["93066"]);
    [
        (
            EntityKind::Contract,
            json!({"authority": "Ville", "object": "Caméras", "amount_ht": 1000, "territories": place}),
            json!({"authority": "Ville", "object": "Caméras", "amount_ht": 1200, "duration_months": 48}),
            "amount_ht",
            "duration_months",
        ),
        (
            EntityKind::Deployment,
            json!({"technology": "drone", "authority": "Ville", "territories": place, "status": "active"}),
            json!({"technology": "drone", "authority": "Ville", "territories": place, "status": "ended", "product": "M30"}),
            "status",
            "product",
        ),
        (
            EntityKind::Authorisation,
            json!({"prefecture": "Préfecture", "territory": "93066", "document": {"title": "Arrêté 1"}, "number": "1"}),
            json!({"prefecture": "Préfecture", "territory": "93066", "document": {"title": "Arrêté 1"}, "number": "2",
                "cameras_public_road": 12}),
            "number",
            "cameras_public_road",
        ),
        (
            EntityKind::OfficialCount,
            json!({"territory": "93066", "n": 10, "kind": "declared", "as_of": "2026", "document": {"title": "Conseil"}}),
            json!({"territory": "93066", "n": 12, "kind": "declared", "as_of": "2026", "document": {"title": "Conseil"},
                "scope": "public_road"}),
            "n",
            "scope",
        ),
    ]
}

async fn doubles_of_every_kind_become_one_and_two_again(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    for (number, (kind, stays, gone, disputed, learned)) in doubles().into_iter().enumerate() {
        let sender = number as u128 * 10;
        let stays = keep(&store, entry(sender + 1, kind, None, &stays, None)).await;
        let gone = keep(&store, entry(sender + 2, kind, None, &gone, None)).await;
        let before = (shown(&store, stays).await, shown(&store, gone).await);
        let outcome = done(&store, ruling(Order::Unify { entity: gone, into: stays }, by)).await;
        let after = shown(&store, stays).await;
        assert_eq!(after[learned], before.1[learned], "{kind}: what only the other one knew");
        assert_eq!(after[disputed], before.0[disputed], "{kind}: the known value stays first");
        assert_eq!(after["disputed"][disputed][0]["value"], before.1[disputed], "{kind}: the other stays readable");
        assert_eq!(after["verification"], "disputed", "{kind}");
        let leads_on = store.entity(gone).await.expect("an answer").expect("it stays");
        assert_eq!(leads_on.record().expect("a record").merged_into, Some(stays), "{kind}");
        let found = store.records_by(&Facet::new("territory", "93066"), 50).await.expect("records");
        assert!(found.iter().all(|record| record.id != gone), "{kind}: lists show one");
        let done = store.revert(RevertScope::Decision { decision: outcome.decision }, None).await;
        assert_eq!(done.expect("taken back").conflicts, Vec::new(), "{kind}");
        let without_version = |mut shown: serde_json::Value| {
            shown.as_object_mut().expect("an object").remove("version");
            shown
        };
        let now = (without_version(shown(&store, stays).await), without_version(shown(&store, gone).await));
        assert_eq!(now, (without_version(before.0), without_version(before.1)), "{kind}: two again");
    }
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn doubles_of_one_device_become_one_and_two_again(database: TestDatabase) {
    let store = open(&database).await;
    let by = moderator(&store, 1).await;
    let (_, stays) = report(&store, 1).await;
    let (sent, gone) = report(&store, 2).await;
    store.submit(about(3, Intent::Correct, gone, json!({"mount": "pole"}))).await.expect("accepted");
    store.submit(about(4, Intent::Confirm, gone, json!({}))).await.expect("accepted");
    let files = PhotoFiles { picture: [7; 32], thumbnail: [8; 32] };
    let picture = NewPhoto { files, width: 2048, height: 1536, boxes: 0 };
    let photo = store.add_photo(sent.contribution, sent.code, picture).await.expect("an answer").expect("a photo");
    store.decide_photo(photo.id, PhotoState::Published).await.expect("an answer");
    let before = (device(&store, stays).await, device(&store, gone).await);

    let outcome = done(&store, ruling(Order::Unify { entity: gone, into: stays }, by)).await;
    let (one, other) = (device(&store, stays).await, device(&store, gone).await);
    assert_eq!((one.mount, one.confirmations), (before.1.mount, 1), "what only the other one knew");
    assert_eq!((other.status, other.merged_into), (DeviceStatus::Mistaken, Some(stays)));
    assert_eq!(store.photos_of_entity(stays).await.expect("a list").len(), 1);
    let said = store.submit(about(5, Intent::Confirm, gone, json!({}))).await.expect("accepted");
    assert_eq!((said.entity, device(&store, stays).await.confirmations), (Some(stays), 2), "an old address leads on");
    let twice = store.rule(ruling(Order::Unify { entity: gone, into: stays }, by)).await;
    assert!(matches!(twice, Err(Error::Inapplicable(_))), "{twice:?}");

    store.revert(RevertScope::Decision { decision: outcome.decision }, None).await.expect("taken back");
    let now = (device(&store, stays).await, device(&store, gone).await);
    assert_eq!(now.1, before.1, "two again");
    assert_eq!((now.0.mount, now.0.confirmations), (None, 1), "what was said meanwhile stays");
    assert_eq!(store.photos_of_entity(gone).await.expect("a list").len(), 1);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn device(store: &Store, id: EntityId) -> Device {
    store.entity(id).await.expect("an answer").expect("an entity").device().expect("a device").clone()
}
