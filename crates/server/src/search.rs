//! One search over the territories, which are in memory, and over everything that the census published.

use std::str::FromStr;

use census::{EntityId, EntityKind, InvalidKey, Language, Match, PoliceFile, SearchQuery, Taxonomy, police_files};
use geodata::territory::{Territory, search_words};
use store::{Found, FoundGroup, PublishedFeature, PublishedRecord, SearchCursor};

use crate::error::Error;
use crate::state::AppState;

/// Territories that are counted; what leads to more is no name yet.
const MOST_TERRITORIES: usize = 50;

/// Figures that the number of something on OpenStreetMap has at least, so that a year is none.
const OSM_FIGURES: usize = 5;

/// Letters of the shortest name of a police file.
const SHORTEST_NAME: usize = 3;

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FoundKind {
    /// A commune, a department, a country.
    Territory,
    /// A police file that the program knows.
    PoliceFile,
    /// Something of the census.
    Entity(EntityKind),
}

/// What somebody looks for.
pub(crate) struct Asked {
    /// The words.
    pub(crate) query: SearchQuery,
    /// Only this kind, in pages.
    pub(crate) kind: Option<FoundKind>,
    /// Where the page begins.
    pub(crate) after: Option<SearchCursor>,
    /// Answers of each kind, or in the page.
    pub(crate) limit: u32,
}

/// What was found.
pub(crate) struct Answer {
    /// By kind: the kinds with the best answers first.
    pub(crate) groups: Vec<Group>,
    /// Does everything in the groups have every word? Otherwise nothing does.
    pub(crate) has_all_words: bool,
}

/// What was found of one kind.
pub(crate) struct Group {
    pub(crate) kind: FoundKind,
    /// How many there are.
    pub(crate) count: u64,
    /// Are there more than that?
    pub(crate) more: bool,
    /// The best first.
    pub(crate) items: Vec<Item>,
    /// Where the next page begins.
    pub(crate) next: Option<SearchCursor>,
}

/// Something found.
pub(crate) enum Item {
    Territory(&'static Territory),
    PoliceFile(&'static PoliceFile),
    Device(PublishedFeature),
    Record(PublishedRecord),
}

impl FoundKind {
    /// The public key.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Territory => "territory",
            Self::PoliceFile => "police_file",
            Self::Entity(kind) => kind.key(),
        }
    }
}

impl FromStr for FoundKind {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        match text {
            "territory" => Ok(Self::Territory),
            "police_file" => Ok(Self::PoliceFile),
            kind => kind.parse().map(Self::Entity),
        }
    }
}

impl Asked {
    /// Reads the parameters; a kind or a cursor that does not exist is a mistake, words never are.
    pub(crate) fn read(typed: &str, kind: Option<&str>, cursor: Option<&str>, limit: u32) -> Result<Self, Error> {
        let fault = |name: &str, error: &dyn std::fmt::Display| Error::Malformed(format!("{name}: {error}"));
        let kind = kind.filter(|kind| !kind.is_empty()).map(FoundKind::from_str).transpose();
        let after = cursor.map(SearchCursor::from_str).transpose();
        Ok(Self {
            query: SearchQuery::new(typed),
            kind: kind.map_err(|error| fault("kind", &error))?,
            after: after.map_err(|error| fault("cursor", &error))?,
            limit,
        })
    }
}

/// Answers what was asked.
pub(crate) async fn find(state: &AppState, asked: &Asked) -> Result<Answer, Error> {
    let limit = asked.limit as usize;
    match asked.kind {
        Some(FoundKind::Territory) => {
            let groups = territories(state, asked.query.text(), limit).into_iter().collect();
            Ok(Answer { groups, has_all_words: true })
        }
        Some(FoundKind::PoliceFile) => {
            let groups = police_files_named(asked.query.text()).into_iter().collect();
            Ok(Answer { groups, has_all_words: true })
        }
        Some(FoundKind::Entity(kind)) => {
            let found = state.store.search_kind(&asked.query, kind, asked.after.as_ref(), asked.limit).await?;
            let groups =
                if found.items.is_empty() && found.next.is_none() { vec![] } else { vec![loaded(state, found).await?] };
            Ok(Answer { groups, has_all_words: true })
        }
        None => find_all(state, &asked.query, limit).await,
    }
}

async fn find_all(state: &AppState, query: &SearchQuery, limit: usize) -> Result<Answer, Error> {
    let named = by_name(state, query.text()).await?;
    let territories = territories(state, query.text(), limit);
    let files = police_files_named(query.text());
    let is_named = named.is_some() || territories.is_some() || files.is_some();
    let mut found = state.store.search(query, limit, !is_named).await?;
    let best = found.iter().flat_map(|group| &group.items).map(|item| item.rank.quality).min();
    let has_all_words = is_named || best.is_some_and(|best| best <= Match::AllWords);
    found.sort_by_key(|group| group.items.iter().map(|item| item.rank).min());
    let within = || if has_all_words { None } else { named_within(state, query.text()) };
    let mut groups: Vec<Group> = territories.or_else(within).into_iter().chain(files).collect();
    // TAJ is the file before it is the beginning of Tajan.
    groups.sort_by_key(|group| group.kind != FoundKind::PoliceFile || !names_a_police_file(query.text()));
    // Whoever types such a name wants just that.
    found.retain(|group| named.as_ref().is_none_or(|named| named.kind != FoundKind::Entity(group.kind)));
    groups.extend(named);
    for group in found {
        groups.push(loaded(state, group).await?);
    }
    Ok(Answer { groups, has_all_words })
}

/// With what lists show of each.
async fn loaded(state: &AppState, found: FoundGroup) -> Result<Group, Error> {
    let ids: Vec<EntityId> = found.items.iter().map(|Found { id, .. }| *id).collect();
    let items = match found.kind {
        EntityKind::Device => devices(state, &ids).await?,
        _ => state.store.records_of(&ids).await?.into_iter().map(Item::Record).collect(),
    };
    let FoundGroup { kind, count, more, next, .. } = found;
    Ok(Group { kind: FoundKind::Entity(kind), count, more, items, next })
}

async fn devices(state: &AppState, ids: &[EntityId]) -> Result<Vec<Item>, Error> {
    Ok(state.store.features_of(ids).await?.into_iter().map(Item::Device).collect())
}

fn territories(state: &AppState, typed: &str, limit: usize) -> Option<Group> {
    let found = state.places.search(typed, MOST_TERRITORIES);
    (!found.is_empty()).then(|| Group {
        kind: FoundKind::Territory,
        count: found.len() as u64,
        more: found.len() == MOST_TERRITORIES,
        items: found.into_iter().take(limit).map(Item::Territory).collect(),
        next: None,
    })
}

/// The police files whose names, in either language, have every word that was typed, or begin with it.
fn police_files_named(typed: &str) -> Option<Group> {
    let typed = search_words(typed);
    let named = |file: &&PoliceFile| {
        let words = words_of(file);
        typed.iter().all(|part| words.iter().any(|word| word.starts_with(part.as_str())))
    };
    let items: Vec<Item> = if typed.iter().any(|word| word.len() >= SHORTEST_NAME) {
        police_files().iter().filter(named).map(Item::PoliceFile).collect()
    } else {
        Vec::new()
    };
    let count = items.len() as u64;
    (count > 0).then_some(Group { kind: FoundKind::PoliceFile, count, more: false, items, next: None })
}

/// Is every word that was typed a whole word of the name of a police file?
fn names_a_police_file(typed: &str) -> bool {
    let typed = search_words(typed);
    police_files().iter().any(|file| words_of(file).is_superset(&typed.iter().cloned().collect()))
}

/// The words of the names of a police file, in both languages, and what it is.
fn words_of(file: &PoliceFile) -> std::collections::BTreeSet<String> {
    let name = |language| Taxonomy::embedded().label("police_file", &file.key, language);
    let names = [Language::French, Language::English].map(name).into_iter();
    names.chain(["fichier de police", "police file"]).flat_map(search_words).collect()
}

/// The territory that a part of the words names: Bobigny of `caméra bobigny`. The longest name counts.
fn named_within(state: &AppState, typed: &str) -> Option<Group> {
    let words = search_words(typed);
    let words = words.get(..words.len().min(8)).unwrap_or_default();
    let runs = (1..words.len()).rev().flat_map(|length| words.windows(length));
    let named = |run: &[String]| {
        let best = state.places.search(&run.join(" "), 1).into_iter().next()?;
        (search_words(&best.name) == run).then_some(best)
    };
    let territory = runs.into_iter().find_map(named)?;
    let items = vec![Item::Territory(territory)];
    Some(Group { kind: FoundKind::Territory, count: 1, more: false, items, next: None })
}

/// What carries just this name: the id of something here, or of an object of OpenStreetMap.
async fn by_name(state: &AppState, typed: &str) -> Result<Option<Group>, Error> {
    let (kind, items) = if let Ok(id) = typed.parse::<EntityId>() {
        match state.store.record(id).await? {
            Some(record) => (record.kind, vec![Item::Record(record)]),
            None => (EntityKind::Device, devices(state, &[id]).await?),
        }
    } else {
        let names = osm_names(typed);
        let known = if names.is_empty() { vec![] } else { state.store.of_upstream("osm", &names).await? };
        let ids: Vec<EntityId> = known.into_iter().map(|(_, id)| id).collect();
        (EntityKind::Device, devices(state, &ids).await?)
    };
    let (kind, count) = (FoundKind::Entity(kind), items.len() as u64);
    Ok((count > 0).then_some(Group { kind, count, more: false, items, next: None }))
}

/// `node/123456`, `way 123456`, `n123456`, or the bare number, which may be any of the three.
fn osm_names(typed: &str) -> Vec<String> {
    let number = typed.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let is_number = number.len() >= OSM_FIGURES && number.bytes().all(|figure| figure.is_ascii_digit());
    let before = typed[..typed.len() - number.len()].trim_end_matches(['/', ' ', ':']).to_ascii_lowercase();
    let sorts = ["node", "way", "relation"].into_iter().filter(|sort| match before.as_str() {
        "" => true,
        short if short.len() == 1 => sort.starts_with(short),
        long => long == *sort,
    });
    if is_number { sorts.map(|sort| format!("{sort}/{number}")).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_openstreetmap_are_known_however_they_are_written() {
        for typed in ["node/6459866647", "Node 6459866647", "n6459866647"] {
            assert_eq!(osm_names(typed), ["node/6459866647"], "{typed}");
        }
        assert_eq!(osm_names("6459866647").len(), 3);
        for other in ["2024", "rue 123456", "12345a", "", "é"] {
            assert!(osm_names(other).is_empty(), "{other}");
        }
    }
}
