//! Heights, tilts and dates as mappers write them.

use chrono::NaiveDate;

use crate::PartialDate;

/// Metres from `4`, `4 m`, `3,5`, `12 ft`, `12'` or `12'6"`; nothing outside -50..=500, which no device stands at.
pub(super) fn metres(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let metres = match text.split_once('\'') {
        Some((feet, "")) => decimal(feet)? * 0.3048,
        Some((feet, inches)) => decimal(feet)? * 0.3048 + decimal(inches.strip_suffix('"')?)? * 0.0254,
        None => match text.strip_suffix("ft") {
            Some(feet) => decimal(feet)? * 0.3048,
            None => decimal(text.strip_suffix('m').unwrap_or(&text))?,
        },
    };
    (-50.0..=500.0).contains(&metres).then(|| (metres * 10.0).round() / 10.0)
}

/// Degrees from the horizon, -90..=90, down negative.
pub(super) fn tilt(text: &str) -> Option<f64> {
    let degrees = decimal(text.strip_suffix('°').unwrap_or(text))?;
    (-90.0..=90.0).contains(&degrees).then_some(degrees)
}

/// A year, a month or a day that is not still to come.
pub(super) fn past_date(text: &str, today: NaiveDate) -> Option<PartialDate> {
    let date: PartialDate = text.trim().parse().ok()?;
    let now = PartialDate::from(today).to_string();
    (date.to_string().as_str() <= &now[..date.to_string().len()]).then_some(date)
}

/// Digits with at most one point and one sign: `1e400`, `inf` and `NaN` are no measures.
fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_height_is_metres_whatever_the_unit() {
        let cases = [
            ("4", Some(4.0)),
            ("4 m", Some(4.0)),
            ("3,5m", Some(3.5)),
            ("12 ft", Some(3.7)),
            ("12'", Some(3.7)),
            ("12'6\"", Some(3.8)),
            ("-2", Some(-2.0)),
            ("9000", None),
            ("1e400", None),
            ("4 floors", None),
            ("m", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(metres(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_tilt_stays_between_nadir_and_zenith() {
        let read = ["-30", "15°", "0", "-91", "down", "NaN"].map(tilt);
        assert_eq!(read, [Some(-30.0), Some(15.0), Some(0.0), None, None, None]);
    }

    #[test]
    fn a_date_keeps_its_precision_and_is_not_in_the_future() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let read = |text| past_date(text, today).map(|date| date.to_string());
        for known in ["2015", "2015-03", "2015-03-04", "2026", "2026-11", "2026-11-23"] {
            assert_eq!(read(known).as_deref(), Some(known));
        }
        for unknown in ["2027", "2026-12", "2026-11-24", "~2015", "2010..2012", "before 2012", "C20", "hier"] {
            assert_eq!(read(unknown), None, "{unknown}");
        }
    }
}
