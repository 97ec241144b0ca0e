//! Writing Mapbox Vector Tiles (version 2.1), so that no other module needs to know which library does it.
//!
//! Coordinates are tile units: (0, 0) is the upper left corner, ([`EXTENT`], [`EXTENT`]) the lower right one.

use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtValueRef};

/// Tile units along one side of a tile.
pub const EXTENT: u32 = 4096;

/// A place in a tile, in tile units; may lie outside `0..EXTENT` within a layer's buffer.
pub type TilePoint = [i32; 2];

/// The value of a feature's property.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tag<'a> {
    /// Text.
    Text(&'a str),
    /// A whole number that is not negative.
    Count(u64),
    /// Any number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

/// Name and value of a property.
pub type Property<'a> = (&'a str, Tag<'a>);

/// A tile under construction: layers in the order they were added.
#[derive(Debug, Default)]
pub struct Tile(Vec<u8>);

impl Tile {
    /// A tile without layers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a layer; one without features is left out, as the specification asks (§4.1).
    pub fn add(&mut self, layer: Layer) {
        if layer.builder.num_features() > 0 {
            self.0.extend_from_slice(&layer.builder.encode());
        }
    }

    /// Adds a layer of points, unless it has none.
    pub fn add_points(&mut self, layer: &PointLayer) {
        if !layer.features.is_empty() {
            layer.write(&mut self.0);
        }
    }

    /// The encoded tile, or nothing if no layer has a feature.
    pub fn finish(self) -> Option<Vec<u8>> {
        (!self.0.is_empty()).then_some(self.0)
    }
}

/// A layer under construction. Features keep the order they were added in.
#[derive(Debug)]
pub struct Layer {
    builder: MvtLayerBuilder,
}

impl Layer {
    /// An empty layer.
    pub fn new(name: &'static str) -> Self {
        Self { builder: MvtLayerBuilder::new(name).expect("our layers have names") }
    }

    /// Adds a point.
    #[must_use]
    pub fn point(self, id: Option<u64>, at: TilePoint, properties: &[Property<'_>]) -> Self {
        self.feature(MvtGeomType::Point, id, properties, |feature| feature.points([coord(at)]).is_ok())
    }

    /// Adds a line of one or more parts; parts with fewer than two points are left out.
    #[must_use]
    pub fn line(self, parts: &[Vec<TilePoint>], properties: &[Property<'_>]) -> Self {
        if !parts.iter().any(|part| part.len() > 1) {
            return self;
        }
        self.feature(MvtGeomType::LineString, None, properties, |feature| {
            let mut drawn = parts.iter().filter(|part| part.len() > 1);
            drawn.all(|part| feature.line(part.iter().copied().map(coord)).is_ok())
        })
    }

    /// Adds a polygon of one or more parts, each an outer ring followed by its holes.
    ///
    /// Rings may turn either way and may be open; callers leave out rings without area.
    #[must_use]
    pub fn polygon(self, parts: &[Vec<Vec<TilePoint>>], properties: &[Property<'_>]) -> Self {
        if parts.is_empty() {
            return self;
        }
        self.feature(MvtGeomType::Polygon, None, properties, |feature| {
            let mut rings = parts.iter().flat_map(|part| part.iter().enumerate());
            rings.all(|(i, ring)| feature.ring(ring.iter().copied().map(coord), i == 0).is_ok())
        })
    }

    fn feature(
        self,
        kind: MvtGeomType,
        id: Option<u64>,
        properties: &[Property<'_>],
        draw: impl FnOnce(&mut MvtFeatureBuilder) -> bool,
    ) -> Self {
        let mut feature = self.builder.feature_of(kind);
        feature.id(id);
        // The library refuses empty geometry, which callers have ruled out, and more than 2^29 commands or values.
        let written = draw(&mut feature);
        let tagged = properties.iter().all(|(key, value)| feature.tag_ref(key, value_ref(*value)).is_ok());
        debug_assert!(written && tagged, "a feature that does not fit a vector tile");
        Self { builder: feature.end() }
    }
}

/// Points whose properties are few and mostly the same, written straight into bytes: some 30 ns a point, where
/// [`Layer`] looks every value up by its content.
///
/// The caller numbers the values that come again and again, below `slots`; each is written once.
#[derive(Debug)]
pub struct PointLayer {
    name: &'static str,
    keys: &'static [&'static str],
    features: Vec<u8>,
    values: Vec<u8>,
    value_count: u32,
    /// The number of the value in each slot, or [`EMPTY`].
    slots: Vec<u32>,
    /// Days that were written lately, each at its lower bits: the day and the number of its value.
    recent: Vec<(u32, u32)>,
}

/// No value yet.
const EMPTY: u32 = u32::MAX;

/// How many numbers are remembered, so that most are written once.
const RECENT: usize = 1 << 10;

// Field numbers and wire types of the Mapbox Vector Tile specification 2.1, §4.
const TILE_LAYER: u8 = 0x1a;
const LAYER_NAME: u8 = 0x0a;
const LAYER_FEATURE: u8 = 0x12;
const LAYER_KEY: u8 = 0x1a;
const LAYER_VALUE: u8 = 0x22;
const LAYER_EXTENT: u8 = 0x28;
const LAYER_VERSION: u8 = 0x78;
const FEATURE_TAGS: u8 = 0x12;
const FEATURE_POINT: [u8; 2] = [0x18, 1];
const FEATURE_GEOMETRY: u8 = 0x22;
const VALUE_TEXT: u8 = 0x0a;
const VALUE_NUMBER: u8 = 0x28;
const VALUE_FLAG: u8 = 0x38;
/// `MoveTo` of one point (§4.3.1).
const MOVE_TO_ONE: u8 = 9;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Where each byte of a UUID stands in the message of its text.
const HEX_PLACES: [usize; 16] = [4, 6, 8, 10, 13, 15, 18, 20, 23, 25, 28, 30, 32, 34, 36, 38];

impl PointLayer {
    /// An empty layer with these property names, for so many numbered values and about so many points.
    pub fn new(name: &'static str, keys: &'static [&'static str], slots: usize, points: usize) -> Self {
        Self {
            name,
            keys,
            features: Vec::with_capacity(points * 32),
            values: Vec::with_capacity(points * 44 + 256),
            value_count: 0,
            slots: vec![EMPTY; slots],
            recent: vec![(EMPTY, EMPTY); RECENT],
        }
    }

    /// The number of the value of a slot, which is the same each time.
    #[inline]
    pub fn shared(&mut self, slot: usize, value: Tag<'_>) -> u32 {
        match self.slots[slot] {
            EMPTY => {
                let number = self.value(value);
                self.slots[slot] = number;
                number
            }
            number => number,
        }
    }

    /// The number of a whole number, which is remembered for a while.
    #[inline]
    pub fn number(&mut self, number: u32) -> u32 {
        let place = number as usize % RECENT;
        if self.recent[place].0 != number {
            let mut message = [LAYER_VALUE, 0, VALUE_NUMBER, 0, 0, 0, 0, 0];
            let mut digits = Slice { bytes: &mut message, used: 3 };
            digits.varint(number);
            let end = digits.used;
            message[1] = end as u8 - 2;
            self.values.extend_from_slice(&message);
            self.values.truncate(self.values.len() - message.len() + end);
            self.recent[place] = (number, self.value_count);
            self.value_count += 1;
        }
        self.recent[place].1
    }

    /// The number of a UUID as text, which is written each time.
    #[inline]
    pub fn name(&mut self, id: u128) -> u32 {
        let mut message = [b'-'; 40];
        message[..4].copy_from_slice(&[LAYER_VALUE, 38, VALUE_TEXT, 36]);
        for (byte, at) in id.to_be_bytes().into_iter().zip(HEX_PLACES) {
            message[at] = HEX[usize::from(byte >> 4)];
            message[at + 1] = HEX[usize::from(byte & 15)];
        }
        self.values.extend_from_slice(&message);
        self.value_count += 1;
        self.value_count - 1
    }

    /// The number of a value that is written each time.
    pub fn value(&mut self, value: Tag<'_>) -> u32 {
        let out = &mut self.values;
        out.push(LAYER_VALUE);
        match value {
            Tag::Text(text) => {
                varint(out, (1 + varint_length(text.len() as u64) + text.len()) as u64);
                out.push(VALUE_TEXT);
                varint(out, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
            Tag::Count(count) => {
                let length = varint_length(count);
                out.extend_from_slice(&[1 + length as u8, VALUE_NUMBER]);
                varint(out, count);
            }
            Tag::Number(number) => {
                out.extend_from_slice(&[9, 0x19]);
                out.extend_from_slice(&number.to_le_bytes());
            }
            Tag::Flag(flag) => out.extend_from_slice(&[2, VALUE_FLAG, u8::from(flag)]),
        }
        self.value_count += 1;
        self.value_count - 1
    }

    /// Adds a point inside the tile, with the numbers of its keys and values, two for each property.
    #[inline]
    pub fn add(&mut self, [x, y]: [u32; 2], tags: &[u32]) {
        // Parameters are zigzag encoded, and these are not negative.
        let (x, y) = (x << 1, y << 1);
        let tag_bytes: usize = tags.iter().map(|tag| short_length(*tag)).sum();
        let geometry = 1 + short_length(x) + short_length(y);
        let body = 1 + short_length(tag_bytes as u32) + tag_bytes + FEATURE_POINT.len() + 2 + geometry;
        let start = self.features.len();
        self.features.resize(start + 1 + LONGEST + body, 0);
        let mut out = Slice { bytes: &mut self.features[start..], used: 0 };
        out.byte(LAYER_FEATURE);
        out.varint(body as u32);
        out.byte(FEATURE_TAGS);
        out.varint(tag_bytes as u32);
        for tag in tags {
            out.varint(*tag);
        }
        for byte in [FEATURE_POINT[0], FEATURE_POINT[1], FEATURE_GEOMETRY, geometry as u8, MOVE_TO_ONE] {
            out.byte(byte);
        }
        out.varint(x);
        out.varint(y);
        let end = start + out.used;
        self.features.truncate(end);
    }

    fn write(&self, out: &mut Vec<u8>) {
        let keys: usize = self.keys.iter().map(|key| 1 + varint_length(key.len() as u64) + key.len()).sum();
        let name = 1 + varint_length(self.name.len() as u64) + self.name.len();
        let extent = 1 + varint_length(u64::from(EXTENT));
        let length = 2 + name + self.features.len() + keys + self.values.len() + extent;
        out.reserve(length + 8);
        out.push(TILE_LAYER);
        varint(out, length as u64);
        out.extend_from_slice(&[LAYER_VERSION, 2]);
        text(out, LAYER_NAME, self.name);
        out.extend_from_slice(&self.features);
        self.keys.iter().for_each(|key| text(out, LAYER_KEY, key));
        out.extend_from_slice(&self.values);
        out.push(LAYER_EXTENT);
        varint(out, u64::from(EXTENT));
    }
}

/// Bytes that are there already, filled from the front: one check of the room for a point and not one a byte.
struct Slice<'a> {
    bytes: &'a mut [u8],
    used: usize,
}

impl Slice<'_> {
    #[inline]
    fn byte(&mut self, byte: u8) {
        self.bytes[self.used] = byte;
        self.used += 1;
    }

    #[inline]
    fn varint(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }
}

/// Bytes of the longest number of 32 bits.
const LONGEST: usize = 5;

/// Bytes of a number of 32 bits in base 128.
#[inline]
fn short_length(number: u32) -> usize {
    let reaches = |bits: u32| usize::from(number >> bits != 0);
    1 + reaches(7) + reaches(14) + reaches(21) + reaches(28)
}

fn text(out: &mut Vec<u8>, field: u8, text: &str) {
    out.push(field);
    varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// A number in base 128, the lowest seven bits first.
fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn varint_length(number: u64) -> usize {
    (64 - (number | 1).leading_zeros()).div_ceil(7) as usize
}

fn coord([x, y]: TilePoint) -> MvtCoord {
    MvtCoord { x, y }
}

fn value_ref(tag: Tag<'_>) -> MvtValueRef<'_> {
    match tag {
        Tag::Text(text) => MvtValueRef::String(text),
        Tag::Count(count) => MvtValueRef::UInt(count),
        Tag::Number(number) => MvtValueRef::Double(number),
        Tag::Flag(flag) => MvtValueRef::Bool(flag),
    }
}

#[cfg(test)]
mod tests {
    use fast_mvt::MvtReaderRef;

    use super::*;

    #[test]
    fn what_is_written_can_be_read_back() {
        let square = vec![[0, 0], [10, 0], [10, 10], [0, 10]];
        let mut tile = Tile::new();
        tile.add(Layer::new("place").point(Some(7), [1, 2], &[("name", Tag::Text("Nice")), ("rank", Tag::Count(3))]));
        tile.add(Layer::new("land").polygon(&[vec![square.clone()]], &[("france", Tag::Flag(true))]));
        tile.add(Layer::new("river").line(&[square], &[]));
        let bytes = tile.finish().expect("three layers");
        let reader = MvtReaderRef::new(&bytes).expect("a readable tile");
        let layers: Vec<_> = reader.layers().map(|layer| (layer.name(), layer.feature_count())).collect();
        assert_eq!(layers, [("place", 1), ("land", 1), ("river", 1)]);
        let place = reader.layers().next().and_then(|layer| layer.features().next()).expect("a place");
        assert_eq!(place.id(), Some(7));
        assert_eq!(place.properties().count(), 2);
    }

    #[test]
    fn points_written_straight_are_what_another_reader_reads() {
        let mut layer = PointLayer::new("devices", &["id", "kind", "bearing", "sure"], 2, 4);
        for (index, number) in [7, 300, 7, 70_000].into_iter().enumerate() {
            let name = match index {
                3 => layer.name(0x0123_4567_89ab_cdef_0011_2233_4455_ff77),
                _ => layer.value(Tag::Text(&format!("name {index}"))),
            };
            let kind = layer.shared(index % 2, Tag::Text(["camera", "gate"][index % 2]));
            let bearing = layer.number(number);
            let sure = layer.value(Tag::Flag(index == 2));
            layer.add([4095, index as u32], &[0, name, 1, kind, 2, bearing, 3, sure]);
        }
        let mut tile = Tile::new();
        tile.add_points(&PointLayer::new("nothing", &[], 0, 0));
        tile.add_points(&layer);
        let bytes = tile.finish().expect("a layer");
        let reader = MvtReaderRef::new(&bytes).expect("a readable tile");
        let layer = reader.layers().next().expect("a layer");
        assert_eq!((reader.layers().count(), layer.name(), layer.feature_count()), (1, "devices", 4));
        let last = layer.features().nth(3).expect("a feature");
        let read: Vec<_> = last.properties().map(|property| property.expect("a property")).collect();
        let expected = [
            ("id", MvtValueRef::String("01234567-89ab-cdef-0011-22334455ff77")),
            ("kind", MvtValueRef::String("gate")),
            ("bearing", MvtValueRef::UInt(70_000)),
            ("sure", MvtValueRef::Bool(false)),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_tile_of_empty_layers_is_no_tile() {
        let mut tile = Tile::new();
        tile.add(Layer::new("river").line(&[vec![[1, 1]]], &[]));
        tile.add(Layer::new("land").polygon(&[], &[]));
        assert_eq!(tile.finish(), None);
    }
}
