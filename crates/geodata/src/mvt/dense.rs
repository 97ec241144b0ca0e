//! Many features whose properties are few and mostly the same, written straight into bytes.

use super::{EXTENT, Tag, TilePoint};

/// A layer under construction: some 30 ns a point, where [`super::Layer`] looks every value up by its content.
///
/// The caller knows which values come again, keeps their numbers, and hands whole [`Tags`] over.
#[derive(Debug)]
pub struct DenseLayer {
    keys: &'static [&'static str],
    /// The layer from its first byte on, with [`DenseLayer::room`] left free for its length.
    out: Vec<u8>,
    /// Bytes that the head of the layer took, behind which its features begin.
    head: usize,
    /// Bytes that are kept for the length.
    room: usize,
    values: Vec<u8>,
    value_count: u32,
    /// Numbers that were written lately, each at its lower bits: the number and that of its value.
    recent: Vec<(u32, u32)>,
    /// The geometry of the last ring.
    geometry: Vec<u8>,
}

/// Keys and values of a feature as a tile has them, without an allocation.
#[derive(Debug, Clone, Copy)]
pub struct Tags {
    bytes: [u8; TAGS],
    used: usize,
}

/// Bytes of the tags of a feature: sixteen pairs of a key and a value below 2^21, more than a tile can have.
const TAGS: usize = 64;

/// Bytes of a point with the most tags, and of the frame of any feature.
const POINT: usize = TAGS + 32;

/// How many numbers are remembered, so that most are written once.
const RECENT: usize = 1 << 10;

/// No number of a value.
const NONE: u32 = u32::MAX;

// Field numbers and wire types of the Mapbox Vector Tile specification 2.1, §4.
const TILE_LAYER: u8 = 0x1a;
const LAYER_NAME: u8 = 0x0a;
const LAYER_FEATURE: u8 = 0x12;
const LAYER_KEY: u8 = 0x1a;
const LAYER_VALUE: u8 = 0x22;
const LAYER_EXTENT: u8 = 0x28;
const LAYER_VERSION: u8 = 0x78;
const FEATURE_TAGS: u8 = 0x12;
const FEATURE_TYPE: u8 = 0x18;
const FEATURE_GEOMETRY: u8 = 0x22;
const POINTS: u8 = 1;
const POLYGONS: u8 = 3;
const VALUE_TEXT: u8 = 0x0a;
const VALUE_COUNT: u8 = 0x28;
const VALUE_FLAG: u8 = 0x38;

// Commands of a geometry (§4.3.1); a line to several points says how many.
const MOVE_TO_ONE: u8 = 9;
const LINE_TO: u32 = 2;
const CLOSE: u8 = 15;

impl Tags {
    /// No tags.
    pub const fn new() -> Self {
        Self { bytes: [0; TAGS], used: 0 }
    }

    /// Adds a property: the place of its key, below 128, and the number of its value.
    ///
    /// # Panics
    /// Beyond sixteen properties.
    #[inline]
    pub fn push(&mut self, key: u8, value: u32) {
        self.bytes[self.used] = key;
        self.used = put(&mut self.bytes, self.used + 1, value);
    }
}

impl Default for Tags {
    fn default() -> Self {
        Self::new()
    }
}

impl DenseLayer {
    /// An empty layer with these property names, for about so many features.
    pub fn new(name: &'static str, keys: &'static [&'static str], features: usize) -> Self {
        // A feature takes some 35 bytes and 44 of values; a guess that was wrong costs a copy and nothing else.
        let expected = features * 80 + 512;
        let room = varint_length(expected);
        let mut out = Vec::with_capacity(expected);
        out.push(TILE_LAYER);
        out.resize(1 + room, 0);
        out.extend_from_slice(&[LAYER_VERSION, 2]);
        text(&mut out, LAYER_NAME, name);
        let head = out.len();
        let values = Vec::with_capacity(features * 44 + 256);
        Self { keys, out, head, room, values, value_count: 0, recent: vec![(NONE, NONE); RECENT], geometry: Vec::new() }
    }

    /// The number of a value, which is written.
    pub fn value(&mut self, value: Tag<'_>) -> u32 {
        let out = &mut self.values;
        out.push(LAYER_VALUE);
        match value {
            Tag::Text(text) => {
                varint(out, 1 + varint_length(text.len()) + text.len());
                out.push(VALUE_TEXT);
                varint(out, text.len());
                out.extend_from_slice(text.as_bytes());
            }
            Tag::Count(count) => {
                out.extend_from_slice(&[1 + varint_length(count as usize) as u8, VALUE_COUNT]);
                varint(out, count as usize);
            }
            Tag::Number(number) => {
                out.extend_from_slice(&[9, 0x19]);
                out.extend_from_slice(&number.to_le_bytes());
            }
            Tag::Flag(flag) => out.extend_from_slice(&[2, VALUE_FLAG, u8::from(flag)]),
        }
        self.counted()
    }

    /// The number of a whole number, which is remembered for a while.
    #[inline]
    pub fn number(&mut self, number: u32) -> u32 {
        let place = number as usize % RECENT;
        if self.recent[place].0 != number {
            let mut message = [LAYER_VALUE, 0, VALUE_COUNT, 0, 0, 0, 0, 0];
            let end = put(&mut message, 3, number);
            message[1] = end as u8 - 2;
            append(&mut self.values, message, end);
            self.recent[place] = (number, self.counted());
        }
        self.recent[place].1
    }

    /// The number of a UUID as text, which is written.
    #[inline]
    pub fn uuid(&mut self, id: u128) -> u32 {
        let mut message = [b'-'; 40];
        message[..4].copy_from_slice(&[LAYER_VALUE, 38, VALUE_TEXT, 36]);
        let [a, b, c, d] = [96, 64, 32, 0].map(|shift| digits((id >> shift) as u32));
        message[4..12].copy_from_slice(&a);
        message[13..17].copy_from_slice(&b[..4]);
        message[18..22].copy_from_slice(&b[4..]);
        message[23..27].copy_from_slice(&c[..4]);
        message[28..32].copy_from_slice(&c[4..]);
        message[32..].copy_from_slice(&d);
        self.values.extend_from_slice(&message);
        self.counted()
    }

    fn counted(&mut self) -> u32 {
        self.value_count += 1;
        self.value_count - 1
    }

    /// Adds a point inside the tile.
    #[inline]
    pub fn point(&mut self, [x, y]: [u32; 2], tags: &Tags) {
        let (mut message, geometry) = frame(tags, POINTS);
        message[geometry + 1] = MOVE_TO_ONE;
        // Parameters are zigzag encoded, and these are not negative.
        let end = put(&mut message, geometry + 2, x << 1);
        let end = put(&mut message, end, y << 1);
        message[geometry] = (end - geometry - 1) as u8;
        // Less than 128 bytes, so that one says how many.
        message[1] = (end - 2) as u8;
        append(&mut self.out, message, end);
    }

    /// Adds a polygon of one ring, open and clockwise on the screen.
    pub fn ring(&mut self, corners: impl ExactSizeIterator<Item = TilePoint>, tags: &Tags) {
        let lines = corners.len().saturating_sub(1) as u32;
        self.geometry.clear();
        let mut last = [0, 0];
        for (index, corner) in corners.enumerate() {
            let mut message = [0; 16];
            let end = match index {
                0 => put(&mut message, 0, MOVE_TO_ONE.into()),
                1 => put(&mut message, 0, lines << 3 | LINE_TO),
                _ => 0,
            };
            let end = put(&mut message, end, zigzag(corner[0] - last[0]));
            let end = put(&mut message, end, zigzag(corner[1] - last[1]));
            append(&mut self.geometry, message, end);
            last = corner;
        }
        self.geometry.push(CLOSE);
        let (message, end) = frame(tags, POLYGONS);
        let length = end - 2 + varint_length(self.geometry.len()) + self.geometry.len();
        self.out.push(LAYER_FEATURE);
        varint(&mut self.out, length);
        self.out.extend_from_slice(&message[2..end]);
        varint(&mut self.out, self.geometry.len());
        self.out.extend_from_slice(&self.geometry);
    }

    /// The layer as a tile has it; nothing when it has no feature, as the specification asks (§4.1).
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        if self.out.len() == self.head {
            return None;
        }
        self.keys.iter().for_each(|key| text(&mut self.out, LAYER_KEY, key));
        self.out.extend_from_slice(&self.values);
        self.out.push(LAYER_EXTENT);
        varint(&mut self.out, EXTENT as usize);
        let mut length = Vec::with_capacity(LONGEST);
        varint(&mut length, self.out.len() - 1 - self.room);
        self.out.splice(1..=self.room, length);
        Some(self.out)
    }
}

/// A feature up to the length of its geometry, and where that goes; the first two bytes are for its own length.
#[inline]
fn frame(tags: &Tags, kind: u8) -> ([u8; POINT], usize) {
    let mut message = [0; POINT];
    message[0] = LAYER_FEATURE;
    message[2] = FEATURE_TAGS;
    message[3] = tags.used as u8;
    message[4..4 + TAGS].copy_from_slice(&tags.bytes);
    let end = 4 + tags.used;
    message[end..end + 3].copy_from_slice(&[FEATURE_TYPE, kind, FEATURE_GEOMETRY]);
    (message, end + 3)
}

/// The first bytes of a message: all of it is copied, since copying so many as it has would take longer.
#[inline]
fn append<const N: usize>(out: &mut Vec<u8>, message: [u8; N], used: usize) {
    let end = out.len() + used;
    out.extend_from_slice(&message);
    out.truncate(end);
}

/// Eight hexadecimal digits, four bits of the number in each byte at once.
#[inline]
fn digits(number: u32) -> [u8; 8] {
    let wide = u64::from(number);
    let wide = (wide & 0xffff_0000) << 16 | wide & 0xffff;
    let wide = (wide & 0x0000_ff00_0000_ff00) << 8 | wide & 0x0000_00ff_0000_00ff;
    let wide = (wide & 0x00f0_00f0_00f0_00f0) << 4 | wide & 0x000f_000f_000f_000f;
    let letters = (wide + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    (wide + 0x3030_3030_3030_3030 + letters * u64::from(b'a' - b'9' - 1)).to_be_bytes()
}

fn text(out: &mut Vec<u8>, field: u8, text: &str) {
    out.push(field);
    varint(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// A number in base 128 at a place, the lowest seven bits first, without a branch for one or two bytes; where it ends.
#[inline]
fn put<const N: usize>(bytes: &mut [u8; N], mut at: usize, mut number: u32) -> usize {
    while number >= 1 << 14 {
        bytes[at] = number as u8 | 0x80;
        number >>= 7;
        at += 1;
    }
    let more = u8::from(number >= 0x80);
    bytes[at..at + 2].copy_from_slice(&[number as u8 | more << 7, (number >> 7) as u8]);
    at + 1 + usize::from(more)
}

/// The same at the end.
fn varint(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Bytes of the longest number.
const LONGEST: usize = 10;

fn varint_length(number: usize) -> usize {
    (usize::BITS - (number | 1).leading_zeros()).div_ceil(7) as usize
}

/// Numbers of either sign, the small ones first (§4.3.2).
fn zigzag(number: i32) -> u32 {
    (number << 1 ^ number >> 31) as u32
}

#[cfg(test)]
mod tests {
    use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};

    use super::*;
    use crate::mvt::Tile;

    /// So many devices, each with a value of its own, and a sector: lengths of one byte and of several.
    fn tile(count: u32) -> Vec<u8> {
        let mut layer = DenseLayer::new("devices", &["id", "kind", "bearing", "sure"], 4);
        let kinds = ["camera", "gate"].map(|kind| layer.value(Tag::Text(kind)));
        for index in 0..count {
            let mut tags = Tags::new();
            tags.push(1, kinds[index as usize % 2]);
            tags.push(0, layer.uuid(0x0123_4567_89ab_cdef_0011_2233_4455_ff00 + u128::from(index)));
            tags.push(2, layer.number(index * 23));
            if index % 3 == 0 {
                tags.push(3, layer.value(Tag::Flag(index % 2 == 1)));
            }
            layer.point([4095, index % 4096], &tags);
        }
        let mut sectors = DenseLayer::new("sectors", &["shape"], 1);
        let mut tags = Tags::new();
        tags.push(0, sectors.value(Tag::Text("sector")));
        sectors.ring([[-70, 5000], [9000, 5000], [9000, 9001]].into_iter(), &tags);
        let mut tile = Tile::new();
        tile.add_dense(DenseLayer::new("nothing", &[], 0));
        tile.add_dense(sectors);
        tile.add_dense(layer);
        tile.finish().expect("a layer")
    }

    #[test]
    fn what_is_written_straight_is_what_another_reader_reads() {
        for count in [1, 9, 20_000] {
            let bytes = tile(count);
            let reader = MvtReaderRef::new(&bytes).expect("a readable tile");
            let layers: Vec<_> = reader.layers().map(|layer| (layer.name(), layer.feature_count())).collect();
            assert_eq!(layers, [("sectors", 1), ("devices", count as usize)]);
            let devices = reader.layers().nth(1).expect("devices");
            for (index, feature) in devices.features().enumerate() {
                let id = format!("01234567-89ab-cdef-0011-223344{:06x}", 0x55_ff00 + index);
                let mut expected = vec![
                    ("kind", MvtValueRef::String(["camera", "gate"][index % 2])),
                    ("id", MvtValueRef::String(&id)),
                    ("bearing", MvtValueRef::UInt(index as u64 * 23)),
                ];
                if index % 3 == 0 {
                    expected.push(("sure", MvtValueRef::Bool(index % 2 == 1)));
                }
                let read: Vec<_> = feature.properties().map(|property| property.expect("a property")).collect();
                assert_eq!(read, expected);
                let Ok(MvtGeometry::Point(at)) = feature.geometry() else { panic!("no point") };
                assert_eq!((at.x(), at.y()), (4095, index as i32 % 4096));
            }
            let sector = reader.layers().next().and_then(|layer| layer.features().next()).expect("a sector");
            let Ok(MvtGeometry::Polygon(ring)) = sector.geometry() else { panic!("no polygon") };
            let corners: Vec<_> = ring.exterior().coords().map(|at| (at.x, at.y)).collect();
            assert_eq!(corners, [(-70, 5000), (9000, 5000), (9000, 9001), (-70, 5000)]);
        }
    }
}
