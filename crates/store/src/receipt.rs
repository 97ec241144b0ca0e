//! What the holder of a receipt can do: read, amend, withdraw, or recognise what was there already.

use census::{Contribution, Entity, EntityId, Inapplicable, Intent, Patch, ReceiptCode};

use crate::attribution;
use crate::contribution::contribution_row::{BY_RECEIPT, ContributionRow, Kept};
use crate::photo;
use crate::sql::on;
use crate::submit::receive;
use crate::witness;
use crate::work::Work;
use crate::writer::Job;
use crate::{Amendment, ContributionId, ContributionState, Error, Receipt, Result, Store};

/// The proof of having sent a contribution.
struct Key {
    id: ContributionId,
    code: ReceiptCode,
}

struct Amend {
    key: Key,
    if_version: Option<u32>,
    amended: Amendment,
}

struct Withdraw(Key);

struct Merge {
    key: Key,
    into: EntityId,
}

impl Store {
    /// The contribution that a code belongs to.
    pub async fn receipt(&self, code: ReceiptCode) -> Result<Option<Receipt>> {
        let hash = code.hash();
        let row: Option<ContributionRow> = on!(self.readers(), BY_RECEIPT, |db, sql| {
            sqlx::query_as(sql).bind(hash.as_slice()).fetch_optional(db).await
        })?;
        Ok(row.map(Kept::try_from).transpose()?.map(Receipt::from))
    }

    /// The contribution of an id, for who holds its code.
    pub async fn receipt_by_id(&self, id: ContributionId, code: ReceiptCode) -> Result<Option<Receipt>> {
        Ok(self.receipt(code).await?.filter(|receipt| receipt.contribution == id))
    }

    /// Replaces a contribution that still waits; `None` when the code does not open it.
    ///
    /// [`Error::Conflict`] when it is at another version than `if_version`, [`Error::Decided`] when it is too late.
    pub async fn amend(
        &self,
        id: ContributionId,
        code: ReceiptCode,
        if_version: Option<u32>,
        amended: Amendment,
    ) -> Result<Option<Receipt>> {
        self.writer().run(Amend { key: Key { id, code }, if_version, amended }).await
    }

    /// Takes a contribution back; `None` when the code does not open it.
    ///
    /// What was sent is wiped in any case, photos included. A device that it made and that nobody touched since becomes
    /// `mistaken`; otherwise the census keeps what it learned.
    pub async fn withdraw(&self, id: ContributionId, code: ReceiptCode) -> Result<Option<Receipt>> {
        self.writer().run(Withdraw(Key { id, code })).await
    }

    /// "It is the same one": the contribution's own new device gives way, and `into` is confirmed.
    ///
    /// [`Error::Inapplicable`] when there is no such device, or when somebody changed the own one meanwhile.
    pub async fn merge(&self, id: ContributionId, code: ReceiptCode, into: EntityId) -> Result<Option<Receipt>> {
        self.writer().run(Merge { key: Key { id, code }, into }).await
    }
}

impl Key {
    async fn open(&self, work: &mut Work) -> Result<Option<Kept>> {
        let kept = work.contribution(self.id).await?;
        Ok(kept.filter(|kept| kept.receipt_hash == self.code.hash()))
    }
}

impl Job for Amend {
    type Output = Option<Receipt>;

    async fn run(&self, work: &mut Work) -> Result<Self::Output> {
        let Some(mut kept) = self.key.open(work).await? else { return Ok(None) };
        if let Some(current) = self.if_version.map(|_| kept.version).filter(|now| Some(*now) != self.if_version) {
            return Err(Error::Conflict { current });
        }
        if !kept.state.waits() {
            return Err(Error::Decided(kept.state));
        }
        kept.content = self.amended.contribution.clone();
        kept.territory =
            kept.content.patch.territories().first().map_or(kept.territory.clone(), |code| (*code).to_owned());
        kept.entity = kept.content.entity;
        let by = attribution::contributor(work, kept.id).await?;
        receive(work, &mut kept, &self.amended.admission, by).await?;
        Ok(Some(save(work, kept)))
    }
}

impl Job for Withdraw {
    type Output = Option<Receipt>;

    async fn run(&self, work: &mut Work) -> Result<Self::Output> {
        let Some(mut kept) = self.0.open(work).await? else { return Ok(None) };
        if kept.state == ContributionState::Withdrawn {
            return Ok(Some(kept.into()));
        }
        if let Some(own) = own_entity(work, &kept).await?
            && Some(own.version) == kept.entity_version
        {
            work.revise(own.id, own.state.mistaken(), "withdrawn", None).await?;
        }
        photo::delete_of_contribution(work, kept.id).await?;
        kept.state = ContributionState::Withdrawn;
        kept.holds = Vec::new();
        wipe(&mut kept.content);
        Ok(Some(save(work, kept)))
    }
}

impl Job for Merge {
    type Output = Option<Receipt>;

    async fn run(&self, work: &mut Work) -> Result<Self::Output> {
        let Some(mut kept) = self.key.open(work).await? else { return Ok(None) };
        if kept.state == ContributionState::Merged && kept.duplicate_of == Some(self.into) {
            return Ok(Some(kept.into()));
        }
        if kept.content.intent != Intent::New || !(kept.state.waits() || kept.state == ContributionState::Accepted) {
            return Err(Error::Decided(kept.state));
        }
        merge_into(work, &mut kept, self.into).await?;
        Ok(Some(save(work, kept)))
    }
}

/// Recognises what a contribution reported as an entity that was there before, which it confirms.
pub(crate) async fn merge_into(work: &mut Work, kept: &mut Kept, into: EntityId) -> Result<()> {
    let own = own_entity(work, kept).await?;
    check_untouched(own.as_ref(), kept, into)?;
    let by = witness::of_contribution(work, kept.id, into).await?;
    let evolution = work.evolve(&confirmation_of(&kept.content, into), by).await?;
    work.revise(into, evolution.state, evolution.reason, None).await?;
    if let Some(own) = own {
        work.revise(own.id, own.state.giving_way_to(into), "merged", None).await?;
    }
    photo::move_to(work, kept.id, into).await?;
    kept.state = ContributionState::Merged;
    kept.holds = Vec::new();
    kept.duplicate_of = Some(into);
    Ok(())
}

/// What a new report made, once it is published.
async fn own_entity(work: &mut Work, kept: &Kept) -> Result<Option<Entity>> {
    match kept.entity {
        Some(id) if kept.content.intent == Intent::New => work.entity(id).await,
        _ => Ok(None),
    }
}

/// Merging must not throw away what somebody else said about the own device meanwhile.
fn check_untouched(own: Option<&Entity>, kept: &Kept, into: EntityId) -> Result<(), Inapplicable> {
    match own {
        Some(own) if own.id == into => Err(Inapplicable::NoSuchEntity(own.kind())),
        Some(own) if Some(own.version) != kept.entity_version => {
            Err(Inapplicable::Stale { base: kept.entity_version.unwrap_or_default(), current: own.version })
        }
        _ => Ok(()),
    }
}

fn confirmation_of(content: &Contribution, device: EntityId) -> Contribution {
    let mut confirmation = content.clone();
    wipe(&mut confirmation);
    Contribution { intent: Intent::Confirm, entity: Some(device), ..confirmation }
}

/// Leaves what it was and whom it was about, and takes every word away.
pub(crate) fn wipe(content: &mut Contribution) {
    content.patch = Patch::default();
    content.basis.clear();
    content.sources.clear();
    content.note = None;
}

fn save(work: &mut Work, mut kept: Kept) -> Receipt {
    kept.version += 1;
    work.keep(kept.clone());
    kept.into()
}
