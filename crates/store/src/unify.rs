//! Two entries turn out to be the same thing: one gives way, and everything that spoke of it speaks of the other.

use census::{Entity, EntityId, EntityKind, Facet, Inapplicable, Record, State, graded, merged};
use serde_json::Value;
use uuid::Uuid;

use crate::photo;
use crate::piece::piece_row;
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::{Error, Result};

/// The reason of every revision that unifying makes.
const REASON: &str = "merged";

const ABOUT: Sql = Sql::same("select id from record_facet where facet = $1 order by id");

pub(crate) const STATEMENTS: &[Sql] = &[ABOUT];

/// Makes one entry of two of the same kind. Answers everything that changed, the one that gave way first.
pub(crate) async fn unify(work: &mut Work, gives_way: EntityId, stays: EntityId) -> Result<Vec<EntityId>> {
    let (old, new) = (standing(work, gives_way).await?, standing(work, stays).await?);
    if gives_way == stays || old.kind() != new.kind() {
        return Err(Error::Inapplicable(Inapplicable::NoSuchEntity(old.kind())));
    }
    work.flush().await?;
    piece_row::move_to(work, gives_way, stays).await?;
    photo::hand_over(work, gives_way, stays).await?;
    let name = new.record().map(Record::title);
    let mut changed = vec![gives_way, stays];
    work.revise(gives_way, old.state.clone().giving_way_to(stays), REASON, None).await?;
    work.revise(stays, graded(merged(new.state, old.state, old.updated_on)), REASON, None).await?;
    for id in speaking_of(work, gives_way).await? {
        let mut speaker = record(work, id).await?;
        for value in speaker.values.values_mut() {
            redirect(value, gives_way, stays, name.as_deref());
        }
        work.revise(id, State::Record(speaker), REASON, None).await?;
        changed.push(id);
    }
    Ok(changed)
}

async fn standing(work: &mut Work, id: EntityId) -> Result<Entity> {
    let entity = work.entity(id).await?.ok_or(Error::NoSuchEntity)?;
    if entity.state.stands() { Ok(entity) } else { Err(Error::Inapplicable(Inapplicable::NoSuchEntity(entity.kind()))) }
}

async fn record(work: &mut Work, id: EntityId) -> Result<Record> {
    let entity = work.entity(id).await?.ok_or(Error::NoSuchEntity)?;
    entity.record().cloned().ok_or(Error::Inapplicable(Inapplicable::NoSuchEntity(EntityKind::Organisation)))
}

async fn speaking_of(work: &mut Work, id: EntityId) -> Result<Vec<EntityId>> {
    let facet = Facet::about(id);
    let ids: Vec<Uuid> =
        within!(&mut work.tx, ABOUT, |db, sql| sqlx::query_scalar(sql).bind(facet.as_str()).fetch_all(db).await)?;
    Ok(ids.into_iter().map(EntityId).collect())
}

/// Turns every reference to one entity, at any depth, into one to another.
fn redirect(value: &mut Value, from: EntityId, to: EntityId, name: Option<&str>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, from, to, name)),
        Value::Object(fields) if fields.get("id").and_then(Value::as_str) == Some(from.to_string().as_str()) => {
            fields.insert("id".to_owned(), Value::from(to.to_string()));
            if let Some(name) = name {
                fields.insert("name".to_owned(), Value::from(name));
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|item| redirect(item, from, to, name)),
        _ => {}
    }
}
