//! A filter as the index applies it: some comparisons of bits.

use census::{DeviceKind, DeviceStatus, OperatorKind, Verification};
use geodata::points::{CLASSES, Counts, Point, Said};
use store::DeviceFilter;

use super::attributes::{FIRST, LAST, UPDATED, day_number};

/// The names of the cluster counts, in the order of the classes: three families and the rest, and what stands no more,
/// which no cluster counts.
pub(crate) const CLASS_NAMES: [&str; CLASSES] = ["camera", "plate_reader", "sensor", "other", "gone"];

/// The class of what stands no more.
const GONE: u8 = 4;

/// Which devices are drawn, and in which class each is counted. It says nothing of where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MapFilter {
    /// One bit a kind, and so on in the order of the vocabularies.
    kinds: u16,
    statuses: u16,
    verifications: u16,
    operators: u16,
    /// The bits of the attributes that are compared, and what they have to be.
    flags: (u32, u32),
    since: u16,
    seen_since: u16,
    standing_on: u16,
    /// What stands no more was asked for, by status or by day, and counts like anything else.
    counts_gone: bool,
}

impl Default for MapFilter {
    fn default() -> Self {
        Self::from(&DeviceFilter::default())
    }
}

impl From<&DeviceFilter> for MapFilter {
    /// Without a kind in the filter, the kinds that are shown by default; without a status, all of them.
    fn from(filter: &DeviceFilter) -> Self {
        let kinds = filter
            .kinds()
            .unwrap_or_else(|| DeviceKind::ALL.iter().copied().filter(|kind| kind.shown_by_default()).collect());
        let flag = |bit: u32, asked: Option<bool>| asked.map_or((0, 0), |asked| (1 << bit, u32::from(asked) << bit));
        let (plates, software) = (flag(14, filter.plates), flag(15, filter.software));
        Self {
            kinds: kinds.iter().fold(0, |bits, kind| bits | 1 << *kind as u8),
            statuses: any_of(filter.statuses.iter().map(|status: &DeviceStatus| *status as u8)),
            verifications: any_of(filter.verifications.iter().map(|grade: &Verification| *grade as u8)),
            operators: any_of(filter.operator_kinds.iter().map(|kind: &OperatorKind| *kind as u8)),
            flags: (plates.0 | software.0, plates.1 | software.1),
            since: filter.since.map_or(0, day_number),
            seen_since: filter.seen_since.map_or(0, day_number),
            standing_on: filter.standing_on.map_or(0, day_number),
            counts_gone: !filter.statuses.is_empty() || filter.standing_on.is_some(),
        }
    }
}

/// A bit for each value; all of them when there is none.
fn any_of(values: impl Iterator<Item = u8>) -> u16 {
    match values.fold(0, |bits, value| bits | 1 << value) {
        0 => u16::MAX,
        bits => bits,
    }
}

impl MapFilter {
    /// The filter of a list, where no kind is left out unless somebody says so.
    pub(super) fn of_list(filter: &DeviceFilter) -> Self {
        match filter.kinds() {
            // A family that no device is of finds none.
            Some(_) => Self::from(filter),
            None => Self::from(&DeviceFilter { kinds: DeviceKind::ALL.to_vec(), ..filter.clone() }),
        }
    }

    /// The class of a point; `None` when it is not drawn.
    #[inline]
    pub(crate) fn class(&self, point: &Point) -> Option<u8> {
        self.class_of(Said::from(*point))
    }

    /// The class of a point by what it says.
    #[inline]
    pub(super) fn class_of(&self, point: Said) -> Option<u8> {
        let bits = point.attributes;
        let pick = |shift: u32, mask: u32| bits >> shift & mask;
        let (kind, status) = (pick(0, 7), pick(3, 7));
        // The first two values of the vocabulary stand.
        let stands = status < 2;
        let is_drawn = self.kinds >> kind & 1 == 1
            && self.statuses >> status & 1 == 1
            && self.verifications >> pick(6, 7) & 1 == 1
            && self.operators >> pick(9, 3) & 1 == 1
            && bits & self.flags.0 == self.flags.1
            && point.days[UPDATED] >= self.since
            && point.days[LAST] >= self.seen_since
            && (self.standing_on == 0
                || point.days[FIRST] <= self.standing_on && (stands || point.days[LAST] > self.standing_on));
        is_drawn.then(|| if stands || self.counts_gone { CLASS_OF[kind as usize] } else { GONE })
    }

    /// How many a cluster says it has: what stands no more is left out, unless it was asked for.
    pub(crate) fn counted(counts: &Counts) -> u32 {
        counts[..usize::from(GONE)].iter().sum()
    }
}

/// The class of each kind, in the order of the vocabulary.
const CLASS_OF: [u8; 8] = [0, 1, 2, 3, 2, 2, 3, 3];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Attributes;
    use census::Family;
    use chrono::NaiveDate;
    use geodata::{Cell, Position};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn point(attributes: Attributes, days: [&str; 3]) -> Point {
        let cell = Cell::from(Position::new(2.35, 48.85).expect("Paris"));
        Point { cell, id: 1, attributes: attributes.pack(), days: days.map(|text| day_number(day(text))), territory: 0 }
    }

    #[test]
    fn the_classes_follow_the_families() {
        for kind in DeviceKind::ALL {
            let class = CLASS_NAMES[usize::from(CLASS_OF[*kind as usize])];
            let expected = match kind {
                DeviceKind::PlateReader => "plate_reader",
                DeviceKind::SpeedCamera => "other",
                _ => kind.family().map_or("other", Family::key),
            };
            assert_eq!(class, expected, "{kind}");
        }
        assert!(DeviceStatus::ALL.iter().all(|status| status.stands() == ((*status as u8) < 2)));
    }

    #[test]
    fn every_condition_of_a_filter_decides() {
        let all = DeviceFilter::default();
        let camera = Attributes {
            plates: true,
            operator_kind: Some(OperatorKind::Public),
            ..Attributes::of(DeviceKind::Camera, DeviceStatus::Confirmed)
        };
        let camera = point(camera, ["2019-05-01", "2024-03-02", "2025-01-01"]);
        let gone = Attributes::of(DeviceKind::Gate, DeviceStatus::Removed);
        let gone = point(gone, ["2018-01-01", "2020-06-30", "2025-01-01"]);
        let guard = point(Attributes::of(DeviceKind::Guard, DeviceStatus::Reported), ["2020-01-01"; 3]);
        let cases = [
            (all.clone(), [Some(0), Some(4), None]),
            (DeviceFilter { kinds: vec![DeviceKind::Guard], ..all.clone() }, [None, None, Some(3)]),
            (DeviceFilter { families: vec![Family::Camera], ..all.clone() }, [Some(0), None, None]),
            (DeviceFilter { families: vec![Family::File], ..all.clone() }, [None, None, None]),
            (DeviceFilter { statuses: vec![DeviceStatus::Removed], ..all.clone() }, [None, Some(2), None]),
            (DeviceFilter { operator_kinds: vec![OperatorKind::Unknown], ..all.clone() }, [None, Some(4), None]),
            (DeviceFilter { verifications: vec![Verification::Multiple], ..all.clone() }, [None, None, None]),
            (DeviceFilter { plates: Some(true), ..all.clone() }, [Some(0), None, None]),
            (DeviceFilter { plates: Some(false), ..all.clone() }, [None, Some(4), None]),
            (DeviceFilter { software: Some(true), ..all.clone() }, [None, None, None]),
            (DeviceFilter { since: Some(day("2025-01-02")), ..all.clone() }, [None, None, None]),
            (DeviceFilter { seen_since: Some(day("2024-03-02")), ..all.clone() }, [Some(0), None, None]),
            (DeviceFilter { standing_on: Some(day("2018-06-01")), ..all.clone() }, [None, Some(2), None]),
            (DeviceFilter { standing_on: Some(day("2020-06-30")), ..all.clone() }, [Some(0), None, None]),
        ];
        for (filter, classes) in cases {
            let compiled = MapFilter::from(&filter);
            assert_eq!([camera, gone, guard].map(|point| compiled.class(&point)), classes, "{filter:?}");
        }
    }
}
