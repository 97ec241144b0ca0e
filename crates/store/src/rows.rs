//! Rows as they are written: many at a time.
//!
//! What every device brings is inserted value by value ([`crate::insertion`]); what is rarer, or only asks for rows by
//! their names, is one JSON list a statement, which both engines can read.

use census::{Device, Entity, EntityId, Revision, State, feature_json};
use chrono::NaiveDate;
use geodata::Cell;
use serde::Serialize;
use uuid::Uuid;

use crate::check::WholeFeature;
use crate::insertion::{Insertion, insert};
use crate::pool::Tx;
use crate::record::record_row;
use crate::search::search_row;
use crate::sql::{Sql, within};
use crate::{BatchId, Error, Naming, Result};

static INSERT_REVISIONS: Insertion =
    Insertion::new("insert into revision (seq, entity, version, batch_id, body, salt, leaf, link)", "");

static UPSERT_ENTITIES: Insertion = Insertion::new(
    "insert into entity (id, kind, version, created_on, updated_on, state)",
    "on conflict (id) do update
        set version = excluded.version, updated_on = excluded.updated_on, state = excluded.state",
);

const DELETE_FEATURES: Sql = Sql {
    sqlite: "delete from feature where id in (select unhex(value, '-') from json_each($1))",
    postgres: "delete from feature
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

static INSERT_FEATURES: Insertion = Insertion::new(
    "insert into feature (cell, id, version, updated_on, lon, lat, kind, status, verification, operator_kind,
        form, bearing, fov, territory, first_on, dated, last_on, plates, views, fragment)",
    "",
);

pub(crate) const STATEMENTS: &[Sql] = &[DELETE_FEATURES];

pub(crate) static INSERTIONS: [&Insertion; 3] = [&INSERT_REVISIONS, &UPSERT_ENTITIES, &INSERT_FEATURES];

/// A row of `revision`.
pub(crate) struct NewRevision {
    revision: Revision,
    batch: Option<BatchId>,
}

/// A row of `entity`.
struct NewEntity<'a> {
    entity: &'a Entity,
    state: String,
}

/// A row of `feature`.
#[derive(Debug, PartialEq)]
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
        Self { revision, batch }
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
pub(crate) async fn insert_revisions(tx: &mut Tx, revisions: Vec<NewRevision>) -> Result<()> {
    insert!(tx, INSERT_REVISIONS, revisions, |row| [
        row.revision.seq,
        row.revision.entity.0,
        i64::from(row.revision.version),
        row.batch.map(|batch| batch.0),
        row.revision.body,
        row.revision.salt.map(|salt| salt.to_vec()),
        row.revision.leaf.0.to_vec(),
        row.revision.link.0.to_vec(),
    ])
    .await
}

/// Writes the states of entities and what the public sees of them.
pub(crate) async fn write_entities(tx: &mut Tx, mut entities: Vec<&Entity>, naming: &Naming) -> Result<()> {
    // In the order of the table, so that a big import touches each page once.
    entities.sort_unstable_by_key(|entity| entity.id);
    let states: Vec<NewEntity<'_>> = entities.iter().map(|entity| entity_row(entity)).collect::<Result<_>>()?;
    insert!(tx, UPSERT_ENTITIES, states, |row| [
        row.entity.id.0,
        row.entity.kind().key(),
        i64::from(row.entity.version),
        row.entity.created_on,
        row.entity.updated_on,
        row.state,
    ])
    .await?;
    record_row::write(tx, &entities).await?;
    search_row::write(tx, &entities, naming).await?;
    entities.retain(|entity| entity.device().is_some());
    let known: Vec<EntityId> = entities.iter().filter(|entity| entity.version > 1).map(|entity| entity.id).collect();
    run(tx, DELETE_FEATURES, &known).await?;
    let mut features: Vec<NewFeature> =
        entities.iter().filter_map(|entity| Some(NewFeature::of(entity, entity.device()?, naming))).collect();
    features.sort_unstable_by_key(|feature| (feature.cell, feature.id));
    insert_features(tx, features).await
}

async fn insert_features(tx: &mut Tx, features: Vec<NewFeature>) -> Result<()> {
    insert!(tx, INSERT_FEATURES, features, |row| [
        row.cell,
        row.id,
        i64::from(row.version),
        row.updated_on,
        row.lon,
        row.lat,
        row.kind,
        row.status,
        row.verification,
        row.operator_kind,
        row.form,
        row.bearing,
        row.fov,
        row.territory,
        row.first_on,
        row.dated,
        row.last_on,
        row.plates,
        row.views,
        row.fragment,
    ])
    .await
}

fn entity_row(entity: &Entity) -> Result<NewEntity<'_>> {
    let state = match &entity.state {
        State::Device(device) => serde_json::to_string(device),
        State::Record(record) => serde_json::to_string(record),
    };
    let state = state.map_err(|error| Error::corrupt("entity", "state", entity.id, error))?;
    Ok(NewEntity { entity, state })
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
