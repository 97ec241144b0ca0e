//! `/classements`: the communes that the census knows something of, by a figure, by size and department.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use geodata::territory::{Territory, TerritoryKind};
use serde::Serialize;
use store::Summary;

use super::layout::Layout;
use super::paths::Paths;
use super::view::{Choice, Link, Select};
use super::{city, format, formats, page, site};
use crate::ending::Ending;
use crate::error::Error;
use crate::figures;
use crate::filter;
use crate::peers::{self, SIZES};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Communes in the page; the table to take away has them all.
const SHOWN: usize = 100;

/// What can be taken away of a ranking.
const ENDINGS: [Ending; 2] = [Ending::Csv, Ending::Json];

/// By what communes are put in order, and the columns of their table.
const ORDERS: [&str; 7] = ["density", "devices", "contracts", "orders", "authorised", "software", "freshness"];

/// The page.
#[derive(Template)]
#[template(path = "rankings.html")]
pub(crate) struct Rankings {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) selects: Vec<Select>,
    pub(crate) count: String,
    /// What the columns hold, that which decides the order first: a phone shows no more.
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) formats: Vec<Link>,
}

/// A commune in words.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) note: String,
    pub(crate) cells: Vec<String>,
}

/// What is asked for.
#[derive(Default)]
struct Asked {
    by: String,
    size: String,
    department: String,
}

/// A commune as programs read it.
#[derive(Serialize)]
struct Ranked {
    territory: String,
    name: String,
    department: String,
    population: Option<u32>,
    observed: u64,
    observed_per_thousand: Option<f64>,
    contracts: u64,
    orders: u64,
    authorised: u64,
    software: u64,
    newest: Option<chrono::NaiveDate>,
    #[serde(skip)]
    place: &'static Territory,
}

/// `GET /classements`, `.json`, `.csv`
pub(crate) async fn show(State(state): State<AppState>, lang: Lang, uri: Uri) -> Result<Response, Error> {
    let query = uri.query().unwrap_or_default();
    let asked = asked(&state, query)?;
    state.map.caught_up(&state.store).await?;
    let mut rows = gathered(&state, &state.store.summaries().await?, &figures::authorised_cameras(&state).await?);
    rows.retain(|row| is_asked(&asked, row));
    sort(&asked, &mut rows);
    match Ending::split(uri.path()).1 {
        None => page(&view(&state, Words::of(lang), &asked, &rows)),
        Some(Ending::Json) => Ok(Json(serde_json::json!({"licence": "ODbL-1.0", "territories": rows})).into_response()),
        Some(Ending::Csv) => {
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
            let name = "attachment; filename=\"technopolice-classement.csv\"";
            let name = (header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
            let marked = filter::pairs(query).any(|pair| pair == ("bom".into(), "1".into()));
            Ok(([kind, name], format!("{}{}", if marked { "\u{feff}" } else { "" }, as_csv(&rows))).into_response())
        }
        Some(_) => Err(Error::NotFound),
    }
}

fn asked(state: &AppState, query: &str) -> Result<Asked, Error> {
    let mut asked = Asked { by: ORDERS[0].to_owned(), ..Asked::default() };
    for (name, value) in filter::pairs(query).filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            "by" if ORDERS.contains(&value.as_str()) => asked.by = value,
            "size" if SIZES.iter().any(|(key, ..)| *key == value) => asked.size = value,
            "department" => {
                let code = if value.starts_with('d') { value } else { format!("d{value}") };
                let known = state.places.by_code(&code).filter(|place| place.kind == TerritoryKind::Department);
                let known = known.ok_or_else(|| Error::Malformed(format!("department: {code:?} is not known")))?;
                asked.department = known.code.to_string();
            }
            "by" | "size" => return Err(Error::Malformed(format!("{name}: there is no {value:?}"))),
            _ => {}
        }
    }
    Ok(asked)
}

/// The communes, each with what its arrondissements hold.
fn gathered(state: &AppState, summaries: &[Summary], authorised: &[(String, u64)]) -> Vec<Ranked> {
    let mut communes: BTreeMap<&str, Ranked> = BTreeMap::new();
    let mut of = |code: &str, add: &dyn Fn(&mut Ranked)| {
        let place = state.places.by_code(code);
        let city = place.and_then(|place| state.places.by_code(place.city.as_deref()?));
        if let Some(place) = city.or(place).filter(|place| place.kind == TerritoryKind::Commune) {
            add(communes.entry(place.code.as_str()).or_insert_with(|| ranked(place)));
        }
    };
    for (code, sum) in &state.map.whole().sums {
        of(code, &|row| {
            row.observed += sum.standing;
            row.newest = row.newest.max(sum.newest);
        });
    }
    for summary in summaries {
        of(&summary.territory, &|row| {
            row.contracts += summary.contracts;
            row.orders += summary.orders;
            row.software += summary.software;
        });
    }
    for (code, cameras) in authorised {
        of(code, &|row| row.authorised += cameras);
    }
    let mut rows: Vec<Ranked> = communes.into_values().collect();
    for row in &mut rows {
        row.observed_per_thousand = peers::rate(row.place, row.observed);
    }
    rows
}

fn ranked(place: &'static Territory) -> Ranked {
    Ranked {
        territory: place.code.to_string(),
        name: place.name.clone(),
        department: place.department.as_ref().map(ToString::to_string).unwrap_or_default(),
        population: place.population,
        observed: 0,
        observed_per_thousand: None,
        contracts: 0,
        orders: 0,
        authorised: 0,
        software: 0,
        newest: None,
        place,
    }
}

fn is_asked(asked: &Asked, row: &Ranked) -> bool {
    let size = SIZES.iter().find(|(key, ..)| *key == asked.size);
    let fits = size.is_none_or(|(_, first, end)| row.population.is_some_and(|count| (*first..*end).contains(&count)));
    fits && (asked.department.is_empty() || asked.department == row.department)
}

/// The largest first; of two alike the one with more devices, then by code.
fn sort(asked: &Asked, rows: &mut [Ranked]) {
    rows.sort_by(|a, b| {
        let density = |row: &Ranked| row.observed_per_thousand.unwrap_or_default();
        let first = match asked.by.as_str() {
            "devices" => b.observed.cmp(&a.observed),
            "contracts" => b.contracts.cmp(&a.contracts),
            "orders" => b.orders.cmp(&a.orders),
            "authorised" => b.authorised.cmp(&a.authorised),
            "software" => b.software.cmp(&a.software),
            "freshness" => b.newest.cmp(&a.newest),
            _ => density(b).total_cmp(&density(a)),
        };
        first.then_with(|| Reverse(a.observed).cmp(&Reverse(b.observed))).then_with(|| a.territory.cmp(&b.territory))
    });
}

fn view(state: &AppState, words: &'static Words, asked: &Asked, rows: &[Ranked]) -> Rankings {
    let given = [("by", &asked.by), ("size", &asked.size), ("department", &asked.department)];
    let query: Vec<String> =
        given.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")).collect();
    let query = query.join("&");
    let first = asked.by.as_str();
    let columns: Vec<&str> =
        std::iter::once(first).chain(ORDERS.into_iter().filter(|column| *column != first)).collect();
    let (title, lead) = (words.text("rankings-title"), words.text("rankings-lead"));
    let layout = Layout::new(&site(state), words.lang(), title, lead, |paths| paths.rankings().to_owned());
    let alternates = formats::alternates(&layout, &ENDINGS, &query);
    Rankings {
        selects: vec![by(words, asked), sizes(words, asked), departments(state, words, asked)],
        count: words.with("rankings-count", &[("count", rows.len().into())]),
        heads: columns.iter().map(|column| words.text(&format!("rankings-by-{column}"))).collect(),
        rows: rows.iter().take(SHOWN).map(|row| in_words(state, words, &columns, row)).collect(),
        formats: formats::of(words, &layout, &ENDINGS, &query),
        layout: Layout { alternates, ..layout },
        words,
    }
}

fn by(words: &Words, asked: &Asked) -> Select {
    let one = |key: &str| Choice {
        value: key.to_owned(),
        label: words.text(&format!("rankings-by-{key}")),
        on: asked.by == key,
    };
    Select { name: "by", label: words.text("rankings-by"), options: ORDERS.into_iter().map(one).collect() }
}

fn sizes(words: &Words, asked: &Asked) -> Select {
    let one = |(key, first, end): &(&str, u32, u32)| {
        let given = [("first", i64::from(*first).into()), ("last", i64::from(end.saturating_sub(1)).into())];
        let label = if *end == u32::MAX { "rankings-size-last" } else { "rankings-size" };
        Choice { value: (*key).to_owned(), label: words.with(label, &given), on: asked.size == *key }
    };
    let options = std::iter::once(any(words, &asked.size)).chain(SIZES.iter().map(one)).collect();
    Select { name: "size", label: words.text("rankings-sizes"), options }
}

fn departments(state: &AppState, words: &Words, asked: &Asked) -> Select {
    let places = state.places.territories().iter().filter(|place| place.kind == TerritoryKind::Department);
    let one = |place: &Territory| Choice {
        value: place.code.to_string(),
        label: format!("{} {}", place.bare_code(), place.name),
        on: asked.department == place.code.as_str(),
    };
    let options = std::iter::once(any(words, &asked.department)).chain(places.map(one)).collect();
    Select { name: "department", label: words.text("territory-department"), options }
}

fn any(words: &Words, chosen: &str) -> Choice {
    Choice { value: String::new(), label: words.text("filter-any"), on: chosen.is_empty() }
}

fn in_words(state: &AppState, words: &Words, columns: &[&str], row: &Ranked) -> Row {
    let rate = || row.observed_per_thousand.map(|rate| format::decimal(words, rate, 2));
    let cell = |column: &&str| match *column {
        "devices" => format::count(row.observed),
        "contracts" => format::count(row.contracts),
        "orders" => format::count(row.orders),
        "authorised" => format::count(row.authorised),
        "software" => format::count(row.software),
        "freshness" => row.newest.map(|day| format::day(words, day)).unwrap_or_default(),
        _ => rate().unwrap_or_else(|| words.text("figure-unknown")),
    };
    Row {
        href: Paths(words.lang()).city(&row.territory, &row.name),
        name: row.name.clone(),
        note: city::what_it_is(state, words, row.place),
        cells: columns.iter().map(cell).collect(),
    }
}

fn as_csv(rows: &[Ranked]) -> String {
    let head = [
        "territory",
        "name",
        "department",
        "population",
        "observed",
        "observed_per_thousand",
        "contracts",
        "orders",
        "authorised",
        "software",
        "newest",
    ];
    rows.iter().fold(release::csv_line(&head), |csv, row| {
        let rate = row.observed_per_thousand.map(|rate| format!("{rate:.4}")).unwrap_or_default();
        let population = row.population.map(|count| count.to_string()).unwrap_or_default();
        let counts =
            [row.observed, row.contracts, row.orders, row.authorised, row.software].map(|count| count.to_string());
        let newest = row.newest.map(|day| day.to_string()).unwrap_or_default();
        let [observed, contracts, orders, authorised, software] = &counts;
        let department = row.department.trim_start_matches('d');
        let place = [&row.territory, row.name.as_str(), department, &population];
        let cells = [observed, &rate, contracts, orders, authorised, software, &newest].map(String::as_str);
        csv + &release::csv_line(&[place.as_slice(), &cells].concat())
    })
}
