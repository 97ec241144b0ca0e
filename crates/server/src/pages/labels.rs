//! What people read for the keys of the vocabularies.

use census::{Language, Taxonomy};

use crate::words::{Lang, Words};

/// The word for a key of a vocabulary, such as `device_kind`, `camera`.
pub(crate) fn label(words: &Words, list: &str, key: &str) -> String {
    Taxonomy::embedded().label(list, key, language(words)).to_owned()
}

/// The word for several things of a key.
pub(crate) fn plural(words: &Words, list: &str, key: &str) -> String {
    Taxonomy::embedded().plural(list, key, language(words)).to_owned()
}

/// The keys of a vocabulary with their words, in the order of the model.
pub(crate) fn all(words: &Words, list: &str) -> Vec<(&'static str, String)> {
    let entries = Taxonomy::embedded().entries(list);
    entries.iter().map(|entry| (entry.key.as_str(), entry.label(language(words)).to_owned())).collect()
}

/// A word as it stands inside a sentence.
pub(crate) fn inside(label: &str) -> String {
    let mut letters = label.chars();
    let shouted = label.chars().nth(1).is_some_and(char::is_uppercase);
    match letters.next() {
        Some(first) if !shouted => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

pub(crate) fn language(words: &Words) -> Language {
    match words.lang() {
        Lang::Fr => Language::French,
        Lang::En => Language::English,
    }
}
