//! How well an entity answers a query.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::{SearchQuery, SearchText};
use crate::EntityKind;

/// How well words answer, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The title is what was typed, or one of its numbers is.
    Exact,
    /// The title begins with what was typed.
    Prefix,
    /// Every word that was typed is there.
    AllWords,
    /// This many of them are not.
    SomeWords {
        /// Words that were typed and are not there.
        missing: u8,
    },
}

/// The place of an answer: how well it answers, then what it is, then the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchRank {
    /// How well it answers.
    pub quality: Match,
    kind: EntityKind,
    day: Reverse<NaiveDate>,
}

/// Figures and letters of an identifier: a shorter number, such as a year, is a word like others.
const IDENTIFIER: usize = 6;

impl SearchText {
    /// How well an entity of this text and kind answers; `None` when it has none of the words.
    pub fn rank(&self, query: &SearchQuery, kind: EntityKind) -> Option<SearchRank> {
        let words = query.words();
        let is_there = |word: &&super::SearchWord| self.words().any(|found| word.means(found));
        let missing = words.len() - words.iter().filter(is_there).count();
        let quality = match missing {
            _ if missing == words.len() => return None,
            0 if self.title_is(query) || self.has_number(query) => Match::Exact,
            0 if self.title_begins_with(query) => Match::Prefix,
            0 => Match::AllWords,
            missing => Match::SomeWords { missing: u8::try_from(missing).unwrap_or(u8::MAX) },
        };
        Some(SearchRank { quality, kind, day: Reverse(self.day) })
    }

    fn title_is(&self, query: &SearchQuery) -> bool {
        self.title.iter().map(String::as_str).eq(query.words().iter().map(super::SearchWord::as_str))
    }

    fn title_begins_with(&self, query: &SearchQuery) -> bool {
        let mut title = self.title.iter();
        query.words().iter().all(|word| title.next().is_some_and(|found| word.means(found)))
    }

    /// Somebody who types a SIREN or the number of a contract wants just that.
    fn has_number(&self, query: &SearchQuery) -> bool {
        let [number] = query.words() else { return false };
        let is_identifier =
            number.as_str().len() >= IDENTIFIER && number.as_str().contains(|c: char| c.is_ascii_digit());
        is_identifier && self.words().any(|found| found == number.as_str())
    }
}

#[cfg(test)]
mod tests {
    use Match::{AllWords, Exact, Prefix, SomeWords};

    use super::*;

    fn text(title: &str, others: &str, day: &str) -> SearchText {
        SearchText::new(title, [others], day.parse().expect("a day")).expect("words")
    }

    #[test]
    fn exact_comes_before_prefix_before_all_words_before_some() {
        let query = SearchQuery::new("caméras Dôme");
        let best_first = [
            ("Caméra dôme", "", "2020-01-01", EntityKind::Document),
            ("Caméra dôme rapide", "", "2024-01-01", EntityKind::Contract),
            ("Caméras dômes du port", "", "2020-01-01", EntityKind::Contract),
            ("Caméra, dômes", "Ville", "2019-01-01", EntityKind::Contract),
            ("Un dôme avec caméra", "", "2024-01-01", EntityKind::Deployment),
            ("Port", "caméra à dôme", "2024-01-01", EntityKind::Contract),
            ("Port", "dôme", "2026-01-01", EntityKind::Deployment),
        ];
        let mut ranked: Vec<_> = best_first
            .iter()
            .map(|(title, others, day, kind)| {
                (text(title, others, day).rank(&query, *kind).expect("a rank"), *title, *day)
            })
            .collect();
        let exact: Vec<Match> = ranked.iter().map(|(rank, ..)| rank.quality).collect();
        assert_eq!(exact, [Exact, Prefix, Prefix, Exact, AllWords, AllWords, SomeWords { missing: 1 }]);
        ranked.sort();
        let titles: Vec<&str> = ranked.iter().map(|(_, title, _)| *title).collect();
        assert_eq!(titles[..2], ["Caméra, dômes", "Caméra dôme"], "among equals the kind decides");
        assert_eq!(titles[2..4], ["Caméra dôme rapide", "Caméras dômes du port"], "then the newest");
        assert_eq!(text("Port", "grue", "2024-01-01").rank(&query, EntityKind::Device), None);
    }

    #[test]
    fn a_number_finds_just_what_it_names() {
        let company = text("Exemple Vision", "732829320", "2024-01-01");
        let quality = |typed| company.rank(&SearchQuery::new(typed), EntityKind::Organisation).map(|rank| rank.quality);
        assert_eq!(quality("732 829 320"), Some(Match::Exact));
        assert_eq!(quality("exemple"), Some(Match::Prefix));
        assert_eq!(quality("vis"), Some(Match::AllWords));
        assert_eq!(quality("732"), Some(Match::AllWords));
    }

    #[test]
    fn a_text_is_kept_and_read_back() {
        let text = text("Vidéo-protection du port", "Ville de Saint-Denis", "2024-05-06");
        assert_eq!(text.kept(), " video protection port | deni saint saintdeni videoprotection ville ");
        assert_eq!(SearchText::read(&text.kept(), text.day()), text);
        let places = text.places();
        assert_eq!(places.len(), 8);
        assert!(places.windows(2).all(|pair| pair[0].1 <= pair[1].1), "the title's words come first");
    }
}
