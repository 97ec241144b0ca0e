//! The colours of the map; those of `web/src/map/palette.ts`, shade by shade.

use serde::{Deserialize, Serialize};

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// By day and at night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Ink on paper.
    #[default]
    Light,
    /// The reverse.
    Dark,
}

/// Every colour of one theme.
#[derive(Debug)]
pub(crate) struct Palette {
    pub(crate) sea: Rgb,
    pub(crate) land: Rgb,
    pub(crate) neighbour: Rgb,
    pub(crate) water: Rgb,
    pub(crate) boundary: Rgb,
    pub(crate) road: Rgb,
    pub(crate) road_edge: Rgb,
    pub(crate) building: Rgb,
    pub(crate) green: Rgb,
    pub(crate) ink: Rgb,
    pub(crate) quiet_ink: Rgb,
    pub(crate) halo: Rgb,
    pub(crate) paper: Rgb,
    pub(crate) page: Rgb,
    pub(crate) line: Rgb,
    pub(crate) action: Rgb,
    pub(crate) gone: Rgb,
    pub(crate) camera: Rgb,
    pub(crate) software: Rgb,
    pub(crate) file: Rgb,
    pub(crate) face: Rgb,
}

const fn rgb(hex: u32) -> Rgb {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
}

const LIGHT: Palette = Palette {
    sea: rgb(0x00cf_dde3),
    land: rgb(0x00f8_f6f0),
    neighbour: rgb(0x00eb_e8df),
    water: rgb(0x00bf_d2da),
    boundary: rgb(0x00b9_b09c),
    road: rgb(0x00ff_ffff),
    road_edge: rgb(0x00dc_d6c8),
    building: rgb(0x00e8_e3d6),
    green: rgb(0x00ea_eddd),
    ink: rgb(0x001c_1b18),
    quiet_ink: rgb(0x005e_5a51),
    halo: rgb(0x00fa_f8f3),
    paper: rgb(0x00ff_fefb),
    page: rgb(0x00fa_f8f3),
    line: rgb(0x00dd_d8cb),
    action: rgb(0x00a6_1c1c),
    gone: rgb(0x0077_736a),
    camera: rgb(0x0000_72b2),
    software: rgb(0x00b3_5900),
    file: rgb(0x008a_3fa0),
    face: rgb(0x00c8_361d),
};

const DARK: Palette = Palette {
    sea: rgb(0x001b_2a33),
    land: rgb(0x001a_1c1f),
    neighbour: rgb(0x0014_1618),
    water: rgb(0x0021_3540),
    boundary: rgb(0x0055_524a),
    road: rgb(0x0033_373c),
    road_edge: rgb(0x0024_272b),
    building: rgb(0x0024_272b),
    green: rgb(0x001c_221f),
    ink: rgb(0x00ec_e9e1),
    quiet_ink: rgb(0x00a9_a497),
    halo: rgb(0x0015_171a),
    paper: rgb(0x0015_171a),
    page: rgb(0x0015_171a),
    line: rgb(0x0033_373c),
    action: rgb(0x00ff_7a6b),
    gone: rgb(0x0097_938a),
    camera: rgb(0x0056_b0e4),
    software: rgb(0x00eb_9a4a),
    file: rgb(0x00cc_92e0),
    face: rgb(0x00ff_7a5f),
};

impl Theme {
    pub(crate) fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }

    /// The key in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A colour laid over another with this opacity: the ground knows no transparency, which maplibre-rs lacks.
pub(crate) fn over(top: Rgb, below: Rgb, opacity: f32) -> Rgb {
    let mix = |axis: usize| f32::from(below[axis]) + (f32::from(top[axis]) - f32::from(below[axis])) * opacity;
    [0, 1, 2].map(|axis| mix(axis).round() as u8)
}
