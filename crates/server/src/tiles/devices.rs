//! What a tile of devices holds: clusters below zoom 12, points above, sectors of view from zoom 15.

use census::{DeviceKind, Family, Form, OperatorKind};
use geodata::mvt::{DenseLayer, EXTENT, Layer, Property, Tag, Tags, Tile};
use geodata::points::{Cluster, LivePoints, Point, Pyramid};
use geodata::{ASSUMED_RANGE_M, BearingRange, CellRange, TileCoord, sector_ring, unit_per_metre};

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

/// The property names of a sector, in the order of their numbers.
const SECTOR_KEYS: &[&str] = &["id", "kind", "shape", "span_assumed"];

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
    let mut devices = Devices::new(points.packed_columns().within(range).len());
    for point in points.within(range).filter(|point| filter.class(point).is_some()) {
        devices.add(&point, tile.z());
    }
    let mut mvt = Tile::new();
    if tile.z() >= SECTORS_FROM {
        // Below the points, as they are drawn.
        mvt.add_dense(sectors(map, points, filter, tile));
    }
    mvt.add_dense(devices.layer);
    mvt.finish()
}

/// The layer of devices. Most share their words with others: those are gathered once for each sort.
struct Devices {
    layer: DenseLayer,
    /// For each [`Attributes::words`], one more than its place among the sorts; 0 where none came yet.
    places: Vec<u16>,
    sorts: Vec<Tags>,
    /// The numbers of texts and of yes, in the order in which they came.
    texts: Vec<(&'static str, u32)>,
    yes: Option<u32>,
    /// The number of each bearing that came.
    bearings: [Option<u32>; 360],
}

impl Devices {
    fn new(devices: usize) -> Self {
        Self {
            layer: DenseLayer::new("devices", KEYS, devices),
            places: vec![0; Attributes::WORDS],
            sorts: Vec::new(),
            texts: Vec::new(),
            yes: None,
            bearings: [None; 360],
        }
    }

    fn add(&mut self, point: &Point, zoom: u8) {
        let attributes = Attributes::unpack(point.attributes);
        let mut tags = self.words(point.attributes, attributes);
        tags.push(0, self.layer.uuid(point.id));
        if let Some(bearing) = attributes.bearing {
            let layer = &mut self.layer;
            let number =
                self.bearings[usize::from(bearing)].get_or_insert_with(|| layer.value(Tag::Count(bearing.into())));
            tags.push(6, *number);
        }
        tags.push(if attributes.dated { 7 } else { 8 }, self.layer.number(point.days[FIRST].into()));
        if point.days[LAST] > 0 {
            let key = if attributes.status.stands() { 9 } else { 10 };
            tags.push(key, self.layer.number(point.days[LAST].into()));
        }
        self.layer.point(point.cell.within(zoom, EXTENT_BITS), &tags);
    }

    /// What a device says in words and flags.
    fn words(&mut self, bits: u32, attributes: Attributes) -> Tags {
        let sort = Attributes::words(bits);
        if self.places[sort] == 0 {
            let tags = self.gathered(attributes);
            self.sorts.push(tags);
            self.places[sort] = self.sorts.len() as u16;
        }
        self.sorts[usize::from(self.places[sort]) - 1]
    }

    fn gathered(&mut self, attributes: Attributes) -> Tags {
        let words = [
            Some(attributes.kind.key()),
            Some(attributes.status.key()),
            Some(attributes.verification.key()),
            attributes.kind.family().map(Family::key),
            attributes.operator_kind.map(OperatorKind::key),
        ];
        let mut tags = Tags::new();
        for (key, word) in (1..).zip(words) {
            if let Some(word) = word {
                tags.push(key, self.text(word));
            }
        }
        for (key, holds) in [(11, attributes.plates), (12, attributes.software)] {
            if holds {
                tags.push(key, *self.yes.get_or_insert_with(|| self.layer.value(Tag::Flag(true))));
            }
        }
        tags
    }

    fn text(&mut self, text: &'static str) -> u32 {
        if let Some((_, number)) = self.texts.iter().find(|(known, _)| *known == text) {
            return *number;
        }
        let number = self.layer.value(Tag::Text(text));
        self.texts.push((text, number));
        number
    }
}

/// The sectors that reach into a tile, of devices that stand or that were asked for: one direction or several; a ring
/// for what may look anywhere; nothing where nobody knows.
fn sectors(map: &Map, points: &LivePoints, filter: MapFilter, tile: TileCoord) -> DenseLayer {
    let bbox = tile.bbox();
    let reach = ASSUMED_RANGE_M * unit_per_metre(bbox.centre().latitude()) * f64::from(1_u32 << tile.z());
    let radius = (reach * f64::from(EXTENT)).round() as i32;
    let margin = -radius..EXTENT as i32 + radius;
    let near = CellRange::covering(bbox.scaled(1.0 + 2.0 * reach));
    let mut layer =
        DenseLayer::new("sectors", SECTOR_KEYS, points.packed_columns().within(CellRange::of_tile(tile)).len());
    let shapes_of = [Shape::Sector, Shape::Ring].map(|shape| layer.value(Tag::Text(shape.key())));
    let assumptions = [false, true].map(|assumed| layer.value(Tag::Flag(assumed)));
    let mut kinds = [None; DeviceKind::ALL.len()];
    for point in near.into_iter().flat_map(|range| points.within(range)) {
        let (column, row) = point.cell.tile(tile.z() + EXTENT_BITS as u8);
        let units = |cell: u32, index: u32| cell as i32 - (index << EXTENT_BITS) as i32;
        let at = [units(column, tile.x()), units(row, tile.y())];
        if !at.iter().all(|unit| margin.contains(unit)) || filter.class(&point).is_none() {
            continue;
        }
        let attributes = Attributes::unpack(point.attributes);
        let mut common = None;
        for (shape, (view, assumed)) in shapes(map, &point, attributes) {
            let mut tags = *common.get_or_insert_with(|| {
                let mut tags = Tags::new();
                tags.push(0, layer.uuid(point.id));
                let kind = &mut kinds[attributes.kind as usize];
                tags.push(1, *kind.get_or_insert_with(|| layer.value(Tag::Text(attributes.kind.key()))));
                tags
            });
            tags.push(2, shapes_of[shape as usize]);
            tags.push(3, assumptions[usize::from(assumed)]);
            layer.ring(sector_ring(view, at, radius), &tags);
        }
    }
    layer
}

/// How a view is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It looks there.
    Sector,
    /// It may look anywhere there.
    Ring,
}

impl Shape {
    fn key(self) -> &'static str {
        match self {
            Self::Sector => "sector",
            Self::Ring => "ring",
        }
    }
}

/// What is drawn of a device's view.
pub(crate) fn shapes(
    map: &Map,
    point: &Point,
    attributes: Attributes,
) -> impl Iterator<Item = (Shape, Sector)> + use<> {
    let shaped = |sector: Sector| (if sector.0.span() < 360.0 { Shape::Sector } else { Shape::Ring }, sector);
    let stands = attributes.status.stands();
    let anywhere = stands && attributes.form == Some(Form::Panoramic);
    let several = (stands && !anywhere && attributes.several).then(|| map.sectors(point.id));
    let one = attributes.view().filter(|_| stands && !anywhere).map(shaped);
    // A dome hides where its camera looks: what is drawn is where it may.
    let hidden = stands && several.is_none() && one.is_none() && attributes.form == Some(Form::Dome);
    let ring = (anywhere || hidden).then(ring).flatten();
    ring.into_iter().chain(one).chain(several.into_iter().flatten().map(shaped))
}

fn ring() -> Option<(Shape, Sector)> {
    BearingRange::clockwise(0.0, 360.0).ok().map(|circle| (Shape::Ring, (circle, false)))
}

/// Tile units of a point of the unit square. Renderers drop points at the far edge, so they are kept inside.
fn within(tile: TileCoord, (x, y): (f64, f64)) -> [i32; 2] {
    let side = f64::from(1_u32 << tile.z());
    let units = |unit: f64, index: u32| ((unit * side - f64::from(index)) * f64::from(EXTENT)) as i32;
    [units(x, tile.x()), units(y, tile.y())].map(|unit| unit.clamp(0, EXTENT as i32 - 1))
}
