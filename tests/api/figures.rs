//! The four numbers of a city: on its page and in the API, the same ones, each with its day and its source.

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

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
