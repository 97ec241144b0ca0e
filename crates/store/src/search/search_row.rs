//! The words by which published things are found, as they are written.

use std::collections::BTreeMap;

use census::{Entity, SearchText};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::insertion::{Insertion, insert};
use crate::pool::Tx;
use crate::rows::{list_of, run};
use crate::sql::{Sql, within};
use crate::{Naming, Result};

const KEPT: Sql = Sql {
    sqlite: "select id, kind, day, words from search_text where id in (select unhex(value, '-') from json_each($1))",
    postgres: "select id, kind, day, words from search_text
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

const FORGET_TEXTS: Sql = Sql {
    sqlite: "delete from search_text where id in (select unhex(value, '-') from json_each($1))",
    postgres: "delete from search_text
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

static INSERT_TEXTS: Insertion = Insertion::new("insert into search_text (id, kind, day, words)", "");

const FORGET_WORDS: Sql = Sql {
    sqlite: "delete from search_word where (kind, word, place, id) in
        (select value ->> 'kind', value ->> 'word', value ->> 'place', unhex(value ->> 'id', '-') from json_each($1))",
    postgres: "delete from search_word as old
        using json_to_recordset($1::json) as r(kind text, word text, place bigint, id uuid)
        where old.kind = r.kind and old.word = r.word and old.place = r.place and old.id = r.id",
};

static INSERT_WORDS: Insertion = Insertion::new("insert into search_word (kind, word, place, id)", "");

pub(crate) const STATEMENTS: &[Sql] = &[KEPT, FORGET_TEXTS, FORGET_WORDS];

pub(crate) static INSERTIONS: [&Insertion; 2] = [&INSERT_TEXTS, &INSERT_WORDS];

/// A row of `search_text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub(crate) struct TextRow {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) day: NaiveDate,
    pub(crate) words: String,
}

/// A row of `search_word`, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, FromRow)]
pub(crate) struct WordRow {
    pub(crate) kind: String,
    pub(crate) word: String,
    pub(crate) place: i64,
    pub(crate) id: Uuid,
}

impl TextRow {
    pub(crate) fn of(entity: &Entity, naming: &Naming) -> Option<Self> {
        let text = SearchText::of(entity, |code| naming(code))?;
        Some(Self { id: entity.id.0, kind: entity.kind().key().to_owned(), day: text.day(), words: text.kept() })
    }

    /// The rows of `search_word` that belong to it.
    pub(crate) fn words(&self) -> Vec<WordRow> {
        let text = SearchText::read(&self.words, self.day);
        let row =
            |(word, place): (&str, i64)| WordRow { kind: self.kind.clone(), word: word.to_owned(), place, id: self.id };
        text.places().into_iter().map(row).collect()
    }
}

/// Writes what some entities are found by, and takes away what they are found by no more.
pub(crate) async fn write(tx: &mut Tx, entities: &[&Entity], naming: &Naming) -> Result<()> {
    let known: Vec<Uuid> = entities.iter().filter(|entity| entity.version > 1).map(|entity| entity.id.0).collect();
    let kept = kept(tx, &known).await?;
    let next: Vec<TextRow> = entities.iter().filter_map(|entity| TextRow::of(entity, naming)).collect();
    replace(tx, kept, next).await
}

/// Most changes of an entity change none of its words.
async fn replace(tx: &mut Tx, mut kept: BTreeMap<Uuid, TextRow>, mut next: Vec<TextRow>) -> Result<()> {
    next.retain(|row| match kept.get(&row.id) {
        Some(same) if same == row => {
            kept.remove(&row.id);
            false
        }
        _ => true,
    });
    let (old, mut added) = (rows_of(kept.values()), rows_of(&next));
    let forgotten: Vec<&WordRow> = old.iter().filter(|row| added.binary_search(row).is_err()).collect();
    let gone: Vec<Uuid> = kept.into_keys().collect();
    run(tx, FORGET_WORDS, &forgotten).await?;
    run(tx, FORGET_TEXTS, &gone).await?;
    added.retain(|row| old.binary_search(row).is_err());
    insert!(tx, INSERT_TEXTS, next, |row| [row.id, row.kind, row.day, row.words]).await?;
    insert!(tx, INSERT_WORDS, added, |row| [row.kind, row.word, row.place, row.id]).await
}

/// All rows of `search_word` of some texts, each once and in the order of the table.
fn rows_of<'a>(texts: impl IntoIterator<Item = &'a TextRow>) -> Vec<WordRow> {
    let mut rows: Vec<WordRow> = texts.into_iter().flat_map(TextRow::words).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

async fn kept(tx: &mut Tx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, TextRow>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let list = list_of(ids);
    let rows: Vec<TextRow> = within!(tx, KEPT, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The same for entities that were published before there was a search, whatever their version.
pub(crate) async fn write_anew(tx: &mut Tx, entities: &[Entity], naming: &Naming) -> Result<()> {
    let ids: Vec<Uuid> = entities.iter().map(|entity| entity.id.0).collect();
    let kept = kept(tx, &ids).await?;
    replace(tx, kept, entities.iter().filter_map(|entity| TextRow::of(entity, naming)).collect()).await
}
