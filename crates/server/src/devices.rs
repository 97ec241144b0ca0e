//! The devices of a filter: found and counted in memory where memory knows, and only the rows of a page read from disk.

use chrono::NaiveDate;
use store::{DeviceFilter, Page, PageRequest, PublishedFeature};

use crate::error::Error;
use crate::map::Ledger;
use crate::state::AppState;

/// A page of them in the order of place, as of what is committed now.
pub(crate) async fn page(
    state: &AppState,
    filter: &DeviceFilter,
    request: &PageRequest,
) -> Result<Page<PublishedFeature>, Error> {
    if !Ledger::knows(filter) {
        return Ok(state.store.features(filter, request).await?);
    }
    state.map.caught_up(&state.store).await?;
    let Page { items, next } = state.map.ledger().page(filter, request);
    Ok(Page { items: state.store.features_of(&items).await?, next })
}

/// How many there are.
pub(crate) async fn count(state: &AppState, filter: &DeviceFilter) -> Result<u64, Error> {
    if !Ledger::knows(filter) {
        return Ok(state.store.counts(filter).await?.total);
    }
    state.map.caught_up(&state.store).await?;
    Ok(state.map.ledger().count(filter))
}

/// The first and the last day on which the census learnt something of one of them.
pub(crate) async fn days(state: &AppState) -> Result<Option<[NaiveDate; 2]>, Error> {
    state.map.caught_up(&state.store).await?;
    Ok(state.map.ledger().days())
}
