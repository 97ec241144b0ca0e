//! The published devices in memory: tiles, clusters and neighbours never ask the database.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use census::{DeviceKind, DeviceStatus, OperatorKind, Verification};
use futures_util::TryStreamExt;
use geodata::Cell;
use geodata::points::{LivePoints, PackedPoints, Point};
use store::{IndexRow, Store};
use tokio::sync::watch;

/// How often another server's changes are looked for.
const POLL: Duration = Duration::from_secs(1);

/// Changes taken at a time.
const STEP: u32 = 5_000;

/// The points of the map; readers take a snapshot and never wait for a writer to finish packing.
#[derive(Debug, Default)]
pub(crate) struct Map {
    points: RwLock<Arc<LivePoints>>,
    seen: RwLock<i64>,
}

/// What a map needs to know of a device, packed into 32 bits: kind 4, status 3, verification 3, operator kind 2,
/// has a bearing 1, bearing in degrees 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// What it is.
    pub(crate) kind: DeviceKind,
    /// What became of it.
    pub(crate) status: DeviceStatus,
    /// How sure the census is.
    pub(crate) verification: Verification,
    /// Who runs it; `None` when unknown.
    pub(crate) operator_kind: Option<OperatorKind>,
    /// Where it looks, whole degrees clockwise from north.
    pub(crate) bearing: Option<u16>,
}

impl Attributes {
    /// As the index keeps them.
    pub(crate) fn pack(self) -> u32 {
        let operator = self.operator_kind.map_or(3, |kind| kind as u32);
        let bearing = self.bearing.map_or(0, |bearing| 1 | u32::from(bearing % 360) << 1);
        self.kind as u32 | (self.status as u32) << 4 | (self.verification as u32) << 7 | operator << 10 | bearing << 12
    }

    /// As the index gives them back.
    pub(crate) fn unpack(bits: u32) -> Self {
        let pick = |shift: u32, mask: u32| (bits >> shift & mask) as usize;
        let has_bearing = pick(12, 1) == 1;
        Self {
            kind: DeviceKind::ALL.get(pick(0, 15)).copied().unwrap_or(DeviceKind::Unknown),
            status: DeviceStatus::ALL.get(pick(4, 7)).copied().unwrap_or(DeviceStatus::Reported),
            verification: Verification::ALL.get(pick(7, 7)).copied().unwrap_or(Verification::Unverified),
            operator_kind: OperatorKind::ALL.get(pick(10, 3)).copied().filter(|kind| *kind != OperatorKind::Unknown),
            bearing: has_bearing.then(|| pick(13, 511) as u16),
        }
    }
}

/// The names of the cluster counts, in the order of the classes.
pub(crate) const CLASS_NAMES: [&str; geodata::points::CLASSES] = ["camera", "plate_reader", "sensor", "other"];

fn class(kind: DeviceKind, status: DeviceStatus) -> Option<u8> {
    let class = match kind {
        DeviceKind::Camera => 0,
        DeviceKind::PlateReader => 1,
        DeviceKind::AcousticSensor | DeviceKind::Gate | DeviceKind::TrackingSensor => 2,
        DeviceKind::SpeedCamera | DeviceKind::Guard | DeviceKind::Unknown => 3,
    };
    status.stands().then_some(class)
}

/// The point of a row, unless its kind is not drawn.
fn point(row: &IndexRow) -> Option<Point> {
    let attributes = Attributes {
        kind: row.kind,
        status: row.status,
        verification: row.verification,
        operator_kind: row.operator_kind,
        bearing: row.bearing.map(|bearing| bearing.round() as u16),
    };
    row.kind.shown_by_default().then(|| Point {
        cell: Cell::from_key(row.cell),
        id: row.id.0.as_u128(),
        attributes: attributes.pack(),
        class: class(row.kind, row.status),
    })
}

impl Map {
    /// Reads every published device once, in the order of place, straight into the columns.
    pub(crate) async fn load(store: &Store) -> Result<Self, store::Error> {
        let seen = store.last_seq().await?;
        let mut columns = PackedPoints::default();
        let mut rows = std::pin::pin!(store.stream_index());
        while let Some(chunk) = rows.try_next().await? {
            columns.extend(chunk.iter().filter_map(point));
        }
        columns.index();
        Ok(Self { points: RwLock::new(Arc::new(LivePoints::of_columns(columns))), seen: RwLock::new(seen) })
    }

    /// The points as they are now; the snapshot does not change under its reader.
    pub(crate) fn snapshot(&self) -> Arc<LivePoints> {
        Arc::clone(&self.points.read().unwrap_or_else(std::sync::PoisonError::into_inner))
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
        }
    }

    /// Applies the changes after the last one seen.
    pub(crate) async fn catch_up(&self, store: &Store) -> Result<(), store::Error> {
        loop {
            let seen = *self.seen.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            let changes = store.changes_after(seen, STEP).await?;
            let Some(last) = changes.last().map(|change| change.seq) else { return Ok(()) };
            let mut next = LivePoints::clone(&self.snapshot());
            for change in &changes {
                next.set(change.id.0.as_u128(), change.row.as_ref().and_then(point));
            }
            self.publish(next, last).await;
        }
    }

    async fn publish(&self, next: LivePoints, seen: i64) {
        let wants_packing = next.wants_packing();
        let next = Arc::new(next);
        *self.points.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::clone(&next);
        *self.seen.write().unwrap_or_else(std::sync::PoisonError::into_inner) = seen;
        if wants_packing {
            // Packing a million points takes a moment of one core; requests meanwhile read the overlay.
            if let Ok(packed) = tokio::task::spawn_blocking(move || next.packed()).await {
                *self.points.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(packed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for bearing in [None, Some(0), Some(359)] {
            for (kind, status) in DeviceKind::ALL.iter().zip(DeviceStatus::ALL.iter().cycle()) {
                let attributes = Attributes {
                    kind: *kind,
                    status: *status,
                    verification: Verification::Disputed,
                    operator_kind: Some(OperatorKind::Mixed),
                    bearing,
                };
                assert_eq!(Attributes::unpack(attributes.pack()), attributes);
            }
        }
    }
}
