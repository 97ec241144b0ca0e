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
