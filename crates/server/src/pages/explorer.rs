//! `/carte`: the map with the list beside it; without script, the list with its filters.

mod filters;
mod legend;

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use census::EntityKind;
use geodata::territory::Territory;
use geodata::{Position, View};
use store::{DeviceFilter, PageRequest};

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::picture::{self, MapPicture};
use super::view::{DeviceRow, LegendEntry, Link, MapView};
use super::{format, formats, labels, page, rows, site, tallies};
use crate::devices;
use crate::ending::Ending;
use crate::error::Error;
use crate::filter::{self, DeviceQuery};
use crate::state::AppState;
use crate::words::{Lang, Words};
use filters::{FamilySign, Group, Sign};
use legend::{Pattern, Shade};

/// Devices in a page of the list.
const PAGE: u32 = 40;
/// Where the map opens when nothing else is asked: metropolitan France.
const FRANCE: (&str, &str) = ("2.5,46.6", "5");

/// The zoom at which a picture shows all of it.
const FRANCE_ZOOM: f64 = 5.0;

/// The explorer.
#[derive(Template)]
#[template(path = "map.html")]
pub(crate) struct Explorer {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    pub(crate) count: String,
    pub(crate) territory: String,
    /// The box that is asked for; may be empty.
    pub(crate) bbox: String,
    /// The values that are asked for, each leading to the page without it.
    pub(crate) active: Vec<Link>,
    /// The first filter of all.
    pub(crate) families: Group,
    pub(crate) groups: Vec<Group>,
    /// The day on which things are to have stood; may be empty.
    pub(crate) standing_on: String,
    pub(crate) uses: Vec<UseNote>,
    pub(crate) rows: Vec<DeviceRow>,
    pub(crate) next: Option<String>,
    pub(crate) formats: Vec<Link>,
    /// Where the code is that embeds the territory of the map, or the country.
    pub(crate) share: String,
    pub(crate) map: MapView,
    pub(crate) legend: Vec<LegendEntry>,
    pub(crate) shades: Vec<Shade>,
    pub(crate) patterns: Vec<Pattern>,
}

/// What to know of a family that no device is of.
pub(crate) struct UseNote {
    /// `family=software`
    pub(crate) shown_by: String,
    pub(crate) on: bool,
    pub(crate) sign: FamilySign,
    pub(crate) label: String,
    pub(crate) href: String,
}

/// `GET /carte`; the same parameter may come several times, as check boxes send it.
pub(crate) async fn show(State(state): State<AppState>, lang: Lang, uri: Uri) -> Result<Response, Error> {
    let words = Words::of(lang);
    let mut query = DeviceQuery::of_page(uri.query())?;
    query.bbox = looked_at(uri.query().unwrap_or_default()).or(query.bbox);
    let filter = filter::filter(&state, &query)?;
    // The list is that of the map; the form and its chips show what was asked for.
    let listed = filter::filter(&state, &query.clone().of_the_map())?;
    let after = query.cursor.as_deref().and_then(|text| text.parse().ok());
    let listed = devices::Found::now(&state, listed).await?;
    let (found, total) = (listed.page(&PageRequest { limit: PAGE, after }).await?, listed.count().await?);
    let territory = query.territory.as_deref().and_then(|code| state.places.by_code(code));
    let mut view = view(&site(&state), words, (&query, &filter), territory, total);
    let is_dense = |(name, value): (String, String)| name == "fond" && value == "density";
    view.map.shade = if filter::pairs(uri.query().unwrap_or_default()).any(is_dense) { "density" } else { "" };
    view.map.streets = streets(state.has_streets());
    let embedded = territory.or_else(|| state.places.by_code("FR"));
    view.share = embedded.map(|place| Paths(lang).share(&place.code, &place.name)).unwrap_or_default();
    view.active = active(words, &view, &query);
    view.map.picture = Some(pictured(&state, words, &query, (&filter, territory)).await?);
    view.rows = rows::rows(words, &found.items, true);
    let asked = query.address();
    let sign = if asked.is_empty() { "" } else { "&" };
    view.next = found.next.map(|cursor| format!("{}?{asked}{sign}cursor={cursor}", view.layout.paths.map()));
    view.formats = formats::of(words, &view.layout, &Ending::ALL, &asked);
    view.layout.alternates = formats::alternates(&view.layout, &Ending::ALL, &asked);
    page(&view)
}

pub(crate) fn view(
    site: &Site,
    words: &'static Words,
    (query, filter): (&DeviceQuery, &DeviceFilter),
    territory: Option<&Territory>,
    total: u64,
) -> Explorer {
    let title = match territory {
        Some(place) => words.with("map-title-of", &[("name", place.name.as_str().into())]),
        None => words.text("map-title"),
    };
    let layout =
        Layout::new(site, words.lang(), title.clone(), words.text("map-description"), |paths| paths.map().to_owned());
    Explorer {
        layout,
        words,
        title,
        count: words.with("devices-count", &[("count", total.into())]),
        territory: territory.map(|place| place.code.to_string()).unwrap_or_default(),
        bbox: query.bbox.clone().unwrap_or_default(),
        active: Vec::new(),
        families: filters::founding(words, filter),
        groups: filters::groups(words, query, filter),
        standing_on: filter.standing_on.map(|day| day.to_string()).unwrap_or_default(),
        uses: uses(words, filter),
        rows: Vec::new(),
        next: None,
        formats: Vec::new(),
        share: String::new(),
        map: map(words, filter, territory),
        legend: tallies::legend(words),
        shades: legend::shades(words),
        patterns: legend::patterns(words),
    }
}

/// The map as a picture, for the same filter and the same place.
async fn pictured(
    state: &AppState,
    words: &'static Words,
    query: &DeviceQuery,
    (filter, territory): (&DeviceFilter, Option<&'static Territory>),
) -> Result<MapPicture, Error> {
    let without_box = DeviceQuery { bbox: None, ..query.clone() };
    let asked = picture::Asked {
        words,
        label: &words.text("picture-alt"),
        view: picture::view(filter, territory, all_of_france()),
        filter,
        query: &without_box.address(),
        territory,
        selected: None,
    };
    picture::drawn(state, &asked).await
}

/// What a picture shows of the place where the map was left, which it writes into its address: `c=latitude,longitude,zoom`.
fn looked_at(query: &str) -> Option<String> {
    let (_, c) = filter::pairs(query).find(|(name, _)| name == "c")?;
    let numbers: Vec<f64> = c.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
    let &[latitude, longitude, zoom] = numbers.as_slice() else { return None };
    let centre = Position::new(longitude, latitude).ok()?;
    Some(picture::box_of(View::around(centre, zoom, picture::LARGE.0, picture::LARGE.1)))
}

/// Where pictures begin when nothing else is asked.
pub(crate) fn all_of_france() -> View {
    let middle = Position::new(2.5, 46.6).expect("France is on the Earth");
    View::around(middle, FRANCE_ZOOM, picture::LARGE.0, picture::LARGE.1)
}

fn map(words: &Words, filter: &DeviceFilter, territory: Option<&Territory>) -> MapView {
    let point = territory.and_then(|place| place.label_point);
    MapView {
        id: "explorer-map",
        label: words.text("map-label"),
        center: point
            .map_or_else(|| FRANCE.0.to_owned(), |point| format!("{},{}", point.longitude(), point.latitude())),
        zoom: if point.is_some() { "11" } else { FRANCE.1 }.to_owned(),
        bbox: filter.bbox.or(territory.and_then(|place| place.bbox)).map(|bbox| bbox.to_string()).unwrap_or_default(),
        territory: territory.map(|place| place.code.to_string()).unwrap_or_default(),
        kind: filter.kinds.iter().map(|kind| kind.key()).collect::<Vec<_>>().join(","),
        hint: words.text("map-hint-list"),
        panel_apart: true,
        territories: "/tiles/territories.json",
        ..MapView::default()
    }
}

/// Every value that is on, with the address of the page without it; the families are in sight where they are ticked.
fn active(words: &Words, view: &Explorer, query: &DeviceQuery) -> Vec<Link> {
    let on = view.groups.iter().flat_map(|group| {
        let chosen = group.chips.iter().filter(|chip| chip.on && !chip.value.is_empty());
        chosen.map(move |chip| (group.name, chip.value.clone(), chip.name().to_owned()))
    });
    let day = query.standing_on.as_deref().map(|day| {
        let words_of_day = day.parse().map_or_else(|_| day.to_owned(), |day| format::day(words, day));
        ("standing_on", day.to_owned(), words.with("island-filter-standing-on", &[("date", words_of_day.into())]))
    });
    on.chain(day)
        .map(|(name, value, label)| {
            let rest = query.without(name, &value);
            let sign = if rest.is_empty() { "" } else { "?" };
            Link {
                href: format!("{}{sign}{rest}", view.layout.paths.map()),
                note: words.with("island-filter-remove", &[("label", label.as_str().into())]),
                label,
            }
        })
        .collect()
}

/// Where to read of the families that no device is of.
fn uses(words: &Words, filter: &DeviceFilter) -> Vec<UseNote> {
    let list = Paths(words.lang()).kind(EntityKind::Deployment);
    let note = |family: census::Family| UseNote {
        shown_by: format!("family={}", family.key()),
        on: filter.families.contains(&family),
        sign: FamilySign { family },
        label: labels::label(words, "family", family.key()),
        href: format!("{list}?family={}", family.key()),
    };
    filters::OF_USES.map(note).into()
}

/// The description of the street tiles, where the instance has some.
pub(crate) fn streets(present: bool) -> &'static str {
    if present { "/streets/tiles.json" } else { "" }
}
