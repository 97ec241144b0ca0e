//! Finding published things by their words.
//!
//! A word leads to a stretch of `search_word`. Of several words the one that leads to the fewest entities is followed,
//! and the texts of those are compared with the others; no answer looks at more than a bounded number of rows.

use std::fmt;
use std::str::FromStr;

use census::{EntityId, EntityKind, SearchQuery, SearchRank, SearchText, SearchWord};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::filter::InvalidCursor;
use crate::rows::list_of;
use crate::sql::{Sql, on};
use crate::{Error, Result, Store};

/// Rows that one look takes in: as many as are counted, and as many as are compared with further words.
/// The statements spell it, for the planner of PostgreSQL does not trust a parameter.
const LOOK: u64 = 1000;

/// Looks at most for one answer.
const MOST_LOOKS: usize = 2;

/// Words that are followed when nothing has all of them: the rarest say the most.
const FOLLOWED: usize = 3;

/// Answers that are put in order; the list they come from begins with the short titles and the newest.
const RANKED: u32 = 40;

/// Further words that one look compares with.
const FURTHER: usize = 7;

const STRETCHES: Sql = Sql {
    sqlite: "select value ->> 'kind' as kind, value ->> 'word' as word,
            (select count(*) from (select 1 from search_word where search_word.kind = listed.value ->> 'kind'
                and search_word.word >= listed.value ->> 'first' and search_word.word <= listed.value ->> 'last'
                limit 1000)) as n
        from json_each($1) as listed",
    postgres: "select r.kind, r.word,
            (select count(*) from (select 1 from search_word where search_word.kind = r.kind
                and search_word.word >= r.first and search_word.word <= r.last limit 1000) as counted) as n
        from json_to_recordset($1::json) as r(kind text, word bigint, first text, last text)",
};

/// What was looked at, how many entities that is, where it ended, and the first of those that have the further words.
const LOOK_AT: Sql = Sql::same(
    "with looked_at as materialized (
        select word, place, id from search_word
        where kind = $1 and (word, place, id) > ($2, $3, $4) and word <= $5
        order by word, place, id limit 1000),
    matching as materialized (
        select word, place, id from looked_at
        where $7 = '%' or exists (select 1 from search_text as text where text.id = looked_at.id
            and words like $7 and words like $8 and words like $9 and words like $10 and words like $11
            and words like $12 and words like $13)),
    total as (
        select (select count(distinct id) from matching) as n, (select count(*) from looked_at) as looked),
    ends as (
        select word, place, id from looked_at order by word desc, place desc, id desc limit 1),
    first as (
        select word, place, id from matching order by word, place, id limit $6)
    select total.n, total.looked, ends.word as end_word, ends.place as end_place, ends.id as end_id,
        first.word, first.place, first.id, text.day, text.words
    from total join ends on true left join first on true left join search_text as text on text.id = first.id
    order by first.word, first.place, first.id",
);

const BY_UPSTREAM: Sql = Sql {
    sqlite: "select entity_id from upstream
        where source = $1 and upstream_id in (select value from json_each($2)) order by entity_id",
    postgres: "select entity_id from upstream
        where source = $1 and upstream_id in (select value from json_array_elements_text($2::json) as listed(value))
        order by entity_id",
};

pub(crate) const STATEMENTS: &[Sql] = &[STRETCHES, LOOK_AT, BY_UPSTREAM];

/// Things of one kind that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundGroup {
    /// What they are.
    pub kind: EntityKind,
    /// How many there are; of a later page, how many from there on.
    pub count: u64,
    /// Are there more than `count`? Nobody counts further than some thousands.
    pub more: bool,
    /// Some of them, the best first.
    pub items: Vec<Found>,
    /// Where the next page begins, of [`Store::search_kind`].
    pub next: Option<SearchCursor>,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// How well it answers.
    pub rank: SearchRank,
    /// Its name.
    pub id: EntityId,
}

/// Where a page of found things ended. Opaque to those who carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchCursor {
    word: String,
    place: i64,
    id: Uuid,
}

/// A stretch of `search_word` to count.
#[derive(Serialize)]
struct Stretch {
    kind: &'static str,
    word: usize,
    first: String,
    last: String,
}

#[derive(FromRow)]
struct CountRow {
    kind: String,
    word: i64,
    n: i64,
}

#[derive(FromRow)]
struct LookRow {
    n: i64,
    looked: i64,
    end_word: String,
    end_place: i64,
    end_id: Uuid,
    word: Option<String>,
    place: Option<i64>,
    id: Option<Uuid>,
    day: Option<NaiveDate>,
    words: Option<String>,
}

/// The first word is followed, the others are compared.
struct Plan<'a> {
    kind: EntityKind,
    query: &'a SearchQuery,
    followed: &'a SearchWord,
    further: [String; FURTHER],
}

/// What was found so far.
#[derive(Default)]
struct Haul {
    count: u64,
    items: Vec<Found>,
    /// Where the last item, or else the last look, ended.
    reached: Option<SearchCursor>,
    /// Did the last look see the end of the stretch?
    is_counted: bool,
    /// Is there nothing behind `reached`?
    is_finished: bool,
}

impl Store {
    /// The best `limit` of each kind that have every word of a query, the kinds in the order of the model; kinds of
    /// which there is nothing are left out.
    pub async fn search(&self, query: &SearchQuery, limit: usize) -> Result<Vec<FoundGroup>> {
        let mut groups = Vec::new();
        for (kind, followed) in self.kinds_with_all(query).await? {
            let haul = self.haul(&Plan::new(kind, query, followed), None, RANKED).await?;
            let group = FoundGroup { next: None, ..haul.into_group(kind, limit) };
            groups.extend(Some(group).filter(|group| group.count > 0));
        }
        Ok(groups)
    }

    /// A page of the things of one kind that have every word of a query. The pages follow the length of titles and the
    /// day; within a page the best comes first.
    pub async fn search_kind(
        &self,
        query: &SearchQuery,
        kind: EntityKind,
        after: Option<&SearchCursor>,
        limit: u32,
    ) -> Result<FoundGroup> {
        let of_cursor = after.and_then(|after| query.words().iter().position(|word| word.means(&after.word)));
        let followed = match of_cursor {
            Some(word) => Some(word),
            None => self.kinds_with_all(query).await?.into_iter().find(|(it, _)| *it == kind).map(|(_, word)| word),
        };
        let Some(followed) = followed else {
            return Ok(Haul { is_counted: true, is_finished: true, ..Haul::default() }.into_group(kind, 0));
        };
        let haul = self.haul(&Plan::new(kind, query, followed), after, limit.max(1)).await?;
        Ok(haul.into_group(kind, limit as usize))
    }

    /// What has at least one of the words, the best `limit` of each kind; for when nothing has all of them.
    pub async fn search_any(&self, query: &SearchQuery, limit: usize) -> Result<Vec<FoundGroup>> {
        let mut groups: Vec<FoundGroup> = Vec::new();
        for (kind, words) in self.rarest_first(query).await? {
            let mut items = Vec::new();
            for word in words.into_iter().take(FOLLOWED) {
                let only = query.only(word);
                items.extend(self.haul(&Plan { query, ..Plan::new(kind, &only, 0) }, None, RANKED).await?.items);
            }
            items.sort();
            items.dedup();
            items.truncate(limit);
            groups.push(FoundGroup { kind, count: items.len() as u64, more: true, items, next: None });
        }
        Ok(groups)
    }

    /// The devices that came from records of another census under one of these names.
    pub async fn of_upstream(&self, source: &str, names: &[String]) -> Result<Vec<EntityId>> {
        let list = list_of(names);
        let ids: Vec<Uuid> = on!(self.readers(), BY_UPSTREAM, |db, sql| {
            sqlx::query_scalar(sql).bind(source).bind(list).fetch_all(db).await
        })?;
        Ok(ids.into_iter().map(EntityId).collect())
    }

    /// The kinds in which every word leads somewhere, with the one that leads to the fewest.
    async fn kinds_with_all(&self, query: &SearchQuery) -> Result<Vec<(EntityKind, usize)>> {
        let mut kinds = self.rarest_first(query).await?;
        kinds.retain(|(_, words)| words.len() == query.words().len());
        Ok(kinds.into_iter().map(|(kind, words)| (kind, words[0])).collect())
    }

    /// The kinds in which words lead somewhere, with those words, the one that leads to the fewest first.
    async fn rarest_first(&self, query: &SearchQuery) -> Result<Vec<(EntityKind, Vec<usize>)>> {
        let stretches: Vec<Stretch> = EntityKind::ALL.into_iter().flat_map(|kind| stretches(kind, query)).collect();
        if stretches.is_empty() {
            return Ok(Vec::new());
        }
        let list = list_of(&stretches);
        let rows: Vec<CountRow> =
            on!(self.readers(), STRETCHES, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        let words = |kind: EntityKind| {
            let mut of_kind: Vec<&CountRow> = rows.iter().filter(|row| row.kind == kind.key() && row.n > 0).collect();
            of_kind.sort_by_key(|row| (row.n, row.word));
            (kind, of_kind.into_iter().filter_map(|row| usize::try_from(row.word).ok()).collect::<Vec<_>>())
        };
        Ok(EntityKind::ALL.into_iter().map(words).filter(|(_, words)| !words.is_empty()).collect())
    }

    /// Looks at one stretch until `limit` things are found, it ends, or it was looked at for long enough.
    async fn haul(&self, plan: &Plan<'_>, after: Option<&SearchCursor>, limit: u32) -> Result<Haul> {
        let mut haul = Haul { reached: after.cloned(), ..Haul::default() };
        for _ in 0..MOST_LOOKS {
            let missing = i64::from(limit) - haul.items.len() as i64;
            let rows = self.look(plan, haul.reached.as_ref(), missing).await?;
            haul.take(plan, rows, missing)?;
            if haul.is_finished || haul.items.len() >= limit as usize {
                break;
            }
        }
        Ok(haul)
    }

    async fn look(&self, plan: &Plan<'_>, after: Option<&SearchCursor>, limit: i64) -> Result<Vec<LookRow>> {
        let first = SearchCursor { word: plan.followed.as_str().to_owned(), place: -1, id: Uuid::nil() };
        let after = after.unwrap_or(&first);
        let rows = on!(self.readers(), LOOK_AT, |db, sql| {
            let query = sqlx::query_as(sql).bind(plan.kind.key()).bind(&after.word).bind(after.place).bind(after.id);
            let query = query.bind(plan.followed.last()).bind(limit);
            plan.further.iter().fold(query, sqlx::query::QueryAs::bind).fetch_all(db).await
        })?;
        Ok(rows)
    }
}

impl<'a> Plan<'a> {
    fn new(kind: EntityKind, query: &'a SearchQuery, followed: usize) -> Self {
        let others = query.words().iter().enumerate().filter(|(at, _)| *at != followed);
        let mut patterns = others.map(|(_, word)| word.pattern());
        let further = std::array::from_fn(|_| patterns.next().unwrap_or_else(|| "%".to_owned()));
        drop(patterns);
        Self { kind, query, followed: &query.words()[followed], further }
    }
}

impl Haul {
    /// Takes in what one look found.
    fn take(&mut self, plan: &Plan<'_>, rows: Vec<LookRow>, limit: i64) -> Result<()> {
        let Some(seen) = rows.first() else {
            (self.is_counted, self.is_finished) = (true, true);
            return Ok(());
        };
        self.count += seen.n.unsigned_abs();
        self.is_counted = seen.looked.unsigned_abs() < LOOK;
        let end = SearchCursor { word: seen.end_word.clone(), place: seen.end_place, id: seen.end_id };
        let mut last = None;
        let mut found = 0;
        for row in rows {
            let (Some(word), Some(place), Some(id)) = (row.word, row.place, row.id) else { continue };
            let (Some(day), Some(words)) = (row.day, row.words) else {
                return Err(Error::corrupt("search_word", "id", id, "there is no such text"));
            };
            found += 1;
            let text = SearchText::read(&words, day);
            // An entity is found once: by the first of its words that the followed one means.
            if text.first_meant_by(plan.followed).is_some_and(|first| first == word) {
                self.items.extend(text.rank(plan.query, plan.kind).map(|rank| Found { rank, id: EntityId(id) }));
            }
            last = Some(SearchCursor { word, place, id });
        }
        let is_full = found >= limit;
        self.is_finished = self.is_counted && !is_full;
        self.reached = if is_full { last } else { Some(end) };
        Ok(())
    }

    fn into_group(mut self, kind: EntityKind, limit: usize) -> FoundGroup {
        self.items.sort();
        self.items.truncate(limit);
        let next = self.reached.filter(|_| !self.is_finished);
        FoundGroup { kind, count: self.count, more: !self.is_counted, items: self.items, next }
    }
}

fn stretches(kind: EntityKind, query: &SearchQuery) -> impl Iterator<Item = Stretch> {
    let stretch = move |(at, word): (usize, &SearchWord)| Stretch {
        kind: kind.key(),
        word: at,
        first: word.as_str().to_owned(),
        last: word.last(),
    };
    query.words().iter().enumerate().map(stretch)
}

impl fmt::Display for SearchCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}-{}", self.place, self.id.simple(), self.word)
    }
}

impl FromStr for SearchCursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (place, rest) = text.split_once('-').ok_or(InvalidCursor)?;
        let (id, word) = rest.split_once('-').ok_or(InvalidCursor)?;
        let place = i64::from_str_radix(place, 16).map_err(|_| InvalidCursor)?;
        let id = Uuid::try_parse(id).map_err(|_| InvalidCursor)?;
        let is_word = !word.is_empty() && word.chars().all(char::is_alphanumeric);
        if place < 0 || !is_word { Err(InvalidCursor) } else { Ok(Self { word: word.to_owned(), place, id }) }
    }
}
