//! What a picture shows, as values.

use std::sync::Arc;

use geodata::{TileCoord, View};

use crate::palette::{Palette, Rgb, Theme};

/// Everything that a picture is made of.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What it looks at, in pixels of the page.
    pub view: View,
    /// Pixels of the picture in a pixel of the page: 1, or 2 for fine screens.
    pub ratio: u32,
    /// By day or at night.
    pub theme: Theme,
    /// In which language countries are named.
    pub language: Language,
    /// Tiles of the embedded basemap (`geodata::basemap`), not compressed.
    pub basemap: Vec<GroundTile>,
    /// Tiles of streets in the OpenMapTiles schema, not compressed.
    pub streets: Vec<GroundTile>,
    /// The territory that the picture is about; what lies outside is veiled.
    pub outline: Option<Outline>,
    /// Where devices look.
    pub sectors: Vec<Sector>,
    /// Single devices.
    pub devices: Vec<Device>,
    /// Devices that stand too close to be drawn one by one.
    pub clusters: Vec<Cluster>,
    /// The device that the picture is about, as [`Device::at`].
    pub selected: Option<(f64, f64)>,
    /// Names may run over the edge, where another picture goes on with them.
    pub seamless: bool,
    /// Whose data it is, written into the lower right corner; nothing when empty.
    pub attribution: String,
}

/// The language of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// French.
    #[default]
    French,
    /// English.
    English,
}

/// A vector tile below the census.
#[derive(Debug, Clone)]
pub struct GroundTile {
    /// Which tile.
    pub tile: TileCoord,
    /// Its bytes (MVT 2).
    pub bytes: Arc<[u8]>,
}

/// The rings of a territory, outer ones and holes alike, in unit-square Web-Mercator coordinates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline(pub Vec<Vec<(f64, f64)>>);

/// What a device belongs to: a colour and a shape (`design.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Cameras: blue, round.
    Camera,
    /// Software: orange, six corners.
    Software,
    /// Police files: purple, square.
    File,
    /// Facial recognition: vermilion, a square on its corner.
    Face,
    /// Everything else: grey, round.
    Other,
}

impl Family {
    pub(crate) fn colour(self, palette: &Palette) -> Rgb {
        match self {
            Self::Camera => palette.camera,
            Self::Software => palette.software,
            Self::File => palette.file,
            Self::Face => palette.face,
            Self::Other => palette.quiet_ink,
        }
    }
}

/// How sure the census is, as it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// Nobody but the reporter said so.
    Hollow,
    /// One witness.
    Half,
    /// Several witnesses.
    Full,
    /// A document says so.
    Ringed,
    /// Somebody disagrees.
    Hatched,
    /// Removed, or not found: a grey cross.
    Gone,
}

/// A sign laid over the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Reads plates.
    Bar,
    /// Listens.
    Wave,
    /// Nobody knows what it is.
    Question,
}

/// One device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Device {
    /// Where it is, in unit-square Web-Mercator coordinates.
    pub at: (f64, f64),
    /// What it belongs to.
    pub family: Family,
    /// What it does besides.
    pub sign: Option<Sign>,
    /// How sure the census is.
    pub certainty: Certainty,
}

/// Where a device looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Sector {
    /// Whose colour it has.
    pub family: Family,
    /// Its ring, in unit-square Web-Mercator coordinates.
    pub ring: Vec<(f64, f64)>,
    /// It may look anywhere within: only the outline is drawn.
    pub anywhere: bool,
}

/// What a ring tells apart, cameras first, clockwise from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Cameras.
    Camera,
    /// Plate readers.
    PlateReader,
    /// Sensors.
    Sensor,
    /// Everything else.
    Other,
}

impl Part {
    /// All of them, in the order of [`Cluster::counts`].
    pub const ALL: [Self; 4] = [Self::Camera, Self::PlateReader, Self::Sensor, Self::Other];
}

/// Devices that stand together: a ring divided by what they are, with their number inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cluster {
    /// Its middle, in unit-square Web-Mercator coordinates.
    pub at: (f64, f64),
    /// How many of each [`Part`].
    pub counts: [u32; Part::ALL.len()],
}

impl Cluster {
    /// All of them.
    pub fn total(&self) -> u32 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Pixels from the middle to the outer edge: one device, a few, tens, hundreds, thousands, more.
    pub fn radius(&self) -> f32 {
        match self.total() {
            0..2 => 11.0,
            2..10 => 13.0,
            10..100 => 16.0,
            100..1_000 => 20.0,
            1_000..10_000 => 24.0,
            _ => 29.0,
        }
    }
}
