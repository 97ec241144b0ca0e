//! What the public reads of the entities that are no devices, as it is written.

use census::{Entity, Record, Standing, record_json};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Result;
use crate::pool::Tx;
use crate::rows::run;
use crate::sql::Sql;

const UPSERT: Sql = Sql {
    sqlite: "insert into record (kind, id, version, updated_on, title, day, verification, standing, fragment)
        select value ->> 'kind', unhex(value ->> 'id', '-'), value ->> 'version', value ->> 'updated_on',
            value ->> 'title', value ->> 'day', value ->> 'verification', value ->> 'standing', value ->> 'fragment'
        from json_each($1) where true
        on conflict (kind, id) do update
        set version = excluded.version, updated_on = excluded.updated_on, title = excluded.title, day = excluded.day,
            verification = excluded.verification, standing = excluded.standing, fragment = excluded.fragment",
    postgres: "insert into record (kind, id, version, updated_on, title, day, verification, standing, fragment)
        select kind, id, version, updated_on, title, day, verification, standing, fragment
        from json_to_recordset($1::json) as r(kind text, id uuid, version bigint, updated_on date, title text,
            day text, verification text, standing text, fragment text)
        on conflict (kind, id) do update
        set version = excluded.version, updated_on = excluded.updated_on, title = excluded.title, day = excluded.day,
            verification = excluded.verification, standing = excluded.standing, fragment = excluded.fragment",
};

const FORGET_FACETS: Sql = Sql {
    sqlite: "delete from record_facet where id in (select unhex(value, '-') from json_each($1))",
    postgres: "delete from record_facet
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

const INSERT_FACETS: Sql = Sql {
    sqlite: "insert into record_facet (facet, kind, id)
        select value ->> 'facet', value ->> 'kind', unhex(value ->> 'id', '-') from json_each($1)",
    postgres: "insert into record_facet (facet, kind, id)
        select facet, kind, id from json_to_recordset($1::json) as r(facet text, kind text, id uuid)",
};

pub(crate) const STATEMENTS: &[Sql] = &[UPSERT, FORGET_FACETS, INSERT_FACETS];

/// A row of `record`.
#[derive(Debug, Clone, PartialEq, Serialize, FromRow)]
pub(crate) struct RecordRow {
    pub(crate) kind: String,
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) updated_on: NaiveDate,
    pub(crate) title: String,
    pub(crate) day: Option<String>,
    pub(crate) verification: String,
    pub(crate) standing: String,
    pub(crate) fragment: String,
}

/// A row of `record_facet`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub(crate) struct FacetRow {
    pub(crate) facet: String,
    pub(crate) kind: String,
    pub(crate) id: Uuid,
}

impl RecordRow {
    pub(crate) fn of(entity: &Entity, record: &Record) -> Self {
        Self {
            kind: record.kind.key().to_owned(),
            id: entity.id.0,
            version: i64::from(entity.version),
            updated_on: entity.updated_on,
            title: record.title(),
            day: record.day().map(str::to_owned),
            verification: record.verification.key().to_owned(),
            standing: standing_key(record.standing).to_owned(),
            fragment: record_json(entity, record),
        }
    }
}

fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Current => "current",
        Standing::Mistaken => "mistaken",
        Standing::Merged => "merged",
    }
}

/// What a record is found by, in the order of the table.
pub(crate) fn facets_of(entity: &Entity, record: &Record) -> Vec<FacetRow> {
    let row = |facet: census::Facet| FacetRow {
        facet: facet.as_str().to_owned(),
        kind: record.kind.key().to_owned(),
        id: entity.id.0,
    };
    record.facets().into_iter().map(row).collect()
}

/// Writes what is published of the records among some entities.
pub(crate) async fn write(tx: &mut Tx, entities: &[&Entity]) -> Result<()> {
    let records: Vec<(&Entity, &Record)> =
        entities.iter().filter_map(|entity| Some((*entity, entity.record()?))).collect();
    let rows: Vec<RecordRow> = records.iter().map(|(entity, record)| RecordRow::of(entity, record)).collect();
    run(tx, UPSERT, &rows).await?;
    let changed: Vec<Uuid> = records.iter().map(|(entity, _)| entity.id.0).collect();
    run(tx, FORGET_FACETS, &changed).await?;
    let facets: Vec<FacetRow> = records.iter().flat_map(|(entity, record)| facets_of(entity, record)).collect();
    run(tx, INSERT_FACETS, &facets).await
}
