//! The words by which published things are found, as they are written.

use std::collections::{BTreeMap, BTreeSet};

use census::{Entity, SearchText};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

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

const INSERT_TEXTS: Sql = Sql {
    sqlite: "insert into search_text (id, kind, day, words)
        select unhex(value ->> 'id', '-'), value ->> 'kind', value ->> 'day', value ->> 'words' from json_each($1)",
    postgres: "insert into search_text (id, kind, day, words)
        select id, kind, day, words from json_to_recordset($1::json) as r(id uuid, kind text, day date, words text)",
};

const FORGET_WORDS: Sql = Sql {
    sqlite: "delete from search_word where (kind, word, place, id) in
        (select value ->> 'kind', value ->> 'word', value ->> 'place', unhex(value ->> 'id', '-') from json_each($1))",
    postgres: "delete from search_word as old
        using json_to_recordset($1::json) as r(kind text, word text, place bigint, id uuid)
        where old.kind = r.kind and old.word = r.word and old.place = r.place and old.id = r.id",
};

const INSERT_WORDS: Sql = Sql {
    sqlite: "insert into search_word (kind, word, place, id)
        select value ->> 'kind', value ->> 'word', value ->> 'place', unhex(value ->> 'id', '-') from json_each($1)",
    postgres: "insert into search_word (kind, word, place, id)
        select kind, word, place, id
        from json_to_recordset($1::json) as r(kind text, word text, place bigint, id uuid)",
};

pub(crate) const STATEMENTS: &[Sql] = &[KEPT, FORGET_TEXTS, INSERT_TEXTS, FORGET_WORDS, INSERT_WORDS];

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
    pub(crate) fn words(&self) -> BTreeSet<WordRow> {
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
    let old: BTreeSet<WordRow> = kept.values().flat_map(TextRow::words).collect();
    let new: BTreeSet<WordRow> = next.iter().flat_map(TextRow::words).collect();
    let forgotten: Vec<&WordRow> = old.difference(&new).collect();
    let added: Vec<&WordRow> = new.difference(&old).collect();
    let gone: Vec<Uuid> = kept.into_keys().collect();
    run(tx, FORGET_WORDS, &forgotten).await?;
    run(tx, FORGET_TEXTS, &gone).await?;
    run(tx, INSERT_TEXTS, &next).await?;
    run(tx, INSERT_WORDS, &added).await
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
