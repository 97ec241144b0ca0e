//! Counts what one sender does, in memory, under a key that is thrown away every day.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How much one sender may do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    /// What may come at once.
    pub(crate) burst: u32,
    /// One more each time this has passed.
    pub(crate) refill: Duration,
    /// Beyond this many over the allowance, refused.
    pub(crate) refused_beyond: u32,
}

/// At once, a walk sent from the outbox when the network is back; what is more is held, and then refused.
pub(crate) const CONTRIBUTIONS: Allowance =
    Allowance { burst: 20, refill: Duration::from_mins(3), refused_beyond: 100 };
/// Photos of one place: as the contributions they belong to.
pub(crate) const PHOTOS: Allowance = CONTRIBUTIONS;
/// Senders remembered at the most; all others share one bucket.
const MAX_KEYS: usize = 1_000_000;
/// How long a key lives.
const DAY: Duration = Duration::from_hours(24);

/// What the limiter thinks of one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Within the allowance.
    Welcome,
    /// More than one place usually sends: a person should look.
    Burst,
    /// Far more: come back later.
    Refused {
        /// Seconds until the next one is taken.
        retry_after_s: u64,
    },
}

/// Generic cell rate algorithm per keyed sender. Addresses are never stored, only a keyed hash that nobody can
/// compute again once the day's key is gone.
#[derive(Debug)]
pub(crate) struct Limiter {
    allowance: Allowance,
    today: Mutex<Today>,
}

#[derive(Debug)]
struct Today {
    key: [u8; 32],
    since: Instant,
    debts: HashMap<[u8; 16], Instant>,
}

impl Limiter {
    /// A limiter with its first key.
    pub(crate) fn new(allowance: Allowance, key: [u8; 32], now: Instant) -> Self {
        Self { allowance, today: Mutex::new(Today { key, since: now, debts: HashMap::new() }) }
    }

    /// Counts one more from an address; an unknown address shares the overflow bucket.
    pub(crate) fn count(&self, address: Option<IpAddr>, now: Instant, fresh_key: impl FnOnce() -> [u8; 32]) -> Verdict {
        self.count_for(address.map(prefix).as_deref(), now, fresh_key)
    }

    /// What the contributions of one sender have in common until the day's key is thrown away.
    pub(crate) fn tag(&self, address: Option<IpAddr>) -> Option<[u8; 16]> {
        let today = self.today.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        address.map(|address| today.tag(Some(&prefix(address))))
    }

    /// Counts one more from whoever these bytes name.
    pub(crate) fn count_for(
        &self,
        sender: Option<&[u8]>,
        now: Instant,
        fresh_key: impl FnOnce() -> [u8; 32],
    ) -> Verdict {
        let Allowance { burst, refill, refused_beyond } = self.allowance;
        let mut today = self.today.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if now.duration_since(today.since) > DAY {
            *today = Today { key: fresh_key(), since: now, debts: HashMap::new() };
        }
        let tag = today.tag(sender);
        let debt = today.debts.entry(tag).or_insert(now);
        let paid_at = (*debt).max(now) + refill;
        let owed = paid_at.duration_since(now).as_secs() / refill.as_secs();
        if owed > u64::from(burst + refused_beyond) {
            let excess = paid_at.duration_since(now).saturating_sub(refill * (burst + refused_beyond));
            return Verdict::Refused { retry_after_s: excess.as_secs().max(1) };
        }
        *debt = paid_at;
        if owed > u64::from(burst) { Verdict::Burst } else { Verdict::Welcome }
    }
}

impl Today {
    fn tag(&self, sender: Option<&[u8]>) -> [u8; 16] {
        let Some(sender) = sender else { return [0; 16] };
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(sender);
        let hash = mac.finalize().into_bytes();
        let mut tag = [0; 16];
        tag.copy_from_slice(&hash[..16]);
        if self.debts.len() >= MAX_KEYS && !self.debts.contains_key(&tag) { [0; 16] } else { tag }
    }
}

/// An IPv4 address, an IPv6 /64; and each circuit of an onion service on its own, for Tor gives all of them
/// addresses in `fc00:dead:beef:4dad::/64` (`HiddenServiceExportCircuitID haproxy`).
fn prefix(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) if v6.segments()[..4] == [0xfc00, 0xdead, 0xbeef, 0x4dad] => v6.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(limiter: &Limiter, address: &str, count: u32, now: Instant) -> Vec<Verdict> {
        let address = address.parse().ok();
        (0..count).map(|_| limiter.count(address, now, || [1; 32])).collect()
    }

    #[test]
    fn a_walk_is_welcome_a_flood_is_held_and_then_refused() {
        let now = Instant::now();
        let limiter = Limiter::new(CONTRIBUTIONS, [0; 32], now);
        let all = verdicts(&limiter, "192.0.2.1", 130, now);
        assert_eq!(all.iter().filter(|verdict| **verdict == Verdict::Welcome).count(), 20);
        assert_eq!(all.iter().filter(|verdict| **verdict == Verdict::Burst).count(), 100);
        assert!(matches!(all.last(), Some(Verdict::Refused { .. })));
        assert_eq!(verdicts(&limiter, "192.0.2.1", 1, now + DAY + CONTRIBUTIONS.refill), [Verdict::Welcome]);
    }

    #[test]
    fn one_household_is_one_sender_and_each_onion_circuit_its_own() {
        let now = Instant::now();
        let limiter = Limiter::new(CONTRIBUTIONS, [0; 32], now);
        verdicts(&limiter, "2001:db8:1:2::1", 20, now);
        assert_eq!(verdicts(&limiter, "2001:db8:1:2::ffff", 1, now), [Verdict::Burst]);
        verdicts(&limiter, "fc00:dead:beef:4dad::1", 20, now);
        assert_eq!(verdicts(&limiter, "fc00:dead:beef:4dad::2", 1, now), [Verdict::Welcome]);
        assert_eq!(verdicts(&limiter, "::ffff:192.0.2.9", 20, now), verdicts(&limiter, "192.0.2.10", 20, now));
        assert_eq!(verdicts(&limiter, "192.0.2.9", 1, now), [Verdict::Burst]);
    }
}
