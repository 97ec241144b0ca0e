//! Every number that the page of a city prints is one that a reader computes from the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::dossier::{all, text};

/// Numbers that belong to sentences: `1 000 habitants`, `24 mois`, the decree 2023-828 and its end, ODbL 1.0.
const OF_SENTENCES: [&str; 9] = ["1000", "24", "2023", "828", "31", "2025", "1", "0", "50"];

/// What a page prints between its head and its list of devices, without drawings and addresses.
fn printed(page: &str) -> String {
    let article = page.split("<article class=\"city\">").nth(1).expect("the file");
    let (before, after) = article.split_once("id=\"list\"").expect("the list");
    let after =
        after.split("</census-list>").nth(1).and_then(|rest| rest.split("id=\"reuse\"").next()).expect("sources");
    let mut kept = String::new();
    for part in [before, after] {
        kept += &without(&without(part, "svg"), "template");
        kept += "<p>";
    }
    text(&kept)
}

/// Markup without the elements of a name.
fn without(markup: &str, name: &str) -> String {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let mut pieces = markup.split(&start);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + piece.split_once(&end).map_or("", |(_, rest)| rest))
}

/// Days go out of a text: `28 novembre 2026`, `1er mai 2025`.
fn without_days(text: &str) -> String {
    let months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    // The thin spaces within numbers stay.
    let words: Vec<&str> = text.split([' ', '\n']).filter(|word| !word.is_empty()).collect();
    let plain = |word: &str| word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_owned();
    let is_month = |place: usize| words.get(place).is_some_and(|word| months.contains(&plain(word).as_str()));
    let is_day = |place: usize| is_month(place) || is_month(place + 1) || (place > 0 && is_month(place - 1));
    let kept = (0..words.len()).filter(|place| !is_day(*place)).map(|place| words[place]);
    kept.collect::<Vec<_>>().join(" ")
}

/// The numbers of a text as they are printed, without the spaces in them: `3224000`, `0,23`.
fn numbers(text: &str) -> Vec<String> {
    let text: Vec<char> = text.replace("&#38;", "&").chars().collect();
    let digit = |place: usize| text.get(place).is_some_and(char::is_ascii_digit);
    let (mut found, mut place) = (Vec::new(), 0);
    while place < text.len() {
        if !digit(place) {
            place += 1;
            continue;
        }
        let mut number = String::new();
        while digit(place) || (digit(place + 1) && matches!(text.get(place), Some('\u{202f}' | '\u{a0}' | ','))) {
            number.extend(text.get(place).filter(|sign| !matches!(**sign, '\u{202f}' | '\u{a0}')));
            place += 1;
        }
        found.push(number);
    }
    found
}

/// Numbers that the API explains.
#[derive(Default)]
struct Explained(BTreeSet<String>);

impl Explained {
    fn count(&mut self, number: u64) {
        self.0.insert(number.to_string());
    }

    fn counts(&mut self, numbers: impl IntoIterator<Item = u64>) {
        self.0.extend(numbers.into_iter().map(|number| number.to_string()));
    }

    /// A part with its share of a whole.
    fn part(&mut self, part: u64, whole: u64) {
        self.count(part);
        self.count((part * 100 + whole / 2).checked_div(whole).unwrap_or_default());
    }

    fn decimal(&mut self, number: f64) {
        self.0.insert(format!("{number:.2}").replace('.', ","));
    }

    fn euros(&mut self, sum: f64) {
        let cents = (sum * 100.0).round() as u64;
        let whole = (cents / 100).to_string();
        self.0.insert(if cents.is_multiple_of(100) { whole } else { format!("{whole},{:02}", cents % 100) });
    }

    /// Numbers that stand in the words of a record.
    fn words(&mut self, text: &str) {
        self.0.extend(numbers(text));
    }
}

fn count_by<'a>(items: &'a [Value], name: &'a str) -> Vec<(String, u64)> {
    let value = |item: &Value| item["properties"][name].as_str().unwrap_or("unknown").to_owned();
    let values: BTreeSet<String> = items.iter().map(value).collect();
    values.into_iter().map(|key| (key.clone(), items.iter().filter(|item| value(item) == key).count() as u64)).collect()
}

fn send(server: &Server, kind: &str, patch: &Value) -> String {
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch});
    let answer = server.post("/api/v1/contributions", &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["entity"]["id"].as_str().expect("an entity").to_owned()
}

/// More than the demonstration has: a ceiling, cents, an order that names devices, a walk, a statement.
fn furnish(server: &Server, code: &str, devices: &[Value]) {
    let named: Vec<Value> = devices.iter().filter(|it| stands(it)).take(3).map(|it| json!({"id": it["id"]})).collect();
    let document = |name: &str| json!({"title": name, "url": format!("https://example.org/{code}/{name}.pdf")});
    let framework = json!({"authority": "Ville", "object": "Caméras à bons de commande", "territories": [code],
        "ceiling_ht": "400000,25", "notified_on": "2024-05-06", "techniques": ["Accord-cadre"]});
    send(server, "contract", &framework);
    send(server, "contract", &json!({"authority": "Ville", "object": "Sans montant", "territories": [code]}));
    let order = |number: &str, signed: &str, cameras: Value, devices: Value| {
        json!({"prefecture": "Préfecture", "territory": code, "number": number, "signed_on": signed,
            "cameras_public_road": cameras, "devices": devices, "document": document(number)})
    };
    send(server, "authorisation", &order("A-77", "2025-02-03", json!(3), json!(named)));
    send(server, "authorisation", &order("A-78", "2023-04-05", json!(11), Value::Null));
}

fn stands(device: &Value) -> bool {
    ["reported", "confirmed"].contains(&device["properties"]["status"].as_str().unwrap_or_default())
}

fn explain_devices(explained: &mut Explained, devices: &[Value], (today, since, lately): (&str, &str, &str)) {
    explained.count(devices.len() as u64);
    let (everything, devices) = (devices, devices.iter().filter(|it| stands(it)).cloned().collect::<Vec<_>>());
    let whole = devices.len() as u64;
    for name in ["kind", "verification", "operator_kind"] {
        for (_, count) in count_by(&devices, name) {
            explained.part(count, whole);
        }
    }
    let unknown =
        count_by(&devices, "operator_kind").into_iter().find(|(key, _)| key == "unknown").map_or(0, |it| it.1);
    explained.part(whole - unknown, whole);
    let sure = ["single", "multiple", "documented"];
    let sure =
        devices.iter().filter(|it| sure.contains(&it["properties"]["verification"].as_str().unwrap_or_default()));
    explained.part(sure.count() as u64, whole);
    let updated = |it: &Value| it["properties"]["updated_on"].as_str().unwrap_or_default().to_owned();
    let recent = devices.iter().filter(|it| updated(it).as_str() >= since).count() as u64;
    explained.part(recent, whole);
    explained.count(whole);
    explained.count(everything.iter().filter(|it| updated(it).as_str() >= lately).count() as u64);
    explained.counts(count_by(everything, "status").into_iter().map(|(_, count)| count));
    assert!(everything.iter().all(|it| updated(it).as_str() <= today));
    // The families of the model: every kind is in one of them, or in none.
    let kinds = count_by(&devices, "kind");
    let families = [&["camera", "plate_reader"][..], &["acoustic_sensor", "tracking_sensor", "gate"], &["unknown"]];
    for family in families {
        explained.count(kinds.iter().filter(|(kind, _)| family.contains(&kind.as_str())).map(|(_, count)| count).sum());
    }
}

fn explain_papers(explained: &mut Explained, server: &Server, code: &str, (today, lately): (&str, &str)) {
    let of = |kind: &str| all(server, &format!("/api/v1/records?type={kind}&territory={code}&limit=1000"), "records");
    let kinds = ["deployment", "contract", "authorisation", "official_count", "organisation", "document", "survey"];
    let records: Vec<Value> = kinds.iter().flat_map(|kind| of(kind)).collect();
    explained.count(records.iter().filter(|it| it["updated_on"].as_str() >= Some(lately)).count() as u64);
    for record in &records {
        for field in ["number", "object", "title", "product", "site_label"] {
            explained.words(record[field].as_str().unwrap_or_default());
        }
        for field in ["authority", "applicant", "prefecture", "vendor", "document"] {
            explained.words(record[field]["name"].as_str().unwrap_or_default());
        }
        for field in ["device_count", "n"] {
            explained.counts(record[field].as_u64());
        }
    }
    let (contracts, orders) = (of("contract"), of("authorisation"));
    explained.count(contracts.len() as u64);
    let open = |it: &Value| it["techniques"].to_string().contains("Accord-cadre");
    let last = |it: &Value, field: &str| {
        let amended = it["amendments"].as_array().into_iter().flatten().rev().find_map(|row| row[field].as_f64());
        amended.or(it[field].as_f64())
    };
    let (mut spent, mut ceilings, mut silent) = (0.0, 0.0, 0);
    for contract in &contracts {
        let (amount, ceiling) = (last(contract, "amount_ht").filter(|_| !open(contract)), last(contract, "ceiling_ht"));
        spent += amount.unwrap_or_default();
        ceilings += ceiling.unwrap_or_default();
        silent += u64::from(amount.is_none() && ceiling.is_none());
        for sum in amount.into_iter().chain(ceiling) {
            explained.euros(sum);
        }
        for row in contract["amendments"].as_array().into_iter().flatten() {
            explained.euros(row["amount_ht"].as_f64().unwrap_or_default());
            explained.words(row["number"].as_str().unwrap_or_default());
        }
    }
    explained.euros(spent);
    explained.euros(ceilings);
    explained.count(silent);
    let first = contracts.iter().filter_map(|it| it["notified_on"].as_str()).min().unwrap_or_default();
    explained.words(first.get(..4).unwrap_or_default());
    explain_orders(explained, server, &orders, (code, today));
}

/// The clock of the orders, and what they allow.
fn explain_orders(explained: &mut Explained, server: &Server, orders: &[Value], (code, today): (&str, &str)) {
    let until =
        |it: &Value| it["expires_on"].as_str().or(it["derived_expires_on"].as_str()).unwrap_or_default().to_owned();
    let in_force: Vec<&Value> = orders.iter().filter(|it| until(it).as_str() >= today).collect();
    let month = |day: &str| day[..4].parse::<i64>().expect("a year") * 12 + day[5..7].parse::<i64>().expect("a month");
    let months = |it: &Value| month(&until(it)) - month(today) - i64::from(until(it)[8..] < today[8..]);
    let soon = in_force.iter().filter(|it| months(it) < 12).count() as u64;
    explained.counts(in_force.iter().map(|it| months(it).unsigned_abs()));
    explained.counts([in_force.len() as u64, soon, (orders.len() - in_force.len()) as u64]);
    let cameras = |it: &&Value| it["cameras_public_road"].as_u64().unwrap_or_default();
    explained.counts(orders.iter().map(|it| cameras(&it)));
    explained.count(orders.len() as u64);
    let devices = all(server, &counted(server, code), "features");
    let standing: BTreeSet<&str> = devices.iter().filter(|it| stands(it)).filter_map(|it| it["id"].as_str()).collect();
    let named = in_force
        .iter()
        .flat_map(|it| it["devices"].as_array().into_iter().flatten())
        .filter_map(|it| it["id"].as_str());
    let tied = named.filter(|id| standing.contains(id)).collect::<BTreeSet<_>>().len() as u64;
    let untied = in_force.iter().copied().filter(|it| it["devices"].as_array().is_none_or(Vec::is_empty));
    let allowed: u64 = untied.map(|it| cameras(&it)).sum();
    let figures = server.get(&format!("/api/v1/territories/{code}/figures")).json();
    assert_eq!(figures["observed"]["named_by_orders"], tied, "{code}");
    let rest = standing.len() as u64 - tied;
    explained.counts([tied, allowed, rest, rest.saturating_sub(allowed)]);
}

/// The list of the devices that are counted, as the figures describe it.
fn counted(server: &Server, code: &str) -> String {
    let figures = server.get(&format!("/api/v1/territories/{code}/figures")).json();
    let kinds = figures["observed"]["kinds"].as_str().expect("kinds");
    format!("/api/v1/devices?territory={code}&kind={kinds}&limit=1000")
}

/// What is told beside the numbers is everything that they leave out.
fn explain_aside(explained: &mut Explained, server: &Server, code: &str) {
    let figures = server.get(&format!("/api/v1/territories/{code}/figures")).json();
    let everything = all(server, &format!("/api/v1/devices?territory={code}&limit=1000"), "features");
    let kinds: Vec<&str> = figures["observed"]["kinds"].as_str().expect("kinds").split(',').collect();
    let left_out = count_by(&everything, "kind").into_iter().filter(|(kind, _)| !kinds.contains(&kind.as_str()));
    let left_out: BTreeSet<(String, u64)> = left_out.collect();
    let told = figures["observed"]["aside"].as_array().expect("a list").iter();
    let told = told.map(|it| (it["kind"].as_str().expect("a kind").to_owned(), it["count"].as_u64().expect("a count")));
    assert_eq!(left_out, told.collect(), "{code}");
    explained.counts(left_out.into_iter().map(|(_, count)| count));
}

fn explain_figures(explained: &mut Explained, server: &Server, code: &str) {
    let figures = server.get(&format!("/api/v1/territories/{code}/figures")).json();
    let territory = server.get(&format!("/api/v1/territories/{code}")).json();
    let population = territory["population"].as_u64().expect("inhabitants");
    explained.count(population);
    explained.words(territory["department"].as_str().unwrap_or_default().trim_start_matches('d'));
    for code in territory["postal_codes"].as_array().into_iter().flatten() {
        explained.words(code.as_str().unwrap_or_default());
    }
    for name in ["declared", "authorised", "contracted", "observed"] {
        let Some(value) = figures[name]["value"].as_u64() else { continue };
        explained.count(value);
        explained.decimal(value as f64 * 1000.0 / population as f64);
        explained.count(figures[name]["records"].as_array().map_or(0, Vec::len) as u64);
    }
    let comparison = &figures["comparison"];
    explained.decimal(comparison["median_per_thousand"].as_f64().expect("a median"));
    explained.count(comparison["territories"].as_u64().expect("peers"));
    explained.words(&comparison["class"].as_str().unwrap_or_default().replace('-', " "));
}

/// A place in the middle of a town.
fn position_in(code: &str) -> [f64; 2] {
    if code == "06088" { [7.2619, 43.7034] } else { [1.4442, 43.6045] }
}

#[test]
fn no_number_of_a_city_page_is_without_an_explanation_by_the_api() {
    let server = demo();
    for (code, address) in [("06088", "/villes/06088-nice"), ("31555", "/villes/31555-toulouse")] {
        let radar = json!({"kind": "speed_camera", "position": position_in(code)});
        send(&server, "device", &radar);
        let list = counted(&server, code);
        furnish(&server, code, &all(&server, &list, "features"));
        let devices = all(&server, &list, "features");
        let figures = server.get(&format!("/api/v1/territories/{code}/figures")).json();
        let today = figures["as_of"].as_str().expect("a day").to_owned();
        let day: chrono::NaiveDate = today.parse().expect("a day");
        let since = day.checked_sub_months(chrono::Months::new(24)).expect("a day").to_string();
        let lately = day.checked_sub_days(chrono::Days::new(30)).expect("a day").to_string();
        let mut explained = Explained::default();
        explain_devices(&mut explained, &devices, (&today, &since, &lately));
        explain_papers(&mut explained, &server, code, (&today, &lately));
        explain_figures(&mut explained, &server, code);
        explain_aside(&mut explained, &server, code);
        let told = without_days(&printed(&server.page(address).text()));
        let found = numbers(&told);
        assert!(found.len() > 60, "{code}: only {} numbers", found.len());
        for number in &found {
            let known = explained.0.contains(number) || OF_SENTENCES.contains(&number.as_str());
            assert!(known, "{code}: nothing explains {number:?} in {told}\n{:?}", explained.0);
        }
        let without = told.split("id=\"figure-without-order\"").count();
        assert_eq!(without, 1, "no markup is left");
        assert!(told.contains("3 appareils observés sont nommés par un arrêté en vigueur"), "{code}: {told}");
    }
}
