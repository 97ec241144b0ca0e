//! What an import did, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write;

use census::osm::{Outcome, Quarantined, Reason};
use census::{DeviceKind, Language, Taxonomy};
use serde::Serialize;
use store::{BatchId, Imported};

use super::Error;

/// How many groups of values set aside the text names, and how many examples of each.
const GROUPS: usize = 25;
const EXAMPLES: usize = 3;

/// What became of everything that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Elements that describe a device.
    pub read: u64,
    /// Devices that the census did not know.
    pub new: u64,
    /// Devices that it knew otherwise.
    pub updated: u64,
    /// Devices that it knew just so.
    pub unchanged: u64,
    /// Elements outside the coverage.
    pub outside_coverage: u64,
    /// Those, by country; `""` where no country is.
    pub outside_by_country: BTreeMap<String, u64>,
    /// Elements of which nothing could be made; each is in `quarantined` with `imported: false`.
    pub refused: u64,
    /// The kinds of those in the coverage.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Every value and every element that was set aside.
    pub quarantined: Vec<Quarantined>,
    /// The import batch, which can be rolled back whole.
    pub batch: String,
}

impl Report {
    pub(super) fn new(batch: BatchId, unreadable: Vec<Quarantined>) -> Self {
        Self {
            read: unreadable.len() as u64,
            new: 0,
            updated: 0,
            unchanged: 0,
            outside_coverage: 0,
            outside_by_country: BTreeMap::new(),
            refused: unreadable.len() as u64,
            kinds: BTreeMap::new(),
            quarantined: unreadable,
            batch: batch.to_string(),
        }
    }

    pub(super) fn read(&mut self, outcome: &Outcome, quarantined: Vec<Quarantined>) {
        self.read += 1;
        match outcome {
            Outcome::Device(device) => *self.kinds.entry(device.kind.key()).or_default() += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Outside(country) => {
                self.outside_coverage += 1;
                *self.outside_by_country.entry(country.clone().unwrap_or_default()).or_default() += 1;
            }
        }
        self.quarantined.extend(quarantined);
    }

    pub(super) fn count(&mut self, imported: Imported) {
        match imported {
            Imported::New(_) => self.new += 1,
            Imported::Updated(_) => self.updated += 1,
            Imported::Unchanged(_) => self.unchanged += 1,
        }
    }

    /// The figures alone, which the store keeps with the batch.
    pub(super) fn counts(&self) -> serde_json::Value {
        serde_json::json!({
            "read": self.read, "new": self.new, "updated": self.updated, "unchanged": self.unchanged,
            "outside_coverage": self.outside_coverage, "refused": self.refused, "set_aside": self.quarantined.len(),
        })
    }

    /// Is the end of every element that was read known?
    pub fn accounted(&self) -> Result<(), Error> {
        let accounted = self.new + self.updated + self.unchanged + self.outside_coverage + self.refused;
        if accounted == self.read { Ok(()) } else { Err(Error::Unaccounted { read: self.read, accounted }) }
    }

    /// One JSON object on one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a report has text keys and whole numbers")
    }

    /// The report for people.
    pub fn text(&self, language: Language) -> String {
        let mut text = String::new();
        for (label, number) in self.figures(language) {
            let _ = writeln!(text, "{label:<28}{:>12}", grouped(number, language));
        }
        write_list(&mut text, language.pick("Types", "Kinds"), &self.kind_lines(language));
        write_list(&mut text, language.pick("Hors couverture", "Outside the coverage"), &self.country_lines(language));
        write_list(&mut text, language.pick("Mis à l’écart", "Set aside"), &self.quarantine_lines(language));
        let _ = writeln!(text, "\n{} {}", language.pick("Lot :", "Batch:"), self.batch);
        text
    }

    fn figures(&self, language: Language) -> [(&'static str, u64); 6] {
        [
            (language.pick("Éléments lus", "Elements read"), self.read),
            (language.pick("Nouveaux", "New"), self.new),
            (language.pick("Mis à jour", "Updated"), self.updated),
            (language.pick("Inchangés", "Unchanged"), self.unchanged),
            (language.pick("Hors couverture", "Outside the coverage"), self.outside_coverage),
            (language.pick("Refusés", "Refused"), self.refused),
        ]
    }

    fn kind_lines(&self, language: Language) -> Vec<String> {
        let words = |kind: &'static str| Taxonomy::embedded().plural(DeviceKind::LIST, kind, language);
        self.kinds.iter().map(|(kind, count)| format!("{} × {}", grouped(*count, language), words(kind))).collect()
    }

    fn country_lines(&self, language: Language) -> Vec<String> {
        let nowhere = language.pick("en mer ou inconnu", "at sea or unknown");
        let words = |country: &'_ str| if country.is_empty() { nowhere.to_owned() } else { country.to_owned() };
        let lines = self.outside_by_country.iter();
        lines.map(|(country, count)| format!("{} × {}", grouped(*count, language), words(country))).collect()
    }

    /// The same trouble with the same value is one line, the most frequent first.
    fn quarantine_lines(&self, language: Language) -> Vec<String> {
        type Trouble<'a> = (bool, Option<&'a str>, Option<&'a str>, Reason);
        let mut groups: BTreeMap<Trouble<'_>, Vec<&str>> = BTreeMap::new();
        for odd in &self.quarantined {
            let trouble = (odd.imported, odd.tag.as_deref(), odd.value.as_deref(), odd.reason);
            groups.entry(trouble).or_default().push(&odd.id);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(trouble, ids)| (trouble.0, std::cmp::Reverse(ids.len())));
        let rest = groups.len().saturating_sub(GROUPS);
        let line = |((imported, tag, value, reason), ids): &(Trouble<'_>, Vec<&str>)| {
            let subject = tag.map(|tag| format!("{tag}={} : ", value.unwrap_or("…"))).unwrap_or_default();
            let whole = if *imported { "" } else { language.pick(", élément refusé", ", element refused") };
            let examples = ids.iter().take(EXAMPLES).copied().collect::<Vec<_>>().join(", ");
            let more = if ids.len() > EXAMPLES { ", …" } else { "" };
            let count = grouped(ids.len() as u64, language);
            format!("{count} × {subject}{}{whole} ({examples}{more})", reason.words(language))
        };
        let mut lines: Vec<String> = groups.iter().take(GROUPS).map(line).collect();
        if rest > 0 {
            lines.push(
                language
                    .pick("… et {} autres ; --json les donne toutes", "… and {} more; --json has them all")
                    .replace("{}", &rest.to_string()),
            );
        }
        lines
    }
}

fn write_list(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "\n{title}\n  {}", lines.join("\n  "));
    }
}

/// Digits in groups of three, separated as the language does.
fn grouped(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(language.pick('\u{202F}', ','));
        }
        text.push(digit);
    }
    text
}
