//! Which of the contributions that wait came from one sender, so that a flood is refused in one gesture.
//!
//! In memory only, and for three days (reliability, 4.3): neither the database nor a restarted server knows it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use store::ContributionId;

/// How long it is known.
const KEPT: Duration = Duration::from_hours(72);

/// Contributions that are known at the most; the oldest are forgotten first.
const MOST: usize = 100_000;

/// What the contributions of one sender have in common; the limiter's key behind it is thrown away every day.
pub(crate) type Tag = [u8; 16];

/// The tags of contributions that wait.
#[derive(Debug, Default)]
pub(crate) struct Floods(Mutex<HashMap<ContributionId, (Tag, Instant)>>);

impl Floods {
    /// Remembers where a contribution came from, if that is known at all.
    pub(crate) fn note(&self, id: ContributionId, tag: Option<Tag>, now: Instant) {
        let Some(tag) = tag else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, since)| now.duration_since(*since) < KEPT);
        }
        if known.len() >= MOST
            && let Some(oldest) = known.iter().min_by_key(|(_, (_, since))| *since).map(|(id, _)| *id)
        {
            known.remove(&oldest);
        }
        known.insert(id, (tag, now));
    }

    /// What a contribution has in common with others of its sender.
    pub(crate) fn tag(&self, id: ContributionId, now: Instant) -> Option<Tag> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).filter(|(_, since)| now.duration_since(*since) < KEPT).map(|(tag, _)| *tag)
    }

    /// Forgets contributions that were decided.
    pub(crate) fn forget(&self, ids: &[ContributionId]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            known.remove(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_sender_is_known_for_three_days_and_until_the_decision() {
        let (floods, now) = (Floods::default(), Instant::now());
        let [first, second] = [1, 2].map(|number| ContributionId(Uuid::from_u128(number)));
        floods.note(first, Some([7; 16]), now);
        floods.note(second, None, now);
        assert_eq!((floods.tag(first, now), floods.tag(second, now)), (Some([7; 16]), None));
        assert_eq!(floods.tag(first, now + KEPT), None);
        floods.forget(&[first]);
        assert_eq!(floods.tag(first, now), None);
    }
}
