//! Photos as they are written and read back.

use census::EntityId;
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::hash;
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::{ContributionId, Error, FileHash, Photo, PhotoFiles, PhotoId, Result};

macro_rules! columns {
    () => {
        "select id, contribution_id, device_id, state, sha256, thumbnail, width, height, boxes, day from photo "
    };
}

pub(crate) const BY_ID: Sql = Sql::same(concat!(columns!(), "where id = $1"));

pub(crate) const BY_CONTRIBUTION: Sql =
    Sql::same(concat!(columns!(), "where contribution_id = $1 and state <> 'deleted' order by id"));

const SHOWN_BY: Sql = Sql::same(concat!(columns!(), "where device_id = $1 and state <> 'deleted' order by id"));

pub(crate) const BY_ENTITY: Sql =
    Sql::same(concat!(columns!(), "where device_id = $1 and state = 'published' order by id"));

/// All that everybody may see, by id.
pub(crate) const PUBLISHED: Sql = Sql::same(concat!(
    columns!(),
    "where state = 'published' and device_id is not null and id > $1 order by id limit $2"
));

pub(crate) const WAITING: Sql =
    Sql::same(concat!(columns!(), "where state in ('received', 'blurred') order by id limit $1"));

pub(crate) const PUBLISHED_WITH: Sql = Sql::same(
    "select count(*) from photo where state = 'published' and device_id is not null and (sha256 = $1 or thumbnail = $1)",
);

/// Reports of an earlier day that wait for a photo and nothing else, and have none.
const PROMISED: Sql = Sql::same(
    "select id from contribution c where c.state = 'pending' and c.holds = '[\"photo\"]' and c.submitted_on < $1
    and not exists (select 1 from photo p where p.contribution_id = c.id) order by id",
);

pub(crate) const WASTE: Sql = Sql::same("select sha256 from photo_waste order by sha256");

const INSERT: Sql = Sql::same(
    "insert into photo (id, contribution_id, device_id, state, sha256, thumbnail, width, height, boxes, day)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);

const UPDATE: Sql = Sql::same(
    "update photo set device_id = $2, state = $3, sha256 = $4, thumbnail = $5, width = $6, height = $7, boxes = $8
    where id = $1",
);

const COUNT_WITH: Sql = Sql::same(
    "select (select count(*) from photo where sha256 = $1 or thumbnail = $1)
        + (select count(*) from piece where sha256 = $1)",
);

const ADD_WASTE: Sql = Sql::same("insert into photo_waste (sha256) values ($1) on conflict (sha256) do nothing");

const FORGET_WASTE: Sql = Sql::same("delete from photo_waste where sha256 = $1");

pub(crate) const STATEMENTS: &[Sql] = &[
    BY_ID,
    BY_CONTRIBUTION,
    BY_ENTITY,
    SHOWN_BY,
    PUBLISHED,
    WAITING,
    PUBLISHED_WITH,
    PROMISED,
    WASTE,
    INSERT,
    UPDATE,
    COUNT_WITH,
    ADD_WASTE,
    FORGET_WASTE,
];

/// A row of `photo`. Its `device_id` is the entity that shows it, whatever kind that is.
#[derive(FromRow)]
pub(crate) struct PhotoRow {
    id: Uuid,
    contribution_id: Uuid,
    device_id: Option<Uuid>,
    state: String,
    sha256: Option<Vec<u8>>,
    thumbnail: Option<Vec<u8>>,
    width: i64,
    height: i64,
    boxes: i64,
    day: NaiveDate,
}

impl TryFrom<PhotoRow> for Photo {
    type Error = Error;

    fn try_from(row: PhotoRow) -> Result<Self> {
        let id = row.id;
        let number = |column: &'static str, value: i64| {
            u32::try_from(value).map_err(|error| Error::corrupt("photo", column, id, error))
        };
        let files = match (row.sha256, row.thumbnail) {
            (Some(picture), Some(thumbnail)) => Some(PhotoFiles {
                picture: file_hash("photo", "sha256", &picture)?,
                thumbnail: file_hash("photo", "thumbnail", &thumbnail)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: PhotoId(id),
            contribution: ContributionId(row.contribution_id),
            entity: row.device_id.map(EntityId),
            state: row.state.parse().map_err(|error| Error::corrupt("photo", "state", id, error))?,
            files,
            width: number("width", row.width)?,
            height: number("height", row.height)?,
            boxes: number("boxes", row.boxes)?,
            day: row.day,
        })
    }
}

/// A hash as it is kept.
pub(crate) fn file_hash(table: &'static str, column: &'static str, kept: &[u8]) -> Result<FileHash> {
    hash(kept).map_err(|detail| Error::corrupt(table, column, "a row", detail))
}

/// The photo of an id.
pub(crate) async fn by_id(work: &mut Work, id: PhotoId) -> Result<Option<Photo>> {
    let row: Option<PhotoRow> =
        within!(&mut work.tx, BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
    row.map(Photo::try_from).transpose()
}

/// The photos of a contribution, the deleted ones apart.
pub(crate) async fn of_contribution(work: &mut Work, id: ContributionId) -> Result<Vec<Photo>> {
    let rows: Vec<PhotoRow> =
        within!(&mut work.tx, BY_CONTRIBUTION, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_all(db).await)?;
    rows.into_iter().map(Photo::try_from).collect()
}

/// The photos that belong to an entity, whoever sent them and whoever may see them.
pub(crate) async fn shown_by(work: &mut Work, entity: EntityId) -> Result<Vec<Photo>> {
    let rows: Vec<PhotoRow> =
        within!(&mut work.tx, SHOWN_BY, |db, sql| sqlx::query_as(sql).bind(entity.0).fetch_all(db).await)?;
    rows.into_iter().map(Photo::try_from).collect()
}

/// Reports whose photo never came.
pub(crate) async fn promised(work: &mut Work) -> Result<Vec<ContributionId>> {
    let today = work.today;
    let rows: Vec<Uuid> =
        within!(&mut work.tx, PROMISED, |db, sql| sqlx::query_scalar(sql).bind(today).fetch_all(db).await)?;
    Ok(rows.into_iter().map(ContributionId).collect())
}

/// All files that are to go.
pub(crate) async fn all_waste(work: &mut Work) -> Result<Vec<FileHash>> {
    let rows: Vec<Vec<u8>> = within!(&mut work.tx, WASTE, |db, sql| sqlx::query_scalar(sql).fetch_all(db).await)?;
    rows.iter().map(|kept| file_hash("photo_waste", "sha256", kept)).collect()
}

/// Writes a new photo. Its files are wanted again, should they have been waste.
pub(crate) async fn insert(work: &mut Work, photo: &Photo) -> Result<()> {
    let [picture, thumbnail] = kept_files(photo);
    within!(&mut work.tx, INSERT, |db, sql| {
        let statement = sqlx::query(sql).bind(photo.id.0).bind(photo.contribution.0).bind(photo.entity.map(|id| id.0));
        let statement = statement.bind(photo.state.key()).bind(picture).bind(thumbnail);
        let statement = statement.bind(i64::from(photo.width)).bind(i64::from(photo.height));
        statement.bind(i64::from(photo.boxes)).bind(photo.day).execute(db).await.map(drop)
    })?;
    want_files(work, photo).await
}

/// Writes a changed photo. The files in `old` become waste, unless a photo still speaks of them.
pub(crate) async fn update(work: &mut Work, photo: &Photo, old: Option<PhotoFiles>) -> Result<()> {
    let [picture, thumbnail] = kept_files(photo);
    within!(&mut work.tx, UPDATE, |db, sql| {
        let statement = sqlx::query(sql).bind(photo.id.0).bind(photo.entity.map(|id| id.0)).bind(photo.state.key());
        let statement = statement.bind(picture).bind(thumbnail);
        let statement = statement.bind(i64::from(photo.width)).bind(i64::from(photo.height));
        statement.bind(i64::from(photo.boxes)).execute(db).await.map(drop)
    })?;
    for hash in old.into_iter().flat_map(|files| [files.picture, files.thumbnail]) {
        waste(work, hash).await?;
    }
    want_files(work, photo).await
}

/// A file is off the shelf, or wanted again.
pub(crate) async fn forget_waste(work: &mut Work, hash: FileHash) -> Result<()> {
    within!(&mut work.tx, FORGET_WASTE, |db, sql| {
        sqlx::query(sql).bind(hash.as_slice()).execute(db).await.map(drop)
    })?;
    Ok(())
}

async fn want_files(work: &mut Work, photo: &Photo) -> Result<()> {
    for hash in photo.files.into_iter().flat_map(|files| [files.picture, files.thumbnail]) {
        forget_waste(work, hash).await?;
    }
    Ok(())
}

/// A file that neither a photo nor a copy of a document speaks of is to go.
pub(crate) async fn waste(work: &mut Work, hash: FileHash) -> Result<()> {
    let speaking: i64 = within!(&mut work.tx, COUNT_WITH, |db, sql| {
        sqlx::query_scalar(sql).bind(hash.as_slice()).fetch_one(db).await
    })?;
    if speaking == 0 {
        within!(&mut work.tx, ADD_WASTE, |db, sql| {
            sqlx::query(sql).bind(hash.as_slice()).execute(db).await.map(drop)
        })?;
    }
    Ok(())
}

fn kept_files(photo: &Photo) -> [Option<Vec<u8>>; 2] {
    [photo.files.map(|files| files.picture.to_vec()), photo.files.map(|files| files.thumbnail.to_vec())]
}
