//! What somebody typed, as words to look for.

use std::ops::Range;

use super::words::{in_order, shortened, singular};
use crate::{FrenchVat, Siren, Siret};
use geodata::territory::search_words;

/// Letters of a query that are read.
const LONGEST: usize = 200;

/// Words of a query that are looked for.
const MOST_WORDS: usize = 8;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// What was typed, as far as it was read.
    text: String,
    words: Vec<SearchWord>,
    is_cut: bool,
}

/// A word to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWord {
    word: String,
    /// Does it stand for itself alone, or for every word that begins like it?
    is_whole: bool,
}

impl SearchQuery {
    /// Reads what was typed, whatever it is: there is no syntax, so nothing can be wrong with it.
    pub fn new(typed: &str) -> Self {
        let text: String = typed.trim().chars().take(LONGEST).collect();
        let is_long = typed.trim().chars().nth(LONGEST).is_some();
        let mut words = words_of(&text);
        let is_cut = is_long || words.len() > MOST_WORDS;
        words.truncate(MOST_WORDS);
        Self { text, words, is_cut }
    }

    /// What was typed, as far as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Was more typed than what is looked for: 200 characters, 8 words?
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// What is looked for; nothing when there is neither letter nor figure.
    pub fn words(&self) -> &[SearchWord] {
        &self.words
    }
}

impl SearchWord {
    fn new(word: &str) -> Self {
        let one = singular(&shortened(word));
        // Whoever types the end of a plural has typed the whole word.
        Self { is_whole: one != word, word: one }
    }

    /// A number that stands for itself.
    fn number(text: &str) -> Self {
        Self { word: text.to_owned(), is_whole: true }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.word
    }

    /// The last word, in the order of their bytes, that could be meant.
    pub fn last(&self) -> String {
        if self.is_whole { self.word.clone() } else { format!("{}{}", self.word, char::MAX) }
    }

    /// What `like` finds it by in [`super::SearchText::kept`]. A word has letters and figures only, nothing that
    /// `like` would read as more.
    pub fn pattern(&self) -> String {
        let end = if self.is_whole { " " } else { "" };
        format!("% {}{end}%", self.word)
    }

    /// Is this word meant?
    pub fn means(&self, word: &str) -> bool {
        if self.is_whole { word == self.word } else { word.starts_with(&self.word) }
    }
}

/// The words that say something; when none does, the last one, for it may be the beginning of another.
fn words_of(text: &str) -> Vec<SearchWord> {
    let typed = search_words(text);
    let numbers = numbers(&typed);
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(word) = typed.get(at) {
        if let Some((range, number)) = numbers.iter().find(|(range, _)| range.start == at) {
            words.push(SearchWord::number(number));
            at = range.end;
        } else {
            words.extend(in_order(word).first().map(|_| SearchWord::new(word)));
            at += 1;
        }
    }
    let last = typed.last().filter(|_| words.is_empty());
    words.extend(last.map(|word| SearchWord::new(word)));
    let mut seen = Vec::new();
    words.retain(|word| {
        let is_new = !seen.contains(word);
        seen.push(word.clone());
        is_new
    });
    words
}

/// Numbers of companies, however they were grouped: `732 829 320`, `FR 44 732829320`.
fn numbers(words: &[String]) -> Vec<(Range<usize>, String)> {
    /// `FR`, a key, a SIRET in groups of three and five.
    const MOST_GROUPS: usize = 7;
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for start in 0..words.len() {
        if found.last().is_some_and(|(range, _)| range.end > start) {
            continue;
        }
        let mut ends = (start + 1..=words.len().min(start + MOST_GROUPS)).rev();
        found.extend(ends.find_map(|end| Some((start..end, number(&words[start..end].concat())?))));
    }
    found
}

fn number(text: &str) -> Option<String> {
    let siret = || text.parse::<Siret>().ok().map(String::from);
    let siren = || text.parse::<Siren>().ok().map(String::from);
    let vat = || text.parse::<FrenchVat>().ok().map(|number| String::from(number.siren()));
    siret().or_else(siren).or_else(vat)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(typed: &str) -> Vec<String> {
        SearchQuery::new(typed).words().iter().map(|word| word.pattern().trim_matches('%').to_owned()).collect()
    }

    #[test]
    fn whatever_is_typed_is_words() {
        assert_eq!(words("  \"caméra*\" OR NEAR(^drones) -x:y"), [" camera", " or", " near", " drone "]);
        assert_eq!(words("'; drop table search_word; -- %_\\"), [" drop", " table", " search", " word"]);
        assert_eq!(words("L’analyse d'images"), [" analyse", " image "]);
        assert_eq!(words("« de la »"), [" la"]);
        assert_eq!(words("\u{202E}\u{0} …"), Vec::<String>::new());
        assert_eq!(words("caméra camera CAMÉRA"), [" camera"]);
    }

    #[test]
    fn numbers_are_read_however_they_are_grouped() {
        for typed in ["732 829 320", "732829320", "732.829.320", "FR44 732 829 320", "fr 44 732829320"] {
            assert_eq!(words(typed), [" 732829320 "], "{typed}");
        }
        assert_eq!(words("siret 732 829 320 00074"), [" siret", " 73282932000074 "]);
        assert_eq!(words("732 829 321"), [" 732", " 829", " 321"], "no SIREN: its check fails");
        assert_eq!(words("CNIL 2024-017"), [" cnil", " 2024", " 017"]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let long = SearchQuery::new(&"vidéo surveillance ".repeat(600));
        assert!(long.is_cut() && long.text().chars().count() == 200);
        let many = SearchQuery::new("un deux trois quatre cinq six sept huit neuf dix");
        assert!(many.is_cut() && many.words().len() == 8);
        assert_eq!(SearchQuery::new(&"a".repeat(10_000)).words()[0].as_str().len(), 40);
        assert!(!SearchQuery::new("caméra").is_cut());
    }
}
