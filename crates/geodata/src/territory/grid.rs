//! Which face a position lies in, in a fraction of a microsecond.
//!
//! The ground is cut into cells of 1/64 degree (1.7 km by some 1.2 km). A cell that no boundary crosses knows its
//! face. A cell that one crosses knows the face of its centre and the edges in it: walking from the position to the
//! centre (first along the parallel, then along the meridian), the edges in the way say by their sides which face the
//! walk began in. Without an edge in the way that is the centre's face.
//!
//! Coordinates are whole numbers of 1e-7 degree, the precision of [`Position`], and every question is decided in whole
//! numbers. A walk that meets a vertex exactly is treated as running a hair to the north-east of it, so that it crosses
//! exactly one of two joined edges.
//!
//! A boundary goes through a cell in one piece, so a cell keeps pieces with their vertices ([`super::pieces`]), one
//! behind the other: a question reads its cell and, when that is crossed, one stretch of memory. Memory: 4 bytes a cell
//! (those of quarters of a degree without any land are not kept), 4 more a crossed cell, 8 a piece and 4 a vertex of it.

use crate::{Bbox, Position};

use super::country;
use super::pieces::{self, Pieces, write_piece};
use super::topology::{Arc, Topology, UNITS_PER_DEGREE, Vertex};

/// Positions are whole numbers of 1e-7 degree here.
const FINE_PER_DEGREE: f64 = 1e7;
const FINE_PER_UNIT: i64 = (FINE_PER_DEGREE / UNITS_PER_DEGREE) as i64;
const CELLS_PER_DEGREE: i64 = 64;
/// Width and height of a cell in units of 1e-7 degree.
const CELL: i64 = 10_000_000 / CELLS_PER_DEGREE;
/// Cells in a row or column of a block.
const BLOCK: i64 = CELLS_PER_DEGREE / 4;
const CELLS_PER_BLOCK: usize = (BLOCK * BLOCK) as usize;
const COLUMNS: i64 = 360 * CELLS_PER_DEGREE;
const ROWS: i64 = 180 * CELLS_PER_DEGREE;
const BLOCK_COLUMNS: i64 = COLUMNS / BLOCK;
const BLOCK_ROWS: i64 = ROWS / BLOCK;
const METRES_PER_DEGREE: f64 = 111_195.0;

/// The cell is crossed by boundaries: the rest is an index into `crossed`.
const CROSSED: u32 = 1 << 31;
/// The cell is so near the outline of all faces that another country may begin in it.
const DOUBTFUL: u32 = 1 << 30;
const VALUE: u32 = DOUBTFUL - 1;

/// What the grid knows of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Face {
    /// The face it lies in.
    pub(super) face: Option<u32>,
    /// Whether the generalised outline is so near that the country must be asked separately.
    pub(super) is_doubtful: bool,
}

/// The index over one topology, which no question needs any more.
#[derive(Debug)]
pub(super) struct Grid {
    /// For each quarter of a degree of longitude and latitude, one more than its block of cells (0 for none).
    blocks: Box<[u16]>,
    /// One more than the face, or [`CROSSED`] and a place in `crossed`; with or without [`DOUBTFUL`].
    cells: Vec<u32>,
    /// For each crossed cell, one more than the face of its centre (0 for none) and its pieces.
    crossed: Vec<u32>,
}

impl Grid {
    pub(super) fn new(topology: &Topology) -> Self {
        let mut grid =
            Self { blocks: vec![0; (BLOCK_COLUMNS * BLOCK_ROWS) as usize].into(), cells: vec![], crossed: vec![] };
        grid.fill(topology);
        grid.cross(topology);
        grid.doubt(topology);
        grid.cells.shrink_to_fit();
        grid.crossed.shrink_to_fit();
        grid
    }

    /// The face of a position.
    pub(super) fn face_at(&self, position: Position) -> Face {
        let [x, y] = fine(position);
        let (column, row) = (x.div_euclid(CELL), y.div_euclid(CELL));
        let cell = self.cell(column, row);
        let value = cell & VALUE;
        let face = if cell & CROSSED == 0 { value } else { self.face_in(value as usize, [column, row], [x, y]) };
        Face { face: face.checked_sub(1), is_doubtful: cell & DOUBTFUL != 0 }
    }

    /// The faces that come within so many metres of a position, the nearest first, with the distance to their
    /// boundary. The face it lies in is among them if its boundary is that near.
    pub(super) fn faces_within(&self, position: Position, metres: f64) -> Vec<(u32, f64)> {
        let around = Bbox::around(position, metres);
        let mut nearest: Vec<(u32, f64)> = Vec::new();
        for ([a, b], sides) in self.edges_in(around) {
            let distance = distance_m(position, a, b);
            for side in sides.into_iter().filter_map(|side| side.checked_sub(1)) {
                match nearest.iter_mut().find(|(face, _)| *face == side) {
                    _ if distance > metres => {}
                    Some((_, shortest)) => *shortest = shortest.min(distance),
                    None => nearest.push((side, distance)),
                }
            }
        }
        nearest.sort_by(|a, b| a.1.total_cmp(&b.1));
        nearest
    }

    /// The edges in the cells of a box, each once, with its sides.
    fn edges_in(&self, bbox: Bbox) -> Vec<([Vertex; 2], [u32; 2])> {
        let column = |degrees: f64| ((degrees * FINE_PER_DEGREE) as i64).div_euclid(CELL);
        let mut edges = Vec::new();
        for row in column(bbox.south())..=column(bbox.north()) {
            for column in column(bbox.west())..=column(bbox.east()) {
                let cell = self.cell(column, row);
                if cell & CROSSED != 0 {
                    let [west, south] = corner([column, row]);
                    for piece in self.pieces_of((cell & VALUE) as usize) {
                        let mut vertices = piece.vertices().map(|[x, y]| [west + x, south + y]);
                        let mut from = vertices.next();
                        edges.extend(vertices.filter_map(|to| Some(([from.replace(to)?, to], piece.sides))));
                    }
                }
            }
        }
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// Walks from a position to the centre of its cell. Every edge on the way leaves one face and enters another, so
    /// combining the sides of all of them with the centre's face leaves the one that the walk began in.
    ///
    /// This asks of each face whether the walk crosses its contour an odd number of times, like a plain test of every
    /// polygon, and so agrees with it even where the generalised contours cross each other by a metre.
    fn face_in(&self, crossed: usize, cell: [i64; 2], position: [i64; 2]) -> u32 {
        let corner = corner(cell).map(|place| i64::from(place) * FINE_PER_UNIT);
        let position = [position[0] - corner[0], position[1] - corner[1]];
        let centre = [0, 1].map(|axis| cell[axis] * CELL + CELL / 2 - corner[axis]);
        let mut face = self.crossed[crossed];
        for piece in self.pieces_of(crossed) {
            let mut ends = piece.vertices().map(|vertex| End::new(vertex, position, centre));
            let Some(mut from) = ends.next() else { continue };
            let mut crossings = false;
            for to in ends {
                crossings ^= is_crossed(&from, &to, position, centre);
                from = to;
            }
            if crossings {
                face ^= piece.sides[0] ^ piece.sides[1];
            }
        }
        self.known_in(crossed, face)
    }

    /// Where two contours overlap, both faces are left, combined; then one of them is as good as the other.
    fn known_in(&self, crossed: usize, face: u32) -> u32 {
        let centre = self.crossed[crossed];
        let mut sides = self.pieces_of(crossed).flat_map(|piece| piece.sides);
        if face == 0 || face == centre || sides.any(|side| side == face) { face } else { centre }
    }

    /// The pieces of boundaries in a crossed cell.
    fn pieces_of(&self, crossed: usize) -> Pieces<'_> {
        Pieces::behind(&self.crossed[crossed + 1..])
    }

    fn cell(&self, column: i64, row: i64) -> u32 {
        self.place(column, row).map_or(0, |place| self.cells[place])
    }

    /// Where a cell is kept, if its block is.
    fn place(&self, column: i64, row: i64) -> Option<usize> {
        let (block, within) = place_in_block(column, row)?;
        usize::from(self.blocks[block]).checked_sub(1).map(|block| block * CELLS_PER_BLOCK + within)
    }

    /// The same, making room for it. Positions of boundaries are on the Earth, so there always is.
    fn claim(&mut self, column: i64, row: i64) -> Option<usize> {
        let (block, within) = place_in_block(column, row)?;
        if self.blocks[block] == 0 {
            self.cells.resize(self.cells.len() + CELLS_PER_BLOCK, 0);
            self.blocks[block] = (self.cells.len() / CELLS_PER_BLOCK) as u16;
        }
        Some((usize::from(self.blocks[block]) - 1) * CELLS_PER_BLOCK + within)
    }

    /// Gives every cell the face of its centre, row by row, from one boundary to the next.
    fn fill(&mut self, topology: &Topology) {
        let meetings = meetings_with_rows(topology);
        // How often the row has entered each face more than left it: where contours overlap there is more than one
        // face at a time, and of two boundaries that meet the row at one place the second may come first.
        let mut inside: Vec<(u32, i32)> = Vec::new();
        for (index, meeting) in meetings.iter().enumerate() {
            tally(&mut inside, meeting.west, -1);
            tally(&mut inside, meeting.east, 1);
            let next = meetings.get(index + 1).filter(|next| next.row == meeting.row);
            let face = inside.iter().rev().find(|(face, times)| *face > 0 && *times > 0);
            match (next, face) {
                (None, _) => inside.clear(),
                (Some(next), Some((face, _))) => self.fill_between(meeting, next, *face),
                (Some(_), None) => {}
            }
        }
    }

    fn fill_between(&mut self, meeting: &Meeting, next: &Meeting, face: u32) {
        let centre = |x: f64| ((x - (CELL / 2) as f64) / CELL as f64).ceil() as i64;
        for column in centre(meeting.x)..centre(next.x) {
            if let Some(place) = self.claim(column, meeting.row.into()) {
                self.cells[place] = face;
            }
        }
    }

    /// Lists in every cell the edges that touch it, in pieces.
    fn cross(&mut self, topology: &Topology) {
        let mut touched: Vec<u64> = Vec::with_capacity(topology.vertices.len() * 2);
        for edge in edges(topology) {
            let (a, b) = ends(topology, edge.first);
            for_cells_touched(a, b, |column, row| {
                if let Some(place) = self.claim(column, row) {
                    touched.push((place as u64) << 32 | u64::from(edge.first));
                }
            });
        }
        touched.sort_unstable();
        let blocks = self.places_of_blocks();
        for group in touched.chunk_by(|a, b| a >> 32 == b >> 32) {
            let place = (group[0] >> 32) as usize;
            let corner = corner(cell_at(blocks[place / CELLS_PER_BLOCK], place % CELLS_PER_BLOCK));
            let centre = std::mem::replace(&mut self.cells[place], CROSSED | self.crossed.len() as u32);
            self.crossed.push(centre);
            // An arc ends with a vertex that begins no edge, so numbers that follow each other are of one arc.
            let mut runs = group.chunk_by(|a, b| a + 1 == *b).flat_map(|run| run.chunks(pieces::LONGEST)).peekable();
            while let Some(run) = runs.next() {
                let first = run[0] as u32;
                let arc = topology.arcs().partition_point(|arc| arc.end <= first);
                let vertices = &topology.vertices[first as usize..=first as usize + run.len()];
                let sides = sides_of(&topology.arcs()[arc]);
                write_piece(&mut self.crossed, sides, vertices, corner, runs.peek().is_none());
            }
        }
    }

    /// Where in the table each block stands.
    fn places_of_blocks(&self) -> Vec<usize> {
        let mut places = vec![0; self.cells.len() / CELLS_PER_BLOCK];
        for (place, block) in self.blocks.iter().enumerate() {
            if let Some(block) = usize::from(*block).checked_sub(1) {
                places[block] = place;
            }
        }
        places
    }

    /// Marks the cells on the outline of all faces and those beside them, except where the country boundaries say
    /// that the whole cell is in France.
    fn doubt(&mut self, topology: &Topology) {
        let mut near: Vec<(i64, i64)> = Vec::new();
        for edge in edges(topology).filter(|edge| edge.sides.contains(&0)) {
            let (a, b) = ends(topology, edge.first);
            for_cells_touched(a, b, |column, row| {
                near.extend((-1..=1).flat_map(|east| (-1..=1).map(move |north| (row + north, column + east))));
            });
        }
        near.sort_unstable();
        near.dedup();
        for (row, column) in near {
            if let Some(place) = self.place(column, row)
                && self.cells[place] != 0
                && !cell_bbox(column, row).is_some_and(country::france_contains)
            {
                self.cells[place] |= DOUBTFUL;
            }
        }
    }
}

/// A boundary that the middle line of a row of cells meets.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    row: i32,
    x: f64,
    slope: f32,
    /// One more than the face to the west of it, and to the east.
    west: u32,
    east: u32,
}

/// All of them, from south to north and from west to east.
fn meetings_with_rows(topology: &Topology) -> Vec<Meeting> {
    // Room for more than there are: what is not written to takes no memory, and a copy to grow would.
    let mut meetings = Vec::with_capacity(topology.vertices.len());
    for edge in edges(topology) {
        let (a, b) = ends(topology, edge.first);
        let [left, right] = edge.sides;
        let (low, high) = (a[1].min(b[1]), a[1].max(b[1]));
        for row in low.div_euclid(CELL) - 1..=high.div_euclid(CELL) {
            let y = row * CELL + CELL / 2;
            if low <= y && y < high {
                let slope = (b[0] - a[0]) as f64 / (b[1] - a[1]) as f64;
                let x = a[0] as f64 + (y - a[1]) as f64 * slope;
                let (west, east) = if b[1] > a[1] { (left, right) } else { (right, left) };
                meetings.push(Meeting { row: row as i32, x, slope: slope as f32, west, east });
            }
        }
    }
    meetings.sort_unstable_by(|a, b| a.row.cmp(&b.row).then(a.x.total_cmp(&b.x)).then(a.slope.total_cmp(&b.slope)));
    meetings
}

/// A vertex as seen from a walk that turns at `[centre, position]`: on which side of both its legs it lies.
#[derive(Debug, Clone, Copy)]
struct End {
    at: [i64; 2],
    is_north: bool,
    is_east: bool,
}

impl End {
    fn new(vertex: Vertex, position: [i64; 2], centre: [i64; 2]) -> Self {
        let at = wide(vertex);
        Self { at, is_north: at[1] > position[1], is_east: at[0] > centre[0] }
    }
}

/// Does the walk from a position to a centre cross an edge once (not twice, once on either leg)?
fn is_crossed(a: &End, b: &End, position: [i64; 2], centre: [i64; 2]) -> bool {
    let along = a.is_north != b.is_north && meets(a.at, b.at, position, centre[0], 0);
    let up = a.is_east != b.is_east && meets(a.at, b.at, [centre[0], position[1]], centre[1], 1);
    along != up
}

/// Does a walk along an axis (0 east, 1 north), from a position as far as `target`, meet an edge that reaches from one
/// side of it to the other?
fn meets(a: [i64; 2], b: [i64; 2], from: [i64; 2], target: i64, axis: usize) -> bool {
    let other = 1 - axis;
    let (run, rise) = (b[axis] - a[axis], b[other] - a[other]);
    // Where the edge meets the line of the walk, from `a`, times the rise.
    let place = (from[other] - a[other]) * run;
    let is_beyond = |limit: i64| (place > (limit - a[axis]) * rise) == (rise > 0) && place != (limit - a[axis]) * rise;
    is_beyond(from[axis]) != is_beyond(target)
}

/// Adds to the count of a face, and forgets it at zero.
fn tally(counts: &mut Vec<(u32, i32)>, face: u32, times: i32) {
    match counts.iter_mut().find(|(counted, _)| *counted == face) {
        Some((_, count)) => *count += times,
        None => counts.push((face, times)),
    }
    counts.retain(|(_, count)| *count != 0);
}

fn fine(position: Position) -> [i64; 2] {
    // Whole but for the error of the multiplication.
    [position.longitude(), position.latitude()]
        .map(|degrees| (degrees * FINE_PER_DEGREE + 0.5_f64.copysign(degrees)) as i64)
}

/// The vertex at the south-western corner of a cell, or less than a unit to the south-west of it.
fn corner(cell: [i64; 2]) -> Vertex {
    cell.map(|place| (place * CELL).div_euclid(FINE_PER_UNIT) as i32)
}

/// The column and row of a cell by its block and its place in it.
fn cell_at(block: usize, within: usize) -> [i64; 2] {
    let (block, within) = (block as i64, within as i64);
    let column = block % BLOCK_COLUMNS * BLOCK + within % BLOCK;
    let row = block / BLOCK_COLUMNS * BLOCK + within / BLOCK;
    [column - COLUMNS / 2, row - ROWS / 2]
}

/// An edge, by its first vertex, with one more than the face on its left hand and on its right (0 for none).
#[derive(Debug, Clone, Copy)]
struct Edge {
    first: u32,
    sides: [u32; 2],
}

/// Every edge.
fn edges(topology: &Topology) -> impl Iterator<Item = Edge> + '_ {
    topology.arcs().iter().flat_map(|arc| {
        let sides = sides_of(arc);
        (arc.first..arc.end - 1).map(move |first| Edge { first, sides })
    })
}

fn sides_of(arc: &Arc) -> [u32; 2] {
    [arc.left, arc.right].map(|face| face.map_or(0, |face| face + 1))
}

/// Both ends of the edge that begins at a vertex, as whole numbers of 1e-7 degree.
fn ends(topology: &Topology, first: u32) -> ([i64; 2], [i64; 2]) {
    (wide(topology.vertices[first as usize]), wide(topology.vertices[first as usize + 1]))
}

fn wide(vertex: Vertex) -> [i64; 2] {
    vertex.map(|value| i64::from(value) * FINE_PER_UNIT)
}

fn place_in_block(column: i64, row: i64) -> Option<(usize, usize)> {
    let (column, row) = (column + COLUMNS / 2, row + ROWS / 2);
    if !(0..COLUMNS).contains(&column) || !(0..ROWS).contains(&row) {
        return None;
    }
    let block = row / BLOCK * BLOCK_COLUMNS + column / BLOCK;
    let within = row % BLOCK * BLOCK + column % BLOCK;
    Some((block as usize, within as usize))
}

/// Calls `visit` with the column and row of every cell that an edge touches (and now and then of one that it only
/// comes within a metre of).
fn for_cells_touched(a: [i64; 2], b: [i64; 2], mut visit: impl FnMut(i64, i64)) {
    const MARGIN: i64 = 10;
    let (south, north) = if a[1] <= b[1] { (a, b) } else { (b, a) };
    for row in (south[1] - MARGIN).div_euclid(CELL)..=(north[1] + MARGIN).div_euclid(CELL) {
        let (bottom, top) = ((row * CELL).max(south[1]), ((row + 1) * CELL).min(north[1]));
        let x_at = |y: i64| {
            south[0] + (north[0] - south[0]) * (y.clamp(south[1], north[1]) - south[1]) / (north[1] - south[1])
        };
        // An edge along a parallel is as long within the row as it is.
        let (one, two) = if south[1] == north[1] { (south[0], north[0]) } else { (x_at(bottom), x_at(top)) };
        for column in (one.min(two) - MARGIN).div_euclid(CELL)..=(one.max(two) + MARGIN).div_euclid(CELL) {
            visit(column, row);
        }
    }
}

fn cell_bbox(column: i64, row: i64) -> Option<Bbox> {
    let degrees = |cell: i64| (cell * CELL) as f64 / FINE_PER_DEGREE;
    Bbox::new(degrees(column), degrees(row), degrees(column + 1), degrees(row + 1)).ok()
}

/// Distance in metres from a position to an edge, on the plane that touches the Earth there.
fn distance_m(position: Position, a: Vertex, b: Vertex) -> f64 {
    let shrink = position.latitude().to_radians().cos();
    let metres = |vertex: Vertex| {
        let east = f64::from(vertex[0]) / UNITS_PER_DEGREE - position.longitude();
        let north = f64::from(vertex[1]) / UNITS_PER_DEGREE - position.latitude();
        (east * shrink * METRES_PER_DEGREE, north * METRES_PER_DEGREE)
    };
    let ((ax, ay), (bx, by)) = (metres(a), metres(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length == 0.0 { 0.0 } else { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) };
    (ax + along * dx).hypot(ay + along * dy)
}
