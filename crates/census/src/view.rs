//! Where a device looks.

use geodata::{Bearing, BearingRange};
use serde::{Deserialize, Serialize};

/// One direction of view. Everything is optional: a camera without a known direction has no direction.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Middle of the view, degrees clockwise from north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearing: Option<Bearing>,
    /// Where the sector begins, clockwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Bearing>,
    /// Where the sector ends, clockwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Bearing>,
    /// Width of the sector in degrees, 0..=360.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fov: Option<f64>,
    /// Degrees from the horizon, -90..=90, down negative (OSM `camera:tilt`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tilt: Option<f64>,
}

impl View {
    /// A view of known direction and unknown width.
    pub fn towards(bearing: Bearing) -> Self {
        Self { bearing: Some(bearing), ..Self::default() }
    }

    /// Are the widths and tilts possible ones?
    pub(crate) fn is_possible(&self) -> bool {
        self.fov.is_none_or(|fov| (0.0..=360.0).contains(&fov))
            && self.tilt.is_none_or(|tilt| (-90.0..=90.0).contains(&tilt))
    }
}

impl From<BearingRange> for View {
    fn from(range: BearingRange) -> Self {
        Self {
            bearing: Some(range.middle()),
            from: Some(range.from()),
            to: Some(range.to()),
            fov: Some(range.span()),
            tilt: None,
        }
    }
}
