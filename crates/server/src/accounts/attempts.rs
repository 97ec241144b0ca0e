//! Counts attempts to log in and new accounts, so that neither can be tried by the thousand.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use store::World;

use crate::error::Error;
use crate::limiter::{Allowance, Limiter, Verdict};
use crate::state::AppState;

/// From one prefix: 25, and 25 more every 5 minutes (reliability 4.6).
const LOGINS: Allowance = Allowance { burst: 25, refill: Duration::from_secs(12), refused_beyond: 0 };

/// With one secret, known or not: 25, and 25 more every hour.
const LOGINS_OF_ACCOUNT: Allowance = Allowance { burst: 25, refill: Duration::from_secs(144), refused_beyond: 0 };

/// From one prefix: 5 new accounts, and 5 more every 30 minutes.
const NEW_ACCOUNTS: Allowance = Allowance { burst: 5, refill: Duration::from_mins(6), refused_beyond: 0 };

/// The limiters of what leads to an account.
pub(crate) struct Attempts {
    logins: Limiter,
    logins_of_account: Limiter,
    new_accounts: Limiter,
}

impl Attempts {
    /// Limiters with their first keys.
    pub(crate) fn new(world: &dyn World) -> Self {
        let limiter = |allowance| Limiter::new(allowance, world.bytes(), Instant::now());
        Self {
            logins: limiter(LOGINS),
            logins_of_account: limiter(LOGINS_OF_ACCOUNT),
            new_accounts: limiter(NEW_ACCOUNTS),
        }
    }

    /// Counts an attempt to log in. `secret_hash` stands for the account, whether there is one or not.
    pub(crate) fn login(
        &self,
        state: &AppState,
        address: Option<IpAddr>,
        secret_hash: Option<&[u8; 32]>,
    ) -> Result<(), Error> {
        let from_here = |limiter: &Limiter| limiter.count(address, Instant::now(), || state.world.bytes());
        allowed(state, from_here(&self.logins))?;
        match secret_hash {
            Some(hash) => {
                let limiter = &self.logins_of_account;
                allowed(state, limiter.count_for(Some(hash), Instant::now(), || state.world.bytes()))
            }
            None => Ok(()),
        }
    }

    /// Counts a new account.
    pub(crate) fn new_account(&self, state: &AppState, address: Option<IpAddr>) -> Result<(), Error> {
        allowed(state, self.new_accounts.count(address, Instant::now(), || state.world.bytes()))
    }
}

fn allowed(state: &AppState, verdict: Verdict) -> Result<(), Error> {
    match verdict {
        Verdict::Refused { retry_after_s } if state.settings.rate_limits => Err(Error::TooMany { retry_after_s }),
        _ => Ok(()),
    }
}
