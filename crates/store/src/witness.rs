//! What the store knows of an account that says that something is there, or is not.

use census::{EntityId, Intent, Witness};
use chrono::NaiveDate;
use sqlx::FromRow;

use crate::attribution;
use crate::contribution::contribution_row::Kept;
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::{AccountId, ContributionId, Error, Result};

/// A contribution counts as accepted by a moderator when the revision it led to is the work of a decision. More than
/// the rule asks for is not counted.
const WITNESS: Sql = Sql::same(
    "select a.created_on,
        (select count(*) from (select 1 from contribution c
            where c.contributor = a.id and c.state = 'accepted' and exists (select 1 from decision_revision made
                where made.entity_id = c.entity_id and made.version = c.entity_version) limit 20) as decided) as accepted,
        exists (select 1 from role_grant g where g.account_id = a.id) as has_role,
        exists (select 1 from contribution c where c.entity_id = $2 and c.contributor = a.id
            and c.state = 'accepted' and c.entity_version is not null) as spoke_before,
        exists (select 1 from contribution c where c.entity_id = $2 and c.contributor is not null
            and c.contributor <> a.id and c.state = 'accepted' and c.entity_version is not null
            and c.submitted_on = $3) as same_day
    from account a where a.id = $1",
);

pub(crate) const STATEMENTS: &[Sql] = &[WITNESS];

#[derive(FromRow)]
struct Row {
    created_on: NaiveDate,
    accepted: i64,
    has_role: bool,
    spoke_before: bool,
    same_day: bool,
}

/// The witness whose contribution is about to be published; `None` for what is no testimony, and for nobody's.
pub(crate) async fn of_account(work: &mut Work, by: Option<AccountId>, kept: &Kept) -> Result<Option<Witness>> {
    let testimony = matches!(kept.content.intent, Intent::Confirm | Intent::NotFound);
    match (by, kept.content.entity) {
        (Some(account), Some(entity)) if testimony => about(work, account, entity).await,
        _ => Ok(None),
    }
}

/// The witness who recognised what the contribution reported as an entity that was known already.
pub(crate) async fn of_contribution(
    work: &mut Work,
    contribution: ContributionId,
    entity: EntityId,
) -> Result<Option<Witness>> {
    match attribution::contributor(work, contribution).await? {
        Some(account) => about(work, account, entity).await,
        None => Ok(None),
    }
}

async fn about(work: &mut Work, account: AccountId, entity: EntityId) -> Result<Option<Witness>> {
    // What others said in this transaction counts too.
    work.flush().await?;
    let today = work.today;
    let row: Option<Row> = within!(&mut work.tx, WITNESS, |db, sql| {
        sqlx::query_as(sql).bind(account.0).bind(entity.0).bind(today).fetch_optional(db).await
    })?;
    row.map(|row| {
        let accepted =
            u32::try_from(row.accepted).map_err(|error| Error::corrupt("account", "accepted", entity, error))?;
        let Row { created_on: since, has_role, spoke_before, same_day, .. } = row;
        Ok(Witness { since, accepted, has_role, spoke_before, same_day })
    })
    .transpose()
}
