//! Territories side by side and in order: the numbers are those of the API.

use std::collections::BTreeMap;

use technopolice_tests::demo;

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn a_comparison_shows_each_territory_as_the_api_knows_it() {
    let server = demo();
    let codes = ["06088", "75056", "d93"];
    let query = "t=06088&t=Paris&t=d93";
    let page = server.page(&format!("/comparer?{query}"));
    assert_eq!(page.status, 200);
    let json = server.get(&format!("/comparer.json?{query}")).json();
    let table = rows(&server.get(&format!("/en/compare.csv?{query}")).text());
    for (place, code) in codes.iter().enumerate() {
        let api = server.get(&format!("/api/v1/territories/{code}/figures")).json();
        assert_eq!(json["territories"][place]["figures"], api);
        assert_eq!(table[place]["territory"], **code);
        assert_eq!(table[place]["observed"], api["observed"]["value"].to_string());
        assert_eq!(
            table[place]["declared"],
            api["declared"]["value"].as_u64().map(|n| n.to_string()).unwrap_or_default()
        );
        let shown = api["observed"]["value"].as_u64().expect("a number");
        assert!(page.text().contains(&format!("<strong>{}</strong>", grouped(shown))), "{code}: {shown}");
    }
    let kinds = json["territories"][0]["figures"]["observed"]["kinds"].as_str().expect("kinds");
    let counted = json["territories"][0]["by_kind"].as_object().expect("kinds").values();
    let counted: u64 = counted.map(|count| count.as_u64().expect("a number")).sum();
    let devices = server
        .get(&format!("/api/v1/devices?territory=06088&kind={kinds}&status=reported,confirmed&limit=1000"))
        .json();
    assert_eq!(counted, devices["numberReturned"].as_u64().expect("a number"));

    assert!(server.page("/comparer").text().contains("name=\"t\""), "a form without JavaScript");
    assert!(server.page("/comparer?t=06088&t=Nulle-Part-sur-Mer").text().contains("Nulle-Part-sur-Mer"));
    assert_eq!(server.get("/comparer?t=1&t=2&t=3&t=4&t=5&t=6&t=7").status, 400);
    assert_eq!(server.get("/comparer.csv").status, 400);
}

fn grouped(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{}\u{202f}{:03}", number / 1000, number % 1000) }
}

#[test]
fn communes_are_ranked_by_a_figure_among_those_of_a_size_and_a_department() {
    let server = demo();
    let all = rows(&server.get("/classements.csv").text());
    assert!(all.len() > 5, "{}", all.len());
    let rate = |row: &BTreeMap<String, String>| row["observed_per_thousand"].parse::<f64>().unwrap_or_default();
    assert!(all.windows(2).all(|pair| rate(&pair[0]) >= rate(&pair[1])), "the densest first");
    let nice = all.iter().find(|row| row["territory"] == "06088").expect("Nice");
    let api = server.get("/api/v1/territories/06088/figures").json();
    assert_eq!(nice["observed"], api["observed"]["value"].to_string());
    let some = rows(&server.get("/en/rankings.csv?by=devices&department=06&size=200000").text());
    assert!(
        some.iter()
            .all(|row| row["department"] == "06" && row["population"].parse::<u32>().expect("a number") >= 200_000)
    );
    assert_eq!(some.len(), 1, "{some:?}");
    let json = server.get("/classements.json?by=devices").json();
    let observed: Vec<u64> =
        json["territories"].as_array().expect("rows").iter().filter_map(|row| row["observed"].as_u64()).collect();
    assert!(observed.is_sorted_by(|a, b| a >= b) && observed.len() == all.len());
    let page = server.page("/classements?by=contracts").text();
    let first = page.split("aria-sort=\"descending\">").nth(1).and_then(|rest| rest.split('<').next());
    assert_eq!(first, Some("Marchés"), "what decides the order stands first");
    assert_eq!(server.get("/classements?by=beauty").status, 400);
}
