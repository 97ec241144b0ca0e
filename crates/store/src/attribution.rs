//! Which account contributed what, and when the public may know.

use census::EntityId;
use serde::Serialize;
use uuid::Uuid;

use crate::entity_row::version;
use crate::pool::Tx;
use crate::rows::run;
use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::{AccountId, ContributionId, Error, Result, Store};

/// An account that was deleted meanwhile is nobody.
const ATTRIBUTE: Sql = Sql {
    sqlite: "update contribution set contributor = a.id
        from json_each($1) as listed join account a on a.id = unhex(listed.value ->> 'account', '-')
        where contribution.id = unhex(listed.value ->> 'contribution', '-')",
    postgres: "update contribution set contributor = a.id
        from json_to_recordset($1::json) as listed(contribution uuid, account uuid)
            join account a on a.id = listed.account
        where contribution.id = listed.contribution",
};

const PUBLIC: Sql = Sql::same(
    "select c.entity_version, a.pseudonym from contribution c join account a on a.id = c.contributor
    where c.entity_id = $1 and c.contributor is not null and c.entity_version is not null
        and c.state = 'accepted' and a.public",
);

const CONTRIBUTOR: Sql = Sql::same("select contributor from contribution where id = $1 and contributor is not null");

pub(crate) const STATEMENTS: &[Sql] = &[ATTRIBUTE, PUBLIC, CONTRIBUTOR];

/// A contribution and whose it is.
#[derive(Serialize)]
pub(crate) struct Attribution {
    contribution: Uuid,
    account: Uuid,
}

impl Attribution {
    pub(crate) fn new(contribution: ContributionId, account: AccountId) -> Self {
        Self { contribution: contribution.0, account: account.0 }
    }
}

impl Store {
    /// The versions of a device that accounts with a public pseudonym made, with the pseudonym (reliability 4.5).
    pub async fn public_contributors(&self, device: EntityId) -> Result<Vec<(u32, String)>> {
        let rows: Vec<(i64, String)> =
            on!(self.readers(), PUBLIC, |db, sql| sqlx::query_as(sql).bind(device.0).fetch_all(db).await)?;
        let broken = |detail| Error::corrupt("contribution", "entity_version", device, detail);
        rows.into_iter().map(|(number, name)| Ok((version(number).map_err(broken)?, name))).collect()
    }
}

/// Whose a contribution is that was written in an earlier transaction.
pub(crate) async fn contributor(work: &mut Work, id: ContributionId) -> Result<Option<AccountId>> {
    let found: Option<Uuid> =
        within!(&mut work.tx, CONTRIBUTOR, |db, sql| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await)?;
    Ok(found.map(AccountId))
}

/// Writes down whose contributions are; they must have been written before.
pub(crate) async fn write(tx: &mut Tx, attributions: &[Attribution]) -> Result<()> {
    run(tx, ATTRIBUTE, attributions).await
}
