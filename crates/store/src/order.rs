//! What moderators can ask for.

use census::{Action, Contribution, EntityId, Ground, Inapplicable, PhotoState, PieceState, Text};
use serde::{Deserialize, Serialize};

use crate::{AccountId, ContributionId, DecisionId, PhotoId, PieceId, RevertScope};

/// Entries that one moderator may decide on at once; beyond, a second one has to agree (reliability, row 17).
pub const MOST_ALONE: usize = 20;

/// What shall be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// Publish what was sent.
    Accept {
        /// Which.
        contributions: Vec<ContributionId>,
    },
    /// Publish what was sent with other values.
    Correct {
        /// Which.
        contribution: ContributionId,
        /// The whole contribution as it shall be. On the channel of moderation its values settle what is disputed.
        corrected: Box<Contribution>,
    },
    /// What was sent speaks of a thing that the census has.
    Merge {
        /// Which.
        contribution: ContributionId,
        /// That thing.
        into: EntityId,
    },
    /// Do not publish what was sent.
    Refuse {
        /// Which.
        contributions: Vec<ContributionId>,
    },
    /// It was dealt with in another way: a request for privacy after an erasure, a claim that was looked into.
    Close {
        /// Which.
        contribution: ContributionId,
    },
    /// A moderator's own word on an entity, which settles its contradictions.
    Settle {
        /// The values, on the channel of moderation.
        word: Box<Contribution>,
    },
    /// The entity was compared with the documents it points to, and agrees.
    Check {
        /// Which.
        entity: EntityId,
        /// The version that was compared.
        version: u32,
    },
    /// The census no longer stands by these.
    Remove {
        /// Which.
        entities: Vec<EntityId>,
    },
    /// Two records are the same thing: what speaks of the first speaks of the second from now on.
    Unify {
        /// The one that gives way.
        entity: EntityId,
        /// The one that stays.
        into: EntityId,
    },
    /// Take changes back.
    Revert {
        /// Which.
        scope: RevertScope,
    },
    /// Erase everything that is known of an entity; then call [`crate::Store::sweep`].
    Erase {
        /// Which.
        entity: EntityId,
    },
    /// Show, hide or delete a photo.
    Photo {
        /// Which.
        photo: PhotoId,
        /// What shall become of it.
        state: PhotoState,
    },
    /// Show, hide or delete a stored copy of a document.
    Piece {
        /// Which.
        piece: PieceId,
        /// What shall become of it.
        state: PieceState,
    },
}

/// An order, why, by whom, and what its sender is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// What shall be done.
    pub order: Order,
    /// Why, where something is refused or taken away.
    pub ground: Option<Ground>,
    /// A word to the sender of the contribution; nobody else reads it.
    pub answer: Option<Text<1000>>,
    /// Who decides; `None` is the operator at the command line, who needs no second.
    pub by: Option<AccountId>,
}

/// What an order led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Ruled {
    /// It is done.
    Done(Outcome),
    /// It touches so much that a second moderator has to agree.
    Proposed {
        /// What they agree to.
        decision: DecisionId,
        /// Entries that it would touch.
        entries: usize,
    },
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Names the decision in the public log.
    pub decision: DecisionId,
    /// Entries that it touched.
    pub entries: usize,
    /// Contributions that fit no longer, and why; they still wait.
    pub set_aside: Vec<(ContributionId, Inapplicable)>,
    /// Entities that somebody else changed since, of which something could not be taken back.
    pub conflicts: Vec<EntityId>,
    /// Entities of which something was erased: releases that were made before may still hold it.
    pub erased: Vec<EntityId>,
}

impl Order {
    /// What the log calls it.
    pub fn action(&self) -> Action {
        match self {
            Self::Accept { .. } | Self::Correct { .. } | Self::Close { .. } => Action::Accept,
            Self::Merge { .. } | Self::Unify { .. } => Action::Merge,
            Self::Refuse { .. } => Action::Refuse,
            Self::Settle { .. } => Action::Settle,
            Self::Check { .. } => Action::Check,
            Self::Remove { .. } => Action::Remove,
            Self::Photo { .. } => Action::Photo,
            Self::Piece { .. } => Action::Piece,
            Self::Revert { .. } => Action::Revert,
            Self::Erase { .. } => Action::Redact,
        }
    }

    /// The contributions that it decides on.
    pub fn contributions(&self) -> &[ContributionId] {
        match self {
            Self::Accept { contributions } | Self::Refuse { contributions } => contributions,
            Self::Correct { contribution, .. } | Self::Merge { contribution, .. } | Self::Close { contribution } => {
                std::slice::from_ref(contribution)
            }
            _ => &[],
        }
    }

    /// The entities that it names.
    pub fn entities(&self) -> Vec<EntityId> {
        match self {
            Self::Merge { into, .. } => vec![*into],
            Self::Settle { word } => word.entity.into_iter().collect(),
            Self::Check { entity, .. } | Self::Erase { entity } => vec![*entity],
            Self::Remove { entities } => entities.clone(),
            Self::Unify { entity, into } => vec![*entity, *into],
            _ => Vec::new(),
        }
    }
}
