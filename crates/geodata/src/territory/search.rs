//! Finding a territory by what people type.

use std::cmp::Reverse;

use super::record::{Territory, TerritoryKind};
use super::words::search_words;

/// Words that a French name may begin with and that nobody types.
const ARTICLES: [&str; 5] = ["l", "la", "le", "les", "los"];

/// How many territories a word may lead to before only those with this population are looked at.
const COMMON: usize = 4_000;
const COMMON_POPULATION: u32 = 1_000;

/// One word of a name, or one code, that leads to a territory.
#[derive(Debug)]
struct Term {
    text: Box<str>,
    territory: u32,
}

/// What is compared when a territory matches.
#[derive(Debug)]
struct Entry {
    words: Vec<Box<str>>,
    /// The territory's own codes, then postal codes, then codes that are or were another's.
    codes: Vec<Box<str>>,
    /// How many of the codes are its own or postal.
    main_codes: usize,
    kind: TerritoryKind,
    population: u32,
}

/// How well a territory answers; the smallest comes first.
type Rank = (u8, u8, Reverse<u32>, u32);

/// Words and codes in alphabetical order, so that what begins alike stands together.
#[derive(Debug)]
pub(super) struct SearchIndex {
    terms: Vec<Term>,
    entries: Vec<Entry>,
}

impl SearchIndex {
    pub(super) fn new(territories: &[Territory]) -> Self {
        let entries: Vec<Entry> = territories.iter().map(entry).collect();
        let mut terms = Vec::with_capacity(entries.len() * 5);
        for (entry, territory) in entries.iter().zip(0..) {
            let texts = entry.words.iter().chain(&entry.codes);
            terms.extend(texts.map(|text| Term { text: text.clone(), territory }));
        }
        terms.sort_unstable_by(|a, b| a.text.cmp(&b.text).then(a.territory.cmp(&b.territory)));
        Self { terms, entries }
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
            .filter_map(|index| rank(&self.entries[index as usize], &words, index))
            .collect();
        if ranked.len() > limit && limit > 0 {
            ranked.select_nth_unstable(limit - 1);
        }
        ranked.truncate(limit);
        ranked.sort_unstable();
        ranked.into_iter().map(|(.., index)| index).collect()
    }

    fn beginning_with(&self, start: &str) -> &[Term] {
        let first = self.terms.partition_point(|term| &*term.text < start);
        let length = self.terms[first..].partition_point(|term| term.text.starts_with(start));
        &self.terms[first..first + length]
    }
}

fn entry(territory: &Territory) -> Entry {
    let lower = |code: &String| code.to_lowercase().into_boxed_str();
    let own = [territory.code.to_lowercase(), territory.bare_code().to_lowercase()];
    let mut codes: Vec<Box<str>> = own.into_iter().map(String::into_boxed_str).collect();
    codes.dedup();
    codes.extend(territory.postal_codes.iter().map(lower));
    let main_codes = codes.len();
    codes.extend(territory.former_codes.iter().map(lower));
    codes.extend(territory.siren.iter().filter(|siren| **siren != territory.code).map(lower));
    let words = search_words(&territory.name).into_iter().map(String::into_boxed_str).collect();
    Entry { words, codes, main_codes, kind: territory.kind, population: territory.population.unwrap_or(0) }
}

/// How well a territory answers; `None` if a word of the query leads nowhere.
fn rank(entry: &Entry, query: &[String], index: u32) -> Option<Rank> {
    let is_found = |word: &String| begins_any(&entry.words, word) || begins_any(&entry.codes, word);
    let is_whole = |word: &String| entry.words.iter().chain(&entry.codes).any(|known| **known == **word);
    if !query.iter().all(is_found) {
        return None;
    }
    let starts = begins_name(&entry.words, query);
    let quality = match query {
        _ if starts && entry.words.len() == query.len() && query.iter().all(is_whole) => 0,
        [code] if entry.codes[..entry.main_codes].iter().any(|known| **known == **code) => 0,
        [code] if entry.codes.iter().any(|known| **known == **code) => 1,
        _ if starts && query.iter().all(is_whole) => 2,
        _ if starts => 3,
        _ if query.iter().all(is_whole) => 4,
        _ => 5,
    };
    Some((quality, kind_order(entry.kind, query), Reverse(entry.population), index))
}

fn begins_any(known: &[Box<str>], start: &str) -> bool {
    known.iter().any(|text| text.starts_with(start))
}

/// Does the name begin with the query, its article aside?
fn begins_name(words: &[Box<str>], query: &[String]) -> bool {
    let follows = |words: &[Box<str>]| {
        words.len() >= query.len() && words.iter().zip(query).all(|(word, typed)| word.starts_with(typed.as_str()))
    };
    let without_article = words.split_first().filter(|(first, _)| ARTICLES.contains(&&***first)).map(|(_, rest)| rest);
    follows(words) || without_article.is_some_and(follows)
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
