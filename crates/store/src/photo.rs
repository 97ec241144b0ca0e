//! Photos of contributions: what is known of them, and who may see them. The files lie elsewhere.

use std::fmt;
use std::str::FromStr;

use census::{EntityId, InvalidId, PhotoState, ReceiptCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::photo_row::{self, PhotoRow};
use crate::sql::on;
use crate::work::Work;
use crate::writer::Job;
use crate::{ContributionId, ContributionState, Error, Result, Store};

/// Photos of one contribution at the most.
pub const MAX_PHOTOS: usize = 5;

/// Names a photo. Random, because an id must not tell when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhotoId(pub Uuid);

/// SHA-256 of a file's bytes: what the file is called on the shelf.
pub type FileHash = [u8; 32];

/// The two files of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoFiles {
    /// The picture.
    pub picture: FileHash,
    /// Its small form.
    pub thumbnail: FileHash,
}

/// A picture that lies on the shelf already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPhoto {
    /// Its files.
    pub files: PhotoFiles,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Boxes that were burnt into it just now.
    pub boxes: u32,
}

/// A photo as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Photo {
    /// Its name.
    pub id: PhotoId,
    /// The contribution it came with.
    pub contribution: ContributionId,
    /// The device whose page shows it; set when it is published.
    pub device: Option<EntityId>,
    /// Who may see it.
    pub state: PhotoState,
    /// Its files; `None` once deleted.
    pub files: Option<PhotoFiles>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Boxes that were burnt into it so far.
    pub boxes: u32,
    /// The day it came.
    pub day: NaiveDate,
}

struct Add {
    contribution: ContributionId,
    code: ReceiptCode,
    photo: NewPhoto,
}

struct Replace {
    id: PhotoId,
    instead_of: FileHash,
    photo: NewPhoto,
}

struct Decide {
    id: PhotoId,
    state: PhotoState,
}

struct Announce(PhotoFiles);

struct Cleared(Vec<FileHash>);

impl Store {
    /// Keeps a photo of a contribution; `None` when the code does not open it. It is *received*, or *blurred* when its
    /// sender drew boxes. [`Error::Decided`] when the contribution was withdrawn or refused, [`Error::TooManyPhotos`].
    pub async fn add_photo(
        &self,
        contribution: ContributionId,
        code: ReceiptCode,
        photo: NewPhoto,
    ) -> Result<Option<Photo>> {
        self.writer().run(Add { contribution, code, photo }).await
    }

    /// Puts a picture with more boxes in the place of the one whose hash is `instead_of`, which goes to the waste. It
    /// waits for a person again. [`Error::PhotoChanged`] when the photo is another one by now, or published.
    pub async fn replace_photo(&self, id: PhotoId, instead_of: FileHash, photo: NewPhoto) -> Result<Option<Photo>> {
        self.writer().run(Replace { id, instead_of, photo }).await
    }

    /// Shows, hides or deletes a photo. Deleting takes the files too ([`Store::photo_waste`]) and cannot be undone.
    ///
    /// A photo is published with a device: [`Error::PhotoWithoutDevice`] as long as its contribution led to none.
    pub async fn decide_photo(&self, id: PhotoId, state: PhotoState) -> Result<Option<Photo>> {
        self.writer().run(Decide { id, state }).await
    }

    /// Files that are about to lie on the shelf: they count as waste until a photo speaks of them.
    pub async fn announce_photo_files(&self, files: PhotoFiles) -> Result<()> {
        self.writer().run(Announce(files)).await
    }

    /// The photo of an id, in whatever state.
    pub async fn photo(&self, id: PhotoId) -> Result<Option<Photo>> {
        let row: Option<PhotoRow> = on!(self.readers(), photo_row::BY_ID, |db, sql| {
            sqlx::query_as(sql).bind(id.0).fetch_optional(db).await
        })?;
        row.map(Photo::try_from).transpose()
    }

    /// The photos of a contribution, the deleted ones apart.
    pub async fn photos_of_contribution(&self, id: ContributionId) -> Result<Vec<Photo>> {
        let rows: Vec<PhotoRow> = on!(self.readers(), photo_row::BY_CONTRIBUTION, |db, sql| {
            sqlx::query_as(sql).bind(id.0).fetch_all(db).await
        })?;
        rows.into_iter().map(Photo::try_from).collect()
    }

    /// The published photos of a device.
    pub async fn photos_of_device(&self, id: EntityId) -> Result<Vec<Photo>> {
        let rows: Vec<PhotoRow> = on!(self.readers(), photo_row::BY_DEVICE, |db, sql| {
            sqlx::query_as(sql).bind(id.0).fetch_all(db).await
        })?;
        rows.into_iter().map(Photo::try_from).collect()
    }

    /// Photos that wait for a person, at most `limit`, by id: the order tells nothing about arrival.
    pub async fn waiting_photos(&self, limit: u32) -> Result<Vec<Photo>> {
        let rows: Vec<PhotoRow> = on!(self.readers(), photo_row::WAITING, |db, sql| {
            sqlx::query_as(sql).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(Photo::try_from).collect()
    }

    /// May everybody see the file of this hash?
    pub async fn is_published_file(&self, hash: FileHash) -> Result<bool> {
        let count: i64 = on!(self.readers(), photo_row::PUBLISHED_WITH, |db, sql| {
            sqlx::query_scalar(sql).bind(hash.as_slice()).fetch_one(db).await
        })?;
        Ok(count > 0)
    }

    /// Files that no photo speaks of any more, to be taken off the shelf; then say so with
    /// [`Store::photo_waste_cleared`].
    pub async fn photo_waste(&self) -> Result<Vec<FileHash>> {
        let rows: Vec<Vec<u8>> =
            on!(self.readers(), photo_row::WASTE, |db, sql| sqlx::query_scalar(sql).fetch_all(db).await)?;
        rows.iter().map(|kept| photo_row::file_hash("photo_waste", "sha256", kept)).collect()
    }

    /// These files are gone.
    pub async fn photo_waste_cleared(&self, files: Vec<FileHash>) -> Result<()> {
        self.writer().run(Cleared(files)).await
    }
}

impl Job for Add {
    type Output = Option<Photo>;

    async fn run(&self, work: &mut Work) -> Result<Option<Photo>> {
        let kept = work.contribution(self.contribution).await?;
        let Some(kept) = kept.filter(|kept| kept.receipt_hash == self.code.hash()) else { return Ok(None) };
        if !kept.state.takes_photos() {
            return Err(Error::Decided(kept.state));
        }
        let others = photo_row::of_contribution(work, kept.id).await?;
        // Sent twice on a bad network: it is the same photo.
        if let Some(same) = others.iter().find(|other| other.files == Some(self.photo.files)) {
            return Ok(Some(*same));
        }
        if others.len() >= MAX_PHOTOS {
            return Err(Error::TooManyPhotos);
        }
        let photo = Photo {
            id: PhotoId(work.salts.id()),
            contribution: kept.id,
            device: None,
            state: if self.photo.boxes > 0 { PhotoState::Blurred } else { PhotoState::Received },
            files: Some(self.photo.files),
            width: self.photo.width,
            height: self.photo.height,
            boxes: self.photo.boxes,
            day: work.today,
        };
        photo_row::insert(work, &photo).await?;
        Ok(Some(photo))
    }
}

impl Job for Replace {
    type Output = Option<Photo>;

    async fn run(&self, work: &mut Work) -> Result<Option<Photo>> {
        let Some(mut photo) = photo_row::by_id(work, self.id).await? else { return Ok(None) };
        let waits = matches!(photo.state, PhotoState::Received | PhotoState::Blurred | PhotoState::Hidden);
        let Some(old) = photo.files.filter(|files| waits && files.picture == self.instead_of) else {
            return Err(Error::PhotoChanged);
        };
        photo.state = PhotoState::Blurred;
        photo.files = Some(self.photo.files);
        (photo.width, photo.height) = (self.photo.width, self.photo.height);
        photo.boxes += self.photo.boxes;
        photo_row::update(work, &photo, Some(old)).await?;
        Ok(Some(photo))
    }
}

impl Job for Decide {
    type Output = Option<Photo>;

    async fn run(&self, work: &mut Work) -> Result<Option<Photo>> {
        decide(work, self.id, self.state).await
    }
}

impl Job for Announce {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        photo_row::waste(work, self.0.picture).await?;
        photo_row::waste(work, self.0.thumbnail).await
    }
}

impl Job for Cleared {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        for hash in &self.0 {
            photo_row::forget_waste(work, *hash).await?;
        }
        Ok(())
    }
}

/// Shows, hides or deletes a photo.
pub(crate) async fn decide(work: &mut Work, id: PhotoId, state: PhotoState) -> Result<Option<Photo>> {
    let Some(mut photo) = photo_row::by_id(work, id).await? else { return Ok(None) };
    if photo.state == state {
        return Ok(Some(photo));
    }
    if photo.files.is_none() {
        return Err(Error::PhotoChanged);
    }
    let old = photo.files.filter(|_| state == PhotoState::Deleted);
    if old.is_some() {
        photo.files = None;
    }
    if state == PhotoState::Published {
        photo.device = Some(device_of(work, photo.contribution).await?);
    }
    photo.state = state;
    photo_row::update(work, &photo, old).await?;
    Ok(Some(photo))
}

/// The device that a contribution led to, or the one its sender recognised.
async fn device_of(work: &mut Work, id: ContributionId) -> Result<EntityId> {
    let kept = work.contribution(id).await?.ok_or(Error::PhotoWithoutDevice)?;
    let device = match kept.state {
        ContributionState::Accepted => kept.entity,
        ContributionState::Merged => kept.duplicate_of,
        _ => None,
    };
    device.ok_or(Error::PhotoWithoutDevice)
}

/// Takes the photos of a withdrawn contribution away.
pub(crate) async fn delete_of_contribution(work: &mut Work, id: ContributionId) -> Result<()> {
    for photo in photo_row::of_contribution(work, id).await? {
        delete(work, photo).await?;
    }
    Ok(())
}

/// Deletes a photo for good; answers the files that it had.
pub(crate) async fn delete(work: &mut Work, mut photo: Photo) -> Result<Vec<FileHash>> {
    let old = photo.files.take();
    photo.state = PhotoState::Deleted;
    photo_row::update(work, &photo, old).await?;
    Ok(old.into_iter().flat_map(|files| [files.picture, files.thumbnail]).collect())
}

/// Hides the photos of a contribution that was taken back: they can be shown again.
pub(crate) async fn hide_of_contribution(work: &mut Work, id: ContributionId) -> Result<()> {
    for mut photo in photo_row::of_contribution(work, id).await? {
        photo.state = PhotoState::Hidden;
        photo_row::update(work, &photo, None).await?;
    }
    Ok(())
}

/// Moves published photos to the device that their sender recognised.
pub(crate) async fn move_to_device(work: &mut Work, id: ContributionId, device: EntityId) -> Result<()> {
    for mut photo in photo_row::of_contribution(work, id).await? {
        photo.device = photo.device.map(|_| device);
        photo_row::update(work, &photo, None).await?;
    }
    Ok(())
}

impl fmt::Display for PhotoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PhotoId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}
