//! `.osm.pbf` extracts, block by block.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use census::osm::{Element, ElementKind, Location};
use geodata::Position;
use osmpbf::{BlobDecode, BlobReader, DenseNodeInfo, HeaderBlock, PrimitiveBlock, Way};

use super::Error;

/// Takes each element that describes a device.
type Take<'a> = &'a mut dyn FnMut(Element) -> io::Result<()>;

/// What this reader understands (OpenStreetMap wiki, PBF Format, file features). History files are refused: every
/// version of a device would count as one.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// A way that describes a device and still lacks the places of its nodes.
struct Outline {
    element: Element,
    nodes: Vec<i64>,
}

/// Reads an extract to its end. Ways name their nodes, which come earlier in the file: where there are any, the file
/// at `path` is read a second time for their places alone.
pub(super) fn read(reader: impl Read + Send, path: &Path, take: Take<'_>) -> Result<(), Error> {
    let mut outlines = Vec::new();
    each_block(reader, |block| {
        if !may_hold_devices(block) {
            return Ok(());
        }
        read_points(block, take)?;
        for way in block.groups().flat_map(|group| group.ways()).filter(|way| Element::is_device(way.tags())) {
            outlines.push(outline(&way));
        }
        for relation in block.groups().flat_map(|group| group.relations()) {
            if Element::is_device(relation.tags()) {
                let version = relation.info().version();
                take(element(ElementKind::Relation, relation.id(), version, Location::Extended, relation.tags()))?;
            }
        }
        Ok(())
    })?;
    if outlines.is_empty() {
        return Ok(());
    }
    let places = places_of(&outlines, path)?;
    outlines.into_iter().try_for_each(|outline| Ok(take(outline.placed(&places))?))
}

/// The middle of a closed ring: the mean of its distinct corners.
pub(super) fn middle_of(ring: &[Position]) -> Option<Position> {
    let corners = ring.get(..ring.len().checked_sub(1)?).filter(|corners| !corners.is_empty())?;
    let mean = |of: fn(Position) -> f64| corners.iter().map(|corner| of(*corner)).sum::<f64>() / corners.len() as f64;
    Position::new(mean(Position::longitude), mean(Position::latitude)).ok()
}

/// Bytes handed over so far, to know whether the file ended between two blocks or inside one.
struct Consumed<R> {
    reader: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Consumed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

fn each_block(
    reader: impl Read + Send,
    mut visit: impl FnMut(&PrimitiveBlock) -> Result<(), Error>,
) -> Result<(), Error> {
    let bytes = Arc::new(AtomicU64::new(0));
    let mut blobs = BlobReader::new(Consumed { reader, bytes: Arc::clone(&bytes) });
    loop {
        let before = bytes.load(Ordering::Relaxed);
        let Some(blob) = blobs.next() else {
            let is_whole = bytes.load(Ordering::Relaxed) == before;
            return if is_whole { Ok(()) } else { Err(Error::Truncated) };
        };
        match blob.map_err(Error::Pbf)?.decode().map_err(Error::Pbf)? {
            BlobDecode::OsmHeader(header) => check_features(&header)?,
            BlobDecode::OsmData(block) => visit(&block)?,
            BlobDecode::Unknown(_) => {}
        }
    }
}

fn check_features(header: &HeaderBlock) -> Result<(), Error> {
    let unknown = header.required_features().iter().find(|feature| !FEATURES.contains(&feature.as_str()));
    unknown.map_or(Ok(()), |feature| Err(Error::Feature(feature.clone())))
}

/// Most blocks hold neither word, and none of their elements has to be looked at.
fn may_hold_devices(block: &PrimitiveBlock) -> bool {
    let words: [&[u8]; 2] = [b"surveillance", b"speed_camera"];
    let found = |text: &Vec<u8>| words.iter().any(|word| text.windows(word.len()).any(|part| part == *word));
    block.raw_stringtable().iter().any(found)
}

fn read_points(block: &PrimitiveBlock, take: Take<'_>) -> Result<(), Error> {
    for group in block.groups() {
        for node in group.nodes().filter(|node| Element::is_device(node.tags())) {
            let location = at(node.lon(), node.lat());
            take(element(ElementKind::Node, node.id(), node.info().version(), location, node.tags()))?;
        }
        for node in group.dense_nodes().filter(|node| Element::is_device(node.tags())) {
            let version = node.info().map(DenseNodeInfo::version);
            take(element(ElementKind::Node, node.id(), version, at(node.lon(), node.lat()), node.tags()))?;
        }
    }
    Ok(())
}

fn element<'a>(
    kind: ElementKind,
    id: i64,
    version: Option<i32>,
    location: Location,
    tags: impl Iterator<Item = (&'a str, &'a str)>,
) -> Element {
    let version = version.and_then(|version| u32::try_from(version).ok()).filter(|version| *version > 0);
    Element { kind, id, version, location, tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect() }
}

fn at(longitude: f64, latitude: f64) -> Location {
    Position::new(longitude, latitude).map_or(Location::Impossible, Location::At)
}

fn outline(way: &Way<'_>) -> Outline {
    let nodes: Vec<i64> = way.refs().collect();
    let closed = nodes.len() > 3 && nodes.first() == nodes.last();
    let location = if closed { Location::Missing } else { Location::Extended };
    Outline { element: element(ElementKind::Way, way.id(), way.info().version(), location, way.tags()), nodes }
}

fn places_of(outlines: &[Outline], path: &Path) -> Result<HashMap<i64, Option<Position>>, Error> {
    let wanted = outlines.iter().filter(|outline| outline.element.location == Location::Missing);
    let mut places: HashMap<i64, Option<Position>> =
        wanted.flat_map(|outline| outline.nodes.iter().map(|node| (*node, None))).collect();
    if places.is_empty() {
        return Ok(places);
    }
    each_block(BufReader::new(File::open(path)?), |block| {
        for group in block.groups() {
            let sparse = group.nodes().map(|node| (node.id(), node.lon(), node.lat()));
            let dense = group.dense_nodes().map(|node| (node.id(), node.lon(), node.lat()));
            for (id, longitude, latitude) in sparse.chain(dense) {
                places.entry(id).and_modify(|place| *place = Position::new(longitude, latitude).ok());
            }
        }
        Ok(())
    })?;
    Ok(places)
}

impl Outline {
    fn placed(mut self, places: &HashMap<i64, Option<Position>>) -> Element {
        if self.element.location == Location::Missing {
            let ring: Option<Vec<Position>> =
                self.nodes.iter().map(|node| places.get(node).copied().flatten()).collect();
            let middle = ring.and_then(|ring| middle_of(&ring));
            self.element.location = middle.map_or(Location::Missing, Location::Middle);
        }
        self.element
    }
}
