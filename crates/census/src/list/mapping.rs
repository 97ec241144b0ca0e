//! Which column means what: a small TOML file, written by hand or guessed and shown.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use geodata::Crs;
use serde::{Deserialize, Serialize};

use super::Table;
use super::reading::plain;
use crate::{InvalidKey, WebAddress};

/// What a column can tell about a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// Its number in the list.
    Id,
    /// East: longitude, or x in metres.
    Longitude,
    /// North: latitude, or y in metres.
    Latitude,
    /// Both in one cell, latitude first, as open-data portals write `geo_point_2d`.
    Point,
    /// The commune: an INSEE code, a postal code or a name.
    Territory,
    /// A street or a crossing. Several columns are joined.
    Address,
    /// What it is.
    Kind,
    /// Its shape.
    Form,
    /// What carries it.
    Mount,
    /// The kind of place it watches.
    Zone,
    /// The organisation that runs it.
    Operator,
    /// Who runs it, in one word.
    OperatorKind,
    /// The company that made it.
    Manufacturer,
    /// The product.
    Product,
    /// Degrees clockwise from north, or a point of the compass.
    Direction,
    /// When it was put there.
    FirstSeen,
    /// When it was taken away.
    RemovedOn,
    /// The radius in metres within which it stands.
    AccuracyM,
    /// The department, where communes are named and several are called so.
    Department,
    /// The number of an order.
    Number,
    /// Who signed an order.
    Prefecture,
    /// Who asked for an order.
    Applicant,
    /// When an order was signed.
    SignedOn,
    /// Until when an order holds.
    ExpiresOn,
    /// What became of an order.
    Status,
    /// Cameras that an order allows on the public road.
    CamerasPublicRoad,
    /// Cameras that it allows outside elsewhere.
    CamerasOutdoor,
    /// Cameras that it allows inside.
    CamerasIndoor,
    /// What an order is for.
    Purposes,
    /// Days that pictures may be kept.
    RetentionDays,
    /// The address of the order itself.
    Document,
}

impl Target {
    /// All of them, with their names.
    const NAMES: [(Self, &'static str); 31] = [
        (Self::Id, "id"),
        (Self::Longitude, "longitude"),
        (Self::Latitude, "latitude"),
        (Self::Point, "point"),
        (Self::Territory, "territory"),
        (Self::Address, "address"),
        (Self::Kind, "kind"),
        (Self::Form, "form"),
        (Self::Mount, "mount"),
        (Self::Zone, "zone"),
        (Self::Operator, "operator"),
        (Self::OperatorKind, "operator_kind"),
        (Self::Manufacturer, "manufacturer"),
        (Self::Product, "product"),
        (Self::Direction, "direction"),
        (Self::FirstSeen, "first_seen"),
        (Self::RemovedOn, "removed_on"),
        (Self::AccuracyM, "accuracy_m"),
        (Self::Department, "department"),
        (Self::Number, "number"),
        (Self::Prefecture, "prefecture"),
        (Self::Applicant, "applicant"),
        (Self::SignedOn, "signed_on"),
        (Self::ExpiresOn, "expires_on"),
        (Self::Status, "status"),
        (Self::CamerasPublicRoad, "cameras_public_road"),
        (Self::CamerasOutdoor, "cameras_outdoor"),
        (Self::CamerasIndoor, "cameras_indoor"),
        (Self::Purposes, "purposes"),
        (Self::RetentionDays, "retention_days"),
        (Self::Document, "document"),
    ];

    /// Its name in a mapping.
    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(target, _)| *target == self).map_or("", |(_, name)| name)
    }
}

impl FromStr for Target {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let known = Self::NAMES.iter().find(|(_, name)| *name == text);
        let names = || Self::NAMES.iter().map(|(_, name)| *name);
        known.map(|(target, _)| *target).ok_or_else(|| InvalidKey::new("column of a list", text, names()))
    }
}

impl TryFrom<String> for Target {
    type Error = InvalidKey;

    fn try_from(text: String) -> Result<Self, InvalidKey> {
        text.parse()
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        target.key().to_owned()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// One column, or several whose texts are joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// The name of a column.
    One(String),
    /// The names of several.
    Several(Vec<String>),
}

impl Column {
    /// The names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// What the rows of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Cameras, and other devices.
    #[default]
    Devices,
    /// Prefects' orders.
    Authorisations,
}

impl Profile {
    /// What is not written because it is so without saying.
    pub fn is_devices(&self) -> bool {
        *self == Self::Devices
    }
}

/// Where a list comes from, and why the census may keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Names the list for ever, such as `agen-2025`: letters, digits and hyphens.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Where it was published.
    pub url: WebAddress,
    /// The day it was published or obtained.
    pub published_on: NaiveDate,
    /// SPDX identifier of its licence, such as `etalab-2.0` or `ODbL-1.0`.
    pub licence: String,
    /// Why it may be kept here, in words: a licence on a page, an answer to a request, a judgement.
    pub permission: String,
    /// What its rows are.
    #[serde(default, skip_serializing_if = "Profile::is_devices")]
    pub profile: Profile,
}

/// How the coordinates are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coordinates {
    /// The system, such as `EPSG:2154`; degrees without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// The columns are called the wrong way round: exchange them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub swapped: bool,
}

/// What a list means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Where the list comes from.
    pub list: About,
    /// How its coordinates are written.
    #[serde(default)]
    pub coordinates: Coordinates,
    /// What its columns tell.
    pub columns: BTreeMap<Target, Column>,
    /// What holds where a row says nothing.
    #[serde(default)]
    pub defaults: BTreeMap<Target, String>,
    /// What its words mean: `[values.form]` with `"Boule" = "dome"`.
    #[serde(default)]
    pub values: BTreeMap<Target, BTreeMap<String, String>>,
}

/// Why a mapping is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMapping {
    /// It is no TOML, or has names that mean nothing.
    #[error("the mapping cannot be read: {0}")]
    Toml(String),
    /// A text is missing or is not what it has to be.
    #[error("{field} of the mapping: {reason}")]
    Field {
        /// Which.
        field: &'static str,
        /// What is expected.
        reason: String,
    },
    /// It names a column that the list does not have.
    #[error("the list has no column {name:?}; it has {found}")]
    Column {
        /// The name.
        name: String,
        /// The names that there are.
        found: String,
    },
    /// It says neither where the devices are nor in which commune.
    #[error("the mapping names no column for longitude and latitude, point, or territory")]
    NoPlace,
}

/// Licences under which others' lists may become part of an open database (Licence Ouverte, ODbL, CC0, CC BY).
const LICENCES: [&str; 8] =
    ["etalab-2.0", "etalab-1.0", "ODbL-1.0", "CC0-1.0", "CC-BY-4.0", "CC-BY-3.0", "PDDL-1.0", "ODC-By-1.0"];

impl Mapping {
    /// Reads a mapping.
    pub fn parse(text: &str) -> Result<Self, InvalidMapping> {
        let mapping: Self = toml::from_str(text).map_err(|error| InvalidMapping::Toml(error.to_string()))?;
        mapping.checked()
    }

    /// The mapping as a file.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// What names this list among the origins of a device.
    pub fn source(&self) -> String {
        format!("list:{}", self.list.id)
    }

    /// What it says of a word of the list.
    pub fn meaning(&self, target: Target, word: &str) -> Option<String> {
        let words = self.values.get(&target)?;
        words.iter().find(|(known, _)| plain(known) == plain(word)).map(|(_, key)| key.clone())
    }

    /// The system of its coordinates.
    pub fn crs(&self) -> Result<Crs, InvalidMapping> {
        let crs = self.coordinates.crs.as_deref().map(str::parse).transpose();
        let wrong =
            |error: geodata::InvalidCrs| InvalidMapping::Field { field: "coordinates.crs", reason: error.to_string() };
        Ok(crs.map_err(wrong)?.unwrap_or(Crs::DEGREES))
    }

    /// Are its columns those of a list?
    pub fn fits(&self, table: &Table) -> Result<(), InvalidMapping> {
        let names = self.columns.values().flat_map(Column::names);
        match names.into_iter().find(|name| table.column(name).is_none()) {
            Some(name) => {
                Err(InvalidMapping::Column { name: name.chars().take(80).collect(), found: table.columns.join(", ") })
            }
            None => Ok(()),
        }
    }

    fn checked(self) -> Result<Self, InvalidMapping> {
        let wrong = |field, reason: &str| Err(InvalidMapping::Field { field, reason: reason.to_owned() });
        let list = &self.list;
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if list.id.is_empty() || list.id.len() > 60 || !list.id.chars().all(plain) {
            return wrong("list.id", "expected up to 60 small letters, digits and hyphens");
        }
        for (field, text) in
            [("list.title", &list.title), ("list.publisher", &list.publisher), ("list.permission", &list.permission)]
        {
            if text.trim().is_empty() || text.chars().count() > 200 {
                return wrong(field, "expected 1 to 200 characters");
            }
        }
        if !LICENCES.contains(&list.licence.as_str()) {
            let reason = format!("expected one of {}, found {:?}", LICENCES.join(", "), list.licence);
            return Err(InvalidMapping::Field { field: "list.licence", reason });
        }
        self.crs()?;
        let has = |target| self.columns.contains_key(&target);
        let placed = has(Target::Point) || (has(Target::Longitude) && has(Target::Latitude));
        let everywhere = |target| has(target) || self.defaults.get(&target).is_some_and(|text| !text.trim().is_empty());
        if list.profile == Profile::Authorisations {
            return match (everywhere(Target::Territory), everywhere(Target::Prefecture)) {
                (false, _) => Err(InvalidMapping::NoPlace),
                (_, false) => wrong("defaults.prefecture", "expected the prefecture that signed the orders"),
                _ => Ok(self),
            };
        }
        if placed || has(Target::Territory) { Ok(self) } else { Err(InvalidMapping::NoPlace) }
    }
}
