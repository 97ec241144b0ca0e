//! The four numbers of a city: on its page and in the API, the same ones, each with its day and its source.

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::receipts::with_key;
use crate::seen::{NICE, report};

fn send(server: &Server, kind: &str, patch: &Value) -> String {
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch});
    let answer = server.post("/api/v1/contributions", &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["entity"]["id"].as_str().expect("an entity").to_owned()
}

/// The text of a figure of a page, without its tags.
fn figure(page: &str, id: &str) -> String {
    let start = page.find(&format!("id=\"{id}\"")).expect("the figure");
    let part = &page[start..start + page[start..].find("</div>").expect("its end")];
    part.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_four_numbers_of_a_city_stand_side_by_side_and_are_those_of_the_api() {
    let server = demo();
    let page = server.page("/villes/59350-lille").text();
    assert!(figure(&page, "figure-declared").contains("Inconnu"), "what nobody recorded is unknown, not zero");

    let document = json!({"title": "Rapport d’activité", "url": "https://example.org/rapport.pdf"});
    let declared = json!({"territory": "59350", "n": 430, "kind": "declared", "as_of": "2025", "document": document});
    let declared = send(&server, "official_count", &declared);
    let bus = json!({"territory": "59350", "n": 9000, "kind": "declared", "as_of": "2026", "scope": "transport",
        "document": document});
    send(&server, "official_count", &bus);
    for (number, signed, cameras) in [("1", "2019-01-01", 100), ("2", "2024-02-03", 30), ("3", "2025-04-05", 12)] {
        let order = json!({"prefecture": "Préfecture du Nord", "territory": "59350", "number": number,
            "signed_on": signed, "cameras_public_road": cameras,
            "document": {"title": format!("Arrêté {number}"), "url": format!("https://example.org/{number}.pdf")}});
        send(&server, "authorisation", &order);
    }
    let contract = json!({"authority": "Ville de Lille", "object": "Caméras", "territories": ["59350"],
        "amount_ht": "1200,50", "notified_on": "2025-01-01"});
    send(&server, "contract", &contract);

    let api = server.get("/api/v1/territories/59350/figures").json();
    assert_eq!((&api["declared"]["value"], &api["declared"]["as_of"]), (&json!(430), &json!("2025")));
    assert_eq!(api["declared"]["records"], json!([declared]));
    assert_eq!((&api["authorised"]["value"], &api["authorised"]["origin"]), (&json!(42), &json!("orders")), "{api}");
    assert_eq!(api.get("contracted"), None);
    assert_eq!((&api["spending"]["contracts"], &api["spending"]["amount_ht"]), (&json!(1), &json!(1200.5)));

    let page = server.page("/villes/59350-lille").text();
    let observed = api["observed"]["value"].as_u64().expect("a number");
    let shown = [("declared", 430), ("authorised", 42), ("observed", observed)];
    for (name, value) in shown {
        let text = figure(&page, &format!("figure-{name}"));
        assert!(text.contains(&value.to_string()), "{name}: {text}");
    }
    assert!(figure(&page, "figure-contracted").contains("Inconnu"));
    assert!(page.contains("430 caméras y sont déclarées") && page.contains("1\u{202f}200,50"), "{page}");
    assert!(page.contains("sans renouvellement trouvé"), "the clock of the order of 2019");

    let department = server.get("/api/v1/territories/d59/figures").json();
    assert_eq!(department["authorised"]["value"], 42, "orders inside are summed");
    assert_eq!(department.get("declared"), None, "what one town declares is no statement of the department");
    assert_eq!(server.get("/api/v1/territories/nowhere/figures").status, 404);
}

#[test]
fn what_is_reported_and_withdrawn_is_counted_at_once_in_every_territory() {
    let server = demo();
    let observed = |code: &str| {
        let page = server.page(&format!("/villes/{code}"));
        let page = server.page(page.header("location")).text();
        let shown = page.split("id=\"figure-observed\"").nth(1).and_then(|rest| rest.split("figure-value").nth(1));
        let shown = shown.and_then(|rest| rest.split_once('>')).and_then(|(_, rest)| rest.split('<').next());
        let shown: String = shown.expect("a value").chars().filter(char::is_ascii_digit).collect();
        let api = server.get(&format!("/api/v1/territories/{code}/figures")).json()["observed"]["value"].clone();
        assert_eq!(shown, api.to_string(), "{code}");
        api.as_u64().expect("a number")
    };
    let counts = || ["06088", "d06", "r93", "FR"].map(observed);
    let before = counts();
    let sent = server.post("/api/v1/contributions", &report(Uuid::new_v4(), NICE)).json();
    assert_eq!(counts(), before.map(|count| count + 1), "reported");
    let path = format!("/api/v1/contributions/{}", sent["id"].as_str().expect("an id"));
    let code = sent["receipt"]["code"].as_str().expect("a code");
    assert_eq!(with_key(&server, "DELETE", &path, code, None, &json!({})).json()["state"], "withdrawn");
    assert_eq!(counts(), before, "withdrawn");
}

#[test]
fn walks_are_summed_up_on_the_page_and_in_the_json() {
    let server = demo();
    let squares = ["19/272732/191253", "19/272733/191253", "19/272733/191254"];
    let walk = json!({"path": squares, "walked_on": "2026-04-11", "people": 5});
    send(&server, "survey", &walk);
    send(&server, "survey", &json!({"path": squares[..2], "walked_on": "2025-10-03", "people": 2}));
    let found = server.get("/api/v1/surveys?territory=06088&by=square").json();
    let inside = found["features"].as_array().map_or(0, Vec::len);
    assert_eq!(inside, 3, "{found}");
    let figures = server.get("/api/v1/territories/06088/figures").json();
    let looked = &figures["looked"];
    assert_eq!(
        (&looked["walks"], &looked["people"], &looked["squares"]),
        (&json!(2), &json!(7), &json!(3)),
        "{looked}"
    );
    assert_eq!((&looked["first"], &looked["last"]), (&json!("2025-10-03"), &json!("2026-04-11")));
    let page = server.page("/villes/06088-nice").text();
    let told =
        page.split("id=\"figure-looked\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a sentence");
    assert!(told.starts_with("2 balades") && told.contains("3 carrés") && told.contains("11 avril 2026"), "{told}");
    let elsewhere = server.get("/api/v1/territories/31555/figures").json();
    assert_eq!(elsewhere["looked"]["walks"], 0);
}
