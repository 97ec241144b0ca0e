//! A census that is older than its search: everything it published is read once and made findable.

use census::Entity;
use uuid::Uuid;

use crate::entity_row::EntityRow;
use crate::pool::Pool;
use crate::search::search_row;
use crate::sql::{Sql, on, within};
use crate::{Naming, Result};

/// Entities that one transaction takes.
const CHUNK: i64 = 5000;

/// The migration leaves this mark where there is something to read.
const MARK: &str = "search_is_due";

const IS_DUE: Sql = Sql::same("select count(*) from instance where key = $1");

const ENTITIES: Sql =
    Sql::same("select id, version, created_on, updated_on, state from entity where id > $1 order by id limit $2");

const DONE: Sql = Sql::same("delete from instance where key = $1");

pub(crate) const STATEMENTS: &[Sql] = &[IS_DUE, ENTITIES, DONE];

/// Makes everything findable that is not yet; nothing to do for most. When it is cut short it begins again.
pub(crate) async fn fill(pool: &Pool, naming: &Naming) -> Result<()> {
    let due: i64 = on!(pool, IS_DUE, |db, sql| sqlx::query_scalar(sql).bind(MARK).fetch_one(db).await)?;
    if due == 0 {
        return Ok(());
    }
    tracing::info!("Reading the census once, so that it can be searched");
    let mut last = Some(Uuid::nil());
    while let Some(after) = last {
        last = fill_after(pool, naming, after).await?;
    }
    on!(pool, DONE, |db, sql| sqlx::query(sql).bind(MARK).execute(db).await.map(drop))?;
    Ok(())
}

/// The last entity read, when there may be more.
async fn fill_after(pool: &Pool, naming: &Naming, after: Uuid) -> Result<Option<Uuid>> {
    let mut tx = pool.begin_write().await?;
    let rows: Vec<EntityRow> =
        within!(&mut tx, ENTITIES, |db, sql| sqlx::query_as(sql).bind(after).bind(CHUNK).fetch_all(db).await)?;
    let entities = rows.into_iter().map(Entity::try_from).collect::<Result<Vec<_>>>()?;
    search_row::write_anew(&mut tx, &entities, naming).await?;
    tx.commit().await?;
    Ok(entities.last().filter(|_| entities.len() as i64 == CHUNK).map(|entity| entity.id.0))
}
