//! Taking an import back whole, without undoing what people said since.

use std::collections::{BTreeMap, BTreeSet};

use census::{Change, Entity, EntityId, graded};
use uuid::Uuid;

use crate::history::{Step, steps};
use crate::import::state_of;
use crate::rows::run;
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::writer::Job;
use crate::{BatchId, Error, Result, RolledBack, Store, import_batch};

/// The reason of every revision that takes an import back.
pub(crate) const REASON: &str = "rollback";

/// Devices that are looked at together.
const CHUNK: i64 = 500;

const TOUCHED: Sql =
    Sql::same("select distinct entity from revision where batch_id = $1 and entity > $2 order by entity limit $3");

const FORGET: Sql = Sql {
    sqlite: "delete from upstream where entity_id in (select unhex(value, '-') from json_each($1))",
    postgres: "delete from upstream
        where entity_id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

/// A record whose version is not known is compared field by field the next time.
const UNLEARN: Sql = Sql {
    sqlite: "update upstream set version = null where entity_id in (select unhex(value, '-') from json_each($1))",
    postgres: "update upstream set version = null
        where entity_id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

pub(crate) const STATEMENTS: &[Sql] = &[TOUCHED, FORGET, UNLEARN];

struct RollBack(BatchId);

/// What becomes of a device that the import touched.
enum Verdict {
    /// The import made it and nobody touched it since.
    Remove,
    /// These fields go back; `changed_since` tells whether somebody else changed others.
    Restore { fields: BTreeMap<String, Change>, changed_since: bool },
    /// The import made it, and somebody spoke of it since.
    Leave,
}

impl Store {
    /// Takes an import back in one transaction. Doing it twice does nothing more.
    pub async fn roll_back(&self, batch: BatchId) -> Result<RolledBack> {
        self.writer().run(RollBack(batch)).await
    }
}

impl Job for RollBack {
    type Output = RolledBack;

    async fn run(&self, work: &mut Work) -> Result<RolledBack> {
        let batch = import_batch::by_id(work, self.0).await?.ok_or(Error::NoOpenBatch)?;
        let mut done = RolledBack::default();
        if batch.rolled_back_on.is_some() {
            return Ok(done);
        }
        work.flush().await?;
        let mut last = Uuid::nil();
        loop {
            let ids = touched(work, self.0, last).await?;
            let Some(end) = ids.last() else { break };
            last = end.0;
            roll_back(work, self.0, &ids, &mut done).await?;
            work.flush().await?;
            work.forget_entities();
        }
        import_batch::mark_rolled_back(work, self.0).await?;
        Ok(done)
    }
}

async fn touched(work: &mut Work, batch: BatchId, after: Uuid) -> Result<Vec<EntityId>> {
    let ids: Vec<Uuid> = within!(&mut work.tx, TOUCHED, |db, sql| {
        sqlx::query_scalar(sql).bind(batch.0).bind(after).bind(CHUNK).fetch_all(db).await
    })?;
    Ok(ids.into_iter().map(EntityId).collect())
}

async fn roll_back(work: &mut Work, batch: BatchId, ids: &[EntityId], done: &mut RolledBack) -> Result<()> {
    work.read_entities(ids).await?;
    let steps = steps(&mut work.tx, ids).await?;
    let (mut removed, mut restored) = (Vec::new(), Vec::new());
    for id in ids {
        let entity = work.known(*id).await?;
        match judge(steps.get(id).map_or(&[], Vec::as_slice), batch) {
            Verdict::Remove => {
                work.revise(*id, entity.state.mistaken(), REASON, None).await?;
                removed.push(*id);
            }
            Verdict::Restore { fields, changed_since } => {
                restore(work, entity, fields).await?;
                restored.push(*id);
                if changed_since {
                    done.conflicts.push(*id);
                } else {
                    done.devices_restored += 1;
                }
            }
            Verdict::Leave => done.conflicts.push(*id),
        }
    }
    done.devices_removed += removed.len() as u64;
    run(&mut work.tx, FORGET, &removed).await?;
    run(&mut work.tx, UNLEARN, &restored).await
}

fn judge(steps: &[Step], batch: BatchId) -> Verdict {
    let ours = |step: &Step| step.batch == Some(batch);
    let Some(first) = steps.iter().position(ours) else { return Verdict::Leave };
    let since: Vec<&Step> = steps[first..].iter().filter(|step| !ours(step)).collect();
    match (first, since.is_empty()) {
        (0, true) => Verdict::Remove,
        (0, false) => Verdict::Leave,
        _ => Verdict::Restore {
            fields: fields_to_restore(&steps[first..], &since, batch),
            changed_since: !since.is_empty(),
        },
    }
}

/// The first value before the import of each field that nobody else changed since.
fn fields_to_restore(steps: &[Step], since: &[&Step], batch: BatchId) -> BTreeMap<String, Change> {
    let bodies = |step: &&Step| step.body.clone();
    let later: BTreeSet<String> = since.iter().filter_map(bodies).flat_map(|body| body.changes.0.into_keys()).collect();
    let mut fields = BTreeMap::new();
    for body in steps.iter().filter(|step| step.batch == Some(batch)).filter_map(|step| step.body.clone()) {
        for (field, change) in body.changes.0 {
            if !later.contains(&field) {
                fields.entry(field).or_insert(change);
            }
        }
    }
    fields
}

async fn restore(work: &mut Work, entity: Entity, fields: BTreeMap<String, Change>) -> Result<()> {
    let mut state = entity.state.fields();
    for (field, change) in fields {
        match change.before {
            Some(value) => drop(state.insert(field, value)),
            None => drop(state.remove(&field)),
        }
    }
    let state = state_of(entity.id, state)?;
    work.revise(entity.id, graded(state), REASON, None).await.map(drop)
}
