//! What a copy of another census keeps beside its chain: the log of decisions, published photos, copies of documents.
//! The files lie on the shelf already when they are told of here.

use census::{EntityId, EntityKind, Ground, PhotoState, PieceState};
use chrono::NaiveDate;

use crate::decision::{self, Made};
use crate::photo::{self, photo_row};
use crate::piece::{self, piece_row};
use crate::sql::{Sql, within};
use crate::trace::{self, Trace};
use crate::work::Work;
use crate::writer::Job;
use crate::{ContributionId, Decision, FileHash, Photo, PhotoFiles, PhotoId, Piece, PieceId, Result, Store};

const TELL: Sql = Sql::same(
    "insert into decision
        (id, decided_on, action, ground, content, kind, entity_id, territory, entries, state, told_by, told_second)
    values ($1, $2, $3, $4, '{}', $5, $6, $7, $8, 'done', $9, $10)
    on conflict (id) do update set told_by = excluded.told_by, told_second = excluded.told_second",
);

pub(crate) const STATEMENTS: &[Sql] = &[TELL];

/// A decision of the origin, with what it made and what it refused or erased. Both lists are empty for one that is
/// known here already: only the names of those who decided can change, when their account is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignDecision {
    /// Its line in the log.
    pub decision: Decision,
    /// The revisions that it made.
    pub made: Vec<(EntityId, u32)>,
    /// What it refused or erased.
    pub left: Vec<Left>,
}

/// Something that a decision refused or erased: of which kind, which, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What kind of entity.
    pub kind: EntityKind,
    /// Which, when the census knew it.
    pub entity: Option<EntityId>,
    /// Code of the territory; empty when it is not known.
    pub territory: String,
}

/// A published photo of the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignPhoto {
    /// Its name.
    pub id: PhotoId,
    /// What it shows.
    pub entity: EntityId,
    /// Its files.
    pub files: PhotoFiles,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A published copy of a document of the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignPiece {
    /// Its name.
    pub id: PieceId,
    /// The document.
    pub document: EntityId,
    /// Its file.
    pub file: FileHash,
    /// Bytes of the file.
    pub bytes: u64,
}

struct Tell(Vec<ForeignDecision>);

struct ShowPhotos {
    shown: Vec<ForeignPhoto>,
    gone: Vec<PhotoId>,
}

struct ShowPieces {
    shown: Vec<ForeignPiece>,
    gone: Vec<PieceId>,
}

impl Store {
    /// Writes decisions of the origin into the log.
    pub async fn adopt_decisions(&self, decisions: Vec<ForeignDecision>) -> Result<()> {
        self.writer().run(Tell(decisions)).await
    }

    /// Shows photos of the origin, and deletes those that it shows no more; their files are [`Store::photo_waste`] then.
    pub async fn adopt_photos(&self, shown: Vec<ForeignPhoto>, gone: Vec<PhotoId>) -> Result<()> {
        self.writer().run(ShowPhotos { shown, gone }).await
    }

    /// The same for copies of documents.
    pub async fn adopt_pieces(&self, shown: Vec<ForeignPiece>, gone: Vec<PieceId>) -> Result<()> {
        self.writer().run(ShowPieces { shown, gone }).await
    }
}

impl Job for Tell {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        work.flush().await?;
        for told in &self.0 {
            tell(work, &told.decision).await?;
            let id = told.decision.id;
            let made: Vec<Made> = told.made.iter().map(|(entity, version)| Made::new(id, *entity, *version)).collect();
            decision::write_made(&mut work.tx, &made).await?;
            let left = told.left.iter().map(|left| Trace {
                kind: left.kind,
                entity: left.entity,
                territory: left.territory.clone(),
            });
            trace::leave(work, id, &left.collect::<Vec<_>>()).await?;
        }
        Ok(())
    }
}

async fn tell(work: &mut Work, decision: &Decision) -> Result<()> {
    let (kind, entity) = decision.entity.unzip();
    let entries = i64::try_from(decision.entries).unwrap_or(i64::MAX);
    within!(&mut work.tx, TELL, |db, sql| {
        let statement = sqlx::query(sql).bind(decision.id.0).bind(decision.day).bind(decision.action.key());
        let statement = statement.bind(decision.ground.map(Ground::key)).bind(kind.map(EntityKind::key));
        let statement = statement.bind(entity.map(|id| id.0)).bind(&decision.territory).bind(entries);
        statement.bind(&decision.pseudonym).bind(&decision.second).execute(db).await.map(drop)
    })?;
    Ok(())
}

impl Job for ShowPhotos {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        for foreign in &self.shown {
            let known = photo_row::by_id(work, foreign.id).await?;
            let photo = foreign.as_photo(known, work);
            match known {
                None => photo_row::insert(work, &photo).await?,
                Some(known) => {
                    let old = known.files.filter(|files| *files != foreign.files);
                    photo_row::update(work, &photo, old).await?;
                }
            }
        }
        for id in &self.gone {
            if let Some(photo) = photo_row::by_id(work, *id).await? {
                photo::delete(work, photo).await?;
            }
        }
        Ok(())
    }
}

impl ForeignPhoto {
    /// As it is kept here. What it came with is not told: it gets a contribution that nobody sent.
    fn as_photo(&self, known: Option<Photo>, work: &mut Work) -> Photo {
        let contribution = known.map_or_else(|| ContributionId(work.salts.id()), |known| known.contribution);
        let day: NaiveDate = known.map_or(work.today, |known| known.day);
        Photo {
            id: self.id,
            contribution,
            entity: Some(self.entity),
            state: PhotoState::Published,
            files: Some(self.files),
            width: self.width,
            height: self.height,
            boxes: 0,
            day,
        }
    }
}

impl Job for ShowPieces {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        for foreign in &self.shown {
            let known = piece_row::by_id(work, foreign.id).await?;
            if let Some(known) = known.filter(|known| known.document != foreign.document) {
                piece_row::move_to(work, known.document, foreign.document).await?;
            }
            let piece = foreign.as_piece(known.map_or(work.today, |known| known.day));
            match known {
                None => piece_row::insert(work, &piece).await?,
                Some(known) => {
                    let old = known.file.filter(|file| *file != foreign.file);
                    piece_row::update(work, &piece, old).await?;
                }
            }
        }
        for id in &self.gone {
            piece::decide(work, *id, PieceState::Deleted).await?;
        }
        Ok(())
    }
}

impl ForeignPiece {
    fn as_piece(&self, day: NaiveDate) -> Piece {
        Piece {
            id: self.id,
            document: self.document,
            state: PieceState::Published,
            file: Some(self.file),
            bytes: self.bytes,
            account: None,
            day,
        }
    }
}

impl Decision {
    /// Are those who decided told by the same names?
    pub fn names_the_same(&self, other: &Self) -> bool {
        self.pseudonym == other.pseudonym && self.second == other.second
    }
}
