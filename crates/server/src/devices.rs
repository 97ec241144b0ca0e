//! The devices of a filter: found and counted in memory, and only the rows of a page read from disk.

use std::sync::Arc;

use census::{DeviceStatus, EntityId};
use geodata::Bbox;
use store::{DeviceFilter, Page, PageRequest, PublishedFeature};

use crate::error::Error;
use crate::map::{Ledger, Whole};
use crate::state::AppState;

/// The devices that a filter finds, as of one moment: a page of them and their number agree.
pub(crate) struct Found<'a> {
    state: &'a AppState,
    ledger: Ledger,
    bbox: Option<Bbox>,
    /// What memory answers, if it is asked for anything.
    known: Option<DeviceFilter>,
    /// What was recorded by mistake, if that is asked for: few devices, which only the database has.
    mistaken: Option<DeviceFilter>,
}

impl<'a> Found<'a> {
    /// As of what is committed now.
    pub(crate) async fn now(state: &'a AppState, filter: DeviceFilter) -> Result<Self, Error> {
        state.map.caught_up(&state.store).await?;
        Ok(Self::taken_in(state, filter))
    }

    /// As of what the map has taken in: for who has just waited for that.
    pub(crate) fn taken_in(state: &'a AppState, mut filter: DeviceFilter) -> Self {
        let (ledger, bbox) = (state.map.ledger(), filter.bbox);
        let asked = filter.statuses.len();
        filter.statuses.retain(|status| *status != DeviceStatus::Mistaken);
        let asks_mistaken = filter.statuses.len() < asked;
        let mistaken = asks_mistaken.then(|| DeviceFilter { statuses: vec![DeviceStatus::Mistaken], ..filter.clone() });
        let known = Some(filter).filter(|filter| !asks_mistaken || !filter.statuses.is_empty());
        Self { state, ledger, bbox, known, mistaken }
    }

    /// A page of them in the order of place. One of a box may hold fewer than were asked for, when some stand just outside
    /// its edge.
    pub(crate) async fn page(&self, request: &PageRequest) -> Result<Page<PublishedFeature>, Error> {
        let mut pages = Vec::new();
        if let Some(filter) = &self.known {
            let Page { items, next } = self.ledger.page(filter, request);
            pages.push(Page { items: self.state.store.features_of(&self.exactly(items).await?).await?, next });
        }
        if let Some(filter) = &self.mistaken {
            pages.push(self.state.store.features(filter, request).await?);
        }
        Ok(merged(pages, request.limit.max(1) as usize))
    }

    /// How many there are.
    pub(crate) async fn count(&self) -> Result<u64, Error> {
        let mut count = 0;
        if let Some(filter) = &self.known {
            let (surely, at_edge) = self.ledger.count(filter);
            count += surely + self.exactly(at_edge).await?.len() as u64;
        }
        if let Some(filter) = &self.mistaken {
            count += self.state.store.counts(filter).await?.total;
        }
        Ok(count)
    }

    /// Those of some devices whose positions lie in the box that is asked for, if one is.
    async fn exactly(&self, mut ids: Vec<EntityId>) -> Result<Vec<EntityId>, Error> {
        if let Some(bbox) = self.bbox.filter(|_| !ids.is_empty()) {
            let positions = self.state.store.positions_of(&ids).await?;
            ids.retain(|id| positions.get(id).is_some_and(|position| bbox.contains(*position)));
        }
        Ok(ids)
    }
}

/// Pages of devices that have none in common as one, in the order of place.
fn merged(pages: Vec<Page<PublishedFeature>>, limit: usize) -> Page<PublishedFeature> {
    let mut next = pages.iter().filter_map(|page| page.next).min();
    let mut items: Vec<PublishedFeature> = pages.into_iter().flat_map(|page| page.items).collect();
    items.sort_by_key(|item| item.cursor);
    // Behind the end of one page, it may have more that come before what the other one has there.
    items.retain(|item| next.is_none_or(|next| item.cursor <= next));
    if items.len() > limit {
        items.truncate(limit);
        next = items.last().map(|last| last.cursor);
    }
    Page { items, next }
}

/// The whole census in numbers, as of what is committed now.
pub(crate) async fn whole(state: &AppState) -> Result<Arc<Whole>, Error> {
    state.map.caught_up(&state.store).await?;
    Ok(state.map.whole())
}
