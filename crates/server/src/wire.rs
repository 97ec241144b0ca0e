//! What programs send and receive. Changing a type here is changing the public API.

mod exposure;
mod figures;
mod pieces;
mod search;

use std::collections::BTreeMap;

use census::{
    Basis, Channel, Contribution, EntityId, EntityKind, Fault, Hold, Intent, Patch, Source, Text, WebAddress,
};
use geodata::territory::{Territory, TerritoryKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::Error;
use crate::pages::Paths;
use crate::photos::address;
use crate::places::Places;
use crate::words::Lang;

pub(crate) use exposure::ExposureJson;
pub(crate) use figures::FiguresJson;
pub(crate) use pieces::{GivenSum, PieceAnswer};
pub(crate) use search::{SearchAnswer, SearchResult};

/// A contribution as it is sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "client_id": "0b5f9a30-7c0b-4a55-9a2f-0f2b3a8f1c11", "intent": "new",
    "patch": {"kind": "camera", "position": [7.4212, 43.7384], "form": "dome"}, "basis": {"kind": "seen"}
}))]
pub(crate) struct ContributionRequest {
    /// A UUID made by the sender: the same one twice is one contribution. May be left out when the header
    /// `Idempotency-Key` carries it.
    pub(crate) client_id: Option<Uuid>,
    /// `new`, `confirm`, `not_found`, `removed`, `moved`, `correct` or `privacy`.
    #[schema(value_type = String, example = "new")]
    pub(crate) intent: Intent,
    /// What kind of thing it is about: `device` (when left out), `deployment`, `contract`, `authorisation`,
    /// `official_count`, `organisation`, `document` or `survey`.
    #[serde(default, rename = "type")]
    #[schema(value_type = Option<String>, example = "device")]
    pub(crate) kind: Option<EntityKind>,
    /// What it is about; left out for a new one.
    pub(crate) entity: Option<EntityRef>,
    /// The version of it that the sender saw.
    pub(crate) base_version: Option<u32>,
    /// The proposed values: field names and values of the device's properties, with `position` as
    /// `[longitude, latitude]`.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(crate) patch: Map<String, Value>,
    /// How each proposed value is known.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({"kind": "seen"}))]
    pub(crate) basis: BTreeMap<String, Basis>,
    /// Documents that speak of the device.
    #[serde(default)]
    pub(crate) sources: Vec<SourceJson>,
    /// A word to the moderators; never published. At most 4,000 characters.
    pub(crate) note: Option<String>,
    /// A photo will be sent for it.
    #[serde(default)]
    pub(crate) photo_follows: bool,
}

/// A box over a picture, as fractions between 0 and 1 of its upright width and height.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"x": 0.25, "y": 0.4, "width": 0.1, "height": 0.15}))]
pub(crate) struct BoxJson {
    /// Of the left edge.
    pub(crate) x: f32,
    /// Of the upper edge.
    pub(crate) y: f32,
    /// Of the box.
    pub(crate) width: f32,
    /// Of the box.
    pub(crate) height: f32,
}

impl From<photo::Region> for BoxJson {
    fn from(region: photo::Region) -> Self {
        Self { x: region.x(), y: region.y(), width: region.width(), height: region.height() }
    }
}

/// Boxes to be burnt into a photo.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoxesRequest {
    /// At most 100.
    pub(crate) boxes: Vec<BoxJson>,
}

/// A photo of a contribution, as its sender sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PhotoAnswer {
    /// Its name.
    pub(crate) id: Uuid,
    /// `received`, `blurred` (with boxes), `published`, `hidden` or `deleted`.
    #[schema(example = "received")]
    pub(crate) state: &'static str,
    /// Pixels across.
    pub(crate) width: u32,
    /// Pixels down.
    pub(crate) height: u32,
    /// Boxes that were burnt into it.
    pub(crate) boxes: u32,
    /// Where faces may be that no box covers: a suggestion, which misses many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) suggested: Vec<BoxJson>,
    /// Its address, once it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Its small form, once it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thumbnail: Option<String>,
}

impl From<&store::Photo> for PhotoAnswer {
    fn from(photo: &store::Photo) -> Self {
        let public = photo.files.filter(|_| photo.state == census::PhotoState::Published);
        Self {
            id: photo.id.0,
            state: photo.state.key(),
            width: photo.width,
            height: photo.height,
            boxes: photo.boxes,
            suggested: Vec::new(),
            url: public.map(|files| address(files.picture)),
            thumbnail: public.map(|files| address(files.thumbnail)),
        }
    }
}

/// The photos of a contribution.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PhotoList {
    /// The deleted ones apart.
    pub(crate) photos: Vec<PhotoAnswer>,
}

/// Names an entity.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntityRef {
    /// What it is.
    #[schema(value_type = String, example = "device")]
    pub(crate) kind: EntityKind,
    /// Its id.
    pub(crate) id: Uuid,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// A document.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourceJson {
    /// Key of the document kind.
    pub(crate) kind: Option<String>,
    /// Its title, at most 300 characters.
    pub(crate) title: Option<String>,
    /// Its address, `https://` or `http://`.
    pub(crate) url: Option<String>,
}

/// What became of a contribution.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ContributionAnswer {
    /// Its id.
    pub(crate) id: Uuid,
    /// `accepted` (published), `queued` (published with the next batch), `pending` (a person looks first), `merged`,
    /// `rejected` or `withdrawn`.
    pub(crate) state: String,
    /// Why it waits.
    pub(crate) held_for: Vec<String>,
    /// The device it made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) entity: Option<EntityRef>,
    /// Where it lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) territory: Option<TerritoryRef>,
    /// Devices within 50 m that the census knew already, nearest first.
    pub(crate) near: Vec<Neighbour>,
    /// What the sender keeps to read, amend or withdraw it.
    pub(crate) receipt: ReceiptRef,
}

/// A territory in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TerritoryRef {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Its page.
    pub(crate) url: String,
}

/// A device close by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Neighbour {
    /// Its id.
    pub(crate) id: Uuid,
    /// Metres away.
    pub(crate) distance_m: f64,
    /// What it is.
    pub(crate) kind: String,
    /// Under 5 m and of the same kind: probably the same thing.
    pub(crate) same: bool,
    /// Its page.
    pub(crate) url: String,
}

/// The receipt of a contribution.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReceiptRef {
    /// The code; shown to nobody else and kept by the census only as a hash.
    pub(crate) code: String,
    /// The page that opens it; the code stands behind the `#`, which browsers never send.
    pub(crate) url: String,
}

/// A contribution as its author reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReceiptAnswer {
    /// Its id.
    pub(crate) id: Uuid,
    /// As in [`ContributionAnswer`].
    pub(crate) state: String,
    /// Why it waits.
    pub(crate) held_for: Vec<String>,
    /// What a moderator answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<String>,
    /// Why it was refused: a key of the vocabulary `case_reason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ground: Option<String>,
    /// The device it made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) entity: Option<EntityRef>,
    /// What was asked.
    #[schema(value_type = String)]
    pub(crate) intent: Intent,
    /// The proposed values.
    #[schema(value_type = Object)]
    pub(crate) patch: Map<String, Value>,
    /// Version of the contribution, for `If-Match`.
    pub(crate) version: u32,
    /// The day it came.
    #[schema(value_type = String, format = Date)]
    pub(crate) submitted_on: chrono::NaiveDate,
}

/// New values for a contribution that waits.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendRequest {
    /// The values to lay over the ones that were sent.
    #[schema(value_type = Object)]
    pub(crate) patch: Map<String, Value>,
}

/// "It is the same one."
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeRequest {
    /// The device that the census knew already.
    pub(crate) into: Uuid,
}

/// Opens a receipt.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptRequest {
    /// The code, in any grouping and case.
    pub(crate) code: String,
}

/// A territory.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TerritoryJson {
    /// Public code.
    #[schema(example = "93066")]
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// `commune`, `arrondissement`, `epci`, `department`, `region` or `country`.
    pub(crate) kind: String,
    /// Number of its department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) department: Option<String>,
    /// Name of its department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) department_name: Option<String>,
    /// Legal population.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) population: Option<u32>,
    /// Postal codes.
    pub(crate) postal_codes: Vec<String>,
    /// SIREN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) siren: Option<String>,
    /// Codes it had before, or of communes merged into it.
    pub(crate) former_codes: Vec<String>,
    /// Where to write its name: `[longitude, latitude]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label_point: Option<[f64; 2]>,
    /// `[west, south, east, north]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bbox: Option<[f64; 4]>,
    /// Its page.
    pub(crate) url: String,
}

/// What a search for territories, or the question where a point lies, answers: only for the description.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(description = "Territories for words, a place for a point")]
#[expect(dead_code, reason = "it describes two answers, each of which is sent on its own")]
pub(crate) enum TerritoriesAnswer {
    #[schema(title = "found")]
    Found(TerritoryList),
    #[schema(title = "located")]
    Located(Box<LocationAnswer>),
}

/// The answer to a search for territories.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TerritoryList {
    /// Best first.
    pub(crate) territories: Vec<TerritoryJson>,
}

/// Where a point lies.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LocationAnswer {
    /// The territory, if the point lies in one that the census covers.
    pub(crate) territory: Option<TerritoryJson>,
    /// ISO 3166-1 code of the country.
    pub(crate) country: Option<String>,
    /// Under 250 m from a boundary of the generalised contours.
    pub(crate) near_boundary: bool,
    /// The territories across that boundary.
    pub(crate) neighbours: Vec<TerritoryJson>,
}

impl ContributionRequest {
    fn kind(&self) -> EntityKind {
        self.kind.or(self.entity.as_ref().map(|entity| entity.kind)).unwrap_or_default()
    }

    /// The contribution, if nothing is wrong with it; otherwise every fault.
    pub(crate) fn parse(self, channel: Channel) -> Result<Contribution, Error> {
        let mut faults = Vec::new();
        let kind = self.kind();
        let patch = keep(Patch::parse(kind, self.patch), &mut faults);
        let sources = keep(sources(self.sources), &mut faults);
        let note = self.note.filter(|note| !note.trim().is_empty()).map(Text::try_from).transpose();
        let note = keep(note.map_err(|error| vec![Fault::at("/note", error)]), &mut faults);
        let basis = rename_bearing(self.basis);
        let entity = self.entity.map(|entity| EntityId(entity.id));
        let base_version = self.base_version;
        let contribution =
            Contribution { intent: self.intent, kind, entity, base_version, patch, basis, sources, note, channel };
        if faults.is_empty() {
            faults = contribution.faults();
        }
        if faults.is_empty() { Ok(contribution) } else { Err(Error::Invalid(faults)) }
    }
}

/// The patch turns `bearing` into `views`; its basis goes along.
fn rename_bearing(mut basis: BTreeMap<String, Basis>) -> BTreeMap<String, Basis> {
    if let Some(value) = basis.remove("bearing") {
        basis.insert("views".to_owned(), value);
    }
    basis
}

fn keep<T: Default>(parsed: Result<T, Vec<Fault>>, faults: &mut Vec<Fault>) -> T {
    parsed.unwrap_or_else(|found| {
        faults.extend(found);
        T::default()
    })
}

pub(crate) fn sources(sources: Vec<SourceJson>) -> Result<Vec<Source>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut parsed = Vec::new();
    if sources.len() > 20 {
        return Err(vec![Fault::at("/sources", "at most 20 sources")]);
    }
    for (i, source) in sources.into_iter().enumerate() {
        let fault = |part: &str, detail: String| vec![Fault::at(format!("/sources/{i}/{part}"), detail)];
        let kind = source
            .kind
            .map(|kind| kind.parse())
            .transpose()
            .map_err(|error: census::InvalidKey| fault("kind", error.to_string()));
        let title = source.title.map(Text::try_from).transpose().map_err(|error| fault("title", error.to_string()));
        let url = source.url.map(WebAddress::try_from).transpose().map_err(|error| fault("url", error.to_string()));
        let source =
            Source { kind: keep(kind, &mut faults), title: keep(title, &mut faults), url: keep(url, &mut faults) };
        if source.title.is_none() && source.url.is_none() && faults.is_empty() {
            faults.extend(fault("url", "a source has an address or a title".to_owned()));
        }
        parsed.push(source);
    }
    if faults.is_empty() { Ok(parsed) } else { Err(faults) }
}

impl EntityRef {
    /// An entity and its page.
    pub(crate) fn of(kind: EntityKind, id: EntityId) -> Self {
        Self { kind, id: id.0, url: Some(Paths(Lang::Fr).entity(kind, id)) }
    }
}

/// The page of a device.
pub(crate) fn device_url(id: EntityId) -> String {
    format!("/appareils/{id}")
}

/// The page of a territory.
pub(crate) fn territory_url(territory: &Territory) -> String {
    format!("/villes/{}-{}", territory.code, territory.slug())
}

/// The public keys of the reasons to hold a contribution.
pub(crate) fn hold_keys(holds: &[Hold]) -> Vec<String> {
    holds.iter().filter_map(|hold| serde_json::to_value(hold).ok()?.as_str().map(str::to_owned)).collect()
}

impl TerritoryRef {
    /// A territory in short.
    pub(crate) fn of(territory: &Territory) -> Self {
        Self { code: territory.code.to_string(), name: territory.name.clone(), url: territory_url(territory) }
    }
}

impl TerritoryJson {
    /// A territory with the name of its department.
    pub(crate) fn of(territory: &Territory, places: &Places) -> Self {
        let department = territory.department.as_deref().and_then(|code| places.by_code(code));
        let department = department.filter(|_| territory.kind != TerritoryKind::Department);
        Self {
            code: territory.code.to_string(),
            name: territory.name.clone(),
            kind: territory.kind.key().to_owned(),
            department: department.map(|department| department.bare_code().to_owned()),
            department_name: department.map(|department| department.name.clone()),
            population: territory.population,
            postal_codes: territory.postal_codes.iter().map(ToString::to_string).collect(),
            siren: territory.siren.map(|siren| siren.to_string()),
            former_codes: territory.former_codes.iter().map(ToString::to_string).collect(),
            label_point: territory.label_point.map(|point| [point.longitude(), point.latitude()]),
            bbox: territory.bbox.map(|bbox| [bbox.west(), bbox.south(), bbox.east(), bbox.north()]),
            url: territory_url(territory),
        }
    }
}
