//! The boundaries in one cell of the grid, vertices and all, in one stretch of memory.
//!
//! A piece is edges of one arc, one behind the other, in 32-bit words: [`LAST`], [`WIDE`], 6 bits with the number of its
//! edges and 24 with the face on its left hand; the face on its right hand; and its vertices, each one word with 16 bits
//! east and 16 north of the corner of the cell. Where an edge reaches farther (a third of a degree), the piece is wide
//! and has two words a vertex.

use super::topology::Vertex;

/// The most edges of one piece; what is longer is cut.
pub(super) const LONGEST: usize = 63;

/// No other piece of the cell follows.
const LAST: u32 = 1 << 31;
const WIDE: u32 = 1 << 30;
const FACE_BITS: u32 = 24;

/// Part of a boundary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// One more than the face on its left hand and on its right (0 for none).
    pub(super) sides: [u32; 2],
    words: &'a [u32],
    is_wide: bool,
}

/// The pieces of a cell.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a>(&'a [u32]);

impl<'a> Pieces<'a> {
    /// Those that begin with these words.
    pub(super) fn behind(words: &'a [u32]) -> Self {
        Self(words)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    #[inline]
    fn next(&mut self) -> Option<Piece<'a>> {
        let [first, right, rest @ ..] = self.0 else { return None };
        let is_wide = first & WIDE != 0;
        let edges = (first & !(LAST | WIDE)) >> FACE_BITS;
        let (words, rest) = rest.split_at_checked((edges as usize + 1) << u32::from(is_wide))?;
        self.0 = if first & LAST == 0 { rest } else { &[] };
        Some(Piece { sides: [first & ((1 << FACE_BITS) - 1), *right], words, is_wide })
    }
}

impl<'a> Piece<'a> {
    /// Its vertices, counted from the corner of the cell.
    #[inline]
    pub(super) fn vertices(&self) -> impl Iterator<Item = Vertex> + 'a {
        let (words, is_wide) = (self.words, self.is_wide);
        (0..words.len() >> u32::from(is_wide)).map(move |at| {
            if is_wide {
                [words[2 * at] as i32, words[2 * at + 1] as i32]
            } else {
                [words[at] as i32 >> 16, i32::from(words[at] as i16)]
            }
        })
    }
}

/// Appends a piece to the words of its cell. It has at most [`LONGEST`] edges.
pub(super) fn write_piece(words: &mut Vec<u32>, sides: [u32; 2], vertices: &[Vertex], corner: Vertex, is_last: bool) {
    let near = vertices.iter().map(|vertex| [vertex[0] - corner[0], vertex[1] - corner[1]]);
    let is_wide = near.clone().flatten().any(|place| i16::try_from(place).is_err());
    let flags = if is_last { LAST } else { 0 } | if is_wide { WIDE } else { 0 };
    words.extend([flags | (vertices.len() as u32 - 1) << FACE_BITS | sides[0], sides[1]]);
    if is_wide {
        words.extend(near.flatten().map(|place| place as u32));
    } else {
        words.extend(near.map(|[x, y]| (x as u32) << 16 | u32::from(y as u16)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_as_they_were_written() {
        let corner = [-500_000, 4_800_000];
        let short = [[-500_001, 4_800_002], [-499_000, 4_799_000], [-467_233, 4_832_767]];
        let wide = [[-500_000, 4_800_000], [-467_232, 4_800_000]];
        let mut words = vec![];
        write_piece(&mut words, [7, 0], &short, corner, false);
        assert_eq!(words.len(), 5);
        write_piece(&mut words, [0, 34_917], &wide, corner, true);
        assert_eq!(words.len(), 11);
        words.extend([1, 2, 3]);
        let absolute =
            |piece: Piece<'_>| piece.vertices().map(|[x, y]| [x + corner[0], y + corner[1]]).collect::<Vec<_>>();
        let read: Vec<_> = Pieces::behind(&words).map(|piece| (piece.sides, absolute(piece))).collect();
        assert_eq!(read, [([7, 0], short.to_vec()), ([0, 34_917], wide.to_vec())]);
    }
}
