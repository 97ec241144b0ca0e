//! Writing Mapbox Vector Tiles (version 2.1), so that no other module needs to know which library does it.
//!
//! Coordinates are tile units: (0, 0) is the upper left corner, ([`EXTENT`], [`EXTENT`]) the lower right one.

mod dense;

pub use dense::{DenseLayer, Tags};

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

    /// The same of a layer that was written straight.
    pub fn add_dense(&mut self, layer: DenseLayer) {
        match layer.finish() {
            Some(bytes) if self.0.is_empty() => self.0 = bytes,
            Some(bytes) => self.0.extend_from_slice(&bytes),
            None => {}
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
    fn a_tile_of_empty_layers_is_no_tile() {
        let mut tile = Tile::new();
        tile.add(Layer::new("river").line(&[vec![[1, 1]]], &[]));
        tile.add(Layer::new("land").polygon(&[], &[]));
        assert_eq!(tile.finish(), None);
    }
}
