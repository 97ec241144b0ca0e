//! Well-known binary, as far as the wheels use it: little-endian polygons and multipolygons in hexadecimal.

use geodata::territory::{UNITS_PER_DEGREE, Vertex};

const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// The rings of a contour on the lattice of the topology, the inside on the left hand (outer rings counterclockwise).
pub(super) fn rings(hexadecimal: &str) -> Option<Vec<Vec<Vertex>>> {
    let bytes = hexadecimal.as_bytes().chunks_exact(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(digits, 16).ok()
    });
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    let mut reader = Reader { rest: &bytes };
    let mut rings = Vec::new();
    match reader.kind()? {
        POLYGON => reader.polygon(&mut rings)?,
        MULTI_POLYGON => {
            for _ in 0..reader.count()? {
                (reader.kind()? == POLYGON).then_some(())?;
                reader.polygon(&mut rings)?;
            }
        }
        _ => return None,
    }
    Some(rings)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*bytes)
    }

    /// The kind of geometry that follows, if its numbers are little-endian.
    fn kind(&mut self) -> Option<u32> {
        let [order] = self.bytes()?;
        if order == 1 { self.count() } else { None }
    }

    fn count(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn units(&mut self) -> Option<i32> {
        let degrees = f64::from_le_bytes(self.bytes()?);
        Some((degrees * UNITS_PER_DEGREE).round() as i32)
    }

    fn polygon(&mut self, rings: &mut Vec<Vec<Vertex>>) -> Option<()> {
        for number in 0..self.count()? {
            let mut ring = Vec::new();
            for _ in 0..self.count()? {
                ring.push([self.units()?, self.units()?]);
            }
            if (doubled_area(&ring) > 0) != (number == 0) {
                ring.reverse();
            }
            rings.push(ring);
        }
        Some(())
    }
}

/// Twice the signed area of a closed ring, positive when it runs counterclockwise.
pub(super) fn doubled_area(ring: &[Vertex]) -> i64 {
    let wide = |vertex: Vertex| (i64::from(vertex[0]), i64::from(vertex[1]));
    ring.windows(2).map(|edge| (wide(edge[0]), wide(edge[1]))).map(|((ax, ay), (bx, by))| ax * by - bx * ay).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clockwise_square_is_turned_round() {
        let number = |value: f64| value.to_le_bytes().map(|byte| format!("{byte:02X}")).concat();
        let corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)];
        let text: String = corners.iter().map(|(x, y)| number(*x) + &number(*y)).collect();
        let polygon = format!("01030000000100000005000000{text}");
        let expected = vec![vec![[0, 0], [100_000, 0], [100_000, 100_000], [0, 100_000], [0, 0]]];
        assert_eq!(rings(&polygon), Some(expected.clone()));
        assert_eq!(rings(&format!("010600000001000000{polygon}")), Some(expected));
        assert_eq!(rings("0101000000"), None);
        assert_eq!(rings("zz"), None);
    }
}
