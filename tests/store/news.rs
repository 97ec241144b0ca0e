//! News and summaries: what feeds and tables are made of.

use census::{EntityKind, Intent};
use serde_json::json;
use store::{NewsOf, Reach, Summary};
use technopolice_tests::TestDatabase;

use crate::records::{entry, keep};
use crate::samples::{about, open, report};

on_both_engines! {
    news_come_newest_first_and_page_by_page,
    a_territory_is_summed_up_with_the_records_that_name_it,
}

async fn news_come_newest_first_and_page_by_page(database: TestDatabase) {
    let store = open(&database).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(report(&store, number).await.1);
    }
    store.submit(about(100, Intent::Confirm, ids[1], json!({}))).await.expect("an answer");
    let everything = store.news(&NewsOf::Everything, None, 100).await.expect("news");
    assert_eq!(everything.iter().map(|revision| revision.seq).collect::<Vec<_>>(), [6, 5, 4, 3, 2, 1]);
    assert_eq!(everything[0].entity, ids[1]);
    let reach = Reach::between("93066", "93066");
    let territory = NewsOf::Territory { code: "93066".to_owned(), reach };
    for of in [NewsOf::Kind(EntityKind::Device), territory] {
        assert_eq!(store.news(&of, None, 100).await.expect("news"), everything, "{of:?}");
        let page = store.news(&of, Some(4), 2).await.expect("news");
        assert_eq!(page.iter().map(|revision| revision.seq).collect::<Vec<_>>(), [3, 2], "{of:?}");
    }
    let nowhere = NewsOf::Territory { code: "01001".to_owned(), reach: Reach::one("01001") };
    let elsewhere = NewsOf::Territory { code: "d01".to_owned(), reach: Reach::between("01", "01~") };
    assert_eq!(store.news(&elsewhere, None, 2).await.expect("news"), []);
    for of in [nowhere, NewsOf::Kind(EntityKind::Contract), NewsOf::Gone, NewsOf::About(ids[0])] {
        assert_eq!(store.news(&of, None, 100).await.expect("news"), [], "{of:?}");
    }
    let (submitted, id) = report(&store, 9).await;
    store.withdraw(submitted.contribution, submitted.code).await.expect("an answer");
    let gone = store.news(&NewsOf::Gone, None, 100).await.expect("news");
    assert!(gone.len() == 2 && gone.iter().all(|revision| revision.entity == id));
}

async fn a_territory_is_summed_up_with_the_records_that_name_it(database: TestDatabase) {
    let store = open(&database).await;
    assert_eq!(store.summaries().await.expect("summaries"), []);
    report(&store, 1).await;
    assert_eq!(store.summaries().await.expect("summaries"), [], "devices are summed up in memory");
    let contract = json!({"authority": "Ville", "object": "Caméras", "territories": ["93066"]});
    keep(&store, entry(2, EntityKind::Contract, None, &contract, None)).await;
    let order = json!({"prefecture": "Préfecture", "territory": "93066", "number": "1", "document": {"title": "Arrêté",
        "url": "https://example.org/1.pdf"}});
    keep(&store, entry(3, EntityKind::Authorisation, None, &order, None)).await;
    let software = json!({"technology": "video_analytics", "authority": "Ville", "territories": ["93066"]});
    keep(&store, entry(4, EntityKind::Deployment, None, &software, None)).await;
    let sum = Summary { territory: "93066".to_owned(), records: 3, contracts: 1, orders: 1, software: 1 };
    assert_eq!(store.summaries().await.expect("summaries"), [sum]);
}
