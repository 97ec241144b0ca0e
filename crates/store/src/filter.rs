//! Which devices, and which page of them.

use std::fmt;
use std::str::FromStr;

use census::{DeviceKind, DeviceStatus, EntityId, Family, OperatorKind, Verification};
use chrono::NaiveDate;
use geodata::{Bbox, Cell, CellRange};
use uuid::Uuid;

use crate::Reach;

/// Which devices. An empty list filters nothing, but [`DeviceStatus::Mistaken`] is only shown when asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeviceFilter {
    /// Within this box.
    pub bbox: Option<Bbox>,
    /// In one of these territories.
    pub territory: Option<Reach>,
    /// Of one of these kinds.
    pub kinds: Vec<DeviceKind>,
    /// Of a kind of one of these families; without kinds, of one that is shown by default.
    pub families: Vec<Family>,
    /// Run by one of these; [`OperatorKind::Unknown`] is nobody knows whom.
    pub operator_kinds: Vec<OperatorKind>,
    /// In one of these states.
    pub statuses: Vec<DeviceStatus>,
    /// Known this well.
    pub verifications: Vec<Verification>,
    /// Changed on this day or later.
    pub since: Option<NaiveDate>,
    /// The last word on it is of this day or later ([`census::Device::last_on`]).
    pub seen_since: Option<NaiveDate>,
    /// Does it read number plates, or not?
    pub plates: Option<bool>,
    /// Does a use of software or of facial recognition name it, or none?
    pub software: Option<bool>,
    /// It stood on this day, as far as the census knows today.
    pub standing_on: Option<NaiveDate>,
}

/// Where a page ended: a place in the order of cell and id. Opaque to those who carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub(crate) cell: i64,
    pub(crate) id: Uuid,
}

/// A text that is no cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor of this census")]
pub struct InvalidCursor;

/// How much, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// At most so many items, at least 1.
    pub limit: u32,
    /// Behind the end of the page before.
    pub after: Option<Cursor>,
}

/// Some items, and where the next ones begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.cell, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (cell, id) = text.split_once('-').ok_or(InvalidCursor)?;
        let cell = i64::from_str_radix(cell, 16).map_err(|_| InvalidCursor)?;
        let id = Uuid::try_parse(id).map_err(|_| InvalidCursor)?;
        if cell < 0 { Err(InvalidCursor) } else { Ok(Self { cell, id }) }
    }
}

impl DeviceFilter {
    /// The devices of one territory.
    pub fn of_territory(code: &str) -> Self {
        Self { territory: Some(Reach::one(code)), ..Self::default() }
    }

    /// The kinds that are asked for by kind and by family; `None` when it is all of them. A family alone is counted without
    /// the kinds that nobody asked for by name: a speed camera is no camera in any number.
    pub fn kinds(&self) -> Option<Vec<DeviceKind>> {
        let asked = |kind: &DeviceKind| {
            (if self.kinds.is_empty() { kind.shown_by_default() } else { self.kinds.contains(kind) })
                && (self.families.is_empty() || kind.family().is_some_and(|family| self.families.contains(&family)))
        };
        let all = self.kinds.is_empty() && self.families.is_empty();
        (!all).then(|| DeviceKind::ALL.iter().copied().filter(asked).collect())
    }

    /// The stretches of the key in which the devices lie, in order.
    pub(crate) fn stretches(&self) -> Vec<(i64, i64)> {
        match self.bbox {
            Some(bbox) => {
                CellRange::covering(bbox).into_iter().map(|range| (range.first.key(), range.last.key())).collect()
            }
            None => vec![(0, i64::MAX)],
        }
    }
}

impl Cursor {
    /// Just behind a device, wherever it was found: [`crate::Store::features`] goes on there.
    pub fn behind(cell: Cell, id: EntityId) -> Self {
        Self { cell: cell.key(), id: id.0 }
    }

    /// The place that it stands for.
    pub fn place(&self) -> (Cell, EntityId) {
        (Cell::from_key(self.cell), EntityId(self.id))
    }

    /// Just before the first device of a key.
    pub(crate) fn before(cell: i64) -> Self {
        Self { cell, id: Uuid::nil() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_being_a_text() {
        let cursor = Cursor { cell: 0x00ab_cdef, id: Uuid::from_u128(7) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "-", "12", "zz-00000000000000000000000000000007", "-1-00000000000000000000000000000007"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }
}
