//! Records of a list come in: orders of a spreadsheet, in one batch, with the organisations and documents they name.

use std::collections::HashMap;

use census::{Contribution, EntityId, Record, State, Upstream};

use crate::history::steps;
use crate::import::{self, REASON, merged, read_rows, says_the_same, was_erased, write_rows};
use crate::resolve::resolve;
use crate::submit::new_entity;
use crate::work::Work;
use crate::writer::Job;
use crate::{BatchId, Error, Imported, Result, Store, import::import_batch};

/// Records that one transaction takes.
const CHUNK: usize = 500;

/// A record of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPaper {
    /// Its name there.
    pub upstream: Upstream,
    /// What it says, as somebody would contribute it.
    pub contribution: Contribution,
    /// SPDX identifier of its licence.
    pub licence: String,
}

struct ImportPapers {
    batch: BatchId,
    papers: Vec<ImportPaper>,
}

impl Store {
    /// Takes records in, in the order given, and tells what became of each. What a list says again changes nothing;
    /// what it says anew changes the fields that nobody changed here since.
    pub async fn import_papers(&self, batch: BatchId, mut papers: Vec<ImportPaper>) -> Result<Vec<Imported>> {
        let mut imported = Vec::with_capacity(papers.len());
        while !papers.is_empty() {
            let rest = papers.split_off(papers.len().min(CHUNK));
            imported.extend(self.writer().run(ImportPapers { batch, papers }).await?);
            papers = rest;
        }
        Ok(imported)
    }
}

impl Job for ImportPapers {
    type Output = Vec<Imported>;

    async fn run(&self, work: &mut Work) -> Result<Self::Output> {
        let open = import_batch::by_id(work, self.batch).await?.is_some_and(|batch| batch.closed_on.is_none());
        if !open {
            return Err(Error::NoOpenBatch);
        }
        let upstreams: Vec<&Upstream> = self.papers.iter().map(|paper| &paper.upstream).collect();
        let known = read_rows(work, &upstreams).await?;
        let mut known: HashMap<import::Name, EntityId> =
            known.into_iter().map(|(name, row)| (name, EntityId(row.entity_id))).collect();
        let mut imported = Vec::with_capacity(self.papers.len());
        work.within_batch(Some(self.batch));
        for paper in &self.papers {
            let name = import::name_of(&paper.upstream);
            let outcome = take_in(work, paper, known.get(&name).copied()).await?;
            known.insert(name, outcome.device());
            imported.push(outcome);
        }
        work.within_batch(None);
        let rows = self.papers.iter().zip(&imported).map(|(paper, done)| (&paper.upstream, done.device()));
        write_rows(work, rows).await?;
        Ok(imported)
    }
}

async fn take_in(work: &mut Work, paper: &ImportPaper, known: Option<EntityId>) -> Result<Imported> {
    let mut contribution = paper.contribution.clone();
    let (record, _) = drafted(work, &mut contribution, &paper.licence, paper.upstream.clone()).await?;
    let next = State::Record(record);
    let Some(id) = known else {
        let id = new_entity(work);
        work.revise(id, next, REASON, None).await?;
        return Ok(Imported::New(id));
    };
    work.flush().await?;
    let Some(current) = work.entity(id).await? else {
        return Err(Error::corrupt("upstream", "entity_id", id, "there is no such entity"));
    };
    let steps = steps(&mut work.tx, &[id]).await?;
    let steps = steps.get(&id).map_or(&[][..], Vec::as_slice);
    let next = merged(&current, next, steps)?;
    if was_erased(&current, steps) || says_the_same(&current.state, &next) {
        return Ok(Imported::Unchanged(id));
    }
    work.revise(id, next, REASON, None).await?;
    Ok(Imported::Updated(id))
}

/// The record that a contribution makes, with what it refers to found or made, and why it is written.
pub(crate) async fn drafted(
    work: &mut Work,
    contribution: &mut Contribution,
    licence: &str,
    upstream: Upstream,
) -> Result<(Record, &'static str)> {
    work.evolve(contribution, None).await?;
    resolve(work, contribution).await?;
    let evolution = work.evolve(contribution, None).await?;
    let State::Record(mut record) = evolution.state else { return Err(Error::NoSuchEntity) };
    licence.clone_into(&mut record.licence);
    record.upstream.push(upstream);
    Ok((record, evolution.reason))
}
