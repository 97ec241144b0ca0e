//! Two records turn out to be the same thing: one gives way, and everything that spoke of it speaks of the other.

use census::{EntityId, EntityKind, Facet, Inapplicable, Record, Standing, State, graded, merged};
use serde_json::Value;
use uuid::Uuid;

use crate::piece::piece_row;
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::{Error, Result};

/// The reason of every revision that unifying makes.
const REASON: &str = "merged";

const ABOUT: Sql = Sql::same("select id from record_facet where facet = $1 order by id");

pub(crate) const STATEMENTS: &[Sql] = &[ABOUT];

/// Makes one record of two of the same kind. Answers everything that changed, the one that gave way first.
pub(crate) async fn unify(work: &mut Work, gives_way: EntityId, stays: EntityId) -> Result<Vec<EntityId>> {
    let (old, new) = (record(work, gives_way).await?, record(work, stays).await?);
    let old_on = work.known(gives_way).await?.updated_on;
    if gives_way == stays || old.kind != new.kind || [&old, &new].iter().any(|one| one.standing != Standing::Current) {
        return Err(Error::Inapplicable(Inapplicable::NoSuchEntity(old.kind)));
    }
    work.flush().await?;
    let name = new.title();
    piece_row::move_to(work, gives_way, stays).await?;
    let mut changed = vec![gives_way, stays];
    let leads_on = Record { standing: Standing::Merged, merged_into: Some(stays), ..old.clone() };
    work.revise(gives_way, State::Record(leads_on), REASON, None).await?;
    work.revise(stays, graded(State::Record(merged(new, old, old_on))), REASON, None).await?;
    for id in speaking_of(work, gives_way).await? {
        let mut speaker = record(work, id).await?;
        for value in speaker.values.values_mut() {
            redirect(value, gives_way, stays, &name);
        }
        work.revise(id, State::Record(speaker), REASON, None).await?;
        changed.push(id);
    }
    Ok(changed)
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
fn redirect(value: &mut Value, from: EntityId, to: EntityId, name: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, from, to, name)),
        Value::Object(fields) if fields.get("id").and_then(Value::as_str) == Some(from.to_string().as_str()) => {
            fields.insert("id".to_owned(), Value::from(to.to_string()));
            fields.insert("name".to_owned(), Value::from(name));
        }
        Value::Object(fields) => fields.values_mut().for_each(|item| redirect(item, from, to, name)),
        _ => {}
    }
}
