//! `/comparer?t=93066&t=75056`: two to six territories side by side, the four numbers never mixed.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use census::DeviceKind;
use geodata::territory::Territory;
use serde_json::{Value, json};

use super::embed::live;
use super::layout::Layout;
use super::view::Link;
use super::{format, formats, labels, numbers, page, site};
use crate::ending::Ending;
use crate::error::Error;
use crate::figures::{Figures, standing};
use crate::filter;
use crate::peers::{self, Comparison, Peers};
use crate::state::AppState;
use crate::wire::FiguresJson;
use crate::words::{Lang, Words};

/// Territories side by side: one is no comparison, and more fit on no page.
const MOST: usize = 6;
const LEAST: usize = 2;

/// What can be taken away of a comparison.
const ENDINGS: [Ending; 2] = [Ending::Csv, Ending::Json];

/// The page.
#[derive(Template)]
#[template(path = "compare.html")]
pub(crate) struct Compare {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) fields: Vec<String>,
    pub(crate) notices: Vec<String>,
    pub(crate) places: Vec<Link>,
    pub(crate) groups: Vec<Group>,
    pub(crate) formats: Vec<Link>,
    pub(crate) as_of: String,
}

/// Rows of one sort.
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) rows: Vec<Row>,
}

/// One figure, for each territory.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) cells: Vec<Cell>,
}

/// A figure of one territory, and what to know about it.
pub(crate) struct Cell {
    pub(crate) value: String,
    pub(crate) note: String,
}

/// A territory with its numbers.
struct Column {
    territory: &'static Territory,
    figures: Figures,
    comparison: Option<Comparison>,
}

/// What was asked for: the territories that are known, and the words that name none.
struct Asked {
    territories: Vec<&'static Territory>,
    unknown: Vec<String>,
}

/// `GET /comparer`, `.json`, `.csv`
pub(crate) async fn show(State(state): State<AppState>, lang: Lang, uri: Uri) -> Result<Response, Error> {
    let asked = asked(&state, uri.query().unwrap_or_default())?;
    let mut columns = Vec::new();
    for territory in &asked.territories {
        let (figures, comparison) = (live(&state, territory).await?, Peers::comparison(&state, territory));
        columns.push(Column { territory, figures, comparison });
    }
    match Ending::split(uri.path()).1 {
        None => page(&view(&state, Words::of(lang), &asked, &columns)),
        Some(_) if columns.is_empty() => Err(Error::Malformed("t: name two to six territories".to_owned())),
        Some(Ending::Json) => Ok(Json(as_json(&columns)).into_response()),
        Some(Ending::Csv) => {
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
            let name = "attachment; filename=\"technopolice-comparaison.csv\"";
            let name = (header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
            let marked = filter::pairs(uri.query().unwrap_or_default()).any(|pair| pair == ("bom".into(), "1".into()));
            Ok(([kind, name], format!("{}{}", if marked { "\u{feff}" } else { "" }, as_csv(&columns))).into_response())
        }
        Some(_) => Err(Error::NotFound),
    }
}

/// Codes as links have them, and names as people type them.
fn asked(state: &AppState, query: &str) -> Result<Asked, Error> {
    let mut asked = Asked { territories: Vec::new(), unknown: Vec::new() };
    for (_, typed) in filter::pairs(query).filter(|(name, _)| name == "t") {
        for text in typed.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            match named(state, text) {
                Some(place) if asked.territories.iter().any(|known| known.code == place.code) => {}
                Some(place) => asked.territories.push(place),
                None => asked.unknown.push(text.chars().take(80).collect()),
            }
        }
    }
    if asked.territories.len() + asked.unknown.len() > MOST {
        return Err(Error::Malformed(format!("t: at most {MOST} territories")));
    }
    Ok(asked)
}

fn named(state: &AppState, text: &str) -> Option<&'static Territory> {
    let first = text.split_whitespace().next()?;
    let known = state.places.by_code(text).or_else(|| state.places.by_code(first));
    let has_page = |place: &&'static Territory| state.places.reach(place).is_some();
    known.or_else(|| state.places.search(text, 5).into_iter().find(has_page)).filter(has_page)
}

fn view(state: &AppState, words: &'static Words, asked: &Asked, columns: &[Column]) -> Compare {
    let title = words.text("compare-title");
    let query: Vec<String> = columns.iter().map(|column| format!("t={}", column.territory.code)).collect();
    let query = query.join("&");
    let layout = Layout::new(&site(state), words.lang(), title, words.text("compare-lead"), |p| p.compare().to_owned());
    let alternates = formats::alternates(&layout, &ENDINGS, &query);
    let is_enough = columns.len() >= LEAST;
    let mut fields: Vec<String> =
        columns.iter().map(|column| format!("{} {}", column.territory.code, column.territory.name)).collect();
    fields.resize(MOST, String::new());
    let unknown = |text: &String| words.with("compare-unknown", &[("text", text.as_str().into())]);
    let mut notices: Vec<String> = asked.unknown.iter().map(unknown).collect();
    if columns.len() == 1 {
        notices.push(words.text("compare-one"));
    }
    Compare {
        formats: if is_enough { formats::of(words, &layout, &ENDINGS, &query) } else { Vec::new() },
        places: columns.iter().map(|column| place(words, column.territory)).collect(),
        groups: if is_enough { groups(words, columns) } else { Vec::new() },
        as_of: words.with("as-of", &[("day", format::day(words, state.world.today()).into())]),
        layout: if is_enough {
            Layout { alternates, ..layout }.with_card(&card(columns), words.text("compare-lead"))
        } else {
            layout
        },
        fields,
        notices,
        words,
    }
}

/// The card of the first territories, as many as it has room for.
fn card(columns: &[Column]) -> String {
    let codes: Vec<&str> = columns.iter().take(still::Card::PANELS).map(|column| &*column.territory.code).collect();
    format!("compare/{}", codes.join(","))
}

fn place(words: &Words, territory: &Territory) -> Link {
    let note = territory.population.map(|count| words.with("inhabitants", &[("count", i64::from(count).into())]));
    Link {
        href: super::Paths(words.lang()).city(&territory.code, &territory.name),
        label: territory.name.clone(),
        note: note.unwrap_or_default(),
    }
}

fn groups(words: &Words, columns: &[Column]) -> Vec<Group> {
    let figures = columns.iter().map(|column| numbers::four(words, &column.figures, None)).collect::<Vec<_>>();
    let four = (0..4).filter_map(|place| {
        let cell = |four: &Vec<super::view::Figure>| {
            let figure = four.get(place)?;
            Some(Cell { value: figure.value.clone(), note: figure.note.clone() })
        };
        let label = figures.first()?.get(place)?.label.clone();
        Some(Row { label, cells: figures.iter().filter_map(cell).collect() })
    });
    let rate = |column: &Column| {
        let looked = column.figures.counts.total > 0;
        let rate = per_thousand(column).filter(|_| looked).map(|rate| format::decimal(words, rate, 2));
        rate.unwrap_or_else(|| words.text(if looked { "figure-unknown" } else { "compare-nobody" }))
    };
    let rate = row(words.text("compare-per-thousand"), columns, rate);
    let median = |column: &Column| match column.comparison {
        Some(Comparison { median, towns, .. }) => Cell {
            value: format::decimal(words, median, 2),
            note: words.with("compare-median-of", &[("towns", towns.into())]),
        },
        None => Cell { value: "–".to_owned(), note: String::new() },
    };
    let median = Row { label: words.text("compare-median"), cells: columns.iter().map(median).collect() };
    let kinds = DeviceKind::ALL.iter().filter(|kind| columns.iter().any(|column| of_kind(column, **kind) > 0));
    let kinds = kinds.map(|kind| {
        let label = labels::label(words, "device_kind", kind.key());
        row(label, columns, |column| format::count(of_kind(column, *kind)))
    });
    let newest = |column: &Column| {
        let day = column.figures.counts.newest.map(|day| format::day(words, day));
        day.unwrap_or_else(|| words.text("compare-nobody"))
    };
    let recent = |column: &Column| {
        format::share(words, column.figures.recent, standing(&column.figures.counts)).unwrap_or_else(|| "–".to_owned())
    };
    let contracts = |column: &Column| format::count(column.figures.spending.contracts);
    let amount = |column: &Column| {
        let known = Some(column.figures.spending.amount_ht).filter(|sum| *sum > 0.0);
        known.map_or_else(|| words.text("figure-unknown"), |sum| format::euros(words, sum))
    };
    vec![
        Group { title: words.text("compare-numbers"), rows: four.chain([rate, median]).collect() },
        Group { title: words.text("compare-kinds"), rows: kinds.collect() },
        Group {
            title: words.text("compare-fresh"),
            rows: vec![
                row(words.text("fresh-newest"), columns, newest),
                row(words.text("fresh-recent"), columns, recent),
            ],
        },
        Group {
            title: words.text("compare-contracts"),
            rows: vec![
                row(labels::plural(words, "entity_kind", "contract"), columns, contracts),
                row(words.text("spending-amount"), columns, amount),
            ],
        },
    ]
}

fn row(label: String, columns: &[Column], value: impl Fn(&Column) -> String) -> Row {
    Row { label, cells: columns.iter().map(|column| Cell { value: value(column), note: String::new() }).collect() }
}

fn of_kind(column: &Column, kind: DeviceKind) -> u64 {
    column.figures.standing.by_kind.iter().find(|(known, _)| *known == kind).map_or(0, |(_, count)| *count)
}

/// Devices that stand for a thousand inhabitants.
fn per_thousand(column: &Column) -> Option<f64> {
    peers::rate(column.territory, column.figures.observed())
}

fn as_json(columns: &[Column]) -> Value {
    let one = |column: &Column| {
        let kinds = &column.figures.standing.by_kind;
        let kinds: serde_json::Map<String, Value> =
            kinds.iter().map(|(kind, count)| (kind.key().to_owned(), json!(count))).collect();
        json!({
            "territory": column.territory.code.as_str(), "name": column.territory.name,
            "population": column.territory.population, "observed_per_thousand": per_thousand(column),
            "by_kind": kinds, "newest": column.figures.counts.newest,
            "figures": FiguresJson::of(&column.territory.code, &column.figures).compared(column.comparison),
        })
    };
    json!({"licence": "ODbL-1.0", "territories": columns.iter().map(one).collect::<Vec<_>>()})
}

/// One row a territory; what nobody recorded is empty, not zero.
fn as_csv(columns: &[Column]) -> String {
    let head = ["territory", "name", "population", "declared", "declared_as_of", "authorised", "authorised_as_of"];
    let more = ["contracted", "contracted_as_of", "observed", "observed_recent", "observed_per_thousand", "newest"];
    let sums = ["contracts", "amount_ht", "ceiling_ht"];
    let kinds: Vec<String> = DeviceKind::ALL.iter().map(|kind| format!("kind_{}", kind.key())).collect();
    let head: Vec<&str> = head.into_iter().chain(more).chain(sums).chain(kinds.iter().map(String::as_str)).collect();
    columns.iter().map(csv_row).fold(release::csv_line(&head), |csv, row| csv + &row)
}

fn csv_row(column: &Column) -> String {
    let (territory, figures) = (column.territory, &column.figures);
    let known = FiguresJson::of(&territory.code, figures);
    let text = |value: Option<String>| value.unwrap_or_default();
    let mut cells = vec![
        territory.code.to_string(),
        territory.name.clone(),
        text(territory.population.map(|count| count.to_string())),
    ];
    for name in ["declared", "authorised", "contracted"] {
        let [value, day, _] = known.row(name);
        cells.extend([value, day]);
    }
    cells.extend([
        figures.observed().to_string(),
        figures.recent.to_string(),
        text(per_thousand(column).map(|rate| format!("{rate:.4}"))),
        text(figures.counts.newest.map(|day| day.to_string())),
        figures.spending.contracts.to_string(),
        figures.spending.amount_ht.to_string(),
        figures.spending.ceiling_ht.to_string(),
    ]);
    cells.extend(DeviceKind::ALL.iter().map(|kind| of_kind(column, *kind).to_string()));
    release::csv_line(&cells.iter().map(String::as_str).collect::<Vec<_>>())
}
