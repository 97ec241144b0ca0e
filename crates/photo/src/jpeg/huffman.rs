//! Huffman codes and the bits they are read from (ISO/IEC 10918-1, annex C and F.2.2).

/// Bits of the longest code.
const LONGEST: u32 = 16;

/// For each sixteen bits that may come: the symbol whose code they begin with, and the bits of that code; 0 for none.
pub(super) struct Table(Vec<(u8, u8)>);

impl Table {
    /// Reads one table of a segment; also what follows it.
    pub(super) fn read(content: &[u8]) -> Option<(Self, &[u8])> {
        let (counts, rest) = content.split_at_checked(LONGEST as usize)?;
        let total = counts.iter().map(|count| usize::from(*count)).sum();
        let (symbols, rest) = rest.split_at_checked(total)?;
        let mut entries = vec![(0, 0); 1 << LONGEST];
        let (mut code, mut symbols) = (0_usize, symbols.iter());
        for (length, count) in (1_u32..).zip(counts) {
            let span = 1 << (LONGEST - length);
            for symbol in symbols.by_ref().take(usize::from(*count)) {
                entries.get_mut(code..code + span)?.fill((*symbol, length as u8));
                code += span;
            }
        }
        Some((Self(entries), rest))
    }
}

/// The bits of one scan, from the highest of each byte. A mark ends them.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, held: 0, count: 0 }
    }

    /// So many bits as a number; `None` when the data end before.
    pub(super) fn take(&mut self, count: u8) -> Option<u32> {
        let count = u32::from(count);
        self.fill();
        if count > self.count {
            return None;
        }
        self.count -= count;
        let taken = self.held >> self.count;
        self.held &= (1 << self.count) - 1;
        Some(taken as u32)
    }

    /// The next symbol; `None` when the data end before, or are no code.
    pub(super) fn symbol(&mut self, table: &Table) -> Option<u8> {
        self.fill();
        let next = if self.count >= LONGEST {
            self.held >> (self.count - LONGEST)
        } else {
            self.held << (LONGEST - self.count)
        };
        let (symbol, length) = *table.0.get(next as usize)?;
        (length > 0).then_some(())?;
        self.take(length)?;
        Some(symbol)
    }

    /// Goes over a restart mark, which has to be here.
    pub(super) fn restart(&mut self) -> Option<()> {
        self.fill();
        let is_mark = self.count < 8 && matches!(self.bytes.get(self.at..self.at + 2)?, [0xFF, 0xD0..=0xD7]);
        (self.held, self.count) = (0, 0);
        self.at += 2;
        is_mark.then_some(())
    }

    /// Where the next mark stands.
    pub(super) fn end(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_mark = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7);
        self.at + rest.windows(2).position(is_mark).unwrap_or(rest.len())
    }

    fn fill(&mut self) {
        while self.count <= 48 {
            let (byte, length) = match self.bytes.get(self.at..) {
                Some([0xFF, 0x00, ..]) => (0xFF, 2),
                Some([0xFF, ..] | []) | None => return,
                Some([byte, ..]) => (*byte, 1),
            };
            self.held = self.held << 8 | u64::from(byte);
            self.count += 8;
            self.at += length;
        }
    }
}
