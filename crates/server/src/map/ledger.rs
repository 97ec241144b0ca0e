//! What stands where, territory by territory, in memory: figures of a town, a region or the country without a look at
//! the database.

use std::collections::BTreeMap;

use census::{DeviceKind, DeviceStatus, OperatorKind, Verification};
use chrono::{Days, NaiveDate};
use geodata::points::Point;
use store::{Counts, Reach};

use super::attributes::{UPDATED, day_number};

/// Bits of the attributes that figures tell apart: kind, status, verification, operator kind.
const SORT: u32 = 11;

/// The devices of each territory that devices are kept under, 8 bytes each.
#[derive(Debug, Default)]
pub(crate) struct Ledger(BTreeMap<Box<str>, Vec<Entry>>);

/// The sort of a device with the day of its newest revision, and the end of its name, by which it is found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    sort_and_day: u32,
    name: u32,
}

/// What figures are made of, in one look at every device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// All of them.
    pub(crate) counts: Counts,
    /// Those that stand; without days.
    pub(crate) standing: Counts,
    /// Those that stand and whose newest revision is not older than the first day asked for.
    pub(crate) recent: u64,
    /// Those whose newest revision is not older than the second day asked for.
    pub(crate) lately: u64,
}

/// A territory that devices are kept under, summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sum {
    /// Devices that stand, whatever they are.
    pub(crate) standing: u64,
    /// Those that stand, without the kinds that are only shown when asked for.
    pub(crate) shown: u64,
    /// Those that were ever recorded, without the kinds that are only shown when asked for.
    pub(crate) recorded: u64,
    /// The day of the newest revision.
    pub(crate) newest: Option<NaiveDate>,
}

impl Entry {
    fn of(point: &Point) -> Self {
        let sort = point.attributes & ((1 << SORT) - 1);
        Self { sort_and_day: sort | u32::from(point.days[UPDATED]) << SORT, name: point.id as u32 }
    }

    const fn pick(self, shift: u32, mask: u32) -> usize {
        (self.sort_and_day >> shift & mask) as usize
    }

    const fn day(self) -> u16 {
        (self.sort_and_day >> SORT) as u16
    }

    fn stands(self) -> bool {
        DeviceStatus::ALL.get(self.pick(3, 7)).is_some_and(|status| status.stands())
    }
}

impl Ledger {
    /// Notes a device that was not known before.
    pub(super) fn add(&mut self, territory: &str, point: &Point) {
        match self.0.get_mut(territory) {
            Some(entries) => entries.push(Entry::of(point)),
            None => drop(self.0.insert(territory.into(), vec![Entry::of(point)])),
        }
    }

    /// Forgets a device as it was; `territory` is where it most likely was kept.
    pub(super) fn remove(&mut self, territory: Option<&str>, point: &Point) {
        let entry = Entry::of(point);
        let taken = |entries: &mut Vec<Entry>| {
            let place = entries.iter().position(|known| *known == entry);
            place.map(|place| entries.swap_remove(place)).is_some()
        };
        if !territory.and_then(|code| self.0.get_mut(code)).is_some_and(taken) {
            self.0.values_mut().any(taken);
        }
    }

    /// Gives back the room that growing took.
    pub(super) fn settle(&mut self) {
        self.0.values_mut().for_each(Vec::shrink_to_fit);
    }

    /// The devices of some territories, or of all: O(devices), about a nanosecond each.
    pub(crate) fn tally(&self, reach: Option<&Reach>, [recent, lately]: [Option<NaiveDate>; 2]) -> Tally {
        let (recent, lately) = (recent.map_or(0, day_number), lately.map_or(0, day_number));
        let mut sorts = vec![0_u64; 1 << SORT];
        let mut tally = Tally::default();
        let (mut newest, mut oldest) = (0, u16::MAX);
        for entry in self.within(reach).flatten() {
            let day = entry.day();
            sorts[entry.pick(0, (1 << SORT) - 1)] += 1;
            (newest, oldest) = (newest.max(day), oldest.min(day));
            tally.lately += u64::from(day >= lately);
            tally.recent += u64::from(day >= recent && entry.stands());
        }
        tally.counts = counted(&sorts);
        let stands = |sort: usize| DeviceStatus::ALL.get(sort >> 3 & 7).is_some_and(|status| status.stands());
        sorts.iter_mut().enumerate().filter(|(sort, _)| !stands(*sort)).for_each(|(_, count)| *count = 0);
        tally.standing = counted(&sorts);
        if tally.counts.total > 0 {
            (tally.counts.newest, tally.counts.oldest) = (Some(day_of(newest)), Some(day_of(oldest)));
        }
        tally
    }

    /// Every territory that has a device, in the order of the codes.
    pub(crate) fn sums(&self) -> impl Iterator<Item = (&str, Sum)> {
        let shown: Vec<bool> = DeviceKind::ALL.iter().map(|kind| kind.shown_by_default()).collect();
        self.0.iter().filter(|(_, entries)| !entries.is_empty()).map(move |(code, entries)| {
            let mut sum = Sum::default();
            let mut newest = 0;
            for entry in entries {
                let (stands, is_shown) = (entry.stands(), shown[entry.pick(0, 7)]);
                sum.standing += u64::from(stands);
                sum.shown += u64::from(stands && is_shown);
                sum.recorded += u64::from(is_shown);
                newest = newest.max(entry.day());
            }
            (&**code, Sum { newest: Some(day_of(newest)), ..sum })
        })
    }

    fn within<'a>(&'a self, reach: Option<&'a Reach>) -> impl Iterator<Item = &'a Vec<Entry>> {
        let (first, last) = reach.map_or(("", "\u{10FFFF}"), Reach::ends);
        let stretch = self.0.range::<str, _>((std::ops::Bound::Included(first), std::ops::Bound::Included(last)));
        stretch.filter(move |(code, _)| reach.is_none_or(|reach| reach.contains(code))).map(|(_, entries)| entries)
    }
}

/// The day of a number of days.
fn day_of(number: u16) -> NaiveDate {
    NaiveDate::default().checked_add_days(Days::new(number.into())).unwrap_or_default()
}

/// Sums of the counted sorts by each of the four things they tell.
fn counted(sorts: &[u64]) -> Counts {
    let by = |shift: u32, mask: usize| {
        let mut sums = vec![0_u64; mask + 1];
        sorts.iter().enumerate().for_each(|(sort, count)| sums[sort >> shift & mask] += count);
        sums
    };
    let operators = keep(OperatorKind::ALL, &by(9, 3));
    Counts {
        total: sorts.iter().sum(),
        by_kind: keep(DeviceKind::ALL, &by(0, 7)),
        by_status: keep(DeviceStatus::ALL, &by(3, 7)),
        by_verification: keep(Verification::ALL, &by(6, 7)),
        by_operator_kind: operators.into_iter().filter(|(kind, _)| *kind != OperatorKind::Unknown).collect(),
        newest: None,
        oldest: None,
    }
}

fn keep<T: Copy>(all: &[T], sums: &[u64]) -> Vec<(T, u64)> {
    all.iter().zip(sums).filter(|(_, count)| **count > 0).map(|(value, count)| (*value, *count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Attributes;
    use geodata::{Cell, Position};

    fn point(id: u128, kind: DeviceKind, status: DeviceStatus, day: &str) -> Point {
        let cell = Cell::from(Position::new(2.35, 48.85).expect("Paris"));
        let updated = day_number(day.parse().expect("a day"));
        Point { cell, id, attributes: Attributes::of(kind, status).pack(), days: [1, 1, updated] }
    }

    #[test]
    fn devices_come_move_and_go_and_every_sum_follows() {
        use DeviceKind::{Camera, Guard, PlateReader};
        use DeviceStatus::{Removed, Reported};
        let mut ledger = Ledger::default();
        let old = point(1, Camera, Reported, "2020-05-01");
        let gone = point(2, PlateReader, Removed, "2026-01-01");
        ledger.add("93066", &old);
        ledger.add("93066", &gone);
        ledger.add("75101", &point(3, Guard, Reported, "2026-11-01"));
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let since = [day("2024-11-01"), day("2026-10-01")];
        let tally = ledger.tally(None, since);
        assert_eq!((tally.counts.total, tally.recent, tally.lately), (3, 1, 1));
        assert_eq!(tally.counts.by_kind, [(Camera, 1), (PlateReader, 1), (Guard, 1)]);
        assert_eq!(tally.counts.by_status, [(Reported, 2), (Removed, 1)]);
        assert_eq!(tally.standing.by_kind, [(Camera, 1), (Guard, 1)]);
        assert_eq!((tally.counts.newest, tally.counts.oldest), (day("2026-11-01"), day("2020-05-01")));
        let department = Reach::between("93", "93~");
        assert_eq!(ledger.tally(Some(&department), since).counts.total, 2);
        assert_eq!(ledger.tally(Some(&Reach::one("01001")), since), Tally::default());
        let sums: Vec<(&str, Sum)> = ledger.sums().collect();
        assert_eq!(sums[0].0, "75101");
        assert_eq!((sums[0].1.standing, sums[0].1.shown, sums[0].1.recorded), (1, 0, 0));
        assert_eq!((sums[1].1.standing, sums[1].1.shown, sums[1].1.recorded), (1, 1, 2));
        // It moved to another town, of which nobody told where it was before.
        ledger.remove(Some("75101"), &old);
        ledger.add("75101", &old);
        ledger.remove(Some("93066"), &gone);
        assert_eq!(ledger.tally(Some(&department), since), Tally::default());
        assert_eq!(ledger.sums().map(|(code, _)| code).collect::<Vec<_>>(), ["75101"]);
        assert_eq!(ledger.tally(None, since).counts.total, 2);
    }
}
