//! What lies around France: countries, lakes and rivers, in a compact file made by `cargo run -p refdata`.
//!
//! The file is zstd around base-128 varints, every list preceded by its length, every point as a zigzag step from the
//! point before it in the same line, in ten-thousandths of a degree:
//!
//! ```text
//! world    = "TPW1" arcs:[points] countries:[country] frontier:[points] fill:[ring:[points]] lakes:[lake] rivers:[river]
//! country  = code name_fr name_en french:0|1 label:point polygons:[ring:[[arc_ref]]]
//! arc_ref  = signed: index of an arc, or the complement (-1 - index) of one that is run through backwards
//! lake     = first_zoom rings:[points]
//! river    = first_zoom width points
//! ```

use super::codec::{Reader, Writer};

/// The first bytes of the unpacked file.
const SIGNATURE: &[u8] = b"TPW1";

/// An unpacked file larger than this is taken for an attack.
const MAX_UNPACKED: usize = 1 << 26;

/// Units of a coordinate in one degree.
pub const UNITS_PER_DEGREE: f64 = 10_000.0;

/// Longitude and latitude in ten-thousandths of a degree.
pub type WorldPoint = [i32; 2];

/// Why bytes are not a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWorld {
    /// Not zstd, or not our signature.
    #[error("not a world file of this version")]
    Signature,
    /// Cut short, or with numbers that make no sense.
    #[error("the world file is damaged")]
    Damaged,
}

/// Everything the basemap shows that is not made from the territories of France.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct World {
    /// Stretches of coast and border. A border that two countries share is one arc, so that no gap can open along it.
    pub arcs: Vec<Vec<WorldPoint>>,
    /// All countries but the parts of France that have territories with contours of their own.
    pub countries: Vec<Country>,
    /// The land borders of France as this source draws them, which tell its coasts from its borders.
    pub frontier: Vec<Vec<WorldPoint>>,
    /// Land just inside the French border, drawn below France as a neighbour's: the two sources draw the border a few
    /// hundred metres apart, and the gaps between them must not look like water.
    pub fill: Vec<Vec<Vec<WorldPoint>>>,
    /// Lakes.
    pub lakes: Vec<Lake>,
    /// Rivers.
    pub rivers: Vec<River>,
}

/// A country and its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-2, or empty for a disputed or uninhabited area without a code.
    pub code: String,
    /// Name in French; empty if it is not to be written on the map.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// Is it a part of the French Republic?
    pub french: bool,
    /// Where its name is written: inside its largest part.
    pub label: WorldPoint,
    /// Its parts, each an outer ring followed by its holes, a ring being a list of arcs.
    pub polygons: Vec<Vec<Vec<ArcRef>>>,
}

/// An arc, and which way it is run through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArcRef {
    /// Its index.
    pub arc: u32,
    /// From its last point to its first?
    pub backwards: bool,
}

impl From<i64> for ArcRef {
    /// From the notation of the file, which is also TopoJSON's.
    fn from(number: i64) -> Self {
        Self { arc: (if number < 0 { !number } else { number }) as u32, backwards: number < 0 }
    }
}

impl From<ArcRef> for i64 {
    fn from(reference: ArcRef) -> i64 {
        let arc = i64::from(reference.arc);
        if reference.backwards { !arc } else { arc }
    }
}

/// A lake.
#[derive(Debug, Clone, PartialEq)]
pub struct Lake {
    /// The lowest zoom that shows it.
    pub first_zoom: u8,
    /// Its shore, followed by those of its islands.
    pub rings: Vec<Vec<WorldPoint>>,
}

/// A river, or a stretch of one.
#[derive(Debug, Clone, PartialEq)]
pub struct River {
    /// The lowest zoom that shows it.
    pub first_zoom: u8,
    /// How wide it is drawn, from 1 (a brook) to 10 (the Amazon).
    pub width: u8,
    /// Its course.
    pub points: Vec<WorldPoint>,
}

static EMBEDDED: &[u8] = include_bytes!("../../../../data/basemap/world.bin.zst");

impl World {
    /// The world inside the program.
    pub fn embedded() -> Self {
        Self::decode(EMBEDDED).expect("the committed world is sound, a test proves it")
    }

    /// Reads a file.
    pub fn decode(packed: &[u8]) -> Result<Self, InvalidWorld> {
        let unpacked = zstd::bulk::decompress(packed, MAX_UNPACKED).map_err(|_| InvalidWorld::Signature)?;
        let mut reader = Reader(unpacked.strip_prefix(SIGNATURE).ok_or(InvalidWorld::Signature)?);
        let world = Self {
            arcs: reader.list(Reader::points)?,
            countries: reader.list(country)?,
            frontier: reader.list(Reader::points)?,
            fill: reader.list(|reader| reader.list(Reader::points))?,
            lakes: reader
                .list(|reader| Ok(Lake { first_zoom: reader.number()? as u8, rings: reader.list(Reader::points)? }))?,
            rivers: reader.list(|reader| {
                let (first_zoom, width) = (reader.number()? as u8, reader.number()? as u8);
                Ok(River { first_zoom, width, points: reader.points()? })
            })?,
        };
        let references = world.countries.iter().flat_map(|country| country.polygons.iter().flatten().flatten());
        let known = references.into_iter().all(|reference| (reference.arc as usize) < world.arcs.len());
        if known && reader.0.is_empty() { Ok(world) } else { Err(InvalidWorld::Damaged) }
    }

    /// Writes a file, packed as small as zstd can.
    pub fn encode(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer(SIGNATURE.to_vec());
        writer.list(&self.arcs, |writer, arc| writer.points(arc));
        writer.list(&self.countries, write_country);
        writer.list(&self.frontier, |writer, line| writer.points(line));
        writer.list(&self.fill, |writer, polygon| writer.list(polygon, |writer, ring| writer.points(ring)));
        writer.list(&self.lakes, |writer, lake| {
            writer.number(lake.first_zoom.into());
            writer.list(&lake.rings, |writer, ring| writer.points(ring));
        });
        writer.list(&self.rivers, |writer, river| {
            writer.number(river.first_zoom.into());
            writer.number(river.width.into());
            writer.points(&river.points);
        });
        zstd::bulk::compress(&writer.0, 22)
    }
}

fn country(reader: &mut Reader<'_>) -> Result<Country, InvalidWorld> {
    Ok(Country {
        code: reader.text()?,
        name_fr: reader.text()?,
        name_en: reader.text()?,
        french: reader.number()? != 0,
        label: [coordinate(reader)?, coordinate(reader)?],
        polygons: reader.list(|reader| reader.list(|reader| reader.list(|reader| Ok(reader.signed()?.into()))))?,
    })
}

fn coordinate(reader: &mut Reader<'_>) -> Result<i32, InvalidWorld> {
    i32::try_from(reader.signed()?).map_err(|_| InvalidWorld::Damaged)
}

fn write_country(writer: &mut Writer, country: &Country) {
    writer.text(&country.code);
    writer.text(&country.name_fr);
    writer.text(&country.name_en);
    writer.number(country.french.into());
    writer.signed(country.label[0].into());
    writer.signed(country.label[1].into());
    writer.list(&country.polygons, |writer, polygon| {
        writer.list(polygon, |writer, ring| writer.list(ring, |writer, reference| writer.signed((*reference).into())));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let square = vec![[0, 0], [-10_000, 0], [-10_000, 20_000], [0, 0]];
        let country = Country {
            code: "MC".into(),
            name_fr: "Monaco".into(),
            name_en: "Monaco".into(),
            french: false,
            label: [74_200, 437_300],
            polygons: vec![vec![vec![ArcRef { arc: 0, backwards: true }]]],
        };
        let world = World {
            arcs: vec![square.clone()],
            countries: vec![country],
            frontier: vec![square.clone()],
            fill: vec![vec![square.clone()]],
            lakes: vec![Lake { first_zoom: 3, rings: vec![square.clone()] }],
            rivers: vec![River { first_zoom: 4, width: 2, points: square }],
        };
        let packed = world.encode().expect("room in memory");
        assert_eq!(World::decode(&packed), Ok(world));
    }

    #[test]
    fn the_committed_world_has_the_neighbours_of_france() {
        let world = World::embedded();
        for code in ["ES", "AD", "IT", "MC", "CH", "DE", "LU", "BE", "GB", "SR", "BR", "MU", "PF"] {
            assert!(world.countries.iter().any(|country| country.code == code), "{code}");
        }
        assert!(!world.lakes.is_empty() && !world.rivers.is_empty() && !world.fill.is_empty());
    }

    #[test]
    fn bytes_that_are_no_world_are_refused() {
        assert_eq!(World::decode(b"TPW1"), Err(InvalidWorld::Signature));
        let cut = zstd::bulk::compress(b"TPW1\x05", 1).expect("room in memory");
        assert_eq!(World::decode(&cut), Err(InvalidWorld::Damaged));
    }
}
