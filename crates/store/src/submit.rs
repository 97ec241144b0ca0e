//! A contribution comes in: once, however often it is sent.

use census::{Admission, Contribution, EntityId, Hold, Inapplicable, Intent, ReceiptCode};
use sha2::{Digest, Sha256};

use crate::contribution::contribution_row::Kept;
use crate::history::steps;
use crate::import::was_erased;
use crate::resolve::{known_references, resolve};
use crate::witness;
use crate::work::{Wants, Work};
use crate::writer::Job;
use crate::{AccountId, ContributionId, ContributionState, Error, Publication, Result, Store, Submission, Submitted};

impl Store {
    /// Keeps a contribution, and publishes it when it may be. The same `client_id` and body again give the same
    /// answer; with another body [`Error::IdempotencyConflict`].
    pub async fn submit(&self, submission: Submission) -> Result<Submitted> {
        self.writer().run(submission).await
    }
}

impl Job for Submission {
    type Output = Submitted;

    fn wants(&self, wants: &mut Wants) {
        wants.senders.push(sender_hash(self));
        wants.entities.extend(self.contribution.entity);
        wants.entities.extend(known_references(&self.contribution.patch));
    }

    async fn run(&self, work: &mut Work) -> Result<Submitted> {
        let code = ReceiptCode::derive(&work.secret, self.client_id);
        if let Some(kept) = work.of_sender(sender_hash(self)).await? {
            if kept.request_hash != self.request_hash {
                return Err(Error::IdempotencyConflict);
            }
            return Ok(answer(kept, code, true));
        }
        let mut kept = new_contribution(self, code, work);
        receive(work, &mut kept, &self.admission, self.contributor).await?;
        work.keep(kept.clone());
        if let Some(account) = self.contributor {
            work.attribute(kept.id, account);
        }
        Ok(answer(kept, code, false))
    }
}

/// What is said of an entry that gave way is said of the one that stays: pages and outboxes may know the old one.
/// It may have given way since the contribution was sent, too.
pub(crate) async fn follow(work: &mut Work, kept: &mut Kept) -> Result<()> {
    let Some(id) = kept.content.entity else { return Ok(()) };
    let stays = work.told_as(id).await?;
    if stays != id {
        kept.content.entity = Some(stays);
        kept.content.base_version = None;
        kept.entity = Some(stays);
    }
    Ok(())
}

/// Admits what a person sends, but for this: nobody but a moderator brings back what the moderators erased.
pub(crate) async fn receive(
    work: &mut Work,
    kept: &mut Kept,
    admission: &Admission,
    by: Option<AccountId>,
) -> Result<()> {
    if !speaks_of_erased(work, &kept.content).await? {
        return admit(work, kept, admission, by).await;
    }
    let mut holds = match admission {
        Admission::Publish => Vec::new(),
        Admission::Hold(holds) => holds.clone(),
    };
    holds.push(Hold::Erased);
    admit(work, kept, &Admission::Hold(holds), by).await
}

/// Only of what counts as mistaken the history is read, which is seldom.
async fn speaks_of_erased(work: &mut Work, contribution: &Contribution) -> Result<bool> {
    let Some(id) = contribution.entity else { return Ok(false) };
    let id = work.told_as(id).await?;
    let Some(entity) = work.entity(id).await?.filter(|entity| entity.state.is_mistaken()) else { return Ok(false) };
    work.flush().await?;
    let steps = steps(&mut work.tx, &[id]).await?;
    Ok(was_erased(&entity, steps.get(&id).map_or(&[], Vec::as_slice)))
}

/// Publishes a contribution, queues it, or keeps it for a person, as its admission and the store's options say. `by` is
/// whose it is.
pub(crate) async fn admit(
    work: &mut Work,
    kept: &mut Kept,
    admission: &Admission,
    by: Option<AccountId>,
) -> Result<()> {
    follow(work, kept).await?;
    kept.holds = Vec::new();
    match (admission, work.options.publication) {
        (Admission::Hold(holds), _) => hold(work, kept, holds).await,
        (Admission::Publish, Publication::Immediate) => publish(work, kept, by).await,
        (Admission::Publish, Publication::Batched) => {
            work.evolve(&kept.content, None).await?;
            kept.state = ContributionState::Queued;
            Ok(())
        }
    }
}

/// Makes the revision that a contribution asks for.
pub(crate) async fn publish(work: &mut Work, kept: &mut Kept, by: Option<AccountId>) -> Result<()> {
    // Decided before anything is made, so that a refusal makes no organisation either.
    work.evolve(&kept.content, None).await?;
    resolve(work, &mut kept.content).await?;
    let witness = witness::of_account(work, by, kept).await?;
    let evolution = work.evolve(&kept.content, witness).await?;
    let id = match kept.content.entity {
        Some(id) => id,
        None => new_entity(work),
    };
    let known = work.entity(id).await?.map_or(0, |entity| entity.version);
    let version = work.revise(id, evolution.state, evolution.reason, None).await?;
    kept.state = ContributionState::Accepted;
    kept.entity = Some(id);
    // Where nothing changed, the version is somebody else's.
    kept.entity_version = Some(version).filter(|version| *version > known);
    Ok(())
}

/// What a person shall look at may lack a position or need a moderator, but it must speak of something as it is.
async fn hold(work: &mut Work, kept: &mut Kept, holds: &[Hold]) -> Result<()> {
    if kept.content.intent != Intent::New {
        match work.evolve(&kept.content, None).await {
            Err(Error::Inapplicable(Inapplicable::NeedsModerator | Inapplicable::Impossible(_))) | Ok(_) => {}
            Err(other) => return Err(other),
        }
    }
    kept.state = ContributionState::Pending;
    kept.holds = holds.to_vec();
    Ok(())
}

pub(crate) fn new_entity(work: &mut Work) -> EntityId {
    let id = work.options.world.entity_id();
    work.expect_new(id);
    id
}

fn new_contribution(submission: &Submission, code: ReceiptCode, work: &mut Work) -> Kept {
    Kept {
        id: ContributionId(work.salts.id()),
        client_hash: sender_hash(submission),
        request_hash: submission.request_hash,
        receipt_hash: code.hash(),
        version: 1,
        state: ContributionState::Pending,
        holds: Vec::new(),
        content: submission.contribution.clone(),
        territory: submission.territory.clone(),
        submitted_on: work.today,
        entity: submission.contribution.entity,
        entity_version: None,
        duplicate_of: None,
        decision: None,
        ground: None,
    }
}

fn sender_hash(submission: &Submission) -> [u8; 32] {
    Sha256::digest(submission.client_id.as_bytes()).into()
}

fn answer(kept: Kept, code: ReceiptCode, replayed: bool) -> Submitted {
    Submitted {
        replayed,
        contribution: kept.id,
        state: kept.state,
        holds: kept.holds,
        entity: kept.entity,
        version: kept.entity_version,
        code,
    }
}
