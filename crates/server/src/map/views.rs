//! The directions of devices that look in several.

use std::collections::BTreeMap;
use std::sync::RwLock;

use geodata::points::LivePoints;

use super::{Attributes, Directions, read, write};

/// Directions by device: 4 bytes and 2 a direction.
///
/// They are asked for only where [`Attributes::several`] says that there are any, so a row needs no more of a name than
/// tells it from the other rows.
#[derive(Debug, Default)]
pub(super) struct Views {
    /// By how many directions they have: one, two and so on.
    tables: [Table; Directions::MOST],
    /// What is in no table: names that end alike, and what changed since the tables were made. It comes first.
    others: BTreeMap<u128, Directions>,
}

/// Devices with as many directions each.
#[derive(Debug, Default)]
struct Table {
    /// The ends of their names, in order; each is in one table only, and once.
    ends: Vec<u32>,
    /// Their directions, one device behind the other.
    directions: Vec<u16>,
}

impl Table {
    fn of(&self, end: u32) -> Option<Directions> {
        let place = self.ends.binary_search(&end).ok()?;
        let each = self.directions.len() / self.ends.len();
        Some(Directions::from(&self.directions[place * each..(place + 1) * each]))
    }

    fn settle(&mut self) {
        self.ends.shrink_to_fit();
        self.directions.shrink_to_fit();
    }
}

impl FromIterator<(u128, Directions)> for Views {
    fn from_iter<T: IntoIterator<Item = (u128, Directions)>>(directions: T) -> Self {
        let mut all: Vec<(u128, Directions)> = directions.into_iter().collect();
        all.sort_unstable_by_key(|(id, _)| (end_of(*id), *id));
        let mut views = Self::default();
        for alike in all.chunk_by(|(one, _), (other, _)| end_of(*one) == end_of(*other)) {
            match alike {
                [(id, directions)] => views.push(end_of(*id), directions.known()),
                _ => views.others.extend(alike.iter().copied()),
            }
        }
        views.tables.iter_mut().for_each(Table::settle);
        views
    }
}

impl Views {
    /// The directions of a device that looks in several.
    pub(super) fn of(&self, id: u128) -> Directions {
        let packed = || self.tables.iter().find_map(|table| table.of(end_of(id)));
        self.others.get(&id).copied().or_else(packed).unwrap_or_default()
    }

    /// A device looks in these directions from now on, or in several no more.
    pub(super) fn put(&mut self, id: u128, directions: Option<Directions>) {
        match directions {
            Some(directions) => drop(self.others.insert(id, directions)),
            None => drop(self.others.remove(&id)),
        }
    }

    /// Makes tables of what changed, of the devices among these points: what is put meanwhile stays as it is.
    pub(super) fn pack(views: &RwLock<Self>, points: &LivePoints) {
        let several = points.iter().filter(|point| Attributes::unpack(point.attributes).several);
        let packed: Self = several.map(|point| (point.id, read(views).of(point.id))).collect();
        let mut views = write(views);
        views.others.retain(|id, directions| packed.of(*id) != *directions);
        for (id, directions) in packed.others {
            views.others.entry(id).or_insert(directions);
        }
        views.tables = packed.tables;
    }

    /// Names come in the order of their ends.
    fn push(&mut self, end: u32, directions: &[u16]) {
        // A device whose directions are all unknown has none to draw.
        if let Some(table) = directions.len().checked_sub(1).and_then(|place| self.tables.get_mut(place)) {
            table.ends.push(end);
            table.directions.extend_from_slice(directions);
        }
    }
}

/// The last bits of a name, which are random in a UUID of version 4.
fn end_of(id: u128) -> u32 {
    id as u32
}

#[cfg(test)]
mod tests {
    use geodata::points::Point;
    use geodata::{Cell, Position};

    use super::*;

    /// Directions that differ from number to number.
    fn looking(number: u16, directions: usize) -> Directions {
        let bearing = Some(geodata::Bearing::try_from(f64::from(number % 360)).expect("a bearing"));
        Directions::of(&vec![census::View { bearing, ..census::View::default() }; directions])
    }

    fn points(ids: impl Iterator<Item = u128>) -> LivePoints {
        let cell: Cell = Position::new(2.35, 48.85).expect("Paris").into();
        let kind =
            Attributes { several: true, ..Attributes::of(census::DeviceKind::Camera, census::DeviceStatus::Reported) };
        let attributes = kind.pack();
        LivePoints::new(ids.map(|id| Point { cell, id, attributes, days: [1; 3], territory: 0 }))
    }

    #[test]
    fn directions_are_kept_in_tables_or_whole_and_found_by_name() {
        let alike = 1_u128 << 64;
        let all = [
            (1, looking(1, 2)),
            (2, looking(2, 3)),
            (3, looking(3, 2)),
            (alike | 3, looking(4, 2)),
            (5, looking(5, 8)),
        ];
        let views: Views = all.into_iter().collect();
        let rows: Vec<usize> = views.tables.iter().map(|table| table.ends.len()).collect();
        assert_eq!((rows, views.others.len()), (vec![0, 1, 1, 0, 0, 0, 0, 1], 2));
        for (id, directions) in all {
            assert_eq!(views.of(id), directions, "{id}");
        }
        assert_eq!(views.of(9), Directions::default());
    }

    #[test]
    fn what_changes_is_told_at_once_and_packing_changes_nothing() {
        let alike = 1_u128 << 64 | 7;
        let views = RwLock::new((0..100).map(|id| (id, looking(id as u16, 2))).collect::<Views>());
        let mut expected: BTreeMap<u128, Directions> = (0..100).map(|id| (id, looking(id as u16, 2))).collect();
        let changes = [
            (4, Some(looking(200, 2))),
            (5, None),
            (6, Some(looking(201, 4))),
            (alike, Some(looking(202, 2))),
            (300, Some(looking(203, 2))),
        ];
        for (id, directions) in changes {
            write(&views).put(id, directions);
            match directions {
                Some(directions) => drop(expected.insert(id, directions)),
                None => drop(expected.remove(&id)),
            }
        }
        for _ in 0..2 {
            for (id, directions) in &expected {
                assert_eq!(read(&views).of(*id), *directions, "{id}");
            }
            Views::pack(&views, &points(expected.keys().copied()));
        }
        let rows: usize = read(&views).tables.iter().map(|table| table.ends.len()).sum();
        // But for the two whose names end alike.
        assert_eq!((rows, read(&views).others.len()), (expected.len() - 2, 2));
    }

    #[test]
    fn what_is_put_while_tables_are_made_is_kept() {
        let views = RwLock::new((0..10).map(|id| (id, looking(id as u16, 2))).collect::<Views>());
        write(&views).put(3, Some(looking(30, 2)));
        // These points are older than the next two changes.
        let old = points(0..10);
        write(&views).put(4, None);
        write(&views).put(20, Some(looking(40, 2)));
        Views::pack(&views, &old);
        assert_eq!(read(&views).of(3), looking(30, 2));
        assert_eq!(read(&views).of(20), looking(40, 2));
        assert_eq!(read(&views).of(9), looking(9, 2));
    }
}
