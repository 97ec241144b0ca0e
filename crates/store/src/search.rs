//! Finding published things by their words.
//!
//! A word leads to a stretch of `search_word`. Of several words the one that leads to the fewest entities is followed,
//! and the texts of those are compared with the others; no answer looks at more than a bounded number of rows.

pub(crate) mod search_fill;
pub(crate) mod search_row;

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
/// The statements spell it, because PostgreSQL plans for a tenth of the table when a limit is a parameter.
const LOOK: u64 = 1000;

/// Looks at most for a page of one kind; each kind of the whole answer gets one.
const MOST_LOOKS: usize = 4;

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
macro_rules! look_at {
    ($rows:literal) => {
        Sql::same(concat!(
            "with looked_at as materialized (
        select word, place, id from search_word
        where kind = $1 and (word, place, id) > ($2, $3, $4) and word <= $5
        order by word, place, id limit ",
            $rows,
            "),
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
    order by first.word, first.place, first.id"
        ))
    };
}

const LOOK_AT: Sql = look_at!("1000");

const GLANCE_AT: Sql = look_at!("100");

const BY_UPSTREAM: Sql = Sql {
    sqlite: "select upstream_id, entity_id from upstream
        where source = $1 and upstream_id in (select value from json_each($2)) order by entity_id",
    postgres: "select upstream_id, entity_id from upstream
        where source = $1 and upstream_id in (select value from json_array_elements_text($2::json) as listed(value))
        order by entity_id",
};

pub(crate) const STATEMENTS: &[Sql] = &[STRETCHES, LOOK_AT, GLANCE_AT, BY_UPSTREAM];

/// Things of one kind that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundGroup {
    /// What they are.
    pub kind: EntityKind,
    /// How many there are; of a later page, how many from there on.
    pub count: u64,
    /// Are there more than `count`? Nobody counts further than some thousand.
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
    /// Looks there are.
    looks: usize,
    look: Sql,
}

/// The places of words in a query, the one that leads to the fewest first.
type Rarest = Vec<usize>;

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
    /// which there is nothing are left out. When nothing has all of them and `or_some` is set, what has some; the
    /// ranks tell which it is.
    pub async fn search(&self, query: &SearchQuery, limit: usize, or_some: bool) -> Result<Vec<FoundGroup>> {
        let mut groups = Vec::new();
        let rarest = self.rarest_first(query).await?;
        for (kind, words) in rarest.iter().filter(|(_, words)| words.len() == query.words().len()) {
            let haul = self.haul(&Plan::new(*kind, query, words), None, RANKED).await?;
            let group = FoundGroup { next: None, ..haul.into_group(*kind, limit) };
            groups.extend(Some(group).filter(|group| group.count > 0));
        }
        if groups.is_empty() && or_some { self.search_some(query, rarest, limit).await } else { Ok(groups) }
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
        let count = query.words().len();
        let rarest =
            self.rarest_first(query).await?.into_iter().find(|(found, words)| *found == kind && words.len() == count);
        let Some((_, mut words)) = rarest else {
            return Ok(Haul { is_counted: true, is_finished: true, ..Haul::default() }.into_group(kind, 0));
        };
        // A page goes on in the stretch in which the one before ended, whatever is the rarest by now.
        let of_cursor = after.and_then(|after| words.iter().position(|word| query.words()[*word].means(&after.word)));
        words.swap(0, of_cursor.unwrap_or(0));
        let plan = Plan { looks: MOST_LOOKS, ..Plan::new(kind, query, &words) };
        let haul = self.haul(&plan, after, limit.max(1)).await?;
        Ok(haul.into_group(kind, limit as usize))
    }

    /// What has one of the rarest words, the best `limit` of each kind.
    async fn search_some(
        &self,
        query: &SearchQuery,
        rarest: Vec<(EntityKind, Rarest)>,
        limit: usize,
    ) -> Result<Vec<FoundGroup>> {
        let mut groups: Vec<FoundGroup> = Vec::new();
        for (kind, words) in rarest {
            let mut items = Vec::new();
            for word in words.iter().take(FOLLOWED) {
                let plan = Plan { look: GLANCE_AT, ..Plan::new(kind, query, &[*word]) };
                items.extend(self.haul(&plan, None, RANKED).await?.items);
            }
            items.sort();
            items.dedup();
            let more = items.len() > limit;
            items.truncate(limit);
            groups.push(FoundGroup { kind, count: items.len() as u64, more, items, next: None });
        }
        Ok(groups)
    }

    /// The devices that came from records of another census under one of these names, each with its name.
    pub async fn of_upstream(&self, source: &str, names: &[String]) -> Result<Vec<(String, EntityId)>> {
        let list = list_of(names);
        let rows: Vec<(String, Uuid)> = on!(self.readers(), BY_UPSTREAM, |db, sql| {
            sqlx::query_as(sql).bind(source).bind(list).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|(name, id)| (name, EntityId(id))).collect())
    }

    /// The kinds in which words lead somewhere, with those words.
    async fn rarest_first(&self, query: &SearchQuery) -> Result<Vec<(EntityKind, Rarest)>> {
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
            (kind, of_kind.into_iter().filter_map(|row| usize::try_from(row.word).ok()).collect::<Rarest>())
        };
        Ok(EntityKind::ALL.into_iter().map(words).filter(|(_, words)| !words.is_empty()).collect())
    }

    /// Looks at one stretch until `limit` things are found, it ends, or it was looked at for long enough.
    async fn haul(&self, plan: &Plan<'_>, after: Option<&SearchCursor>, limit: u32) -> Result<Haul> {
        let mut haul = Haul { reached: after.cloned(), ..Haul::default() };
        for _ in 0..plan.looks {
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
        let rows = on!(self.readers(), plan.look, |db, sql| {
            let query = sqlx::query_as(sql).bind(plan.kind.key()).bind(&after.word).bind(after.place).bind(after.id);
            let query = query.bind(plan.followed.last()).bind(limit);
            plan.further.iter().fold(query, sqlx::query::QueryAs::bind).fetch_all(db).await
        })?;
        Ok(rows)
    }
}

impl<'a> Plan<'a> {
    /// Follows the first of some words, at least one, and compares with the others.
    fn new(kind: EntityKind, query: &'a SearchQuery, words: &[usize]) -> Self {
        let pattern = |place: usize| words.get(place + 1).map(|word| query.words()[*word].pattern());
        let further = std::array::from_fn(|place| pattern(place).unwrap_or_else(|| "%".to_owned()));
        Self { kind, query, followed: &query.words()[words[0]], further, looks: 1, look: LOOK_AT }
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
