//! `/appareils/{id}`: one device, what is known of it and how, and what became of it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use census::{Channel, Contribution, Device, DeviceStatus, Entity, EntityId, EntityKind, Intent};
use geodata::View;
use geodata::territory::Territory;
use serde::Deserialize;
use serde_json::Value;
use store::DeviceFilter;
use uuid::Uuid;

use super::claims::{Origins, Rival, Row, reasons};
use super::gallery::{Picture, pictures};
use super::history::{self, Entry};
use super::layout::{Layout, Site};
use super::mark::Mark;
use super::paths::Paths;
use super::record::{Shown, source_fact};
use super::report_form::position;
use super::suggest::{Offer, offer};
use super::view::{Crumb, Fact, Link, MapView};
use super::{city, explorer, format, labels, page, picture, receipt, site};
use crate::accounts::Visitor;
use crate::contribute::{Sent, submit};
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::past::{self, AsOf, as_of_notice};
use crate::sender::Sender;
use crate::state::AppState;
use crate::words::{Lang, Words};

#[cfg(test)]
pub(crate) mod samples;

/// How near its picture is.
const DEVICE_ZOOM: f64 = 16.0;

/// The page of a device.
#[derive(Template)]
#[template(path = "device.html")]
pub(crate) struct DevicePage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) id: String,
    pub(crate) version: u32,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) mark: Mark,
    pub(crate) title: String,
    pub(crate) subtitle: Vec<String>,
    pub(crate) notice: Option<String>,
    pub(crate) done: String,
    pub(crate) fictional: bool,
    pub(crate) standing: bool,
    pub(crate) certainty: String,
    pub(crate) reasons: Vec<String>,
    pub(crate) map: MapView,
    pub(crate) observe: String,
    pub(crate) client_ids: [Uuid; 4],
    pub(crate) rows: Vec<Row>,
    pub(crate) unknown: String,
    pub(crate) description: String,
    pub(crate) sources: Vec<Fact>,
    pub(crate) photos: Vec<Picture>,
    pub(crate) past: String,
    pub(crate) history: Vec<Entry>,
    pub(crate) record: Vec<Fact>,
    pub(crate) suggestion: Option<Offer>,
}

/// `GET /appareils/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Path(id): Path<Uuid>,
    Query(asked): Query<AsOf>,
) -> Result<Response, Error> {
    let day = past::day(&state, asked.as_of.as_deref())?;
    let entity = match day {
        Some(day) => past::entity(&state, EntityId(id), day).await?,
        None => state.store.entity(EntityId(id)).await?.ok_or(Error::NotFound)?,
    };
    let device = entity.device().ok_or(Error::NotFound)?;
    if let Some(into) = entity.state.gave_way_to().filter(|_| day.is_none()) {
        // Not for ever: what was merged can be two again.
        return Ok(Redirect::temporary(&Paths(lang).entity(EntityKind::Device, into)).into_response());
    }
    let mut revisions = state.store.history(entity.id).await?;
    revisions.retain(|revision| revision.version <= entity.version);
    let territory = state.places.by_code(&device.territory);
    let words = Words::of(lang);
    let ids = [(); 4].map(|()| super::report::new_client_id(&state));
    let mut view = view(&site(&state), words, (&entity, device), &Origins::read(&revisions), territory, ids);
    view.history = history::entries(words, &revisions, &state.store.public_contributors(entity.id).await?);
    view.map.streets = explorer::streets(state.has_streets());
    let asked = picture::Asked {
        words,
        label: &view.map.label,
        view: View::around(device.position, DEVICE_ZOOM, picture::BESIDE.0, picture::BESIDE.1),
        filter: &DeviceFilter::default(),
        query: "",
        territory: None,
        selected: Some((entity.id.0.as_u128(), device.position.into())),
    };
    view.map.picture = Some(picture::drawn(&state, &asked).await?);
    match day {
        Some(day) => view.notice = Some(as_of_notice(words, day)),
        None => view.photos = pictures(words, &state.store.photos_of_entity(entity.id).await?, &view.layout.title),
    }
    page(&view)
}

/// What the forms of the page send.
#[derive(Deserialize)]
pub(crate) struct Observation {
    client_id: Option<Uuid>,
    base_version: Option<u32>,
    intent: Intent,
    #[serde(default)]
    coordinates: String,
    #[serde(default)]
    note: String,
}

/// `POST /appareils/{id}/observer`: still there, gone, moved, or a matter of privacy.
pub(crate) async fn observe(
    State(state): State<AppState>,
    lang: Lang,
    Path(id): Path<Uuid>,
    Sender(address): Sender,
    visitor: Visitor,
    Form(form): Form<Observation>,
) -> Result<Response, Error> {
    let contribution = observation(EntityId(id), &form)?;
    let client_id = form.client_id.unwrap_or_else(|| super::report::new_client_id(&state));
    let request_hash = super::report::hash(&contribution);
    let contributor = visitor.account().cloned();
    let outcome =
        submit(&state, Sent { client_id, request_hash, contribution, photo_follows: false, contributor, address })
            .await?;
    let view = receipt::after_observation(&state, lang, &outcome, form.intent);
    super::private_page(StatusCode::CREATED, &view)
}

/// A sighting carries no base version: that somebody else confirmed it meanwhile does not make it wrong.
fn observation(id: EntityId, form: &Observation) -> Result<Contribution, Error> {
    let mut patch = serde_json::Map::new();
    if form.intent == Intent::Moved {
        let position = position(&form.coordinates).map_err(|detail| Error::fault("/patch/position", detail))?;
        patch.insert("position".to_owned(), serde_json::json!([position.longitude(), position.latitude()]));
    }
    let moved = form.intent == Intent::Moved;
    let note = Some(form.note.clone()).filter(|note| !note.trim().is_empty()).map(census::Text::try_from);
    let note = note.transpose().map_err(|error| Error::fault("/note", error))?;
    let contribution = Contribution {
        kind: EntityKind::Device,
        intent: form.intent,
        entity: Some(id),
        base_version: form.base_version.filter(|_| moved),
        patch: census::Patch::parse(EntityKind::Device, patch).map_err(Error::Invalid)?,
        basis: std::collections::BTreeMap::new(),
        sources: Vec::new(),
        note,
        channel: Channel::Web,
    };
    let faults = contribution.faults();
    if faults.is_empty() { Ok(contribution) } else { Err(Error::Invalid(faults)) }
}

pub(crate) fn view(
    site: &Site,
    words: &'static Words,
    (entity, device): (&Entity, &Device),
    origins: &Origins,
    territory: Option<&Territory>,
    ids: [Uuid; 4],
) -> DevicePage {
    let id = entity.id.to_string();
    let kind = labels::label(words, "device_kind", device.kind.key());
    let place = territory.map_or_else(|| device.territory.clone(), |territory| territory.name.clone());
    let title = words.with("device-page-title", &[("kind", kind.as_str().into()), ("place", place.as_str().into())]);
    let description = certainty(words, device);
    let layout = Layout::new(site, words.lang(), title, description.clone(), |paths| paths.device(&id))
        .with_alternate("application/geo+json", format!("/api/v1/devices/{id}"));
    // Kinds and states that the map does not draw have no card of their own.
    let layout = if device.kind.shown_by_default() && device.status != DeviceStatus::Mistaken {
        layout.with_card(&format!("devices/{id}"), description.clone())
    } else {
        layout
    };
    let (rows, unknown) = fields(words, device, origins);
    DevicePage {
        layout,
        words,
        version: entity.version,
        crumbs: crumbs(words, territory),
        mark: Mark::of(device.kind, device.status, device.verification),
        title: kind,
        subtitle: subtitle(words, device, &place),
        notice: notice(words, device),
        done: String::new(),
        fictional: device.fictional,
        standing: device.status != DeviceStatus::Mistaken,
        certainty: description,
        reasons: why(words, device),
        map: map(words, &id, device),
        observe: Paths(words.lang()).observe(&id),
        client_ids: ids,
        rows,
        unknown,
        description: device.description.as_ref().map(ToString::to_string).unwrap_or_default(),
        sources: device.sources.iter().map(|source| source_fact(words, source)).collect(),
        photos: Vec::new(),
        past: Paths(words.lang()).entity_history(EntityKind::Device, entity.id),
        history: Vec::new(),
        record: record(words, entity, device),
        suggestion: offer(words, &id, device),
        id,
    }
}

fn crumbs(words: &Words, territory: Option<&Territory>) -> Vec<Crumb> {
    let paths = Paths(words.lang());
    let home = city::home_crumb(words, territory);
    let city = territory.map(|place| Crumb { href: paths.city(&place.code, &place.name), label: place.name.clone() });
    [Some(home), city].into_iter().flatten().collect()
}

fn subtitle(words: &Words, device: &Device, place: &str) -> Vec<String> {
    let address = device.address_label.as_ref().map(ToString::to_string);
    let seen = device.last_confirmed.as_ref().map(|date| format::partial_date(words, &date.to_string()));
    let seen = seen.map(|day| words.with("row-seen", &[("day", day.into())]));
    [address, Some(place.to_owned()), seen].into_iter().flatten().collect()
}

fn certainty(words: &Words, device: &Device) -> String {
    match device.status {
        status if status.stands() => labels::label(words, "verification", device.verification.key()),
        status => labels::label(words, "device_status", status.key()),
    }
}

/// What a reader must not miss: the device is not there, or never was.
fn notice(words: &Words, device: &Device) -> Option<String> {
    let key = match device.status {
        DeviceStatus::Reported | DeviceStatus::Confirmed => return None,
        DeviceStatus::NotFound => "notice-not-found",
        DeviceStatus::Removed => "notice-removed",
        DeviceStatus::Replaced => "notice-replaced",
        DeviceStatus::Dummy => "notice-dummy",
        DeviceStatus::Mistaken => "notice-mistaken",
    };
    Some(words.text(key))
}

/// What the grade means, and what led to it.
fn why(words: &Words, device: &Device) -> Vec<String> {
    let meaning = words.text(&format!("legend-{}", device.verification.key()));
    std::iter::once(meaning).chain(reasons(words, device)).collect()
}

fn map(words: &Words, id: &str, device: &Device) -> MapView {
    let (longitude, latitude) = (device.position.longitude(), device.position.latitude());
    MapView {
        id: "device-map",
        label: words.text("device-map-label"),
        center: format!("{longitude},{latitude}"),
        zoom: "16".to_owned(),
        device: id.to_owned(),
        hint: format!("{latitude:.5}, {longitude:.5}"),
        ..MapView::default()
    }
}

/// What is known, line by line and by whom, and the names of what is not.
fn fields(words: &Words, device: &Device, origins: &Origins) -> (Vec<Row>, String) {
    let state = serde_json::to_value(device).unwrap_or_default();
    let printed = |name: &str, value: &Value| history::printed(words, name, value);
    let (mut fields, mut unknown) = (Vec::new(), Vec::new());
    for name in history::SHOWN {
        let label = words.text(&format!("field-{name}"));
        let rivals = device.disputed.get(*name).map_or(&[][..], Vec::as_slice).iter().map(|claim| Rival {
            text: printed(name, &claim.value).unwrap_or_default(),
            said: origins.of_claim(words, name, claim),
        });
        match state.get(name).and_then(|value| printed(name, value)) {
            Some(text) => fields.push(Row {
                label,
                shown: vec![Shown { text, href: String::new() }],
                said: origins.of_value(words, name, device.basis.get(*name).copied()),
                rivals: rivals.collect(),
            }),
            None if history::ASKED.contains(name) => unknown.push(labels::inside(&label)),
            None => {}
        }
    }
    (fields, unknown.join(", "))
}

fn record(words: &Words, entity: &Entity, device: &Device) -> Vec<Fact> {
    let id = entity.id.to_string();
    let api = format!("/api/v1/devices/{id}");
    let osm = device.upstream.iter().filter(|upstream| upstream.source == "osm").map(osm_link);
    let osm = osm.map(|link| Fact::linked(words.text("record-osm"), link.label, link.href));
    let own = [
        Fact::new(words.text("record-id"), id),
        Fact::new(
            words.text("record-version"),
            words.with(
                "record-version-value",
                &[
                    ("version", entity.version.to_string().into()),
                    ("day", format::day(words, entity.updated_on).into()),
                ],
            ),
        ),
        Fact::new(words.text("record-licence"), device.licence.clone()),
        Fact::linked(words.text("record-json"), api.clone(), api),
    ];
    own.into_iter().chain(osm).collect()
}

/// OpenStreetMap's own page of an object; ids are of the form `node/123`.
fn osm_link(upstream: &census::Upstream) -> Link {
    let href = format!("https://www.openstreetmap.org/{}", upstream.id);
    Link { label: upstream.id.clone(), href, note: String::new() }
}
