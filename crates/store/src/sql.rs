//! One text, two engines.

use crate::pool::Pool;
use crate::{
    Result, account_row, attribution, check, contribution_row, counts, dump, feature, history, import, import_batch,
    index, instance, passkey, roll_back, rows, session, writer,
};
use sqlx::{Executor, SqlSafeStr};

/// One statement: the same words for both engines, unless a dialect forces two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

impl Sql {
    pub(crate) const fn same(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }
}

/// Runs one expression on the pool of either engine.
macro_rules! on {
    ($pool:expr, $sql:expr, |$db:ident, $text:ident| $run:expr) => {
        match $pool {
            $crate::pool::Pool::Sqlite($db) => {
                let $text = $sql.sqlite;
                $run
            }
            $crate::pool::Pool::Postgres($db) => {
                let $text = $sql.postgres;
                $run
            }
        }
    };
}

/// The same inside a transaction.
macro_rules! within {
    ($tx:expr, $sql:expr, |$db:ident, $text:ident| $run:expr) => {
        match $tx {
            $crate::pool::Tx::Sqlite(transaction) => {
                let ($db, $text) = (&mut **transaction, $sql.sqlite);
                $run
            }
            $crate::pool::Tx::Postgres(transaction) => {
                let ($db, $text) = (&mut **transaction, $sql.postgres);
                $run
            }
        }
    };
}

pub(crate) use {on, within};

/// Every statement of the store, so that a test can prepare them all on both engines.
fn statements() -> impl Iterator<Item = Sql> {
    let lists: [&[Sql]; 17] = [
        account_row::STATEMENTS,
        attribution::STATEMENTS,
        check::STATEMENTS,
        contribution_row::STATEMENTS,
        counts::STATEMENTS,
        dump::STATEMENTS,
        feature::STATEMENTS,
        history::STATEMENTS,
        import::STATEMENTS,
        import_batch::STATEMENTS,
        index::STATEMENTS,
        instance::STATEMENTS,
        passkey::STATEMENTS,
        roll_back::STATEMENTS,
        rows::STATEMENTS,
        session::STATEMENTS,
        writer::STATEMENTS,
    ];
    lists.into_iter().flatten().copied()
}

/// Prepares every statement; the first that names a missing table or column fails.
pub(crate) async fn prepare_all(pool: &Pool) -> Result<usize> {
    let mut count = 0;
    for statement in statements() {
        on!(pool, statement, |db, text| db.prepare(text.into_sql_str()).await.map(drop))?;
        count += 1;
    }
    Ok(count)
}
