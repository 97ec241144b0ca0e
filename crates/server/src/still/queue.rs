//! Painting costs tens of milliseconds of a core: few paint at a time, some wait, the others are asked to come back.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::Error;

/// Requests that are answered or wait; more are refused.
const PLACES: usize = 48;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(8);
/// When to come back, in seconds.
const COME_BACK_S: u64 = 2;

/// The line in front of the painters.
pub(crate) struct Queue {
    places: Arc<Semaphore>,
    benches: Arc<Semaphore>,
}

impl Default for Queue {
    fn default() -> Self {
        Self::new(PLACES, std::thread::available_parallelism().map_or(1, usize::from))
    }
}

impl Queue {
    fn new(places: usize, benches: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), benches: Arc::new(Semaphore::new(benches)) }
    }

    /// A place in the line, or the advice to come back.
    pub(crate) fn enter(&self) -> Result<OwnedSemaphorePermit, Error> {
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| Error::Busy { retry_after_s: COME_BACK_S })
    }

    /// A bench to paint at.
    pub(crate) async fn bench(&self) -> Result<OwnedSemaphorePermit, Error> {
        let busy = Error::Busy { retry_after_s: COME_BACK_S };
        match timeout(PATIENCE, Arc::clone(&self.benches).acquire_owned()).await {
            Ok(Ok(bench)) => Ok(bench),
            _ => Err(busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_line_sends_away_and_lets_in_again() {
        let queue = Queue::new(2, 1);
        let (first, second) = (queue.enter().expect("room"), queue.enter().expect("room"));
        assert!(matches!(queue.enter(), Err(Error::Busy { retry_after_s: COME_BACK_S })));
        drop(first);
        assert!(queue.enter().is_ok());
        drop(second);
    }
}
