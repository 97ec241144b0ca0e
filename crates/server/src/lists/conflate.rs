//! What the census has already: rows that it knows, and other devices at the same place.

use std::collections::{HashMap, HashSet};

use census::list::Reading;
use census::{Device, EntityId, is_same};
use geodata::{Bbox, Position};
use serde::Deserialize;
use store::{DeviceFilter, ImportRecord, PageRequest, Store};

use super::report::Report;
use super::{Error, record};

/// Devices at one place that are looked at.
const MOST_NEAR: u32 = 200;

/// As far as the same device may stand from where another census put it.
const SAME_M: f64 = 5.0;

/// What the census has of this list.
pub(super) struct Known {
    source: String,
    /// The devices that its rows became before.
    of_list: HashSet<EntityId>,
    rows: HashSet<String>,
}

/// The part of a published device that tells where it stands.
#[derive(Deserialize)]
struct Fragment {
    geometry: Point,
}

#[derive(Deserialize)]
struct Point {
    coordinates: Position,
}

impl Known {
    pub(super) async fn read(store: &Store, source: &str, names: &[String]) -> Result<Self, Error> {
        let known: HashMap<String, EntityId> = store.of_upstream(source, names).await?.into_iter().collect();
        let (rows, of_list) = known.into_iter().unzip();
        Ok(Self { source: source.to_owned(), of_list, rows })
    }

    /// Did a row with this number come in before?
    pub(super) fn has(&self, id: &str) -> bool {
        self.rows.contains(id)
    }

    /// The records to import: rows that are known, and rows at whose place stands nothing of the same kind.
    pub(super) async fn settle(
        &self,
        store: &Store,
        devices: Vec<(String, Device)>,
        report: &mut Report,
    ) -> Result<Vec<ImportRecord>, Error> {
        let mut taken = HashSet::new();
        let mut records = Vec::new();
        for (id, device) in devices {
            let is_known = self.has(&id);
            match if is_known { None } else { self.twin(store, &device, &taken).await? } {
                Some(twin) => {
                    taken.insert(twin);
                    report.matched(id, twin);
                }
                None => records.push(record(&self.source, id, device)),
            }
        }
        Ok(records)
    }

    /// The nearest device of the same kind within 5 m that is no other row of this list and no other row's twin.
    async fn twin(&self, store: &Store, device: &Device, taken: &HashSet<EntityId>) -> Result<Option<EntityId>, Error> {
        let bbox = Some(Bbox::around(device.position, SAME_M));
        let filter = DeviceFilter { bbox, kinds: vec![device.kind], ..DeviceFilter::default() };
        let page = store.features(&filter, &PageRequest { limit: MOST_NEAR, after: None }).await?;
        let free =
            page.items.into_iter().filter(|found| !self.of_list.contains(&found.id) && !taken.contains(&found.id));
        let near = free.filter_map(|found| {
            let Fragment { geometry } = serde_json::from_str(&found.fragment).ok()?;
            let distance_m = geometry.coordinates.distance_m(device.position);
            is_same(device.kind, device.kind, distance_m).then_some((distance_m, found.id))
        });
        Ok(near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id))
    }
}

/// Whether two rows say the same, but for their number.
pub(super) fn says_the_same(one: &Reading, other: &Reading) -> bool {
    one.outcome == other.outcome
}
