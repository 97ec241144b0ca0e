//! `/villes/{code}-{slug}`: one territory, from the sentence to quote to the files to take away.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use census::EntityKind;
use chrono::NaiveDate;
use geodata::territory::{Territory, TerritoryKind};
use serde::Deserialize;
use store::{PageRequest, PublishedRecord};

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::records::RecordRow;
use super::view::{Crumb, DeviceRow, Fact, Figure, LegendEntry, Link, MapView, Tally};
use super::{explorer, exports, format, formats, labels, numbers, oembed, page, records, rows, site, tallies};
use crate::ending::Ending;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::figures::{self, Figures};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Devices in a page of the list: all of most communes at once, and still a page of some 20 kB over the wire.
const PAGE: u32 = 300;
/// Records of a kind in one page; the list of the kind has them all.
const RECORDS: usize = 100;

/// The page of a territory.
#[derive(Template)]
#[template(path = "city.html")]
pub(crate) struct City {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) name: String,
    pub(crate) facts: Vec<String>,
    pub(crate) notice: Option<String>,
    pub(crate) sentence: String,
    pub(crate) figures: Vec<Figure>,
    pub(crate) as_of: String,
    pub(crate) map: MapView,
    pub(crate) legend: Vec<LegendEntry>,
    pub(crate) empty: bool,
    pub(crate) tallies: Vec<Tally>,
    pub(crate) freshness: Vec<Fact>,
    pub(crate) list_title: String,
    pub(crate) rows: Vec<DeviceRow>,
    pub(crate) first: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) formats: Vec<Link>,
    pub(crate) citation: String,
    pub(crate) share: String,
    pub(crate) compare: String,
    pub(crate) map_href: String,
    pub(crate) spending: Vec<Fact>,
    pub(crate) records: Vec<RecordGroup>,
    pub(crate) additions: Vec<Link>,
}

/// What is recorded of a territory besides devices, kind by kind.
pub(crate) struct RecordGroup {
    pub(crate) title: String,
    pub(crate) rows: Vec<RecordRow>,
}

/// Where the list goes on.
#[derive(Deserialize)]
pub(crate) struct Continued {
    cursor: Option<String>,
}

/// What is known of a territory before it is put into words.
pub(crate) struct Known<'a> {
    pub(crate) territory: &'a Territory,
    pub(crate) department: Option<&'a Territory>,
    pub(crate) figures: Figures,
    pub(crate) streets: bool,
}

/// `GET /villes/{code}-{slug}`; the code decides, another slug or a former code is led to the right address.
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Path(place): Path<String>,
    Query(continued): Query<Continued>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (place, ending) = Ending::split(&place);
    let territory = named(&state, place)?;
    if let Some(ending) = ending {
        return exports::territory(state.clone(), lang, (ending, territory), &uri, headers).await;
    }
    let filter = figures::devices_of(&state, territory).ok_or(Error::NotFound)?;
    let address = Paths(lang).city(&territory.code, &territory.name);
    if !address.ends_with(&format!("/{place}")) {
        return Ok(Redirect::permanent(&address).into_response());
    }
    let request = PageRequest { limit: PAGE, after: continued.cursor.as_deref().and_then(|text| text.parse().ok()) };
    let devices = state.store.features(&filter, &request).await?;
    let records = figures::records_of(&state, territory).await?;
    let known = know(&state, territory, &records).await?;
    let mut view = view(&site(&state), Words::of(lang), &known);
    view.rows = rows::rows(view.words, &devices.items, territory.kind != TerritoryKind::Arrondissement);
    view.first = request.after.map(|_| format!("{address}#list"));
    view.next = devices.next.map(|cursor| format!("{address}?cursor={cursor}#list"));
    view.records = groups(view.words, &known.figures, &records)?;
    page(&view)
}

/// The territory that the last part of an address names: `93066-saint-denis`.
pub(crate) fn named(state: &AppState, place: &str) -> Result<&'static Territory, Error> {
    state.places.by_code(place.split('-').next().unwrap_or_default()).ok_or(Error::NotFound)
}

/// Records in one list for each kind, in the order of the model, the newest first.
fn groups(words: &Words, figures: &Figures, found: &[PublishedRecord]) -> Result<Vec<RecordGroup>, Error> {
    let mut groups = Vec::new();
    for kind in EntityKind::records() {
        let of_kind = found.iter().filter(|record| record.kind == kind).take(RECORDS);
        let rows: Vec<RecordRow> = of_kind.map(|record| row(words, figures, record)).collect::<Result<_, Error>>()?;
        if !rows.is_empty() {
            groups.push(RecordGroup { title: labels::plural(words, "entity_kind", kind.key()), rows });
        }
    }
    Ok(groups)
}

/// A record of the place; an order with its clock, a figure with its number.
fn row(words: &Words, figures: &Figures, record: &PublishedRecord) -> Result<RecordRow, Error> {
    let mut row = records::row(words, record);
    match record.kind {
        EntityKind::Authorisation => {
            let clock = numbers::clock(words, &figures::values(record)?, figures.today);
            row.day = [row.day, clock].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        }
        EntityKind::OfficialCount => row.title = numbers::stated(words, &figures::values(record)?),
        _ => {}
    }
    Ok(row)
}

/// The forms that a resident of the place may fill in.
fn additions(words: &Words) -> Vec<Link> {
    let kinds = [EntityKind::Deployment, EntityKind::Contract, EntityKind::Authorisation, EntityKind::OfficialCount];
    let link = |kind: EntityKind| {
        let name = labels::inside(&labels::label(words, "entity_kind", kind.key()));
        let label = words.with("city-records-add", &[("kind", name.into())]);
        Link { href: Paths(words.lang()).new_entity(kind), label, note: String::new() }
    };
    kinds.map(link).to_vec()
}

async fn know<'a>(
    state: &'a AppState,
    territory: &'a Territory,
    records: &[PublishedRecord],
) -> Result<Known<'a>, Error> {
    Ok(Known {
        territory,
        department: territory.department.as_deref().and_then(|code| state.places.by_code(code)),
        figures: figures::figures(state, territory, records).await?,
        streets: state.streets.is_some(),
    })
}

pub(crate) fn view(site: &Site, words: &'static Words, known: &Known<'_>) -> City {
    let Known { territory, figures, .. } = known;
    let (counts, standing, today) = (&figures.counts, figures.observed(), figures.today);
    let sentence = sentence_of(words, territory, figures);
    let layout = layout(site, words, territory, &sentence);
    City {
        crumbs: crumbs(words, known),
        name: territory.name.clone(),
        facts: facts(words, known),
        notice: None,
        figures: numbers::four(words, figures, per_thousand(words, territory, standing)),
        as_of: words.with("as-of", &[("day", format::day(words, today).into())]),
        map: map(words, known),
        legend: tallies::legend(words),
        empty: counts.total == 0,
        tallies: vec![tallies::by_kind(words, counts), tallies::by_certainty(words, counts)],
        freshness: freshness(words, known),
        list_title: words.with("city-list-title", &[("count", counts.total.into())]),
        rows: Vec::new(),
        spending: numbers::spending(words, figures),
        records: Vec::new(),
        additions: additions(words),
        first: None,
        next: None,
        formats: formats::of(words, &layout, &Ending::ALL, ""),
        citation: citation(words, &layout, &territory.name, today),
        compare: format!("{}?t={}", Paths(words.lang()).compare(), territory.code),
        share: Paths(words.lang()).share(&territory.code, &territory.name),
        map_href: Paths(words.lang()).map_of(&territory.code),
        sentence,
        layout,
        words,
    }
}

fn layout(site: &Site, words: &'static Words, territory: &Territory, sentence: &str) -> Layout {
    let title = words.with("city-page-title", &[("name", territory.name.as_str().into())]);
    let (code, name) = (territory.code.to_string(), territory.name.clone());
    let layout = Layout::new(site, words.lang(), title, sentence.to_owned(), |paths| paths.city(&code, &name));
    let alternates = formats::alternates(&layout, &Ending::ALL, "").into_iter().chain(oembed::discovery(&layout));
    Layout { alternates: alternates.collect(), ..layout }
}

/// The line under which the page is quoted.
pub(crate) fn citation(words: &Words, layout: &Layout, name: &str, day: NaiveDate) -> String {
    let (day, address) = (format::day(words, day), layout.canonical());
    words.with("city-citation", &[("name", name.into()), ("day", day.into()), ("address", address.into())])
}

/// The sentence that a journalist may copy: place, number, day, how much of it is recent, and what the authorities say.
pub(crate) fn sentence_of(words: &Words, territory: &Territory, figures: &Figures) -> String {
    let Figures { today, counts, recent, declared, authorised, .. } = figures;
    let (day, standing) = (format::day(words, *today), figures.observed());
    let name = territory.name.as_str();
    let seen = if counts.total == 0 {
        words.with("city-sentence-none", &[("name", name.into()), ("day", day.into())])
    } else {
        let given =
            [("name", name.into()), ("day", day.into()), ("count", standing.into()), ("recent", (*recent).into())];
        words.with("city-sentence", &given)
    };
    let said = [("city-sentence-declared", declared), ("city-sentence-authorised", authorised)];
    let said = said.into_iter().filter_map(|(key, measure)| {
        let measure = measure.as_ref()?;
        let day = measure.as_of.as_deref().map(|day| format::partial_date(words, day)).unwrap_or_default();
        Some(words.with(key, &[("count", measure.value.into()), ("day", day.into())]))
    });
    [seen].into_iter().chain(said).collect::<Vec<_>>().join(" ")
}

fn crumbs(words: &Words, known: &Known<'_>) -> Vec<Crumb> {
    let paths = Paths(words.lang());
    let home = home_crumb(words, Some(known.territory));
    let department = known.department.map(|department| Crumb {
        href: paths.city(&department.code, &department.name),
        label: department.name.clone(),
    });
    [Some(home), department].into_iter().flatten().collect()
}

/// The first step of the path: France, unless the territory is a neighbouring country.
pub(crate) fn home_crumb(words: &Words, territory: Option<&Territory>) -> Crumb {
    let abroad = territory.is_some_and(|place| place.kind == TerritoryKind::Country && place.code != "FR");
    let label = if abroad { words.text("crumb-home") } else { words.text("crumb-france") };
    Crumb { href: Paths(words.lang()).home().to_owned(), label }
}

fn facts(words: &Words, known: &Known<'_>) -> Vec<String> {
    let Known { territory, department, .. } = known;
    let kind = words.text(&format!("territory-{}", territory.kind.key()));
    let department = department.map(|department| format!("{} ({})", department.name, department.bare_code()));
    let inhabitants =
        territory.population.map(|count| words.with("inhabitants", &[("count", i64::from(count).into())]));
    let postal = (1..=3).contains(&territory.postal_codes.len()).then(|| territory.postal_codes.join(", "));
    [Some(kind), department, inhabitants, postal].into_iter().flatten().collect()
}

/// Devices for a thousand inhabitants.
pub(crate) fn rate(territory: &Territory, standing: u64) -> Option<f64> {
    let population = territory.population.filter(|count| *count > 0)?;
    Some(standing as f64 * 1000.0 / f64::from(population))
}

/// The same in words; a commune without inhabitants has no such figure.
pub(crate) fn per_thousand(words: &Words, territory: &Territory, standing: u64) -> Option<String> {
    let rate = format::decimal(words, rate(territory, standing)?, 2);
    (standing > 0).then(|| words.with("figure-per-thousand", &[("rate", rate.into())]))
}

fn map(words: &Words, known: &Known<'_>) -> MapView {
    let Known { territory, .. } = known;
    MapView {
        id: "city-map",
        label: words.with("city-map-label", &[("name", territory.name.as_str().into())]),
        center: territory
            .label_point
            .map(|point| format!("{},{}", point.longitude(), point.latitude()))
            .unwrap_or_default(),
        zoom: if territory.kind == TerritoryKind::Department { "8" } else { "12" }.to_owned(),
        bbox: territory.bbox.map(|bbox| bbox.to_string()).unwrap_or_default(),
        territory: territory.code.to_string(),
        streets: explorer::streets(known.streets),
        hint: words.text("map-hint-list"),
        ..MapView::default()
    }
}

fn freshness(words: &Words, known: &Known<'_>) -> Vec<Fact> {
    let Figures { counts, recent, .. } = &known.figures;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| format::day(words, day));
    let share = format::share(words, *recent, figures::standing(counts));
    let facts = [("fresh-newest", day(counts.newest)), ("fresh-recent", share), ("fresh-oldest", day(counts.oldest))];
    facts.into_iter().filter_map(|(key, value)| Some(Fact::new(words.text(key), value?))).collect()
}

/// Name and number of the department that a territory lies in.
pub(crate) fn department_name(state: &AppState, territory: &Territory) -> Option<String> {
    let department = state.places.by_code(territory.department.as_deref()?)?;
    Some(format!("{} ({})", department.name, department.bare_code()))
}

/// What tells a territory from others of its name: its kind and department.
pub(crate) fn what_it_is(state: &AppState, words: &Words, territory: &Territory) -> String {
    let kind = words.text(&format!("territory-{}", territory.kind.key()));
    match department_name(state, territory) {
        Some(department) if territory.kind == TerritoryKind::Commune => department,
        Some(department) => format!("{kind} · {department}"),
        None => kind,
    }
}
