//! What an import of contracts tells: one JSON object, or a text.

use std::io::{self, BufRead, BufReader, Seek, Write};

use census::Language;
use census::procurement::{Counts, Item};
use serde_json::{Value, json};
use store::{BatchId, Proposed};
use tempfile::SpooledTempFile;

use crate::Failure;

/// Up to here the items wait in memory.
const IN_MEMORY_BYTES: usize = 16 << 20;

/// Items, one JSON object a line.
pub(super) struct Spool(SpooledTempFile);

impl Spool {
    pub(super) fn new() -> Self {
        Self(SpooledTempFile::new(IN_MEMORY_BYTES))
    }

    pub(super) fn push(&mut self, item: &Item) -> io::Result<()> {
        let mut line = serde_json::to_vec(item)?;
        line.push(b'\n');
        self.0.write_all(&line)
    }

    fn lines(&mut self) -> io::Result<impl Iterator<Item = io::Result<String>>> {
        self.0.rewind()?;
        Ok(BufReader::new(&mut self.0).lines())
    }
}

/// What a list held and what became of it.
pub struct Report {
    counts: Counts,
    items: Spool,
    kept: Option<Kept>,
}

/// What the census made of it.
struct Kept {
    batch: BatchId,
    new: u64,
    known: u64,
    /// Drawn from what the rules set aside, to check them.
    drawn: u64,
    new_amendments: u64,
}

impl Report {
    pub(super) fn new(counts: Counts, items: Spool) -> Self {
        Self { counts, items, kept: None }
    }

    pub(super) fn kept(&mut self, batch: BatchId, outcomes: &[Proposed], drawn: &[Proposed]) {
        let count = |is: fn(&Proposed) -> bool| outcomes.iter().filter(|it| is(it)).count() as u64;
        let added = |outcome: &Proposed| if let Proposed::Amended(count) = outcome { *count as u64 } else { 0 };
        self.kept = Some(Kept {
            batch,
            new: count(|it| *it == Proposed::New),
            known: count(|it| *it != Proposed::New),
            drawn: drawn.iter().filter(|it| **it == Proposed::New).count() as u64,
            new_amendments: outcomes.iter().map(added).sum(),
        });
    }

    /// The counts, as the list of imports keeps them.
    pub fn counts(&self) -> Value {
        let mut counts = json!(self.counts);
        if let Some(kept) = &self.kept {
            counts["new"] = kept.new.into();
            counts["known"] = kept.known.into();
            counts["drawn"] = kept.drawn.into();
            counts["new_amendments"] = kept.new_amendments.into();
        }
        counts
    }

    /// Writes one JSON object: the counts, the batch, and every row with its decision and its reasons.
    pub fn write_json(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let mut head = self.counts();
        if let Some(kept) = &self.kept {
            head["batch"] = kept.batch.to_string().into();
        }
        let head = head.to_string();
        write!(out, "{},\"items\":[", head.trim_end_matches('}'))?;
        for (at, line) in self.items.lines()?.enumerate() {
            write!(out, "{}{}", if at == 0 { "\n" } else { ",\n" }, line?)?;
        }
        Ok(writeln!(out, "]}}")?)
    }

    /// Writes the counts, and the rows that are proposed or could not be read.
    pub fn write_text(&mut self, out: &mut dyn Write, language: Language) -> Result<(), Failure> {
        let counts = self.counts;
        let lines = [
            (language.pick("Lignes lues", "Rows read"), counts.read),
            (language.pick("Candidats", "Candidates"), counts.candidates),
            (language.pick("Rejetés", "Rejected"), counts.rejected),
            (language.pick("Avenants", "Amendments"), counts.amendments),
            (language.pick("Illisibles", "Unreadable"), counts.unreadable),
        ];
        for (label, count) in lines {
            writeln!(out, "{label} : {count}")?;
        }
        if let Some(kept) = &self.kept {
            let labels = language.pick(["Nouveaux", "Déjà connus", "Lot"], ["New", "Already known", "Batch"]);
            writeln!(out, "{} : {}", labels[0], kept.new)?;
            writeln!(out, "{} : {}", labels[1], kept.known)?;
            writeln!(out, "{} : {}", labels[2], kept.batch)?;
        }
        for line in self.items.lines()? {
            let item: Value = serde_json::from_str(&line?)?;
            if item["decision"] != "rejected" {
                writeln!(out, "{}", told(&item))?;
            }
        }
        Ok(())
    }

    /// Refuses a report in which a row is missing.
    pub fn accounted(&self) -> Result<(), Failure> {
        if self.counts.add_up() { Ok(()) } else { Err(format!("rows are missing: {}", self.counts()).into()) }
    }
}

fn told(item: &Value) -> String {
    let text = |field: &str| item[field].as_str().unwrap_or("–").to_owned();
    let reasons = item["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    format!("{:>4} {} {} [{}]", item["score"], text("id"), text("object"), reasons.join(" ; "))
}
