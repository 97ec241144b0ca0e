//! The devices of a filter: found and counted in memory where memory knows, and only the rows of a page read from disk.

use std::sync::Arc;

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

    /// A page of them in the order of place.
    pub(crate) async fn page(&self, request: &PageRequest) -> Result<Page<PublishedFeature>, Error> {
        let Some(ledger) = &self.ledger else { return Ok(self.state.store.features(&self.filter, request).await?) };
        let Page { items, next } = ledger.page(&self.filter, request);
        Ok(Page { items: self.state.store.features_of(&items).await?, next })
    }

    /// How many there are.
    pub(crate) async fn count(&self) -> Result<u64, Error> {
        match &self.ledger {
            Some(ledger) => Ok(ledger.count(&self.filter)),
            None => Ok(self.state.store.counts(&self.filter).await?.total),
        }
    }
}

/// The whole census in numbers, as of what is committed now.
pub(crate) async fn whole(state: &AppState) -> Result<Arc<Whole>, Error> {
    state.map.caught_up(&state.store).await?;
    Ok(state.map.whole())
}
