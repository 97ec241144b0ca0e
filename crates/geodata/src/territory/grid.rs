//! Which face a position lies in, in a fraction of a microsecond.
//!
//! The ground is cut into cells of 1/128 degree (0.9 km by some 0.6 km). A cell that no boundary crosses knows its
//! face. A cell that one crosses knows the face of its centre and the edges in it: walking from the position to the
//! centre (first along the parallel, then along the meridian), the edges in the way say by their sides which face the
//! walk began in. Without an edge in the way that is the centre's face.
//!
//! Coordinates are whole numbers of 1e-7 degree, the precision of [`Position`]. A walk that meets a vertex
//! exactly is treated as running a hair to the north-east of it, so that it crosses exactly one of two joined edges.

use crate::{Bbox, Position};

use super::country;
use super::topology::{Topology, UNITS_PER_DEGREE, Vertex};

/// Positions are whole numbers of 1e-7 degree here.
const FINE_PER_DEGREE: f64 = 1e7;
const FINE_PER_UNIT: i64 = (FINE_PER_DEGREE / UNITS_PER_DEGREE) as i64;
const CELLS_PER_DEGREE: i64 = 128;
/// Width and height of a cell in units of 1e-7 degree.
const CELL: i64 = 10_000_000 / CELLS_PER_DEGREE;
const CELLS_PER_BLOCK: usize = (CELLS_PER_DEGREE * CELLS_PER_DEGREE) as usize;
const COLUMNS: i64 = 360 * CELLS_PER_DEGREE;
const ROWS: i64 = 180 * CELLS_PER_DEGREE;
const METRES_PER_DEGREE: f64 = 111_195.0;

/// The cell is crossed by boundaries: the rest is an index into `crossed`.
const CROSSED: u32 = 1 << 31;
/// The cell is so near the outline of all faces that another country may begin in it.
const DOUBTFUL: u32 = 1 << 30;
const VALUE: u32 = DOUBTFUL - 1;

/// A cell with boundaries: where its edges begin, and one more than the face of its centre (0 for none).
#[derive(Debug, Clone, Copy)]
struct Crossed {
    first: u32,
    centre: u32,
}

/// What the grid knows of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Face {
    /// The face it lies in.
    pub(super) face: Option<u32>,
    /// Whether the generalised outline is so near that the country must be asked separately.
    pub(super) is_doubtful: bool,
}

/// The index over one topology.
#[derive(Debug)]
pub(super) struct Grid {
    /// For each degree of longitude and latitude, one more than its block of cells (0 for none).
    blocks: Vec<u16>,
    /// One more than the face, or [`CROSSED`] and an index; with or without [`DOUBTFUL`].
    cells: Vec<u32>,
    crossed: Vec<Crossed>,
    /// The edges of the crossed cells, each by its first vertex.
    edges: Vec<u32>,
    vertices: Vec<Vertex>,
    /// The arc that each vertex is part of, hence the faces beside the edge that begins there.
    sides: Vec<[u32; 2]>,
    arc_of: Vec<u32>,
}

impl Grid {
    pub(super) fn new(topology: &Topology) -> Self {
        let side = |face: Option<u32>| face.map_or(0, |face| face + 1);
        let mut arc_of = Vec::with_capacity(topology.vertices.len());
        for (arc, index) in topology.arcs().iter().zip(0..) {
            arc_of.resize(arc.end as usize, index);
        }
        let mut grid = Self {
            blocks: vec![0; 360 * 180],
            cells: vec![],
            crossed: vec![],
            edges: vec![],
            vertices: topology.vertices.clone(),
            sides: topology.arcs().iter().map(|arc| [side(arc.left), side(arc.right)]).collect(),
            arc_of,
        };
        grid.fill(topology);
        grid.cross(topology);
        grid.doubt(topology);
        grid
    }

    /// The face of a position.
    pub(super) fn face_at(&self, position: Position) -> Face {
        let (x, y) = fine(position);
        let cell = self.cell(x.div_euclid(CELL), y.div_euclid(CELL));
        let value = cell & VALUE;
        let face = if cell & CROSSED == 0 { value } else { self.face_in(value as usize, x, y) };
        Face { face: face.checked_sub(1), is_doubtful: cell & DOUBTFUL != 0 }
    }

    /// The faces that come within so many metres of a position, the nearest first, with the distance to their
    /// boundary. The face it lies in is among them if its boundary is that near.
    pub(super) fn faces_within(&self, position: Position, metres: f64) -> Vec<(u32, f64)> {
        let around = Bbox::around(position, metres);
        let mut nearest: Vec<(u32, f64)> = Vec::new();
        for edge in self.edges_in(around) {
            let distance = distance_m(position, self.vertices[edge as usize], self.vertices[edge as usize + 1]);
            for side in self.sides_of(edge).into_iter().filter_map(|side| side.checked_sub(1)) {
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

    fn edges_in(&self, bbox: Bbox) -> Vec<u32> {
        let column = |degrees: f64| ((degrees * FINE_PER_DEGREE) as i64).div_euclid(CELL);
        let mut edges = Vec::new();
        for row in column(bbox.south())..=column(bbox.north()) {
            for column in column(bbox.west())..=column(bbox.east()) {
                let cell = self.cell(column, row);
                if cell & CROSSED != 0 {
                    edges.extend_from_slice(self.edges_of((cell & VALUE) as usize));
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
    fn face_in(&self, crossed: usize, x: i64, y: i64) -> u32 {
        let centre_x = x.div_euclid(CELL) * CELL + CELL / 2;
        let centre_y = y.div_euclid(CELL) * CELL + CELL / 2;
        let mut face = self.crossed[crossed].centre;
        for edge in self.edges_of(crossed) {
            let (a, b) = self.edge(*edge);
            if meets(a, b, [x, y], centre_x, 0) != meets(a, b, [centre_x, y], centre_y, 1) {
                let [left, right] = self.sides_of(*edge);
                face ^= left ^ right;
            }
        }
        self.known_in(crossed, face)
    }

    /// Where two contours overlap, both faces are left, combined; then one of them is as good as the other.
    fn known_in(&self, crossed: usize, face: u32) -> u32 {
        let centre = self.crossed[crossed].centre;
        let mut sides = self.edges_of(crossed).iter().flat_map(|edge| self.sides_of(*edge));
        if face == 0 || face == centre || sides.any(|side| side == face) { face } else { centre }
    }

    fn edge(&self, edge: u32) -> ([i64; 2], [i64; 2]) {
        let wide = |vertex: Vertex| vertex.map(|value| i64::from(value) * FINE_PER_UNIT);
        (wide(self.vertices[edge as usize]), wide(self.vertices[edge as usize + 1]))
    }

    fn sides_of(&self, edge: u32) -> [u32; 2] {
        self.sides[self.arc_of[edge as usize] as usize]
    }

    fn edges_of(&self, crossed: usize) -> &[u32] {
        &self.edges[self.crossed[crossed].first as usize..self.crossed[crossed + 1].first as usize]
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
        let mut meetings = self.meetings_with_rows(topology);
        meetings.sort_unstable_by(|a, b| a.row.cmp(&b.row).then(a.x.total_cmp(&b.x)).then(a.slope.total_cmp(&b.slope)));
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
            if let Some(place) = self.claim(column, meeting.row) {
                self.cells[place] = face;
            }
        }
    }

    fn meetings_with_rows(&self, topology: &Topology) -> Vec<Meeting> {
        let mut meetings = Vec::new();
        for edge in edges(topology) {
            let (a, b) = self.edge(edge);
            let [left, right] = self.sides_of(edge);
            let (low, high) = (a[1].min(b[1]), a[1].max(b[1]));
            for row in low.div_euclid(CELL) - 1..=high.div_euclid(CELL) {
                let y = row * CELL + CELL / 2;
                if low <= y && y < high {
                    let slope = (b[0] - a[0]) as f64 / (b[1] - a[1]) as f64;
                    let x = a[0] as f64 + (y - a[1]) as f64 * slope;
                    let (west, east) = if b[1] > a[1] { (left, right) } else { (right, left) };
                    meetings.push(Meeting { row, x, slope, west, east });
                }
            }
        }
        meetings
    }

    /// Lists in every cell the edges that touch it.
    fn cross(&mut self, topology: &Topology) {
        let mut touched: Vec<u64> = Vec::with_capacity(topology.vertices.len() * 3);
        for edge in edges(topology) {
            let (a, b) = self.edge(edge);
            for_cells_touched(a, b, |column, row| {
                if let Some(place) = self.claim(column, row) {
                    touched.push((place as u64) << 32 | u64::from(edge));
                }
            });
        }
        touched.sort_unstable();
        for group in touched.chunk_by(|a, b| a >> 32 == b >> 32) {
            let cell = &mut self.cells[(group[0] >> 32) as usize];
            self.crossed.push(Crossed { first: self.edges.len() as u32, centre: *cell });
            *cell = CROSSED | (self.crossed.len() - 1) as u32;
            self.edges.extend(group.iter().map(|touch| *touch as u32));
        }
        self.crossed.push(Crossed { first: self.edges.len() as u32, centre: 0 });
    }

    /// Marks the cells on the outline of all faces and those beside them, except where the country boundaries say
    /// that the whole cell is in France.
    fn doubt(&mut self, topology: &Topology) {
        let mut near: Vec<(i64, i64)> = Vec::new();
        for edge in edges(topology).filter(|edge| self.sides_of(*edge).contains(&0)) {
            let (a, b) = self.edge(edge);
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
    row: i64,
    x: f64,
    slope: f64,
    /// One more than the face to the west of it, and to the east.
    west: u32,
    east: u32,
}

/// Does a walk along an axis (0 east, 1 north), from a position as far as `target`, meet an edge?
fn meets(a: [i64; 2], b: [i64; 2], from: [i64; 2], target: i64, axis: usize) -> bool {
    let other = 1 - axis;
    if (a[other] > from[other]) == (b[other] > from[other]) {
        return false;
    }
    let slope = (b[axis] - a[axis]) as f64 / (b[other] - a[other]) as f64;
    let place = a[axis] as f64 + (from[other] - a[other]) as f64 * slope;
    (place > from[axis] as f64) != (place > target as f64)
}

/// Adds to the count of a face, and forgets it at zero.
fn tally(counts: &mut Vec<(u32, i32)>, face: u32, times: i32) {
    match counts.iter_mut().find(|(counted, _)| *counted == face) {
        Some((_, count)) => *count += times,
        None => counts.push((face, times)),
    }
    counts.retain(|(_, count)| *count != 0);
}

fn fine(position: Position) -> (i64, i64) {
    let whole = |degrees: f64| (degrees * FINE_PER_DEGREE).round() as i64;
    (whole(position.longitude()), whole(position.latitude()))
}

/// Every edge by its first vertex.
fn edges(topology: &Topology) -> impl Iterator<Item = u32> + '_ {
    topology.arcs().iter().flat_map(|arc| arc.first..arc.end - 1)
}

fn place_in_block(column: i64, row: i64) -> Option<(usize, usize)> {
    let (column, row) = (column + COLUMNS / 2, row + ROWS / 2);
    if !(0..COLUMNS).contains(&column) || !(0..ROWS).contains(&row) {
        return None;
    }
    let block = row / CELLS_PER_DEGREE * 360 + column / CELLS_PER_DEGREE;
    let within = row % CELLS_PER_DEGREE * CELLS_PER_DEGREE + column % CELLS_PER_DEGREE;
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
