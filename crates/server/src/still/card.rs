//! The words and maps of cards for shared links.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use census::{EntityId, EntityKind};
use geodata::territory::Territory;
use geodata::{Position, View};
use still::{Card, CardFigure, CardPanel, Theme};
use store::Counts;
use uuid::Uuid;

use super::gather::Look;
use super::{Job, answer};
use crate::devices;
use crate::error::Error;
use crate::extract::Path;
use crate::figures::{self, standing};
use crate::map::Attributes;
use crate::pages::{format, labels, record_title, what_it_is};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// How near a card looks at one device.
const DEVICE_ZOOM: f64 = 16.0;
/// How near it looks at a place at the most.
const PLACE_ZOOM: f64 = 14.0;
/// Pixels between a place and the edge of its map.
const MARGIN: f64 = 36.0;
/// All of metropolitan France.
const FRANCE: (f64, f64, f64) = (2.4, 46.6, 4.95);

/// `/cards/fr/…`, `/cards/en/…`
fn language(tag: &str) -> Result<&'static Words, Error> {
    Lang::ALL.into_iter().find(|lang| lang.tag() == tag).map(Words::of).ok_or(Error::NotFound)
}

/// A name without its ending.
fn named(name: &str) -> Result<&str, Error> {
    name.strip_suffix(".png").ok_or(Error::NotFound)
}

/// What all cards have in common.
fn blank(state: &AppState, words: &Words) -> Card {
    let base = state.settings.base_url.as_deref().unwrap_or_default();
    let host = base.split_once("://").map_or(base, |(_, host)| host).trim_end_matches('/');
    let line = words.text("card-line");
    Card {
        theme: Theme::Light,
        eyebrow: String::new(),
        title: String::new(),
        sentence: String::new(),
        figures: Vec::new(),
        banner: state.settings.demo.then(|| words.text("card-demo")),
        site: if host.is_empty() { line } else { format!("{host} · {line}") },
        panels: Vec::new(),
    }
}

fn panel(state: &AppState, look: &Look) -> CardPanel {
    CardPanel { scene: look.scene(state), name: String::new(), figure: None }
}

fn france(words: &Words) -> Look {
    let (width, height) = Card::panel(1);
    let centre = Position::new(FRANCE.0, FRANCE.1).expect("France is on the Earth");
    Look::at(View::around(centre, FRANCE.2, width, height), words.lang())
}

/// The look at a place among `count` maps; all of France where it has no box.
fn place(words: &Words, territory: &'static Territory, count: usize) -> Look {
    let (width, height) = Card::panel(count);
    let view = territory.bbox.map(|bbox| View::of_bbox(bbox, width, height, MARGIN, PLACE_ZOOM));
    let view = view.unwrap_or_else(|| france(words).view);
    Look { territory: Some(territory), ..Look::at(view, words.lang()) }
}

/// Devices that residents saw; where none was ever recorded, that is unknown and no zero.
fn observed(words: &Words, counts: &Counts, key: &str) -> CardFigure {
    match counts.total {
        0 => CardFigure { value: words.text("figure-unknown"), label: words.text("card-nobody") },
        _ => figure(words, standing(counts), key),
    }
}

fn figure(words: &Words, value: u64, key: &str) -> CardFigure {
    CardFigure { value: format::count(value), label: words.with(key, &[("count", value.into())]) }
}

/// `GET /cards/{lang}/home.png`
pub(super) async fn home(
    State(state): State<AppState>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let words = language(&lang)?;
    let whole = devices::whole(&state).await?;
    let gather = move |state: &AppState| {
        Ok(Job::Card(Box::new(Card {
            title: words.text("card-home-title"),
            figures: vec![figure(words, whole.standing.total, "card-standing")],
            panels: vec![panel(state, &france(words))],
            ..blank(state, words)
        })))
    };
    answer(&state, &headers, gather).await
}

/// `GET /cards/{lang}/territories/93066.png`
pub(super) async fn territory(
    State(state): State<AppState>,
    Path((lang, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (words, territory) = (language(&lang)?, state.places.by_code(named(&name)?).ok_or(Error::NotFound)?);
    let known = figures::figures(&state, territory, &figures::records_of(&state, territory).await?).await?;
    let gather = move |state: &AppState| {
        let declared = known.declared.as_ref().map(|measure| figure(words, measure.value, "card-declared"));
        let authorised = known.authorised.as_ref().map(|measure| figure(words, measure.value, "card-authorised"));
        let observed = observed(words, &known.counts, "card-observed");
        Ok(Job::Card(Box::new(Card {
            eyebrow: what_it_is(state, words, territory),
            title: territory.name.clone(),
            figures: [Some(observed), declared.or(authorised)].into_iter().flatten().collect(),
            panels: vec![panel(state, &place(words, territory, 1))],
            ..blank(state, words)
        })))
    };
    answer(&state, &headers, gather).await
}

/// `GET /cards/{lang}/devices/{id}.png`
pub(super) async fn device(
    State(state): State<AppState>,
    Path((lang, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let words = language(&lang)?;
    let id: Uuid = named(&name)?.parse().map_err(|_| Error::NotFound)?;
    let point = *state.map.points_of(&state.store, &[EntityId(id)]).await?.first().ok_or(Error::NotFound)?;
    let gather = move |state: &AppState| {
        let (device, position) = (Attributes::unpack(point.attributes), point.cell.position());
        let (width, height) = Card::panel(1);
        let view = View::around(position, DEVICE_ZOOM, width, height);
        let look = Look { selected: Some((point.id, point.cell)), ..Look::at(view, words.lang()) };
        let territory = state.places.locate(position).territory;
        let certainty = if device.status.stands() {
            labels::label(words, "verification", device.verification.key())
        } else {
            labels::label(words, "device_status", device.status.key())
        };
        let place = territory.map(|place| place.name.clone()).unwrap_or_default();
        let department = territory.map(|place| what_it_is(state, words, place)).unwrap_or_default();
        Ok(Job::Card(Box::new(Card {
            eyebrow: [place, department].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · "),
            title: labels::label(words, "device_kind", device.kind.key()),
            sentence: certainty,
            panels: vec![panel(state, &look)],
            ..blank(state, words)
        })))
    };
    answer(&state, &headers, gather).await
}

/// `GET /cards/{lang}/records/{id}.png`
pub(super) async fn record(
    State(state): State<AppState>,
    Path((lang, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let words = language(&lang)?;
    let id: EntityId = named(&name)?.parse().map_err(|_| Error::NotFound)?;
    let entity = state.store.entity(id).await?.ok_or(Error::NotFound)?;
    let record = entity.record().ok_or(Error::NotFound)?;
    let (kind, title) = (entity.kind(), record_title(words, entity.kind(), &record.title()));
    let territory = record.text("territory").and_then(|code| state.places.by_code(code));
    let title = match (kind, territory) {
        (EntityKind::OfficialCount, Some(place)) => place.name.clone(),
        _ => title,
    };
    let certainty = labels::label(words, "verification", record.verification.key());
    let gather = move |state: &AppState| {
        let look = territory.map_or_else(|| france(words), |territory| place(words, territory, 1));
        let kind = labels::label(words, "entity_kind", kind.key());
        let eyebrow = territory.map_or_else(|| kind.clone(), |place| format!("{kind} · {}", place.name));
        Ok(Job::Card(Box::new(Card {
            eyebrow,
            title,
            sentence: certainty,
            panels: vec![panel(state, &look)],
            ..blank(state, words)
        })))
    };
    answer(&state, &headers, gather).await
}

/// `GET /cards/{lang}/compare/93066,75056.png`: up to [`Card::PANELS`] of the territories that are compared.
pub(super) async fn comparison(
    State(state): State<AppState>,
    Path((lang, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (words, mut compared) = (language(&lang)?, Vec::new());
    for code in named(&name)?.split(',').take(Card::PANELS) {
        let territory = state.places.by_code(code).ok_or(Error::NotFound)?;
        compared.push((territory, figures::counts_of(&state, territory).await?));
    }
    if compared.len() < 2 {
        return Err(Error::NotFound);
    }
    let gather = move |state: &AppState| {
        let count = compared.len();
        let panel = |(territory, counts): &(&'static Territory, Counts)| CardPanel {
            name: territory.name.clone(),
            figure: Some(observed(words, counts, "card-observed-short")),
            ..panel(state, &place(words, territory, count))
        };
        Ok(Job::Card(Box::new(Card {
            title: words.text("compare-title"),
            panels: compared.iter().map(panel).collect(),
            ..blank(state, words)
        })))
    };
    answer(&state, &headers, gather).await
}
