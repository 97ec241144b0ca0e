//! One tile seen from the map: what it reaches, and where in it a place on the map falls.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::clip::{BUFFER, Place};
use super::lines::{MAP_BITS, MapBox, MapPoint};
use crate::TileCoord;
use crate::mvt::{EXTENT, TilePoint};

/// A tile as the layers see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) zoom: u8,
    /// The tile itself.
    pub(super) tile: MapBox,
    /// The tile and its buffer.
    pub(super) reach: MapBox,
    origin: Place,
    /// Tile units in a map unit.
    scale: f64,
}

impl View {
    pub(super) fn new(tile: TileCoord) -> Self {
        let side = 1_i32 << (MAP_BITS - u32::from(tile.z()));
        let origin = [tile.x() as i32 * side, tile.y() as i32 * side];
        let buffer = (i64::from(side) * i64::from(BUFFER) / i64::from(EXTENT)) as i32 + 1;
        let grown = |by: i32| {
            AABB::from_corners(origin.map(|low| low - by), origin.map(|low| low.saturating_add(side - 1 + by)))
        };
        let scale = f64::from(EXTENT) / f64::from(side);
        Self { zoom: tile.z(), tile: grown(0), reach: grown(buffer), origin: origin.map(f64::from), scale }
    }

    /// Where a place on the map falls, in tile units.
    pub(super) fn place(&self, point: MapPoint) -> Place {
        [0, 1].map(|axis| (f64::from(point[axis]) - self.origin[axis]) * self.scale)
    }

    /// As [`View::place`], in whole tile units.
    pub(super) fn point(&self, point: MapPoint) -> TilePoint {
        self.place(point).map(|coordinate| coordinate as i32)
    }
}

/// Things with boxes, found by box.
#[derive(Debug)]
pub(super) struct Index<T> {
    things: Vec<T>,
    tree: RTree<GeomWithData<Rectangle<MapPoint>, u32>>,
}

impl<T> Index<T> {
    pub(super) fn new(boxed: impl IntoIterator<Item = (MapBox, T)>) -> Self {
        let (boxes, things): (Vec<MapBox>, Vec<T>) = boxed.into_iter().unzip();
        let numbered = boxes.into_iter().zip(0..).map(|(shape, number)| GeomWithData::new(shape.into(), number));
        Self { things, tree: RTree::bulk_load(numbered.collect()) }
    }

    /// What touches the box, in the order in which it was given.
    pub(super) fn touching(&self, reach: MapBox) -> Vec<&T> {
        let found = self.tree.locate_in_envelope_intersecting(&reach);
        let mut numbers: Vec<u32> = found.map(|entry| entry.data).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| &self.things[number as usize]).collect()
    }
}

/// The smallest box around points, of which there is at least one.
pub(super) fn box_of<'a>(points: impl IntoIterator<Item = &'a MapPoint> + 'a) -> MapBox {
    AABB::from_points(points)
}
