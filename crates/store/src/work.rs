//! One transaction's worth of changes: read what is needed, decide in memory, write it all at the end.
//!
//! Nothing is written before a request has been decided on, so a refused one leaves no trace and needs no savepoint.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use census::{
    Body, Changes, Contribution, Entity, EntityId, EntityKind, Evolution, Facet, GENESIS, Link, REDACTION, Revision,
    State, Witness, evolve,
};
use chrono::NaiveDate;

use crate::attribution::{self, Attribution};
use crate::contribution::contribution_row::{self, Kept};
use crate::decision::{self, Made};
use crate::entity_row::{EntityRow, hash};
use crate::mirror::Foreign;
use crate::pool::Tx;
use crate::redact::redact_row;
use crate::rows::{self, NewRevision};
use crate::sql::within;
use crate::world::Salts;
use crate::writer::{BY_IDS, HEAD};
use crate::{AccountId, BatchId, ContributionId, DecisionId, Error, Options, Result};

/// What a batch of requests will need, told beforehand so that it is read at once.
#[derive(Default)]
pub(crate) struct Wants {
    /// SHA-256 of senders' ids.
    pub(crate) senders: Vec<[u8; 32]>,
    /// Entities that are spoken of.
    pub(crate) entities: Vec<EntityId>,
}

/// A transaction, what was read in it and what is to be written.
pub(crate) struct Work {
    pub(crate) tx: Tx,
    pub(crate) options: Arc<Options>,
    pub(crate) secret: [u8; 32],
    pub(crate) today: NaiveDate,
    pub(crate) salts: Salts,
    head: Option<(i64, Link)>,
    entities: HashMap<EntityId, Option<Entity>>,
    contributions: HashMap<ContributionId, Kept>,
    senders: HashMap<[u8; 32], Option<ContributionId>>,
    made: HashMap<(EntityKind, Facet), EntityId>,
    revisions: Vec<NewRevision>,
    changed_entities: BTreeSet<EntityId>,
    changed_contributions: BTreeSet<ContributionId>,
    attributions: Vec<Attribution>,
    decision: Option<DecisionId>,
    batch: Option<BatchId>,
    decided: Vec<Made>,
    published: u64,
}

impl Work {
    pub(crate) fn new(tx: Tx, options: Arc<Options>, secret: [u8; 32]) -> Self {
        let (today, salts) = (options.world.today(), Salts::new(options.world.bytes()));
        Self {
            tx,
            options,
            secret,
            today,
            salts,
            head: None,
            entities: HashMap::new(),
            contributions: HashMap::new(),
            senders: HashMap::new(),
            made: HashMap::new(),
            revisions: Vec::new(),
            changed_entities: BTreeSet::new(),
            changed_contributions: BTreeSet::new(),
            attributions: Vec::new(),
            decision: None,
            batch: None,
            decided: Vec::new(),
            published: 0,
        }
    }

    /// Reads what a batch wants, in one statement a table.
    pub(crate) async fn read_ahead(&mut self, wants: &Wants) -> Result<()> {
        if !wants.senders.is_empty() {
            let known = contribution_row::by_senders(&mut self.tx, &wants.senders).await?;
            self.senders.extend(wants.senders.iter().map(|sender| (*sender, None)));
            for kept in known {
                self.senders.insert(kept.client_hash, Some(kept.id));
                self.contributions.insert(kept.id, kept);
            }
        }
        self.read_entities(&wants.entities).await
    }

    /// Reads entities that were not read yet.
    pub(crate) async fn read_entities(&mut self, ids: &[EntityId]) -> Result<()> {
        let unknown: Vec<EntityId> = ids.iter().filter(|id| !self.entities.contains_key(id)).copied().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let list = rows::list_of(&unknown);
        let rows: Vec<EntityRow> =
            within!(&mut self.tx, BY_IDS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        self.entities.extend(unknown.into_iter().map(|id| (id, None)));
        for row in rows {
            self.entities.insert(row.id(), Some(Entity::try_from(row)?));
        }
        Ok(())
    }

    /// An entity as it is after everything that this transaction did so far.
    pub(crate) async fn entity(&mut self, id: EntityId) -> Result<Option<Entity>> {
        self.read_entities(&[id]).await?;
        Ok(self.entities.get(&id).cloned().flatten())
    }

    /// The entity that is told where this one is spoken of: itself, or the one it gave way to in the end.
    pub(crate) async fn told_as(&mut self, id: EntityId) -> Result<EntityId> {
        let (mut stays, mut passed) = (id, Vec::new());
        // Taking merges back can close a circle.
        while !passed.contains(&stays) {
            let Some(next) = self.entity(stays).await?.and_then(|entity| entity.state.gave_way_to()) else { break };
            passed.push(stays);
            stays = next;
        }
        Ok(stays)
    }

    /// The contribution of a sender.
    pub(crate) async fn of_sender(&mut self, sender: [u8; 32]) -> Result<Option<Kept>> {
        if !self.senders.contains_key(&sender) {
            self.read_ahead(&Wants { senders: vec![sender], entities: Vec::new() }).await?;
        }
        let id = self.senders.get(&sender).copied().flatten();
        Ok(id.and_then(|id| self.contributions.get(&id).cloned()))
    }

    /// The contribution of an id.
    pub(crate) async fn contribution(&mut self, id: ContributionId) -> Result<Option<Kept>> {
        if let Some(kept) = self.contributions.get(&id) {
            return Ok(Some(kept.clone()));
        }
        let kept = contribution_row::by_id(&mut self.tx, id).await?;
        if let Some(kept) = &kept {
            self.contributions.insert(id, kept.clone());
        }
        Ok(kept)
    }

    /// Keeps a contribution, a new one or a changed one.
    pub(crate) fn keep(&mut self, kept: Kept) {
        self.senders.insert(kept.client_hash, Some(kept.id));
        self.changed_contributions.insert(kept.id);
        self.contributions.insert(kept.id, kept);
    }

    /// Remembers whose contribution it is.
    pub(crate) fn attribute(&mut self, id: ContributionId, account: AccountId) {
        self.attributions.push(Attribution::new(id, account));
    }

    /// From now on, every revision is the work of this decision; `None` when it is done.
    pub(crate) fn under(&mut self, decision: Option<DecisionId>) {
        self.decision = decision;
    }

    /// From now on, every revision is a part of this import; `None` when it is over.
    pub(crate) fn within_batch(&mut self, batch: Option<BatchId>) {
        self.batch = batch;
    }

    /// What a contribution would make of the entity it speaks of.
    pub(crate) async fn evolve(&mut self, contribution: &Contribution, by: Option<Witness>) -> Result<Evolution> {
        let current = match contribution.entity {
            Some(id) => self.entity(id).await?,
            None => None,
        };
        Ok(evolve(current.as_ref(), contribution, by, self.today)?)
    }

    /// Publishes the next state of an entity; without a change there is no revision. Answers the version it has then.
    pub(crate) async fn revise(
        &mut self,
        id: EntityId,
        next: State,
        reason: &str,
        batch: Option<BatchId>,
    ) -> Result<u32> {
        let current = self.entity(id).await?;
        let changes = Changes::between(current.as_ref().map(|entity| &entity.state), &next);
        let version = current.as_ref().map_or(0, |entity| entity.version);
        if changes.is_empty() {
            return Ok(version);
        }
        self.append(id, current, next, Body { reason: reason.to_owned(), day: self.today, changes }, batch).await
    }

    /// Starts an entity anew after an erasure: the revision tells its whole state, for what was before may be unknown.
    pub(crate) async fn start_anew(&mut self, id: EntityId, state: State) -> Result<u32> {
        let current = self.entity(id).await?;
        let changes = Changes::between(None, &state);
        self.append(id, current, state, Body { reason: REDACTION.to_owned(), day: self.today, changes }, None).await
    }

    async fn append(
        &mut self,
        id: EntityId,
        current: Option<Entity>,
        next: State,
        body: Body,
        batch: Option<BatchId>,
    ) -> Result<u32> {
        let version = current.as_ref().map_or(0, |entity| entity.version);
        let (seq, link) = self.head().await?;
        let revision = Revision::next(link, seq + 1, id, version + 1, &body, self.salts.draw());
        self.head = Some((revision.seq, revision.link));
        self.revisions.push(NewRevision::new(revision, batch.or(self.batch)));
        self.decided.extend(self.decision.map(|decision| Made::new(decision, id, version + 1)));
        let created_on = current.map_or(self.today, |entity| entity.created_on);
        let entity = Entity { id, version: version + 1, created_on, updated_on: self.today, state: next };
        self.entities.insert(id, Some(entity));
        self.changed_entities.insert(id);
        Ok(version + 1)
    }

    /// Takes over a revision of another census. Its entity is known again from the revision on that starts it anew
    /// where the origin erased what was before. Answers how many bodies were erased here with it.
    pub(crate) async fn adopt(&mut self, foreign: &Foreign) -> Result<u64> {
        let revision = &foreign.revision;
        let strange = |detail: String| Error::corrupt("revision", "link", revision.seq, detail);
        let (seq, link) = self.head().await?;
        if revision.seq != seq + 1 {
            return Err(strange(format!("revision {} follows {seq}", revision.seq)));
        }
        revision.verify(link).map_err(|error| strange(error.to_string()))?;
        let id = revision.entity;
        let current = self.entity(id).await?;
        let body = revision.read().map_err(|error| strange(error.to_string()))?;
        let mut erased = 0;
        if body.as_ref().is_some_and(|body| body.reason == REDACTION) {
            self.flush().await?;
            erased = redact_row::erase_all_of(self, id).await?;
        }
        if let Some(body) = body
            && (body.reason == REDACTION || current.as_ref().map_or(0, |entity| entity.version) + 1 == revision.version)
        {
            let (day, state) = (body.day, current.as_ref().map(|entity| &entity.state));
            let state = revision.applied(state, body).map_err(|error| strange(error.to_string()))?;
            let created_on = current.map(|entity| entity.created_on).or(foreign.created_on).unwrap_or(day);
            let entity = Entity { id, version: revision.version, created_on, updated_on: day, state };
            self.entities.insert(id, Some(entity));
            self.changed_entities.insert(id);
        }
        self.head = Some((revision.seq, revision.link));
        self.revisions.push(NewRevision::new(revision.clone(), None));
        Ok(erased)
    }

    /// An entity that nobody knew before.
    pub(crate) fn expect_new(&mut self, id: EntityId) {
        self.entities.insert(id, None);
    }

    /// Remembers what makes a new entity known, until it is written.
    pub(crate) fn note_made(&mut self, kind: EntityKind, facets: Vec<Facet>, id: EntityId) {
        self.made.extend(facets.into_iter().map(|facet| ((kind, facet), id)));
    }

    /// What was made in this transaction under a name.
    pub(crate) fn made(&self, kind: EntityKind, facet: &Facet) -> Option<EntityId> {
        self.made.get(&(kind, facet.clone())).copied()
    }

    /// Forgets what was read and written, to keep memory flat in a long job.
    pub(crate) fn forget(&mut self) {
        self.entities.clear();
        self.contributions.clear();
        self.senders.clear();
    }

    /// The number of the newest revision; 0 in an empty census.
    pub(crate) async fn last_place(&mut self) -> Result<i64> {
        Ok(self.head().await?.0)
    }

    /// The entity that must be there, because a revision speaks of it.
    pub(crate) async fn known(&mut self, id: EntityId) -> Result<Entity> {
        self.entity(id).await?.ok_or_else(|| Error::corrupt("revision", "entity", id, "there is no such entity"))
    }

    /// Writes what was decided so far; called before statements that read the tables, and before the commit.
    pub(crate) async fn flush(&mut self) -> Result<()> {
        let contributions: Vec<&Kept> =
            self.changed_contributions.iter().filter_map(|id| self.contributions.get(id)).collect();
        contribution_row::write(&mut self.tx, &contributions).await?;
        attribution::write(&mut self.tx, &self.attributions).await?;
        self.published += self.revisions.len() as u64;
        rows::insert_revisions(&mut self.tx, std::mem::take(&mut self.revisions)).await?;
        decision::write_made(&mut self.tx, &self.decided).await?;
        let entities: Vec<&Entity> =
            self.changed_entities.iter().filter_map(|id| self.entities.get(id).and_then(Option::as_ref)).collect();
        rows::write_entities(&mut self.tx, entities, &self.options.naming).await?;
        self.changed_entities.clear();
        self.changed_contributions.clear();
        self.attributions.clear();
        self.decided.clear();
        Ok(())
    }

    /// Makes everything durable. Answers how many revisions were published.
    pub(crate) async fn commit(mut self) -> Result<u64> {
        self.flush().await?;
        self.tx.commit().await?;
        Ok(self.published)
    }

    async fn head(&mut self) -> Result<(i64, Link)> {
        if let Some(head) = self.head {
            return Ok(head);
        }
        let row: Option<(i64, Vec<u8>)> =
            within!(&mut self.tx, HEAD, |db, sql| sqlx::query_as(sql).fetch_optional(db).await)?;
        let Some((seq, link)) = row else { return Ok((0, GENESIS)) };
        let link = hash(&link).map_err(|detail| Error::corrupt("revision", "link", seq, detail))?;
        Ok((seq, Link(link)))
    }
}
