//! Waiting for what comes by itself.

use std::time::{Duration, Instant};

/// What takes longer is broken; how long it takes is told by benchmarks, never by tests.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often one looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks for something until it is there.
///
/// # Panics
/// When it is not there after a minute.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Asks until the answer is yes.
///
/// # Panics
/// When it is no after a minute.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    wait_for(what, || holds().then_some(()));
}
