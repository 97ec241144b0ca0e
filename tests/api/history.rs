//! Histories: what changed since a day, in a place and of one thing, with the decision behind what was removed or refused.

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::accounts::Census;
use crate::seen::{NICE, report};

fn send(server: &Server, body: &Value) -> Value {
    let answer = server.post("/api/v1/contributions", body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn what(history: &Value) -> Vec<&str> {
    let changes = history["changes"].as_array().expect("a list");
    changes.iter().map(|change| change["what"].as_str().expect("a word")).collect()
}

#[test]
fn what_was_removed_and_refused_stays_readable_with_the_decision_behind_it() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = server.log_in(census.words("moderator"));
    let sent = send(&server, &report(Uuid::new_v4(), NICE));
    let id = sent["entity"]["id"].as_str().expect("a device").to_owned();
    send(&server, &json!({"client_id": Uuid::new_v4(), "intent": "confirm", "entity": {"kind": "device", "id": id}}));
    let remove = [("action", "remove"), ("ground", "fake"), ("sure", "yes")];
    assert_eq!(server.form_as(&cookie, &format!("/moderation/fiches/{id}"), &remove).status, 200);

    let patch = json!({"authority": "Ville de Nice", "object": "Caméras", "territories": ["06088"]});
    let use_of =
        |patch: &Value| json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "contract", "patch": patch});
    let contract = send(&server, &use_of(&patch))["entity"]["id"].as_str().expect("a contract").to_owned();
    assert_eq!(server.form_as(&cookie, &format!("/moderation/fiches/{contract}"), &remove).status, 200);

    let personal = json!({"kind": "camera", "position": [NICE.0, NICE.1], "description": "Appeler le 06 12 34 56 78"});
    let held = send(&server, &json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": personal}));
    let case = format!("/moderation/signalements/{}", held["id"].as_str().expect("an id"));
    let refuse = [("action", "refuse"), ("ground", "privacy")];
    assert_eq!(server.form_as(&cookie, &case, &refuse).status, 303);

    let place = server.get("/api/v1/territories/06088/history").json();
    let found = what(&place);
    assert_eq!(
        found.iter().filter(|what| **what == "removed").count(),
        2,
        "the record that stands no more too: {place}"
    );
    assert_eq!((found.iter().filter(|what| **what == "refused").count(), found.contains(&"confirmed")), (1, false));
    for change in place["changes"].as_array().expect("a list") {
        let decided = ["removed", "refused"].contains(&change["what"].as_str().expect("a word"));
        assert_eq!(change["decision"]["id"].is_string(), decided, "{change}");
        if decided {
            let decision = server.get(change["decision"]["url"].as_str().expect("an address"));
            assert_eq!(decision.status, 200);
        }
    }
    assert!(!place.to_string().contains("06 12 34"), "what was refused is not told");
    assert_eq!(
        what(&server.get(&format!("/api/v1/devices/{id}/history")).json()),
        ["removed", "confirmed", "published"]
    );
    assert_eq!(what(&server.get(&format!("/api/v1/records/{contract}/history")).json()), ["removed", "published"]);
    assert_eq!(server.get(&format!("/api/v1/records/{id}/history")).status, 404);

    let page = server.page("/villes/06088-nice/historique").text();
    let beside = server.get("/villes/06088-nice/historique.json").json();
    assert_eq!(beside, place, "the page and the API tell the same");
    for word in ["Retiré", "Refusé", "Décision", "/decisions/"] {
        assert!(page.contains(word), "{word}");
    }
    let english = server.page(&format!("/en/devices/{id}/history")).text();
    assert!(english.contains("Removed") && english.contains("Checked"), "{english}");
    for name in ["moderator", "contributor", "pseudonym"] {
        assert!(!place.to_string().contains(name), "{name}");
    }
}

#[test]
fn a_history_is_read_page_by_page_and_since_a_day() {
    let server = demo();
    let place = "/api/v1/territories/06088/history";
    for number in 0..5 {
        send(&server, &report(Uuid::new_v4(), (NICE.0 + 0.001 * f64::from(number), NICE.1)));
    }
    let whole = server.get(&format!("{place}?limit=500")).json();
    let mut pages = Vec::new();
    let mut next = format!("{place}?limit=2");
    for _ in 0..3 {
        let page = server.get(&next).json();
        pages.extend(page["changes"].as_array().expect("a list").clone());
        next = page["next"].as_str().expect("there is more").to_owned();
    }
    assert_eq!(pages.as_slice(), &whole["changes"].as_array().expect("a list")[..6]);
    let today = whole["changes"][0]["day"].as_str().expect("a day");
    let since = server.get(&format!("{place}?since={today}&limit=500")).json();
    let days = since["changes"].as_array().expect("a list").iter().map(|change| change["day"].as_str());
    assert!(days.clone().count() >= 5 && days.clone().all(|day| day == Some(today)), "{since}");
    assert_eq!(server.get(&format!("{place}?since=2999-01-01")).status, 400);
    assert_eq!(server.get(&format!("{place}?since=hier")).status, 400);
    assert_eq!(server.get(&format!("{place}?cursor=x")).status, 400);
    assert_eq!(server.page("/villes/06088-nice/historique?since=").status, 200, "as the form sends it");
}

#[test]
fn what_was_merged_leads_to_the_one_that_stays_until_they_are_two_again() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = server.log_in(census.words("moderator"));
    let made = |body: &Value| send(&server, body)["entity"]["id"].as_str().expect("an entry").to_owned();
    let order = |number: &str| {
        let patch = json!({"prefecture": "Préfecture", "territory": "06088", "number": number,
            "document": {"title": "Arrêté"}});
        made(&json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "authorisation", "patch": patch}))
    };
    let device = |aside: f64| made(&report(Uuid::new_v4(), (NICE.0 + aside, NICE.1)));
    let ask = |path: &str| server.send("GET", path, &[], b"");
    let doubles =
        [("arretes", "records", order("1"), order("2")), ("appareils", "devices", device(0.0), device(0.0001))];
    for (pages, api, stays, gone) in doubles {
        let unify = [("action", "unify"), ("into", stays.as_str())];
        assert_eq!(server.form_as(&cookie, &format!("/moderation/fiches/{gone}"), &unify).status, 200);
        let led = ask(&format!("/{pages}/{gone}"));
        assert_eq!((led.status, led.header("location")), (307, format!("/{pages}/{stays}").as_str()));
        let led = ask(&format!("/api/v1/{api}/{gone}"));
        assert_eq!((led.status, led.header("location").ends_with(&stays)), (307, true));
        let history = server.get(&format!("/api/v1/{api}/{gone}/history")).json();
        assert_eq!((what(&history)[0], &history["changes"][0]["decision"]["action"]), ("removed", &json!("merge")));
        let page = server.page(&format!("/{pages}/{stays}")).text();
        assert!(pages != "arretes" || page.contains("Une autre contribution dit"), "the other number stays readable");
        let decision = history["changes"][0]["decision"]["id"].as_str().expect("a decision").to_owned();
        let taken_back = census.run(&["revert", "--decision", &decision]);
        assert!(taken_back.status.success(), "{}", String::from_utf8_lossy(&taken_back.stderr));
        assert_eq!((ask(&format!("/{pages}/{gone}")).status, ask(&format!("/{pages}/{stays}")).status), (200, 200));
    }
}
