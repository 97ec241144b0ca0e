//! Contributions as they are kept, and what their senders can know of them.

pub(crate) mod contribution_row;

use std::fmt;
use std::str::FromStr;

use census::{Admission, Contribution, EntityId, Ground, Hold, InvalidId, ReceiptCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::AccountId;

/// Names a contribution. Random, and known to its sender and to moderators only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContributionId(pub Uuid);

/// What became of a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContributionState {
    /// It waits for a person.
    Pending,
    /// It waits for the next publication.
    Queued,
    /// It is published.
    Accepted,
    /// Its sender recognised a device that the census had already.
    Merged,
    /// A person decided against it.
    Rejected,
    /// Its sender took it back.
    Withdrawn,
}

/// A key that is no state of a contribution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a state of a contribution")]
pub struct InvalidState(String);

/// A contribution at the store's door.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The id that the sender made. Only its SHA-256 is kept.
    pub client_id: Uuid,
    /// SHA-256 of the canonical body, to tell a replay from another contribution under the same id.
    pub request_hash: [u8; 32],
    /// What was sent, parsed; the territory that was found is in its patch.
    pub contribution: Contribution,
    /// May it be published?
    pub admission: Admission,
    /// The territory it is about, for those who look at what waits.
    pub territory: String,
    /// Whose it is, when it was sent with an account.
    pub contributor: Option<AccountId>,
}

/// A new text of a contribution that still waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// The whole contribution as it shall be.
    pub contribution: Contribution,
    /// May it be published?
    pub admission: Admission,
}

/// The answer to a submission, the same on every replay.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// Was it here before?
    pub replayed: bool,
    /// Its name.
    pub contribution: ContributionId,
    /// What became of it.
    pub state: ContributionState,
    /// Why it waits for a person.
    pub holds: Vec<Hold>,
    /// What it made or changed or wants to change.
    pub entity: Option<EntityId>,
    /// The version of the entity that it led to.
    pub version: Option<u32>,
    /// What lets its sender come back.
    pub code: ReceiptCode,
}

/// What a sender sees of the own contribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// Its name.
    pub contribution: ContributionId,
    /// What became of it.
    pub state: ContributionState,
    /// Why it waits for a person.
    pub holds: Vec<Hold>,
    /// What it made or changed or wants to change.
    pub entity: Option<EntityId>,
    /// The version of the entity that it led to.
    pub entity_version: Option<u32>,
    /// What was sent; stripped to its intent once withdrawn.
    pub content: Contribution,
    /// The territory it is about.
    pub territory: String,
    /// Its version, for `If-Match`.
    pub version: u32,
    /// What was decided, in the moderator's own words for the sender.
    pub decision: Option<String>,
    /// Why it was refused.
    pub ground: Option<Ground>,
    /// The day it came.
    pub submitted_on: NaiveDate,
    /// The device that its sender recognised as the same one.
    pub duplicate_of: Option<EntityId>,
}

/// How many contributions wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PendingCounts {
    /// For a person.
    pub pending: u64,
    /// For the next publication.
    pub queued: u64,
}

impl fmt::Display for ContributionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ContributionId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}

impl ContributionState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Queued, Self::Accepted, Self::Merged, Self::Rejected, Self::Withdrawn];

    /// The public key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Queued => "queued",
            Self::Accepted => "accepted",
            Self::Merged => "merged",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Is nothing decided yet?
    pub const fn waits(self) -> bool {
        matches!(self, Self::Pending | Self::Queued)
    }

    /// May photos be added to it?
    pub const fn takes_photos(self) -> bool {
        !matches!(self, Self::Rejected | Self::Withdrawn)
    }
}

impl fmt::Display for ContributionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for ContributionState {
    type Err = InvalidState;

    fn from_str(text: &str) -> Result<Self, InvalidState> {
        Self::ALL.into_iter().find(|state| state.key() == text).ok_or_else(|| InvalidState(text.to_owned()))
    }
}
