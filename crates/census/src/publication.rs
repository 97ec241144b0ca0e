//! What the public sees of a device: a GeoJSON feature, rendered once with each revision.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    Claim, Device, DeviceKind, DeviceStatus, Entity, EntityId, Feature, Form, Mobility, Mount, OperatorKind,
    PartialDate, Record, Source, Text, Upstream, Verification, View, Watches, Zone,
};

/// A device as a GeoJSON feature (RFC 7946), with the property names of the model.
#[derive(Debug, Clone, Serialize)]
pub struct PublicFeature<'a> {
    r#type: &'static str,
    id: EntityId,
    geometry: Point,
    properties: Properties<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct Point {
    r#type: &'static str,
    coordinates: [f64; 2],
}

#[derive(Debug, Clone, Serialize)]
struct Properties<'a> {
    kind: DeviceKind,
    status: DeviceStatus,
    verification: Verification,
    confirmations: u32,
    absences: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mount: Option<Mount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bearing: Option<f64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    views: &'a [View],
    #[serde(skip_serializing_if = "Option::is_none")]
    height_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accuracy_m: Option<f64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    features: &'a [Feature],
    #[serde(skip_serializing_if = "Option::is_none")]
    watches: Option<Watches>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    zones: &'a [Zone],
    #[serde(skip_serializing_if = "Option::is_none")]
    indoor: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: &'a Option<Text<120>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_kind: Option<OperatorKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: &'a Option<Text<120>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: &'a Option<Text<120>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobility: Option<Mobility>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_present: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_label: &'a Option<Text<200>>,
    territory_code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    territory_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_seen: &'a Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_confirmed: &'a Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed_on: &'a Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: &'a Option<Text<1000>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    disputed: &'a BTreeMap<String, Vec<Claim>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sources: &'a [Source],
    licence: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    upstream: &'a [Upstream],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    fictional: bool,
    version: u32,
    created_on: NaiveDate,
    updated_on: NaiveDate,
}

impl<'a> PublicFeature<'a> {
    /// The feature of a device, which is the state of an entity; `territory_name` is the name of its commune, where
    /// there is one.
    pub fn of(entity: &'a Entity, device: &'a Device, territory_name: Option<&'a str>) -> Self {
        Self {
            r#type: "Feature",
            id: entity.id,
            geometry: Point { r#type: "Point", coordinates: six_decimals(device.position) },
            properties: Properties {
                kind: device.kind,
                status: device.status,
                verification: device.verification,
                confirmations: device.confirmations,
                absences: device.absences,
                form: device.form,
                mount: device.mount,
                bearing: device.bearing(),
                views: &device.views,
                height_m: device.height_m,
                accuracy_m: device.accuracy_m,
                features: &device.features,
                watches: device.watches,
                zones: &device.zones,
                indoor: device.indoor,
                operator: &device.operator,
                operator_kind: device.operator_kind,
                manufacturer: &device.manufacturer,
                product: &device.product,
                mobility: device.mobility,
                sign_present: device.sign_present,
                address_label: &device.address_label,
                territory_code: &device.territory,
                territory_name,
                first_seen: &device.first_seen,
                last_confirmed: &device.last_confirmed,
                removed_on: &device.removed_on,
                description: &device.description,
                disputed: &device.disputed,
                sources: &device.sources,
                licence: &device.licence,
                upstream: &device.upstream,
                fictional: device.fictional,
                version: entity.version,
                created_on: entity.created_on,
                updated_on: entity.updated_on,
            },
        }
    }
}

/// RFC 7946 §11.2: more than six decimals are noise.
fn six_decimals(position: geodata::Position) -> [f64; 2] {
    [position.longitude(), position.latitude()].map(|degrees| (degrees * 1e6).round() / 1e6)
}

/// The feature as JSON text: what lists, dumps and pages copy.
pub fn feature_json(entity: &Entity, device: &Device, territory_name: Option<&str>) -> String {
    serde_json::to_string(&PublicFeature::of(entity, device, territory_name))
        .expect("a feature has text keys and finite numbers")
}

/// A record as JSON text: its values and what is known of it, the derived days marked as such.
pub fn record_json(entity: &Entity, record: &Record) -> String {
    let mut fields = entity.state.fields();
    fields.remove("basis");
    let facts = [
        ("id", json!(entity.id)),
        ("title", json!(record.title())),
        ("version", json!(entity.version)),
        ("created_on", json!(entity.created_on)),
        ("updated_on", json!(entity.updated_on)),
    ];
    let derived = [("derived_expires_on", record.derived_expiry()), ("derived_end_on", record.derived_end())];
    fields.extend(facts.map(|(name, value)| (name.to_owned(), value)));
    let days = derived.into_iter().filter_map(|(name, day)| Some((name.to_owned(), json!(day?))));
    fields.extend(days);
    Value::Object(fields).to_string()
}
