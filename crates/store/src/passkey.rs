//! Passkeys: what an authenticator can prove that it holds the private half of.

use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::writer::Job;
use crate::{AccountId, Error, Result, Store};

const OF_ACCOUNT: Sql =
    Sql::same("select id, name, credential, added_on from passkey where account_id = $1 order by added_on, id");

const INSERT: Sql =
    Sql::same("insert into passkey (id, account_id, name, credential, added_on) values ($1, $2, $3, $4, $5)");

const UPDATE: Sql = Sql::same("update passkey set credential = $3 where id = $1 and account_id = $2");

const DELETE: Sql = Sql::same("delete from passkey where id = $1 and account_id = $2");

pub(crate) const STATEMENTS: &[Sql] = &[OF_ACCOUNT, INSERT, UPDATE, DELETE];

/// A passkey of an account.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Passkey {
    /// Its name for the program.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// JSON of the public key and its counter, as the library that checks it wrote it.
    pub credential: String,
    /// The day it was added.
    pub added_on: NaiveDate,
}

enum Change {
    Add { name: String, credential: String },
    Update { id: Uuid, credential: String },
    Remove { id: Uuid },
}

struct ChangeOf(AccountId, Change);

impl Store {
    /// The passkeys of an account, the oldest day first.
    pub async fn passkeys(&self, account: AccountId) -> Result<Vec<Passkey>> {
        Ok(on!(self.readers(), OF_ACCOUNT, |db, sql| sqlx::query_as(sql).bind(account.0).fetch_all(db).await)?)
    }

    /// Adds a passkey to an account.
    pub async fn add_passkey(&self, account: AccountId, name: String, credential: String) -> Result<()> {
        self.writer().run(ChangeOf(account, Change::Add { name, credential })).await.map(drop)
    }

    /// Keeps the counter of a passkey that was shown.
    pub async fn update_passkey(&self, account: AccountId, id: Uuid, credential: String) -> Result<()> {
        self.writer().run(ChangeOf(account, Change::Update { id, credential })).await.map(drop)
    }

    /// Removes a passkey; `false` when the account has none of this id.
    pub async fn remove_passkey(&self, account: AccountId, id: Uuid) -> Result<bool> {
        self.writer().run(ChangeOf(account, Change::Remove { id })).await
    }
}

impl Job for ChangeOf {
    /// Was there anything to change?
    type Output = bool;

    async fn run(&self, work: &mut Work) -> Result<bool> {
        let (account, day) = (self.0, work.today);
        if !crate::account::account_row::is_known(work, account).await? {
            return Err(Error::NoSuchAccount);
        }
        let rows = match &self.1 {
            Change::Add { name, credential } => {
                let id = work.salts.id();
                within!(&mut work.tx, INSERT, |db, sql| {
                    let statement = sqlx::query(sql).bind(id).bind(account.0).bind(name).bind(credential);
                    statement.bind(day).execute(db).await.map(|done| done.rows_affected())
                })?
            }
            Change::Update { id, credential } => within!(&mut work.tx, UPDATE, |db, sql| {
                let statement = sqlx::query(sql).bind(id).bind(account.0).bind(credential);
                statement.execute(db).await.map(|done| done.rows_affected())
            })?,
            Change::Remove { id } => within!(&mut work.tx, DELETE, |db, sql| {
                sqlx::query(sql).bind(id).bind(account.0).execute(db).await.map(|done| done.rows_affected())
            })?,
        };
        Ok(rows > 0)
    }
}
