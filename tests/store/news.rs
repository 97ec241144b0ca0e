//! News and summaries: what feeds and tables are made of.

use census::{EntityKind, Intent};
use serde_json::json;
use store::{NewsOf, Reach};
use technopolice_tests::TestDatabase;

use crate::samples::{about, open, report};

on_both_engines! {
    news_come_newest_first_and_page_by_page,
    a_territory_is_summed_up_with_what_stands_in_it,
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
    for of in [nowhere, NewsOf::Kind(EntityKind::Contract), NewsOf::Gone, NewsOf::About(ids[0])] {
        assert_eq!(store.news(&of, None, 100).await.expect("news"), [], "{of:?}");
    }
    let (submitted, id) = report(&store, 9).await;
    store.withdraw(submitted.contribution, submitted.code).await.expect("an answer");
    let gone = store.news(&NewsOf::Gone, None, 100).await.expect("news");
    assert!(gone.len() == 2 && gone.iter().all(|revision| revision.entity == id));
}

async fn a_territory_is_summed_up_with_what_stands_in_it(database: TestDatabase) {
    let store = open(&database).await;
    assert_eq!(store.summaries().await.expect("summaries"), []);
    for number in 0..3 {
        report(&store, number).await;
    }
    let (submitted, _) = report(&store, 20).await;
    store.withdraw(submitted.contribution, submitted.code).await.expect("an answer");
    let summaries = store.summaries().await.expect("summaries");
    assert_eq!(summaries.len(), 1);
    let counts = (summaries[0].standing, summaries[0].records, summaries[0].contracts, summaries[0].software);
    assert_eq!((summaries[0].territory.as_str(), counts), ("93066", (3, 0, 0, 0)));
    assert!(summaries[0].newest.is_some());
}
