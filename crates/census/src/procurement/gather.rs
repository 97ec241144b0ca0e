//! A whole list: every row counted and told, what is proposed kept, and some of what is not drawn for a check.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{InvalidList, Judgement, Notice, Notices, Rules, Unreadable};
use crate::{Language, MatchState};

/// Contracts of a list that are drawn from those the rules set aside.
const DRAWN: usize = 50;

/// How many rows became what. Every row is read, and is either proposed, rejected or unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Rows of the list.
    pub read: u64,
    /// Rows that are proposed to a person.
    pub candidates: u64,
    /// Rows that the rules set aside.
    pub rejected: u64,
    /// Amendments that the rows tell of.
    pub amendments: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// Which row, from 1.
    pub row: u64,
    /// Its number, as the list writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The figures of its buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer: Option<String>,
    /// `candidate`, `rejected` or `unreadable`.
    pub decision: &'static str,
    /// From 0 to 100.
    pub score: u8,
    /// Why, or why not.
    pub reasons: Vec<String>,
    /// What is bought, without what may name a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}

/// A contract with what the rules say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// What the list says, without what may name a person.
    pub notice: Notice,
    /// What the rules say.
    pub judgement: Judgement,
    /// Rows of the list that it stands for.
    pub stands_for: f64,
}

/// What a list holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gathered {
    /// How many rows became what.
    pub counts: Counts,
    /// What is proposed, each contract once, in the order of the list.
    pub proposed: Vec<Contract>,
    /// Some of what is not.
    pub drawn: Vec<Contract>,
}

impl Counts {
    /// Is every row accounted for?
    pub const fn add_up(&self) -> bool {
        self.read == self.candidates + self.rejected + self.unreadable
    }
}

impl Gathered {
    /// What the list is called: `boamp` when it announces contracts, `decp` when it tells of made ones.
    pub fn source(&self) -> &'static str {
        let first = self.proposed.iter().chain(&self.drawn).next();
        if first.is_some_and(|one| one.notice.announcement.is_some()) { "boamp" } else { "decp" }
    }

    /// Everything that is kept of the list.
    pub fn contracts(self) -> impl Iterator<Item = Contract> {
        self.proposed.into_iter().chain(self.drawn)
    }
}

/// Reads a list to its end; each row is told as it comes.
pub fn gather(input: impl Read, language: Language, tell: &mut dyn FnMut(Item)) -> Result<Gathered, InvalidList> {
    let (mut gathered, mut places) = (Gathered::default(), HashMap::<String, usize>::new());
    // By the checksum of their names: which are drawn does not depend on their order, and nobody can choose it.
    let mut drawn: BTreeMap<[u8; 32], (Notice, Judgement)> = BTreeMap::new();
    for row in Notices::read(input)? {
        gathered.counts.read += 1;
        let row_number = gathered.counts.read;
        match row? {
            Err(unreadable) => {
                gathered.counts.unreadable += 1;
                tell(told_unreadable(unreadable, language));
            }
            Ok(notice) => {
                let judgement = Rules::embedded().judge(&notice);
                let notice = notice.without_people();
                gathered.counts.amendments += notice.modifications.len() as u64;
                tell(told(row_number, &notice, &judgement, language));
                if judgement.proposed {
                    gathered.counts.candidates += 1;
                    gathered.keep(&mut places, notice, judgement);
                } else {
                    gathered.counts.rejected += 1;
                    drawn.insert(Sha256::digest(notice.key()).into(), (notice, judgement));
                    if drawn.len() > DRAWN {
                        drawn.pop_last();
                    }
                }
            }
        }
    }
    let stands_for = gathered.counts.rejected as f64 / drawn.len().max(1) as f64;
    gathered.drawn =
        drawn.into_values().map(|(notice, judgement)| Contract { notice, judgement, stands_for }).collect();
    // A contract of which one row is proposed and another is not is proposed.
    gathered.drawn.retain(|one| !places.contains_key(&one.notice.key()));
    Ok(gathered)
}

impl Gathered {
    fn keep(&mut self, places: &mut HashMap<String, usize>, notice: Notice, judgement: Judgement) {
        if let Some(place) = places.get(&notice.key()) {
            self.proposed[*place].notice.absorb(&notice);
        } else {
            places.insert(notice.key(), self.proposed.len());
            self.proposed.push(Contract { notice, judgement, stands_for: 1.0 });
        }
    }
}

fn told(row: u64, notice: &Notice, judgement: &Judgement, language: Language) -> Item {
    Item {
        row,
        id: Some(notice.id.clone()),
        buyer: Some(notice.buyer.key.clone()),
        decision: if judgement.proposed { MatchState::Candidate.key() } else { MatchState::Rejected.key() },
        score: judgement.score,
        reasons: judgement.findings.iter().map(|finding| finding.words(language)).collect(),
        object: Some(notice.object.clone()),
    }
}

fn told_unreadable(unreadable: Unreadable, language: Language) -> Item {
    Item {
        row: unreadable.row,
        id: unreadable.id,
        buyer: None,
        decision: "unreadable",
        score: 0,
        reasons: vec![unreadable.fault.words(language).to_owned()],
        object: None,
    }
}
