//! A thing that stands somewhere and watches.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use geodata::Position;
use serde::{Deserialize, Serialize};

use crate::{
    Basis, Claim, DeviceKind, DeviceStatus, EntityId, Feature, Form, Mobility, Mount, OperatorKind, PartialDate,
    Source, Text, Verification, View, Watches, Zone,
};

/// Where a record came from, so that importing it twice changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// The other census: `osm`, `sous-surveillance`, a city's own list.
    pub source: String,
    /// Its name there, such as `node/6459866647`.
    pub id: String,
    /// The version read, where the source has versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// The current state of a device. Everything unknown is absent, never a default that states a fact.
///
/// Its JSON form is the body that revisions record and hash: adding an optional field is safe, renaming one is not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// What it is.
    pub kind: DeviceKind,
    /// Where the device (not the reporter) is.
    pub position: Position,
    /// Radius in metres within which the device stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// INSEE code of the commune or arrondissement, or the country code of a neighbour in coverage.
    pub territory: String,
    /// The nearest address or crossing in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_label: Option<Text<200>>,
    /// The shape of the camera.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// What carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mount: Option<Mount>,
    /// Where it looks; several cameras on one pole are several views.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// Height above ground in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_m: Option<f64>,
    /// What it can do beyond a picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<Feature>,
    /// What it looks at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watches: Option<Watches>,
    /// The kinds of place it watches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// Does it stand indoors?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indoor: Option<bool>,
    /// The organisation that runs it, never a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<Text<120>>,
    /// Who runs it, in one word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_kind: Option<OperatorKind>,
    /// The company that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<Text<120>>,
    /// The product's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Text<120>>,
    /// Does it stay where it is?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobility: Option<Mobility>,
    /// Is the legal notice there?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_present: Option<bool>,
    /// When it was first there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<PartialDate>,
    /// The day somebody last saw it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_confirmed: Option<PartialDate>,
    /// When it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_on: Option<PartialDate>,
    /// What a reader should know, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text<1000>>,
    /// What became of it.
    pub status: DeviceStatus,
    /// The device that it turned out to be, as which it is told from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<EntityId>,
    /// How sure the census is; computed by [`crate::verification`].
    pub verification: Verification,
    /// How often somebody said "still there" after the first report.
    #[serde(default)]
    pub confirmations: u32,
    /// How often in a row somebody looked for it in vain.
    #[serde(default)]
    pub absences: u32,
    /// The day of the first search in vain by an independent witness since it was last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_on: Option<NaiveDate>,
    /// How many confirmations are known to be independent of one another and of the report.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub independent: u32,
    /// The day a moderator compared it with its documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<PartialDate>,
    /// The published documents that speak of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The values that contradict the ones above, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub disputed: BTreeMap<String, Vec<Claim>>,
    /// How each field is known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub basis: BTreeMap<String, Basis>,
    /// SPDX identifier of the licence of this record.
    pub licence: String,
    /// Where the record came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstream: Vec<Upstream>,
    /// Made by the sample generator: no such thing stands anywhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fictional: bool,
}

/// Licence of what people contribute, and of what comes from OpenStreetMap.
pub(crate) const OWN_LICENCE: &str = "ODbL-1.0";

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
pub(crate) fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Device {
    /// A device of which only the kind, the place and the territory are known.
    pub fn new(kind: DeviceKind, position: Position, territory: String) -> Self {
        Self {
            kind,
            position,
            accuracy_m: None,
            territory,
            address_label: None,
            form: None,
            mount: None,
            views: Vec::new(),
            height_m: None,
            features: Vec::new(),
            watches: None,
            zones: Vec::new(),
            indoor: None,
            operator: None,
            operator_kind: None,
            manufacturer: None,
            product: None,
            mobility: None,
            sign_present: None,
            first_seen: None,
            last_confirmed: None,
            removed_on: None,
            description: None,
            status: DeviceStatus::Reported,
            merged_into: None,
            verification: Verification::Unverified,
            confirmations: 0,
            absences: 0,
            missed_on: None,
            independent: 0,
            checked_on: None,
            disputed: BTreeMap::new(),
            sources: Vec::new(),
            basis: BTreeMap::new(),
            licence: OWN_LICENCE.to_owned(),
            upstream: Vec::new(),
            fictional: false,
        }
    }

    /// The direction of the device when it has exactly one.
    pub fn bearing(&self) -> Option<f64> {
        match self.views.as_slice() {
            [view] => view.bearing.map(geodata::Bearing::degrees),
            _ => None,
        }
    }

    /// Does it read number plates, as what it is or besides?
    pub fn reads_plates(&self) -> bool {
        self.kind == DeviceKind::PlateReader || self.features.contains(&Feature::PlateReading)
    }

    /// The day from which it stood, as far as the census knows, and whether that is when it was first seen: otherwise
    /// it is `created_on`, the day on which the census first knew it.
    pub fn first_on(&self, created_on: NaiveDate) -> (NaiveDate, bool) {
        self.first_seen.as_ref().map_or((created_on, false), |date| (date.first_day(), true))
    }

    /// The day of the last word on it: of a device that stands, when somebody last saw it there; of any other, when it
    /// went or, where nobody said, when that was published. The day of an import is no sighting.
    pub fn last_on(&self, created_on: NaiveDate, updated_on: NaiveDate) -> Option<NaiveDate> {
        if !self.status.stands() {
            return Some(self.removed_on.as_ref().map_or(updated_on, PartialDate::first_day));
        }
        let seen = self.last_confirmed.as_ref().or(self.first_seen.as_ref()).map(PartialDate::first_day);
        seen.or(self.upstream.is_empty().then_some(created_on))
    }
}
