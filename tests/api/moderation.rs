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

#[test]
fn a_moderator_of_one_department_decides_on_what_is_said_of_its_devices() {
    let census = Census::new();
    let words = census.add("hulotte", Some("moderator:d06"));
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let device = server.post("/api/v1/contributions", &report(Uuid::from_u128(1), NICE)).json();
    let device = device["entity"]["id"].as_str().expect("a device").to_owned();
    let body = json!({"client_id": Uuid::from_u128(2), "intent": "correct", "entity": {"kind": "device", "id": device},
        "patch": {"description": "Appeler le 06 12 34 56 78"}});
    let sent = server.post("/api/v1/contributions", &body).json();
    let cookie = server.log_in(&words);
    let queue = server.get_as(&cookie, "/moderation").text();
    let id = sent["id"].as_str().expect("an id");
    assert!(queue.contains(id) && queue.contains("Corrigé\u{a0}· Appareil\u{a0}· Nice"), "{queue}");
    let path = format!("/moderation/signalements/{id}");
    let case = server.get_as(&cookie, &path).text();
    assert!(case.contains("Caméra, Nice") && case.contains("/static/"), "what it is about, and a map without a script");
    assert_eq!(server.form_as(&cookie, &path, &[("action", "refuse"), ("ground", "privacy")]).status, 303);
    assert_eq!(receipt(&server, &sent)["state"], "rejected");
}

#[test]
fn a_second_moderator_sees_what_it_is_about_and_everybody_which_entries_to_read() {
    let census = Census::new();
    let words = census.add("chevêche", Some("moderator"));
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let (first, second) = (census.cookie(&server, "moderator"), server.log_in(&words));
    let hostile = server.log_in(census.words("contributor"));
    let headers =
        [("cookie", hostile.as_str()), ("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
    let mut devices = Vec::new();
    for number in 0..21_u32 {
        let place = (NICE.0 + f64::from(number) * 1e-3, NICE.1);
        let body = report(Uuid::from_u128(u128::from(number) + 1), place).to_string();
        let sent = server.send("POST", "/api/v1/contributions", &headers, body.as_bytes()).json();
        devices.push(sent["entity"]["id"].as_str().expect("a device").to_owned());
    }
    let confirm =
        json!({"client_id": Uuid::from_u128(99), "intent": "confirm", "entity": {"kind": "device", "id": devices[3]}});
    assert_eq!(server.post("/api/v1/contributions", &confirm).status, 201);
    let act = |cookie: &str, action: &str| {
        let fields = [("scope", "account"), ("which", "contributor"), ("action", action)];
        server.form_as(cookie, "/moderation/annuler", &fields).text()
    };
    let entry = format!("href=\"/moderation/fiches/{}\"", devices[3]);
    let preview = act(&first, "preview");
    assert!(preview.contains(&entry) && preview.contains("Caméra, Nice"), "the conflict is named: {preview}");
    assert!(act(&first, "revert").contains("21 entrées\u{a0}: une seconde personne"));
    let queue = server.get_as(&second, "/moderation").text();
    let decision = queue.split("name=\"decision\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let decision = decision.expect("a proposal").to_owned();
    let look = format!("/moderation/annuler?proposal={decision}");
    assert!(queue.contains(&look), "{queue}");
    let shown = server.get_as(&second, &look).text();
    assert!(shown.contains("ce que contributor a envoyé") && shown.contains(&entry), "{shown}");
    assert!(!shown.contains("value=\"revert\""), "it is only looked at here");
    assert_eq!(server.get(&format!("/decisions/{decision}")).status, 404, "nothing is public before it is done");
    let agreed = server.form_as(&second, "/moderation", &[("action", "agree"), ("decision", &decision)]).text();
    assert!(agreed.contains(&entry), "what is to be read is named once more: {agreed}");
    let state = |id: &str| server.get(&format!("/api/v1/devices/{id}")).json()["properties"]["status"].clone();
    assert_eq!((state(&devices[0]), state(&devices[3])), (json!("mistaken"), json!("confirmed")));
}
