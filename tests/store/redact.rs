//! Erasing: what was said is nowhere any more, what others said stays, and the chain still verifies.

use std::fs;
use std::time::Duration;

use census::{
    Admission, Basis, Contribution, EntityId, EntityKind, Hold, Intent, Passage, PhotoState, Source, rebuild,
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use store::{
    ContributionState, DatabaseUrl, DeviceFilter, Error, Imported, NewPhoto, PhotoFiles, Redacted, Redaction,
    RevertScope, Separator, Store, Submission,
};
use technopolice_tests::TestDatabase;
use uuid::Uuid;

use crate::records::{entry, keep, shown};
use crate::samples::{about, camera, contribution, faults, held, open, open_batch, record, report, submission};

on_both_engines! {
    words_are_nowhere_any_more_and_the_rest_stays,
    an_entity_is_emptied_and_named_nowhere,
    what_is_said_of_an_erased_entry_waits,
    who_asked_for_it_reads_that_it_was_followed,
    what_was_erased_does_not_come_back,
    a_reader_keeps_the_journal_until_it_is_done,
}

/// Not in one of the vocabularies, and with what JSON escapes.
const CANARY: &str = "Zéphyrine \"Canari\"\nPetitjean";

pub(crate) fn passage(words: &str) -> Redaction {
    Redaction::Passage(Passage::try_from(words.to_owned()).expect("a passage"))
}

fn with_words(mut submission: Submission, words: &str) -> Submission {
    let source = Source {
        kind: None,
        title: format!("Lettre de {words}").try_into().ok(),
        url: "https://example.org/lettre".to_owned().try_into().ok(),
    };
    submission.contribution.sources.push(source);
    submission.contribution.note = format!("Vu avec {words}.").try_into().ok();
    submission
}

/// Everything that can be read of the census, in one text.
pub(crate) async fn everything(store: &Store) -> String {
    let mut all = String::new();
    let mut dump = std::pin::pin!(store.stream_features(DeviceFilter::default(), Separator::Line));
    while let Some(chunk) = dump.next().await {
        all += &chunk.expect("a chunk").text;
    }
    for change in store.changes_after(0, 10_000).await.expect("changes") {
        for revision in store.history(change.id).await.expect("a history") {
            all += &revision.body.unwrap_or_default();
        }
        all += &json!(store.entity(change.id).await.expect("an answer").map(|it| it.state.fields())).to_string();
        all += &store.record(change.id).await.expect("an answer").map(|it| it.fragment).unwrap_or_default();
    }
    all
}

/// Does a text hold the words, in plain or as JSON writes them?
pub(crate) fn holds(text: &str, words: &str) -> bool {
    let quoted = Value::from(words).to_string();
    text.contains(words) || text.contains(quoted.trim_matches('"'))
}

/// Looks into the very files of an SQLite database.
pub(crate) fn assert_not_on_disk(database: &TestDatabase, words: &[&str]) {
    let Some(folder) = database.folder() else { return };
    for file in ["census.db", "census.db-wal"] {
        let bytes = fs::read(folder.join(file)).unwrap_or_default();
        for word in words {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} is in {file}");
        }
    }
}

/// What releases are compared with: all that was ever erased, each with the version that it has since.
async fn are_known_as_erased(store: &Store, touched: &[EntityId]) {
    let mut expected: Vec<EntityId> = touched.to_vec();
    expected.sort_unstable();
    expected.dedup();
    let known = store.erasures().await.expect("a list");
    assert_eq!(known.iter().map(|erasure| erasure.entity).collect::<Vec<_>>(), expected);
    for erasure in known {
        let entity = store.entity(erasure.entity).await.expect("an answer").expect("an entity");
        assert_eq!(erasure.version, entity.version);
        assert!(erasure.seq <= store.head().await.expect("a head").0);
    }
}

async fn words_are_nowhere_any_more_and_the_rest_stays(database: TestDatabase) {
    let store = open(&database).await;
    let mut bystanders = Vec::new();
    for number in 1000..1300 {
        bystanders.push(report(&store, number).await.1);
    }
    let text = |prefix: &str| format!("{prefix} {CANARY}");
    let line = CANARY.replace('\n', " ");
    let fields = json!({"kind": "camera", "position": [2.36, 48.94], "territory": "93066", "form": "dome",
        "address_label": text("chez"), "operator": text("Société"), "manufacturer": text("Maison"),
        "product": text("Modèle"), "description": text("Installée par")});
    let device = with_words(submission(1, contribution(Intent::New, None, fields)), CANARY);
    let device = keep(&store, device).await;
    for number in 0..40_u32 {
        let fields = json!({"description": text(&"Encore et encore. ".repeat(1 + number as usize % 20))});
        keep(&store, about(u128::from(number) + 10, Intent::Correct, device, fields)).await;
    }
    keep(&store, about(2, Intent::Correct, bystanders[7], json!({"description": text("Agence")}))).await;
    keep(&store, about(3, Intent::Correct, bystanders[7], json!({"description": "Mairie"}))).await;
    let contract = json!({"authority": {"name": text("Ville de")}, "object": text("Marché de"),
        "holders": [{"organisation": {"name": text("SARL")}}], "amendments": [{"object": text("Avenant")}],
        "techniques": [text("technique"), "autre"]});
    let contract = keep(&store, with_words(entry(4, EntityKind::Contract, None, &contract, None), CANARY)).await;
    let rival = json!({"authority": {"name": format!("{} bis", text("Ville de"))}});
    keep(&store, entry(5, EntityKind::Contract, Some(contract), &rival, Some(Basis::Unknown))).await;
    assert!(shown(&store, contract).await.get("disputed").is_some());
    let waiting = store.submit(with_words(held(camera(6)), CANARY)).await.expect("a kept report");
    let before = everything(&store).await;
    assert!(holds(&before, CANARY) || holds(&before, &line));
    are_known_as_erased(&store, &[]).await;

    let multi = store.redact(passage(CANARY), None).await.expect("erased");
    let done = store.redact(passage(&line), None).await.expect("erased");
    assert!(store.sweep().await.expect("swept"));
    assert!(multi.revisions_erased >= 41 && multi.entities >= 1, "{multi:?}");
    assert!(done.entities >= 5, "{done:?}");
    are_known_as_erased(&store, &[multi.touched, done.touched].concat()).await;
    let after = everything(&store).await;
    let receipt = store.receipt(waiting.code).await.expect("an answer").expect("a receipt");
    let sent = serde_json::to_string(&receipt.content).expect("JSON");
    for words in ["Zéphyrine", "Canari", "Petitjean", "zephyrine", "petitjean"] {
        assert!(!holds(&after, words) && !sent.contains(words), "{words}");
    }
    assert!(sent.contains("Vu avec […].") && sent.contains("93066"), "{sent}");
    assert_not_on_disk(&database, &["phyrine", "Canari", "Petitjean", "petitjean"]);
    assert_eq!(faults(&store).await, Vec::<String>::new());
    for id in [device, bystanders[7], contract] {
        let history = store.history(id).await.expect("a history");
        assert!(history.iter().any(|revision| revision.body.is_none()));
        let now = store.entity(id).await.expect("an answer").expect("an entity");
        assert_eq!(rebuild(&history).expect("a valid history"), Some(now.state));
    }
    let device = store.entity(device).await.expect("an answer").expect("a device").state.fields();
    assert_eq!((&device["operator"], &device["form"]), (&json!("Société […]"), &json!("dome")));
    assert_eq!(device["sources"][0], json!({"title": "Lettre de […]", "url": "https://example.org/lettre"}));
    let untouched = store.entity(bystanders[8]).await.expect("an answer").expect("a device");
    assert_eq!(untouched.version, 1);
    let corrected = store.entity(bystanders[7]).await.expect("an answer").expect("a device");
    assert_eq!(corrected.device().expect("a device").description.as_ref().map(census::Text::as_str), Some("Mairie"));
    let again = store.redact(passage(CANARY), None).await.expect("nothing left");
    assert_eq!((again.entities, again.revisions_erased, again.contributions), (0, 0, 0));
    tampered_after_the_erasure_is_found(&database, &store, contract).await;
}

/// The check rebuilds what started anew instead of giving up on it.
async fn tampered_after_the_erasure_is_found(database: &TestDatabase, store: &Store, id: EntityId) {
    database.execute("update entity set state = replace(state, 'Avenant', 'Annexe')").await.expect("a forgery");
    let found = faults(store).await;
    assert!(found.contains(&format!("entity {id}: its state is not what its revisions lead to")), "{found:?}");
}

async fn an_entity_is_emptied_and_named_nowhere(database: TestDatabase) {
    let store = open(&database).await;
    let name = json!({"name": "Zéphyrine Petitjean", "website": "https://petitjean.example/"});
    let person = keep(&store, entry(1, EntityKind::Organisation, None, &name, None)).await;
    let contract = json!({"authority": "Ville d’Exemple", "object": "Caméras",
        "holders": [{"organisation": {"id": person.to_string()}}]});
    let contract = keep(&store, entry(2, EntityKind::Contract, None, &contract, None)).await;
    let sent = with_words(camera(3), "Petitjean");
    let Contribution { patch, .. } =
        about(3, Intent::Correct, person, json!({"description": "Petitjean"})).contribution;
    let mut sent = sent;
    sent.contribution.patch.amend(patch);
    let sent = store.submit(sent).await.expect("an accepted report");
    let device = sent.entity.expect("a device");
    let picture =
        NewPhoto { files: PhotoFiles { picture: [7; 32], thumbnail: [8; 32] }, width: 2048, height: 1536, boxes: 0 };
    let photo = store.add_photo(sent.contribution, sent.code, picture).await.expect("an answer").expect("a photo");
    store.decide_photo(photo.id, PhotoState::Published).await.expect("an answer");

    let first = store.redact(Redaction::Entity(person), None).await.expect("erased");
    let second = store.redact(Redaction::Entity(device), None).await.expect("erased");
    assert_eq!((first.entities, first.photos, second.entities, second.photos), (2, 0, 1, 1));
    are_known_as_erased(&store, &[first.touched, second.touched].concat()).await;
    assert_eq!(second.files, [[7; 32], [8; 32]]);
    assert_eq!(store.photo_waste().await.expect("a list"), second.files);
    assert!(!holds(&everything(&store).await, "etitjean"));
    store.photo_waste_cleared(second.files).await.expect("off the shelf");
    assert!(store.sweep().await.expect("swept"));
    assert_not_on_disk(&database, &["etitjean", &"\u{7}".repeat(32)]);
    assert_eq!(faults(&store).await, Vec::<String>::new());

    let organisation = shown(&store, person).await;
    assert_eq!((&organisation["name"], organisation.get("website")), (&json!("[…]"), None));
    assert!(!store.record(person).await.expect("an answer").expect("a record").is_current);
    let contract = shown(&store, contract).await;
    assert_eq!(contract["holders"][0]["organisation"], json!({"id": person.to_string(), "name": "[…]"}));
    assert_eq!(contract["object"], "Caméras");
    let device = store.entity(device).await.expect("an answer").expect("a device").state.fields();
    assert_eq!((&device["position"], &device["status"]), (&json!([2.4, 48.9]), &json!("mistaken")));
    assert_eq!((device.get("form"), device.get("sources")), (None, None));
    let receipt = store.receipt(sent.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.content.patch.is_empty()), (ContributionState::Rejected, true));
    let nobody = store.redact(Redaction::Entity(EntityId(Uuid::from_u128(9))), None).await;
    assert!(matches!(nobody, Err(Error::NoSuchEntity)), "{nobody:?}");
}

async fn who_asked_for_it_reads_that_it_was_followed(database: TestDatabase) {
    let store = open(&database).await;
    let device = store.submit(camera(1)).await.expect("an accepted report").entity.expect("a device");
    let mut asked = about(2, Intent::Privacy, device, json!({}));
    asked.admission = Admission::Hold(vec![Hold::PrivacyRequest]);
    let asked = store.submit(asked).await.expect("kept");
    assert_eq!(asked.state, ContributionState::Pending);
    store.redact(Redaction::Entity(device), None).await.expect("erased");
    let receipt = store.receipt(asked.code).await.expect("an answer").expect("a receipt");
    assert_eq!((receipt.state, receipt.holds), (ContributionState::Accepted, Vec::new()));
    assert!(receipt.decision.is_some_and(|answer| answer.contains("demande a été suivie")));
}

/// Nobody but a moderator brings an erased entry back, by whatever is said of it.
async fn what_is_said_of_an_erased_entry_waits(database: TestDatabase) {
    let store = open(&database).await;
    let device = store.submit(camera(1)).await.expect("an accepted report").entity.expect("a device");
    store.redact(Redaction::Entity(device), None).await.expect("erased");
    let correction = about(2, Intent::Correct, device, json!({"description": "à gauche"}));
    let confirmation = about(3, Intent::Confirm, device, json!({}));
    for sent in [correction, confirmation] {
        let sent = store.submit(sent).await.expect("kept");
        assert_eq!((sent.state, sent.holds), (ContributionState::Pending, vec![Hold::Erased]));
    }
    let state = store.entity(device).await.expect("an answer").expect("a device").state;
    assert!(state.is_mistaken() && !state.fields().contains_key("description"), "{state:?}");
}

async fn what_was_erased_does_not_come_back(database: TestDatabase) {
    let store = open(&database).await;
    let mut there = record(1, 1);
    there.device.operator = "Zéphyrine Petitjean".to_owned().try_into().ok();
    let ids: Vec<EntityId> = store
        .import(open_batch(&store).await, vec![there.clone(), record(2, 1)])
        .await
        .expect("an import")
        .into_iter()
        .map(Imported::device)
        .collect();
    store.redact(passage("Zéphyrine Petitjean"), None).await.expect("erased");
    let Redacted { decision, .. } = store.redact(Redaction::Entity(ids[1]), None).await.expect("erased");
    there.upstream.version = Some(2);
    let mut other = record(2, 2);
    other.device.operator = there.device.operator.clone();
    store.import(open_batch(&store).await, vec![there, other]).await.expect("an import");
    let taken_back = store.revert(RevertScope::Decision { decision }, None).await.expect("an answer");
    assert_eq!((taken_back.entities_restored, taken_back.conflicts.as_slice()), (0, &ids[1..]));
    let operator =
        async |id| store.entity(id).await.expect("an answer").expect("a device").state.fields().remove("operator");
    assert_eq!((operator(ids[0]).await, operator(ids[1]).await), (Some(json!("[…]")), None));
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_reader_keeps_the_journal_until_it_is_done(database: TestDatabase) {
    let store = open(&database).await;
    keep(&store, with_words(camera(1), "Petitjean")).await;
    let DatabaseUrl::Sqlite(path) = &database.url else { return };
    let mut reader =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.expect("a reader");
    sqlx::raw_sql("begin; select count(*) from entity").execute(&mut reader).await.expect("a snapshot");
    store.redact(passage("Petitjean"), None).await.expect("erased");
    let sweeping = tokio::spawn({
        let store = store.clone();
        async move { store.sweep().await }
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!sweeping.is_finished(), "the reader looks at what was before");
    sqlx::raw_sql("commit").execute(&mut reader).await.expect("an end");
    assert!(sweeping.await.expect("no panic").expect("swept"));
    assert_not_on_disk(&database, &["Petitjean"]);
}
