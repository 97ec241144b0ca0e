//! `/villes/{code}-{slug}`: one territory, from the sentence to quote to the files to take away.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use census::measure::Known as Paper;
use census::{DeviceStatus, EntityKind};
use chrono::NaiveDate;
use geodata::territory::{Territory, TerritoryKind};
use serde::Deserialize;
use store::{Counts, DeviceFilter, PageRequest};

use super::dossier::{self, Dossier};
use super::layout::{Layout, Site};
use super::numbers::Cited;
use super::paths::Paths;
use super::picture::{self, MapPicture};
use super::view::{Crumb, DeviceRow, Fact, Figure, LegendEntry, Link, MapView, Tally};
use super::{breakdown, explorer, exports, format, formats, labels, numbers, oembed, page, rows, site, tallies};
use crate::devices;
use crate::ending::Ending;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::figures::{self, Figures, LATELY};
use crate::past;
use crate::peers::{Class, Comparison, Peers, rate};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Devices in a page of the list: all of most communes at once, and still a page of some 20 kB over the wire.
const PAGE: u32 = 200;
/// The same of a territory with many communes, whose list nobody reads to its end.
const PAGE_OF_MANY: u32 = 40;

/// The page of a territory.
#[derive(Template)]
#[template(path = "city.html")]
pub(crate) struct City {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) name: String,
    pub(crate) facts: Vec<String>,
    /// Says which day it is of, when that is not today.
    pub(crate) notice: Option<String>,
    /// Its own address without a day.
    pub(crate) own: String,
    /// The last day that can be asked for.
    pub(crate) today: String,
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
    pub(crate) comparison: String,
    pub(crate) changes: String,
    pub(crate) changes_links: Vec<Link>,
    pub(crate) families: Vec<Fact>,
    pub(crate) family_files: Vec<Link>,
    /// Devices of the kinds that no number counts, each with its map.
    pub(crate) aside: Vec<Fact>,
    pub(crate) dossier: Dossier,
    pub(crate) gone: Vec<Fact>,
    pub(crate) additions: Vec<Link>,
    pub(crate) police_files: Vec<Link>,
}

/// Where the list goes on, and of which day.
#[derive(Deserialize)]
pub(crate) struct Continued {
    cursor: Option<String>,
    as_of: Option<String>,
}

/// What is known of a territory before it is put into words.
pub(crate) struct Known<'a> {
    pub(crate) territory: &'a Territory,
    pub(crate) department: Option<&'a Territory>,
    pub(crate) figures: Figures,
    pub(crate) papers: Vec<Paper>,
    pub(crate) comparison: Option<Comparison>,
    /// Devices and papers that are new or changed lately.
    pub(crate) lately: (u64, u64),
    pub(crate) streets: bool,
    /// The day it is asked for, when that is not today.
    pub(crate) at: Option<NaiveDate>,
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
    let is_local = matches!(territory.kind, TerritoryKind::Commune | TerritoryKind::Arrondissement);
    let limit = if is_local { PAGE } else { PAGE_OF_MANY };
    let request = PageRequest { limit, after: continued.cursor.as_deref().and_then(|text| text.parse().ok()) };
    if let Some(day) = past::day(&state, continued.as_of.as_deref())? {
        return page(&on_day(&state, lang, territory, (&filter, &request), day).await?);
    }
    let records = figures::records_of(&state, territory).await?;
    // The map has taken in what is committed when the figures are counted: the list after them.
    let known = know(&state, territory, &records).await?;
    let devices = devices::Found::taken_in(&state, filter).page(&request).await?;
    let mut view = view(&site(&state), Words::of(lang), &known);
    view.map.picture = Some(pictured(&state, &view, territory).await?);
    view.rows = rows::rows(view.words, &devices.items, territory.kind != TerritoryKind::Arrondissement);
    view.first = request.after.map(|_| format!("{address}#list"));
    view.next = devices.next.map(|cursor| format!("{address}?cursor={cursor}#list"));
    view.police_files = police_files(view.words, &records)?;
    page(&view)
}

/// The territory's map as a picture; all of France where it has no box.
async fn pictured(state: &AppState, view: &City, territory: &'static Territory) -> Result<MapPicture, Error> {
    let everything = DeviceFilter::default();
    let query = format!("territory={}", territory.code);
    let asked = picture::Asked {
        words: view.words,
        label: &view.map.label,
        view: picture::view(
            &everything,
            Some(territory),
            explorer::all_of_france().resized(picture::BESIDE.0, picture::BESIDE.1),
        ),
        filter: &everything,
        query: &query,
        territory: Some(territory),
        selected: None,
    };
    picture::drawn(state, &asked).await
}

/// The page as it stood at the end of a day, from the revisions: without map, comparison and files, which are of today.
async fn on_day(
    state: &AppState,
    lang: Lang,
    territory: &'static Territory,
    (filter, request): (&DeviceFilter, &PageRequest),
    day: NaiveDate,
) -> Result<City, Error> {
    let words = Words::of(lang);
    let then = figures::figures_on(state, territory, day).await?;
    let known = Known {
        territory,
        department: territory.department.as_deref().and_then(|code| state.places.by_code(code)),
        papers: then.papers,
        comparison: None,
        lately: (0, 0),
        streets: state.has_streets(),
        figures: then.figures,
        at: Some(day),
    };
    let mut view = view(&site(state), words, &known);
    let devices = past::devices_as_entities(state, filter, request, day).await?;
    view.notice = Some(past::as_of_notice(words, day));
    view.rows = rows::rows_on(state, words, &devices.items, territory.kind != TerritoryKind::Arrondissement);
    view.first = request.after.map(|_| format!("{}?as_of={day}#list", view.own));
    view.next = devices.next.map(|cursor| format!("{}?as_of={day}&cursor={cursor}#list", view.own));
    view.today = state.world.today().to_string();
    view.layout = view.layout.unlisted();
    Ok(view)
}

/// The territory that the last part of an address names: `93066-saint-denis`.
pub(crate) fn named(state: &AppState, place: &str) -> Result<&'static Territory, Error> {
    state.places.by_code(place.split('-').next().unwrap_or_default()).ok_or(Error::NotFound)
}

/// The police files that somebody uses here, by the records of the place.
fn police_files(words: &Words, found: &[store::PublishedRecord]) -> Result<Vec<Link>, Error> {
    let mut keys = std::collections::BTreeSet::new();
    for record in found.iter().filter(|record| record.kind == EntityKind::Deployment) {
        keys.extend(figures::values(record)?.text("police_file").map(str::to_owned));
    }
    let link = |key: String| Link {
        href: Paths(words.lang()).police_file(&key),
        label: labels::label(words, "police_file", &key),
        note: String::new(),
    };
    Ok(keys.into_iter().filter(|key| census::police_file(key).is_some()).map(link).collect())
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
    records: &[store::PublishedRecord],
) -> Result<Known<'a>, Error> {
    let figures = figures::figures(state, territory, records).await?;
    let since = figures.today.checked_sub_days(LATELY);
    let papers = records.iter().filter(|record| since.is_none_or(|since| record.updated_on >= since)).count();
    Ok(Known {
        territory,
        department: territory.department.as_deref().and_then(|code| state.places.by_code(code)),
        papers: dossier::current(records)?,
        comparison: Peers::comparison(state, territory),
        lately: (figures.lately, papers as u64),
        streets: state.has_streets(),
        figures,
        at: None,
    })
}

pub(crate) fn view(site: &Site, words: &'static Words, known: &Known<'_>) -> City {
    let Known { territory, figures, .. } = known;
    let (counts, today) = (&figures.counts, figures.today);
    let base = Paths(words.lang()).city(&territory.code, &territory.name);
    let past = Paths(words.lang()).city_history(&territory.code, &territory.name);
    let families = tallies::families(words, &figures.standing, &breakdown::uses_in(&known.papers));
    let sentence = sentence_of(words, territory, figures);
    let layout = layout(site, words, territory, &sentence);
    let canonical = layout.canonical();
    let cited = Cited { territory, base: &base, canonical: &canonical, at: known.at };
    let with_files =
        |tally: Tally| Tally { files: numbers::files(words, &cited, tally.id, "figure-permalink-table"), ..tally };
    City {
        crumbs: crumbs(words, known),
        name: territory.name.clone(),
        facts: facts(words, known),
        notice: None,
        own: base.clone(),
        today: today.to_string(),
        figures: numbers::cited(words, &cited, figures),
        comparison: compared(words, known),
        changes: changes(words, known),
        changes_links: changes_links(words, &base, &past, today),
        family_files: numbers::files(words, &cited, breakdown::FAMILY, "figure-permalink-table"),
        families: families.iter().map(|family| Fact::new(family.label.clone(), family.printed(words))).collect(),
        aside: aside(words, known),
        dossier: dossier::dossier(words, &base, figures, &known.papers),
        gone: gone(words, territory, counts),
        as_of: words.with("as-of", &[("day", format::day(words, today).into())]),
        map: map(words, known),
        legend: tallies::legend(words),
        empty: counts.total == 0,
        // Of what stands, like the number observed above them.
        tallies: [tallies::by_kind, tallies::by_certainty, tallies::by_operator]
            .map(|tally| with_files(tally(words, &figures.standing)))
            .into_iter()
            .filter(|tally| !tally.lines.is_empty())
            .collect(),
        freshness: freshness(words, known),
        list_title: words.with("city-list-title", &[("count", counts.total.into())]),
        rows: Vec::new(),
        additions: additions(words),
        police_files: Vec::new(),
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
    let alt = words.with("card-territory-alt", &[("name", name.as_str().into())]);
    Layout { alternates: alternates.collect(), ..layout }.with_card(&format!("territories/{code}"), alt)
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
    let place = format::place(words, territory);
    let seen = if counts.total == 0 {
        words.with("city-sentence-none", &[("place", place.into()), ("day", day.into())])
    } else {
        let given =
            [("place", place.into()), ("day", day.into()), ("count", standing.into()), ("recent", (*recent).into())];
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

/// What is recorded of the kinds that the map shows only when asked for, each with its map.
fn aside(words: &Words, known: &Known<'_>) -> Vec<Fact> {
    let fact = |(kind, count): &(census::DeviceKind, u64)| {
        let label = labels::plural(words, "device_kind", kind.key());
        let href = format!("{}&kind={}", Paths(words.lang()).map_of(&known.territory.code), kind.key());
        Fact::linked(label, words.with("devices-count", &[("count", (*count).into())]), href)
    };
    known.figures.aside.iter().map(fact).collect()
}

/// Where the territory stands among comparable ones, in a sentence that says which and how many they are.
fn compared(words: &Words, known: &Known<'_>) -> String {
    let Known { territory, figures, comparison, .. } = known;
    let own = rate(territory, figures.observed()).filter(|_| figures.counts.total > 0);
    let Some((own, Comparison { class, towns, median })) = own.zip(*comparison) else { return String::new() };
    let kind = words.text(&format!("peers-{}", territory.kind.key()));
    let who = match class {
        Class::Size(_, first, u32::MAX) => {
            words.with("peers-size-last", &[("kind", kind.into()), ("first", i64::from(first).into())])
        }
        Class::Size(_, first, end) => {
            let bounds = [("first", i64::from(first).into()), ("last", i64::from(end - 1).into())];
            words.with("peers-size", &[("kind", kind.into())].into_iter().chain(bounds).collect::<Vec<_>>())
        }
        Class::SameCity => words.text("peers-same-city"),
        Class::Kind => kind,
    };
    let given = [
        ("rate", format::decimal(words, own, 2).into()),
        ("median", format::decimal(words, median, 2).into()),
        ("towns", towns.into()),
        ("who", who.into()),
    ];
    words.with("city-compared", &given)
}

/// What is new or changed lately, in a sentence.
fn changes(words: &Words, known: &Known<'_>) -> String {
    let since = known.figures.today.checked_sub_days(LATELY).unwrap_or(known.figures.today);
    let (devices, papers) = known.lately;
    let given = [("day", format::day(words, since).into()), ("devices", devices.into()), ("papers", papers.into())];
    words.with("city-changes", &given)
}

fn changes_links(words: &Words, base: &str, past: &str, today: NaiveDate) -> Vec<Link> {
    let since = today.checked_sub_days(LATELY).unwrap_or(today);
    let link = |href: String, key: &str| Link { href, label: words.text(key), note: String::new() };
    vec![
        link(past.to_owned(), "changes-link-place"),
        link(format!("{base}.atom"), "city-changes-feed"),
        link(format!("{base}.csv?since={since}"), "city-changes-csv"),
    ]
}

/// Devices that stand no more, by what became of them, each with its list.
fn gone(words: &Words, territory: &Territory, counts: &Counts) -> Vec<Fact> {
    let gone = counts.by_status.iter().filter(|(status, count)| !status.stands() && *count > 0);
    let fact = |(status, count): &(DeviceStatus, u64)| {
        let label = labels::plural(words, "device_status", status.key());
        let href = format!("{}&status={}", Paths(words.lang()).map_of(&territory.code), status.key());
        Fact::linked(label, words.with("devices-count", &[("count", (*count).into())]), href)
    };
    gone.map(fact).collect()
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
        zoom: match territory.kind {
            TerritoryKind::Country => "5",
            TerritoryKind::Region => "7",
            TerritoryKind::Department => "8",
            TerritoryKind::Epci => "10",
            TerritoryKind::Commune | TerritoryKind::Arrondissement => "12",
        }
        .to_owned(),
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
