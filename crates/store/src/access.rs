//! Does the database take writes at the moment? While it does not, everything can be read, and writing is tried again
//! until it works.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::pool::Pool;
use crate::sql::{Sql, within};
use crate::sqlite::Readers;
use crate::{Error, Result};

/// How often writing is tried while it fails.
pub(crate) const TRY_AGAIN: Duration = Duration::from_secs(2);

const APPEAR: Sql = Sql::same("insert into instance (key, value) values ('writable', $1)");

const VANISH: Sql = Sql::same("delete from instance where key = 'writable'");

pub(crate) const STATEMENTS: &[Sql] = &[APPEAR, VANISH];

/// Whether a store writes, known to its writer and to everybody who asks.
pub(crate) struct Access {
    read_only: AtomicBool,
    /// Of an SQLite file.
    readers: Option<Readers>,
}

impl Access {
    pub(crate) fn new(read_only: bool, readers: Option<Readers>) -> Self {
        if read_only {
            tracing::warn!("{}; until then the census can only be read", Error::ReadOnly);
        }
        Self { read_only: AtomicBool::new(read_only), readers }
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only.load(Ordering::Relaxed)
    }

    /// Notes why a write failed.
    pub(crate) fn note(&self, error: &Error) {
        if matches!(error, Error::ReadOnly) && !self.read_only.swap(true, Ordering::Relaxed) {
            tracing::error!("{error}; until then the census can only be read");
        }
    }

    /// Writes something that leaves no trace; when that works, everything else will.
    pub(crate) async fn try_again(&self, writing: &Pool) {
        writing.open_anew().await;
        match write(writing).await {
            Ok(()) => {
                if let Some(readers) = &self.readers {
                    readers.thaw();
                }
                self.read_only.store(false, Ordering::Relaxed);
                tracing::info!("The database takes writes again");
            }
            Err(error) => tracing::debug!(%error, "The database takes no writes yet"),
        }
    }
}

/// A row that comes and goes in one transaction.
async fn write(pool: &Pool) -> Result<()> {
    let mut tx = pool.begin_write().await?;
    within!(&mut tx, APPEAR, |db, sql| sqlx::query(sql).bind([0_u8].as_slice()).execute(db).await.map(drop))?;
    within!(&mut tx, VANISH, |db, sql| sqlx::query(sql).execute(db).await.map(drop))?;
    tx.commit().await
}
