//! One box over everything, for programs and for people without scripts.

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

fn send(server: &Server, kind: &str, patch: &Value) {
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch});
    let answer = server.post("/api/v1/contributions", &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
}

/// `contract 2` for each group.
fn groups(answer: &Value) -> Vec<String> {
    let groups = answer["groups"].as_array().expect("groups");
    groups.iter().map(|group| format!("{} {}", group["kind"].as_str().expect("a kind"), group["count"])).collect()
}

fn fill(server: &Server) {
    let contract = json!({"authority": "Ville de Zorn", "object": "Vidéo-protection des écoles", "decp_id": "2024-DSI-017",
        "holders": [{"organisation": {"name": "Exemple Guet", "siren": "732829320"}}]});
    send(server, "contract", &contract);
    send(server, "contract", &json!({"authority": "Ville de Zorn", "object": "Mâts pour la vidéoprotection"}));
}

#[test]
fn everything_is_found_in_one_box_grouped_by_kind_with_counts() {
    let server = demo();
    fill(&server);
    let find = |query: &str| server.get(&format!("/api/v1/search?q={query}")).json();
    for (query, expected) in [
        ("zorn%20videoprotections", &["contract 2"][..]),
        ("VILLE%20DE%20ZORN", &["organisation 1", "contract 2"]),
        ("exemple%20guet", &["organisation 1", "contract 1"]),
        ("732%20829%20320", &["organisation 1"]),
        ("2024-dsi-017", &["contract 1"]),
        ("zorn%20monaco", &["territory 1", "contract 2", "organisation 1"]),
        ("saint-ouen-sur-seine", &["territory 1"]),
    ] {
        let answer = find(query);
        assert_eq!(groups(&answer), expected, "{query}: {answer}");
    }
    let some = find("zorn%20monaco");
    assert_eq!((&some["all_words"], &some["cut"]), (&json!(false), &json!(false)), "{some}");
    let contract = &find("2024-dsi-017")["groups"][0]["results"][0];
    assert_eq!(server.get(contract["url"].as_str().expect("an address")).json()["decp_id"], "2024-DSI-017");
    assert_eq!(server.page(contract["page"].as_str().expect("an address")).status, 200);
}

#[test]
fn pages_of_one_kind_lead_to_one_another() {
    let server = demo();
    fill(&server);
    let first = server.get("/api/v1/search?q=zorn%20vid%C3%A9oprotection&kind=contract&limit=1").json();
    let next = first["groups"][0]["next"].as_str().expect("a second page").to_owned();
    let second = server.get(&next).json();
    let title = |page: &Value| page["groups"][0]["results"][0]["title"].as_str().map(str::to_owned);
    assert!(title(&first).is_some() && title(&second).is_some() && title(&first) != title(&second));
    let page = server.page("/recherche?q=zorn%20vid%C3%A9oprotection").text();
    assert!(page.contains("Vidéo-protection des écoles") && page.contains("Mâts pour la vidéoprotection"), "{page}");
    let only = server.page("/en/search?q=zorn%20vid%C3%A9oprotection&kind=contract").text();
    assert!(only.contains("All results") && only.contains("Vidéo-protection des écoles"), "{only}");
    let opened = server.page("/recherche?q=2024-dsi-017");
    assert!(opened.status == 303 && opened.header("location").starts_with("/marches/"), "a single answer is opened");
}

#[test]
fn whatever_is_typed_is_answered_and_shown_as_text() {
    let server = demo();
    let long = "a%20vision".repeat(1000);
    for typed in [
        "",
        "%22",
        "'",
        "*",
        "%25",
        "_",
        "NEAR(a%20b)",
        "-x",
        "a:b",
        "%00",
        "%E2%80%AE",
        "%F0%9F%A6%89",
        "a",
        "l%27",
        &long,
    ] {
        for path in ["/api/v1/search?q=", "/recherche?q=", "/recherche?kind=contract&q="] {
            let answer = server.page(&format!("{path}{typed}"));
            assert!([200, 303].contains(&answer.status), "{path}{typed}: {}", answer.status);
        }
    }
    let cut = server.get(&format!("/api/v1/search?q={long}")).json();
    assert_eq!((&cut["cut"], cut["query"].as_str().map(str::len)), (&json!(true), Some(200)));
    assert!(server.page(&format!("/recherche?q={long}")).text().contains("C’est trop long"));
    let script = server.page("/recherche?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20onload=%22x").text();
    assert!(!script.contains("<script>alert") && !script.contains("\" onload"), "{script}");
}

#[test]
fn a_parameter_that_means_nothing_is_a_fault() {
    let server = demo();
    for query in
        ["", "q=a&kind=camera", "q=a&kind=contract&cursor=x", "q=a&cursor=1-2-3", "q=a&page=2", "q=a&limit=many"]
    {
        let answer = server.get(&format!("/api/v1/search?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["type"], "/problems/malformed", "{query}");
    }
    assert_eq!(server.page("/recherche?q=a&kind=camera").status, 400);
}
