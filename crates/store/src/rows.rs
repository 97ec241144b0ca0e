//! Rows as they are written: many at a time, as one JSON list per table.
//!
//! One statement a table costs the same for one submission and for five hundred, and both engines can read JSON.

use census::{Device, Entity, EntityId, Revision, State, feature_json};
use chrono::NaiveDate;
use geodata::Cell;
use serde::Serialize;
use uuid::Uuid;

use crate::check::WholeFeature;
use crate::pool::Tx;
use crate::record_row;
use crate::search_row;
use crate::sql::{Sql, within};
use crate::{BatchId, Error, Naming, Result};

const INSERT_REVISIONS: Sql = Sql {
    sqlite: "insert into revision (seq, entity, version, batch_id, body, salt, leaf, link)
        select value ->> 'seq', unhex(value ->> 'entity', '-'), value ->> 'version', unhex(value ->> 'batch_id', '-'),
            value ->> 'body', unhex(value ->> 'salt'), unhex(value ->> 'leaf'), unhex(value ->> 'link')
        from json_each($1)",
    postgres: "insert into revision (seq, entity, version, batch_id, body, salt, leaf, link)
        select seq, entity, version, batch_id, body, decode(salt, 'hex'), decode(leaf, 'hex'), decode(link, 'hex')
        from json_to_recordset($1::json) as r(seq bigint, entity uuid, version bigint, batch_id uuid, body text,
            salt text, leaf text, link text)
        order by seq",
};

const UPSERT_ENTITIES: Sql = Sql {
    sqlite: "insert into entity (id, kind, version, created_on, updated_on, state)
        select unhex(value ->> 'id', '-'), value ->> 'kind', value ->> 'version', value ->> 'created_on',
            value ->> 'updated_on', value ->> 'state'
        from json_each($1) where true
        on conflict (id) do update
        set version = excluded.version, updated_on = excluded.updated_on, state = excluded.state",
    postgres: "insert into entity (id, kind, version, created_on, updated_on, state)
        select id, kind, version, created_on, updated_on, state
        from json_to_recordset($1::json) as r(id uuid, kind text, version bigint, created_on date, updated_on date, state text)
        on conflict (id) do update
        set version = excluded.version, updated_on = excluded.updated_on, state = excluded.state",
};

const DELETE_FEATURES: Sql = Sql {
    sqlite: "delete from feature where id in (select unhex(value, '-') from json_each($1))",
    postgres: "delete from feature
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

const INSERT_FEATURES: Sql = Sql {
    sqlite: "insert into feature (cell, id, version, updated_on, lon, lat, kind, status, verification, operator_kind,
            form, bearing, fov, territory, first_on, dated, last_on, plates, views, fragment)
        select value ->> 'cell', unhex(value ->> 'id', '-'), value ->> 'version', value ->> 'updated_on',
            value ->> 'lon', value ->> 'lat', value ->> 'kind', value ->> 'status', value ->> 'verification',
            value ->> 'operator_kind', value ->> 'form', value ->> 'bearing', value ->> 'fov', value ->> 'territory',
            value ->> 'first_on', value ->> 'dated', value ->> 'last_on', value ->> 'plates', value ->> 'views',
            value ->> 'fragment'
        from json_each($1)",
    postgres: "insert into feature (cell, id, version, updated_on, lon, lat, kind, status, verification, operator_kind,
            form, bearing, fov, territory, first_on, dated, last_on, plates, views, fragment)
        select cell, id, version, updated_on, lon, lat, kind, status, verification, operator_kind,
            form, bearing, fov, territory, first_on, dated, last_on, plates, views, fragment
        from json_to_recordset($1::json) as r(cell bigint, id uuid, version bigint, updated_on date,
            lon double precision, lat double precision, kind text, status text, verification text,
            operator_kind text, form text, bearing double precision, fov double precision, territory text,
            first_on date, dated boolean, last_on date, plates boolean, views text, fragment text)",
};

pub(crate) const STATEMENTS: &[Sql] = &[INSERT_REVISIONS, UPSERT_ENTITIES, DELETE_FEATURES, INSERT_FEATURES];

/// A row of `revision`.
#[derive(Serialize)]
pub(crate) struct NewRevision {
    seq: i64,
    entity: Uuid,
    version: u32,
    batch_id: Option<Uuid>,
    body: Option<String>,
    salt: Option<String>,
    leaf: String,
    link: String,
}

/// A row of `entity`.
#[derive(Serialize)]
struct NewEntity {
    id: Uuid,
    kind: &'static str,
    version: u32,
    created_on: NaiveDate,
    updated_on: NaiveDate,
    state: String,
}

/// A row of `feature`.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct NewFeature {
    cell: i64,
    id: Uuid,
    version: u32,
    updated_on: NaiveDate,
    lon: f64,
    lat: f64,
    kind: &'static str,
    status: &'static str,
    verification: &'static str,
    operator_kind: Option<&'static str>,
    form: Option<&'static str>,
    bearing: Option<f64>,
    fov: Option<f64>,
    territory: String,
    first_on: NaiveDate,
    dated: bool,
    last_on: Option<NaiveDate>,
    plates: bool,
    views: Option<String>,
    fragment: String,
}

impl NewRevision {
    pub(crate) fn new(revision: Revision, batch: Option<BatchId>) -> Self {
        Self {
            seq: revision.seq,
            entity: revision.entity.0,
            version: revision.version,
            batch_id: batch.map(|batch| batch.0),
            body: revision.body,
            salt: revision.salt.map(|salt| hex(&salt)),
            leaf: hex(&revision.leaf.0),
            link: revision.link.to_hex(),
        }
    }
}

impl NewFeature {
    pub(crate) fn of(entity: &Entity, device: &Device, naming: &Naming) -> Self {
        let name = naming(&device.territory);
        let (first_on, dated) = device.first_on(entity.created_on);
        Self {
            cell: Cell::from(device.position).key(),
            id: entity.id.0,
            version: entity.version,
            updated_on: entity.updated_on,
            lon: device.position.longitude(),
            lat: device.position.latitude(),
            kind: device.kind.key(),
            status: device.status.key(),
            verification: device.verification.key(),
            operator_kind: device.operator_kind.map(census::OperatorKind::key),
            form: device.form.map(census::Form::key),
            bearing: device.bearing(),
            fov: match device.views.as_slice() {
                [view] => view.fov,
                _ => None,
            },
            territory: device.territory.clone(),
            first_on,
            dated,
            last_on: device.last_on(entity.created_on, entity.updated_on),
            plates: device.reads_plates(),
            views: (device.views.len() > 1).then(|| list_of(&device.views)),
            fragment: feature_json(entity, device, name.as_deref()),
        }
    }
}

impl From<NewFeature> for WholeFeature {
    fn from(row: NewFeature) -> Self {
        Self {
            cell: row.cell,
            id: row.id,
            version: i64::from(row.version),
            updated_on: row.updated_on,
            lon: row.lon,
            lat: row.lat,
            kind: row.kind.to_owned(),
            status: row.status.to_owned(),
            verification: row.verification.to_owned(),
            operator_kind: row.operator_kind.map(str::to_owned),
            form: row.form.map(str::to_owned),
            bearing: row.bearing,
            fov: row.fov,
            territory: row.territory,
            first_on: row.first_on,
            dated: row.dated,
            last_on: row.last_on,
            plates: row.plates,
            views: row.views,
            fragment: row.fragment,
        }
    }
}

/// Appends revisions, in the order of their numbers.
pub(crate) async fn insert_revisions(tx: &mut Tx, revisions: &[NewRevision]) -> Result<()> {
    run(tx, INSERT_REVISIONS, revisions).await
}

/// Writes the states of entities and what the public sees of them.
pub(crate) async fn write_entities(tx: &mut Tx, mut entities: Vec<&Entity>, naming: &Naming) -> Result<()> {
    // In the order of the table, so that a big import touches each page once.
    entities.sort_unstable_by_key(|entity| entity.id);
    let states: Vec<NewEntity> = entities.iter().map(|entity| entity_row(entity)).collect::<Result<_>>()?;
    run(tx, UPSERT_ENTITIES, &states).await?;
    record_row::write(tx, &entities).await?;
    search_row::write(tx, &entities, naming).await?;
    entities.retain(|entity| entity.device().is_some());
    let known: Vec<EntityId> = entities.iter().filter(|entity| entity.version > 1).map(|entity| entity.id).collect();
    run(tx, DELETE_FEATURES, &known).await?;
    let mut features: Vec<NewFeature> =
        entities.iter().filter_map(|entity| Some(NewFeature::of(entity, entity.device()?, naming))).collect();
    features.sort_unstable_by_key(|feature| (feature.cell, feature.id));
    run(tx, INSERT_FEATURES, &features).await
}

fn entity_row(entity: &Entity) -> Result<NewEntity> {
    let state = match &entity.state {
        State::Device(device) => serde_json::to_string(device),
        State::Record(record) => serde_json::to_string(record),
    };
    let state = state.map_err(|error| Error::corrupt("entity", "state", entity.id, error))?;
    let Entity { id, version, created_on, updated_on, .. } = *entity;
    Ok(NewEntity { id: id.0, kind: entity.kind().key(), version, created_on, updated_on, state })
}

/// Runs a statement that takes a list of rows as JSON; an empty list is not worth a statement.
pub(crate) async fn run<T: Serialize>(tx: &mut Tx, sql: Sql, rows: &[T]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let list = list_of(rows);
    within!(tx, sql, |db, text| sqlx::query(text).bind(list).execute(db).await.map(drop))?;
    Ok(())
}

/// Rows as the JSON text that `json_each` and `json_to_recordset` read.
pub(crate) fn list_of<T: Serialize>(rows: &[T]) -> String {
    serde_json::to_string(rows).expect("rows have text keys and finite numbers")
}

/// Lower-case hexadecimal, as both engines read it.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
