//! Lists of contracts come in, and people decide: accepting one publishes it like any other contribution.

use std::collections::HashMap;

use census::procurement::{Notice, proposal};
use census::{
    Action, Basis, Channel, Contribution, EntityId, EntityKind, Ground, MatchState, Patch, Source, SourceKind, State,
    Text, Upstream, WebAddress,
};
use geodata::territory::Territories;
use serde_json::Value;

use crate::candidate::{self, Candidate, CandidateId, NewCandidate, Proposed};
use crate::decision::{self, NewDecision, Summary};
use crate::import::REASON;
use crate::papers;
use crate::submit::new_entity;
use crate::trace::{self, Trace};
use crate::work::Work;
use crate::writer::Job;
use crate::{AccountId, BatchId, DecisionId, Error, Result, Store, import::import_batch};

/// Contracts that one transaction takes.
const CHUNK: usize = 1000;

/// SPDX identifier of the licence of the essential data (Etalab, Licence Ouverte 2.0).
const LICENCE: &str = "etalab-2.0";

struct Propose {
    batch: BatchId,
    candidates: Vec<NewCandidate>,
}

struct Decide {
    candidate: CandidateId,
    verdict: MatchState,
    by: Option<AccountId>,
}

impl Store {
    /// Takes the contracts of a list in, in the order given, and tells what became of each. Those of one number and
    /// buyer are one contract: what is new in a later one is added, nothing is overwritten, and what a person decided
    /// stays decided. A contract that was accepted gets its new amendments at once.
    pub async fn propose(&self, batch: BatchId, mut candidates: Vec<NewCandidate>) -> Result<Vec<Proposed>> {
        let mut done = Vec::with_capacity(candidates.len());
        while !candidates.is_empty() {
            let rest = candidates.split_off(candidates.len().min(CHUNK));
            done.extend(self.writer().run(Propose { batch, candidates }).await?);
            candidates = rest;
        }
        Ok(done)
    }

    /// A person's word on a contract; [`MatchState::Accepted`] publishes it and answers its id.
    ///
    /// [`Error::NoSuchEntity`] when there is no such candidate; a second word on one that was decided changes nothing.
    pub async fn decide_candidate(
        &self,
        candidate: CandidateId,
        verdict: MatchState,
        by: Option<AccountId>,
    ) -> Result<Option<EntityId>> {
        self.writer().run(Decide { candidate, verdict, by }).await
    }
}

impl Job for Propose {
    type Output = Vec<Proposed>;

    async fn run(&self, work: &mut Work) -> Result<Vec<Proposed>> {
        let batch = import_batch::by_id(work, self.batch).await?.filter(|batch| batch.closed_on.is_none());
        let source = batch.ok_or(Error::NoOpenBatch)?.file.source;
        let names: Vec<String> = self.candidates.iter().map(|it| it.notice.key()).collect();
        let known = candidate::known(work, &source, &names).await?;
        let mut known: HashMap<String, Candidate> = known.into_iter().map(|it| (it.notice.key(), it)).collect();
        let mut done = Vec::with_capacity(names.len());
        work.within_batch(Some(self.batch));
        for (name, new) in names.into_iter().zip(&self.candidates) {
            if let Some(candidate) = known.get_mut(&name) {
                done.push(add_to(work, candidate, new).await?);
            } else {
                let candidate = candidate_of(work, self.batch, &source, new);
                candidate::insert(work, &candidate).await?;
                known.insert(name, candidate);
                done.push(Proposed::New);
            }
        }
        work.within_batch(None);
        Ok(done)
    }
}

fn candidate_of(work: &mut Work, batch: BatchId, source: &str, new: &NewCandidate) -> Candidate {
    Candidate {
        id: CandidateId(work.salts.id()),
        batch,
        source: source.to_owned(),
        notice: new.notice.clone(),
        judgement: new.judgement.clone(),
        stands_for: new.stands_for,
        territory: new.territory.clone(),
        state: MatchState::Candidate,
        entity: None,
    }
}

/// Adds what a list says anew of a contract that is known.
async fn add_to(work: &mut Work, candidate: &mut Candidate, new: &NewCandidate) -> Result<Proposed> {
    let before = candidate.notice.clone();
    let mut amendments = candidate.notice.absorb(&new.notice);
    if candidate.notice != before {
        candidate::update(work, candidate).await?;
    }
    if let Some(id) = candidate.entity {
        amendments = amend(work, id, &candidate.notice).await?;
    }
    Ok(if amendments == 0 { Proposed::Known } else { Proposed::Amended(amendments) })
}

/// Appends the amendments that a published contract lacks; answers how many.
async fn amend(work: &mut Work, id: EntityId, notice: &Notice) -> Result<usize> {
    let id = work.told_as(id).await?;
    let known = work.entity(id).await?.filter(|entity| entity.state.stands());
    let Some(State::Record(mut record)) = known.map(|entity| entity.state) else { return Ok(0) };
    let patch = patch_of(notice, &[])?;
    let known = record.values.get("amendments").and_then(Value::as_array).cloned().unwrap_or_default();
    let listed = patch.get("amendments").and_then(Value::as_array).cloned().unwrap_or_default();
    let new: Vec<Value> = listed.into_iter().filter(|row| !known.iter().any(|it| is_the_same(it, row))).collect();
    let count = new.len();
    if count > 0 {
        record.values.insert("amendments".to_owned(), known.into_iter().chain(new).collect());
        work.revise(id, State::Record(record), REASON, None).await?;
    }
    Ok(count)
}

/// Some lists number every amendment 1, others none: the day counts, and the number or the sum.
fn is_the_same(known: &Value, listed: &Value) -> bool {
    let agrees = |field: &str| known.get(field) == listed.get(field);
    agrees("notified_on") && (agrees("number") || (agrees("amount_ht") && agrees("ceiling_ht")))
}

impl Job for Decide {
    type Output = Option<EntityId>;

    async fn run(&self, work: &mut Work) -> Result<Option<EntityId>> {
        let candidate = candidate::by_id(work, self.candidate).await?;
        let mut candidate = candidate.ok_or(Error::NoSuchEntity)?;
        if matches!(candidate.state, MatchState::Accepted | MatchState::Rejected) {
            return Ok(candidate.entity);
        }
        candidate.state = self.verdict;
        let decision = DecisionId(work.salts.id());
        let (action, ground) = match self.verdict {
            MatchState::Accepted => {
                candidate.entity = Some(publish(work, &candidate, decision).await?);
                (Action::Accept, None)
            }
            MatchState::Rejected => (Action::Refuse, Some(Ground::OutOfScope)),
            MatchState::Candidate | MatchState::NeedsReview => {
                candidate::update(work, &candidate).await?;
                return Ok(None);
            }
        };
        candidate::update(work, &candidate).await?;
        if action == Action::Refuse {
            let refused = Trace { kind: EntityKind::Contract, entity: None, territory: candidate.territory.clone() };
            trace::leave(work, decision, &[refused]).await?;
        }
        let entity = candidate.entity.map(|id| (EntityKind::Contract, id));
        let summary = Summary { entity, territory: candidate.territory, entries: 1 };
        decision::insert(work, decision, &NewDecision::by(self.by, action, ground, summary)).await?;
        Ok(candidate.entity)
    }
}

/// Publishes a contract with its buyer and its holders, as a part of its import, so that both go back together.
async fn publish(work: &mut Work, candidate: &Candidate, decision: DecisionId) -> Result<EntityId> {
    let mut contribution = contribution_of(candidate)?;
    work.under(Some(decision));
    work.within_batch(Some(candidate.batch));
    let made = make(work, candidate, &mut contribution).await;
    work.under(None);
    work.within_batch(None);
    made
}

async fn make(work: &mut Work, candidate: &Candidate, contribution: &mut Contribution) -> Result<EntityId> {
    let upstream = Upstream { source: candidate.source.clone(), id: candidate.notice.key(), version: None };
    let (record, reason) = papers::drafted(work, contribution, LICENCE, upstream).await?;
    let id = new_entity(work);
    work.revise(id, State::Record(record), reason, None).await?;
    Ok(id)
}

fn contribution_of(candidate: &Candidate) -> Result<Contribution> {
    let patch = patch_of(&candidate.notice, &candidate.judgement.technologies)?;
    let source = Source {
        kind: Some(match candidate.notice.announcement {
            Some(_) => SourceKind::ProcurementNotice,
            None => SourceKind::DecpRecord,
        }),
        title: Text::try_from(format!("{} {}", candidate.source.to_uppercase(), candidate.notice.key())).ok(),
        url: candidate.notice.url.clone().and_then(|url| WebAddress::try_from(url).ok()),
    };
    let contract = Contribution::of_new(EntityKind::Contract, patch, Basis::Import, Channel::Import);
    Ok(Contribution { sources: vec![source], ..contract })
}

/// The values of a contract. What does not fit the schema is left out rather than the contract.
fn patch_of(notice: &Notice, technologies: &[String]) -> Result<Patch> {
    let mut values = proposal(notice, technologies, Territories::embedded()).values;
    loop {
        match Patch::parse(EntityKind::Contract, values.clone()) {
            Ok(patch) => return Ok(patch),
            Err(faults) => {
                let count = values.len();
                values.retain(|field, _| {
                    let at = |pointer: &str| pointer.split('/').any(|part| part == field);
                    matches!(field.as_str(), "authority" | "object") || !faults.iter().any(|fault| at(&fault.pointer))
                });
                if values.len() == count {
                    return Err(Error::Inapplicable(census::Inapplicable::Impossible(
                        faults.into_iter().map(|fault| fault.detail).collect::<Vec<_>>().join("; "),
                    )));
                }
            }
        }
    }
}
