//! What the program writes for others to work with.

use serde_json::{Value, json};
use technopolice_tests::Server;
use uuid::Uuid;

use crate::commands::{fixture, run};
use crate::durability::serving;

fn tasks(text: &str) -> Vec<Value> {
    let record = |line: &str| {
        let json = line.strip_prefix('\u{1e}').unwrap_or_else(|| panic!("no record separator: {line}"));
        serde_json::from_str(json).expect("one JSON value a line")
    };
    text.lines().map(record).collect()
}

#[test]
fn a_maproulette_challenge_has_a_task_for_what_openstreetmap_lacks_and_for_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    assert!(run(folder, &["sample", "--fictional", "--devices", "20"]).status.success());
    assert!(run(folder, &["--coverage", "FR,MC", "import", "osm", &fixture("monaco.osm.pbf")]).status.success());
    let server = Server::start(serving(folder).arg("--fictional"));
    let report = |patch: Value| {
        let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": patch});
        let answer = server.post("/api/v1/contributions", &body);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["entity"]["id"].as_str().expect("published").to_owned()
    };
    let dome =
        report(json!({"kind": "camera", "position": [7.2621, 43.7034], "form": "dome", "operator": "Ville <A> & B"}));
    let gate = report(json!({"kind": "gate", "position": [7.2721, 43.7134]}));
    let far = report(json!({"kind": "camera", "position": [2.3522, 48.8566], "mount": "wall"}));
    drop(server);

    let output = run(folder, &["export", "maproulette", "--base-url", "https://technopolice.example/"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("2 tâche(s)"), "{said}");
    assert!(said.contains("  fictifs") && said.contains("1  sans attribut"), "{said}");
    assert!(said.contains("déjà dans OpenStreetMap"), "{said}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let all = tasks(&text);
    let ids: Vec<&str> = all.iter().filter_map(|task| task["features"][0]["id"].as_str()).collect();
    assert!(ids.len() == 2 && ids.contains(&dome.as_str()) && ids.contains(&far.as_str()), "{ids:?} {gate}");
    let task = all.iter().find(|task| task["features"][0]["id"] == dome.as_str()).expect("the dome");
    assert_eq!((&task["type"], task["features"].as_array().map(Vec::len)), (&json!("FeatureCollection"), Some(1)));
    let feature = &task["features"][0];
    assert_eq!(feature["geometry"], json!({"type": "Point", "coordinates": [7.2621, 43.7034]}));
    let page = format!("https://technopolice.example/appareils/{dome}");
    let tags = json!({"man_made": "surveillance", "surveillance:type": "camera", "camera:type": "dome",
        "operator": "Ville <A> & B", "technopolice:page": page});
    let mut properties = feature["properties"].clone();
    let checked = properties.as_object_mut().and_then(|tags| tags.remove("check_date"));
    assert!(checked.is_some_and(|day| day.as_str().is_some_and(|day| day.len() == 10)), "{feature}");
    assert_eq!(properties, tags);

    let paris = run(folder, &["export", "maproulette", "--territory", "75056", "--out", "paris.geojsonl"]);
    assert!(paris.status.success(), "{}", String::from_utf8_lossy(&paris.stderr));
    let written = std::fs::read_to_string(folder.join("paris.geojsonl")).expect("a file");
    assert_eq!(tasks(&written)[0]["features"][0]["id"], far.as_str());
    assert_eq!(written.lines().count(), 1);
    assert!(!run(folder, &["export", "maproulette", "--out", "paris.geojsonl"]).status.success(), "never overwritten");
    assert!(!run(folder, &["export", "maproulette", "--territory", "nowhere"]).status.success());
}
