//! The description of the API that is committed is the one that the program gives.

use std::fs;

use technopolice_tests::{demo, repository};

/// Set to any value, it makes the test write the file instead of comparing it.
const RENEW: &str = "TECHNOPOLICE_RENEW";

#[test]
fn the_committed_openapi_document_is_the_one_that_is_served() {
    let path = repository().join("crates/server/openapi.json");
    let served = format!("{}\n", demo().get("/api/openapi.json").text());
    if std::env::var_os(RENEW).is_some() {
        fs::write(&path, served).expect("the repository takes files");
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == served,
        "crates/server/openapi.json is stale; renew it with `{RENEW}=1 cargo test -p technopolice-tests --test api openapi`"
    );
}
