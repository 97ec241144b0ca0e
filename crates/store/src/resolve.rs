//! References become ids: what a contribution describes is looked up, and made when nobody knows it yet.

use census::{Contribution, EntityId, EntityKind, Facet, Patch, Record, Shape, State, fields, graded, identities};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::sql::{Sql, within};
use crate::submit::new_entity;
use crate::work::Work;
use crate::{Error, Result};

/// The reason of a revision that makes what another contribution mentions.
pub(crate) const REASON: &str = "mentioned";

const BY_FACET: Sql = Sql::same("select id from record_facet where facet = $1 and kind = $2 order by id limit 1");

pub(crate) const STATEMENTS: &[Sql] = &[BY_FACET];

/// Puts the id and the name of what is meant in the place of every reference of a contribution.
pub(crate) async fn resolve(work: &mut Work, contribution: &mut Contribution) -> Result<()> {
    for field in fields(contribution.kind) {
        let Some(value) = contribution.patch.get(field.name).filter(|value| !value.is_null()).cloned() else {
            continue;
        };
        if let Some(resolved) = resolve_value(work, field.shape, value).await? {
            contribution.patch.set(field.name, resolved);
        }
    }
    Ok(())
}

/// The value with its references resolved; `None` for a shape that refers to nothing.
async fn resolve_value(work: &mut Work, shape: Shape, value: Value) -> Result<Option<Value>> {
    match (shape, value) {
        (Shape::Reference(kind), Value::Object(described)) => known_or_new(work, kind, described).await.map(Some),
        (Shape::References(kind), Value::Array(items)) => {
            let mut resolved = Vec::with_capacity(items.len());
            for item in items {
                match item {
                    Value::Object(described) => resolved.push(known_or_new(work, kind, described).await?),
                    other => resolved.push(other),
                }
            }
            Ok(Some(Value::Array(resolved)))
        }
        (Shape::Rows(columns), Value::Array(rows)) => {
            let mut resolved = Vec::with_capacity(rows.len());
            for row in rows {
                resolved.push(resolve_row(work, columns, row).await?);
            }
            Ok(Some(Value::Array(resolved)))
        }
        _ => Ok(None),
    }
}

async fn resolve_row(work: &mut Work, columns: &[census::Field], row: Value) -> Result<Value> {
    let Value::Object(mut cells) = row else { return Ok(row) };
    for column in columns {
        let Shape::Reference(kind) = column.shape else { continue };
        if let Some(Value::Object(described)) = cells.get(column.name).cloned() {
            // A SIRET beside the name of a company tells which company it is.
            let described = with_siren(described, &cells);
            cells.insert(column.name.to_owned(), known_or_new(work, kind, described).await?);
        }
    }
    Ok(Value::Object(cells))
}

fn with_siren(mut described: Map<String, Value>, cells: &Map<String, Value>) -> Map<String, Value> {
    let siren = cells.get("siret").and_then(Value::as_str).and_then(|siret| siret.get(..9));
    if let Some(siren) = siren.filter(|_| !described.contains_key("id")) {
        described.entry("siren").or_insert_with(|| Value::from(siren));
    }
    described
}

async fn known_or_new(work: &mut Work, kind: EntityKind, described: Map<String, Value>) -> Result<Value> {
    if let Some(id) = described.get("id").and_then(Value::as_str).and_then(|id| id.parse::<EntityId>().ok()) {
        let known = work.entity(id).await?.filter(|entity| entity.kind() == kind);
        let known = known.ok_or(Error::Inapplicable(census::Inapplicable::NoSuchEntity(kind)))?;
        return Ok(reference(id, &known.state));
    }
    for identity in identities(kind, &described) {
        if let Some(id) = by_facet(work, kind, &identity).await?
            && let Some(known) = work.entity(id).await?
        {
            return Ok(reference(id, &known.state));
        }
    }
    make(work, kind, described).await
}

async fn by_facet(work: &mut Work, kind: EntityKind, facet: &Facet) -> Result<Option<EntityId>> {
    if let Some(id) = work.made(kind, facet) {
        return Ok(Some(id));
    }
    let id: Option<Uuid> = within!(&mut work.tx, BY_FACET, |db, sql| {
        sqlx::query_scalar(sql).bind(facet.as_str()).bind(kind.key()).fetch_optional(db).await
    })?;
    Ok(id.map(EntityId))
}

async fn make(work: &mut Work, kind: EntityKind, mut described: Map<String, Value>) -> Result<Value> {
    for (name, from) in [("name", "siren"), ("title", "url")] {
        let wanted = census::field(kind, name).is_some_and(|field| field.required) && !described.contains_key(name);
        if let Some(value) = described.get(from).cloned().filter(|_| wanted) {
            described.insert(name.to_owned(), value);
        }
    }
    let facets = identities(kind, &described);
    let state = graded(State::Record(Record { values: described, ..Record::new(kind) }));
    let id = new_entity(work);
    let named = reference(id, &state);
    work.revise(id, state, REASON, None).await?;
    work.note_made(kind, facets, id);
    Ok(named)
}

fn reference(id: EntityId, state: &State) -> Value {
    let mut named = Map::from_iter([("id".to_owned(), Value::from(id.to_string()))]);
    if let Some(record) = state.record() {
        named.insert("name".to_owned(), Value::from(record.title()));
    }
    Value::Object(named)
}

/// The references of a patch that may be looked up before anything is decided.
pub(crate) fn known_references(patch: &Patch) -> Vec<EntityId> {
    fn ids(value: &Value) -> Vec<EntityId> {
        match value {
            Value::Array(items) => items.iter().flat_map(ids).collect(),
            Value::Object(fields) => {
                let own = fields.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
                own.into_iter().chain(fields.values().flat_map(ids)).collect()
            }
            _ => Vec::new(),
        }
    }
    patch.as_map().values().flat_map(ids).collect()
}
