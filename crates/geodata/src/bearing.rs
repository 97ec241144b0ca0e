//! Directions on a compass, and the sectors between two of them.

use serde::{Deserialize, Serialize};

/// Why a number is not a bearing.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("bearing {0} is outside 0..=360 degrees")]
pub struct InvalidBearing(pub f64);

/// Degrees clockwise from north, 0 ≤ bearing < 360. The number 360 is read as 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Bearing(f64);

impl TryFrom<f64> for Bearing {
    type Error = InvalidBearing;

    fn try_from(degrees: f64) -> Result<Self, InvalidBearing> {
        if (0.0..=360.0).contains(&degrees) {
            Ok(Self((degrees * 10.0).round() / 10.0 % 360.0))
        } else {
            Err(InvalidBearing(degrees))
        }
    }
}

impl From<Bearing> for f64 {
    fn from(bearing: Bearing) -> f64 {
        bearing.0
    }
}

impl Bearing {
    /// Degrees clockwise from north.
    pub fn degrees(self) -> f64 {
        self.0
    }
}

/// The sector swept clockwise from one bearing to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BearingRange {
    from: f64,
    span: f64,
}

impl BearingRange {
    /// Clockwise from `from` to `to`, in degrees; `0` to `360` is the full circle, equal ends are an empty sector.
    pub fn clockwise(from: f64, to: f64) -> Result<Self, InvalidBearing> {
        let start = Bearing::try_from(from)?.degrees();
        let end = Bearing::try_from(to)?.degrees();
        let full = (to - from).abs() >= 360.0;
        let span = if full { 360.0 } else { (end - start).rem_euclid(360.0) };
        Ok(Self { from: start, span })
    }

    /// So many degrees, 0..=360, with a bearing in the middle.
    pub fn around(middle: Bearing, span: f64) -> Self {
        let span = span.clamp(0.0, 360.0);
        Self { from: (middle.0 - span / 2.0).rem_euclid(360.0), span }
    }

    /// Where the sector begins.
    pub fn from(self) -> Bearing {
        Bearing(self.from)
    }

    /// Where the sector ends.
    pub fn to(self) -> Bearing {
        Bearing((self.from + self.span) % 360.0)
    }

    /// The bearing in the middle of the sector.
    pub fn middle(self) -> Bearing {
        Bearing(((self.from + self.span / 2.0) % 360.0 * 10.0).round() / 10.0 % 360.0)
    }

    /// Width of the sector in degrees, 0..=360.
    pub fn span(self) -> f64 {
        self.span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_runs_clockwise() {
        let cases = [
            (270.0, 90.0, 0.0, 180.0),
            (350.0, 10.0, 0.0, 20.0),
            (90.0, 270.0, 180.0, 180.0),
            (0.0, 360.0, 180.0, 360.0),
        ];
        for (from, to, middle, span) in cases {
            let range = BearingRange::clockwise(from, to).expect("a valid range");
            assert_eq!((range.middle().degrees(), range.span()), (middle, span), "{from}-{to}");
        }
    }

    #[test]
    fn a_bearing_beyond_the_compass_is_refused() {
        assert!(
            Bearing::try_from(361.0).is_err()
                && Bearing::try_from(-1.0).is_err()
                && Bearing::try_from(f64::NAN).is_err()
        );
        assert_eq!(Bearing::try_from(360.0).map(Bearing::degrees), Ok(0.0));
    }
}
