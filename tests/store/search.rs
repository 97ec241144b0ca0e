//! Search: the same answers on both engines, found from the moment of publication to that of withdrawal.

use census::{Channel, EntityId, EntityKind, Intent, Patch, SearchQuery};
use serde_json::{Value, json};
use store::{FoundGroup, Store, Submission};
use technopolice_tests::{Engine, TestDatabase};

use crate::samples::{about, camera, contribution, faults, open, options, record, submission};

on_both_engines! {
    a_census_older_than_its_search_is_read_once,
    pages_of_one_kind_show_everything_once,
    what_changes_is_found_by_its_new_words_only,
    what_is_published_is_found_by_its_words,
    whatever_is_typed_is_answered,
}

fn entry(sender: u128, kind: EntityKind, fields: &Value) -> Submission {
    let patch = Patch::parse(kind, fields.as_object().cloned().expect("an object")).expect("a valid patch");
    submission(sender, census::Contribution { kind, patch, ..contribution(Intent::New, None, json!({})) })
}

async fn keep(store: &Store, submission: Submission) -> EntityId {
    store.submit(submission).await.expect("an accepted contribution").entity.expect("an entity")
}

async fn search(store: &Store, typed: &str) -> Vec<FoundGroup> {
    store.search(&SearchQuery::new(typed), 5, false).await.expect("an answer")
}

/// `contract 2` for each group.
async fn counts(store: &Store, typed: &str) -> Vec<String> {
    search(store, typed).await.iter().map(|group| format!("{} {}", group.kind, group.count)).collect()
}

/// A small census: a use, two contracts, their organisations, a camera with an address and one without.
async fn fill(store: &Store) -> (EntityId, EntityId) {
    let vsa = json!({"technology": "video_analytics", "authority": "Ville de Saint-Denis", "territories": ["93066"],
        "product": "Vision+", "vendor": {"name": "Exemple Vision", "siren": "732829320"}});
    keep(store, entry(1, EntityKind::Deployment, &vsa)).await;
    let old = json!({"authority": "Ville de Saint-Denis", "object": "Vidéo-protection des écoles", "notified_on": "2019",
        "decp_id": "2019-DSI-04"});
    let new = json!({"authority": "Ville de Saint-Denis", "object": "Caméras de vidéoprotection", "notified_on": "2024",
        "holders": [{"organisation": {"name": "Exemple Vision", "siren": "732829320"}}]});
    let old = keep(store, entry(2, EntityKind::Contract, &old)).await;
    let new = keep(store, entry(3, EntityKind::Contract, &new)).await;
    let fields = json!({"kind": "camera", "position": [2.36, 48.93], "territory": "93066", "operator": "Exemple Vision",
        "address_label": "Place du Marché"});
    keep(store, submission(4, contribution(Intent::New, None, fields))).await;
    keep(store, camera(5)).await;
    (old, new)
}

async fn what_is_published_is_found_by_its_words(database: TestDatabase) {
    let store = open(&database).await;
    let (old, new) = fill(&store).await;
    for (typed, expected) in [
        ("exemple vision", &["device 1", "deployment 1", "contract 1", "organisation 1"][..]),
        ("732 829 320", &["organisation 1"]),
        ("VIDÉOPROTECTION", &["contract 2"]),
        ("vidéo protection saint denis", &["contract 2"]),
        ("protections", &["contract 2"]),
        ("ecole", &["contract 1"]),
        ("marchés", &["device 1"]),
        ("2019-dsi-04", &["contract 1"]),
        ("2019DSI04", &["contract 1"]),
        ("vidéosurveillance algorithmique", &["deployment 1"]),
        ("ca", &["contract 1"]),
        ("exemple ecole", &[]),
        ("xyzzy", &[]),
    ] {
        assert_eq!(counts(&store, typed).await, expected, "{typed}");
    }
    let found = &search(&store, "videoprotection").await[0].items;
    assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [new, old], "the newest first");
    let some = store.search(&SearchQuery::new("exemple ecole"), 5, true).await.expect("an answer");
    assert_eq!(some.iter().map(|group| group.items.len()).sum::<usize>(), 5);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn what_changes_is_found_by_its_new_words_only(database: TestDatabase) {
    let store = open(&database).await;
    let fields = json!({"kind": "camera", "position": [2.36, 48.93], "territory": "93066", "operator": "Canari"});
    let sent = store.submit(submission(1, contribution(Intent::New, None, fields))).await.expect("a report");
    let id = sent.entity.expect("a device");
    assert_eq!(counts(&store, "canari").await, ["device 1"]);
    store.submit(about(2, Intent::Confirm, id, json!({}))).await.expect("a confirmation");
    assert_eq!(counts(&store, "canari saint-denis").await, ["device 1"]);
    store.submit(about(3, Intent::Correct, id, json!({"operator": "Moineau"}))).await.expect("a correction");
    assert_eq!(counts(&store, "moineau canari").await, ["device 1"], "both values of a dispute are found");
    let mut settled = about(4, Intent::Correct, id, json!({"operator": "Moineau"}));
    settled.contribution.channel = Channel::Moderation;
    store.submit(settled).await.expect("a word of a moderator");
    assert_eq!(counts(&store, "moineau").await, ["device 1"]);
    assert!(counts(&store, "canari").await.is_empty());
    assert_eq!(faults(&store).await, Vec::<String>::new());
    let other = store.submit(entry(5, EntityKind::Contract, &json!({"authority": "Pie", "object": "Corbeau"}))).await;
    let other = other.expect("a contract");
    assert_eq!(counts(&store, "corbeau").await, ["contract 1"]);
    store.withdraw(other.contribution, other.code).await.expect("an answer").expect("a receipt");
    assert!(counts(&store, "corbeau").await.is_empty());
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn pages_of_one_kind_show_everything_once(database: TestDatabase) {
    let store = open(&database).await;
    for number in 0..25_u128 {
        let object = format!("Caméra {}caméraman {number}", "du port ".repeat(number as usize % 4));
        let fields = json!({"authority": "Ville", "object": object, "notified_on": format!("{}", 2000 + number % 7)});
        keep(&store, entry(number + 1, EntityKind::Contract, &fields)).await;
    }
    let query = SearchQuery::new("port camera");
    let all = store.search(&query, 50, false).await.expect("an answer");
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let kind = EntityKind::Contract;
        let page = store.search_kind(&query, kind, after.as_ref(), 4).await.expect("a page");
        assert!(page.items.len() <= 4 && !page.more);
        ids.extend(page.items.into_iter().map(|found| found.id));
        match page.next {
            Some(next) => after = Some(next.to_string().parse().expect("a cursor survives being a text")),
            None => break,
        }
    }
    let mut expected: Vec<EntityId> = all[0].items.iter().map(|found| found.id).collect();
    assert_eq!((all[0].count, expected.len()), (18, 18));
    expected.sort();
    ids.sort();
    assert_eq!(ids, expected);
}

async fn whatever_is_typed_is_answered(database: TestDatabase) {
    let store = open(&database).await;
    fill(&store).await;
    let long = "vision ".repeat(2000);
    for typed in [
        "",
        "%",
        "_",
        "\"",
        "'",
        "*",
        "vision*",
        "NEAR(a b)",
        "a\u{0}b",
        "\u{202E}",
        "-1",
        "'); drop table x; --",
        &long,
        "🦉",
    ] {
        let query = SearchQuery::new(typed);
        store.search(&query, 5, true).await.expect("an answer");
        store.search_kind(&query, EntityKind::Contract, None, 5).await.expect("an answer");
    }
    assert!(counts(&store, "%").await.is_empty(), "no sign stands for anything");
    assert_eq!(counts(&store, &long).await, ["device 1", "deployment 1", "contract 1", "organisation 1"]);
}

async fn a_census_older_than_its_search_is_read_once(database: TestDatabase) {
    let store = open(&database).await;
    fill(&store).await;
    let before = counts(&store, "exemple vision").await;
    store.close().await;
    for statement in ["delete from search_word", "delete from search_text"] {
        database.execute(statement).await.expect("an empty search");
    }
    let byte = if matches!(database.url, store::DatabaseUrl::Sqlite(_)) { "x'01'" } else { "'\\x01'::bytea" };
    let due = format!("insert into instance (key, value) values ('search_is_due', {byte})");
    database.execute(&due).await.expect("the mark of the migration");
    Store::migrate(&database.url, &options(store::Publication::Immediate).naming).await.expect("a filled search");
    let store = open(&database).await;
    assert_eq!(counts(&store, "exemple vision").await, before);
    assert_eq!(faults(&store).await, Vec::<String>::new());
    database.execute("delete from search_word where word = 'vision'").await.expect("a damaged search");
    assert!(!faults(&store).await.is_empty(), "the check sees what is missing");
}

/// SQLite alone: what PostgreSQL keeps of deleted rows goes with its own vacuum.
#[tokio::test]
async fn what_was_redacted_is_in_no_byte_of_the_file() {
    let database = TestDatabase::new(Engine::Sqlite).await.expect("SQLite is always there");
    let store = Store::open(&database.url, options(store::Publication::Immediate)).await.expect("a store");
    let batch = crate::samples::open_batch(&store).await;
    let mut canary = record(1, 1);
    canary.device.operator = census::Text::try_from("Kanariquelconque".to_owned()).ok();
    store.import(batch, vec![canary]).await.expect("an import");
    assert_eq!(counts(&store, "kanariquelconque").await, ["device 1"]);
    store.roll_back(batch).await.expect("a rollback");
    assert!(counts(&store, "kanariquelconque").await.is_empty());
    store.checkpoint().await.expect("an empty journal");
    store.close().await;
    let store::DatabaseUrl::Sqlite(path) = &database.url else { panic!("a file") };
    let bytes = std::fs::read(path).expect("the file");
    // The revisions keep what was said, in its own spelling; the folded words are the search's alone.
    assert!(!bytes.windows(16).any(|part| part == b"kanariquelconque"));
}
