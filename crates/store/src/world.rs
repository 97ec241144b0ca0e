//! The clock and the entropy of the store, injected so that tests have a fixed world.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use census::EntityId;
use chrono::NaiveDate;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What the store needs from outside: the day, and bytes that nobody can foresee.
pub trait World: Send + Sync + 'static {
    /// The current day. Nothing finer is ever kept.
    fn today(&self) -> NaiveDate;

    /// Tens of minutes since 1970, for sessions, which must end, and for nothing else.
    fn ten_minutes(&self) -> i64;

    /// 32 random bytes.
    fn bytes(&self) -> [u8; 32];

    /// A name for a new entity: random, because an id must not tell when it was made.
    fn entity_id(&self) -> EntityId {
        EntityId(random_id(self.bytes()))
    }
}

/// The world of a running server: the day in Paris or elsewhere as the system says it, and the system's entropy.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemWorld;

impl World for SystemWorld {
    fn today(&self) -> NaiveDate {
        chrono::Local::now().date_naive()
    }

    fn ten_minutes(&self) -> i64 {
        chrono::Utc::now().timestamp().div_euclid(600)
    }

    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }
}

/// The world of a test: the same day for ever, and the same bytes in the same order for the same seed.
#[derive(Debug)]
pub struct FixedWorld {
    today: NaiveDate,
    entropy: Mutex<StdRng>,
    passed: AtomicI64,
}

impl FixedWorld {
    /// A world in which it is always this day.
    pub fn new(today: NaiveDate, seed: u64) -> Self {
        Self { today, entropy: Mutex::new(StdRng::seed_from_u64(seed)), passed: AtomicI64::new(0) }
    }

    /// Lets tens of minutes pass on this day.
    pub fn wait(&self, tens_of_minutes: i64) {
        self.passed.fetch_add(tens_of_minutes, Ordering::Relaxed);
    }
}

impl World for FixedWorld {
    fn today(&self) -> NaiveDate {
        self.today
    }

    fn ten_minutes(&self) -> i64 {
        self.passed.load(Ordering::Relaxed)
    }

    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let mut entropy = self.entropy.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        entropy.fill_bytes(&mut bytes);
        bytes
    }
}

/// Ids and salts for one transaction, drawn from one seed: a hash is cheaper than asking the system each time.
pub(crate) struct Salts {
    seed: [u8; 32],
    drawn: u64,
}

impl Salts {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { seed, drawn: 0 }
    }

    /// `SHA-256(seed ‖ counter)`: unpredictable without the seed, which is forgotten with the transaction.
    pub(crate) fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new().chain_update(self.seed).chain_update(self.drawn.to_be_bytes()).finalize().into()
    }

    /// Any number, each as likely as the others.
    pub(crate) fn number(&mut self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.draw()[..8]);
        u64::from_be_bytes(bytes)
    }

    pub(crate) fn id(&mut self) -> Uuid {
        random_id(self.draw())
    }

    /// An id of a stretch of all ids, each of them as likely as the others.
    pub(crate) fn id_among(&mut self, names: &NameRange) -> Uuid {
        let offset = self.number() % (names.0.end - names.0.start).max(1);
        let mut bytes = self.draw();
        bytes[..4].copy_from_slice(&((names.0.start + offset) as u32).to_be_bytes());
        random_id(bytes)
    }
}

/// A stretch of all ids, by their first 32 bits.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NameRange(Range<u64>);

impl NameRange {
    /// The stretch that belongs to some of `all` things, when each has an equal share.
    pub(crate) fn of(some: Range<usize>, all: usize) -> Self {
        let all = all.max(some.end).max(1) as u64;
        let share = |things: usize| (u128::from(things as u64) * (1 << 32) / u128::from(all)) as u64;
        let start = share(some.start).min(u64::from(u32::MAX));
        Self(start..share(some.end))
    }
}

/// A version 4 UUID of the first half of the bytes.
fn random_id(bytes: [u8; 32]) -> Uuid {
    let mut id = [0; 16];
    id.copy_from_slice(&bytes[..16]);
    uuid::Builder::from_random_bytes(id).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_a_stretch_lie_in_it_and_differ() {
        let mut salts = Salts::new([7; 32]);
        let middle = NameRange::of(5_000..10_000, 15_000);
        let mut ids: Vec<Uuid> = (0..100).map(|_| salts.id_among(&middle)).collect();
        assert!(ids.iter().all(|id| (0x5555_5555..=0xAAAA_AAAA).contains(&(id.as_u128() >> 96))));
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 100);
        assert_eq!(NameRange::of(0..3, 3), NameRange(0..1 << 32), "few things are named among all");
        assert!(NameRange::of(9..12, 3).0.start < 1 << 32, "more things than were announced have names too");
    }
}
