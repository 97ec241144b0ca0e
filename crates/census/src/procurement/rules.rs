//! The rules of `data/procurement.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::search::words_in_order;
use crate::{Cpv, Language};

/// What says that a contract is about surveillance, or that it is not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The score from which a contract is proposed.
    pub threshold: u8,
    /// The weight from which a word stands against a trap.
    pub certain: i16,
    /// Words that speak of surveillance.
    pub words: Vec<Rule>,
    /// Words that strengthen others.
    pub support: Vec<Rule>,
    /// Words that look like surveillance and are something else.
    pub traps: Vec<Rule>,
    /// What a lot can be about instead.
    pub trades: Vec<Rule>,
    /// Codes of the Common Procurement Vocabulary.
    pub cpv: Vec<Rule>,
}

/// Some phrases or codes with one meaning.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it adds to the score.
    #[serde(default)]
    pub weight: i16,
    /// The technology that it tells of.
    pub technology: Option<String>,
    fr: String,
    en: String,
    /// The phrases, as people read them.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// The beginnings of CPV codes.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// The lists of rules that hold phrases, in the order in which they win where phrases are equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Trap,
    Word,
    Trade,
    Support,
}

/// A phrase as it is compared.
struct Phrase {
    part: Part,
    rule: &'static Rule,
    text: &'static str,
    words: Vec<String>,
}

/// A phrase that stands in a title.
#[derive(Clone, Copy)]
pub(super) struct Hit {
    pub(super) part: Part,
    pub(super) rule: &'static Rule,
    pub(super) text: &'static str,
}

static EMBEDDED: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../data/procurement.toml"))
        .expect("the embedded rules are tested to be readable")
});

/// By their first words, the longest phrases first.
static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let rules = Rules::embedded();
    let parts = [
        (Part::Trap, &rules.traps),
        (Part::Word, &rules.words),
        (Part::Trade, &rules.trades),
        (Part::Support, &rules.support),
    ];
    let mut phrases = Vec::new();
    for (part, rules) in parts {
        for (rule, text) in rules.iter().flat_map(|rule| rule.phrases.iter().map(move |text| (rule, text))) {
            phrases.push(Phrase { part, rule, text, words: phrase_words(text) });
        }
    }
    phrases.sort_by_key(|phrase| (std::cmp::Reverse(phrase.words.len()), phrase.part));
    phrases
});

impl Rules {
    /// The rules that the program carries, read once.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The rule for a code: that of the longest beginning.
    pub(super) fn of_code(&'static self, cpv: &Cpv) -> Option<&'static Rule> {
        let codes = self.cpv.iter().flat_map(|rule| rule.codes.iter().map(move |code| (code, rule)));
        let fitting = codes.filter(|(code, _)| cpv.as_str().starts_with(code.as_str()));
        fitting.max_by_key(|(code, _)| code.len()).map(|(_, rule)| rule)
    }
}

impl Rule {
    /// What it means.
    pub fn words(&self, language: Language) -> &str {
        language.pick(&self.fr, &self.en)
    }
}

/// Places of phrases in [`PHRASES`] by their first words; those whose first word has any end stand under the star.
static BY_FIRST: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut places = HashMap::<&'static str, Vec<usize>>::new();
    for (place, phrase) in PHRASES.iter().enumerate() {
        let first = phrase.words.first().map(String::as_str).unwrap_or_default();
        places.entry(if first.ends_with('*') { "*" } else { first }).or_default().push(place);
    }
    places
});

/// The phrases that stand in a text. What a trap covers says nothing else, unless a longer phrase begins there.
pub(super) fn hits(text: &str) -> Vec<Hit> {
    let words = title_words(text);
    let longest: Vec<Option<&Phrase>> = (0..words.len()).map(|at| first_of(&words[at..], |_| true)).collect();
    let is_trap = |at: usize| longest[at].filter(|phrase| phrase.part == Part::Trap);
    let (mut found, mut covered) = (Vec::new(), 0);
    for at in 0..words.len() {
        if at < covered {
            continue;
        }
        if let Some(trap) = is_trap(at) {
            found.push(trap.hit());
            covered = at + trap.words.len();
            continue;
        }
        // Words behind a phrase that is longer than a trap within it belong to the phrase.
        let own = longest[at].map_or(1, |phrase| phrase.words.len());
        let free = (at + own..words.len()).find(|at| is_trap(*at).is_some()).unwrap_or(words.len()) - at;
        for part in [Part::Word, Part::Trade, Part::Support] {
            let fits = |phrase: &Phrase| phrase.part == part && phrase.words.len() <= free;
            found.extend(first_of(&words[at..], fits).map(Phrase::hit));
        }
    }
    found
}

/// The longest phrase of some that these words begin with.
fn first_of(words: &[String], fits: impl Fn(&Phrase) -> bool) -> Option<&'static Phrase> {
    let place = |first: &str| {
        let places = BY_FIRST.get(first)?;
        places.iter().copied().find(|place| fits(&PHRASES[*place]) && PHRASES[*place].begins(words))
    };
    let found = [words.first().and_then(|word| place(word)), place("*")];
    found.into_iter().flatten().min().map(|place| &PHRASES[place])
}

impl Phrase {
    const fn hit(&self) -> Hit {
        Hit { part: self.part, rule: self.rule, text: self.text }
    }

    fn begins(&self, words: &[String]) -> bool {
        let fits = |(wanted, word): (&String, &String)| match wanted.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == wanted,
        };
        !self.words.is_empty() && words.len() >= self.words.len() && self.words.iter().zip(words).all(fits)
    }
}

/// Words as they are compared: what begins with `vidéo` is two.
fn title_words(text: &str) -> Vec<String> {
    let split = |word: String| match word.strip_prefix("video") {
        Some(rest) if rest.len() > 3 => vec!["video".to_owned(), rest.to_owned()],
        _ => vec![word],
    };
    words_in_order(text).into_iter().flat_map(split).collect()
}

fn phrase_words(phrase: &str) -> Vec<String> {
    let starred = |word: &str| match word.strip_suffix('*') {
        // The end of a plural must not be taken from a beginning.
        Some(beginning) => geodata::territory::search_words(beginning).into_iter().map(|word| word + "*").collect(),
        None => title_words(word),
    };
    phrase.split_whitespace().flat_map(starred).collect()
}
