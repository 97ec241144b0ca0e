//! Sessions: who is logged in, known by the hash of an id that only the browser has.

use sqlx::FromRow;

use crate::account::account_row::{AccountRow, account_columns};
use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::writer::Job;
use crate::{Account, AccountId, Error, Result, Store};

/// Sessions end by themselves (reliability, row 13). In tens of minutes, which is all that is kept of the time: a
/// session may end up to ten minutes early, and never late.
struct Limits {
    /// Without a request.
    idle: i64,
    /// In any case.
    life: i64,
}

/// 12 hours without a request, 7 days in all.
const CONTRIBUTORS: Limits = Limits { idle: 12 * 6, life: 7 * 24 * 6 };

/// 30 minutes without a request, 12 hours in all.
const STAFF: Limits = Limits { idle: 3, life: 12 * 6 };

const BY_HASH: Sql = Sql::same(concat!(
    "select s.started, s.seen, s.strong, s.ceremony, ",
    account_columns!(),
    "from session s join account a on a.id = s.account_id where s.hash = $1 and a.disabled_on is null"
));

const INSERT: Sql =
    Sql::same("insert into session (hash, account_id, started, seen, strong) values ($1, $2, $3, $3, $4)");

const TOUCH: Sql = Sql::same("update session set seen = $2 where hash = $1 and seen < $2");

const SET_CEREMONY: Sql = Sql::same("update session set ceremony = $2 where hash = $1");

const DELETE: Sql = Sql::same("delete from session where hash = $1");

const DELETE_OF_ACCOUNT: Sql = Sql::same("delete from session where account_id = $1");

const DELETE_OLD: Sql = Sql::same("delete from session where seen <= $1 or started <= $2");

const COUNT: Sql = Sql::same("select count(*) from session where account_id = $1 and seen > $2");

pub(crate) const STATEMENTS: &[Sql] =
    &[BY_HASH, INSERT, TOUCH, SET_CEREMONY, DELETE, DELETE_OF_ACCOUNT, DELETE_OLD, COUNT];

/// SHA-256 of the id in a cookie.
pub type SessionHash = [u8; 32];

/// Somebody who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub account: Account,
    /// Was a passkey shown?
    pub strong: bool,
    /// What a passkey ceremony under way has to be checked against.
    pub ceremony: Option<String>,
}

/// A session to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the id in the cookie.
    pub hash: SessionHash,
    /// Whose it is.
    pub account: AccountId,
    /// Was a passkey shown?
    pub strong: bool,
    /// The session that ends in its favour.
    pub replaces: Option<SessionHash>,
}

#[derive(FromRow)]
struct SessionRow {
    started: i64,
    seen: i64,
    strong: bool,
    ceremony: Option<String>,
    #[sqlx(flatten)]
    account: AccountRow,
}

enum Change {
    Touch(SessionHash),
    SetCeremony(SessionHash, Option<String>),
    End(SessionHash),
    EndAllOf(AccountId),
}

impl Store {
    /// Begins a session, and forgets those that ended by themselves.
    pub async fn begin_session(&self, session: NewSession) -> Result<()> {
        self.writer().run(session).await
    }

    /// The session of a cookie, as long as it lives. A request keeps it alive.
    pub async fn session(&self, hash: SessionHash) -> Result<Option<Session>> {
        let row: Option<SessionRow> = on!(self.readers(), BY_HASH, |db, sql| {
            sqlx::query_as(sql).bind(hash.as_slice()).fetch_optional(db).await
        })?;
        let Some(row) = row else { return Ok(None) };
        let (started, seen) = (row.started, row.seen);
        let session = Session { account: row.account.try_into()?, strong: row.strong, ceremony: row.ceremony };
        let now = self.options().world.ten_minutes();
        if !limits(&session.account).allow(started, seen, now) {
            self.end_session(hash).await?;
            return Ok(None);
        }
        if seen < now {
            self.writer().run(Change::Touch(hash)).await?;
        }
        Ok(Some(session))
    }

    /// Keeps what a passkey ceremony has to be checked against, or forgets it.
    pub async fn set_ceremony(&self, hash: SessionHash, ceremony: Option<String>) -> Result<()> {
        self.writer().run(Change::SetCeremony(hash, ceremony)).await
    }

    /// Ends a session.
    pub async fn end_session(&self, hash: SessionHash) -> Result<()> {
        self.writer().run(Change::End(hash)).await
    }

    /// Ends every session of an account.
    pub async fn end_sessions_of(&self, account: AccountId) -> Result<()> {
        self.writer().run(Change::EndAllOf(account)).await
    }

    /// How many sessions of an account may still live.
    pub async fn count_sessions(&self, account: AccountId) -> Result<u64> {
        let since = self.options().world.ten_minutes() - CONTRIBUTORS.idle;
        let count: i64 = on!(self.readers(), COUNT, |db, sql| {
            sqlx::query_scalar(sql).bind(account.0).bind(since).fetch_one(db).await
        })?;
        Ok(count.unsigned_abs())
    }
}

fn limits(account: &Account) -> &'static Limits {
    if account.is_staff() { &STAFF } else { &CONTRIBUTORS }
}

impl Limits {
    /// A clock that was set back must not lengthen a session either: what lies in the future is over.
    fn allow(&self, started: i64, seen: i64, now: i64) -> bool {
        (0..self.idle).contains(&(now - seen)) && (0..self.life).contains(&(now - started))
    }
}

impl Job for NewSession {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        if !crate::account::account_row::is_known(work, self.account).await? {
            return Err(Error::NoSuchAccount);
        }
        let now = work.options.world.ten_minutes();
        let (seen, started) = (now - CONTRIBUTORS.idle, now - CONTRIBUTORS.life);
        within!(&mut work.tx, DELETE_OLD, |db, sql| {
            sqlx::query(sql).bind(seen).bind(started).execute(db).await.map(drop)
        })?;
        if let Some(old) = self.replaces {
            Change::End(old).run(work).await?;
        }
        within!(&mut work.tx, INSERT, |db, sql| {
            let statement = sqlx::query(sql).bind(self.hash.as_slice()).bind(self.account.0);
            statement.bind(now).bind(self.strong).execute(db).await.map(drop)
        })?;
        Ok(())
    }
}

impl Job for Change {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        let now = work.options.world.ten_minutes();
        match self {
            Self::Touch(hash) => within!(&mut work.tx, TOUCH, |db, sql| {
                sqlx::query(sql).bind(hash.as_slice()).bind(now).execute(db).await.map(drop)
            })?,
            Self::SetCeremony(hash, ceremony) => within!(&mut work.tx, SET_CEREMONY, |db, sql| {
                sqlx::query(sql).bind(hash.as_slice()).bind(ceremony).execute(db).await.map(drop)
            })?,
            Self::End(hash) => within!(&mut work.tx, DELETE, |db, sql| {
                sqlx::query(sql).bind(hash.as_slice()).execute(db).await.map(drop)
            })?,
            Self::EndAllOf(account) => within!(&mut work.tx, DELETE_OF_ACCOUNT, |db, sql| {
                sqlx::query(sql).bind(account.0).execute(db).await.map(drop)
            })?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_never_outlives_its_limits_whatever_the_clock_does() {
        for (limits, idle, life) in [(&CONTRIBUTORS, 71, 1007), (&STAFF, 2, 71)] {
            assert!(limits.allow(0, 0, idle) && !limits.allow(0, 0, idle + 1));
            assert!(limits.allow(0, life, life) && !limits.allow(0, life + 1, life + 1));
            assert!(!limits.allow(0, 1, 0) && !limits.allow(1, 0, 0));
        }
    }
}
