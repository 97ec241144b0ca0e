//! One tile seen from the map: what it reaches, and where in it a place on the map falls.

use rstar::{AABB, Envelope};

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

/// Boxes that share a box one level up.
const FAN: usize = 16;

/// Things with boxes, found by box: an R-tree without pointers, packed once (Leutenegger, Lopez and Edgington 1997).
/// 21 bytes a thing beside the thing.
#[derive(Debug)]
pub(super) struct Index<T> {
    things: Box<[T]>,
    /// The numbers of the things, neighbours on the map beside one another.
    order: Box<[u32]>,
    /// The boxes of the things in that order, then level by level one around each [`FAN`], up to a single one.
    levels: Vec<Box<[MapBox]>>,
}

impl<T> Index<T> {
    pub(super) fn new(boxed: impl IntoIterator<Item = (MapBox, T)>) -> Self {
        let (boxes, things): (Vec<MapBox>, Vec<T>) = boxed.into_iter().unzip();
        let order = neighbourly(&boxes);
        let mut levels: Vec<Box<[MapBox]>> = vec![order.iter().map(|number| boxes[*number as usize]).collect()];
        while let Some(last) = levels.last().filter(|level| level.len() > 1) {
            levels.push(last.chunks(FAN).map(around).collect());
        }
        Self { things: things.into(), order: order.into(), levels }
    }

    /// What touches the box, in the order in which it was given.
    pub(super) fn touching(&self, reach: MapBox) -> Vec<&T> {
        let mut places: Vec<usize> = self.levels.last().map(|top| (0..top.len()).collect()).unwrap_or_default();
        for (height, level) in self.levels.iter().enumerate().rev() {
            places.retain(|place| level[*place].intersects(&reach));
            if let Some(below) = height.checked_sub(1).map(|below| self.levels[below].len()) {
                places = places.iter().flat_map(|place| place * FAN..((place + 1) * FAN).min(below)).collect();
            }
        }
        let mut numbers: Vec<u32> = places.into_iter().map(|place| self.order[place]).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| &self.things[number as usize]).collect()
    }
}

/// The numbers of boxes in vertical strips of about as many boxes as there are strips, from north to south in each.
fn neighbourly(boxes: &[MapBox]) -> Vec<u32> {
    let middle = |number: &u32, axis: usize| boxes[*number as usize].center()[axis];
    let mut numbers: Vec<u32> = (0..boxes.len() as u32).collect();
    numbers.sort_by_key(|number| middle(number, 0));
    let strip = boxes.len().div_ceil(FAN).isqrt().max(1) * FAN;
    for strip in numbers.chunks_mut(strip) {
        strip.sort_by_key(|number| middle(number, 1));
    }
    numbers
}

fn around(boxes: &[MapBox]) -> MapBox {
    boxes.iter().fold(MapBox::new_empty(), |all, one| all.merged(one))
}

/// The smallest box around points, of which there is at least one.
pub(super) fn box_of<'a>(points: impl IntoIterator<Item = &'a MapPoint> + 'a) -> MapBox {
    AABB::from_points(points)
}
