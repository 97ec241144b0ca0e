//! The pyramids of the filters that people use now.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use geodata::points::{LivePoints, PackedPoints, Point, Pyramid};

use super::MapFilter;

/// Filters whose pyramids are kept. One takes some 5 MB for a million devices and at most some 12 MB for all France,
/// however many there are.
const KEPT: usize = 6;

/// Pyramids by columns and filter, the latest used first. The map without a filter is always among them.
///
/// Whoever asks first counts the points, 4 ns each; after that a tile costs its cells only.
#[derive(Debug, Default)]
pub(super) struct Pyramids(Mutex<Vec<Entry>>);

#[derive(Debug, Clone)]
struct Entry {
    columns: Weak<PackedPoints>,
    filter: MapFilter,
    pyramid: Arc<OnceLock<Pyramid>>,
}

/// A pyramid that may have to be made first.
#[derive(Debug, Clone)]
pub(crate) struct Lazy(Arc<OnceLock<Pyramid>>);

impl Lazy {
    /// Can it be used at once?
    pub(crate) fn is_made(&self) -> bool {
        self.0.get().is_some()
    }

    /// The pyramid of these points and this filter, made by whoever asks first: not on a request thread.
    pub(crate) fn of(&self, points: &LivePoints, filter: MapFilter) -> &Pyramid {
        self.0.get_or_init(|| points.pyramid(|point: &Point| filter.class(point)))
    }
}

impl Pyramids {
    /// The pyramid of the columns below the points.
    pub(super) fn of(&self, points: &LivePoints, filter: MapFilter) -> Lazy {
        let columns = points.packed_columns();
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| entry.columns.strong_count() > 0);
        let is_it = |entry: &Entry| entry.filter == filter && entry.columns.as_ptr() == Arc::as_ptr(columns);
        let found = entries.iter().position(is_it).map(|place| entries.remove(place));
        let entry = found.unwrap_or_else(|| Entry {
            columns: Arc::downgrade(columns),
            filter,
            pyramid: Arc::new(OnceLock::new()),
        });
        let lazy = Lazy(Arc::clone(&entry.pyramid));
        entries.insert(0, entry);
        if entries.len() > KEPT {
            let oldest = entries.iter().rposition(|entry| entry.filter != MapFilter::default());
            oldest.map(|place| entries.remove(place));
        }
        lazy
    }
}
