//! What a contribution may say about an entity, field by field.

use std::fmt;

use geodata::Position;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::schema::{field, optional};
use crate::shape::{Shape, parsed};
use crate::{DeviceKind, EntityKind, Field, View};

/// One thing wrong with what was sent, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer (RFC 6901) into the contribution.
    pub pointer: String,
    /// What was found and what is allowed, for the sender.
    pub detail: String,
}

impl Fault {
    /// A fault at a pointer.
    pub fn at(pointer: impl Into<String>, detail: impl fmt::Display) -> Self {
        Self { pointer: pointer.into(), detail: detail.to_string() }
    }
}

/// Fields and their new values, each parsed and normalised; `null` takes a value away.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Patch(Map<String, Value>);

/// The fields of a device that people contribute. The others (status, verification, counts) follow from what people
/// say.
pub(crate) const DEVICE: &[Field] = &[
    optional("kind", Shape::Choice("device_kind")),
    optional("position", Shape::Checked("position", parsed::<Position>)),
    optional("accuracy_m", Shape::Checked("number", accuracy)),
    optional("territory", Shape::Territory),
    optional("address_label", Shape::Line(200)),
    optional("form", Shape::Choice("camera_form")),
    optional("mount", Shape::Choice("mount")),
    optional("views", Shape::Checked("views", views)),
    optional("height_m", Shape::Checked("number", height)),
    optional("features", Shape::Choices("feature")),
    optional("watches", Shape::Choice("watches")),
    optional("zones", Shape::Choices("zone")),
    optional("indoor", Shape::Flag),
    optional("operator", Shape::Line(120)),
    optional("operator_kind", Shape::Choice("operator_kind")),
    optional("manufacturer", Shape::Line(120)),
    optional("product", Shape::Line(120)),
    optional("mobility", Shape::Choice("mobility")),
    optional("sign_present", Shape::Flag),
    optional("first_seen", Shape::Date),
    optional("last_confirmed", Shape::Date),
    optional("removed_on", Shape::Date),
    optional("description", Shape::Prose(1000)),
];

impl Patch {
    /// Reads a patch for an entity of a kind, gathering every fault. For a device, `bearing` is taken as the short form
    /// of one view.
    pub fn parse(kind: EntityKind, values: Map<String, Value>) -> Result<Self, Vec<Fault>> {
        let mut known = Map::new();
        let mut faults = Vec::new();
        for (name, value) in values {
            let short = kind == EntityKind::Device && name == "bearing";
            let (name, value) = if short { one_view(value) } else { (name, value) };
            match field(kind, &name) {
                None => faults.push(Fault::at(format!("/patch/{name}"), "this field does not exist")),
                Some(_) if value.is_null() => drop(known.insert(name, value)),
                Some(field) => match field.shape.parse(&value) {
                    Ok(value) => drop(known.insert(name, value)),
                    Err(detail) => faults.push(Fault::at(format!("/patch/{name}"), detail)),
                },
            }
        }
        if faults.is_empty() { Ok(Self(known)) } else { Err(faults) }
    }

    /// Does the patch set or clear this field?
    pub fn touches(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// Is there nothing in it?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a text-like field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Value::as_str)
    }

    /// The proposed position.
    pub fn position(&self) -> Option<Position> {
        self.value("position")
    }

    /// The proposed kind.
    pub fn kind(&self) -> Option<DeviceKind> {
        self.value("kind")
    }

    /// Fixes the territory to what the locator, or a person near a boundary, said.
    pub fn set_territory(&mut self, code: &str) {
        self.0.insert("territory".to_owned(), Value::from(code));
    }

    /// Puts a value that a program found into the patch, such as the id of what a reference meant.
    pub fn set(&mut self, field: &str, value: Value) {
        self.0.insert(field.to_owned(), value);
    }

    /// Lays a second patch over this one.
    pub fn amend(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    /// The fields as JSON.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The fields as JSON, taken out.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// Codes of the territories that the patch names.
    pub fn territories(&self) -> Vec<&str> {
        let many = self.0.get("territories").and_then(Value::as_array).into_iter().flatten();
        self.text("territory").into_iter().chain(many.filter_map(Value::as_str)).collect()
    }

    fn value<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        self.0.get(field).and_then(|value| T::deserialize(value).ok())
    }
}

fn one_view(value: Value) -> (String, Value) {
    let views = if value.is_null() { value } else { serde_json::json!([{ "bearing": value }]) };
    ("views".to_owned(), views)
}

fn views(value: &Value) -> Result<Value, String> {
    let views = Vec::<View>::deserialize(value).map_err(|error| error.to_string())?;
    if views.len() > 16 {
        return Err(format!("{} views, at most 16 fit on one pole", views.len()));
    }
    if !views.iter().all(View::is_possible) {
        return Err("a width outside 0..=360 or a tilt outside -90..=90".to_owned());
    }
    let directed: Vec<View> = views.into_iter().filter(|view| *view != View::default()).collect();
    serde_json::to_value(directed).map_err(|error| error.to_string())
}

fn accuracy(value: &Value) -> Result<Value, String> {
    between(value, 0.0, 100_000.0, "metres")
}

fn height(value: &Value) -> Result<Value, String> {
    between(value, -50.0, 500.0, "metres above ground")
}

fn between(value: &Value, low: f64, high: f64, unit: &str) -> Result<Value, String> {
    let number = value.as_f64().filter(|number| (low..=high).contains(number));
    let number = number.ok_or_else(|| format!("expected {low}..={high} {unit}, found {value}"))?;
    Ok(Value::from((number * 10.0).round() / 10.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(value: &Value) -> Result<Patch, Vec<Fault>> {
        Patch::parse(EntityKind::Device, value.as_object().cloned().expect("an object"))
    }

    #[test]
    fn every_fault_is_told_at_its_place() {
        let faults = parse(
            &json!({"kind": "cctv", "position": [2.0, 91.0], "height_m": "tall", "colour": "red", "bearing": 400}),
        )
        .expect_err("five faults");
        // In the order of the object, which serde_json keeps or sorts as the whole build says.
        let mut pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        pointers.sort_unstable();
        assert_eq!(pointers, ["/patch/colour", "/patch/height_m", "/patch/kind", "/patch/position", "/patch/views"]);
    }

    #[test]
    fn a_bearing_is_one_view_and_lists_are_sets() {
        let patch =
            parse(&json!({"bearing": 240, "zones": ["traffic", "town", "town"], "operator": null})).expect("valid");
        assert_eq!(patch.as_map()["views"], json!([{"bearing": 240.0}]));
        assert_eq!(patch.as_map()["zones"], json!(["town", "traffic"]));
        assert!(patch.touches("operator"));
    }
}
