//! The month that names a release.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// A text that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a month such as 2026.11, found {0:?}")]
pub struct InvalidMonth(String);

/// A month, written `2026.11`: what a release is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day, which is the date of the release.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y.%m"))
    }
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        let invalid = || InvalidMonth(text.chars().take(20).collect());
        let plain = text.len() == 7 && text.bytes().enumerate().all(|(at, byte)| (at == 4) == (byte == b'.'));
        let digits = text.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
        let (year, month) = text.split_once('.').filter(|_| plain && digits).ok_or_else(invalid)?;
        let (year, month) = (year.parse().map_err(|_| invalid())?, month.parse().map_err(|_| invalid())?);
        NaiveDate::from_ymd_opt(year, month, 1).map(Self).ok_or_else(invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_as_it_is_read() {
        assert_eq!("2026.11".parse::<Month>().map(|month| month.to_string()).as_deref(), Ok("2026.11"));
        for text in ["", "2026.13", "2026-11", "2026.1", "2026.11/", "latest", "+026.11", "2026.011", "é026.1"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
