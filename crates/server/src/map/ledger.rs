//! What stands where, territory by territory, in memory: figures of a town, a region or the country without a look at
//! the database.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Weak};

use census::{DeviceKind, DeviceStatus, EntityId, OperatorKind, Verification};
use chrono::{Days, NaiveDate};
use geodata::points::{LivePoints, Point, Said};
use store::{Counts, Cursor, DeviceFilter, Page, PageRequest, Reach};
use uuid::Uuid;

use super::MapFilter;
use super::attributes::{UPDATED, day_number};

/// Bits of the attributes that figures tell apart: kind, status, verification, operator kind.
const SORT: u32 = 11;

/// Numbers for the territories that devices are kept under, as the columns of the map name them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Codes(BTreeMap<Box<str>, u16>);

/// Every device with the territory it is kept under.
#[derive(Debug)]
pub(crate) struct Ledger {
    points: Arc<LivePoints>,
    codes: Arc<Codes>,
}

/// What figures are made of, in one look at every device. What is only shown when asked for by its kind (speed cameras,
/// guards) is in no number but its own: what is counted is what the map shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// All of them.
    pub(crate) counts: Counts,
    /// Those of the kinds that are only shown when asked for; in none of the other numbers.
    pub(crate) aside: Vec<(DeviceKind, u64)>,
    /// Those that stand; without days.
    pub(crate) standing: Counts,
    /// Those that stand and whose newest revision is not older than the first day asked for.
    pub(crate) recent: u64,
    /// Those whose newest revision is not older than the second day asked for.
    pub(crate) lately: u64,
}

/// The whole census in numbers.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    /// Its devices.
    pub(crate) counts: Counts,
    /// Those of them that stand; without days.
    pub(crate) standing: Counts,
    /// What each territory holds, in the order of the codes.
    pub(crate) sums: Vec<(Box<str>, Sum)>,
    /// The first and the last day on which the census learnt something of one of its devices, whatever its kind.
    pub(crate) days: Option<[NaiveDate; 2]>,
}

/// [`Whole`] with the points that it was counted from. They are not kept alive for it.
pub(super) type KeptWhole = (Weak<LivePoints>, Arc<Whole>);

/// A territory that devices are kept under, summed up, without the kinds that are only shown when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sum {
    /// Devices that stand.
    pub(crate) standing: u64,
    /// Those that were ever recorded.
    pub(crate) recorded: u64,
    /// The day of the newest revision, whatever it is of: then the page changed.
    pub(crate) newest: Option<NaiveDate>,
}

impl Codes {
    /// The number of a territory that has one.
    pub(super) fn known(&self, code: &str) -> Option<u16> {
        self.0.get(code).copied()
    }

    /// The number of a territory, a new one when it has none yet. France has some 35,000, and all share 65,536.
    pub(super) fn number(&mut self, code: &str) -> u16 {
        if let Some(number) = self.known(code) {
            return number;
        }
        let number = u16::try_from(self.0.len()).unwrap_or(u16::MAX);
        self.0.insert(code.into(), number);
        number
    }

    /// For each number, whether it is asked for.
    fn within(&self, reach: Option<&Reach>) -> Vec<bool> {
        let (first, last) = reach.map_or(("", "\u{10FFFF}"), Reach::ends);
        let stretch = self.0.range::<str, _>((Bound::Included(first), Bound::Included(last)));
        let mut asked = vec![false; self.0.len()];
        for (_, number) in stretch.filter(|(code, _)| reach.is_none_or(|reach| reach.contains(code))) {
            asked[usize::from(*number)] = true;
        }
        asked
    }
}

impl Ledger {
    pub(super) fn new(points: Arc<LivePoints>, codes: Arc<Codes>) -> Self {
        Self { points, codes }
    }

    /// The devices of some territories, or of all: O(devices there are), about a nanosecond each.
    pub(crate) fn tally(&self, reach: Option<&Reach>, [recent, lately]: [Option<NaiveDate>; 2]) -> Tally {
        let (recent, lately) = (recent.map_or(0, day_number), lately.map_or(0, day_number));
        let asked = self.codes.within(reach);
        let mut sorts = vec![0_u64; 1 << SORT];
        let mut tally = Tally::default();
        let (mut newest, mut oldest) = (0, u16::MAX);
        self.points.said_in(&asked).for_each(|said| {
            let day = said.days[UPDATED];
            sorts[pick(said, 0, (1 << SORT) - 1)] += 1;
            if is_shown(said) {
                (newest, oldest) = (newest.max(day), oldest.min(day));
                tally.lately += u64::from(day >= lately);
                tally.recent += u64::from(day >= recent && stands(said));
            }
        });
        tally.aside = counted(&sorts).by_kind.into_iter().filter(|(kind, _)| !kind.shown_by_default()).collect();
        let shown = |sort: usize| SHOWN >> (sort & 7) & 1 == 1;
        sorts.iter_mut().enumerate().filter(|(sort, _)| !shown(*sort)).for_each(|(_, count)| *count = 0);
        tally.counts = counted(&sorts);
        let stands = |sort: usize| DeviceStatus::ALL.get(sort >> 3 & 7).is_some_and(|status| status.stands());
        sorts.iter_mut().enumerate().filter(|(sort, _)| !stands(*sort)).for_each(|(_, count)| *count = 0);
        tally.standing = counted(&sorts);
        if tally.counts.total > 0 {
            (tally.counts.newest, tally.counts.oldest) = (Some(day_of(newest)), Some(day_of(oldest)));
        }
        tally
    }

    /// A page of the devices of a filter, in the order of place and then of name that lists have in the database too:
    /// where one ends, the other can go on ([`Cursor`]). It stops when the page is full, so that the first devices of
    /// Paris are not looked for among those of all of France on disk. What was recorded by mistake is not among them. Of a
    /// box, also those are that stand some decimetres outside.
    pub(crate) fn page(&self, filter: &DeviceFilter, request: &PageRequest) -> Page<EntityId> {
        let (asked, traits) = self.asked(filter);
        let (limit, after) = (request.limit.max(1) as usize, request.after.map(|cursor| cursor.place()));
        let after = after.map(|(cell, id)| (cell, id.0.as_u128()));
        let is_wanted = |said| traits.class_of(said).is_some();
        // One more than asked for tells that there is a next page.
        let found = match filter.bbox {
            Some(bbox) => self.points.first_touched(bbox, after, limit + 1, &asked, is_wanted),
            None => self.points.first(after, limit + 1, &asked, is_wanted),
        };
        let last = found.get(limit - 1).filter(|_| found.len() > limit);
        let next = last.map(|point| Cursor::behind(point.cell, id_of(point)));
        Page { items: found.iter().take(limit).map(id_of).collect(), next }
    }

    /// How many devices a filter finds, and besides them those of a box that stand so near its edge that only their exact
    /// positions tell: O(devices), about a nanosecond each.
    pub(crate) fn count(&self, filter: &DeviceFilter) -> (u64, Vec<EntityId>) {
        let (asked, traits) = self.asked(filter);
        let is_wanted = |said: Said| traits.class_of(said).is_some();
        match filter.bbox {
            Some(bbox) => {
                let inside = self.points.count_wanted(bbox, &asked, &is_wanted);
                (inside.surely, inside.at_edge.iter().map(id_of).collect())
            }
            None => (self.points.said_in(&asked).filter(|said| is_wanted(*said)).count() as u64, Vec::new()),
        }
    }

    /// The first and the last day on which the census learnt something of a device: O(devices).
    fn days(&self) -> Option<[NaiveDate; 2]> {
        let days = self.points.said().map(|said| said.days[UPDATED]);
        let ends = days.fold(None, |ends, day| {
            ends.map_or(Some((day, day)), |(first, last)| Some((day.min(first), day.max(last))))
        });
        ends.map(|(first, last): (u16, u16)| [day_of(first), day_of(last)])
    }

    /// The territories of a filter by their numbers, and what else it asks for.
    fn asked(&self, filter: &DeviceFilter) -> (Vec<bool>, MapFilter) {
        (self.codes.within(filter.territory.as_ref()), MapFilter::of_list(filter))
    }

    /// The whole census, counted anew when `kept` is of other points than these: O(devices) once a change.
    pub(super) fn whole(&self, kept: &mut Option<KeptWhole>) -> Arc<Whole> {
        let is_of_these = |(points, _): &&KeptWhole| std::ptr::eq(points.as_ptr(), Arc::as_ptr(&self.points));
        // While the weak reference is there, nothing else can lie at its address.
        if let Some((_, whole)) = kept.as_ref().filter(is_of_these) {
            return Arc::clone(whole);
        }
        let sums = self.sums().map(|(code, sum)| (code.into(), sum)).collect();
        let Tally { counts, standing, .. } = self.tally(None, [None; 2]);
        let whole = Arc::new(Whole { counts, standing, sums, days: self.days() });
        *kept = Some((Arc::downgrade(&self.points), Arc::clone(&whole)));
        whole
    }

    /// Every territory that has a device, in the order of the codes: O(devices).
    fn sums(&self) -> impl Iterator<Item = (&str, Sum)> {
        let mut sums = vec![(Sum::default(), 0_u16); self.codes.0.len()];
        self.points.said().for_each(|said| {
            let (sum, newest) = &mut sums[usize::from(said.territory)];
            sum.standing += u64::from(stands(said) && is_shown(said));
            sum.recorded += u64::from(is_shown(said));
            *newest = (*newest).max(said.days[UPDATED]);
        });
        self.codes.0.iter().filter_map(move |(code, number)| {
            let (sum, newest) = sums[usize::from(*number)];
            // No device has a change of the first of January 1970.
            (newest > 0).then(|| (&**code, Sum { newest: Some(day_of(newest)), ..sum }))
        })
    }
}

/// Some bits of what a device is.
const fn pick(said: Said, shift: u32, mask: u32) -> usize {
    (said.attributes >> shift & mask) as usize
}

/// A bit for each kind that is shown without being asked for.
const SHOWN: usize = {
    let (mut bits, mut place) = (0, 0);
    while place < DeviceKind::ALL.len() {
        bits |= (DeviceKind::ALL[place].shown_by_default() as usize) << place;
        place += 1;
    }
    bits
};

fn is_shown(said: Said) -> bool {
    SHOWN >> pick(said, 0, 7) & 1 == 1
}

fn id_of(point: &Point) -> EntityId {
    EntityId(Uuid::from_u128(point.id))
}

fn stands(said: Said) -> bool {
    DeviceStatus::ALL.get(pick(said, 3, 7)).is_some_and(|status| status.stands())
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
    use std::collections::HashSet;

    use super::*;
    use crate::map::Attributes;
    use geodata::{Cell, Position};

    fn point(id: u128, kind: DeviceKind, status: DeviceStatus, day: &str, territory: u16) -> Point {
        let cell = Cell::from(Position::new(2.35, 48.85).expect("Paris"));
        let updated = day_number(day.parse().expect("a day"));
        Point { cell, id, attributes: Attributes::of(kind, status).pack(), days: [1, 1, updated], territory }
    }

    #[test]
    fn devices_come_move_and_go_and_every_sum_follows() {
        use DeviceKind::{Camera, Guard, PlateReader};
        use DeviceStatus::{Removed, Reported};
        let mut codes = Codes::default();
        let (denis, louvre, other) = (codes.number("93066"), codes.number("75101"), codes.number("93001"));
        assert_eq!(codes.number("93066"), denis);
        let old = point(1, Camera, Reported, "2020-05-01", denis);
        let gone = point(2, PlateReader, Removed, "2026-01-01", denis);
        let guard = point(3, Guard, Reported, "2026-11-01", louvre);
        let mut points = LivePoints::new([old, gone, guard]);
        let codes = Arc::new(codes);
        let ledger = |points: &LivePoints| Ledger::new(Arc::new(points.clone()), Arc::clone(&codes));
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let since = [day("2024-11-01"), day("2026-10-01")];
        let before = ledger(&points);
        let tally = before.tally(None, since);
        assert_eq!((tally.counts.total, tally.recent, tally.lately), (2, 0, 0));
        assert_eq!(tally.counts.by_kind, [(Camera, 1), (PlateReader, 1)]);
        assert_eq!(tally.counts.by_status, [(Reported, 1), (Removed, 1)]);
        assert_eq!((tally.standing.by_kind, tally.aside), (vec![(Camera, 1)], vec![(Guard, 1)]));
        assert_eq!((tally.counts.newest, tally.counts.oldest), (day("2026-01-01"), day("2020-05-01")));
        let department = Reach::between("93", "93~");
        assert_eq!(before.tally(Some(&department), since).counts.total, 2);
        assert_eq!(before.tally(Some(&Reach::one("01001")), since), Tally::default());
        let sums: Vec<(&str, Sum)> = before.sums().collect();
        assert_eq!(sums.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["75101", "93066"]);
        assert_eq!((sums[0].1.standing, sums[0].1.recorded, sums[0].1.newest), (0, 0, day("2026-11-01")));
        assert_eq!((sums[1].1.standing, sums[1].1.recorded), (1, 2));
        let listed = |filter: &DeviceFilter, after| {
            let page = before.page(filter, &PageRequest { limit: 1, after });
            (page.items.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>(), page.next)
        };
        let mut kept = None;
        let whole = before.whole(&mut kept);
        let tally = before.tally(None, since);
        assert_eq!((&whole.counts, &whole.standing, whole.sums.len()), (&tally.counts, &tally.standing, 2));
        assert!(Arc::ptr_eq(&whole, &before.whole(&mut kept)), "nothing is counted twice");
        let everything = DeviceFilter::default();
        let (first, next) = listed(&everything, None);
        let (second, next) = listed(&everything, next);
        let (third, end) = listed(&everything, next);
        assert_eq!(([first, second, third].concat(), end), (vec![1, 2, 3], None));
        let of_denis = DeviceFilter { statuses: vec![Removed], ..DeviceFilter::of_territory("93066") };
        assert_eq!(listed(&of_denis, None), (vec![2], None));
        let boxed = DeviceFilter { bbox: "2.3,48.8,2.4,48.9".parse().ok(), ..everything };
        assert_eq!((listed(&boxed, None).0, before.count(&boxed)), (vec![1], (3, vec![])));
        let elsewhere = DeviceFilter { bbox: "2.4,48.8,2.5,48.9".parse().ok(), ..DeviceFilter::default() };
        assert_eq!((listed(&elsewhere, None), before.count(&elsewhere)), ((vec![], None), (0, vec![])));
        assert_eq!((before.count(&of_denis).0, before.count(&DeviceFilter::default()).0), (1, 3));
        assert_eq!(whole.days, day("2020-05-01").zip(day("2026-11-01")).map(|(first, last)| [first, last]));
        // One moved to another town and the newest is gone, whether or not the columns were packed since.
        points.apply(&[(1, Some(Point { territory: other, ..old })), (2, None), (3, None)], &HashSet::new());
        for points in [points.clone(), points.packed()] {
            let after = ledger(&points);
            let whole = after.whole(&mut kept);
            assert_eq!(whole.sums.len(), 1, "what changed is counted anew");
            assert_eq!(whole.days, day("2020-05-01").map(|only| [only; 2]), "the guard's day went with it");
            assert_eq!(after.tally(Some(&Reach::one("93066")), since), Tally::default());
            assert_eq!(after.sums().map(|(code, _)| code).collect::<Vec<_>>(), ["93001"]);
            let tally = after.tally(Some(&department), since);
            assert_eq!((tally.counts.total, tally.counts.newest), (1, day("2020-05-01")));
        }
    }
}
