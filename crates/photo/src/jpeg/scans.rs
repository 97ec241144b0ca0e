//! Is every scan of a JPEG there to its last block, and every coefficient to its last bit? Decoders fill up with zeros
//! what a file that was cut does not hold, which looks like a picture out of focus. Only the codes are read here, no
//! pixel is made (ISO/IEC 10918-1; F.2 for sequential scans, G.2 for progressive ones).

use super::huffman::{Bits, Table};
use super::segment;

const BLOCK: usize = 64;
/// A coefficient that no scan has sent.
const UNSENT: u8 = u8::MAX;

/// What has been read of a file so far.
struct Walk<'a> {
    bytes: &'a [u8],
    progressive: bool,
    /// Units of blocks across and down, as interleaved scans have them.
    units: (usize, usize),
    components: Vec<Component>,
    /// By class (0 for DC, 1 for AC) and number.
    tables: [[Option<Table>; 4]; 2],
    /// Units between restart marks; 0 for none.
    restart: usize,
}

struct Component {
    id: u8,
    /// Blocks of a unit, across and down.
    sampling: (usize, usize),
    /// Its own blocks, across and down, as scans of one component have them.
    blocks: (usize, usize),
    /// Of each block, by the bits of a word, which coefficients are not zero: later scans refine those.
    known: Vec<u64>,
    /// Of each coefficient, how many bits are still to come.
    missing: [u8; BLOCK],
}

/// What a scan header says (B.2.3).
struct Scan {
    /// Components by their place in the frame, with the numbers of their tables for DC and AC.
    components: Vec<(usize, usize, usize)>,
    first: usize,
    last: usize,
    /// Bits that were missing before this scan; 0 in the first one of a coefficient.
    before: u8,
    /// Bits that are missing after it.
    after: u8,
}

/// Walks through all scans; false when one of them ends early, or when a coefficient was not sent in full.
pub(super) fn are_whole(bytes: &[u8]) -> bool {
    walk(bytes).is_some_and(|components| {
        !components.is_empty() && components.iter().all(|component| component.missing == [0; BLOCK])
    })
}

fn walk(bytes: &[u8]) -> Option<Vec<Component>> {
    let tables = [const { [const { None }; 4] }; 2];
    let mut walk = Walk { bytes, progressive: false, units: (0, 0), components: Vec::new(), tables, restart: 0 };
    let mut at = 2;
    loop {
        let found = segment(bytes, at)?;
        at = found.end;
        let content = bytes.get(found.content.clone()).unwrap_or_default();
        match found.marker {
            0xD9 => return Some(walk.components),
            0xC0..=0xC2 => walk.frame(found.marker, content)?,
            0xC4 => walk.read_tables(content)?,
            0xDD => walk.restart = usize::from(u16::from_be_bytes([*content.first()?, *content.get(1)?])),
            0xDA => at = walk.scan(&walk.scan_header(content)?, at)?,
            _ => {}
        }
    }
}

impl Walk<'_> {
    fn frame(&mut self, marker: u8, header: &[u8]) -> Option<()> {
        let &[_, y1, y0, x1, x0, _, ref components @ ..] = header else { return None };
        let size = [[x1, x0], [y1, y0]].map(|side| usize::from(u16::from_be_bytes(side)));
        let sampling = |one: &[u8]| (usize::from(one[1] >> 4), usize::from(one[1] & 15));
        let all: Vec<(usize, usize)> = components.chunks_exact(3).map(sampling).collect();
        let most = all.iter().fold((0, 0), |most, one| (most.0.max(one.0), most.1.max(one.1)));
        if !self.components.is_empty()
            || all.iter().any(|(across, down)| !(1..=4).contains(across) || !(1..=4).contains(down))
        {
            return None;
        }
        self.progressive = marker == 0xC2;
        self.units = (size[0].div_ceil(8 * most.0), size[1].div_ceil(8 * most.1));
        for (one, sampling) in components.chunks_exact(3).zip(all) {
            let own = |pixels: usize, factor: usize, most: usize| (pixels * factor).div_ceil(most).div_ceil(8);
            let padded = self.units.0 * sampling.0 * self.units.1 * sampling.1;
            self.components.push(Component {
                id: one[0],
                sampling,
                blocks: (own(size[0], sampling.0, most.0), own(size[1], sampling.1, most.1)),
                known: vec![0; if self.progressive { padded } else { 0 }],
                missing: [UNSENT; BLOCK],
            });
        }
        Some(())
    }

    fn read_tables(&mut self, mut content: &[u8]) -> Option<()> {
        while let Some((head, rest)) = content.split_first() {
            let (table, rest) = Table::read(rest)?;
            *self.tables.get_mut(usize::from(head >> 4))?.get_mut(usize::from(head & 15))? = Some(table);
            content = rest;
        }
        Some(())
    }

    fn scan_header(&self, header: &[u8]) -> Option<Scan> {
        let (count, rest) = header.split_first()?;
        let (named, rest) = rest.split_at_checked(2 * usize::from(*count))?;
        let &[first, last, bits] = rest else { return None };
        let component = |one: &[u8]| {
            let place = self.components.iter().position(|component| component.id == one[0])?;
            Some((place, usize::from(one[1] >> 4), usize::from(one[1] & 15)))
        };
        let components: Vec<_> = named.chunks_exact(2).map(component).collect::<Option<_>>()?;
        let (first, last) = if self.progressive { (usize::from(first), usize::from(last)) } else { (0, BLOCK - 1) };
        let (before, after) = if self.progressive { (bits >> 4, bits & 15) } else { (0, 0) };
        // Beside DC, a progressive scan has one component only (G.1.1.1.1).
        let is_sound = last < BLOCK && first <= last && !components.is_empty();
        let alone = !self.progressive || (first == 0 && last == 0) || (first > 0 && components.len() == 1);
        (is_sound && alone).then_some(Scan { components, first, last, before, after })
    }

    /// Reads a scan to its last block; where its data end.
    fn scan(&mut self, scan: &Scan, at: usize) -> Option<usize> {
        let alone = scan.components.len() == 1;
        let (across, down) = if alone { self.components[scan.components[0].0].blocks } else { self.units };
        let mut bits = Bits::new(self.bytes, at);
        let mut run = 0;
        for unit in 0..across * down {
            if self.restart > 0 && unit > 0 && unit % self.restart == 0 {
                bits.restart()?;
                run = 0;
            }
            let (x, y) = (unit % across, unit / across);
            for &(place, dc, ac) in &scan.components {
                let tables = (self.tables[0].get(dc)?.as_ref(), self.tables[1].get(ac)?.as_ref());
                let component = &mut self.components[place];
                let (wide, high) = if alone { (1, 1) } else { component.sampling };
                let row = self.units.0 * component.sampling.0;
                for block in 0..wide * high {
                    let place = (y * high + block / wide) * row + x * wide + block % wide;
                    if self.progressive {
                        let known = component.known.get_mut(place)?;
                        progressive_block(&mut bits, scan, tables, known, &mut run)?;
                    } else {
                        sequential_block(&mut bits, tables)?;
                    }
                }
            }
        }
        for &(place, ..) in &scan.components {
            self.components[place].missing[scan.first..=scan.last].fill(scan.after);
        }
        Some(bits.end())
    }
}

type Tables<'a> = (Option<&'a Table>, Option<&'a Table>);

fn sequential_block(bits: &mut Bits, (dc, ac): Tables) -> Option<()> {
    let size = bits.symbol(dc?)?;
    bits.take(size)?;
    let mut at = 1;
    while at < BLOCK {
        let (zeros, size) = pair(bits.symbol(ac?)?);
        match (zeros, size) {
            (15, 0) => at += 16,
            (_, 0) => break,
            _ => {
                at += zeros + 1;
                bits.take(size)?;
            }
        }
    }
    (at <= BLOCK).then_some(())
}

fn progressive_block(bits: &mut Bits, scan: &Scan, (dc, ac): Tables, known: &mut u64, run: &mut u32) -> Option<()> {
    match (scan.first, scan.before) {
        (0, 0) => {
            let size = bits.symbol(dc?)?;
            bits.take(size).map(drop)
        }
        (0, _) => bits.take(1).map(drop),
        (_, 0) => first_pass(bits, scan, ac?, known, run),
        _ => refinement(bits, scan, ac?, known, run),
    }
}

/// G.1.2.2: coefficients of a band are sent for the first time; a run of blocks may have none.
fn first_pass(bits: &mut Bits, scan: &Scan, table: &Table, known: &mut u64, run: &mut u32) -> Option<()> {
    if *run > 0 {
        *run -= 1;
        return Some(());
    }
    let mut at = scan.first;
    while at <= scan.last {
        let (zeros, size) = pair(bits.symbol(table)?);
        match (zeros, size) {
            (15, 0) => at += 16,
            (_, 0) => {
                *run = (1 << zeros) - 1 + bits.take(zeros as u8)?;
                break;
            }
            _ => {
                at += zeros;
                bits.take(size)?;
                *known |= 1_u64.checked_shl(at as u32).filter(|_| at <= scan.last)?;
                at += 1;
            }
        }
    }
    Some(())
}

/// G.1.2.3: one more bit for each coefficient that is not zero, between those that become so.
fn refinement(bits: &mut Bits, scan: &Scan, table: &Table, known: &mut u64, run: &mut u32) -> Option<()> {
    let (mut at, mut new) = (scan.first, 0);
    while *run == 0 && at <= scan.last {
        let (mut zeros, size) = pair(bits.symbol(table)?);
        match (zeros, size) {
            (15, 0) => {}
            (_, 0) => {
                *run = (1 << zeros) + bits.take(zeros as u8)?;
                break;
            }
            (_, 1) => drop(bits.take(1)?),
            _ => return None,
        }
        while at <= scan.last {
            if *known >> at & 1 == 1 {
                bits.take(1)?;
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            at += 1;
        }
        if size == 1 {
            new |= 1_u64.checked_shl(at as u32).filter(|_| at <= scan.last)?;
        }
        at += 1;
    }
    if *run > 0 {
        for place in at..=scan.last {
            bits.take((*known >> place & 1) as u8)?;
        }
        *run -= 1;
    }
    *known |= new;
    Some(())
}

/// Zeros before a coefficient, and the bits of it.
fn pair(symbol: u8) -> (usize, u8) {
    (usize::from(symbol >> 4), symbol & 15)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgb, RgbImage};

    use super::are_whole;

    #[test]
    fn a_sequential_file_is_whole_with_its_last_bytes_only() {
        let mut file = std::io::Cursor::new(Vec::new());
        let picture = RgbImage::from_fn(37, 21, |x, y| Rgb([(x * 7) as u8, (y * 11) as u8, (x * y) as u8]));
        picture.write_to(&mut file, ImageFormat::Jpeg).expect("a JPEG");
        let file = file.into_inner();
        assert!(are_whole(&file));
        // The last byte of the data may hold nothing but padding.
        for length in 0..file.len() - 3 {
            assert!(!are_whole(&[&file[..length], &[0xFF, 0xD9]].concat()), "{length} of {}", file.len());
        }
    }
}
