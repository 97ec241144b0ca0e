//! Stored copies of documents: what is known of them, and who may read them. The files lie on the shelf of the photos.

pub(crate) mod piece_row;

use std::fmt;
use std::str::FromStr;

use census::{EntityId, EntityKind, InvalidId, PieceState, Standing};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::piece::piece_row::PieceRow;
use crate::sql::on;
use crate::work::Work;
use crate::writer::Job;
use crate::{AccountId, Error, FileHash, Result, Store};

/// Files of one document at the most: itself and its annexes.
pub const MAX_PIECES: usize = 5;

/// Names a stored copy. Random, because an id must not tell when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PieceId(pub Uuid);

/// A file that lies on the shelf already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPiece {
    /// The document that it is a copy of.
    pub document: EntityId,
    /// The SHA-256 that was computed of it here.
    pub file: FileHash,
    /// The SHA-256 of the file as it was sent, before properties that name people were taken out; the one that a
    /// document names.
    pub sent: FileHash,
    /// Bytes of the file.
    pub bytes: u64,
    /// Who sent it.
    pub by: AccountId,
}

/// A stored copy as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its name.
    pub id: PieceId,
    /// The document that it is a copy of.
    pub document: EntityId,
    /// Who may read it.
    pub state: PieceState,
    /// Its file; `None` once deleted.
    pub file: Option<FileHash>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Who sent it; `None` once the account or the file was deleted.
    pub account: Option<AccountId>,
    /// The day it came.
    pub day: NaiveDate,
}

struct Add(NewPiece);

struct Decide {
    id: PieceId,
    state: PieceState,
}

struct Withdraw {
    id: PieceId,
    by: AccountId,
}

struct Announce(FileHash);

impl Store {
    /// Keeps a copy of a document; it waits. The same file twice is one copy.
    ///
    /// [`Error::NoSuchEntity`] when there is no such document or it stands no more; [`Error::OtherFile`] when the
    /// census knows another SHA-256 of it; [`Error::TooManyPieces`].
    pub async fn add_piece(&self, piece: NewPiece) -> Result<Piece> {
        self.writer().run(Add(piece)).await
    }

    /// Shows, hides or deletes a copy. Deleting takes the file too ([`Store::photo_waste`]) and cannot be undone.
    pub async fn decide_piece(&self, id: PieceId, state: PieceState) -> Result<Option<Piece>> {
        self.writer().run(Decide { id, state }).await
    }

    /// Deletes a copy that an account sent; `None` when it is somebody else's, or gone.
    pub async fn withdraw_piece(&self, id: PieceId, by: AccountId) -> Result<Option<Piece>> {
        self.writer().run(Withdraw { id, by }).await
    }

    /// A file that is about to lie on the shelf: it counts as waste until a copy speaks of it.
    pub async fn announce_file(&self, file: FileHash) -> Result<()> {
        self.writer().run(Announce(file)).await
    }

    /// The copy of an id, in whatever state.
    pub async fn piece(&self, id: PieceId) -> Result<Option<Piece>> {
        let row: Option<PieceRow> = on!(self.readers(), piece_row::BY_ID, |db, sql| {
            sqlx::query_as(sql).bind(id.0).fetch_optional(db).await
        })?;
        row.map(Piece::try_from).transpose()
    }

    /// The copies of a document, whoever may read them, the deleted ones apart.
    pub async fn pieces_of(&self, document: EntityId) -> Result<Vec<Piece>> {
        let rows: Vec<PieceRow> = on!(self.readers(), piece_row::OF_DOCUMENT, |db, sql| {
            sqlx::query_as(sql).bind(document.0).fetch_all(db).await
        })?;
        rows.into_iter().map(Piece::try_from).collect()
    }

    /// Every copy that everybody may read, at most `limit` behind one, by id.
    pub async fn published_pieces(&self, after: Option<PieceId>, limit: u32) -> Result<Vec<Piece>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<PieceRow> = on!(self.readers(), piece_row::PUBLISHED, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(Piece::try_from).collect()
    }

    /// Copies that wait for a moderator, at most `limit`, by id: the order tells nothing about arrival.
    pub async fn waiting_pieces(&self, limit: u32) -> Result<Vec<Piece>> {
        let rows: Vec<PieceRow> = on!(self.readers(), piece_row::WAITING, |db, sql| {
            sqlx::query_as(sql).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(Piece::try_from).collect()
    }

    /// May everybody read the file of this hash as a copy of a document?
    pub async fn is_published_piece(&self, file: FileHash) -> Result<bool> {
        let count: i64 = on!(self.readers(), piece_row::PUBLISHED_WITH, |db, sql| {
            sqlx::query_scalar(sql).bind(file.as_slice()).fetch_one(db).await
        })?;
        Ok(count > 0)
    }
}

impl Job for Add {
    type Output = Piece;

    async fn run(&self, work: &mut Work) -> Result<Piece> {
        let new = self.0;
        let entity = work.entity(new.document).await?.filter(|entity| entity.kind() == EntityKind::Document);
        let entity = entity.ok_or(Error::NoSuchEntity)?;
        let record = entity.record().filter(|record| record.standing == Standing::Current);
        let record = record.ok_or(Error::NoSuchEntity)?;
        let known = record.values.get("sha256").and_then(serde_json::Value::as_str);
        if known.is_some_and(|known| known != hex(new.sent)) {
            return Err(Error::OtherFile);
        }
        let others = piece_row::of_document(work, new.document).await?;
        if let Some(same) = others.iter().find(|other| other.file == Some(new.file)) {
            return Ok(*same);
        }
        if others.len() >= MAX_PIECES {
            return Err(Error::TooManyPieces);
        }
        let piece = Piece {
            id: PieceId(work.salts.id()),
            document: new.document,
            state: PieceState::Waiting,
            file: Some(new.file),
            bytes: new.bytes,
            account: Some(new.by),
            day: work.today,
        };
        piece_row::insert(work, &piece).await?;
        Ok(piece)
    }
}

impl Job for Decide {
    type Output = Option<Piece>;

    async fn run(&self, work: &mut Work) -> Result<Option<Piece>> {
        decide(work, self.id, self.state).await
    }
}

impl Job for Withdraw {
    type Output = Option<Piece>;

    async fn run(&self, work: &mut Work) -> Result<Option<Piece>> {
        let found = piece_row::by_id(work, self.id).await?;
        let Some(piece) = found.filter(|piece| piece.account == Some(self.by)) else { return Ok(None) };
        change(work, piece, PieceState::Deleted).await.map(Some)
    }
}

impl Job for Announce {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        crate::photo::photo_row::waste(work, self.0).await
    }
}

/// Shows, hides or deletes a copy.
pub(crate) async fn decide(work: &mut Work, id: PieceId, state: PieceState) -> Result<Option<Piece>> {
    let Some(piece) = piece_row::by_id(work, id).await? else { return Ok(None) };
    if piece.file.is_none() && state != PieceState::Deleted {
        return Err(Error::PieceGone);
    }
    change(work, piece, state).await.map(Some)
}

/// Deletes the copies of an erased document for good; answers the files that they had.
pub(crate) async fn delete_of(work: &mut Work, document: EntityId) -> Result<Vec<FileHash>> {
    let mut files = Vec::new();
    for piece in piece_row::of_document(work, document).await? {
        files.extend(piece.file);
        change(work, piece, PieceState::Deleted).await?;
    }
    Ok(files)
}

/// Hides what an account sent in some days: it can be shown again.
pub(crate) async fn hide_of(work: &mut Work, by: AccountId, from: NaiveDate, to: NaiveDate) -> Result<()> {
    for piece in piece_row::of_account(work, by, from, to).await? {
        change(work, piece, PieceState::Hidden).await?;
    }
    Ok(())
}

async fn change(work: &mut Work, mut piece: Piece, state: PieceState) -> Result<Piece> {
    piece.state = state;
    let old = piece.file.filter(|_| state == PieceState::Deleted);
    if state == PieceState::Deleted {
        (piece.file, piece.account) = (None, None);
    }
    piece_row::update(work, &piece, old).await?;
    Ok(piece)
}

/// As the census spells a SHA-256.
fn hex(hash: FileHash) -> String {
    use fmt::Write;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

impl fmt::Display for PieceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PieceId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}
