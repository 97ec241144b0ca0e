//! What a mirror keeps beside the chain: decisions, photos, copies of documents, releases. Each round compares all that
//! the origin shows with what is here, so that what it took down goes here too; but for lists that are the same as when
//! all of them was here.

use ::release::Month;
use census::{EntityId, EntityKind};
use chrono::NaiveDate;
use serde::Deserialize;
use server::Shelf;
use store::{ChangeFile, Decision, DecisionId, DecisionState, ForeignDecision, Left, Origin, Store};

use super::lists::{Paged, Taken, path_of};
use super::origin::{Told, ask, fetch, stream};
use super::shelved::{FilesPage, PhotosPage, shelved};
use crate::Failure;

/// Where the files of a mirror lie.
pub(crate) struct Places {
    /// The shelf of photos and documents.
    pub(crate) shelf: Shelf,
    /// Where releases are kept.
    pub(crate) releases: ::release::Shelf,
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
pub(super) async fn follow(
    store: &Store,
    origin: &Origin,
    places: &Places,
    taken: &mut Taken,
) -> Result<Aside, Failure> {
    let decisions = decisions(store, &origin.address, taken).await?;
    let (photos, photos_gone) = shelved::<PhotosPage>(store, &origin.address, &places.shelf, taken).await?;
    let (pieces, pieces_gone) = shelved::<FilesPage>(store, &origin.address, &places.shelf, taken).await?;
    places.shelf.take_off(store, &store.photo_waste().await?).await?;
    change_files(store, &origin.address).await?;
    let releases = releases(origin, &places.releases, taken).await?;
    Ok(Aside { decisions, files: photos + pieces, gone: photos_gone + pieces_gone, releases })
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

async fn decisions(store: &Store, address: &str, taken: &mut Taken) -> Result<usize, Failure> {
    let list = taken.newer::<DecisionsPage>(address, "/api/v1/decisions?limit=1000").await?;
    let Some(mut list) = list else { return Ok(0) };
    let mut new = 0;
    for told in list.items.drain(..) {
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
    taken.take_in(list);
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
struct ToldReleases {
    releases: Vec<ToldRelease>,
}

#[derive(Deserialize)]
struct ToldRelease {
    month: String,
}

impl Paged for ToldReleases {
    type Item = ToldRelease;

    fn open(self) -> (Vec<ToldRelease>, Option<String>) {
        (self.releases, None)
    }
}

/// The list tells the sum of the sums of each release, so that one that was made anew makes it another list.
async fn releases(origin: &Origin, shelf: &::release::Shelf, taken: &mut Taken) -> Result<usize, Failure> {
    let list = taken.newer::<ToldReleases>(&origin.address, "/api/v1/releases").await?;
    let Some(mut list) = list else { return Ok(0) };
    let mut received = 0;
    for release in list.items.drain(..) {
        let month: Month = release.month.parse()?;
        let address = origin.address.clone();
        let open = move |name: &str| stream(&format!("{address}/dumps/{month}/{name}"));
        let receiving = ::release::receive(shelf, month, origin.key.as_deref(), open).await;
        let is_new = receiving.map_err(|error| format!("la publication {month} de l’origine : {error}"))?;
        received += usize::from(is_new);
    }
    taken.take_in(list);
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
    let newest = ask::<ToldChanges>(address, "/replication/hour/state.json", None).await?;
    let Told::New(newest, _) = newest else { return Ok(()) };
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
