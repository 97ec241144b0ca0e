//! The index of a FlatGeobuf file: a packed R-tree over points in the order of the file.
//!
//! The census keeps devices in the order of the Morton key, so neighbours in the file are neighbours on the ground and
//! nothing has to be sorted. A point takes 24 bytes of memory until the end, and the levels above 3 more.

use std::io::{self, Write};

/// Children of a node.
pub(crate) const NODE_SIZE: u16 = 16;

/// West, south, east, north.
pub(crate) type Box4 = [f64; 4];

/// Nothing yet.
pub(crate) const NOWHERE: Box4 = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

/// Makes a box large enough for another one.
pub(crate) fn widen(wide: &mut Box4, by: &Box4) {
    wide[0] = wide[0].min(by[0]);
    wide[1] = wide[1].min(by[1]);
    wide[2] = wide[2].max(by[2]);
    wide[3] = wide[3].max(by[3]);
}

/// Leaves of a block. Blocks are filled one after another: one long list would be copied while it grows, and for that
/// time take twice its memory.
const BLOCK: usize = 4_096 * NODE_SIZE as usize;

/// Where the features lie, and where in the file.
#[derive(Default)]
pub(crate) struct Index {
    blocks: Vec<Vec<Leaf>>,
}

struct Leaf {
    position: [f64; 2],
    offset: u64,
}

impl Leaf {
    fn extent(&self) -> Box4 {
        let [x, y] = self.position;
        [x, y, x, y]
    }
}

impl Index {
    /// The next feature, which begins `offset` bytes behind the first one.
    pub(crate) fn add(&mut self, position: [f64; 2], offset: u64) {
        let leaf = Leaf { position, offset };
        if let Some(block) = self.blocks.last_mut().filter(|block| block.len() < BLOCK) {
            block.push(leaf);
        } else {
            let mut block = Vec::with_capacity(BLOCK);
            block.push(leaf);
            self.blocks.push(block);
        }
    }

    /// Writes the nodes from the root down. A node above the leaves names its first child by its place among all nodes.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let levels = self.levels();
        let above: usize = levels.iter().map(Vec::len).sum();
        let mut first_of_level = 0;
        for (number, level) in levels.iter().enumerate().rev() {
            let children = first_of_level + level.len();
            for (place, extent) in level.iter().enumerate() {
                node(out, extent, (children + place * usize::from(NODE_SIZE)) as u64)?;
            }
            first_of_level = children;
            debug_assert!(number > 0 || first_of_level == above, "the leaves follow the last level");
        }
        self.blocks.iter().flatten().try_for_each(|leaf| node(out, &leaf.extent(), leaf.offset))
    }

    /// The levels above the leaves, the lowest first, the root last. There is always a root.
    fn levels(&self) -> Vec<Vec<Box4>> {
        let size = usize::from(NODE_SIZE);
        let together = |boxes: &mut dyn Iterator<Item = Box4>| {
            let mut extent = NOWHERE;
            boxes.for_each(|one| widen(&mut extent, &one));
            extent
        };
        let nodes = self.blocks.iter().flat_map(|block| block.chunks(size));
        let lowest = nodes.map(|leaves| together(&mut leaves.iter().map(Leaf::extent))).collect();
        let mut levels: Vec<Vec<Box4>> = vec![lowest];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let next = level.chunks(size).map(|nodes| together(&mut nodes.iter().copied())).collect();
            levels.push(next);
        }
        levels
    }
}

fn node(out: &mut impl Write, extent: &Box4, offset: u64) -> io::Result<()> {
    let mut bytes = [0; 40];
    for (place, degrees) in extent.iter().enumerate() {
        bytes[place * 8..place * 8 + 8].copy_from_slice(&degrees.to_le_bytes());
    }
    bytes[32..].copy_from_slice(&offset.to_le_bytes());
    out.write_all(&bytes)
}
