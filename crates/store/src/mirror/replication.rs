//! Files of changes, numbered and closed every hour: which revisions lie in which. The revisions themselves are in the
//! chain, so that what is erased there is in no file.

use chrono::NaiveDate;
use sqlx::FromRow;

use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::writer::Job;
use crate::{Result, Store};

/// Revisions of a file at the most: an import of a million is a hundred files.
const MOST: i64 = 10_000;

macro_rules! files {
    ($rest:literal) => {
        concat!(
            "select number, seq, day,
                coalesce((select before.seq from replication before where before.number = f.number - 1), 0) as after
            from replication f ",
            $rest
        )
    };
}

const BY_NUMBER: Sql = Sql::same(files!("where f.number = $1"));

const NEWEST: Sql = Sql::same(files!("order by f.number desc limit 1"));

const INSERT: Sql = Sql::same("insert into replication (number, seq, day) values ($1, $2, $3)");

pub(crate) const STATEMENTS: &[Sql] = &[BY_NUMBER, NEWEST, INSERT];

/// A file of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct ChangeFile {
    /// Its number: 1, 2, 3, …
    pub number: i64,
    /// The newest revision of the file before; 0 for the first.
    pub after: i64,
    /// The newest revision in it.
    pub seq: i64,
    /// The day on which it was closed.
    pub day: NaiveDate,
}

struct Close;

struct Adopt(Vec<ChangeFile>);

impl Store {
    /// A file of changes by its number, or the newest.
    pub async fn change_file(&self, number: Option<i64>) -> Result<Option<ChangeFile>> {
        let found: Option<ChangeFile> = match number {
            Some(number) => {
                on!(self.readers(), BY_NUMBER, |db, sql| sqlx::query_as(sql).bind(number).fetch_optional(db).await)?
            }
            None => on!(self.readers(), NEWEST, |db, sql| sqlx::query_as(sql).fetch_optional(db).await)?,
        };
        Ok(found)
    }

    /// Closes the file of what was published since the last one; several, when it is much, and none when it is nothing.
    /// Answers how many.
    pub async fn close_change_files(&self) -> Result<usize> {
        self.writer().run(Close).await
    }

    /// Takes over the files of an origin, which follow those that are here.
    pub async fn adopt_change_files(&self, files: Vec<ChangeFile>) -> Result<()> {
        self.writer().run(Adopt(files)).await
    }
}

impl Job for Close {
    type Output = usize;

    async fn run(&self, work: &mut Work) -> Result<usize> {
        let newest: Option<ChangeFile> =
            within!(&mut work.tx, NEWEST, |db, sql| sqlx::query_as(sql).fetch_optional(db).await)?;
        let (mut number, mut seq) = newest.map_or((0, 0), |file| (file.number, file.seq));
        let (head, day) = (work.last_place().await?, work.today);
        let before = number;
        while seq < head {
            (number, seq) = (number + 1, head.min(seq + MOST));
            insert(work, number, seq, day).await?;
        }
        Ok((number - before) as usize)
    }
}

impl Job for Adopt {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        for file in &self.0 {
            insert(work, file.number, file.seq, file.day).await?;
        }
        Ok(())
    }
}

async fn insert(work: &mut Work, number: i64, seq: i64, day: NaiveDate) -> Result<()> {
    within!(&mut work.tx, INSERT, |db, sql| {
        sqlx::query(sql).bind(number).bind(seq).bind(day).execute(db).await.map(drop)
    })?;
    Ok(())
}
