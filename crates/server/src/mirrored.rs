//! A mirror is read: what would change it is sent to its origin.

use axum::extract::Request;

use crate::error::Error;
use crate::state::AppState;

/// Refuses what is no reading, with the address of the census that takes it.
pub(crate) fn closed(state: &AppState, request: &Request) -> Result<(), Error> {
    match &state.settings.mirror_of {
        Some(origin) if !request.method().is_safe() => Err(Error::Mirror { origin: origin.clone() }),
        _ => Ok(()),
    }
}
