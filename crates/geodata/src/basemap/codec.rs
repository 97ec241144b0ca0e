//! Whole numbers and text as bytes: base-128 varints, signed numbers in zigzag, points as steps from the point before.

use super::world::InvalidWorld;

/// Appends to a growing buffer.
#[derive(Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for item in items {
            each(self, item);
        }
    }

    pub(super) fn points(&mut self, points: &[[i32; 2]]) {
        let mut last = [0; 2];
        self.list(points, |writer, point| {
            for axis in 0..2 {
                writer.signed(i64::from(point[axis]) - i64::from(last[axis]));
            }
            last = *point;
        });
    }
}

/// Takes from the front of a buffer.
#[derive(Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    pub(super) fn number(&mut self) -> Result<u64, InvalidWorld> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or(InvalidWorld::Damaged)?;
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(InvalidWorld::Damaged)
    }

    pub(super) fn signed(&mut self) -> Result<i64, InvalidWorld> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A number that counts things still to come, each of which takes at least one byte.
    fn count(&mut self) -> Result<usize, InvalidWorld> {
        let count = self.number()? as usize;
        if count > self.0.len() { Err(InvalidWorld::Damaged) } else { Ok(count) }
    }

    pub(super) fn text(&mut self) -> Result<String, InvalidWorld> {
        let length = self.count()?;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8(text.to_vec()).map_err(|_| InvalidWorld::Damaged)
    }

    pub(super) fn list<T>(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<T, InvalidWorld>,
    ) -> Result<Vec<T>, InvalidWorld> {
        let count = self.count()?;
        (0..count).map(|_| each(self)).collect()
    }

    pub(super) fn points(&mut self) -> Result<Vec<[i32; 2]>, InvalidWorld> {
        let mut last = [0_i32; 2];
        self.list(|reader| {
            for coordinate in &mut last {
                let step = i32::try_from(reader.signed()?).map_err(|_| InvalidWorld::Damaged)?;
                *coordinate = coordinate.checked_add(step).ok_or(InvalidWorld::Damaged)?;
            }
            Ok(last)
        })
    }
}
