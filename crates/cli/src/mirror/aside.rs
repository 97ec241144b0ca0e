//! What a mirror keeps beside the chain: decisions, photos, copies of documents, releases. Each round compares all that
//! the origin shows with what is here, so that what it took down goes here too.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use ::release::Month;
use census::{EntityId, EntityKind, bytes_of_hex};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use server::{Filed, Shelf};
use sha2::{Digest, Sha256};
use store::{
    ChangeFile, Decision, DecisionId, DecisionState, FileHash, ForeignDecision, ForeignPhoto, ForeignPiece, Left,
    Origin, Photo, PhotoFiles, PhotoId, Piece, PieceId, Store,
};

use super::origin::{fetch, file, stream};
use crate::Failure;

/// Bytes that a photo or a copy of a document may have: more than any census takes.
const MOST_FILE: u64 = 32 << 20;

/// Where the files of a mirror lie.
pub(crate) struct Places {
    /// The shelf of photos and documents.
    pub(crate) shelf: Shelf,
    /// The folder of releases.
    pub(crate) releases: PathBuf,
}

/// What came in beside the chain.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Aside {
    /// Decisions of the moderation.
    pub(crate) decisions: usize,
    /// Photos and copies of documents that were put on the shelf.
    pub(crate) files: usize,
    /// Those that were taken off it.
    pub(crate) gone: usize,
    /// Releases, new or made anew.
    pub(crate) releases: usize,
}

/// Follows everything that is no revision.
pub(super) async fn follow(store: &Store, origin: &Origin, places: &Places) -> Result<Aside, Failure> {
    let decisions = decisions(store, &origin.address).await?;
    let (photos, photos_gone) = photos(store, &origin.address, &places.shelf).await?;
    let (pieces, pieces_gone) = pieces(store, &origin.address, &places.shelf).await?;
    places.shelf.take_off(store, &store.photo_waste().await?).await?;
    change_files(store, &origin.address).await?;
    let releases = releases(origin, &places.releases).await?;
    Ok(Aside { decisions, files: photos + pieces, gone: photos_gone + pieces_gone, releases })
}

/// The path and query of a link to the next page, whatever the address of the origin.
fn path_of(next: &str) -> Option<&str> {
    next.find("/api/").map(|at| &next[at..])
}

/// A list in pages.
trait Paged: DeserializeOwned + Send + 'static {
    type Item;
    fn open(self) -> (Vec<Self::Item>, Option<String>);
}

/// Reads a list to its end.
async fn all<P: Paged>(address: &str, first: &str) -> Result<Vec<P::Item>, Failure> {
    let (mut items, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let (some, more) = fetch::<P>(address, &path).await?.open();
        items.extend(some);
        next = more.as_deref().and_then(path_of).map(str::to_owned).filter(|next| *next != path);
    }
    Ok(items)
}

#[derive(Deserialize)]
struct DecisionsPage {
    decisions: Vec<ToldDecision>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct ToldDecision {
    id: DecisionId,
    decided_on: NaiveDate,
    action: String,
    entries: u64,
    ground: Option<String>,
    entity: Option<ToldEntity>,
    #[serde(default)]
    territory: String,
    moderator: Option<String>,
    second: Option<String>,
}

#[derive(Deserialize)]
struct ToldEntity {
    #[serde(rename = "type")]
    kind: EntityKind,
    id: EntityId,
}

#[derive(Deserialize)]
struct ToldWork {
    #[serde(default)]
    left: Vec<ToldLeft>,
    revisions: Vec<ToldRevision>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct ToldLeft {
    #[serde(rename = "type")]
    kind: EntityKind,
    id: Option<EntityId>,
    #[serde(default)]
    territory: String,
}

#[derive(Deserialize)]
struct ToldRevision {
    id: EntityId,
    version: u32,
}

impl Paged for DecisionsPage {
    type Item = ToldDecision;

    fn open(self) -> (Vec<ToldDecision>, Option<String>) {
        (self.decisions, self.next)
    }
}

impl ToldDecision {
    fn read(self) -> Result<Decision, Failure> {
        Ok(Decision {
            id: self.id,
            day: self.decided_on,
            moderator: None,
            pseudonym: self.moderator,
            second: self.second,
            action: self.action.parse()?,
            ground: self.ground.map(|key| key.parse()).transpose()?,
            entity: self.entity.map(|entity| (entity.kind, entity.id)),
            territory: self.territory,
            entries: self.entries,
            state: DecisionState::Done,
        })
    }
}

async fn decisions(store: &Store, address: &str) -> Result<usize, Failure> {
    let mut new = 0;
    for told in all::<DecisionsPage>(address, "/api/v1/decisions?limit=1000").await? {
        let decision = told.read()?;
        let foreign = match store.decision(decision.id).await? {
            Some(known) if known.names_the_same(&decision) => continue,
            Some(_) => ForeignDecision { decision, made: Vec::new(), left: Vec::new() },
            None => {
                new += 1;
                work_of(address, decision).await?
            }
        };
        store.adopt_decisions(vec![foreign]).await?;
    }
    Ok(new)
}

/// A decision with all that it made and refused.
async fn work_of(address: &str, decision: Decision) -> Result<ForeignDecision, Failure> {
    let (mut made, mut left) = (Vec::new(), Vec::new());
    let mut next = Some(format!("/api/v1/decisions/{}", decision.id));
    let mut is_first = true;
    while let Some(path) = next {
        let page: ToldWork = fetch(address, &path).await?;
        made.extend(page.revisions.into_iter().map(|one| (one.id, one.version)));
        if std::mem::take(&mut is_first) {
            let read = |one: ToldLeft| Left { kind: one.kind, entity: one.id, territory: one.territory };
            left.extend(page.left.into_iter().map(read));
        }
        next = page.next.as_deref().and_then(path_of).map(str::to_owned).filter(|next| *next != path);
    }
    Ok(ForeignDecision { decision, made, left })
}

#[derive(Deserialize)]
struct PhotosPage {
    photos: Vec<ToldPhoto>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct ToldPhoto {
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

fn hash(text: &str) -> Result<FileHash, Failure> {
    bytes_of_hex(text)
        .ok_or_else(|| format!("« {} » n’est pas une empreinte", text.chars().take(80).collect::<String>()).into())
}

async fn photos(store: &Store, address: &str, shelf: &Shelf) -> Result<(usize, usize), Failure> {
    let mut known: HashMap<PhotoId, Photo> = HashMap::new();
    loop {
        let last = known.keys().max().copied();
        let some = store.published_photos(last, 1000).await?;
        if some.is_empty() {
            break;
        }
        known.extend(some.into_iter().map(|photo| (photo.id, photo)));
    }
    let mut files = 0;
    for told in all::<PhotosPage>(address, "/api/v1/photos?limit=1000").await? {
        let pair = PhotoFiles { picture: hash(&told.sha256)?, thumbnail: hash(&told.thumbnail_sha256)? };
        let before = known.remove(&told.id);
        if before.is_some_and(|photo| photo.files == Some(pair) && photo.entity == Some(told.entity)) {
            continue;
        }
        // Waste until the photo speaks of them, so that nothing is left behind when this process ends here.
        store.announce_photo_files(pair).await?;
        let path = |hex: &str| format!("/photos/{hex}.jpg");
        let kept = keep(address, &path(&told.sha256), (pair.picture, Filed::Photo), shelf).await?
            && keep(address, &path(&told.thumbnail_sha256), (pair.thumbnail, Filed::Photo), shelf).await?;
        // One that was taken down between the two questions is told no more the next time.
        if kept {
            let (width, height) = (told.width, told.height);
            let photo = ForeignPhoto { id: told.id, entity: told.entity, files: pair, width, height };
            store.adopt_photos(vec![photo], Vec::new()).await?;
            files += 1;
        }
    }
    let gone: Vec<PhotoId> = known.into_keys().collect();
    let count = gone.len();
    if count > 0 {
        store.adopt_photos(Vec::new(), gone).await?;
    }
    Ok((files, count))
}

#[derive(Deserialize)]
struct FilesPage {
    files: Vec<ToldFile>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct ToldFile {
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

async fn pieces(store: &Store, address: &str, shelf: &Shelf) -> Result<(usize, usize), Failure> {
    let mut known: HashMap<PieceId, Piece> = HashMap::new();
    loop {
        let last = known.keys().max().copied();
        let some = store.published_pieces(last, 1000).await?;
        if some.is_empty() {
            break;
        }
        known.extend(some.into_iter().map(|piece| (piece.id, piece)));
    }
    let mut files = 0;
    for told in all::<FilesPage>(address, "/api/v1/files?limit=1000").await? {
        let file = hash(&told.sha256)?;
        let before = known.remove(&told.id);
        if before.is_some_and(|piece| piece.file == Some(file) && piece.document == told.document) {
            continue;
        }
        store.announce_file(file).await?;
        if keep(address, &format!("/pieces/{}.pdf", told.sha256), (file, Filed::Piece), shelf).await? {
            let piece = ForeignPiece { id: told.id, document: told.document, file, bytes: told.bytes };
            store.adopt_pieces(vec![piece], Vec::new()).await?;
            files += 1;
        }
    }
    let gone: Vec<PieceId> = known.into_keys().collect();
    let count = gone.len();
    if count > 0 {
        store.adopt_pieces(Vec::new(), gone).await?;
    }
    Ok((files, count))
}

/// Puts a file of the origin on the shelf when it is what its name says; `false` when the origin has it no more.
async fn keep(address: &str, path: &str, (sum, filed): (FileHash, Filed), shelf: &Shelf) -> Result<bool, Failure> {
    let Some(bytes) = file(address, path, MOST_FILE).await? else { return Ok(false) };
    if FileHash::from(Sha256::digest(&bytes)) != sum {
        return Err(format!("l’origine a donné un autre fichier que {path}").into());
    }
    shelf.put(sum, filed, bytes).await?;
    Ok(true)
}

#[derive(Deserialize)]
struct ToldReleases {
    releases: Vec<ToldRelease>,
}

#[derive(Deserialize)]
struct ToldRelease {
    month: String,
}

async fn releases(origin: &Origin, folder: &Path) -> Result<usize, Failure> {
    let told: ToldReleases = fetch(&origin.address, "/api/v1/releases").await?;
    let mut received = 0;
    for release in told.releases {
        let month: Month = release.month.parse()?;
        let (address, key, folder) = (origin.address.clone(), origin.key.clone(), folder.to_owned());
        let receiving = tokio::task::spawn_blocking(move || {
            ::release::receive(&folder, month, key.as_deref(), &|name| {
                stream(&format!("{address}/dumps/{month}/{name}"))
            })
        });
        let is_new = receiving.await?.map_err(|error| format!("la publication {month} de l’origine : {error}"))?;
        received += usize::from(is_new);
    }
    Ok(received)
}

#[derive(Deserialize)]
struct ToldChanges {
    sequence: i64,
    after: i64,
    seq: i64,
    day: NaiveDate,
}

/// Numbers the hourly changes as the origin does. What lies in them is in the chain.
async fn change_files(store: &Store, address: &str) -> Result<(), Failure> {
    let Some(bytes) = file(address, "/replication/hour/state.json", MOST_FILE).await? else { return Ok(()) };
    let newest: ToldChanges = serde_json::from_slice(&bytes)?;
    let (head, _) = store.head().await?;
    let (known, mut before) = store.change_file(None).await?.map_or((0, 0), |file| (file.number, file.seq));
    for number in known + 1..=newest.sequence {
        let digits = [number / 1_000_000, number / 1_000 % 1_000, number % 1_000].map(|part| format!("{part:03}"));
        let told: ToldChanges = fetch(address, &format!("/replication/hour/{}.state.json", digits.join("/"))).await?;
        // One that was closed after the chain was read comes with the next round.
        if told.seq > head {
            break;
        }
        if (told.sequence, told.after) != (number, before) || told.seq <= before {
            return Err(format!("le fichier de changements {number} de l’origine ne suit pas le précédent").into());
        }
        before = told.seq;
        let ToldChanges { after, seq, day, .. } = told;
        store.adopt_change_files(vec![ChangeFile { number, after, seq, day }]).await?;
    }
    Ok(())
}

/// Takes what the origin erased out of the releases that lie here; its own, made anew, come with the next round.
pub(super) async fn erase(places: &Places, ids: HashSet<EntityId>, today: NaiveDate) -> Result<(), Failure> {
    let ids = ids.iter().map(ToString::to_string).collect();
    let gone = ::release::Gone { ids, words: None };
    ::release::cleanse(&places.releases, &gone, today, None).await?;
    Ok(())
}
