//! The queue over HTTP, without a script: what moderators do with forms, and what everybody reads of it.

use serde_json::{Value, json};
use technopolice_tests::Server;
use uuid::Uuid;

use crate::accounts::Census;
use crate::seen::{NICE, report};

/// A report that waits, because a phone number stands in it.
fn waiting(server: &Server, number: u128) -> Value {
    let mut body = report(Uuid::from_u128(number), (NICE.0 + number as f64 * 1e-3, NICE.1));
    body["patch"]["description"] = json!("Appeler le 06 12 34 56 78");
    let sent = server.post("/api/v1/contributions", &body).json();
    assert_eq!(sent["state"], "pending", "{sent}");
    sent
}

fn receipt(server: &Server, sent: &Value) -> Value {
    server.post("/api/v1/receipts", &json!({"code": sent["receipt"]["code"]})).json()
}

#[test]
fn a_moderator_corrects_refuses_and_everybody_reads_what_was_decided() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let (good, bad) = (waiting(&server, 1), waiting(&server, 2));
    let cookie = census.cookie(&server, "moderator");
    let queue = server.get_as(&cookie, "/moderation").text();
    for sent in [&good, &bad] {
        assert!(queue.contains(sent["id"].as_str().expect("an id")), "{queue}");
    }
    assert!(queue.contains("2 contributions de la même provenance"), "one flood: {queue}");

    let path = format!("/moderation/signalements/{}", good["id"].as_str().expect("an id"));
    let case = server.get_as(&cookie, &path).text();
    assert!(case.contains("06 12 34 56 78") && case.contains("<table class=\"fields\">"), "{case}");
    assert_eq!(server.form_as(&cookie, &path, &[("action", "refuse")]).status, 422, "a refusal needs a reason");
    assert_eq!(server.form_as(&cookie, &path, &[("action", "claim")]).status, 200);
    let accept = [("action", "accept"), ("kind", "camera"), ("form", "dome"), ("description", "")];
    let answer = server.form_as(&cookie, &path, &accept);
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(answer.header("location").contains(bad["id"].as_str().expect("an id")), "the next one");
    let accepted = receipt(&server, &good);
    assert_eq!(accepted["state"], "accepted");
    let device = format!("/api/v1/devices/{}", accepted["entity"]["id"].as_str().expect("an id"));
    let device = server.get(&device).json();
    assert_eq!(device["properties"].get("description"), None, "the number is gone: {device}");

    let refuse = [
        ("action", "refuse"),
        ("c", bad["id"].as_str().expect("an id")),
        ("ground", "privacy"),
        ("answer", "Un numéro."),
    ];
    let answer = server.form_as(&cookie, "/moderation", &refuse);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let refused = receipt(&server, &bad);
    assert_eq!((&refused["state"], &refused["ground"]), (&json!("rejected"), &json!("privacy")));
    assert_eq!(refused["decision"], "Un numéro.");
    let code = bad["receipt"]["code"].as_str().expect("a code");
    assert!(server.form("/recu", &[("code", code)]).text().contains("Le recensement ne garde rien sur les personnes"));

    let log = server.get("/api/v1/decisions").json();
    let actions: Vec<&str> =
        log["decisions"].as_array().expect("a list").iter().filter_map(|line| line["action"].as_str()).collect();
    assert_eq!((actions.len(), actions.contains(&"accept"), actions.contains(&"refuse")), (2, true, true));
    assert_eq!(log["decisions"][0]["moderator"], "moderator");
    let page = server.get("/decisions").text();
    assert!(page.contains("Vie privée") && !page.contains("numéro"), "why, and never what was written: {page}");
    for decision in log["decisions"].as_array().expect("a list") {
        let id = decision["id"].as_str().expect("an id");
        assert_eq!(server.get(&format!("/decisions/{id}")).status, 200);
        assert_eq!(server.get(&format!("/api/v1/decisions/{id}")).json()["action"], decision["action"]);
    }
}

#[test]
fn a_moderator_of_one_department_decides_on_nothing_elsewhere() {
    let census = Census::new();
    let words = census.add("hibou", Some("moderator:d93"));
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let sent = waiting(&server, 1);
    let cookie = server.log_in(&words);
    let id = sent["id"].as_str().expect("an id");
    assert!(!server.get_as(&cookie, "/moderation").text().contains(id), "Nice is not in Seine-Saint-Denis");
    let path = format!("/moderation/signalements/{id}");
    assert_eq!(server.get_as(&cookie, &path).status, 403);
    assert_eq!(server.form_as(&cookie, &path, &[("action", "accept")]).status, 403);
    assert_eq!(server.form_as(&cookie, "/moderation", &[("action", "accept"), ("c", id)]).status, 403);
    assert_eq!(receipt(&server, &sent)["state"], "pending");
}
