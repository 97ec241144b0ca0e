//! What belongs to this one installation.

use crate::pool::Pool;
use crate::sql::{Sql, on};
use crate::{Error, Result};

const OFFER: Sql = Sql::same("insert into instance (key, value) values ($1, $2) on conflict (key) do nothing");

const BY_KEY: Sql = Sql::same("select value from instance where key = $1");

pub(crate) const STATEMENTS: &[Sql] = &[OFFER, BY_KEY];

const RECEIPT_SECRET: &str = "receipt_secret";

/// The secret that receipt codes are derived from: `offered` the first time, the same for ever after.
pub(crate) async fn secret(writer: &Pool, offered: [u8; 32]) -> Result<[u8; 32]> {
    on!(writer, OFFER, |db, sql| {
        sqlx::query(sql).bind(RECEIPT_SECRET).bind(offered.as_slice()).execute(db).await.map(drop)
    })?;
    kept_secret(writer).await
}

/// The secret of a census that has one already.
pub(crate) async fn kept_secret(pool: &Pool) -> Result<[u8; 32]> {
    let kept: Option<Vec<u8>> =
        on!(pool, BY_KEY, |db, sql| sqlx::query_scalar(sql).bind(RECEIPT_SECRET).fetch_optional(db).await)?;
    // Only a census that was never opened for writing has none.
    let kept = kept.ok_or(Error::ReadOnly)?;
    let length = kept.len();
    kept.try_into().map_err(|_| Error::corrupt("instance", "value", RECEIPT_SECRET, format!("{length} bytes, not 32")))
}
