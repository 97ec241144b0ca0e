//! The published devices in memory: tiles, clusters and neighbours never ask the database.

mod attributes;
mod classes;
mod ledger;
mod pyramids;
mod stamps;
mod views;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use census::EntityId;
use futures_util::TryStreamExt;
use geodata::points::{LivePoints, PackedPoints, Point};
use geodata::{Cell, TileCoord};
use store::{IndexChange, IndexRow, Store};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};

use attributes::Directions;
pub(crate) use attributes::{Attributes, FIRST, LAST, Sector};
pub(crate) use classes::{CLASS_NAMES, MapFilter};
use ledger::{Codes, KeptWhole};
pub(crate) use ledger::{Ledger, Sum, Tally, Whole};
pub(crate) use pyramids::Lazy;
use pyramids::Pyramids;
use stamps::Stamps;
use views::Views;

/// How often another server's changes are looked for.
const POLL: Duration = Duration::from_secs(1);

/// How long a page waits for the newest changes.
const PATIENCE: Duration = Duration::from_millis(300);

/// Changes taken at a time.
const STEP: u32 = 5_000;

/// The points of the map; readers take a snapshot and never wait for a writer.
#[derive(Debug, Default)]
pub(crate) struct Map {
    points: RwLock<Arc<LivePoints>>,
    /// The directions of devices that look in several.
    views: Arc<RwLock<Views>>,
    stamps: RwLock<Stamps>,
    pyramids: Pyramids,
    /// The numbers of territories in the columns.
    codes: RwLock<Arc<Codes>>,
    /// The whole census in numbers, as it was last asked for.
    whole: Mutex<Option<KeptWhole>>,
    seen: watch::Sender<i64>,
    /// The number of the newest change when all were loaded: what was made behind it was not among them.
    loaded: i64,
    /// What only the follower looks at.
    followed: Mutex<Followed>,
}

#[derive(Debug, Default)]
struct Followed {
    /// The devices that a use of software names.
    software: HashSet<EntityId>,
    /// Changes since the columns that are being packed were read.
    later: Vec<(u128, Option<Point>)>,
    packing: Option<JoinHandle<LivePoints>>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

impl Map {
    /// Reads every published device once, in the order of place, straight into the columns.
    pub(crate) async fn load(store: &Store) -> Result<Self, store::Error> {
        let seen = store.last_seq().await?;
        let software = store.with_software().await?;
        let mut columns = PackedPoints::with_room(store.index_size().await?);
        let (mut views, mut codes) = (Vec::new(), Codes::default());
        let mut rows = std::pin::pin!(store.stream_index());
        while let Some(chunk) = rows.try_next().await? {
            for row in &chunk {
                columns.push(attributes::point(row, software.contains(&row.id), codes.number(&row.territory)));
                views.extend(several(row).map(|directions| (row.id.0.as_u128(), directions)));
            }
        }
        columns.settle();
        let loaded = store.last_seq().await?;
        let points = LivePoints::from(columns);
        let map = Self {
            points: RwLock::new(Arc::new(points.clone())),
            views: Arc::new(RwLock::new(views.into_iter().collect())),
            codes: RwLock::new(Arc::new(codes)),
            seen: watch::Sender::new(seen),
            loaded,
            followed: Mutex::new(Followed { software, ..Followed::default() }),
            ..Self::default()
        };
        map.pyramids.of(&points, MapFilter::default()).of(&points, MapFilter::default());
        Ok(map)
    }

    /// The points as they are now; the snapshot does not change under its reader.
    pub(crate) fn snapshot(&self) -> Arc<LivePoints> {
        Arc::clone(&read(&self.points))
    }

    /// The points of some devices. The store knows where they are; only those that moved just now are looked for among
    /// all names.
    pub(crate) async fn points_of(&self, store: &Store, ids: &[EntityId]) -> Result<Vec<Point>, store::Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places = store.places_of(ids).await?;
        let (points, mut astray) = (self.snapshot(), Vec::new());
        let mut at = |(cell, EntityId(id)): (Cell, EntityId)| {
            let found = points.at(cell, id.as_u128());
            astray.extend(found.is_none().then_some(id.as_u128()));
            found
        };
        let mut found: Vec<Point> = places.into_iter().filter_map(&mut at).collect();
        found.extend(points.by_ids(astray).into_values());
        Ok(found)
    }

    /// The pyramid of a filter for a snapshot.
    pub(crate) fn pyramid(&self, points: &LivePoints, filter: MapFilter) -> Lazy {
        self.pyramids.of(points, filter)
    }

    /// The same, made off the request threads if nobody asked for it before.
    pub(crate) async fn counted(&self, points: &Arc<LivePoints>, filter: MapFilter) -> Result<Lazy, JoinError> {
        let pyramid = self.pyramid(points, filter);
        if !pyramid.is_made() {
            let (points, pyramid) = (Arc::clone(points), pyramid.clone());
            let made = tokio::task::spawn_blocking(move || {
                pyramid.of(&points, filter);
            });
            made.await?;
        }
        Ok(pyramid)
    }

    /// The sectors of a device that looks in several directions.
    pub(crate) fn sectors(&self, id: u128) -> impl Iterator<Item = Sector> + use<> {
        read(&self.views).of(id).sectors()
    }

    /// The number of the newest change that a tile shows. Read it before the snapshot: then it is never too new.
    pub(crate) fn stamp(&self, tile: TileCoord) -> i64 {
        read(&self.stamps).of(tile)
    }

    /// The number of the newest change taken in.
    pub(crate) fn seen(&self) -> i64 {
        *self.seen.borrow()
    }

    /// What stands in each territory, as of [`Map::seen`].
    pub(crate) fn ledger(&self) -> Ledger {
        // The points first: a number that they speak of is among the codes before they are.
        let points = self.snapshot();
        Ledger::new(points, Arc::clone(&read(&self.codes)))
    }

    /// The whole census in numbers, as of [`Map::seen`].
    pub(crate) fn whole(&self) -> Arc<Whole> {
        self.ledger().whole(&mut locked(&self.whole))
    }

    /// Waits until the map shows what is committed now, so that somebody who has just reported a camera finds it counted.
    /// While an import runs, it is content with what there is.
    pub(crate) async fn caught_up(&self, store: &Store) -> Result<(), store::Error> {
        let newest = store.last_seq().await?;
        let mut seen = self.seen.subscribe();
        let reached = seen.wait_for(|seen| *seen >= newest);
        drop(tokio::time::timeout(PATIENCE, reached).await);
        Ok(())
    }

    /// Takes in what was published since: by this server at once, by others within a second.
    pub(crate) async fn follow(&self, store: &Store, mut stop: watch::Receiver<bool>) {
        let mut committed = store.committed();
        loop {
            if let Err(error) = self.catch_up(store).await {
                tracing::warn!(%error, "The map could not take in the newest changes and will try again");
            }
            tokio::select! {
                _ = stop.changed() => return,
                () = tokio::time::sleep(POLL) => {}
                _ = committed.changed() => {}
            }
            self.take_packed().await;
        }
    }

    /// Applies the changes after the last one seen.
    pub(crate) async fn catch_up(&self, store: &Store) -> Result<(), store::Error> {
        loop {
            let changes = store.changes_after(self.seen(), STEP).await?;
            let Some(last) = changes.last().map(|change| change.seq) else { return Ok(()) };
            // What is no drawn device may be a use of software that names some.
            let software = if changes.iter().any(|change| change.row.is_none()) {
                Some(store.with_software().await?)
            } else {
                None
            };
            self.publish(&changes, software, last);
        }
    }

    fn publish(&self, changes: &[IndexChange], software: Option<HashSet<EntityId>>, seen: i64) {
        let mut followed = locked(&self.followed);
        let mut next = LivePoints::clone(&self.snapshot());
        let mut steps = software.map(|now| turned(&mut followed.software, now, &next)).unwrap_or_default();
        let mut numbers = vec![seen; steps.len()];
        for change in changes {
            let watched = followed.software.contains(&change.id);
            let point = change.row.as_ref().map(|row| attributes::point(row, watched, self.number_of(&row.territory)));
            steps.push((change.id.0.as_u128(), point));
            numbers.push(change.seq);
        }
        let new = changes.iter().filter(|change| change.is_first && change.seq > self.loaded);
        let before = next.apply(&steps, &new.map(|change| change.id.0.as_u128()).collect());
        {
            let mut views = write(&self.views);
            for change in changes {
                views.put(change.id.0.as_u128(), change.row.as_ref().and_then(several));
            }
        }
        if followed.packing.is_some() {
            followed.later.extend(steps.iter().copied());
        } else if next.wants_packing() {
            // Packing a million points takes a moment of one core; requests meanwhile read the overlay.
            let (points, views) = (next.clone(), Arc::clone(&self.views));
            followed.packing = Some(tokio::task::spawn_blocking(move || {
                Views::pack(&views, &points);
                points.packed()
            }));
        }
        *write(&self.points) = Arc::new(next);
        let mut stamps = write(&self.stamps);
        for (((_, after), before), seq) in steps.iter().zip(before).zip(numbers) {
            before.iter().chain(after).for_each(|point| stamps.note(point, seq));
        }
        self.seen.send_replace(seen);
    }

    /// The number of a territory. Only one that never had a device costs a copy of them all, when a page counts just then.
    fn number_of(&self, territory: &str) -> u16 {
        let known = read(&self.codes).known(territory);
        known.unwrap_or_else(|| Arc::make_mut(&mut write(&self.codes)).number(territory))
    }

    /// Puts the columns in place that were packed meanwhile, with what changed since on top.
    async fn take_packed(&self) {
        let ready = locked(&self.followed).packing.take_if(|packing| packing.is_finished());
        let Some(ready) = ready else { return };
        let packed = ready.await;
        let mut followed = locked(&self.followed);
        let later = std::mem::take(&mut followed.later);
        let Ok(mut packed) = packed else { return };
        packed.apply(&later, &HashSet::new());
        *write(&self.points) = Arc::new(packed);
    }
}

/// The devices that uses of software name now and did not before, and the other way round; `known` follows.
fn turned(known: &mut HashSet<EntityId>, now: HashSet<EntityId>, points: &LivePoints) -> Vec<(u128, Option<Point>)> {
    let found = points.by_ids(known.symmetric_difference(&now).map(|id| id.0.as_u128()));
    *known = now;
    let turn = |point: Point| Point { attributes: point.attributes ^ Attributes::SOFTWARE, ..point };
    found.into_iter().map(|(id, point)| (id, Some(turn(point)))).collect()
}

/// The directions of a device that looks in several.
fn several(row: &IndexRow) -> Option<Directions> {
    (row.views.len() > 1).then(|| Directions::of(&row.views))
}
