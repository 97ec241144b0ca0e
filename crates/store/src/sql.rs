//! One text, two engines.

use crate::pool::Pool;
use crate::{
    Result, access, account::account_row, attribution, candidate, check, contribution::contribution_row, counts,
    decision, dump, feature, history, import, import::import_batch, index, instance, mirror, news, passkey, past,
    photo::photo_row, piece::piece_row, queue, record, record::record_row, redact::erasures, redact::redact_row,
    resolve, revert, rows, schema, scope, search, search::search_fill, search::search_row, session, snapshot, summary,
    trace, unify, witness, writer,
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
            $crate::pool::Pool::Postgres(pool) => {
                let $text = $sql.postgres;
                async {
                    let mut held = $crate::postgres::Held::of(pool).await?;
                    let $db = &mut *held;
                    let answer = $crate::postgres::in_time(async { $run }).await?;
                    held.finish();
                    Ok(answer)
                }
                .await
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
                $crate::postgres::in_time(async { $run }).await
            }
        }
    };
}

pub(crate) use {on, within};

/// Every statement of the store, so that a test can prepare them all on both engines.
fn statements() -> impl Iterator<Item = Sql> {
    let lists: &[&[Sql]] = &[
        access::STATEMENTS,
        account_row::STATEMENTS,
        attribution::STATEMENTS,
        candidate::STATEMENTS,
        check::STATEMENTS,
        contribution_row::STATEMENTS,
        counts::STATEMENTS,
        decision::STATEMENTS,
        dump::STATEMENTS,
        feature::STATEMENTS,
        history::STATEMENTS,
        past::STATEMENTS,
        import::STATEMENTS,
        import_batch::STATEMENTS,
        index::STATEMENTS,
        instance::STATEMENTS,
        mirror::STATEMENTS,
        mirror::aside::STATEMENTS,
        mirror::replication::STATEMENTS,
        news::STATEMENTS,
        record::STATEMENTS,
        record_row::STATEMENTS,
        erasures::STATEMENTS,
        redact_row::STATEMENTS,
        resolve::STATEMENTS,
        photo_row::STATEMENTS,
        piece_row::STATEMENTS,
        revert::STATEMENTS,
        scope::STATEMENTS,
        queue::STATEMENTS,
        rows::STATEMENTS,
        trace::STATEMENTS,
        unify::STATEMENTS,
        witness::STATEMENTS,
        schema::STATEMENTS,
        search::STATEMENTS,
        search_fill::STATEMENTS,
        search_row::STATEMENTS,
        passkey::STATEMENTS,
        session::STATEMENTS,
        snapshot::STATEMENTS,
        summary::STATEMENTS,
        writer::STATEMENTS,
    ];
    let insertions = rows::INSERTIONS.into_iter().chain(search_row::INSERTIONS).chain(import::INSERTIONS);
    let single = insertions.filter_map(|insertion| insertion.for_at_most(1)).map(|(sql, _)| sql);
    lists.iter().copied().flatten().copied().chain(single)
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
