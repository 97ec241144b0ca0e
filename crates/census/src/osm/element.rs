//! An element of OpenStreetMap as the readers of files hand it over.

use std::collections::BTreeMap;
use std::fmt;

use geodata::Position;
use serde::{Deserialize, Serialize};

/// The tags that make an object a device.
pub const DEVICES: [(&str, &str); 2] = [("man_made", "surveillance"), ("highway", "speed_camera")];

/// Node, way or relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementKind {
    /// A point.
    Node,
    /// A line or an area.
    Way,
    /// Several elements together.
    Relation,
}

/// Where an element is, or why that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// The coordinates of a node.
    At(Position),
    /// The middle of a closed way.
    Middle(Position),
    /// A way that does not close, or a relation, has no single place.
    Extended,
    /// The file does not hold the coordinates.
    Missing,
    /// The coordinates are not on the Earth.
    Impossible,
}

/// An element with its tags. Its time stamp is left out on purpose: it tells when somebody edited, not when somebody
/// looked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// Node, way or relation.
    pub kind: ElementKind,
    /// The number, unique among the elements of its kind.
    pub id: i64,
    /// The version, in files that tell it.
    pub version: Option<u32>,
    /// Where it is.
    pub location: Location,
    /// Keys and values as they were typed.
    pub tags: BTreeMap<String, String>,
}

impl ElementKind {
    /// `node`, `way` or `relation`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Way => "way",
            Self::Relation => "relation",
        }
    }
}

impl Element {
    /// Its name in the census: `node/6459866647`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.kind.key(), self.id)
    }

    /// The value of a tag, unless it is blank.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.get(key).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Do these tags describe a device? `surveillance=*` alone describes the place that is watched.
    pub fn is_device<'a>(tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> bool {
        tags.into_iter().any(|(key, value)| {
            let expected = DEVICES.iter().find(|(known, _)| *known == key).map(|(_, expected)| *expected);
            value.split(';').any(|token| Some(token.trim()) == expected)
        })
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}
