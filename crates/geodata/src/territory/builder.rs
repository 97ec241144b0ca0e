//! A topology from the edges of its faces.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::topology::{Arc, Topology, Vertex, doubled_area};

/// Collects the directed edges of faces, cancels those that do not separate anything, and chains the rest into arcs.
///
/// Two polygons share a boundary only where they share the very same vertices. Where they do not (an imported commune
/// beside one that was not imported), each keeps its own line, with nothing on the other side.
#[derive(Debug, Default)]
pub struct TopologyBuilder {
    edges: Vec<HashSet<(Vertex, Vertex)>>,
}

impl TopologyBuilder {
    /// A builder for that many faces, all of them empty.
    pub fn new(faces: usize) -> Self {
        Self { edges: vec![HashSet::new(); faces] }
    }

    /// Adds the ground inside a closed ring that has the inside on its left hand (holes run clockwise). A ring beside
    /// ground that the face already has joins it.
    pub fn add_ring(&mut self, face: u32, ring: &[Vertex]) {
        for edge in ring.windows(2).filter(|edge| edge[0] != edge[1]) {
            self.add_edge(face, edge[0], edge[1]);
        }
    }

    /// Takes the ground inside a ring away from a face that holds all of it.
    pub fn cut_ring(&mut self, face: u32, ring: &[Vertex]) {
        for edge in ring.windows(2).filter(|edge| edge[0] != edge[1]) {
            self.add_edge(face, edge[1], edge[0]);
        }
    }

    /// The closed rings that lie wholly inside the outline of all faces together and belong to none of them,
    /// counterclockwise: foreign enclaves and gaps.
    pub fn holes(self) -> Vec<Vec<Vertex>> {
        let faces: Vec<u32> = (0..self.edges.len() as u32).collect();
        let rings = self.build().rings(&faces).into_iter();
        rings.filter(|ring| doubled_area(ring) < 0).map(|ring| ring.into_iter().rev().collect()).collect()
    }

    /// The topology of all that was added. The same edges give the same topology, whatever the order they came in.
    pub fn build(self) -> Topology {
        let mut separating = self.separating();
        separating.sort_unstable();
        let junctions = junctions(&separating);
        let (mut arcs, mut vertices) = (Vec::new(), Vec::new());
        for edges in separating.chunk_by(|a, b| a.sides() == b.sides()) {
            for line in chained(edges, &junctions) {
                let first = vertices.len() as u32;
                vertices.extend(line);
                let (left, right) = edges[0].sides();
                arcs.push(Arc { left: Some(left), right, first, end: vertices.len() as u32 });
            }
        }
        Topology::new(self.edges.len(), arcs, vertices)
    }

    fn add_edge(&mut self, face: u32, from: Vertex, to: Vertex) {
        let edges = &mut self.edges[face as usize];
        if !edges.remove(&(to, from)) {
            edges.insert((from, to));
        }
    }

    /// Every edge once, the face with the smaller number on its left.
    fn separating(&self) -> Vec<Edge> {
        let mut owners: HashMap<(Vertex, Vertex), u32> = HashMap::new();
        let mut separating = Vec::new();
        for (face, edges) in self.edges.iter().enumerate() {
            let left = face as u32;
            for (from, to) in edges.iter().copied() {
                match owners.entry((from, to)) {
                    Entry::Vacant(vacant) => drop(vacant.insert(left)),
                    // Two faces that claim the same side overlap; the second keeps a line of its own.
                    Entry::Occupied(_) => separating.push(Edge { left, right: None, from, to }),
                }
            }
        }
        for ((from, to), left) in &owners {
            let right = owners.get(&(*to, *from)).copied();
            if right.is_none_or(|right| *left < right) {
                separating.push(Edge { left: *left, right, from: *from, to: *to });
            }
        }
        separating
    }
}

/// A directed edge and the faces beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    left: u32,
    right: Option<u32>,
    from: Vertex,
    to: Vertex,
}

impl Edge {
    fn sides(&self) -> (u32, Option<u32>) {
        (self.left, self.right)
    }
}

/// The vertices where more (or fewer) than two edges meet: arcs end there.
fn junctions(edges: &[Edge]) -> HashSet<Vertex> {
    let mut degrees: HashMap<Vertex, u8> = HashMap::with_capacity(edges.len());
    for vertex in edges.iter().flat_map(|edge| [edge.from, edge.to]) {
        let degree = degrees.entry(vertex).or_default();
        *degree = degree.saturating_add(1);
    }
    degrees.into_iter().filter(|(_, degree)| *degree != 2).map(|(vertex, _)| vertex).collect()
}

/// Edges with the same faces beside them, as lines from junction to junction and as closed lines without one.
fn chained(edges: &[Edge], junctions: &HashSet<Vertex>) -> Vec<Vec<Vertex>> {
    let onward: HashMap<Vertex, usize> = edges.iter().enumerate().map(|(index, edge)| (edge.from, index)).collect();
    let arriving: HashSet<Vertex> = edges.iter().map(|edge| edge.to).collect();
    let begins = |edge: &Edge| junctions.contains(&edge.from) || !arriving.contains(&edge.from);
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..edges.len()).partition(|index| begins(&edges[*index]));
    let mut used = vec![false; edges.len()];
    let mut lines = Vec::new();
    for start in first.into_iter().chain(rest) {
        let mut line = vec![edges[start].from];
        let mut next = Some(start);
        while let Some(index) = next.filter(|index| !used[*index]) {
            used[index] = true;
            line.push(edges[index].to);
            next = onward.get(&edges[index].to).copied().filter(|_| !junctions.contains(&edges[index].to));
        }
        if line.len() > 1 {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of side 10 with its lower left corner there, counterclockwise.
    fn square(x: i32, y: i32) -> Vec<Vertex> {
        vec![[x, y], [x + 10, y], [x + 10, y + 10], [x, y + 10], [x, y]]
    }

    #[test]
    fn two_squares_share_one_arc_and_dissolve_without_it() {
        let mut builder = TopologyBuilder::new(2);
        builder.add_ring(0, &square(0, 0));
        builder.add_ring(1, &square(10, 0));
        let topology = builder.build();
        assert_eq!(topology.arcs().len(), 3);
        let both = topology.rings(&[0, 1]);
        assert_eq!((both.len(), doubled_area(&both[0])), (1, 400));
        assert_eq!(doubled_area(&topology.rings(&[1])[0]), 200);
    }

    #[test]
    fn squares_that_touch_at_a_corner_stay_two_simple_rings() {
        let mut builder = TopologyBuilder::new(1);
        builder.add_ring(0, &square(0, 0));
        builder.add_ring(0, &square(10, 10));
        let rings = builder.build().rings(&[0]);
        assert_eq!(rings.iter().map(|ring| doubled_area(ring)).collect::<Vec<_>>(), [200, 200]);
    }

    #[test]
    fn what_is_cut_out_of_one_face_and_given_to_another_is_shared() {
        let mut builder = TopologyBuilder::new(2);
        builder.add_ring(0, &square(0, 0));
        builder.add_ring(0, &square(10, 0));
        builder.cut_ring(0, &square(10, 0));
        builder.add_ring(1, &square(10, 0));
        let topology = builder.build();
        assert_eq!(topology.arcs().iter().filter(|arc| arc.right.is_some()).count(), 1);
        assert_eq!(doubled_area(&topology.rings(&[0])[0]), 200);
    }

    #[test]
    fn a_gap_in_a_ring_of_squares_is_found_as_a_hole() {
        let mut builder = TopologyBuilder::new(1);
        let around = [(0, 0), (10, 0), (20, 0), (0, 10), (20, 10), (0, 20), (10, 20), (20, 20)];
        for (x, y) in around {
            builder.add_ring(0, &square(x, y));
        }
        let holes = builder.holes();
        assert_eq!(holes.iter().map(|ring| doubled_area(ring)).collect::<Vec<_>>(), [200]);
    }
}
