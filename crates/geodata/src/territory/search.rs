//! Finding a territory by what people type.

use std::cmp::Reverse;
use std::ops::Range;

use super::record::{Territory, TerritoryKind};
use super::words::search_words;
use crate::texts::Texts;

/// Words that a French name may begin with and that nobody types.
const ARTICLES: [&str; 5] = ["l", "la", "le", "les", "los"];

/// How many territories a word may lead to before only those with this population are looked at.
const COMMON: usize = 4_000;
const COMMON_POPULATION: u32 = 1_000;

/// One word of a name, or one code, that leads to a territory.
#[derive(Debug, Clone, Copy)]
struct Term {
    /// Its number among the texts.
    text: u32,
    territory: u32,
}

/// What is compared when a territory matches: the numbers of its texts, and what decides between equal answers.
#[derive(Debug)]
struct Entry {
    words: Range<u32>,
    /// The territory's own codes, then postal codes, then codes that are or were another's.
    codes: Range<u32>,
    /// How many of the codes are its own or postal.
    main_codes: u32,
    kind: TerritoryKind,
    population: u32,
}

/// How well a territory answers; the smallest comes first.
type Rank = (u8, u8, Reverse<u32>, u32);

/// Words and codes in alphabetical order, so that what begins alike stands together. Every text is kept once: 20 bytes
/// each with its term, and 28 a territory, 5 MB for France.
#[derive(Debug)]
pub(super) struct SearchIndex {
    texts: Texts,
    terms: Box<[Term]>,
    entries: Box<[Entry]>,
}

impl SearchIndex {
    pub(super) fn new(territories: &[Territory]) -> Self {
        let mut texts = Texts::default();
        let entries: Box<[Entry]> = territories.iter().map(|territory| entry(territory, &mut texts)).collect();
        texts.shrink_to_fit();
        let mut terms = Vec::with_capacity(texts.len());
        for (entry, territory) in entries.iter().zip(0..) {
            terms.extend((entry.words.start..entry.codes.end).map(|text| Term { text, territory }));
        }
        let text = |term: &Term| texts.get(term.text);
        terms.sort_unstable_by(|a, b| text(a).cmp(text(b)).then(a.territory.cmp(&b.territory)));
        Self { terms: terms.into(), texts, entries }
    }

    /// The best `limit` territories, among those that `accept` lets through.
    pub(super) fn search(&self, query: &str, limit: usize, accept: impl Fn(u32) -> bool) -> Vec<u32> {
        let words = search_words(query);
        // The rarest word leaves the fewest territories to look at.
        let Some(candidates) = words.iter().map(|word| self.beginning_with(word)).min_by_key(|terms| terms.len())
        else {
            return vec![];
        };
        let mut indices: Vec<u32> = candidates.iter().map(|term| term.territory).collect();
        indices.sort_unstable();
        indices.dedup();
        // A word that thousands of names have (`s`, `saint`) means one of the larger places, or is not finished yet.
        let smallest = if indices.len() > COMMON { COMMON_POPULATION } else { 0 };
        let mut ranked: Vec<Rank> = indices
            .into_iter()
            .filter(|index| self.entries[*index as usize].population >= smallest)
            .filter(|index| accept(*index))
            .filter_map(|index| self.rank(&words, index))
            .collect();
        if ranked.len() > limit && limit > 0 {
            ranked.select_nth_unstable(limit - 1);
        }
        ranked.truncate(limit);
        ranked.sort_unstable();
        ranked.into_iter().map(|(.., index)| index).collect()
    }

    fn beginning_with(&self, start: &str) -> &[Term] {
        let text = |term: &Term| self.texts.get(term.text);
        let first = self.terms.partition_point(|term| text(term) < start);
        let length = self.terms[first..].partition_point(|term| text(term).starts_with(start));
        &self.terms[first..first + length]
    }

    /// How well a territory answers; `None` if a word of the query leads nowhere.
    fn rank(&self, query: &[String], index: u32) -> Option<Rank> {
        let entry = &self.entries[index as usize];
        let all = entry.words.start..entry.codes.end;
        let main = entry.codes.start..entry.codes.start + entry.main_codes;
        let is_among = |texts: &Range<u32>, word: &String| texts.clone().any(|text| self.texts.get(text) == word);
        let is_found = |word: &String| all.clone().any(|text| self.texts.get(text).starts_with(word.as_str()));
        let is_whole = |word: &String| is_among(&all, word);
        if !query.iter().all(is_found) {
            return None;
        }
        let starts = self.begins_name(entry, query);
        let quality = match query {
            _ if starts && entry.words.len() == query.len() && query.iter().all(is_whole) => 0,
            [code] if is_among(&main, code) => 0,
            [code] if is_among(&entry.codes, code) => 1,
            _ if starts && query.iter().all(is_whole) => 2,
            _ if starts => 3,
            _ if query.iter().all(is_whole) => 4,
            _ => 5,
        };
        Some((quality, kind_order(entry.kind, query), Reverse(entry.population), index))
    }

    /// Does the name begin with the query, its article aside?
    fn begins_name(&self, entry: &Entry, query: &[String]) -> bool {
        let follows = |mut words: Range<u32>| {
            query.iter().all(|typed| words.next().is_some_and(|word| self.texts.get(word).starts_with(typed.as_str())))
        };
        let mut rest = entry.words.clone();
        let has_article = rest.next().is_some_and(|first| ARTICLES.contains(&self.texts.get(first)));
        follows(entry.words.clone()) || (has_article && follows(rest))
    }
}

fn entry(territory: &Territory, texts: &mut Texts) -> Entry {
    let first_word = texts.len() as u32;
    for word in search_words(&territory.name) {
        texts.push(&word);
    }
    let first_code = texts.len() as u32;
    texts.push(&territory.code.to_lowercase());
    if territory.bare_code() != territory.code.as_str() {
        texts.push(&territory.bare_code().to_lowercase());
    }
    for code in &territory.postal_codes {
        texts.push(&code.to_lowercase());
    }
    let main_codes = texts.len() as u32 - first_code;
    let others = territory.former_codes.iter().chain(territory.siren.iter().filter(|siren| **siren != territory.code));
    for code in others {
        texts.push(&code.to_lowercase());
    }
    Entry {
        words: first_word..first_code,
        codes: first_code..texts.len() as u32,
        main_codes,
        kind: territory.kind,
        population: territory.population.unwrap_or(0),
    }
}

/// Communes first among equal answers; for a code, the smaller district of a city first.
fn kind_order(kind: TerritoryKind, query: &[String]) -> u8 {
    let is_code = query.len() == 1 && query[0].bytes().any(|letter| letter.is_ascii_digit());
    match kind {
        TerritoryKind::Arrondissement if is_code => 0,
        TerritoryKind::Country => 1,
        TerritoryKind::Commune => 2,
        TerritoryKind::Department => 3,
        TerritoryKind::Arrondissement => 4,
        TerritoryKind::Region => 5,
        TerritoryKind::Epci => 6,
    }
}
