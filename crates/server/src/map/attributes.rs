//! What the index keeps of a device: 32 bits and three days.

use census::{DeviceKind, DeviceStatus, Form, OperatorKind, Verification, View};
use chrono::NaiveDate;
use geodata::points::Point;
use geodata::{ASSUMED_SPAN, Bearing, BearingRange, Cell};
use store::IndexRow;

/// What a map needs to know of a device, packed into 32 bits: kind 3, status 3, verification 3, operator kind 2,
/// form 3, reads plates 1, watched by software 1, first seen on a known day 1, direction 9, width of view 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a bit of its own")]
pub(crate) struct Attributes {
    /// What it is.
    pub(crate) kind: DeviceKind,
    /// What became of it.
    pub(crate) status: DeviceStatus,
    /// How sure the census is.
    pub(crate) verification: Verification,
    /// Who runs it; `None` when unknown.
    pub(crate) operator_kind: Option<OperatorKind>,
    /// Its shape.
    pub(crate) form: Option<Form>,
    /// Does it read number plates?
    pub(crate) plates: bool,
    /// Does a use of software or of facial recognition name it?
    pub(crate) software: bool,
    /// Is the first of its days the one when it was first seen, and not when the census first knew it?
    pub(crate) dated: bool,
    /// Does it look in several directions? They are kept beside the index.
    pub(crate) several: bool,
    /// Where it looks, whole degrees clockwise from north, when that is one direction.
    pub(crate) bearing: Option<u16>,
    /// Degrees of view of that direction, to five degrees.
    pub(crate) span: Option<u16>,
}

/// The direction of a device that has none, and of one that has several.
const NO_BEARING: u32 = 511;
const SEVERAL_BEARINGS: u32 = 510;

/// Steps of a width of view, and the last of them, which is the full circle.
const SPAN_STEP: u16 = 5;
const FULL_CIRCLE: u32 = 63;

impl Attributes {
    /// A device of which nothing else is known.
    #[cfg(test)]
    pub(crate) fn of(kind: DeviceKind, status: DeviceStatus) -> Self {
        Self {
            kind,
            status,
            verification: Verification::Unverified,
            operator_kind: None,
            form: None,
            plates: false,
            software: false,
            dated: false,
            several: false,
            bearing: None,
            span: None,
        }
    }

    /// As the index keeps them.
    pub(crate) fn pack(self) -> u32 {
        let operator = self.operator_kind.map_or(OperatorKind::Unknown, |kind| kind) as u32;
        let form = self.form.map_or(0, |form| form as u32 + 1);
        let flags = u32::from(self.plates) | u32::from(self.software) << 1 | u32::from(self.dated) << 2;
        let bearing = match self.bearing {
            _ if self.several => SEVERAL_BEARINGS,
            Some(bearing) => u32::from(bearing % 360),
            None => NO_BEARING,
        };
        let span = self.span.map_or(0, packed_span);
        self.kind as u32
            | (self.status as u32) << 3
            | (self.verification as u32) << 6
            | operator << 9
            | form << 11
            | flags << 14
            | bearing << 17
            | span << 26
    }

    /// As the index gives them back.
    pub(crate) fn unpack(bits: u32) -> Self {
        let pick = |shift: u32, mask: u32| bits >> shift & mask;
        let bearing = pick(17, 511);
        Self {
            kind: DeviceKind::ALL[pick(0, 7) as usize],
            status: DeviceStatus::ALL.get(pick(3, 7) as usize).copied().unwrap_or(DeviceStatus::Reported),
            verification: Verification::ALL.get(pick(6, 7) as usize).copied().unwrap_or(Verification::Unverified),
            operator_kind: Some(OperatorKind::ALL[pick(9, 3) as usize]).filter(|kind| *kind != OperatorKind::Unknown),
            form: (pick(11, 7) as usize).checked_sub(1).and_then(|form| Form::ALL.get(form)).copied(),
            plates: pick(14, 1) == 1,
            software: pick(15, 1) == 1,
            dated: pick(16, 1) == 1,
            several: bearing == SEVERAL_BEARINGS,
            bearing: (bearing < 360).then_some(bearing as u16),
            span: unpacked_span(pick(26, 63)),
        }
    }

    /// How many [`Attributes::words`] there may be.
    pub(crate) const WORDS: usize = 1 << 13;

    /// The bits of everything that a tile says in words and flags, as a number: kind, status, verification, operator
    /// kind, plates, software.
    pub(crate) fn words(bits: u32) -> usize {
        (bits & 0x7ff | (bits >> 14 & 3) << 11) as usize
    }

    /// The bit of [`Attributes::software`].
    pub(crate) const SOFTWARE: u32 = 1 << 15;

    /// The sector of its one direction, and whether its width is an assumption.
    pub(crate) fn view(self) -> Option<Sector> {
        sector(self.bearing?.into(), self.span)
    }
}

fn packed_span(span: u16) -> u32 {
    match u32::from((span + SPAN_STEP / 2) / SPAN_STEP) {
        0 => 1,
        // Nothing between 310° and the full circle.
        step @ 63..=67 => {
            if step < 67 {
                FULL_CIRCLE - 1
            } else {
                FULL_CIRCLE
            }
        }
        step @ 68.. => step.min(FULL_CIRCLE),
        step => step,
    }
}

fn unpacked_span(step: u32) -> Option<u16> {
    match step {
        0 => None,
        FULL_CIRCLE => Some(360),
        step => Some(step as u16 * SPAN_STEP),
    }
}

/// Where a device looks, and whether the width of that is an assumption.
pub(crate) type Sector = (BearingRange, bool);

/// The sector around a direction in whole degrees; without a width, of the assumed one.
fn sector(bearing: u32, span: Option<u16>) -> Option<Sector> {
    let bearing = Bearing::try_from(f64::from(bearing)).ok()?;
    Some((BearingRange::around(bearing, span.map_or(ASSUMED_SPAN, f64::from)), span.is_none()))
}

/// The directions of a device that looks in several, as precise as [`Attributes`] keeps one: 9 bits with one more than
/// the degrees (0 where there is none) and 6 with the width. The ninth and further ones of a device are not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Directions([u16; Self::MOST]);

impl From<&[u16]> for Directions {
    /// Directions as [`Directions::known`] gave them.
    fn from(known: &[u16]) -> Self {
        let mut packed = [0; Self::MOST];
        packed.iter_mut().zip(known).for_each(|(slot, direction)| *slot = *direction);
        Self(packed)
    }
}

impl Directions {
    /// Directions at the most.
    pub(super) const MOST: usize = 8;

    /// Those that are known.
    pub(super) fn of(views: &[View]) -> Self {
        let known = views.iter().filter_map(|view| Some((view.bearing?, view.fov)));
        let mut packed = [0; Self::MOST];
        packed.iter_mut().zip(known).for_each(|(slot, (bearing, span))| {
            let span = span.filter(|span| *span > 0.0).map_or(0, |span| packed_span(span.round() as u16));
            *slot = (bearing.degrees().round() as u16 % 360 + 1) | (span as u16) << 9;
        });
        Self(packed)
    }

    /// Those that there are.
    pub(super) fn known(&self) -> &[u16] {
        let end = self.0.iter().position(|direction| *direction == 0).unwrap_or(Self::MOST);
        &self.0[..end]
    }

    /// Their sectors.
    pub(crate) fn sectors(self) -> impl Iterator<Item = Sector> {
        let known = self.0.into_iter().map(u32::from).take_while(|packed| *packed != 0);
        known.filter_map(|packed| sector((packed & 511) - 1, unpacked_span(packed >> 9)))
    }
}

/// Days since 1970-01-01, 1 to 65,535 (2149-06-06); days before and beyond are the first and the last of these.
pub(crate) fn day_number(day: NaiveDate) -> u16 {
    day.signed_duration_since(NaiveDate::default()).num_days().clamp(1, i64::from(u16::MAX)) as u16
}

/// Where the days of a point are: from when it stood, the last word on it, its newest revision.
pub(crate) const FIRST: usize = 0;
/// The day of the last word on it; 0 is unknown.
pub(crate) const LAST: usize = 1;
/// The day of its newest revision.
pub(crate) const UPDATED: usize = 2;

/// The point of a row, in the territory of that number.
pub(super) fn point(row: &IndexRow, software: bool, territory: u16) -> Point {
    let attributes = Attributes {
        kind: row.kind,
        status: row.status,
        verification: row.verification,
        operator_kind: row.operator_kind,
        form: row.form,
        plates: row.plates,
        software,
        dated: row.dated,
        several: row.views.len() > 1,
        bearing: row.bearing.map(|bearing| bearing.round() as u16 % 360),
        span: row.fov.filter(|span| *span > 0.0).map(|span| span.round() as u16),
    };
    Point {
        cell: Cell::from_key(row.cell),
        id: row.id.0.as_u128(),
        attributes: attributes.pack(),
        days: [day_number(row.first_on), row.last_on.map_or(0, day_number), day_number(row.updated_on)],
        territory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for (bearing, span, several) in
            [(None, None, false), (Some(0), Some(90), false), (Some(359), Some(360), false), (None, None, true)]
        {
            for (kind, status) in DeviceKind::ALL.iter().zip(DeviceStatus::ALL.iter().cycle()) {
                let attributes = Attributes {
                    verification: Verification::Disputed,
                    operator_kind: Some(OperatorKind::Mixed),
                    form: Some(Form::Doorbell),
                    plates: several,
                    software: !several,
                    dated: true,
                    several,
                    bearing,
                    span,
                    ..Attributes::of(*kind, *status)
                };
                assert_eq!(Attributes::unpack(attributes.pack()), attributes);
            }
        }
        let unknown = Attributes::of(DeviceKind::Camera, DeviceStatus::Reported);
        assert_eq!(Attributes::unpack(unknown.pack()), unknown);
    }

    #[test]
    fn a_width_of_view_is_kept_to_five_degrees() {
        for (span, kept) in [(1, 5), (58, 60), (90, 90), (310, 310), (330, 310), (358, 360), (360, 360)] {
            let packed = Attributes { span: Some(span), ..Attributes::of(DeviceKind::Camera, DeviceStatus::Reported) };
            assert_eq!(Attributes::unpack(packed.pack()).span, Some(kept), "{span}");
        }
    }

    #[test]
    fn several_directions_come_back() {
        let view = |bearing: Option<f64>, fov| View {
            bearing: bearing.map(|it| Bearing::try_from(it).expect("a bearing")),
            fov,
            ..View::default()
        };
        let views = [
            view(Some(0.0), None),
            view(None, Some(90.0)),
            view(Some(359.6), Some(61.0)),
            view(Some(180.0), Some(360.0)),
        ];
        let sectors: Vec<Sector> = Directions::of(&views).sectors().collect();
        let around = |bearing: u32, span| sector(bearing, span).expect("a sector");
        assert_eq!(sectors, [around(0, None), around(0, Some(60)), around(180, Some(360))]);
        assert_eq!(Directions::of(&[]).sectors().count(), 0);
        let many = vec![view(Some(45.0), None); 12];
        assert_eq!(Directions::of(&many).sectors().count(), 8);
    }

    #[test]
    fn every_vocabulary_fits_its_bits() {
        assert_eq!(DeviceKind::ALL.len(), 8);
        assert_eq!(OperatorKind::ALL.len(), 4);
        assert!(DeviceStatus::ALL.len() <= 8 && Verification::ALL.len() <= 8 && Form::ALL.len() < 8);
    }
}
