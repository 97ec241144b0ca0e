//! The devices of a filter: found and counted in memory where memory knows, and only the rows of a page read from disk.

use std::sync::Arc;

use census::EntityId;
use store::{DeviceFilter, Page, PageRequest, PublishedFeature};

use crate::error::Error;
use crate::map::{Ledger, Whole};
use crate::state::AppState;

/// The devices that a filter finds, as of one moment: a page of them and their number agree.
pub(crate) struct Found<'a> {
    state: &'a AppState,
    filter: DeviceFilter,
    /// Nothing where only the database can answer.
    ledger: Option<Ledger>,
}

impl<'a> Found<'a> {
    /// As of what is committed now.
    pub(crate) async fn now(state: &'a AppState, filter: DeviceFilter) -> Result<Self, Error> {
        if Ledger::knows(&filter) {
            state.map.caught_up(&state.store).await?;
        }
        Ok(Self::taken_in(state, filter))
    }

    /// As of what the map has taken in: for who has just waited for that.
    pub(crate) fn taken_in(state: &'a AppState, filter: DeviceFilter) -> Self {
        let ledger = Ledger::knows(&filter).then(|| state.map.ledger());
        Self { state, filter, ledger }
    }

    /// A page of them in the order of place. One of a box may hold fewer than were asked for, when some stand just outside
    /// its edge.
    pub(crate) async fn page(&self, request: &PageRequest) -> Result<Page<PublishedFeature>, Error> {
        let Some(ledger) = &self.ledger else { return Ok(self.state.store.features(&self.filter, request).await?) };
        let Page { items, next } = ledger.page(&self.filter, request);
        Ok(Page { items: self.state.store.features_of(&self.exactly(items).await?).await?, next })
    }

    /// How many there are.
    pub(crate) async fn count(&self) -> Result<u64, Error> {
        let Some(ledger) = &self.ledger else { return Ok(self.state.store.counts(&self.filter).await?.total) };
        let (surely, at_edge) = ledger.count(&self.filter);
        Ok(surely + self.exactly(at_edge).await?.len() as u64)
    }

    /// Those of some devices whose positions lie in the box that is asked for, if one is.
    async fn exactly(&self, mut ids: Vec<EntityId>) -> Result<Vec<EntityId>, Error> {
        if let Some(bbox) = self.filter.bbox.filter(|_| !ids.is_empty()) {
            let positions = self.state.store.positions_of(&ids).await?;
            ids.retain(|id| positions.get(id).is_some_and(|position| bbox.contains(*position)));
        }
        Ok(ids)
    }
}

/// The whole census in numbers, as of what is committed now.
pub(crate) async fn whole(state: &AppState) -> Result<Arc<Whole>, Error> {
    state.map.caught_up(&state.store).await?;
    Ok(state.map.whole())
}
