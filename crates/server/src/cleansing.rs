//! What the census erased goes out of releases that were made before: at the start, at once after an erasure, and every
//! day. While that fails, because a bucket is out of reach, it is tried again.

use std::time::Duration;

use release::{Cleansed, SigningKey};

use crate::error::Error;
use crate::state::AppState;

/// How often releases are compared with what was erased, whatever happens.
const EVERY: Duration = Duration::from_hours(24);

/// How long to wait after the first failure; twice as long after each further one.
const FIRST: Duration = Duration::from_secs(5);

/// How long to wait at the most.
const LONGEST: Duration = Duration::from_hours(1);

/// Takes out of the releases what was erased, as long as the server runs.
pub(crate) async fn keep_clean(state: AppState) {
    let mut patience = FIRST;
    loop {
        let pause = match take_out(&state).await {
            // Where nothing can be written no release can be made anew either.
            _ if state.store.is_read_only() => LONGEST,
            Ok(releases) => {
                patience = FIRST;
                for Cleansed { month, rows, is_signed } in releases {
                    tracing::info!(%month, rows, signed = is_signed, "Made a release anew without what was erased");
                }
                EVERY
            }
            Err(error) => {
                tracing::error!(%error, again_in_s = patience.as_secs(), "What was erased may still be in the releases");
                let pause = patience;
                patience = (patience * 2).min(LONGEST);
                pause
            }
        };
        tokio::select! {
            () = state.erased.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn take_out(state: &AppState) -> Result<Vec<Cleansed>, Error> {
    let internal = |error: Box<dyn std::error::Error + Send + Sync>| Error::Internal(error);
    let key = match &state.settings.release_key {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|error| internal(Box::new(error)))?;
            Some(SigningKey::from_pem(&text).map_err(|error| internal(Box::new(error)))?)
        }
        None => None,
    };
    let (shelf, today) = (&state.settings.releases, state.world.today());
    let cleansed = release::cleanse(&state.store, shelf, None, today, key.as_ref()).await;
    cleansed.map_err(|error| internal(Box::new(error)))
}
