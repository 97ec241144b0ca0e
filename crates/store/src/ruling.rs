//! A moderator decides: one transaction, one line in the public log.

use census::{
    Action, Admission, Channel, EntityId, EntityKind, Evolution, Ground, Inapplicable, Intent, State, evolve, graded,
};

use crate::contribution::contribution_row::Kept;
use crate::decision::{self, NewDecision};
use crate::order::{MOST_ALONE, Order, Outcome, Ruled, Ruling};
use crate::queue::{forget_claim, is_claimed_by_others};
use crate::redact::erase;
use crate::resolve::resolve;
use crate::revert::take_back;
use crate::submit::admit;
use crate::trace::Trace;
use crate::work::{Wants, Work};
use crate::writer::Job;
use crate::{
    AccountId, ContributionId, ContributionState, DecisionId, Error, Redaction, Result, Store, attribution, photo,
    piece, receipt, trace, unify,
};

/// A ruling, with the entries that it would touch.
struct Rule {
    ruling: Ruling,
    entries: usize,
}

/// A second moderator answers.
struct Answer {
    decision: DecisionId,
    by: AccountId,
    agrees: bool,
}

/// What an order did so far.
#[derive(Default)]
pub(crate) struct Deeds {
    entries: usize,
    set_aside: Vec<(ContributionId, Inapplicable)>,
    conflicts: Vec<EntityId>,
    entity: Option<(EntityKind, EntityId)>,
    territories: Vec<String>,
    traces: Vec<Trace>,
    erased: Vec<EntityId>,
}

impl Store {
    /// Does what a moderator decided, or keeps it for a second one when it touches more than [`MOST_ALONE`] entries.
    pub async fn rule(&self, ruling: Ruling) -> Result<Ruled> {
        let entries = match &ruling.order {
            Order::Revert { scope } => self.preview_revert(scope).await?.entries as usize,
            order => order.contributions().len().max(order.entities().len()),
        };
        self.writer().run(Rule { ruling, entries }).await
    }

    /// What waits for a second moderator, as it was ordered.
    ///
    /// [`Error::NoSuchDecision`] when it was answered already.
    pub async fn proposed(&self, decision: DecisionId) -> Result<Ruling> {
        decision::proposal(&mut self.reading().await?, decision).await
    }

    /// A second moderator agrees to what another proposed, and it is done; or not, and it is dropped (`None`).
    ///
    /// [`Error::NeedsAnother`] when it is the same one.
    pub async fn second(&self, decision: DecisionId, by: AccountId, agrees: bool) -> Result<Option<Outcome>> {
        self.writer().run(Answer { decision, by, agrees }).await
    }
}

impl Job for Rule {
    type Output = Ruled;

    fn wants(&self, wants: &mut Wants) {
        wants.entities.extend(self.ruling.order.entities());
    }

    async fn run(&self, work: &mut Work) -> Result<Ruled> {
        let id = DecisionId(work.salts.id());
        let Self { ruling, entries } = self;
        if ruling.by.is_some() && *entries > MOST_ALONE {
            decision::insert(work, id, &NewDecision::proposed(ruling, *entries)).await?;
            return Ok(Ruled::Proposed { decision: id, entries: *entries });
        }
        let deeds = carry_out(work, id, ruling).await?;
        decision::insert(work, id, &NewDecision::done(ruling, deeds.summary())).await?;
        Ok(Ruled::Done(deeds.outcome(id)))
    }
}

impl Job for Answer {
    type Output = Option<Outcome>;

    async fn run(&self, work: &mut Work) -> Result<Option<Outcome>> {
        let ruling = decision::proposal(work, self.decision).await?;
        if !self.agrees {
            decision::drop_proposal(work, self.decision, self.by).await?;
            return Ok(None);
        }
        if ruling.by == Some(self.by) {
            return Err(Error::NeedsAnother);
        }
        let deeds = carry_out(work, self.decision, &ruling).await?;
        decision::second(work, self.decision, self.by, &deeds.summary()).await?;
        Ok(Some(deeds.outcome(self.decision)))
    }
}

impl Deeds {
    fn touch(&mut self, kind: EntityKind, entity: Option<EntityId>, territory: &str) {
        self.entries += 1;
        self.entity = entity.map(|id| (kind, id)).or(self.entity);
        self.traces.push(Trace { kind, entity, territory: territory.to_owned() });
        if !self.territories.iter().any(|known| known == territory) {
            self.territories.push(territory.to_owned());
        }
    }

    /// What the log says of it: an entity and a territory when it was one of them only.
    fn summary(&self) -> decision::Summary {
        let territory = if let [one] = self.territories.as_slice() { one.clone() } else { String::new() };
        decision::Summary { entity: self.entity.filter(|_| self.entries == 1), territory, entries: self.entries }
    }

    fn outcome(self, decision: DecisionId) -> Outcome {
        let Self { entries, set_aside, conflicts, erased, .. } = self;
        Outcome { decision, entries, set_aside, conflicts, erased }
    }
}

/// Carries an order out under the name of a decision.
async fn carry_out(work: &mut Work, id: DecisionId, ruling: &Ruling) -> Result<Deeds> {
    let mut deeds = Deeds::default();
    work.under(Some(id));
    let done = obey(work, ruling, &mut deeds).await;
    work.under(None);
    done?;
    if matches!(ruling.order.action(), Action::Refuse | Action::Redact) {
        trace::leave(work, id, &deeds.traces).await?;
    }
    Ok(deeds)
}

async fn obey(work: &mut Work, ruling: &Ruling, deeds: &mut Deeds) -> Result<()> {
    match &ruling.order {
        Order::Accept { contributions } => accept(work, ruling, contributions, deeds).await,
        Order::Refuse { contributions } => refuse(work, ruling, contributions, deeds).await,
        Order::Correct { contribution, corrected } => {
            let mut kept = open(work, *contribution, ruling.by).await?;
            kept.content = (**corrected).clone();
            kept.territory = kept.content.patch.territories().first().map_or(kept.territory, |code| (*code).to_owned());
            publish(work, ruling, kept, deeds).await
        }
        Order::Merge { contribution, into } => {
            let mut kept = open(work, *contribution, ruling.by).await?;
            receipt::merge_into(work, &mut kept, *into).await?;
            close(work, ruling, kept, deeds).await
        }
        Order::Close { contribution } => {
            let mut kept = open(work, *contribution, ruling.by).await?;
            kept.state = ContributionState::Accepted;
            close(work, ruling, kept, deeds).await
        }
        Order::Settle { word } => settle(work, word, deeds).await,
        Order::Check { entity, version } => check(work, *entity, *version, deeds).await,
        Order::Remove { entities } => remove(work, entities, deeds).await,
        Order::Unify { entity, into } => {
            for touched in unify::unify(work, *entity, *into).await? {
                note(work, deeds, touched).await?;
            }
            Ok(())
        }
        Order::Revert { scope } => {
            let done = take_back(work, scope, true).await?;
            deeds.entries += done.entries as usize;
            deeds.conflicts = done.conflicts;
            Ok(())
        }
        Order::Erase { entity } => {
            note(work, deeds, *entity).await?;
            deeds.erased = erase(work, &Redaction::Entity(*entity)).await?.0.touched;
            Ok(())
        }
        Order::Photo { photo, state } => {
            let photo = photo::decide(work, *photo, *state).await?.ok_or(Error::NoSuchContribution)?;
            let kept = work.contribution(photo.contribution).await?;
            let kind = kept.as_ref().map_or(EntityKind::Device, |kept| kept.content.kind);
            let territory = kept.map(|kept| kept.territory).unwrap_or_default();
            deeds.touch(kind, photo.entity, &territory);
            Ok(())
        }
        Order::Piece { piece, state } => {
            let piece = piece::decide(work, *piece, *state).await?.ok_or(Error::PieceGone)?;
            deeds.touch(EntityKind::Document, Some(piece.document), "");
            Ok(())
        }
    }
}

/// A contribution that waits, and that no other moderator is looking at.
async fn open(work: &mut Work, id: ContributionId, by: Option<AccountId>) -> Result<Kept> {
    let kept = work.contribution(id).await?.ok_or(Error::NoSuchContribution)?;
    if kept.state != ContributionState::Pending {
        return Err(Error::Decided(kept.state));
    }
    if let Some(account) = by
        && is_claimed_by_others(work, id, account).await?
    {
        return Err(Error::Claimed);
    }
    Ok(kept)
}

async fn accept(work: &mut Work, ruling: &Ruling, ids: &[ContributionId], deeds: &mut Deeds) -> Result<()> {
    let alone = ids.len() == 1;
    for id in ids {
        let Some(kept) = open_one_of(work, *id, ruling.by, alone).await? else { continue };
        match publish(work, ruling, kept, deeds).await {
            Err(Error::Inapplicable(reason)) if !alone => deeds.set_aside.push((*id, reason)),
            published => published?,
        }
    }
    Ok(())
}

/// One of several that are decided on together: when somebody was faster with it, the others still count.
async fn open_one_of(work: &mut Work, id: ContributionId, by: Option<AccountId>, alone: bool) -> Result<Option<Kept>> {
    match open(work, id, by).await {
        Err(Error::Decided(_) | Error::Claimed | Error::NoSuchContribution) if !alone => Ok(None),
        opened => opened.map(Some),
    }
}

async fn publish(work: &mut Work, ruling: &Ruling, mut kept: Kept, deeds: &mut Deeds) -> Result<()> {
    let by = attribution::contributor(work, kept.id).await?;
    admit(work, &mut kept, &Admission::Publish, by).await?;
    close(work, ruling, kept, deeds).await
}

async fn refuse(work: &mut Work, ruling: &Ruling, ids: &[ContributionId], deeds: &mut Deeds) -> Result<()> {
    for id in ids {
        let Some(mut kept) = open_one_of(work, *id, ruling.by, ids.len() == 1).await? else { continue };
        kept.state = ContributionState::Rejected;
        kept.ground = ruling.ground;
        if ruling.ground == Some(Ground::Privacy) {
            // Its author is told that nothing about persons is kept.
            receipt::wipe(&mut kept.content);
        }
        photo::delete_of_contribution(work, kept.id).await?;
        close(work, ruling, kept, deeds).await?;
    }
    Ok(())
}

/// Writes down what was decided on a contribution.
async fn close(work: &mut Work, ruling: &Ruling, mut kept: Kept, deeds: &mut Deeds) -> Result<()> {
    kept.holds = Vec::new();
    kept.decision = ruling.answer.as_ref().map(|answer| answer.as_str().to_owned());
    kept.version += 1;
    forget_claim(work, kept.id).await?;
    deeds.touch(kept.content.kind, kept.duplicate_of.or(kept.entity), &kept.territory);
    work.keep(kept);
    Ok(())
}

async fn settle(work: &mut Work, word: &census::Contribution, deeds: &mut Deeds) -> Result<()> {
    let mut word = word.clone();
    word.channel = Channel::Moderation;
    word.intent = Intent::Correct;
    let id = word.entity.ok_or(Error::Inapplicable(Inapplicable::NoSuchEntity(word.kind)))?;
    work.evolve(&word, None).await?;
    resolve(work, &mut word).await?;
    let current = work.entity(id).await?;
    let Evolution { state, .. } = evolve(current.as_ref(), &word, None, work.today)?;
    work.revise(id, state, "settle", None).await?;
    note(work, deeds, id).await
}

async fn check(work: &mut Work, id: EntityId, version: u32, deeds: &mut Deeds) -> Result<()> {
    let entity = work.entity(id).await?.ok_or(Error::NoSuchEntity)?;
    if entity.version != version {
        return Err(Error::Inapplicable(Inapplicable::Stale { base: version, current: entity.version }));
    }
    let today = Some(work.today.into());
    let state = match entity.state {
        State::Device(mut device) => {
            device.checked_on = today;
            State::Device(device)
        }
        State::Record(mut record) => {
            record.checked_on = today;
            State::Record(record)
        }
    };
    work.revise(id, graded(state), "check", None).await?;
    note(work, deeds, id).await
}

async fn remove(work: &mut Work, ids: &[EntityId], deeds: &mut Deeds) -> Result<()> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.push(work.entity(*id).await?.ok_or(Error::NoSuchEntity)?);
    }
    for entity in found {
        work.revise(entity.id, entity.state.mistaken(), "mistaken", None).await?;
        note(work, deeds, entity.id).await?;
    }
    Ok(())
}

async fn note(work: &mut Work, deeds: &mut Deeds, id: EntityId) -> Result<()> {
    let entity = work.entity(id).await?.ok_or(Error::NoSuchEntity)?;
    deeds.touch(entity.kind(), Some(id), entity.state.territory());
    Ok(())
}
