//! Photos of contributions: what is known of them, and who may see them. The files lie elsewhere.

pub(crate) mod photo_row;

use std::fmt;
use std::str::FromStr;

use census::{Admission, EntityId, Hold, InvalidId, PhotoState, ReceiptCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::contribution::contribution_row::{self, Kept};
use crate::photo::photo_row::PhotoRow;
use crate::queue::forget_claim;
use crate::sql::on;
use crate::submit::admit;
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
    /// The entity whose page shows it; set once both are published.
    pub entity: Option<EntityId>,
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
    by: Covering,
}

/// Who draws boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covering {
    /// Who sent the photo: as long as it is not published.
    Sender,
    /// A moderator, at any time: what is published stays so, with its boxes.
    Moderator,
}

struct Decide {
    id: PhotoId,
    state: PhotoState,
}

struct Announce(PhotoFiles);

struct GiveUpPromised;

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
    /// waits for a person, unless a moderator drew them over a published one. [`Error::PhotoChanged`] when the photo is
    /// another one by now, or when its sender would change what is published.
    pub async fn replace_photo(
        &self,
        id: PhotoId,
        instead_of: FileHash,
        photo: NewPhoto,
        by: Covering,
    ) -> Result<Option<Photo>> {
        self.writer().run(Replace { id, instead_of, photo, by }).await
    }

    /// Shows, hides or deletes a photo. Deleting takes the files too ([`Store::photo_waste`]) and cannot be undone.
    ///
    /// A report that waits for nothing but its photo is let through by the same look. A photo is published with an
    /// entity: [`Error::PhotoWithoutEntity`] as long as its contribution waits for more, or led to none.
    pub async fn decide_photo(&self, id: PhotoId, state: PhotoState) -> Result<Option<Photo>> {
        self.writer().run(Decide { id, state }).await
    }

    /// Lets the reports through that were sent before today, wait for nothing but a photo, and got none: an upload that
    /// failed for good holds nobody's report. Answers how many.
    pub async fn give_up_promised_photos(&self) -> Result<usize> {
        self.writer().run(GiveUpPromised).await
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

    /// The published photos of a device or a record.
    pub async fn photos_of_entity(&self, id: EntityId) -> Result<Vec<Photo>> {
        let rows: Vec<PhotoRow> = on!(self.readers(), photo_row::BY_ENTITY, |db, sql| {
            sqlx::query_as(sql).bind(id.0).fetch_all(db).await
        })?;
        rows.into_iter().map(Photo::try_from).collect()
    }

    /// Every photo that everybody may see, at most `limit` behind one, by id: the order tells nothing about arrival.
    pub async fn published_photos(&self, after: Option<PhotoId>, limit: u32) -> Result<Vec<Photo>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<PhotoRow> = on!(self.readers(), photo_row::PUBLISHED, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await
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
            entity: None,
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
        let is_published = photo.state == PhotoState::Published;
        let may = !is_published || self.by == Covering::Moderator;
        let Some(old) = photo.files.filter(|files| may && files.picture == self.instead_of) else {
            return Err(Error::PhotoChanged);
        };
        photo.state = if is_published { PhotoState::Published } else { PhotoState::Blurred };
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

impl Job for GiveUpPromised {
    type Output = usize;

    async fn run(&self, work: &mut Work) -> Result<usize> {
        work.flush().await?;
        let promised = photo_row::promised(work).await?;
        for id in &promised {
            let Some(mut kept) = work.contribution(*id).await? else { continue };
            if lift(work, &mut kept).await? {
                keep_lifted(work, kept).await?;
            }
        }
        Ok(promised.len())
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
    // All is decided before anything is written, so that a refusal leaves no trace.
    let mut kept = work.contribution(photo.contribution).await?.ok_or(Error::PhotoWithoutEntity)?;
    let others = photo_row::of_contribution(work, kept.id).await?;
    let is_last = !others.iter().any(|other| other.id != id && other.state.waits());
    let lifted = (is_last || state == PhotoState::Published) && lift(work, &mut kept).await?;
    if state == PhotoState::Published {
        photo.entity = entity_of(&kept)?;
    }
    let old = photo.files.filter(|_| state == PhotoState::Deleted);
    if old.is_some() {
        photo.files = None;
    }
    photo.state = state;
    photo_row::update(work, &photo, old).await?;
    if lifted {
        keep_lifted(work, kept).await?;
    }
    Ok(Some(photo))
}

/// The entity that a contribution led to, or the one its sender recognised; none yet for what comes with the next
/// publication.
fn entity_of(kept: &Kept) -> Result<Option<EntityId>> {
    match kept.state {
        ContributionState::Accepted => kept.entity.map(Some).ok_or(Error::PhotoWithoutEntity),
        ContributionState::Merged => kept.duplicate_of.map(Some).ok_or(Error::PhotoWithoutEntity),
        ContributionState::Queued => Ok(None),
        _ => Err(Error::PhotoWithoutEntity),
    }
}

/// Takes its photo off the reasons for which a report waits; without another one it is let through. Says whether the
/// report is another one now. What the census cannot take as it is any more stays for a moderator.
async fn lift(work: &mut Work, kept: &mut Kept) -> Result<bool> {
    if kept.state != ContributionState::Pending || !kept.holds.contains(&Hold::Photo) {
        return Ok(false);
    }
    let others: Vec<Hold> = kept.holds.iter().copied().filter(|hold| *hold != Hold::Photo).collect();
    if others.is_empty() {
        let by = crate::attribution::contributor(work, kept.id).await?;
        return match admit(work, kept, &Admission::Publish, by).await {
            Err(Error::Inapplicable(_)) => {
                kept.holds = vec![Hold::Photo];
                Ok(false)
            }
            admitted => admitted.map(|()| true),
        };
    }
    kept.holds = others;
    Ok(true)
}

async fn keep_lifted(work: &mut Work, mut kept: Kept) -> Result<()> {
    if kept.state != ContributionState::Pending {
        forget_claim(work, kept.id).await?;
    }
    kept.version += 1;
    work.keep(kept);
    Ok(())
}

/// Photos that were published before their report was go with it now.
pub(crate) async fn follow(work: &mut Work, kept: &Kept) -> Result<()> {
    for mut photo in photo_row::of_contribution(work, kept.id).await? {
        if photo.state == PhotoState::Published && photo.entity.is_none() {
            photo.entity = kept.entity;
            photo_row::update(work, &photo, None).await?;
        }
    }
    Ok(())
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

/// Moves published photos to the entity that their sender recognised.
pub(crate) async fn move_to(work: &mut Work, id: ContributionId, entity: EntityId) -> Result<()> {
    for mut photo in photo_row::of_contribution(work, id).await? {
        photo.entity = photo.entity.map(|_| entity).or(Some(entity).filter(|_| photo.state == PhotoState::Published));
        photo_row::update(work, &photo, None).await?;
    }
    Ok(())
}

/// The photos of an entity that gives way to another one show that one.
pub(crate) async fn hand_over(work: &mut Work, gives_way: EntityId, stays: EntityId) -> Result<()> {
    for mut photo in photo_row::shown_by(work, gives_way).await? {
        photo.entity = Some(stays);
        photo_row::update(work, &photo, None).await?;
    }
    Ok(())
}

/// What two became is two again: the photos that were sent of this one show it again.
pub(crate) async fn take_back(work: &mut Work, entity: EntityId) -> Result<()> {
    let mut last = Uuid::nil();
    loop {
        let about = contribution_row::about(&mut work.tx, entity, last).await?;
        let Some(end) = about.last() else { return Ok(()) };
        last = end.id.0;
        for kept in about.iter().filter(|kept| kept.duplicate_of.or(kept.entity) == Some(entity)) {
            move_to(work, kept.id, entity).await?;
        }
    }
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
