//! What the origin shows that lies on its shelf as files: photos, and copies of documents.

use std::collections::HashMap;
use std::hash::Hash;

use census::{EntityId, bytes_of_hex};
use serde::Deserialize;
use server::{Filed, Shelf};
use sha2::{Digest, Sha256};
use store::{FileHash, ForeignPhoto, ForeignPiece, Photo, PhotoFiles, PhotoId, Piece, PieceId, Store};

use super::lists::{Paged, Taken};
use super::origin::{MOST_FILE, file};
use crate::Failure;

/// Where files of the origin are, and what their sums have to be.
type Sums = Vec<(String, FileHash)>;

/// A list of what lies on the shelf, there and here.
pub(super) trait Shelved: Paged {
    /// Names one of them.
    type Id: Copy + Ord + Hash;
    /// One that is shown here.
    type Known;
    /// One of the origin, for the store.
    type Foreign;
    /// Where the origin lists them.
    const LIST: &'static str;
    /// Which part of the shelf they lie on.
    const FILED: Filed;

    /// A page of those that are shown here.
    async fn known(store: &Store, after: Option<Self::Id>) -> store::Result<Vec<Self::Known>>;
    fn id(known: &Self::Known) -> Self::Id;
    /// What the origin tells, with the name and the files of it: where they are, and their sums.
    fn read(told: Self::Item) -> Result<(Self::Id, Self::Foreign, Sums), Failure>;
    fn is_same(known: &Self::Known, foreign: &Self::Foreign) -> bool;
    async fn announce(store: &Store, foreign: &Self::Foreign) -> store::Result<()>;
    async fn adopt(store: &Store, shown: Vec<Self::Foreign>, gone: Vec<Self::Id>) -> store::Result<()>;
}

/// Compares a whole list with what is shown here: how many were put on the shelf, and how many taken off it.
pub(super) async fn shelved<S: Shelved>(
    store: &Store,
    address: &str,
    shelf: &Shelf,
    taken: &mut Taken,
) -> Result<(usize, usize), Failure> {
    let Some(mut list) = taken.newer::<S>(address, S::LIST).await? else { return Ok((0, 0)) };
    let mut known = all_known::<S>(store).await?;
    let (mut count, mut is_whole) = (0, true);
    for told in list.items.drain(..) {
        let (id, foreign, files) = S::read(told)?;
        if known.remove(&id).is_some_and(|known| S::is_same(&known, &foreign)) {
            continue;
        }
        // Waste until something speaks of them, so that nothing is left behind when this process ends here.
        S::announce(store, &foreign).await?;
        // What was taken down between the two questions is told no more the next time.
        if keep(address, &files, S::FILED, shelf).await? {
            S::adopt(store, vec![foreign], Vec::new()).await?;
            count += 1;
        } else {
            is_whole = false;
        }
    }
    let gone: Vec<S::Id> = known.into_keys().collect();
    let count_gone = gone.len();
    if count_gone > 0 {
        S::adopt(store, Vec::new(), gone).await?;
    }
    if is_whole {
        taken.take_in(list);
    }
    Ok((count, count_gone))
}

async fn all_known<S: Shelved>(store: &Store) -> Result<HashMap<S::Id, S::Known>, Failure> {
    let (mut known, mut last) = (HashMap::new(), None);
    loop {
        let some = S::known(store, last).await?;
        last = some.iter().map(S::id).max();
        if last.is_none() {
            return Ok(known);
        }
        known.extend(some.into_iter().map(|one| (S::id(&one), one)));
    }
}

/// Puts files of the origin on the shelf when they are what their sums say; `false` when the origin has one no more.
async fn keep(address: &str, files: &[(String, FileHash)], filed: Filed, shelf: &Shelf) -> Result<bool, Failure> {
    for (path, sum) in files {
        let Some(bytes) = file(address, path, MOST_FILE).await? else { return Ok(false) };
        if FileHash::from(Sha256::digest(&bytes)) != *sum {
            return Err(format!("l’origine a donné un autre fichier que {path}").into());
        }
        shelf.put(*sum, filed, bytes).await?;
    }
    Ok(true)
}

fn hash(text: &str) -> Result<FileHash, Failure> {
    bytes_of_hex(text)
        .ok_or_else(|| format!("« {} » n’est pas une empreinte", text.chars().take(80).collect::<String>()).into())
}

#[derive(Deserialize)]
pub(super) struct PhotosPage {
    photos: Vec<ToldPhoto>,
    next: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ToldPhoto {
    id: PhotoId,
    entity: EntityId,
    sha256: String,
    thumbnail_sha256: String,
    width: u32,
    height: u32,
}

impl Paged for PhotosPage {
    type Item = ToldPhoto;

    fn open(self) -> (Vec<ToldPhoto>, Option<String>) {
        (self.photos, self.next)
    }
}

impl Shelved for PhotosPage {
    type Id = PhotoId;
    type Known = Photo;
    type Foreign = ForeignPhoto;
    const LIST: &'static str = "/api/v1/photos?limit=1000";
    const FILED: Filed = Filed::Photo;

    async fn known(store: &Store, after: Option<PhotoId>) -> store::Result<Vec<Photo>> {
        store.published_photos(after, 1000).await
    }

    fn id(known: &Photo) -> PhotoId {
        known.id
    }

    fn read(told: ToldPhoto) -> Result<(PhotoId, ForeignPhoto, Sums), Failure> {
        let ToldPhoto { id, entity, width, height, .. } = told;
        let files = PhotoFiles { picture: hash(&told.sha256)?, thumbnail: hash(&told.thumbnail_sha256)? };
        let path = |hex: &str| format!("/photos/{hex}.jpg");
        let paths = vec![(path(&told.sha256), files.picture), (path(&told.thumbnail_sha256), files.thumbnail)];
        Ok((id, ForeignPhoto { id, entity, files, width, height }, paths))
    }

    fn is_same(known: &Photo, foreign: &ForeignPhoto) -> bool {
        known.files == Some(foreign.files) && known.entity == Some(foreign.entity)
    }

    async fn announce(store: &Store, foreign: &ForeignPhoto) -> store::Result<()> {
        store.announce_photo_files(foreign.files).await
    }

    async fn adopt(store: &Store, shown: Vec<ForeignPhoto>, gone: Vec<PhotoId>) -> store::Result<()> {
        store.adopt_photos(shown, gone).await
    }
}

#[derive(Deserialize)]
pub(super) struct FilesPage {
    files: Vec<ToldFile>,
    next: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ToldFile {
    id: PieceId,
    document: EntityId,
    sha256: String,
    bytes: u64,
}

impl Paged for FilesPage {
    type Item = ToldFile;

    fn open(self) -> (Vec<ToldFile>, Option<String>) {
        (self.files, self.next)
    }
}

impl Shelved for FilesPage {
    type Id = PieceId;
    type Known = Piece;
    type Foreign = ForeignPiece;
    const LIST: &'static str = "/api/v1/files?limit=1000";
    const FILED: Filed = Filed::Piece;

    async fn known(store: &Store, after: Option<PieceId>) -> store::Result<Vec<Piece>> {
        store.published_pieces(after, 1000).await
    }

    fn id(known: &Piece) -> PieceId {
        known.id
    }

    fn read(told: ToldFile) -> Result<(PieceId, ForeignPiece, Sums), Failure> {
        let ToldFile { id, document, bytes, sha256 } = told;
        let file = hash(&sha256)?;
        Ok((id, ForeignPiece { id, document, file, bytes }, vec![(format!("/pieces/{sha256}.pdf"), file)]))
    }

    fn is_same(known: &Piece, foreign: &ForeignPiece) -> bool {
        known.file == Some(foreign.file) && known.document == foreign.document
    }

    async fn announce(store: &Store, foreign: &ForeignPiece) -> store::Result<()> {
        store.announce_file(foreign.file).await
    }

    async fn adopt(store: &Store, shown: Vec<ForeignPiece>, gone: Vec<PieceId>) -> store::Result<()> {
        store.adopt_pieces(shown, gone).await
    }
}
