//! Uses, contracts, orders and figures, by the API and by forms without JavaScript.

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

fn send(server: &Server, kind: &str, patch: &Value) -> Value {
    let basis = if patch.get("vendor").is_some() { json!({"vendor": "document"}) } else { json!({}) };
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch, "basis": basis,
        "sources": [{"kind": "council_decision", "title": "Délibération", "url": "https://example.org/d.pdf"}]});
    let answer = server.post("/api/v1/contributions", &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

#[test]
fn a_use_and_a_contract_stand_on_the_page_of_the_city_and_contradictions_are_shown() {
    let server = demo();
    let sent = send(
        &server,
        "deployment",
        &json!({"technology": "video_analytics", "authority": "Ville de Lille", "territories": ["59350"],
            "vendor": "Exemple Vision", "product": "Regard"}),
    );
    let page = sent["entity"]["url"].as_str().expect("a page").to_owned();
    send(
        &server,
        "contract",
        &json!({"authority": "Ville de Lille", "object": "Analyse d’images", "territories": ["59350"],
            "amount_ht": "120 000,50", "notified_on": "2024-03-01", "duration_months": 48}),
    );
    let city = server.page("/villes/59350-lille").text();
    assert!(
        city.contains("Vidéosurveillance algorithmique (VSA) : Regard") && city.contains("Analyse d’images"),
        "{city}"
    );

    let form = format!("{page}/corriger");
    let shown = server.page(&form).text();
    assert!(shown.contains("value=\"Exemple Vision\""), "the form holds what is known");
    let sent = server.form(&form, &[("vendor", "Autre Vision"), ("product", "Regard"), ("basis", "document")]);
    assert_eq!(sent.status, 201, "{}", sent.text());
    let disputed = server.page(&page).text();
    assert!(disputed.contains("Exemple Vision") && disputed.contains("Autre Vision"), "both values are readable");

    let listed = server.get("/api/v1/records?type=contract&territory=59350").json();
    assert_eq!(listed["records"][0]["amount_ht"], 120_000.5);
    assert_eq!(listed["records"][0]["derived_end_on"], "2028-03-01");
}

#[test]
fn a_form_says_in_words_what_is_missing_and_keeps_what_was_typed() {
    let server = demo();
    let refused = server.form("/chiffres/nouveau", &[("territory", "Saint-Denis"), ("n", "1 234")]);
    assert_eq!(refused.status, 422);
    let page = refused.text();
    assert!(page.contains("93066 Saint-Denis (Seine-Saint-Denis)"), "the homonyms are told apart: {page}");
    assert!(page.contains("value=\"1 234\""), "what was typed stays");
    let taken = server.form(
        "/chiffres/nouveau",
        &[
            ("territory", "93066"),
            ("n", "1 234"),
            ("kind", "declared"),
            ("as_of", "2026"),
            ("document", "https://example.org/rapport.pdf"),
        ],
    );
    assert_eq!(taken.status, 201, "{}", taken.text());
    let figures = server.get("/api/v1/records?type=official_count&territory=93066").json();
    assert_eq!(figures["records"][0]["n"], 1234);
}

#[test]
fn what_names_a_person_or_no_territory_is_held_or_refused() {
    let server = demo();
    let held = send(
        &server,
        "deployment",
        &json!({"technology": "drone", "authority": "Ville de Lille", "territories": ["59350"],
            "description": "Demandé par Mme Durand, 06 12 34 56 78"}),
    );
    assert_eq!(held["state"], "pending");
    assert_eq!(held["held_for"], json!(["personal_data"]));
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "deployment",
        "patch": {"technology": "drone", "authority": "Ville de Nulle Part", "territories": ["99999"]}});
    assert_eq!(server.post("/api/v1/contributions", &body).status, 422);
    assert_eq!(server.get("/api/v1/records?type=contract&family=nope").status, 400);
    assert_eq!(server.get("/api/v1/records/00000000-0000-4000-8000-000000000000").status, 404);
}
