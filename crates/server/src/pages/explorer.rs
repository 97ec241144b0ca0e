//! `/carte`: the map with the list beside it; without script, the list with its filters.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use census::{DeviceKind, Verification};
use geodata::territory::Territory;
use store::{DeviceFilter, PageRequest};

use super::layout::{Layout, Site};
use super::mark::Mark;
use super::view::{DeviceRow, LegendEntry, Link, MapView};
use super::{formats, labels, page, rows, site, tallies};
use crate::ending::Ending;
use crate::error::Error;
use crate::filter::{self, DeviceQuery};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Devices in a page of the list.
const PAGE: u32 = 40;
/// Where the map opens when nothing else is asked: metropolitan France.
const FRANCE: (&str, &str) = ("2.5,46.6", "5");

/// The explorer.
#[derive(Template)]
#[template(path = "map.html")]
pub(crate) struct Explorer {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    pub(crate) count: String,
    pub(crate) territory: String,
    /// The values that are asked for, each leading to the page without it.
    pub(crate) active: Vec<Link>,
    pub(crate) groups: Vec<Group>,
    pub(crate) rows: Vec<DeviceRow>,
    pub(crate) next: Option<String>,
    pub(crate) formats: Vec<Link>,
    pub(crate) map: MapView,
    pub(crate) legend: Vec<LegendEntry>,
}

/// The values of one filter.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) chips: Vec<Chip>,
}

/// One value of a filter.
pub(crate) struct Chip {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) mark: Mark,
    pub(crate) on: bool,
}

/// `GET /carte`; the same parameter may come several times, as check boxes send it.
pub(crate) async fn show(State(state): State<AppState>, lang: Lang, uri: Uri) -> Result<Response, Error> {
    let words = Words::of(lang);
    let query = DeviceQuery::of_page(uri.query())?;
    let filter = filter::filter(&state, &query)?;
    let after = query.cursor.as_deref().and_then(|text| text.parse().ok());
    let devices = state.store.features(&filter, &PageRequest { limit: PAGE, after }).await?;
    let counts = state.store.counts(&filter).await?;
    let territory = query.territory.as_deref().and_then(|code| state.places.by_code(code));
    let mut view = view(&site(&state), words, &filter, territory, counts.total);
    view.map.streets = streets(state.has_streets());
    view.active = active(words, &view, &query);
    view.rows = rows::rows(words, &devices.items, true);
    let asked = query.address();
    let sign = if asked.is_empty() { "" } else { "&" };
    view.next = devices.next.map(|cursor| format!("{}?{asked}{sign}cursor={cursor}", view.layout.paths.map()));
    view.formats = formats::of(words, &view.layout, &Ending::ALL, &asked);
    view.layout.alternates = formats::alternates(&view.layout, &Ending::ALL, &asked);
    page(&view)
}

pub(crate) fn view(
    site: &Site,
    words: &'static Words,
    filter: &DeviceFilter,
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
        active: Vec::new(),
        groups: vec![kinds(words, filter), verifications(words, filter), statuses(words, filter)],
        rows: Vec::new(),
        next: None,
        formats: Vec::new(),
        map: map(words, filter, territory),
        legend: tallies::legend(words),
    }
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
        ..MapView::default()
    }
}

/// Every value that is on, with the address of the page without it.
fn active(words: &Words, view: &Explorer, query: &DeviceQuery) -> Vec<Link> {
    let on =
        view.groups.iter().flat_map(|group| group.chips.iter().filter(|chip| chip.on).map(move |chip| (group, chip)));
    on.map(|(group, chip)| {
        let rest = query.without(group.name, &chip.value);
        let sign = if rest.is_empty() { "" } else { "?" };
        Link {
            href: format!("{}{sign}{rest}", view.layout.paths.map()),
            note: words.with("island-filter-remove", &[("label", chip.label.as_str().into())]),
            label: chip.label.clone(),
        }
    })
    .collect()
}

/// The description of the street tiles, where the instance has some.
pub(crate) fn streets(present: bool) -> &'static str {
    if present { "/streets/tiles.json" } else { "" }
}

fn kinds(words: &Words, filter: &DeviceFilter) -> Group {
    let shown = DeviceKind::ALL.iter().filter(|kind| kind.shown_by_default());
    let chip = |kind: &DeviceKind| Chip {
        value: kind.key().to_owned(),
        label: labels::label(words, "device_kind", kind.key()),
        mark: Mark::kind(*kind),
        on: filter.kinds.contains(kind),
    };
    Group { name: "kind", title: words.text("filter-kind"), chips: shown.map(chip).collect() }
}

fn verifications(words: &Words, filter: &DeviceFilter) -> Group {
    let chip = |grade: &Verification| Chip {
        value: grade.key().to_owned(),
        label: labels::label(words, "verification", grade.key()),
        mark: Mark::certainty(*grade),
        on: filter.verifications.contains(grade),
    };
    Group {
        name: "verification",
        title: words.text("filter-verification"),
        chips: Verification::ALL.iter().map(chip).collect(),
    }
}

fn statuses(words: &Words, filter: &DeviceFilter) -> Group {
    use census::DeviceStatus::{Confirmed, Dummy, NotFound, Removed, Reported};
    let chip = |status: census::DeviceStatus| Chip {
        value: status.key().to_owned(),
        label: labels::label(words, "device_status", status.key()),
        mark: Mark::of(
            DeviceKind::Camera,
            status,
            if status == Confirmed { Verification::Single } else { Verification::Unverified },
        ),
        on: filter.statuses.contains(&status),
    };
    Group {
        name: "status",
        title: words.text("filter-status"),
        chips: [Reported, Confirmed, NotFound, Removed, Dummy].map(chip).into(),
    }
}
