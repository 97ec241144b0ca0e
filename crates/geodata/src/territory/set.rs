//! The reference set: every territory, by code, with its parts and its contour.

use std::sync::{LazyLock, OnceLock};

use geo::MultiPolygon;

use crate::Bbox;

use super::code::CodeIndex;
use super::coverage::{CountryCode, Coverage};
use super::format::{InvalidContours, read_contours};
use super::grid::Grid;
use super::groups::Groups;
use super::record::{Territory, TerritoryKind};
use super::search::SearchIndex;
use super::table::InvalidTable;
use super::topology::{Arc, Topology, Vertex, degrees};
use super::{country, table};

static TABLE: &[u8] = include_bytes!("../../../../data/territories/territories.tsv.zst");
static CONTOURS: &[u8] = include_bytes!("../../../../data/territories/contours.bin.zst");

static EMBEDDED: LazyLock<Territories> = LazyLock::new(|| {
    Territories::from_compressed(TABLE, CONTOURS).expect("the committed reference data is sound, a test proves it")
});

/// Why bytes are not reference data.
#[derive(Debug, thiserror::Error)]
pub enum InvalidReference {
    /// Not zstandard, or cut short.
    #[error("the reference data cannot be decompressed")]
    Compression(#[from] std::io::Error),
    /// Not text in UTF-8.
    #[error("the table of territories is not UTF-8")]
    Text(#[from] std::string::FromUtf8Error),
    /// A table that makes no sense.
    #[error(transparent)]
    Table(#[from] InvalidTable),
    /// Contours that make no sense.
    #[error(transparent)]
    Contours(#[from] InvalidContours),
    /// A contour for a territory that is not in the table.
    #[error("there is a contour for {0:?}, which is not in the table")]
    UnknownCode(String),
}

/// What an arc separates, from the least to the most important boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoundaryLevel {
    /// Two arrondissements of one city.
    Arrondissement,
    /// Two communes of one department.
    Commune,
    /// Two departments of one region.
    Department,
    /// Two regions.
    Region,
    /// France and the sea or another country.
    Country,
}

/// One line of the map, from junction to junction.
#[derive(Debug, Clone, Copy)]
pub struct BoundaryArc<'a> {
    /// What it separates.
    pub level: BoundaryLevel,
    /// The commune or arrondissement on the left hand.
    pub left: Option<&'a Territory>,
    /// The commune or arrondissement on the right hand.
    pub right: Option<&'a Territory>,
    vertices: &'a [Vertex],
}

impl<'a> BoundaryArc<'a> {
    /// Longitude and latitude of each vertex in degrees, both ends included.
    pub fn coordinates(&self) -> impl ExactSizeIterator<Item = [f64; 2]> + 'a {
        self.vertices.iter().map(|vertex| degrees(*vertex))
    }
}

/// All territories of France and its neighbouring countries. Immutable; its indexes are built when first used.
#[derive(Debug)]
pub struct Territories {
    rows: Vec<Territory>,
    by_code: CodeIndex,
    by_former_code: CodeIndex,
    children: Groups,
    pub(super) topology: Topology,
    /// The territory of each face.
    pub(super) faces: Vec<u32>,
    /// The face of each territory that has one.
    face_of: Vec<Option<u32>>,
    grid: OnceLock<Grid>,
    search: OnceLock<SearchIndex>,
}

impl Territories {
    /// The set inside the program: communes of 2026, generalised contours.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The set of a compressed table and a compressed contour file.
    pub fn from_compressed(table: &[u8], contours: &[u8]) -> Result<Self, InvalidReference> {
        let rows = table::read_table(&String::from_utf8(zstd::decode_all(table)?)?)?;
        let (codes, topology) = read_contours(&zstd::decode_all(contours)?)?;
        Self::new(rows, &codes, topology)
    }

    /// The set of these territories, of which those with these codes have the faces of the topology, in order.
    pub fn new(mut rows: Vec<Territory>, codes: &[String], topology: Topology) -> Result<Self, InvalidReference> {
        if !rows.iter().any(|row| row.kind == TerritoryKind::Country) {
            rows.extend(country::countries());
        }
        let by_code: CodeIndex = rows.iter().zip(0..).map(|(row, index)| (row.code, index)).collect();
        let former =
            rows.iter().zip(0..).flat_map(|(row, index)| row.former_codes.iter().map(move |code| (*code, index)));
        let by_former_code = former.collect();
        let face = |code: &String| by_code.get(code).ok_or_else(|| InvalidReference::UnknownCode(code.clone()));
        let faces: Vec<u32> = codes.iter().map(face).collect::<Result<_, _>>()?;
        let mut face_of = vec![None; rows.len()];
        faces.iter().zip(0..).for_each(|(row, face)| face_of[*row as usize] = Some(face));
        let children = children(&rows, &by_code);
        let (grid, search) = (OnceLock::new(), OnceLock::new());
        let mut set = Self { rows, by_code, by_former_code, children, topology, faces, face_of, grid, search };
        set.measure();
        Ok(set)
    }

    /// Every territory, in no particular order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Territory> {
        self.rows.iter()
    }

    /// The territories with a shape of their own, which no two share ground: communes and arrondissements.
    pub fn shaped(&self) -> impl ExactSizeIterator<Item = &Territory> {
        self.faces.iter().map(|row| &self.rows[*row as usize])
    }

    /// The territory of a public code; a former code gives the commune of today.
    pub fn by_code(&self, code: &str) -> Option<&Territory> {
        let index = self.by_code.get(code).or_else(|| self.by_former_code.get(code))?;
        Some(&self.rows[index as usize])
    }

    /// The country of a code, if it is France or one of its neighbours.
    pub fn country(&self, code: CountryCode) -> Option<&Territory> {
        self.by_code(code.as_str())
    }

    /// The parts of a territory: the arrondissements of a city, the communes of an EPCI or a department, the
    /// departments of a region, the regions and overseas collectivities of France.
    pub fn children(&self, code: &str) -> Vec<&Territory> {
        let parts = self.by_code.get(code).map(|index| self.children.of(index));
        parts.into_iter().flatten().map(|index| &self.rows[*index as usize]).collect()
    }

    /// The contour of a territory in degrees: outer rings counterclockwise, holes clockwise. `None` for an unknown
    /// code, an overseas collectivity or a foreign country, whose contours no package has.
    pub fn contour(&self, code: &str) -> Option<MultiPolygon<f64>> {
        let faces = self.faces_of(self.by_code.get(code)?);
        (!faces.is_empty()).then(|| self.topology.outline(&faces))
    }

    /// Every boundary line of the map once, with what it separates.
    pub fn arcs(&self) -> impl ExactSizeIterator<Item = BoundaryArc<'_>> {
        self.topology.arcs().iter().map(|arc| self.boundary(arc))
    }

    /// A line of the map by its number in that order.
    pub(crate) fn arc(&self, number: u32) -> BoundaryArc<'_> {
        self.boundary(&self.topology.arcs()[number as usize])
    }

    /// The best answers to what someone typed, in France: words of a name in any order and unfinished, postal codes,
    /// public codes, former codes.
    pub fn search(&self, query: &str, limit: usize) -> Vec<&Territory> {
        self.search_covered(&Coverage::default(), query, limit)
    }

    /// The same, among the territories of these countries.
    pub fn search_covered(&self, coverage: &Coverage, query: &str, limit: usize) -> Vec<&Territory> {
        let covered = |index: u32| self.is_covered(coverage, index);
        let found = self.search_index().search(query, limit, covered);
        found.into_iter().map(|index| &self.rows[index as usize]).collect()
    }

    /// Builds the indexes now, so that the first question is as quick as the others.
    pub fn warm(&self) {
        self.search_index();
        self.located();
    }

    pub(super) fn rows(&self) -> &[Territory] {
        &self.rows
    }

    /// The territory a face belongs to.
    pub(super) fn of_face(&self, face: u32) -> &Territory {
        &self.rows[self.faces[face as usize] as usize]
    }

    /// What answers which face a position lies in.
    pub(super) fn located(&self) -> &Grid {
        self.grid.get_or_init(|| Grid::new(&self.topology))
    }

    fn search_index(&self) -> &SearchIndex {
        self.search.get_or_init(|| SearchIndex::new(&self.rows))
    }

    fn is_covered(&self, coverage: &Coverage, index: u32) -> bool {
        let territory = &self.rows[index as usize];
        let country = match territory.kind {
            TerritoryKind::Country => territory.code.parse().unwrap_or(CountryCode::FRANCE),
            _ => CountryCode::FRANCE,
        };
        coverage.includes(country)
    }

    /// The faces a territory is made of.
    fn faces_of(&self, index: u32) -> Vec<u32> {
        match self.face_of[index as usize] {
            Some(face) => vec![face],
            None => self.children.of(index).iter().flat_map(|child| self.faces_of(*child)).collect(),
        }
    }

    fn boundary(&self, arc: &Arc) -> BoundaryArc<'_> {
        let (left, right) = (arc.left.map(|face| self.of_face(face)), arc.right.map(|face| self.of_face(face)));
        let level = left.zip(right).map_or(BoundaryLevel::Country, |(left, right)| level_between(left, right));
        BoundaryArc { level, left, right, vertices: self.topology.vertices(arc) }
    }

    /// Gives every territory with a contour its bounding box.
    fn measure(&mut self) {
        let face_boxes: Vec<Option<[i32; 4]>> = (0..self.faces.len() as u32).map(|face| self.face_box(face)).collect();
        for index in 0..self.rows.len() as u32 {
            let boxes = self.faces_of(index).into_iter().filter_map(|face| face_boxes[face as usize]);
            let measured = boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
            let row = &mut self.rows[index as usize];
            if let Some([west, south, east, north]) = measured.filter(|_| row.bbox.is_none()) {
                let ([west, south], [east, north]) = (degrees([west, south]), degrees([east, north]));
                row.bbox = Bbox::new(west, south, east, north).ok();
            }
        }
    }

    fn face_box(&self, face: u32) -> Option<[i32; 4]> {
        let arcs = self.topology.arcs_of(face).iter().map(|arc| &self.topology.arcs()[*arc as usize]);
        let vertices = arcs.flat_map(|arc| self.topology.vertices(arc));
        vertices.fold(None, |sofar, [x, y]| {
            let [west, south, east, north] = sofar.unwrap_or([*x, *y, *x, *y]);
            Some([west.min(*x), south.min(*y), east.max(*x), north.max(*y)])
        })
    }
}

/// The most important boundary between two communes or arrondissements.
fn level_between(left: &Territory, right: &Territory) -> BoundaryLevel {
    if left.region != right.region {
        BoundaryLevel::Region
    } else if left.department != right.department {
        BoundaryLevel::Department
    } else if left.city.is_some() && left.city == right.city {
        BoundaryLevel::Arrondissement
    } else {
        BoundaryLevel::Commune
    }
}

/// The direct parts of each territory.
fn children(rows: &[Territory], by_code: &CodeIndex) -> Groups {
    let parts = rows.iter().zip(0..).flat_map(|(row, index)| {
        let known = parents(row).into_iter().flatten().filter_map(|code| by_code.get(code));
        known.map(move |parent| (parent, index))
    });
    Groups::new(rows.len(), parts)
}

/// The codes of the territories that a territory is a direct part of.
fn parents(row: &Territory) -> [Option<&str>; 2] {
    match row.kind {
        TerritoryKind::Arrondissement => [row.city.as_deref(), None],
        TerritoryKind::Commune => [row.department.as_deref(), row.epci.as_deref()],
        TerritoryKind::Department => [Some(row.region.as_deref().unwrap_or(CountryCode::FRANCE.as_str())), None],
        TerritoryKind::Region => [Some("FR"), None],
        TerritoryKind::Epci | TerritoryKind::Country => [None, None],
    }
}
