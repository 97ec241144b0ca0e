//! Everything besides devices: references become ids, contradictions stay readable, a moderator settles them.

use census::{Basis, Channel, Contribution, EntityId, EntityKind, Facet, Intent, Patch, Verification};
use serde_json::{Value, json};
use store::{RecordFilter, Store, Submission};
use technopolice_tests::TestDatabase;

use crate::samples::{contribution, faults, open, submission};

on_both_engines! {
    a_company_is_known_by_its_siren_whatever_it_is_called,
    a_contradiction_stays_beside_the_value_until_a_moderator_settles_it,
    a_reference_to_nothing_is_refused_and_makes_nothing,
    records_are_found_by_what_they_say,
    what_lies_inside_a_territory_is_found_with_its_own,
    what_is_withdrawn_is_found_no_more,
}

pub(crate) fn entry(
    sender: u128,
    kind: EntityKind,
    of: Option<EntityId>,
    fields: &Value,
    basis: Option<Basis>,
) -> Submission {
    let patch = Patch::parse(kind, fields.as_object().cloned().expect("an object")).expect("a valid patch");
    let intent = if of.is_some() { Intent::Correct } else { Intent::New };
    let basis = basis.map(|basis| patch.as_map().keys().map(|field| (field.clone(), basis)).collect());
    let blank = contribution(intent, of, json!({}));
    submission(sender, Contribution { kind, patch, basis: basis.unwrap_or_default(), ..blank })
}

pub(crate) async fn keep(store: &Store, submission: Submission) -> EntityId {
    store.submit(submission).await.expect("an accepted contribution").entity.expect("an entity")
}

pub(crate) async fn shown(store: &Store, id: EntityId) -> Value {
    let record = store.record(id).await.expect("an answer").expect("a record");
    serde_json::from_str(&record.fragment).expect("JSON")
}

fn vsa(sender: u128, vendor: &Value) -> Submission {
    let fields = json!({"technology": "video_analytics", "authority": "Ville de Saint-Denis",
        "territories": ["93066"], "vendor": vendor});
    entry(sender, EntityKind::Deployment, None, &fields, Some(Basis::Document))
}

async fn count(store: &Store, kind: EntityKind) -> u64 {
    let counts = store.record_counts().await.expect("counts");
    counts.into_iter().find(|(found, _)| *found == kind).map_or(0, |(_, count)| count)
}

async fn a_company_is_known_by_its_siren_whatever_it_is_called(database: TestDatabase) {
    let store = open(&database).await;
    let first = keep(&store, vsa(1, &json!({"name": "Exemple Vision", "siren": "732829320"}))).await;
    let second = keep(&store, vsa(2, &json!({"name": "EXEMPLE VISION SAS", "siren": "732 829 320"}))).await;
    assert_eq!(shown(&store, first).await["vendor"]["id"], shown(&store, second).await["vendor"]["id"]);
    let contract = json!({"authority": "ville de saint denis", "object": "Logiciel d’analyse",
        "holders": [{"organisation": "Ex. Vision", "siret": "73282932000074"}]});
    let contract = keep(&store, entry(3, EntityKind::Contract, None, &contract, None)).await;
    let contract = shown(&store, contract).await;
    assert_eq!(contract["holders"][0]["organisation"]["name"], "Exemple Vision");
    assert_eq!(count(&store, EntityKind::Organisation).await, 2, "one company and one town");
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_contradiction_stays_beside_the_value_until_a_moderator_settles_it(database: TestDatabase) {
    let store = open(&database).await;
    let id = keep(&store, vsa(1, &json!("Exemple Vision"))).await;
    let rival = json!({"vendor": "Autre Vision"});
    keep(&store, entry(2, EntityKind::Deployment, Some(id), &rival, Some(Basis::Document))).await;
    let disputed = shown(&store, id).await;
    assert_eq!(disputed["verification"], Verification::Disputed.key());
    assert_eq!(disputed["vendor"]["name"], "Exemple Vision");
    assert_eq!(disputed["disputed"]["vendor"][0]["value"]["name"], "Autre Vision");
    assert_eq!(faults(&store).await, Vec::<String>::new());
    let mut word = entry(3, EntityKind::Deployment, Some(id), &rival, Some(Basis::Document));
    word.contribution.channel = Channel::Moderation;
    keep(&store, word).await;
    let settled = shown(&store, id).await;
    assert_eq!(settled["vendor"]["name"], "Autre Vision");
    assert_eq!(settled.get("disputed"), None);
    assert_eq!(store.history(id).await.expect("a history").len(), 3, "both values stay in the history");
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_reference_to_nothing_is_refused_and_makes_nothing(database: TestDatabase) {
    let store = open(&database).await;
    let nobody = json!({"id": "00000000-0000-4000-8000-000000000000"});
    assert!(store.submit(vsa(1, &nobody)).await.is_err());
    assert_eq!(count(&store, EntityKind::Deployment).await, 0);
}

async fn records_are_found_by_what_they_say(database: TestDatabase) {
    let store = open(&database).await;
    let id = keep(&store, vsa(1, &json!("Exemple Vision"))).await;
    let find = async |facets: &[Facet]| {
        let filter = RecordFilter { kind: EntityKind::Deployment, facets: facets.to_vec(), since: None };
        store.records(&filter, None, 10).await.expect("a page").items.len()
    };
    let (here, elsewhere) = (Facet::new("territory", "93066"), Facet::new("territory", "75056"));
    assert_eq!(find(&[]).await, 1);
    assert_eq!(find(&[here.clone(), Facet::new("family", "software")]).await, 1);
    assert_eq!(find(&[here, Facet::new("family", "face")]).await, 0);
    assert_eq!(find(&[elsewhere]).await, 0);
    let vendor = shown(&store, id).await["vendor"]["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let about = store.records_by(&Facet::about(vendor), 10).await.expect("records");
    assert_eq!(about.iter().map(|record| record.id).collect::<Vec<_>>(), [id]);
}

async fn what_is_withdrawn_is_found_no_more(database: TestDatabase) {
    let store = open(&database).await;
    let sent = store.submit(vsa(1, &json!("Exemple Vision"))).await.expect("an accepted contribution");
    let id = sent.entity.expect("an entity");
    store.withdraw(sent.contribution, sent.code).await.expect("an answer").expect("a receipt");
    assert!(!store.record(id).await.expect("an answer").expect("its page stays").is_current);
    let found = store.records_by(&Facet::new("territory", "93066"), 10).await.expect("records");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn what_lies_inside_a_territory_is_found_with_its_own(database: TestDatabase) {
    let store = open(&database).await;
    let contract = |number: u128, territory: &str, day: &str| {
        let fields = json!({"authority": "Métropole", "object": format!("Lot {number}"), "territories": [territory],
            "notified_on": day});
        entry(number, EntityKind::Contract, None, &fields, None)
    };
    let inside = keep(&store, contract(1, "93066", "2024-01-01")).await;
    let own = keep(&store, contract(2, "d93", "2025-01-01")).await;
    keep(&store, contract(3, "94001", "2025-01-01")).await;
    keep(&store, contract(4, "92999", "2025-01-01")).await;
    let reach = store::Reach::between("93", "93~");
    let found = store.records_within(EntityKind::Contract, "d93", &reach, 10).await.expect("an answer");
    assert_eq!(found.iter().map(|record| record.id).collect::<Vec<_>>(), vec![own, inside], "newest first");
    let uses = store.records_within(EntityKind::Deployment, "d93", &reach, 10).await.expect("an answer");
    assert_eq!(uses, Vec::new());
    let region = store::Reach::departments(vec!["92".to_owned(), "94".to_owned()]).expect("departments");
    let found = store.records_within(EntityKind::Contract, "r11", &region, 10).await.expect("an answer");
    assert_eq!(found.len(), 2, "93 stands between them and is none of them");
}
