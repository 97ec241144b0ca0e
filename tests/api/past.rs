//! `as_of`: lists and things as the census knew them on a day.

use chrono::{Days, NaiveDate, Utc};
use technopolice_tests::{Server, demo};

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
        for path in ["/api/v1/devices", "/api/v1/records?type=contract", path.as_str()] {
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
