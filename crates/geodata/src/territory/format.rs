//! The contour file: a topology and the codes of its faces in few bytes.
//!
//! Everything is a column, so that the compression that follows (zstandard, outside this format) finds like beside
//! like. Numbers are unsigned LEB128; signed ones are zigzag-coded first.
//!
//! | part | content |
//! | --- | --- |
//! | magic | the five bytes `TPCT\x01`, the last being the version |
//! | faces | number of faces; length in bytes of what follows; their codes, separated by line feeds |
//! | arcs | number of arcs |
//! | left | for each arc, its left face minus that of the arc before (arcs are sorted by it) |
//! | right | for each arc, its right face minus its left face, or 0 where there is none |
//! | length | for each arc, its number of vertices minus 2 |
//! | x | for each arc, signed: its first x minus the first x of the arc before, then the step to each next vertex |
//! | y | the same for y |

use super::topology::{Arc, Topology, Vertex};

const MAGIC: &[u8; 5] = b"TPCT\x01";

/// Why bytes are not a contour file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidContours {
    /// The first bytes are not those of this version of the format.
    #[error("not a contour file of version 1")]
    Magic,
    /// The file ends in the middle of a number, or goes on after the last.
    #[error("the contour file is cut short or too long")]
    Length,
    /// The codes of the faces are not that many lines of text.
    #[error("the codes in the contour file do not fit its number of faces")]
    Codes,
    /// An arc beside a face that does not exist, or off the Earth.
    #[error("arc {0} of the contour file makes no sense")]
    Arc(usize),
}

/// The bytes of a topology whose faces have these codes.
pub fn write_contours(codes: &[String], topology: &Topology) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let text = codes.join("\n");
    put(&mut bytes, codes.len() as u64);
    put(&mut bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
    let arcs = topology.arcs();
    put(&mut bytes, arcs.len() as u64);
    let mut before = 0;
    for arc in arcs {
        let left = arc.left.unwrap_or_default();
        put(&mut bytes, u64::from(left - before));
        before = left;
    }
    for arc in arcs {
        put(&mut bytes, u64::from(arc.right.map_or(0, |right| right - arc.left.unwrap_or_default())));
    }
    for arc in arcs {
        put(&mut bytes, topology.vertices(arc).len() as u64 - 2);
    }
    for axis in 0..2 {
        put_axis(&mut bytes, topology, axis);
    }
    bytes
}

/// The codes of the faces and the topology in these bytes.
pub fn read_contours(bytes: &[u8]) -> Result<(Vec<String>, Topology), InvalidContours> {
    let mut reader = Reader { rest: bytes.strip_prefix(MAGIC).ok_or(InvalidContours::Magic)? };
    let codes = reader.codes()?;
    let faces = codes.len();
    let count = reader.count()?;
    let left = reader.column(count)?;
    let right = reader.column(count)?;
    let lengths = reader.column(count)?;
    let arcs = arcs(faces, &left, &right, &lengths)?;
    let vertices = reader.vertices(&arcs)?;
    if !reader.rest.is_empty() {
        return Err(InvalidContours::Length);
    }
    Ok((codes, Topology::new(faces, arcs, vertices)))
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn put_axis(bytes: &mut Vec<u8>, topology: &Topology, axis: usize) {
    let mut first_before = 0;
    for arc in topology.arcs() {
        let mut before = first_before;
        for vertex in topology.vertices(arc) {
            let step = i64::from(vertex[axis]) - i64::from(before);
            put(bytes, ((step << 1) ^ (step >> 63)) as u64);
            before = vertex[axis];
        }
        first_before = topology.vertices(arc)[0][axis];
    }
}

/// The arcs of the three columns, each checked against the number of faces.
fn arcs(faces: usize, left: &[u64], right: &[u64], lengths: &[u64]) -> Result<Vec<Arc>, InvalidContours> {
    let (mut arcs, mut first, mut face) = (Vec::with_capacity(left.len()), 0_u32, 0_u64);
    for (index, step) in left.iter().enumerate() {
        let wrong = InvalidContours::Arc(index);
        face = face.checked_add(*step).ok_or(wrong)?;
        let beside = face.checked_add(right[index]).ok_or(wrong)?;
        let length = u32::try_from(lengths[index]).ok().and_then(|length| length.checked_add(2)).ok_or(wrong)?;
        let end = first.checked_add(length).ok_or(wrong)?;
        if beside >= faces as u64 {
            return Err(wrong);
        }
        arcs.push(Arc { left: Some(face as u32), right: (right[index] > 0).then_some(beside as u32), first, end });
        first = end;
    }
    Ok(arcs)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn number(&mut self) -> Result<u64, InvalidContours> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(InvalidContours::Length)?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(InvalidContours::Length)
    }

    /// A number of things that each take at least one byte, so that a false one cannot ask for much memory.
    fn count(&mut self) -> Result<usize, InvalidContours> {
        let number = self.number()?;
        usize::try_from(number).ok().filter(|count| *count <= self.rest.len()).ok_or(InvalidContours::Length)
    }

    fn column(&mut self, count: usize) -> Result<Vec<u64>, InvalidContours> {
        (0..count).map(|_| self.number()).collect()
    }

    fn codes(&mut self) -> Result<Vec<String>, InvalidContours> {
        let count = self.count()?;
        let length = self.count()?;
        let (text, rest) = self.rest.split_at_checked(length).ok_or(InvalidContours::Length)?;
        self.rest = rest;
        let text = std::str::from_utf8(text).map_err(|_| InvalidContours::Codes)?;
        let codes: Vec<String> = text.lines().map(str::to_owned).collect();
        if codes.len() == count { Ok(codes) } else { Err(InvalidContours::Codes) }
    }

    /// Every vertex of every arc.
    fn vertices(&mut self, arcs: &[Arc]) -> Result<Vec<Vertex>, InvalidContours> {
        let count = arcs.last().map_or(0, |arc| arc.end as usize);
        // Each takes at least one byte for either axis, so a false number cannot ask for much memory.
        if count > self.rest.len() / 2 {
            return Err(InvalidContours::Length);
        }
        let mut vertices = vec![[0; 2]; count];
        for axis in 0..2 {
            let mut first_before = 0;
            for (arc, index) in arcs.iter().zip(0..) {
                let mut value = i64::from(first_before);
                for vertex in &mut vertices[arc.first as usize..arc.end as usize] {
                    let coded = self.number()?;
                    value = value.wrapping_add((coded >> 1) as i64 ^ -((coded & 1) as i64));
                    vertex[axis] = in_range(value).ok_or(InvalidContours::Arc(index))?;
                }
                first_before = vertices[arc.first as usize][axis];
            }
        }
        Ok(vertices)
    }
}

/// A coordinate of the Earth: at most 180 degrees in units of 1e-5.
fn in_range(value: i64) -> Option<i32> {
    i32::try_from(value).ok().filter(|value| value.unsigned_abs() <= 18_000_000)
}

#[cfg(test)]
mod tests {
    use super::super::builder::TopologyBuilder;
    use super::*;

    fn sample() -> (Vec<String>, Topology) {
        let mut builder = TopologyBuilder::new(2);
        builder.add_ring(0, &[[0, 0], [100, 0], [100, 90], [0, 100], [0, 0]]);
        builder.add_ring(1, &[[100, 0], [6_000_000, -2_000_000], [100, 90], [100, 0]]);
        (vec!["01001".to_owned(), "2A004".to_owned()], builder.build())
    }

    #[test]
    fn contours_come_back_as_they_were_written() {
        let (codes, topology) = sample();
        assert_eq!(read_contours(&write_contours(&codes, &topology)), Ok((codes, topology)));
    }

    #[test]
    fn damaged_contours_are_refused_and_never_panic() {
        let (codes, topology) = sample();
        let bytes = write_contours(&codes, &topology);
        for length in 0..bytes.len() {
            assert!(read_contours(&bytes[..length]).is_err(), "cut to {length} bytes");
        }
        for position in 0..bytes.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[position] ^= flip;
                let _ = read_contours(&damaged);
            }
        }
    }
}
