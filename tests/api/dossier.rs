//! The file of a territory: every number on its page is the one that a reader computes from the API.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use technopolice_tests::{Server, demo};

/// Everything that a list of the API holds, page after page.
pub(crate) fn all(server: &Server, first: &str, field: &str) -> Vec<Value> {
    let (mut address, mut found) = (Some(first.to_owned()), Vec::new());
    while let Some(next) = address {
        let page = server.get(&next).json();
        found.extend(page[field].as_array().expect("items").iter().cloned());
        let follow = page["next"].as_str().or_else(|| {
            let links = page["links"].as_array()?;
            links.iter().find(|link| link["rel"] == "next")?["href"].as_str()
        });
        address = follow.map(|next| next.find("/api/").map_or(next, |start| &next[start..]).to_owned());
    }
    found
}

/// The text of some markup.
pub(crate) fn text(markup: &str) -> String {
    markup.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

fn number(text: &str) -> u64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number in {text:?}"))
}

/// Label and number of each line of a table under a caption's column head.
fn tally(page: &str, head: &str) -> BTreeMap<String, u64> {
    let tables = page.split("<table class=\"tally\"").skip(1);
    let table = tables.map(|rest| rest.split("</table>").next().unwrap_or_default());
    let table = table.into_iter().find(|table| table.contains(&format!(">{head}</th>"))).expect("the table");
    let lines = table.split("<tbody>").nth(1).expect("lines").split("</tr>").filter(|line| line.contains("<th"));
    let cells = |line: &str| {
        let label = line.split("<span>").nth(1).and_then(|rest| rest.split("</span>").next()).expect("a label");
        let count = line.split("<td class=\"number\">").nth(1).and_then(|rest| rest.split("</td>").next());
        (label.to_owned(), number(count.expect("a number")))
    };
    lines.map(cells).collect()
}

/// Label and number of a line of a table to take away.
fn label_and_count(line: &str) -> (String, u64) {
    let cells: Vec<&str> = line.split(',').collect();
    (cells[4].to_owned(), number(cells[5]))
}

fn id(device: &Value) -> String {
    device["id"].as_str().expect("an id").to_owned()
}

/// The ids of the devices that a page lists, page after page.
fn listed(server: &Server, first: &str) -> Vec<String> {
    let (mut found, mut page) = (Vec::new(), first.to_owned());
    loop {
        let list = page.split_once("id=\"list\"").expect("a list").1;
        let list = list.split_once("class=\"pager\"").expect("its end");
        found.extend(list.0.split("/appareils/").skip(1).filter_map(|rest| Some(rest.get(..36)?.to_owned())));
        found.dedup();
        let next = list.1.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let Some(next) = next else { return found };
        page = server.page(&next.replace("&#38;", "&")).text();
    }
}

fn counted(devices: &[Value], name: &str) -> Vec<u64> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for device in devices {
        let value = device["properties"].get(name).and_then(Value::as_str).unwrap_or("unknown");
        *counts.entry(value.to_owned()).or_default() += 1;
    }
    sorted(counts.into_values())
}

fn sorted(counts: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut counts: Vec<u64> = counts.collect();
    counts.sort_unstable();
    counts
}

fn compressed(page: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(page.as_bytes()).expect("it is written");
    encoder.finish().expect("it ends").len()
}

#[test]
fn every_number_of_a_city_page_is_that_of_the_api() {
    let server = demo();
    for (code, address) in [("06088", "/villes/06088-nice"), ("31555", "/villes/31555-toulouse")] {
        let page = server.page(address).text();
        assert!(compressed(&page) <= 30_000, "{code}: {} bytes", compressed(&page));
        let figures = server.get(&format!("/api/v1/territories/{code}/figures")).json();
        let kinds = figures["observed"]["kinds"].as_str().expect("kinds");
        let list = format!("/api/v1/devices?territory={code}&kind={kinds}&limit=1000");
        let devices = all(&server, &format!("{list}&status=reported,confirmed"), "features");
        for (head, name, figure) in [
            ("Type d’appareil", "kind", "kind"),
            ("Certitude", "verification", "verification"),
            ("Exploitant", "operator_kind", "operator"),
        ] {
            let lines = tally(&page, head);
            assert_eq!(sorted(lines.values().copied()), counted(&devices, name), "{code}: {name}: {lines:?}");
            let file = server.get(&format!("{address}/figure-{figure}.csv")).text();
            let of_file: BTreeMap<String, u64> = file.lines().skip(1).map(label_and_count).collect();
            assert_eq!(of_file, lines, "{code}: {file}");
            assert!(page.contains(&format!("id=\"figure-{figure}\"")), "{code}: {figure}");
        }
        let devices = all(&server, &list, "features");
        assert_eq!(listed(&server, &page), devices.iter().map(id).collect::<Vec<_>>(), "{code}");
        let of =
            |kind: &str| all(&server, &format!("/api/v1/records?type={kind}&territory={code}&limit=1000"), "records");
        let standing = devices
            .iter()
            .filter(|it| ["reported", "confirmed"].contains(&it["properties"]["status"].as_str().unwrap_or_default()));
        assert_eq!(figures["observed"]["value"], standing.count(), "{code}");
        for name in ["declared", "authorised", "contracted", "observed"] {
            let start = page.find(&format!("id=\"figure-{name}\"")).expect("the figure");
            let shown = page[start..].split("figure-value").nth(1).and_then(|rest| rest.split_once('>'));
            let shown = shown.and_then(|(_, rest)| rest.split("</dd>").next());
            let shown = text(&format!("<x>{}", shown.expect("a value")));
            match figures[name]["value"].as_u64() {
                Some(value) => assert_eq!(number(&shown), value, "{code}: {name}"),
                None => assert!(shown.contains("Inconnu"), "{code}: {name}: {shown}"),
            }
        }
        let contracts = of("contract");
        let cost = |contract: &Value| {
            let amended =
                contract["amendments"].as_array().into_iter().flatten().rev().find_map(|it| it["amount_ht"].as_f64());
            amended.or(contract["amount_ht"].as_f64()).unwrap_or_default()
        };
        let is_framework = |contract: &Value| contract["techniques"].to_string().contains("Accord-cadre");
        let sum: f64 = contracts.iter().filter(|it| !is_framework(it)).map(cost).sum();
        assert!((figures["spending"]["amount_ht"].as_f64().expect("a sum") - sum).abs() < 0.005, "{code}");
        let table = server.get(&format!("{address}/figure-contracts.csv")).text();
        assert_eq!(table.lines().count() - 1, contracts.len(), "{code}: {table}");
        let orders = server.get(&format!("{address}/figure-orders.csv")).text();
        assert_eq!(orders.lines().count() - 1, of("authorisation").len(), "{code}: {orders}");
        let lapsed = orders.lines().filter(|line| line.contains(",lapsed,")).count();
        let told =
            text(page.split("id=\"orders\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("orders"));
        let in_force = orders.lines().filter(|line| line.contains(",in_force,") || line.contains(",soon,")).count();
        let parts: Vec<&str> = told.split(';').collect();
        assert!(parts[0].contains(&in_force.to_string()) || in_force == 0, "{told}");
        assert!(parts[2].contains(&lapsed.to_string()) || lapsed == 0, "{told}");
    }
}

#[test]
fn the_median_is_that_of_the_table_of_comparable_communes() {
    let server = demo();
    let figures = server.get("/api/v1/territories/06088/figures").json();
    let comparison = &figures["comparison"];
    let class = comparison["class"].as_str().expect("a class of size");
    let table = server.get(&format!("/classements.json?size={class}")).json();
    let others = table["territories"].as_array().expect("rows").iter();
    let others = others.filter(|row| row["territory"] != "06088" && row["observed"].as_u64() > Some(0));
    let mut rates: Vec<f64> = others.filter_map(|row| row["observed_per_thousand"].as_f64()).collect();
    rates.sort_by(f64::total_cmp);
    let half = rates.len() / 2;
    let median = if rates.len() % 2 == 1 { rates[half] } else { f64::midpoint(rates[half - 1], rates[half]) };
    assert_eq!(comparison["territories"], rates.len());
    assert!((comparison["median_per_thousand"].as_f64().expect("a median") - median).abs() < 1e-9, "{comparison}");
    let page = server.page("/villes/06088-nice").text();
    assert!(
        page.contains("id=\"figure-comparison\"") && page.contains(&format!("{median:.2}").replace('.', ",")),
        "{page}"
    );
}

#[test]
fn groups_of_communes_have_a_page_and_their_sums() {
    let server = demo();
    let observed =
        |code: &str| server.get(&format!("/api/v1/territories/{code}/figures")).json()["observed"]["value"].as_u64();
    let region = observed("r93").expect("a number");
    let parts: u64 = ["d04", "d05", "d06", "d13", "d83", "d84"].iter().filter_map(|code| observed(code)).sum();
    assert_eq!(region, parts, "a region is its departments");
    assert!(region >= observed("06088").expect("a number") && region > 0);
    let page = server.page("/villes/r93-provence-alpes-cote-d-azur");
    assert_eq!(page.status, 200);
    let nice = server.get("/api/v1/territories?q=nice&limit=1").json()["territories"][0].clone();
    let found = server.get("/api/v1/territories?q=metropole+nice&limit=20").json();
    let epci = found["territories"].as_array().expect("some").iter().find(|it| it["kind"] == "epci").cloned();
    let epci = epci.expect("the metropolis around Nice");
    let code = epci["code"].as_str().expect("a code");
    assert!(observed(code) >= observed(nice["code"].as_str().expect("a code")), "{epci}");
    assert_eq!(server.get(&format!("/api/v1/devices?territory={code}")).status, 200);
    assert_eq!(server.page("/villes/FR-france").status, 200);
    assert!(compressed(&server.page("/villes/FR-france").text()) <= 30_000);
}

#[test]
fn companies_and_technologies_have_pages_that_add_up() {
    let server = demo();
    let records = all(&server, "/api/v1/records?type=contract&limit=1000", "records");
    let holder = &records.iter().find(|it| it["holders"][0]["organisation"]["id"].is_string()).expect("a contract")["holders"]
        [0]["organisation"];
    let id = holder["id"].as_str().expect("an id");
    let held = records.iter().filter(|it| it["holders"].to_string().contains(id)).count();
    let page = server.page(&format!("/organisations/{id}")).text();
    let fact = page.split("<dt>Marchés détenus</dt><dd>").nth(1).and_then(|rest| rest.split("</dd>").next());
    assert_eq!(number(fact.expect("a number")), held as u64, "{page}");
    let uses = all(&server, "/api/v1/records?type=deployment&technology=video_analytics&limit=1000", "records");
    let page = server.page("/technologies/video_analytics").text();
    let fact = page.split("<dt>Usages recensés</dt><dd>").nth(1).and_then(|rest| rest.split("</dd>").next());
    assert_eq!(number(fact.expect("a number")), uses.len() as u64, "{page}");
    assert_eq!(server.page("/en/technologies/video_analytics").status, 200);
    assert_eq!(server.get("/technologies/teleportation").status, 404);
}

#[test]
fn drawings_are_files_with_a_table_behind_each() {
    let server = demo();
    let tables = ["kind", "verification", "operator", "family"].map(|name| format!("figure-{name}"));
    let today = server.get("/api/v1/territories/06088/figures").json()["as_of"].as_str().expect("a day").to_owned();
    for table in &tables {
        let file = |ending: &str| server.get(&format!("/villes/06088-nice/{table}.{ending}"));
        let (svg, csv) = (file("svg").text(), file("csv").text());
        assert_eq!(svg.matches("<rect class=\"tl-bar").count(), csv.lines().count() - 1, "{table}: {svg}");
        assert!(svg.contains("<rect class=\"tl-bar") && !svg.contains("tl-now"), "{table}: {svg}");
        assert_eq!(file(&format!("csv?at={today}")).text(), csv, "{table}");
        assert_eq!(file("png").header("content-type"), "image/png", "{table}");
    }
    for (file, word) in
        [("figure-contracts.svg", "<rect"), ("figure-orders.svg", "<rect"), ("figure-contracts.csv", "object")]
    {
        let answer = server.get(&format!("/villes/06088-nice/{file}"));
        assert_eq!(answer.status, 200, "{file}");
        assert!(answer.text().contains(word), "{file}: {}", answer.text());
    }
    for file in ["figure-contracts.png", "figure-orders.png"] {
        let answer = server.get(&format!("/en/cities/06088-nice/{file}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"), "{file}");
        assert_eq!(answer.body[..8], *b"\x89PNG\r\n\x1a\n", "{file}");
    }
    assert_eq!(server.get("/villes/06088-nice/figure-elephants.svg").status, 404);
}
