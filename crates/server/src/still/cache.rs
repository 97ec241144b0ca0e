//! What was painted lately, by what it was painted from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The SHA-256 of everything that a picture shows.
pub(crate) type Key = [u8; 32];

/// Bytes of pictures that are kept: some 500 of them.
const ROOM: usize = 24 * 1024 * 1024;

/// Pictures; when there is no room, those that nobody asked for the longest go first.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    pictures: HashMap<Key, (u64, Arc<[u8]>)>,
    bytes: usize,
    /// Counts requests; a picture remembers its last one.
    clock: u64,
}

impl Cache {
    pub(crate) fn get(&self, key: &Key) -> Option<Arc<[u8]>> {
        let mut shelf = self.shelf();
        shelf.clock += 1;
        let now = shelf.clock;
        let (asked, bytes) = shelf.pictures.get_mut(key)?;
        *asked = now;
        Some(Arc::clone(bytes))
    }

    pub(crate) fn keep(&self, key: Key, bytes: Arc<[u8]>) {
        let mut shelf = self.shelf();
        shelf.clock += 1;
        let now = shelf.clock;
        shelf.bytes += bytes.len();
        if let Some((_, old)) = shelf.pictures.insert(key, (now, bytes)) {
            shelf.bytes -= old.len();
        }
        while shelf.bytes > ROOM {
            let Some(oldest) = shelf.pictures.iter().min_by_key(|(_, (asked, _))| *asked).map(|(key, _)| *key) else {
                break;
            };
            if let Some((_, bytes)) = shelf.pictures.remove(&oldest) {
                shelf.bytes -= bytes.len();
            }
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Key {
        [number; 32]
    }

    #[test]
    fn the_room_is_bounded_and_what_is_asked_for_stays() {
        let cache = Cache::default();
        let third: Arc<[u8]> = vec![0; ROOM / 3].into();
        for number in 1..=3 {
            cache.keep(key(number), Arc::clone(&third));
        }
        assert!(cache.get(&key(1)).is_some());
        cache.keep(key(4), Arc::clone(&third));
        let kept: Vec<bool> = (1..=4).map(|number| cache.get(&key(number)).is_some()).collect();
        assert_eq!(kept, [true, false, true, true]);
        cache.keep(key(4), Arc::clone(&third));
        assert!(cache.shelf().bytes <= ROOM);
    }
}
