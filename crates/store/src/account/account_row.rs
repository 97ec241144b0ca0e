//! Accounts as they are written and read back.

use census::Grant;
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::sql::{Sql, within};
use crate::work::Work;
use crate::{Account, AccountId, Error, Result};

/// The columns of [`AccountRow`]; grants as `role territory` lines, for no engine returns lists of rows in a row.
macro_rules! account_columns {
    () => {
        "a.id, a.pseudonym, a.public, a.created_on, a.disabled_on,
            (select count(*) from contribution c where c.contributor = a.id and c.state = 'accepted') as accepted,
            (select count(*) from passkey p where p.account_id = a.id) as passkeys,
            (select string_agg(g.role || ' ' || g.territory, ',') from role_grant g where g.account_id = a.id) as grants "
    };
}

pub(crate) use account_columns;

macro_rules! accounts {
    ($rest:literal) => {
        concat!("select ", account_columns!(), "from account a ", $rest)
    };
}

pub(crate) const BY_SECRET: Sql = Sql::same(accounts!("where a.secret_hash = $1 and a.disabled_on is null"));

pub(crate) const BY_ID: Sql = Sql::same(accounts!("where a.id = $1"));

pub(crate) const BY_PSEUDONYM: Sql = Sql::same(accounts!("where a.pseudonym_key = $1"));

pub(crate) const PAGE: Sql = Sql::same(accounts!("where a.pseudonym_key > $1 order by a.pseudonym_key limit $2"));

pub(crate) const ID_BY_PSEUDONYM: Sql = Sql::same("select id from account where pseudonym_key = $1");

pub(crate) const INSERT: Sql = Sql::same(
    "insert into account (id, pseudonym, pseudonym_key, secret_hash, public, created_on)
    values ($1, $2, $3, $4, $5, $6)",
);

pub(crate) const DELETE: Sql = Sql::same("delete from account where id = $1");

pub(crate) const DELETE_SESSIONS: Sql = Sql::same("delete from session where account_id = $1");

pub(crate) const DELETE_PASSKEYS: Sql = Sql::same("delete from passkey where account_id = $1");

const KNOWN: Sql = Sql::same("select id from account where id = $1");

const INSERT_GRANT: Sql = Sql::same(
    "insert into role_grant (account_id, role, territory, granted_on) values ($1, $2, $3, $4)
    on conflict (account_id, role, territory) do nothing",
);

const DELETE_GRANT: Sql = Sql::same("delete from role_grant where account_id = $1 and role = $2 and territory = $3");

const SET_DISABLED: Sql = Sql::same("update account set disabled_on = $2 where id = $1");

const SET_PUBLIC: Sql = Sql::same("update account set public = $2 where id = $1");

const SET_SECRET: Sql = Sql::same("update account set secret_hash = $2 where id = $1");

pub(crate) const STATEMENTS: &[Sql] = &[
    BY_SECRET,
    BY_ID,
    BY_PSEUDONYM,
    PAGE,
    ID_BY_PSEUDONYM,
    INSERT,
    DELETE,
    DELETE_SESSIONS,
    DELETE_PASSKEYS,
    KNOWN,
    INSERT_GRANT,
    DELETE_GRANT,
    SET_DISABLED,
    SET_PUBLIC,
    SET_SECRET,
];

/// A row of `account` with what belongs to it.
#[derive(FromRow)]
pub(crate) struct AccountRow {
    id: Uuid,
    pseudonym: String,
    public: bool,
    created_on: NaiveDate,
    disabled_on: Option<NaiveDate>,
    accepted: i64,
    passkeys: i64,
    grants: Option<String>,
}

impl TryFrom<AccountRow> for Account {
    type Error = Error;

    fn try_from(row: AccountRow) -> Result<Self> {
        let listed = row.grants.as_deref().unwrap_or_default().split(',').filter(|line| !line.is_empty());
        let grants: Result<Vec<Grant>> = listed.map(|line| grant(row.id, line)).collect();
        let mut grants = grants?;
        grants.sort();
        Ok(Self {
            id: AccountId(row.id),
            pseudonym: row.pseudonym,
            public: row.public,
            created_on: row.created_on,
            disabled_on: row.disabled_on,
            grants,
            accepted: row.accepted.unsigned_abs(),
            passkeys: row.passkeys.unsigned_abs(),
        })
    }
}

fn grant(account: Uuid, line: &str) -> Result<Grant> {
    let (role, territory) = line.split_once(' ').unwrap_or((line, ""));
    let role = role.parse().map_err(|error| Error::corrupt("role_grant", "role", account, error))?;
    Ok(Grant { role, territory: (!territory.is_empty()).then(|| territory.to_owned()) })
}

pub(crate) async fn is_known(work: &mut Work, id: AccountId) -> Result<bool> {
    let found: Option<Uuid> =
        within!(&mut work.tx, KNOWN, |db, sql| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await)?;
    Ok(found.is_some())
}

pub(crate) async fn insert_grant(work: &mut Work, id: AccountId, grant: &Grant) -> Result<()> {
    let (day, territory) = (work.today, grant.territory.as_deref().unwrap_or_default());
    within!(&mut work.tx, INSERT_GRANT, |db, sql| {
        let statement = sqlx::query(sql).bind(id.0).bind(grant.role.key()).bind(territory).bind(day);
        statement.execute(db).await.map(drop)
    })?;
    Ok(())
}

pub(crate) async fn delete_grant(work: &mut Work, id: AccountId, grant: &Grant) -> Result<()> {
    let territory = grant.territory.as_deref().unwrap_or_default();
    within!(&mut work.tx, DELETE_GRANT, |db, sql| {
        sqlx::query(sql).bind(id.0).bind(grant.role.key()).bind(territory).execute(db).await.map(drop)
    })?;
    Ok(())
}

pub(crate) async fn set_disabled(work: &mut Work, id: AccountId, day: Option<NaiveDate>) -> Result<()> {
    within!(&mut work.tx, SET_DISABLED, |db, sql| sqlx::query(sql).bind(id.0).bind(day).execute(db).await.map(drop))?;
    Ok(())
}

pub(crate) async fn set_public(work: &mut Work, id: AccountId, public: bool) -> Result<()> {
    within!(&mut work.tx, SET_PUBLIC, |db, sql| sqlx::query(sql).bind(id.0).bind(public).execute(db).await.map(drop))?;
    Ok(())
}

pub(crate) async fn set_secret(work: &mut Work, id: AccountId, hash: &[u8; 32]) -> Result<()> {
    within!(&mut work.tx, SET_SECRET, |db, sql| {
        sqlx::query(sql).bind(id.0).bind(hash.as_slice()).execute(db).await.map(drop)
    })?;
    Ok(())
}

/// Runs a statement whose one parameter is the account.
pub(crate) async fn delete_of(work: &mut Work, statement: Sql, id: AccountId) -> Result<()> {
    within!(&mut work.tx, statement, |db, sql| sqlx::query(sql).bind(id.0).execute(db).await.map(drop))?;
    Ok(())
}
