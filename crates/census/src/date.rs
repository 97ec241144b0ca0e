//! Dates as people know them: a year, a month or a day.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A text that is no year, month or day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a year, a month or a day such as 2024, 2024-05 or 2024-05-12, found {0:?}")]
pub struct InvalidPartialDate(pub String);

/// `2024`, `2024-05` or `2024-05-12`; years 1900 to 2199.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate(String);

impl FromStr for PartialDate {
    type Err = InvalidPartialDate;

    fn from_str(text: &str) -> Result<Self, InvalidPartialDate> {
        let invalid = || InvalidPartialDate(text.chars().take(40).collect());
        let whole = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            10 => text.to_owned(),
            _ => return Err(invalid()),
        };
        let plausible = text.starts_with("19") || text.starts_with("20") || text.starts_with("21");
        let digits =
            whole.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        let exists = digits && plausible && NaiveDate::parse_from_str(&whole, "%Y-%m-%d").is_ok();
        if exists { Ok(Self(text.to_owned())) } else { Err(invalid()) }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = InvalidPartialDate;

    fn try_from(text: String) -> Result<Self, InvalidPartialDate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> String {
        date.0
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> Self {
        Self(day.format("%Y-%m-%d").to_string())
    }
}

impl PartialDate {
    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day, or the first one of the month or the year.
    pub fn first_day(&self) -> NaiveDate {
        let whole: String = self.0.chars().chain("-01-01".chars()).take(10).collect();
        NaiveDate::parse_from_str(&whole, "%Y-%m-%d").expect("a partial date was parsed as a whole one")
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_and_a_month_begin_with_their_first_day() {
        for (text, day) in [("2024", "2024-01-01"), ("2024-05", "2024-05-01"), ("2024-05-12", "2024-05-12")] {
            let date: PartialDate = text.parse().expect("a date");
            assert_eq!(date.first_day().to_string(), day);
        }
    }

    #[test]
    fn years_months_and_days_are_dates_and_nothing_else_is() {
        for text in ["2024", "2024-05", "2024-02-29"] {
            assert_eq!(text.parse::<PartialDate>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "24", "2023-02-29", "2024-13", "2024-5-1", "demain", "0001", "20é4"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }
}
