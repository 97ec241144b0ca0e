//! To OpenStreetMap, by people.

use serde_json::json;
use technopolice_tests::demo;
use uuid::Uuid;

#[test]
fn a_reported_camera_can_be_suggested_and_nothing_else_can() {
    let server = demo();
    let patch = json!({"kind": "camera", "position": [7.2621, 43.7034], "form": "dome", "operator": "Ville <A> & B"});
    let report = json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": patch});
    let answer = server.post("/api/v1/contributions", &report);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = answer.json()["entity"]["id"].as_str().expect("published").to_owned();
    let file = format!("/appareils/{id}/openstreetmap.osc");
    for path in [format!("/appareils/{id}"), format!("/en/devices/{id}")] {
        let page = server.page(&path).text();
        assert!(page.contains(&format!("href=\"{file}\" download")), "{page}");
        let (_, link) = page.split_once("href=\"http://127.0.0.1:8111/add_node?").expect("a link to JOSM");
        assert!(link.split('>').next().is_some_and(|link| link.contains("rel=\"noopener")), "{link}");
    }
    let change = server.get(&file);
    assert_eq!((change.status, change.header("content-type")), (200, "application/xml; charset=utf-8"));
    assert!(change.header("content-disposition").ends_with(".osc\""));
    let text = change.text();
    assert_eq!((text.matches("<node ").count(), text.matches("<create>").count()), (1, 1), "{text}");
    for tag in ["k=\"camera:type\" v=\"dome\"", "k=\"operator\" v=\"Ville &lt;A&gt; &amp; B\""] {
        assert!(text.contains(tag), "{text}");
    }
    // What is fictional, and what came from OpenStreetMap, is not offered.
    for query in ["territory=93066", "bbox=7.40,43.72,7.44,43.76"] {
        let page = server.get(&format!("/api/v1/devices?{query}&limit=100")).json();
        let feature = page["features"].as_array().and_then(|features| features.first()).expect("a device");
        let id = feature["id"].as_str().expect("an id");
        assert_eq!(server.get(&format!("/appareils/{id}/openstreetmap.osc")).status, 404, "{feature}");
        assert!(!server.page(&format!("/appareils/{id}")).text().contains("127.0.0.1:8111"));
    }
    assert!(!server.stop().contains("ERROR"));
}
