//! The words of the census: what people read for each key, and what OpenStreetMap calls it.

mod police;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

pub use police::{Figure, PoliceFile, police_file, police_files};

/// The languages of the census, French first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// The default.
    #[default]
    French,
    /// The second.
    English,
}

/// A language that the census does not speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected fr or en, found {0:?}")]
pub struct InvalidLanguage(pub String);

impl FromStr for Language {
    type Err = InvalidLanguage;

    fn from_str(text: &str) -> Result<Self, InvalidLanguage> {
        match text {
            "fr" => Ok(Self::French),
            "en" => Ok(Self::English),
            _ => Err(InvalidLanguage(text.chars().take(20).collect())),
        }
    }
}

impl Language {
    /// `fr` or `en` (BCP 47).
    pub const fn code(self) -> &'static str {
        self.pick("fr", "en")
    }

    /// Chooses between the French and the English of something.
    pub const fn pick<T: Copy>(self, french: T, english: T) -> T {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }
}

/// All vocabularies, as `data/taxonomy.toml` lists them.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Taxonomy {
    lists: BTreeMap<String, List>,
}

/// One vocabulary.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Its number in the model, such as `E4`.
    pub model: String,
    fr: String,
    en: String,
    /// The OpenStreetMap tags it is read from; the first is written.
    #[serde(default)]
    pub osm: Vec<String>,
    /// Values of those tags that say nothing.
    #[serde(default)]
    pub void: Vec<String>,
    /// Its values, in the order of the model.
    pub entries: Vec<Entry>,
}

/// One value of a vocabulary.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its public key.
    pub key: String,
    fr: String,
    en: String,
    fr_plural: Option<String>,
    en_plural: Option<String>,
    fr_short: Option<String>,
    en_short: Option<String>,
    /// The family it is counted in.
    pub family: Option<String>,
    /// What is written to OpenStreetMap.
    pub osm: Option<String>,
    /// What else is read from OpenStreetMap.
    #[serde(default)]
    pub read: Vec<String>,
    /// Its name in the Technocarte.
    pub technocarte: Option<String>,
    /// Its name in the EFF Atlas of Surveillance.
    pub atlas: Option<String>,
    /// Is it one of the eight that the decree of 2023 allowed?
    #[serde(default)]
    pub decree: bool,
    /// How many accepted contributions lead to this degree of trust.
    pub accepted: Option<u32>,
}

static EMBEDDED: LazyLock<Taxonomy> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/taxonomy.toml")).expect("the embedded taxonomy is tested to be readable")
});

impl Taxonomy {
    /// The taxonomy that the program carries, read once.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// A vocabulary by name, such as `device_kind`.
    pub fn list(&self, name: &str) -> Option<&List> {
        self.lists.get(name)
    }

    /// The names of the vocabularies.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// The values of a vocabulary, in the order of the model; none for a name that does not exist.
    pub fn entries(&self, list: &str) -> &[Entry] {
        self.list(list).map_or(&[], |list| &list.entries)
    }

    /// One value of a vocabulary.
    pub fn entry(&self, list: &str, key: &str) -> Option<&Entry> {
        self.entries(list).iter().find(|entry| entry.key == key)
    }

    /// What people read for a key; the key itself where the taxonomy has no word for it.
    pub fn label<'a>(&'a self, list: &str, key: &'a str, language: Language) -> &'a str {
        self.entry(list, key).map_or(key, |entry| entry.label(language))
    }

    /// What people read for several things of a key.
    pub fn plural<'a>(&'a self, list: &str, key: &'a str, language: Language) -> &'a str {
        self.entry(list, key).map_or(key, |entry| entry.plural(language))
    }

    /// What OpenStreetMap calls a key, where it has a word for it.
    pub fn osm(&self, list: &str, key: &str) -> Option<&str> {
        self.entry(list, key).and_then(|entry| entry.osm.as_deref())
    }
}

impl List {
    /// The name of the vocabulary for people, as a form would ask for it.
    pub fn label(&self, language: Language) -> &str {
        language.pick(self.fr.as_str(), self.en.as_str())
    }

    /// The first entry that reads this OpenStreetMap value, whatever its case.
    pub fn read(&self, value: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.osm.iter().chain(&entry.read).any(|known| known.eq_ignore_ascii_case(value)))
    }

    /// Does this OpenStreetMap value say nothing?
    pub fn is_void(&self, value: &str) -> bool {
        let everywhere = ["yes", "unknown"].into_iter();
        everywhere.chain(self.void.iter().map(String::as_str)).any(|void| void.eq_ignore_ascii_case(value))
    }
}

impl Entry {
    /// What people read.
    pub fn label(&self, language: Language) -> &str {
        language.pick(&self.fr, &self.en)
    }

    /// What people read for several.
    pub fn plural(&self, language: Language) -> &str {
        language.pick(&self.fr_plural, &self.en_plural).as_deref().unwrap_or(self.label(language))
    }

    /// What people read where there is little room.
    pub fn short(&self, language: Language) -> &str {
        language.pick(&self.fr_short, &self.en_short).as_deref().unwrap_or(self.label(language))
    }
}

#[cfg(test)]
mod tests;
