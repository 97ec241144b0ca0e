//! `as_of`: lists and things as the census knew them on a day.

use chrono::{Days, NaiveDate, Utc};
use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::accounts::Census;

fn features(server: &Server, path: &str) -> usize {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()["features"].as_array().expect("features").len()
}

#[test]
fn a_list_and_a_thing_are_told_as_of_a_day_and_the_future_is_not_known() {
    let server = demo();
    let day = |back: u64| -> NaiveDate { Utc::now().date_naive().checked_sub_days(Days::new(back)).expect("a day") };
    let (today, yesterday) = (day(0), day(1));
    let near = "bbox=7.40,43.72,7.45,43.76&limit=1000";
    let now = features(&server, &format!("/api/v1/devices?{near}"));
    assert!(now > 0);
    assert_eq!(features(&server, &format!("/api/v1/devices?{near}&as_of={today}")), now);
    assert_eq!(
        features(&server, &format!("/api/v1/devices?{near}&kind=plate_reader&as_of={today}")),
        features(&server, &format!("/api/v1/devices?{near}&kind=plate_reader"))
    );
    assert_eq!(features(&server, &format!("/api/v1/devices?{near}&as_of={yesterday}")), 0, "nothing was known");

    let list = server.get(&format!("/api/v1/devices?{near}")).json();
    let id = list["features"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/devices/{id}");
    assert_eq!(server.get(&format!("{path}?as_of={today}")).json(), server.get(&path).json());
    assert_eq!(server.get(&format!("{path}?as_of={yesterday}")).status, 404);
    let page = server.page(&format!("/appareils/{id}?as_of={today}"));
    assert!(page.text().contains("Voici ce que le recensement savait"), "{}", page.text());
    assert_eq!(server.page(&format!("/appareils/{id}?as_of={yesterday}")).status, 404);

    let records = server.get(&format!("/api/v1/records?type=contract&as_of={today}")).json();
    assert_eq!(records["records"], server.get("/api/v1/records?type=contract").json()["records"]);
    for bad in ["2026-13-01", "hier", "2999-01-01"] {
        let others = ["/api/v1/decisions", "/api/v1/surveys?territory=FR", "/api/v1/police-files/taj"];
        for path in ["/api/v1/devices", "/api/v1/records?type=contract", path.as_str()].into_iter().chain(others) {
            let sign = if path.contains('?') { '&' } else { '?' };
            let answer = server.get(&format!("{path}{sign}as_of={bad}"));
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (400, "application/problem+json"),
                "{path} {bad}"
            );
        }
    }
}

#[test]
fn walks_uses_of_police_files_and_the_log_are_told_as_of_a_day() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let send = |kind: &str, patch: Value| {
        let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch});
        let answer = server.post("/api/v1/contributions", &body);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["entity"]["id"].as_str().unwrap_or_default().to_owned()
    };
    let path = json!({"type": "LineString", "coordinates": [[2.3522, 48.8566], [2.3722, 48.8566]]});
    send("survey", json!({"walked_on": "2026-10-03", "path": path, "method": "phone", "territories": ["75056"]}));
    let used = json!({"technology": "police_file", "police_file": "taj", "authority": "Police nationale",
        "territories": ["06088"]});
    send("deployment", used);
    let today = Utc::now().date_naive();
    let yesterday = today.pred_opt().expect("a day");
    for (path, list) in [("/api/v1/surveys?territory=75056", "features"), ("/api/v1/police-files/taj?", "uses")] {
        let now = server.get(path).json();
        assert_eq!(now[list].as_array().map(Vec::len), Some(1), "{path}: {now}");
        assert_eq!(server.get(&format!("{path}&as_of={today}")).json(), now, "{path}");
        assert_eq!(server.get(&format!("{path}&as_of={yesterday}")).json()[list], json!([]), "{path}");
    }
    let patch = json!({"kind": "camera", "position": [7.2621, 43.7034], "address_label": "Rue du Passé"});
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": patch});
    let device = server.post("/api/v1/contributions", &body).json()["entity"]["id"].as_str().expect("an id").to_owned();
    assert!(census.run(&["redact", "--entity", &device]).status.success());
    let now = server.get("/api/v1/decisions").json();
    assert_eq!(now["numberReturned"], 1, "{now}");
    assert_eq!(server.get(&format!("/api/v1/decisions?as_of={today}")).json(), now);
    assert_eq!(server.get(&format!("/api/v1/decisions?as_of={yesterday}")).json()["numberReturned"], 0);
    let behind = format!("/api/v1/decisions?as_of={today}&limit=1");
    let next = server.get(&behind).json()["next"].as_str().expect("a page more").to_owned();
    assert!(next.contains(&format!("as_of={today}")), "{next}");
    assert_eq!(server.get(&next[next.find("/api").expect("a path")..]).json()["numberReturned"], 0);
}

#[test]
fn the_numbers_and_the_page_of_a_place_are_told_as_of_a_day() {
    let server = demo();
    let (today, yesterday) = (Utc::now().date_naive(), Utc::now().date_naive().checked_sub_days(Days::new(1)));
    let yesterday = yesterday.expect("a day");
    let path = "/api/v1/territories/06088/figures";
    let mut now = server.get(path).json();
    now.as_object_mut().expect("an object").remove("comparison");
    assert!(now["observed"]["value"].as_u64().is_some_and(|value| value > 0));
    assert_eq!(server.get(&format!("{path}?as_of={today}")).json(), now, "the revisions say what the tables say");
    let then = server.get(&format!("{path}?as_of={yesterday}")).json();
    assert_eq!(then["as_of"], yesterday.to_string());
    assert_eq!((&then["observed"]["value"], then.get("declared")), (&serde_json::json!(0), None), "nothing was known");

    let page = server.page(&format!("/villes/06088-nice?as_of={today}")).text();
    assert!(page.contains("Voici ce que le recensement savait le"), "{page}");
    let live = server.page("/villes/06088-nice").text();
    let quote = |page: &str| {
        page.split("id=\"phrase\"><p>").nth(1).and_then(|rest| rest.split("</p>").next().map(str::to_owned))
    };
    assert!(quote(&page).is_some() && quote(&page) == quote(&live), "the sentence to quote is the same one");
    let listed = |page: &str| page.matches("<li data-id=").count();
    assert!(listed(&page) > 0 && listed(&page) <= listed(&live));
    assert!(page.contains("name=\"robots\"") && !page.contains("<census-map"), "the map is of today");
    let before = server.page(&format!("/en/cities/06088-nice?as_of={yesterday}")).text();
    assert!(before.contains("This is what the census knew") && listed(&before) == 0, "{before}");
    for bad in ["2026-13-01", "hier", "2999-01-01"] {
        for path in [path, "/villes/06088-nice"] {
            assert_eq!(server.get(&format!("{path}?as_of={bad}")).status, 400, "{path} {bad}");
        }
    }
}
