//! Titles that people labelled, and how well the rules find them again.

use std::sync::LazyLock;

use super::{Judgement, Rules};
use crate::Cpv;

/// A title with what a person says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Is it about surveillance?
    pub wanted: bool,
    /// What it is an example of.
    pub kind: String,
    /// Its code.
    pub cpv: Option<Cpv>,
    /// The title.
    pub title: String,
}

/// How well what was proposed fits what was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// Proposed and wanted. The numbers are real because some stand for many.
    pub found: f64,
    /// Proposed and not wanted.
    pub stray: f64,
    /// Wanted and not proposed.
    pub missed: f64,
    /// Neither.
    pub left: f64,
}

static EMBEDDED: LazyLock<Vec<Labelled>> = LazyLock::new(|| {
    let lines = include_str!("../../../../data/fixtures/procurement.csv").lines().skip(1);
    lines.filter(|line| !line.trim().is_empty()).filter_map(read).collect()
});

/// The labelled titles that the program carries: invented, for trying the rules.
pub fn labelled() -> &'static [Labelled] {
    &EMBEDDED
}

/// `label;kind;cpv;title`: the title may hold anything.
fn read(line: &str) -> Option<Labelled> {
    let mut cells = line.splitn(4, ';');
    let wanted = cells.next()? == "yes";
    let kind = cells.next()?.to_owned();
    let cpv = cells.next()?.parse().ok();
    Some(Labelled { wanted, kind, cpv, title: cells.next()?.to_owned() })
}

impl Labelled {
    /// What the rules say of it.
    pub fn judged(&self) -> Judgement {
        Rules::embedded().judge_title(&self.title, self.cpv.as_ref())
    }
}

impl Score {
    /// Compares what the rules propose with what people say.
    pub fn of(labelled: &[Labelled]) -> Self {
        let mut score = Self::default();
        for one in labelled {
            score.add(one.judged().proposed, one.wanted, 1.0);
        }
        score
    }

    /// Counts one that stands for so many.
    pub fn add(&mut self, proposed: bool, wanted: bool, weight: f64) {
        let cell = match (proposed, wanted) {
            (true, true) => &mut self.found,
            (true, false) => &mut self.stray,
            (false, true) => &mut self.missed,
            (false, false) => &mut self.left,
        };
        *cell += weight;
    }

    /// Of what is proposed, the share that is wanted; `None` when nothing is proposed.
    pub fn precision(&self) -> Option<f64> {
        share(self.found, self.stray)
    }

    /// Of what is wanted, the share that is proposed; `None` when nothing is wanted.
    pub fn recall(&self) -> Option<f64> {
        share(self.found, self.missed)
    }
}

fn share(found: f64, others: f64) -> Option<f64> {
    let all = found + others;
    (all > 0.0).then(|| found / all)
}
