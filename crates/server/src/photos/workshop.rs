//! Decodes photos off the request threads: one at a time per core, and none for longer than the budget.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use photo::{InvalidPhoto, Region, SafePhoto, sanitise};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::error::Error;

/// Seconds that a photo may take; ordinary ones take less than one.
const BUDGET: Duration = Duration::from_secs(10);
/// How long a photo may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bench for each core.
pub(crate) struct Workshop(Arc<Semaphore>);

impl Default for Workshop {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from))))
    }
}

impl Workshop {
    /// Makes a photo safe. One that takes too long is refused, and its bench stays taken until it is done.
    pub(crate) async fn safe(&self, bytes: Bytes, regions: Vec<Region>) -> Result<SafePhoto, Error> {
        let bench = timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        let bench = bench.map_err(|_| Error::Unavailable)?.map_err(|_| Error::Unavailable)?;
        let work = tokio::task::spawn_blocking(move || {
            let safe = sanitise(&bytes, &regions);
            drop(bench);
            safe
        });
        match timeout(BUDGET, work).await {
            Ok(Ok(safe)) => safe.map_err(Error::Photo),
            // A decoder that panics has met a file that is not what it says.
            Ok(Err(_)) => Err(Error::Photo(InvalidPhoto::Damaged)),
            Err(_) => Err(Error::Photo(InvalidPhoto::TooManyPixels)),
        }
    }
}
