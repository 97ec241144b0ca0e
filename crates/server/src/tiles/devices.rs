//! What a tile of devices holds: clusters below zoom 12, points above, sectors of view from zoom 15.

use census::{DeviceKind, DeviceStatus, Form, OperatorKind, Verification};
use geodata::mvt::{EXTENT, Layer, PointLayer, Property, Tag, Tile};
use geodata::points::{Cluster, LivePoints, Point, Pyramid};
use geodata::{ASSUMED_RANGE_M, BearingRange, CellRange, TileCoord, sector_outline, unit_per_metre};
use uuid::Uuid;

use crate::map::{Attributes, CLASS_NAMES, FIRST, LAST, Map, MapFilter, Sector};

/// From this zoom on, single devices are drawn.
pub(crate) const POINTS_FROM: u8 = 12;

/// From this zoom on, what they may look at: below, a sector is smaller than its point.
pub(crate) const SECTORS_FROM: u8 = 15;

/// The deepest zoom with tiles of its own.
pub(super) const MAX_ZOOM: u8 = 16;

/// Bits of [`EXTENT`].
const EXTENT_BITS: u32 = EXTENT.trailing_zeros();

/// The property names of a device, in the order of their numbers.
const KEYS: &[&str] = &[
    "id",
    "kind",
    "status",
    "verification",
    "family",
    "operator_kind",
    "bearing",
    "first_seen",
    "recorded_on",
    "seen_on",
    "removed_on",
    "plate_reading",
    "software",
];

/// Where the values of each vocabulary begin among the shared values of a tile.
const KINDS: usize = 0;
const STATUSES: usize = KINDS + DeviceKind::ALL.len();
const VERIFICATIONS: usize = STATUSES + DeviceStatus::ALL.len();
const FAMILIES: usize = VERIFICATIONS + Verification::ALL.len();
const OPERATORS: usize = FAMILIES + DeviceKind::ALL.len();
const BEARINGS: usize = OPERATORS + OperatorKind::ALL.len();
const YES: usize = BEARINGS + 360;
const SLOTS: usize = YES + 1;

/// The clusters of a tile.
pub(super) fn clusters(points: &LivePoints, pyramid: &Pyramid, filter: MapFilter, tile: TileCoord) -> Option<Vec<u8>> {
    let clusters = points.clusters(tile, pyramid, &|point: &Point| filter.class(point));
    let layer = clusters.iter().fold(Layer::new("clusters"), |layer, cluster| add_cluster(layer, cluster, tile));
    let mut mvt = Tile::new();
    mvt.add(layer);
    mvt.finish()
}

fn add_cluster(layer: Layer, cluster: &Cluster, tile: TileCoord) -> Layer {
    let count = MapFilter::counted(&cluster.counts);
    if count == 0 {
        return layer;
    }
    let mut properties: Vec<Property<'_>> = vec![("count", Tag::Count(u64::from(count)))];
    let counted = CLASS_NAMES.into_iter().zip(cluster.counts).filter(|(_, count)| *count > 0);
    properties.extend(counted.map(|(name, count)| (name, Tag::Count(u64::from(count)))));
    layer.point(None, within(tile, cluster.centre()), &properties)
}

/// The devices of a tile, and from [`SECTORS_FROM`] on the sectors that reach into it.
pub(super) fn single(map: &Map, points: &LivePoints, filter: MapFilter, tile: TileCoord) -> Option<Vec<u8>> {
    let range = CellRange::of_tile(tile);
    let mut layer = PointLayer::new("devices", KEYS, SLOTS, points.packed_columns().within(range).len());
    for point in points.within(range).filter(|point| filter.class(point).is_some()) {
        add_device(&mut layer, &point, tile);
    }
    let mut mvt = Tile::new();
    if tile.z() >= SECTORS_FROM {
        // Below the points, as they are drawn.
        mvt.add(sectors(map, points, filter, tile));
    }
    mvt.add_points(&layer);
    mvt.finish()
}

fn add_device(layer: &mut PointLayer, point: &Point, tile: TileCoord) {
    let attributes = Attributes::unpack(point.attributes);
    let mut tags = Tags::default();
    tags.push(0, layer.name(point.id));
    let kind = attributes.kind;
    tags.push(1, layer.shared(KINDS + kind as usize, Tag::Text(kind.key())));
    tags.push(2, layer.shared(STATUSES + attributes.status as usize, Tag::Text(attributes.status.key())));
    let grade = attributes.verification;
    tags.push(3, layer.shared(VERIFICATIONS + grade as usize, Tag::Text(grade.key())));
    if let Some(family) = kind.family() {
        tags.push(4, layer.shared(FAMILIES + family as usize, Tag::Text(family.key())));
    }
    if let Some(operator) = attributes.operator_kind {
        tags.push(5, layer.shared(OPERATORS + operator as usize, Tag::Text(operator.key())));
    }
    if let Some(bearing) = attributes.bearing {
        let bearing = usize::from(bearing);
        tags.push(6, layer.shared(BEARINGS + bearing, Tag::Count(bearing as u64)));
    }
    tags.push(if attributes.dated { 7 } else { 8 }, layer.number(u32::from(point.days[FIRST])));
    if point.days[LAST] > 0 {
        tags.push(if attributes.status.stands() { 9 } else { 10 }, layer.number(u32::from(point.days[LAST])));
    }
    for (key, holds) in [(11, attributes.plates), (12, attributes.software)] {
        if holds {
            tags.push(key, layer.shared(YES, Tag::Flag(true)));
        }
    }
    layer.add(point.cell.within(tile.z(), EXTENT_BITS), tags.as_slice());
}

/// Keys and values of one point, without an allocation.
#[derive(Default)]
struct Tags {
    pairs: [u32; 2 * 13],
    used: usize,
}

impl Tags {
    fn push(&mut self, key: u32, value: u32) {
        self.pairs[self.used] = key;
        self.pairs[self.used + 1] = value;
        self.used += 2;
    }

    fn as_slice(&self) -> &[u32] {
        &self.pairs[..self.used]
    }
}

/// The sectors that reach into a tile, of devices that stand or that were asked for: one direction or several; a ring
/// for what may look anywhere; nothing where nobody knows.
fn sectors(map: &Map, points: &LivePoints, filter: MapFilter, tile: TileCoord) -> Layer {
    let bbox = tile.bbox();
    let unit = unit_per_metre(bbox.centre().latitude());
    let margin = ASSUMED_RANGE_M * unit * f64::from(1_u32 << tile.z());
    let near = points.inside(bbox.scaled(1.0 + 2.0 * margin));
    near.filter(|point| filter.class(point).is_some()).fold(Layer::new("sectors"), |layer, point| {
        let attributes = Attributes::unpack(point.attributes);
        let drawn = shapes(map, &point, attributes);
        drawn
            .iter()
            .fold(layer, |layer, (shape, sector)| add_sector(layer, &point, attributes, (shape, *sector), (tile, unit)))
    })
}

/// What is drawn of a device's view.
pub(crate) fn shapes(map: &Map, point: &Point, attributes: Attributes) -> Vec<(&'static str, Sector)> {
    if !attributes.status.stands() {
        return Vec::new();
    }
    let sector = |sector: Sector| (if sector.0.span() < 360.0 { "sector" } else { "ring" }, sector);
    if attributes.form == Some(Form::Panoramic) {
        return ring().into_iter().collect();
    }
    if attributes.several {
        return map.sectors(point.id).map(sector).collect();
    }
    let view = attributes.view().map(sector);
    // A dome hides where its camera looks: what is drawn is where it may.
    view.or_else(|| ring().filter(|_| attributes.form == Some(Form::Dome))).into_iter().collect()
}

fn ring() -> Option<(&'static str, Sector)> {
    BearingRange::clockwise(0.0, 360.0).ok().map(|circle| ("ring", (circle, false)))
}

fn add_sector(
    layer: Layer,
    point: &Point,
    attributes: Attributes,
    (shape, (view, assumed)): (&str, Sector),
    (tile, unit): (TileCoord, f64),
) -> Layer {
    let (x, y) = point.cell.unit();
    let radius = ASSUMED_RANGE_M * unit;
    let side = f64::from(1_u32 << tile.z());
    let place = |[east, north]: [f64; 2]| {
        let units = |unit: f64, index: u32| ((unit * side - f64::from(index)) * f64::from(EXTENT)).round() as i32;
        [units(x + east * radius, tile.x()), units(y - north * radius, tile.y())]
    };
    let ring: Vec<[i32; 2]> = sector_outline(view).map(place).collect();
    let mut name = Uuid::encode_buffer();
    let id = Uuid::from_u128(point.id).hyphenated().encode_lower(&mut name);
    let properties = [
        ("id", Tag::Text(id)),
        ("kind", Tag::Text(attributes.kind.key())),
        ("shape", Tag::Text(shape)),
        ("span_assumed", Tag::Flag(assumed)),
    ];
    layer.polygon(&[vec![ring]], &properties)
}

/// Tile units of a point of the unit square. Renderers drop points at the far edge, so they are kept inside.
fn within(tile: TileCoord, (x, y): (f64, f64)) -> [i32; 2] {
    let side = f64::from(1_u32 << tile.z());
    let units = |unit: f64, index: u32| ((unit * side - f64::from(index)) * f64::from(EXTENT)) as i32;
    [units(x, tile.x()), units(y, tile.y())].map(|unit| unit.clamp(0, EXTENT as i32 - 1))
}
