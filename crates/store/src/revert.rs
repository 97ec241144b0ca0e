//! Taking changes back, whoever made them and however many, without undoing what others said since.

use std::collections::{BTreeSet, HashSet};

use census::{Action, Entity, EntityId, Facet, State};
use serde::Serialize;
use uuid::Uuid;

use crate::contribution::contribution_row::{self, Kept};
use crate::decision::{self, NewDecision, Summary};
use crate::history::{Step, steps};
use crate::pool::Tx;
use crate::queue::forget_claim;
use crate::rows::{list_of, run};
use crate::scope::{ALL_DAYS, Pages, Targets};
use crate::sql::{Sql, within};
use crate::verdict::{Area, Verdict, judge};
use crate::work::Work;
use crate::writer::Job;
use crate::{
    BatchId, ContributionState, DecisionId, Error, Result, RevertScope, RolledBack, Store, candidate,
    import::import_batch, photo, piece,
};

/// The reason of every revision that takes an import back.
pub(crate) const ROLLBACK: &str = "rollback";

/// The reason of every revision that takes anything else back.
pub(crate) const REVERT: &str = "revert";

/// What the sender of a contribution reads that was taken back.
const TAKEN_BACK: &str = "Annulé par la modération. (Taken back by the moderators.)";

const FORGET: Sql = Sql {
    sqlite: "delete from upstream where entity_id in (select unhex(value, '-') from json_each($1))",
    postgres: "delete from upstream
        where entity_id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

/// A record whose version is not known is compared field by field the next time.
const UNLEARN: Sql = Sql {
    sqlite: "update upstream set version = null where entity_id in (select unhex(value, '-') from json_each($1))",
    postgres: "update upstream set version = null
        where entity_id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

/// What comes back is known again under its old names, unless they were given to another meanwhile.
const LEARN: Sql = Sql {
    sqlite: "insert into upstream (source, upstream_id, entity_id)
        select value ->> 'source', value ->> 'upstream_id', unhex(value ->> 'entity_id', '-')
        from json_each($1) where true on conflict (source, upstream_id) do nothing",
    postgres: "insert into upstream (source, upstream_id, entity_id)
        select source, upstream_id, entity_id
        from json_to_recordset($1::json) as r(source text, upstream_id text, entity_id uuid)
        on conflict (source, upstream_id) do nothing",
};

const SPEAKING: Sql = Sql {
    sqlite: "select facet, id from record_facet where facet in (select value from json_each($1))",
    postgres: "select facet, id from record_facet
        where facet in (select value from json_array_elements_text($1::json) as listed(value))",
};

pub(crate) const STATEMENTS: &[Sql] = &[FORGET, UNLEARN, LEARN, SPEAKING];

/// What taking changes back did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reverted {
    /// Entities that the changes had made, now `mistaken`.
    pub entities_removed: u64,
    /// Entities that are as they were before.
    pub entities_restored: u64,
    /// Revisions that were taken back.
    pub revisions: u64,
    /// Contributions that are refused now.
    pub contributions: u64,
    /// Entities that somebody else changed since, or that others refer to: what was said since stays, and a person
    /// should look.
    pub conflicts: Vec<EntityId>,
    /// Entities and waiting contributions that were looked at.
    pub entries: u64,
    /// Names what was done in the public log.
    pub decision: Option<DecisionId>,
}

struct Revert {
    scope: RevertScope,
    name: Name,
}

/// What stands in the public log.
#[derive(Clone, Copy)]
enum Name {
    /// Nothing: the list of imports tells it.
    None,
    /// A line of its own, the operator's.
    New,
    /// The line of a decision that is being carried out.
    Of(DecisionId),
}

/// A name of an entity in another census.
#[derive(Serialize)]
struct OtherName {
    source: String,
    upstream_id: String,
    entity_id: Uuid,
}

impl Store {
    /// Takes revisions back in one transaction, as the work of a decision, or of the operator with a line of its own in
    /// the public log. Doing it twice does nothing more.
    ///
    /// Field by field: what somebody else changed since stays, and is listed. An entity that the revisions made and
    /// that nobody touched since becomes `mistaken`. Contributions that led to them are refused, and their photos
    /// hidden.
    pub async fn revert(&self, scope: RevertScope, decision: Option<DecisionId>) -> Result<Reverted> {
        self.writer().run(Revert { scope, name: decision.map_or(Name::New, Name::Of) }).await
    }

    /// What [`Store::revert`] would do.
    pub async fn preview_revert(&self, scope: &RevertScope) -> Result<Reverted> {
        let mut work = self.reading().await?;
        take_back(&mut work, scope, false).await
    }

    /// Takes an import back in one transaction. Doing it twice does nothing more.
    pub async fn roll_back(&self, batch: BatchId) -> Result<RolledBack> {
        let done = self.writer().run(Revert { scope: RevertScope::Batch { batch }, name: Name::None }).await?;
        Ok(RolledBack {
            devices_removed: done.entities_removed,
            devices_restored: done.entities_restored,
            conflicts: done.conflicts,
        })
    }
}

impl Job for Revert {
    type Output = Reverted;

    async fn run(&self, work: &mut Work) -> Result<Reverted> {
        let decision = match self.name {
            Name::None => None,
            Name::New => Some(DecisionId(work.salts.id())),
            Name::Of(decision) => Some(decision),
        };
        work.under(decision);
        let done = take_back(work, &self.scope, true).await;
        work.under(None);
        let done = Reverted { decision, ..done? };
        if let (Name::New, Some(id)) = (self.name, decision) {
            let summary = Summary { entity: None, territory: String::new(), entries: done.entries as usize };
            decision::insert(work, id, &NewDecision::of_the_operator(Action::Revert, summary)).await?;
        }
        Ok(done)
    }
}

/// Takes the revisions of a scope back, or only tells what that would do.
pub(crate) async fn take_back(work: &mut Work, scope: &RevertScope, write: bool) -> Result<Reverted> {
    work.flush().await?;
    let mut pages = Pages::open(work, scope).await?;
    if let RevertScope::Batch { batch } = scope
        && import_batch::by_id(work, *batch).await?.is_some_and(|batch| batch.rolled_back_on.is_some())
    {
        return Ok(Reverted::default());
    }
    let is_import = matches!(scope, RevertScope::Batch { .. });
    let mut taking = Taking {
        write,
        reason: if is_import { ROLLBACK } else { REVERT },
        has_senders: !is_import,
        done: Reverted::default(),
        removed: HashSet::new(),
        spoken_of: Vec::new(),
    };
    loop {
        let targets = pages.next(work).await?;
        if targets.is_empty() {
            break;
        }
        taking.page(work, targets, pages.area()).await?;
    }
    taking.settle(work).await?;
    taking.refuse_waiting(work, scope).await?;
    if let RevertScope::Account { account, from, to } = scope
        && write
    {
        piece::hide_of(work, *account, from.unwrap_or(ALL_DAYS.0), to.unwrap_or(ALL_DAYS.1)).await?;
    }
    if write && !is_import {
        let removed: Vec<EntityId> = taking.removed.iter().copied().collect();
        candidate::reopen(work, &removed).await?;
    }
    if let RevertScope::Batch { batch } = scope
        && write
    {
        import_batch::mark_rolled_back(work, *batch).await?;
        candidate::forget_batch(work, *batch, &taking.done.conflicts).await?;
    }
    Ok(taking.done)
}

/// Changes that are being taken back.
struct Taking {
    write: bool,
    reason: &'static str,
    /// Can the revisions come from contributions?
    has_senders: bool,
    done: Reverted,
    /// Records that are removed: whom they spoke of is spoken of no more. Devices speak of nothing.
    removed: HashSet<EntityId>,
    /// Entities that others refer to, to be removed unless somebody still does at the end.
    spoken_of: Vec<(EntityId, BTreeSet<u32>)>,
}

/// What a page of entities led to.
#[derive(Default)]
struct Outcome {
    removed: Vec<EntityId>,
    restored: Vec<EntityId>,
    back: Vec<OtherName>,
    /// Revisions that are no longer in effect.
    gone: Targets,
    /// Entities whose taking back was taken back.
    returned: Vec<(EntityId, u32)>,
}

impl Taking {
    async fn page(&mut self, work: &mut Work, targets: Targets, area: Option<&Area>) -> Result<()> {
        let ids: Vec<EntityId> = targets.keys().copied().collect();
        work.read_entities(&ids).await?;
        let steps = steps(&mut work.tx, &ids).await?;
        let spoken_of = self.spoken_of(work, &ids).await?;
        let mut outcome = Outcome::default();
        for (id, mut mine) in targets {
            let steps = steps.get(&id).map_or(&[][..], Vec::as_slice);
            if let Some(area) = area {
                let touched = area.touched(steps);
                mine.retain(|version| touched.contains(version));
            }
            if !mine.is_empty() {
                let entity = work.known(id).await?;
                self.one(work, entity, steps, mine, &spoken_of, &mut outcome).await?;
            }
        }
        self.write(work, outcome).await
    }

    async fn one(
        &mut self,
        work: &mut Work,
        entity: Entity,
        steps: &[Step],
        mine: BTreeSet<u32>,
        spoken_of: &HashSet<EntityId>,
        outcome: &mut Outcome,
    ) -> Result<()> {
        let id = entity.id;
        self.done.entries += 1;
        match judge(&entity, steps, &mine) {
            Verdict::Keep => {}
            Verdict::Leave => {
                self.done.conflicts.push(id);
                return Ok(());
            }
            Verdict::Remove if spoken_of.contains(&id) => {
                self.spoken_of.push((id, mine));
                return Ok(());
            }
            Verdict::Remove => self.remove(work, entity, outcome).await?,
            Verdict::Restore { state, changed_since } => {
                let is_return =
                    |step: &Step| step.body.as_ref().is_some_and(|it| [ROLLBACK, REVERT].contains(&&*it.reason));
                let first = steps.iter().find(|step| mine.contains(&step.version)).filter(|step| is_return(step));
                outcome.returned.extend(first.map(|step| (id, step.version)));
                self.restore(work, entity, *state, outcome).await?;
                if changed_since {
                    self.done.conflicts.push(id);
                } else {
                    self.done.entities_restored += 1;
                }
            }
        }
        self.done.revisions += mine.len() as u64;
        outcome.gone.insert(id, mine);
        Ok(())
    }

    async fn remove(&mut self, work: &mut Work, entity: Entity, outcome: &mut Outcome) -> Result<()> {
        self.done.entities_removed += 1;
        if entity.record().is_some() {
            self.removed.insert(entity.id);
        }
        outcome.removed.push(entity.id);
        self.revise(work, entity.id, entity.state.mistaken()).await
    }

    async fn restore(&mut self, work: &mut Work, entity: Entity, state: State, outcome: &mut Outcome) -> Result<()> {
        outcome.restored.push(entity.id);
        if entity.state.is_mistaken() && !state.is_mistaken() {
            let names = match &state {
                State::Device(device) => &device.upstream,
                State::Record(record) => &record.upstream,
            };
            outcome.back.extend(names.iter().map(|name| OtherName {
                source: name.source.clone(),
                upstream_id: name.id.clone(),
                entity_id: entity.id.0,
            }));
        }
        if self.write && entity.state.gave_way_to().is_some() && state.gave_way_to().is_none() {
            work.flush().await?;
            photo::take_back(work, entity.id).await?;
        }
        self.revise(work, entity.id, state).await
    }

    async fn revise(&self, work: &mut Work, id: EntityId, state: State) -> Result<()> {
        if self.write {
            work.revise(id, state, self.reason, None).await?;
        }
        Ok(())
    }

    /// Those among some entities that a record refers to which is not removed itself.
    async fn spoken_of(&self, work: &mut Work, ids: &[EntityId]) -> Result<HashSet<EntityId>> {
        let speakers = speakers(&mut work.tx, ids).await?;
        Ok(speakers.into_iter().filter(|(_, by)| !self.removed.contains(by)).map(|(id, _)| id).collect())
    }

    /// Removes what only removed records and one another refer to; the rest stays.
    async fn settle(&mut self, work: &mut Work) -> Result<()> {
        let mut going = std::mem::take(&mut self.spoken_of);
        loop {
            let ids: Vec<EntityId> = going.iter().map(|(id, _)| *id).collect();
            let going_too: HashSet<EntityId> = ids.iter().copied().collect();
            let speakers = speakers(&mut work.tx, &ids).await?;
            let gone = |by: &EntityId| self.removed.contains(by) || going_too.contains(by);
            let stays: HashSet<EntityId> = speakers.into_iter().filter(|(_, by)| !gone(by)).map(|(id, _)| id).collect();
            if stays.is_empty() {
                break;
            }
            going.retain(|(id, _)| !stays.contains(id));
            self.done.conflicts.extend(ids.into_iter().filter(|id| stays.contains(id)));
        }
        let mut outcome = Outcome::default();
        for (id, mine) in going {
            let entity = work.known(id).await?;
            self.remove(work, entity, &mut outcome).await?;
            self.done.revisions += mine.len() as u64;
            outcome.gone.insert(id, mine);
        }
        self.write(work, outcome).await
    }

    async fn write(&mut self, work: &mut Work, outcome: Outcome) -> Result<()> {
        if self.has_senders {
            let led_there = contribution_row::that_led_to(&mut work.tx, &outcome.gone).await?;
            self.refuse(work, led_there).await?;
        }
        if self.write {
            run(&mut work.tx, FORGET, &outcome.removed).await?;
            run(&mut work.tx, UNLEARN, &outcome.restored).await?;
            run(&mut work.tx, LEARN, &outcome.back).await?;
            self.accept_again(work, &outcome.returned).await?;
            work.flush().await?;
        }
        work.forget();
        Ok(())
    }

    async fn refuse(&mut self, work: &mut Work, contributions: Vec<Kept>) -> Result<()> {
        self.done.contributions += contributions.len() as u64;
        if !self.write {
            return Ok(());
        }
        for mut kept in contributions {
            photo::hide_of_contribution(work, kept.id).await?;
            forget_claim(work, kept.id).await?;
            kept.state = ContributionState::Rejected;
            kept.holds = Vec::new();
            kept.decision = Some(TAKEN_BACK.to_owned());
            kept.version += 1;
            work.keep(kept);
        }
        Ok(())
    }

    /// Contributions whose taking back was taken back count again; their photos stay hidden until a person looks.
    async fn accept_again(&self, work: &mut Work, returned: &[(EntityId, u32)]) -> Result<()> {
        let ids: Vec<EntityId> = returned.iter().map(|(id, _)| *id).collect();
        for mut kept in contribution_row::refused_as(&mut work.tx, &ids, TAKEN_BACK).await? {
            let before =
                |(id, version): &(EntityId, u32)| kept.entity == Some(*id) && kept.entity_version < Some(*version);
            if returned.iter().any(before) {
                kept.state = match kept.duplicate_of {
                    Some(_) => ContributionState::Merged,
                    None => ContributionState::Accepted,
                };
                kept.decision = None;
                kept.version += 1;
                work.keep(kept);
            }
        }
        Ok(())
    }

    /// Refuses what was not published, or changed nothing.
    async fn refuse_waiting(&mut self, work: &mut Work, scope: &RevertScope) -> Result<()> {
        let mut last = Uuid::nil();
        loop {
            let waiting = match scope {
                RevertScope::Account { account, from, to } => {
                    let days = (from.unwrap_or(ALL_DAYS.0), to.unwrap_or(ALL_DAYS.1));
                    contribution_row::without_effect(&mut work.tx, *account, days, last).await?
                }
                RevertScope::Contribution { contribution } if last.is_nil() => {
                    let kept = work.contribution(*contribution).await?.ok_or(Error::NoSuchContribution)?;
                    Some(kept).filter(|kept| kept.state.waits()).into_iter().collect()
                }
                _ => Vec::new(),
            };
            let Some(end) = waiting.last() else { return Ok(()) };
            last = end.id.0;
            self.done.entries += waiting.len() as u64;
            self.refuse(work, waiting).await?;
            if self.write {
                work.flush().await?;
            }
            work.forget();
        }
    }
}

/// Who refers to some entities: pairs of the entity and of a record that does.
async fn speakers(tx: &mut Tx, ids: &[EntityId]) -> Result<Vec<(EntityId, EntityId)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let facets: Vec<String> = ids.iter().map(|id| Facet::about(*id).as_str().to_owned()).collect();
    let list = list_of(&facets);
    let rows: Vec<(String, Uuid)> =
        within!(tx, SPEAKING, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
    let entity = |facet: &str| facet.split_once(':').and_then(|(_, id)| id.parse().ok());
    Ok(rows.into_iter().filter_map(|(facet, by)| Some((entity(&facet)?, EntityId(by)))).collect())
}
