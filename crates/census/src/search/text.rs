//! What an entity is found by.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::SearchWord;
use super::words::{all_forms, in_order};

/// Stands between the words of the title and the others in what the store keeps.
const REST: &str = "|";

/// The place in a list of those that have a word: titles come first, the shorter before the longer, others last.
const NOT_IN_TITLE: i64 = 63;

/// Days that fit under the length of the title in a place: from the year 1 to 2870.
const DAYS: i64 = 1 << 20;

/// The words of an entity, those of its title in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText {
    pub(super) title: Vec<String>,
    pub(super) others: BTreeSet<String>,
    pub(super) day: NaiveDate,
}

impl SearchText {
    /// Of a title and of other texts; `None` when they say nothing. The day decides between equal answers.
    pub(super) fn new<'a>(title: &str, others: impl IntoIterator<Item = &'a str>, day: NaiveDate) -> Option<Self> {
        let forms = all_forms(title).into_iter().chain(others.into_iter().flat_map(all_forms));
        let title = in_order(title);
        let others: BTreeSet<String> = forms.filter(|word| !title.contains(word)).collect();
        let says_something = !(title.is_empty() && others.is_empty());
        says_something.then_some(Self { title, others, day })
    }

    /// As the store kept it.
    pub fn read(kept: &str, day: NaiveDate) -> Self {
        let (title, others) = kept.split_once(REST).unwrap_or((kept, ""));
        let words = |part: &str| part.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        Self { title: words(title), others: words(others).into_iter().collect(), day }
    }

    /// What the store keeps: every word between blanks, first those of the title.
    pub fn kept(&self) -> String {
        let others: Vec<&str> = self.others.iter().map(String::as_str).collect();
        format!(" {} {REST} {} ", self.title.join(" "), others.join(" "))
    }

    /// The day that decides between equal answers, the newest first.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// Each word once, with the place of the entity among those that have it: short titles first, then the newest.
    pub fn places(&self) -> Vec<(&str, i64)> {
        let age = DAYS - 1 - i64::from(self.day.num_days_from_ce()).clamp(0, DAYS - 1);
        let length = (self.title.len() as i64).min(NOT_IN_TITLE - 1);
        let titled: BTreeSet<&str> = self.title.iter().map(String::as_str).collect();
        let titled = titled.into_iter().map(|word| (word, length * DAYS + age));
        titled.chain(self.others.iter().map(|word| (word.as_str(), NOT_IN_TITLE * DAYS + age))).collect()
    }

    /// The first, in the order of their bytes, of its words that are meant.
    pub fn first_meant_by(&self, word: &SearchWord) -> Option<&str> {
        self.words().filter(|found| word.means(found)).min()
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.title.iter().chain(&self.others).map(String::as_str)
    }
}
