//! Copies of documents as they are written and read back.

use census::EntityId;
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::photo::photo_row::{file_hash, forget_waste, waste};
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::{AccountId, Error, FileHash, Piece, PieceId, Result};

macro_rules! columns {
    () => {
        "select id, document_id, state, sha256, bytes, account_id, day from piece "
    };
}

pub(crate) const BY_ID: Sql = Sql::same(concat!(columns!(), "where id = $1"));

pub(crate) const OF_DOCUMENT: Sql =
    Sql::same(concat!(columns!(), "where document_id = $1 and state <> 'deleted' order by id"));

/// All that everybody may read, by id.
pub(crate) const PUBLISHED: Sql =
    Sql::same(concat!(columns!(), "where state = 'published' and id > $1 order by id limit $2"));

pub(crate) const WAITING: Sql = Sql::same(concat!(columns!(), "where state = 'waiting' order by id limit $1"));

const OF_ACCOUNT: Sql = Sql::same(concat!(
    columns!(),
    "where account_id = $1 and state <> 'deleted' and day between $2 and $3 order by id"
));

pub(crate) const PUBLISHED_WITH: Sql =
    Sql::same("select count(*) from piece where state = 'published' and sha256 = $1");

const INSERT: Sql = Sql::same(
    "insert into piece (id, document_id, state, sha256, bytes, account_id, day) values ($1, $2, $3, $4, $5, $6, $7)",
);

const UPDATE: Sql = Sql::same("update piece set state = $2, sha256 = $3, account_id = $4 where id = $1");

const MOVE: Sql = Sql::same("update piece set document_id = $2 where document_id = $1");

const FORGET_ACCOUNT: Sql = Sql::same("update piece set account_id = null where account_id = $1");

pub(crate) const STATEMENTS: &[Sql] =
    &[BY_ID, OF_DOCUMENT, PUBLISHED, WAITING, OF_ACCOUNT, PUBLISHED_WITH, INSERT, UPDATE, MOVE, FORGET_ACCOUNT];

/// A row of `piece`.
#[derive(FromRow)]
pub(crate) struct PieceRow {
    id: Uuid,
    document_id: Uuid,
    state: String,
    sha256: Option<Vec<u8>>,
    bytes: i64,
    account_id: Option<Uuid>,
    day: NaiveDate,
}

impl TryFrom<PieceRow> for Piece {
    type Error = Error;

    fn try_from(row: PieceRow) -> Result<Self> {
        let id = row.id;
        Ok(Self {
            id: PieceId(id),
            document: EntityId(row.document_id),
            state: row.state.parse().map_err(|error| Error::corrupt("piece", "state", id, error))?,
            file: row.sha256.map(|kept| file_hash("piece", "sha256", &kept)).transpose()?,
            bytes: u64::try_from(row.bytes).map_err(|error| Error::corrupt("piece", "bytes", id, error))?,
            account: row.account_id.map(AccountId),
            day: row.day,
        })
    }
}

/// The copy of an id.
pub(crate) async fn by_id(work: &mut Work, id: PieceId) -> Result<Option<Piece>> {
    let row: Option<PieceRow> =
        within!(&mut work.tx, BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
    row.map(Piece::try_from).transpose()
}

/// The copies of a document, the deleted ones apart.
pub(crate) async fn of_document(work: &mut Work, document: EntityId) -> Result<Vec<Piece>> {
    let rows: Vec<PieceRow> =
        within!(&mut work.tx, OF_DOCUMENT, |db, sql| sqlx::query_as(sql).bind(document.0).fetch_all(db).await)?;
    rows.into_iter().map(Piece::try_from).collect()
}

/// What an account sent from one day to another.
pub(crate) async fn of_account(work: &mut Work, by: AccountId, from: NaiveDate, to: NaiveDate) -> Result<Vec<Piece>> {
    let rows: Vec<PieceRow> = within!(&mut work.tx, OF_ACCOUNT, |db, sql| {
        sqlx::query_as(sql).bind(by.0).bind(from).bind(to).fetch_all(db).await
    })?;
    rows.into_iter().map(Piece::try_from).collect()
}

/// Writes a new copy. Its file is wanted again, should it have been waste.
pub(crate) async fn insert(work: &mut Work, piece: &Piece) -> Result<()> {
    let bytes = i64::try_from(piece.bytes).unwrap_or(i64::MAX);
    within!(&mut work.tx, INSERT, |db, sql| {
        let statement = sqlx::query(sql).bind(piece.id.0).bind(piece.document.0).bind(piece.state.key());
        let statement = statement.bind(piece.file.map(|file| file.to_vec())).bind(bytes);
        statement.bind(piece.account.map(|id| id.0)).bind(piece.day).execute(db).await.map(drop)
    })?;
    want(work, piece).await
}

/// Writes a changed copy. The file `old` becomes waste, unless something still speaks of it.
pub(crate) async fn update(work: &mut Work, piece: &Piece, old: Option<FileHash>) -> Result<()> {
    within!(&mut work.tx, UPDATE, |db, sql| {
        let statement = sqlx::query(sql).bind(piece.id.0).bind(piece.state.key());
        let statement = statement.bind(piece.file.map(|file| file.to_vec())).bind(piece.account.map(|id| id.0));
        statement.execute(db).await.map(drop)
    })?;
    if let Some(old) = old {
        waste(work, old).await?;
    }
    want(work, piece).await
}

/// The copies of a document that gives way to another one belong to that one.
pub(crate) async fn move_to(work: &mut Work, gives_way: EntityId, stays: EntityId) -> Result<()> {
    within!(&mut work.tx, MOVE, |db, sql| {
        sqlx::query(sql).bind(gives_way.0).bind(stays.0).execute(db).await.map(drop)
    })?;
    Ok(())
}

/// An account is deleted: what it sent is nobody's.
pub(crate) async fn forget_account(work: &mut Work, id: AccountId) -> Result<()> {
    within!(&mut work.tx, FORGET_ACCOUNT, |db, sql| sqlx::query(sql).bind(id.0).execute(db).await.map(drop))?;
    Ok(())
}

async fn want(work: &mut Work, piece: &Piece) -> Result<()> {
    if let Some(file) = piece.file {
        forget_waste(work, file).await?;
    }
    Ok(())
}
