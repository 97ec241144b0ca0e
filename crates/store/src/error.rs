//! Everything that can go wrong between a caller and the kept census.

use std::sync::Arc;

use census::{Inapplicable, InvalidChain};
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use crate::ContributionState;

/// What the store answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed. Cloneable, because all callers of one group commit may get the same answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The contribution is at another version than the one the caller saw (HTTP 412).
    #[error("the contribution is at version {current} now")]
    Conflict {
        /// The version that is kept.
        current: u32,
    },
    /// The same sender's id came with another body before (HTTP 422).
    #[error("this client_id was used for another contribution")]
    IdempotencyConflict,
    /// The contribution does not fit what the census holds (HTTP 404, 409 or 422).
    #[error(transparent)]
    Inapplicable(#[from] Inapplicable),
    /// Only a contribution that waits can be amended or merged (HTTP 409).
    #[error("the contribution is {0} already")]
    Decided(ContributionState),
    /// There is no such contribution (HTTP 404).
    #[error("there is no such contribution")]
    NoSuchContribution,
    /// There is no such entity (HTTP 404).
    #[error("there is no such entity")]
    NoSuchEntity,
    /// Another moderator is looking at the contribution (HTTP 409).
    #[error("another moderator is looking at this contribution")]
    Claimed,
    /// There is no such decision, or it does not wait (HTTP 404).
    #[error("there is no such decision, or it does not wait for anybody")]
    NoSuchDecision,
    /// Whoever asked for something cannot be the second one who agrees (HTTP 403).
    #[error("another moderator has to agree")]
    NeedsAnother,
    /// A record made by the sample generator, in a census of real things (HTTP 422).
    #[error("the record is fictional, and this census keeps real things only")]
    Fictional,
    /// Another account has a pseudonym that looks the same (HTTP 422).
    #[error("another account has this pseudonym, or one that looks like it")]
    PseudonymTaken,
    /// There is no such account, or not any more (HTTP 404).
    #[error("there is no such account")]
    NoSuchAccount,
    /// There is no such import, or it was closed (HTTP 409).
    #[error("there is no open import batch of this id")]
    NoOpenBatch,
    /// A contribution holds a few photos only (HTTP 409).
    #[error("the contribution has as many photos as it can hold")]
    TooManyPhotos,
    /// The photo was boxed, decided on or deleted meanwhile (HTTP 409).
    #[error("the photo was changed meanwhile")]
    PhotoChanged,
    /// A photo is published with what it shows, and that is not there yet (HTTP 409).
    #[error("the contribution of this photo led to nothing yet")]
    PhotoWithoutEntity,
    /// The census knows another SHA-256 of this document (HTTP 422).
    #[error("the document has another sha256 than this file")]
    OtherFile,
    /// A document holds a few files only (HTTP 409).
    #[error("the document has as many files as it can hold")]
    TooManyPieces,
    /// The file was deleted meanwhile (HTTP 409).
    #[error("the file was deleted meanwhile")]
    PieceGone,
    /// The disk is full; nothing was kept, and writing works again as soon as there is room (HTTP 507).
    #[error("the disk is full")]
    Full,
    /// The database cannot be reached or is busy; try again (HTTP 503).
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database, its folder or its server takes no writes (HTTP 503).
    #[error(
        "the database takes no writes: its file, its folder, its disk or its server is read-only; make it writable"
    )]
    ReadOnly,
    /// There is no database, and none can be made.
    #[error(
        "there is no database at {0}, and its folder takes no files; name another place, or make the folder writable"
    )]
    CannotBeMade(String),
    /// A journal that was left behind can only be read by writing beside it.
    #[error(
        "{0} was not closed, and its folder takes no files, so its last changes cannot be read; make the folder writable once"
    )]
    JournalNeedsWriting(String),
    /// The file lies where SQLite's locks do not hold.
    #[error(
        "{file} lies on a network file system ({kind}), where the locks of SQLite do not hold and the database would be \
         damaged; move it to a disk of this machine, or use PostgreSQL"
    )]
    NetworkFileSystem {
        /// The database.
        file: String,
        /// The type of the file system.
        kind: String,
    },
    /// The file is no longer a sound database.
    #[error(
        "the database is damaged ({0}); keep the file, put the newest backup in its place, and run `technopolice check` \
         before serving it"
    )]
    Damaged(String),
    /// This SQLite can corrupt a database in WAL mode.
    #[error("SQLite {found} can corrupt a database in WAL mode; 3.51.3 or newer is needed")]
    UnsafeSqlite {
        /// The version that was found.
        found: String,
    },
    /// A newer technopolice wrote this database.
    #[error("the database has schema {found}, this program knows {known}; use a newer technopolice")]
    NewerSchema {
        /// The newest migration in the database.
        found: i64,
        /// The newest migration in the program.
        known: i64,
    },
    /// The database must be brought up to date, and takes no writes.
    #[error(
        "the database has schema {found}, this program needs {known}, and it takes no writes; make it writable once"
    )]
    OlderSchema {
        /// The newest migration in the database.
        found: i64,
        /// The newest migration in the program.
        known: i64,
    },
    /// The file is an SQLite database of another application.
    #[error("this is the database of another application (application_id {0:#x})")]
    ForeignDatabase(i64),
    /// A kept value cannot be true.
    #[error("{table}.{column} of {id} cannot be read: {detail}")]
    Corrupt {
        /// Where the value is kept.
        table: &'static str,
        /// The column, or several that contradict each other.
        column: &'static str,
        /// The row.
        id: String,
        /// What is wrong with it.
        detail: String,
    },
    /// A revision does not follow from those before it.
    #[error(transparent)]
    Chain(#[from] InvalidChain),
    /// The schema could not be brought up to date.
    #[error("the migrations failed: {0}")]
    Migration(Arc<MigrateError>),
    /// Anything else the engine says.
    #[error("the database failed: {0}")]
    Engine(Arc<sqlx::Error>),
}

impl Error {
    /// Did the store work as it should and only refuse this one request?
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. }
                | Self::IdempotencyConflict
                | Self::Inapplicable(_)
                | Self::Decided(_)
                | Self::NoSuchContribution
                | Self::NoSuchEntity
                | Self::Claimed
                | Self::NoSuchDecision
                | Self::NeedsAnother
                | Self::Fictional
                | Self::PseudonymTaken
                | Self::NoSuchAccount
                | Self::NoOpenBatch
                | Self::TooManyPhotos
                | Self::PhotoChanged
                | Self::PhotoWithoutEntity
                | Self::OtherFile
                | Self::TooManyPieces
                | Self::PieceGone
        )
    }

    /// May the same request succeed later without anybody changing it?
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Full | Self::Unavailable(_) | Self::ReadOnly)
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over errors that they have no other use for")]
    pub(crate) fn corrupt(table: &'static str, column: &'static str, id: impl ToString, detail: impl ToString) -> Self {
        Self::Corrupt { table, column, id: id.to_string(), detail: detail.to_string() }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(answer) => of_engine(answer.as_ref()).unwrap_or_else(|| Self::Engine(error.into())),
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Engine(error.into()),
        }
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Self::Migration(other.into()),
        }
    }
}

fn of_engine(answer: &dyn sqlx::error::DatabaseError) -> Option<Error> {
    let (code, text) = (answer.code()?, answer.to_string());
    if answer.try_downcast_ref::<SqliteError>().is_some() {
        return of_sqlite(code.parse().ok()?, text);
    }
    answer.try_downcast_ref::<PgDatabaseError>().and_then(|_| of_postgres(&code, text))
}

/// What SQLite says when it could not write, sync or cut a file: a disk that has become read-only while it was open.
const IOERR_WRITING: [i32; 4] = [778, 1034, 1290, 1546];

/// Result codes of SQLite; the low byte of an extended code is its primary code.
fn of_sqlite(code: i32, text: String) -> Option<Error> {
    match code & 0xff {
        13 => Some(Error::Full),
        8 => Some(Error::ReadOnly),
        _ if IOERR_WRITING.contains(&code) => Some(Error::ReadOnly),
        11 | 26 => Some(Error::Damaged(text)),
        5 | 6 | 10 | 14 => Some(Error::Unavailable(text)),
        _ => None,
    }
}

/// SQLSTATE classes of PostgreSQL (appendix A of its manual).
fn of_postgres(code: &str, text: String) -> Option<Error> {
    match code {
        "53100" => Some(Error::Full),
        "25006" => Some(Error::ReadOnly),
        "40001" | "40P01" | "53300" | "57P01" | "57P02" | "57P03" => Some(Error::Unavailable(text)),
        _ if code.starts_with("08") => Some(Error::Unavailable(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_that_pass_are_told_from_those_that_do_not() {
        assert!(matches!(of_sqlite(13, String::new()), Some(Error::Full)));
        for busy in [5, 6, 10, 14, 517, 4874] {
            assert!(matches!(of_sqlite(busy, String::new()), Some(Error::Unavailable(_))), "{busy}");
        }
        for read_only in [8, 1032, 778, 1034] {
            assert!(matches!(of_sqlite(read_only, String::new()), Some(Error::ReadOnly)), "{read_only}");
        }
        for damaged in [11, 267, 26] {
            assert!(matches!(of_sqlite(damaged, String::new()), Some(Error::Damaged(_))), "{damaged}");
        }
        assert!(of_sqlite(2067, String::new()).is_none(), "a broken constraint is not temporary");
        assert!(matches!(of_postgres("53100", String::new()), Some(Error::Full)));
        assert!(matches!(of_postgres("08006", String::new()), Some(Error::Unavailable(_))));
        assert!(of_postgres("23505", String::new()).is_none());
    }
}
