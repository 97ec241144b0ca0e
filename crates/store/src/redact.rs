//! Erasing content: some words wherever they stand, or an entity as a whole. The trace stays, the content does not.

pub(crate) mod erasures;
pub(crate) mod redact_row;

use std::collections::BTreeSet;

use census::{Action, EntityId, EntityKind, Intent, MatchState, Passage, Redactor, emptied, graded};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::contribution::contribution_row::{self, Kept};
use crate::decision::{self, NewDecision, Summary};
use crate::import::state_of;
use crate::photo::photo_row;
use crate::queue::forget_claim;
use crate::receipt::wipe;
use crate::redact::redact_row::Haystack;
use crate::work::Work;
use crate::writer::Job;
use crate::{ContributionState, DecisionId, Error, FileHash, Result, Store, candidate, photo, piece, trace};

/// Entities that start anew together.
const CHUNK: usize = 500;

/// What the sender of a contribution reads whose content was erased.
const ERASED: &str = "Contenu effacé par la modération. (Content erased by the moderators.)";

/// What they read who asked for it.
const FOLLOWED: &str =
    "Votre demande a été suivie : tout est effacé. (Your request was followed: all of it is erased.)";

/// What shall be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redaction {
    /// These words, wherever they stand.
    Passage(Passage),
    /// Whatever is known of an entity, and its name wherever others refer to it.
    Entity(EntityId),
}

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redacted {
    /// Entities that were changed or that lost a part of their history.
    pub entities: u64,
    /// Which: releases that were made before may still hold what was erased.
    pub touched: Vec<EntityId>,
    /// Revisions whose bodies are gone.
    pub revisions_erased: u64,
    /// Contributions that were cleaned or wiped.
    pub contributions: u64,
    /// Photos that were deleted; copies of documents are not counted.
    pub photos: u64,
    /// Files that have to be taken off the shelf; they are [`Store::photo_waste`] too.
    pub files: Vec<FileHash>,
    /// Names what was done in the public log.
    pub decision: DecisionId,
}

struct Redact {
    what: Redaction,
    decision: Option<DecisionId>,
}

impl Store {
    /// Erases in one transaction, as the work of a decision or of the operator with a line of its own in the public
    /// log. The log tells that something was erased, never what. Then call [`Store::sweep`], or it is still in the
    /// files of the database, and take the files off the shelf.
    ///
    /// Every revision that held the content loses its body; its hash stays, so the chain still verifies. Each entity
    /// concerned gets a revision that tells its whole state anew.
    pub async fn redact(&self, what: Redaction, decision: Option<DecisionId>) -> Result<Redacted> {
        self.writer().run(Redact { what, decision }).await
    }
}

impl Job for Redact {
    type Output = Redacted;

    async fn run(&self, work: &mut Work) -> Result<Redacted> {
        let traces = match self.what {
            Redaction::Passage(_) => Vec::new(),
            Redaction::Entity(id) => vec![trace::of(work, id).await?],
        };
        let decision = self.decision.unwrap_or_else(|| DecisionId(work.salts.id()));
        work.under(Some(decision));
        let done = erase(work, &self.what).await;
        work.under(None);
        let (done, kind) = done?;
        if self.decision.is_none() {
            let entity = match self.what {
                Redaction::Passage(_) => None,
                Redaction::Entity(id) => kind.map(|kind| (kind, id)),
            };
            let entries = (done.entities + done.contributions) as usize;
            let summary = Summary { entity, territory: String::new(), entries };
            decision::insert(work, decision, &NewDecision::of_the_operator(Action::Redact, summary)).await?;
            trace::leave(work, decision, &traces).await?;
        }
        Ok(Redacted { decision, ..done })
    }
}

/// Erases; answers the kind of the entity too, when it was one.
pub(crate) async fn erase(work: &mut Work, what: &Redaction) -> Result<(Redacted, Option<EntityKind>)> {
    let mut erasing = Erasing::default();
    work.flush().await?;
    let (redactor, kind) = match what {
        Redaction::Passage(passage) => (Redactor::Passage(passage.clone()), None),
        Redaction::Entity(id) => (Redactor::NameOf(*id), Some(erasing.whole(work, *id).await?)),
    };
    erasing.bodies(work, &redactor).await?;
    erasing.states(work, &redactor).await?;
    erasing.start_anew(work, &redactor).await?;
    erasing.contributions(work, &redactor).await?;
    clean_candidates(work, what, &redactor).await?;
    redact_row::clean_the_rest(work, &redactor).await?;
    let waste: BTreeSet<FileHash> = photo_row::all_waste(work).await?.into_iter().collect();
    erasing.done.files.retain(|file| waste.contains(file));
    Ok((erasing.done, kind))
}

/// Takes it out of the contracts that lists proposed. The row stays, so that what was erased does not come in again.
async fn clean_candidates(work: &mut Work, what: &Redaction, redactor: &Redactor) -> Result<()> {
    let clean = |text: &mut String| {
        if let Some(cleaned) = redactor.text(text) {
            *text = cleaned;
        }
    };
    match what {
        Redaction::Entity(id) => {
            for mut candidate in candidate::of_entity(work, *id).await? {
                candidate.notice.empty();
                candidate.state = MatchState::Rejected;
                candidate::update(work, &candidate).await?;
            }
        }
        Redaction::Passage(_) => {
            for mut candidate in candidate::holding(work, &redactor.needle()).await? {
                candidate.notice.texts_mut().for_each(clean);
                candidate::update(work, &candidate).await?;
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Erasing {
    done: Redacted,
    /// Entities that lost a part of their history, or whose state holds what shall go.
    concerned: BTreeSet<EntityId>,
}

impl Erasing {
    /// Erases what is known of one entity, the contributions that led to it, and their photos.
    async fn whole(&mut self, work: &mut Work, id: EntityId) -> Result<EntityKind> {
        let entity = work.entity(id).await?.ok_or(Error::NoSuchEntity)?;
        let kind = entity.kind();
        let mut last = Uuid::nil();
        loop {
            let about = contribution_row::about(&mut work.tx, id, last).await?;
            let Some(end) = about.last() else { break };
            last = end.id.0;
            for kept in about {
                self.wipe(work, kept).await?;
            }
            work.flush().await?;
            work.forget();
        }
        for photo in photo_row::shown_by(work, id).await? {
            self.note_photo(photo::delete(work, photo).await?);
        }
        self.done.files.extend(piece::delete_of(work, id).await?);
        self.done.revisions_erased += redact_row::erase_all_of(work, id).await?;
        self.done.entities += 1;
        self.done.touched.push(id);
        work.start_anew(id, emptied(entity.state)).await?;
        work.flush().await?;
        work.forget();
        Ok(kind)
    }

    async fn wipe(&mut self, work: &mut Work, mut kept: Kept) -> Result<()> {
        for photo in photo_row::of_contribution(work, kept.id).await? {
            self.note_photo(photo::delete(work, photo).await?);
        }
        forget_claim(work, kept.id).await?;
        wipe(&mut kept.content);
        let asked_for_it = kept.content.intent == Intent::Privacy;
        if kept.state != ContributionState::Withdrawn {
            kept.state = if asked_for_it { ContributionState::Accepted } else { ContributionState::Rejected };
        }
        kept.holds = Vec::new();
        kept.decision = Some(if asked_for_it { FOLLOWED } else { ERASED }.to_owned());
        kept.version += 1;
        self.done.contributions += 1;
        work.keep(kept);
        Ok(())
    }

    fn note_photo(&mut self, files: Vec<FileHash>) {
        self.done.photos += 1;
        self.done.files.extend(files);
    }

    /// Erases every body that holds it.
    async fn bodies(&mut self, work: &mut Work, redactor: &Redactor) -> Result<()> {
        let mut haystack = Haystack::new(redactor);
        while let Some(found) = haystack.bodies(work).await? {
            let mut places = Vec::new();
            for body in found {
                if body.holds(redactor)? {
                    places.push(body.seq());
                    self.concerned.insert(body.entity());
                }
            }
            self.done.revisions_erased += places.len() as u64;
            redact_row::erase(work, &places).await?;
        }
        Ok(())
    }

    /// Finds the entities that hold it now.
    async fn states(&mut self, work: &mut Work, redactor: &Redactor) -> Result<()> {
        let mut haystack = Haystack::new(redactor);
        while let Some(found) = haystack.entities(work).await? {
            work.read_entities(&found).await?;
            for id in found {
                let state = work.known(id).await?.state;
                if redactor.redact(state.kind(), &mut state.fields()) {
                    self.concerned.insert(id);
                }
            }
            work.forget();
        }
        Ok(())
    }

    /// Lets the entities concerned start anew, without it.
    async fn start_anew(&mut self, work: &mut Work, redactor: &Redactor) -> Result<()> {
        let concerned: Vec<EntityId> = std::mem::take(&mut self.concerned).into_iter().collect();
        self.done.entities += concerned.len() as u64;
        self.done.touched.extend(&concerned);
        for ids in concerned.chunks(CHUNK) {
            work.read_entities(ids).await?;
            for id in ids {
                let state = work.known(*id).await?.state;
                let mut fields = state.fields();
                redactor.redact(state.kind(), &mut fields);
                work.start_anew(*id, graded(state_of(*id, fields)?)).await?;
            }
            work.flush().await?;
            work.forget();
        }
        Ok(())
    }

    /// Takes it out of what people sent, and of what they were answered.
    async fn contributions(&mut self, work: &mut Work, redactor: &Redactor) -> Result<()> {
        let mut haystack = Haystack::new(redactor);
        while let Some(found) = haystack.contributions(work).await? {
            for mut kept in found {
                let answer = kept.decision.as_deref().and_then(|answer| redactor.text(answer));
                if cleaned(redactor, &mut kept)? || answer.is_some() {
                    kept.decision = answer.or(kept.decision);
                    kept.version += 1;
                    self.done.contributions += 1;
                    work.keep(kept);
                }
            }
            work.flush().await?;
            work.forget();
        }
        Ok(())
    }
}

fn cleaned(redactor: &Redactor, kept: &mut Kept) -> Result<bool> {
    let broken = |error: serde_json::Error| Error::corrupt("contribution", "content", kept.id, error);
    let mut content: Map<String, Value> = match serde_json::to_value(&kept.content) {
        Ok(Value::Object(content)) => content,
        _ => return Ok(false),
    };
    let patch = content.get_mut("patch").and_then(Value::as_object_mut);
    let mut found = patch.is_some_and(|patch| redactor.redact(kept.content.kind, patch));
    found |= content.get_mut("sources").is_some_and(|sources| redactor.redact_sources(sources));
    if let Some(note) = content.get("note").and_then(Value::as_str).and_then(|note| redactor.text(note)) {
        content.insert("note".to_owned(), Value::from(note));
        found = true;
    }
    if found {
        kept.content = serde_json::from_value(Value::Object(content)).map_err(broken)?;
    }
    Ok(found)
}
