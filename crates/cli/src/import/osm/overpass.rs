//! Overpass JSON, element by element.

use std::fmt;
use std::io::{self, Read};

use census::osm::{Element, ElementKind, Location, Quarantined, Reason};
use geodata::Position;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Error;

/// Takes each element that describes a device, or the reason why it cannot be read.
type Take<'a> = &'a mut dyn FnMut(Result<Element, Quarantined>) -> io::Result<()>;

/// Reads an answer to its end. A server that gave up says so there, in `remark`.
pub(super) fn read(mut reader: impl Read, take: Take<'_>) -> Result<(), Error> {
    let mut json = serde_json::Deserializer::from_reader(&mut reader);
    let remark = Answer(take).deserialize(&mut json)?;
    json.end()?;
    match remark {
        Some(remark) if remark.contains("error") => Err(Error::Incomplete(remark)),
        _ => Ok(()),
    }
}

/// The answer as a whole; its value is the server's remark.
struct Answer<'a>(Take<'a>);

impl<'de> DeserializeSeed<'de> for Answer<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Answer<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with \"elements\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (mut remark, mut found) = (None, false);
        while let Some(name) = fields.next_key::<String>()? {
            match name.as_str() {
                "elements" => {
                    fields.next_value_seed(Elements(&mut *self.0))?;
                    found = true;
                }
                "remark" => remark = fields.next_value::<Value>()?.as_str().map(str::to_owned),
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        if found { Ok(remark) } else { Err(A::Error::custom("it has no \"elements\"")) }
    }
}

struct Elements<'a>(Take<'a>);

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(value) = items.next_element::<Value>()? {
            if let Some(element) = read_element(&value, number) {
                (self.0)(element).map_err(A::Error::custom)?;
            }
            number += 1;
        }
        Ok(())
    }
}

/// `None` for an element that has nothing to do with surveillance.
fn read_element(value: &Value, number: usize) -> Option<Result<Element, Quarantined>> {
    let unreadable = |id: String| Some(Err(Quarantined::whole(id, Reason::Unreadable)));
    let Some(fields) = value.as_object() else { return unreadable(format!("elements[{number}]")) };
    let tags = match fields.get("tags") {
        None => return None,
        Some(Value::Object(tags)) => tags,
        Some(_) => return unreadable(format!("elements[{number}]")),
    };
    if !Element::is_device(tags.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))) {
        return None;
    }
    let kind = match fields.get("type").and_then(Value::as_str) {
        Some("node") => ElementKind::Node,
        Some("way") => ElementKind::Way,
        Some("relation") => ElementKind::Relation,
        _ => return unreadable(format!("elements[{number}]")),
    };
    let Some(id) = fields.get("id").and_then(Value::as_i64) else { return unreadable(format!("elements[{number}]")) };
    Some(Ok(Element {
        kind,
        id,
        version: fields.get("version").and_then(Value::as_u64).and_then(|version| version.try_into().ok()),
        location: location(kind, fields),
        tags: tags.iter().map(|(key, value)| (key.clone(), text(value))).collect(),
    }))
}

/// Tags are text; a number that some program wrote unquoted means the same.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A node has its coordinates, a way `center` or `geometry`, where they were asked for.
fn location(kind: ElementKind, fields: &Map<String, Value>) -> Location {
    match kind {
        ElementKind::Node => coordinates(fields).map_or_else(|without| without, Location::At),
        ElementKind::Relation => Location::Extended,
        ElementKind::Way if is_open(fields) => Location::Extended,
        ElementKind::Way => middle(fields).map_or_else(|without| without, Location::Middle),
    }
}

/// Known not to close; without the list of nodes nothing is known.
fn is_open(fields: &Map<String, Value>) -> bool {
    let ends = ["nodes", "geometry"].into_iter().find_map(|name| fields.get(name)?.as_array());
    ends.is_some_and(|points| points.first() != points.last())
}

fn middle(fields: &Map<String, Value>) -> Result<Position, Location> {
    if let Some(center) = fields.get("center").and_then(Value::as_object) {
        return coordinates(center);
    }
    let points = fields.get("geometry").and_then(Value::as_array).ok_or(Location::Missing)?;
    let ring = points.iter().map(|point| coordinates(point.as_object().ok_or(Location::Missing)?));
    let ring: Vec<Position> = ring.collect::<Result<_, _>>()?;
    super::pbf::middle_of(&ring).ok_or(Location::Missing)
}

/// Numbers only: `"48.8"` in quotes is a broken file, not a place.
fn coordinates(fields: &Map<String, Value>) -> Result<Position, Location> {
    let number = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Err(Location::Missing),
        Some(value) => value.as_f64().ok_or(Location::Impossible),
    };
    Position::new(number("lon")?, number("lat")?).map_err(|_| Location::Impossible)
}
