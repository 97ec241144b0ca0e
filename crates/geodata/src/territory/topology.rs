//! Boundaries as arcs that neighbours share.

use std::collections::HashMap;

use geo::{Contains, Coord, LineString, MultiPolygon, Polygon};

use super::groups::Groups;

/// Vertices are whole numbers of hundred-thousandths of a degree (about one metre).
///
/// The contours are generalised to some 150 m and their own lattice is about ten metres wide, so nothing is lost.
pub const UNITS_PER_DEGREE: f64 = 1e5;

/// Longitude and latitude in units of 1/[`UNITS_PER_DEGREE`] degree.
pub type Vertex = [i32; 2];

/// The longitude and latitude of a vertex, in degrees.
pub(super) fn degrees([x, y]: Vertex) -> [f64; 2] {
    [f64::from(x) / UNITS_PER_DEGREE, f64::from(y) / UNITS_PER_DEGREE]
}

/// A line from one junction of boundaries to the next (or back to its own start), with a face on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// The face on the left hand, walking along the arc; `None` is the sea, a foreign country or an unknown shape.
    pub left: Option<u32>,
    /// The face on the right hand.
    pub right: Option<u32>,
    pub(super) first: u32,
    pub(super) end: u32,
}

/// A partition of the plane into faces, each vertex of each boundary kept once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Topology {
    pub(super) vertices: Vec<Vertex>,
    pub(super) arcs: Vec<Arc>,
    /// The arcs that bound each face.
    face_arcs: Groups,
}

impl Topology {
    /// A topology of `faces` faces from its arcs, in order, each with its vertices.
    pub(super) fn new(faces: usize, arcs: Vec<Arc>, vertices: Vec<Vertex>) -> Self {
        let sides =
            |(arc, index): (&Arc, u32)| [arc.left, arc.right].into_iter().flatten().map(move |face| (face, index));
        let face_arcs = Groups::new(faces, arcs.iter().zip(0..).flat_map(sides));
        Self { vertices, arcs, face_arcs }
    }

    /// How many faces there are; they are numbered from 0.
    pub fn face_count(&self) -> usize {
        self.face_arcs.len()
    }

    /// Every arc once.
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// The vertices of an arc, both ends included.
    pub fn vertices(&self, arc: &Arc) -> &[Vertex] {
        &self.vertices[arc.first as usize..arc.end as usize]
    }

    /// The arcs that bound a face, by their index.
    pub fn arcs_of(&self, face: u32) -> &[u32] {
        self.face_arcs.of(face)
    }

    /// The outline of a set of faces taken together: closed rings, the inside on the left hand (so outer rings run
    /// counterclockwise and holes clockwise). Boundaries between two faces of the set disappear.
    pub fn rings(&self, faces: &[u32]) -> Vec<Vec<Vertex>> {
        let mut inside = vec![false; self.face_count()];
        for face in faces {
            inside[*face as usize] = true;
        }
        let is_inside = |side: Option<u32>| side.is_some_and(|face| inside[face as usize]);
        let mut bounding: Vec<u32> = faces.iter().flat_map(|face| self.arcs_of(*face).iter().copied()).collect();
        bounding.sort_unstable();
        bounding.dedup();
        let lines = bounding.iter().filter_map(|index| {
            let arc = &self.arcs[*index as usize];
            match (is_inside(arc.left), is_inside(arc.right)) {
                (true, false) => Some(self.vertices(arc).to_vec()),
                (false, true) => Some(self.vertices(arc).iter().rev().copied().collect()),
                _ => None,
            }
        });
        joined(&lines.collect::<Vec<_>>())
    }

    /// The outline of a set of faces, in degrees.
    pub fn outline(&self, faces: &[u32]) -> MultiPolygon<f64> {
        polygons(self.rings(faces))
    }
}

/// Closed rings from directed lines that fit end to end. A ring that passes the same junction twice is cut there,
/// so every result is simple.
fn joined(lines: &[Vec<Vertex>]) -> Vec<Vec<Vertex>> {
    let mut leaving: HashMap<Vertex, Vec<usize>> = HashMap::new();
    for (index, line) in lines.iter().enumerate() {
        leaving.entry(line[0]).or_default().push(index);
    }
    let mut used = vec![false; lines.len()];
    let mut rings = Vec::new();
    for start in 0..lines.len() {
        let mut path: Vec<usize> = Vec::new();
        let mut next = (!used[start]).then_some(start);
        while let Some(line) = next {
            used[line] = true;
            path.push(line);
            let here = lines[line][lines[line].len() - 1];
            if let Some(back) = path.iter().position(|earlier| lines[*earlier][0] == here) {
                rings.push(concatenated(lines, &path.split_off(back)));
            }
            // Once the first line is used up, what is left at this junction belongs to rings that begin elsewhere.
            next = if path.is_empty() {
                None
            } else {
                let onward = leaving.get_mut(&here);
                onward.and_then(|lines| std::iter::from_fn(|| lines.pop()).find(|line| !used[*line]))
            };
        }
    }
    rings
}

/// The vertices of several lines, those where two meet once.
fn concatenated(lines: &[Vec<Vertex>], path: &[usize]) -> Vec<Vertex> {
    let mut ring = vec![lines[path[0]][0]];
    for line in path {
        ring.extend_from_slice(&lines[*line][1..]);
    }
    ring
}

/// Twice the signed area of a closed ring, positive when it runs counterclockwise.
pub(super) fn doubled_area(ring: &[Vertex]) -> i64 {
    let wide = |vertex: Vertex| (i64::from(vertex[0]), i64::from(vertex[1]));
    ring.windows(2).map(|edge| (wide(edge[0]), wide(edge[1]))).map(|((ax, ay), (bx, by))| ax * by - bx * ay).sum()
}

/// Outer rings with the holes that lie in them.
fn polygons(rings: Vec<Vec<Vertex>>) -> MultiPolygon<f64> {
    let (mut outer, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| doubled_area(ring) > 0);
    outer.sort_by_key(|ring| std::cmp::Reverse(doubled_area(ring)));
    let mut polygons: Vec<Polygon<f64>> = outer.iter().map(|ring| Polygon::new(line_string(ring), vec![])).collect();
    for hole in holes {
        let hole = line_string(&hole);
        let home = match polygons.len() {
            0 => None,
            1 => Some(0),
            // The smallest outer ring that holds it; rings may touch, so the middle of an edge is asked, not a vertex.
            _ => polygons.iter().rposition(|polygon| {
                let middle = (hole.0[0] + hole.0[1]) / 2.0;
                Polygon::new(polygon.exterior().clone(), vec![]).contains(&middle)
            }),
        };
        if let Some(home) = home {
            polygons[home].interiors_push(hole);
        }
    }
    MultiPolygon::new(polygons)
}

fn line_string(ring: &[Vertex]) -> LineString<f64> {
    ring.iter().map(|vertex| Coord::from(degrees(*vertex))).collect()
}
