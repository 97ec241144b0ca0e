//! What an import of a list tells: one JSON object, or a text.

use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};
use std::fmt::Write;

use census::list::{Mapping, Outcome, Reading, Table};
use census::osm::{Quarantined, Reason};
use census::{Device, EntityId, Language, Upstream};
use serde::Serialize;
use store::Imported;

use super::Error;
use super::conflate::{Known, says_the_same};

/// How many of the things set aside a text names.
const SHOWN: usize = 40;

/// What became of every row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The list.
    pub list: String,
    /// Rows.
    pub read: u64,
    /// Devices that the census did not know.
    pub new: u64,
    /// Devices of this list that say something else than before.
    pub updated: u64,
    /// Devices of this list that say the same as before.
    pub unchanged: u64,
    /// Rows at whose place the census has a device of the same kind, with its id.
    pub matched: Vec<Matched>,
    /// Rows that say what another one says under the same number.
    pub duplicates: u64,
    /// Rows without coordinates, by their territory.
    pub without_place: BTreeMap<String, u64>,
    /// What those rows call their places, by their territory.
    pub sites: BTreeMap<String, Vec<String>>,
    /// Territories of which the census keeps how many cameras the list counts there, and these places.
    pub statements: u64,
    /// Devices so near a boundary that they may lie in another territory.
    pub near_boundary: u64,
    /// Rows outside the coverage.
    pub outside_coverage: u64,
    /// Those, by country; `""` where no country is.
    pub outside_by_country: BTreeMap<String, u64>,
    /// Orders that do not say until when they hold: five years after they were signed is derived, and said to be.
    pub derived_expiry: u64,
    /// Rows of which nothing could be made; each is in `quarantined` with `imported: false`.
    pub refused: u64,
    /// Every value and every row that was set aside.
    pub quarantined: Vec<Quarantined>,
    /// Devices by territory.
    pub territories: BTreeMap<String, u64>,
    /// The import batch, which can be taken back whole; absent when nothing was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
}

/// A row that the census has already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matched {
    /// The row.
    pub id: String,
    /// The device.
    pub device: String,
}

impl Report {
    pub(super) fn new(table: &Table, mapping: &Mapping) -> Self {
        let unreadable =
            table.unreadable.iter().map(|line| Quarantined::whole(format!("line {line}"), Reason::Unreadable));
        Self {
            list: mapping.list.id.clone(),
            read: (table.rows.len() + table.unreadable.len()) as u64,
            new: 0,
            updated: 0,
            unchanged: 0,
            matched: Vec::new(),
            duplicates: 0,
            without_place: BTreeMap::new(),
            sites: BTreeMap::new(),
            statements: 0,
            near_boundary: 0,
            outside_coverage: 0,
            outside_by_country: BTreeMap::new(),
            derived_expiry: 0,
            refused: table.unreadable.len() as u64,
            quarantined: unreadable.collect(),
            territories: BTreeMap::new(),
            batch: None,
        }
    }

    /// Counts the rows that become nothing; gives back those that are devices.
    pub(super) fn sort(&mut self, readings: Vec<Reading>) -> Vec<(String, Device)> {
        let mut seen: HashMap<String, Reading> = HashMap::new();
        let mut devices = Vec::new();
        for reading in readings {
            match seen.entry(reading.id.clone()) {
                Entry::Occupied(first) if says_the_same(first.get(), &reading) => {
                    self.duplicates += 1;
                    continue;
                }
                Entry::Occupied(_) => {
                    self.refuse(Quarantined::whole(reading.id, Reason::NumberTwice));
                    continue;
                }
                Entry::Vacant(free) => drop(free.insert(reading.clone())),
            }
            devices.extend(self.device(reading));
        }
        devices
    }

    fn device(&mut self, reading: Reading) -> Option<(String, Device)> {
        self.quarantined.extend(reading.quarantined);
        match reading.outcome {
            Outcome::Device { device, near_boundary } => {
                self.near_boundary += u64::from(near_boundary);
                *self.territories.entry(device.territory.clone()).or_default() += 1;
                return Some((reading.id, *device));
            }
            Outcome::Unplaced { territory, site } => {
                self.sites.entry(territory.clone()).or_default().extend(site);
                *self.without_place.entry(territory).or_default() += 1;
            }
            Outcome::Outside(country) => {
                self.outside_coverage += 1;
                *self.outside_by_country.entry(country.unwrap_or_default()).or_default() += 1;
            }
            Outcome::Refused => self.refused += 1,
        }
        None
    }

    pub(super) fn refuse(&mut self, why: Quarantined) {
        self.refused += 1;
        self.quarantined.push(why);
    }

    pub(super) fn matched(&mut self, id: String, device: EntityId) {
        self.matched.push(Matched { id, device: device.to_string() });
    }

    /// Of a list that is only looked at, what changes is not told from what stays.
    pub(super) fn would_import<'a>(&mut self, names: impl Iterator<Item = &'a Upstream>, known: &Known) {
        for name in names {
            if known.has(&name.id) { self.unchanged += 1 } else { self.new += 1 }
        }
    }

    /// What was foretold is counted when it comes true.
    pub(super) fn forget_forecast(&mut self) {
        (self.new, self.updated, self.unchanged) = (0, 0, 0);
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
            "matched": self.matched.len(), "duplicates": self.duplicates, "without_place": self.without_place, "statements": self.statements,
            "outside_coverage": self.outside_coverage, "derived_expiry": self.derived_expiry, "refused": self.refused, "set_aside": self.quarantined.len(),
        })
    }

    /// Is the end of every row that was read known?
    pub fn accounted(&self) -> Result<(), Error> {
        let unplaced: u64 = self.without_place.values().sum();
        let devices = self.new + self.updated + self.unchanged + self.matched.len() as u64;
        let accounted = devices + self.duplicates + unplaced + self.outside_coverage + self.refused;
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
            let _ = writeln!(text, "{label:<36}{number:>9}");
        }
        let counted =
            |map: &BTreeMap<String, u64>| map.iter().map(|(code, n)| format!("{code} : {n}")).collect::<Vec<_>>();
        write_list(&mut text, language.pick("Par territoire", "By territory"), &counted(&self.territories));
        write_list(
            &mut text,
            language.pick("Sans coordonnées, par territoire", "Without coordinates, by territory"),
            &counted(&self.without_place),
        );
        write_list(&mut text, language.pick("Mis à l’écart", "Set aside"), &self.aside(language));
        if let Some(batch) = &self.batch {
            let _ = writeln!(text, "\n{} {batch}", language.pick("Lot :", "Batch:"));
        }
        text
    }

    pub(crate) fn figures(&self, language: Language) -> [(&'static str, u64); 12] {
        [
            (language.pick("Lignes lues", "Rows read"), self.read),
            (language.pick("Nouveaux", "New"), self.new),
            (language.pick("Mis à jour", "Updated"), self.updated),
            (language.pick("Inchangés", "Unchanged"), self.unchanged),
            (language.pick("Déjà recensés au même endroit", "Already there"), self.matched.len() as u64),
            (language.pick("En double dans la liste", "Twice in the list"), self.duplicates),
            (language.pick("Près d’une limite de commune", "Near a boundary"), self.near_boundary),
            (language.pick("Sans coordonnées", "Without coordinates"), self.without_place.values().sum()),
            (language.pick("dont chiffrées par territoire", "kept as figures of territories"), self.statements),
            (language.pick("Hors couverture", "Outside the coverage"), self.outside_coverage),
            (language.pick("Expiration déduite", "Expiry derived"), self.derived_expiry),
            (language.pick("Refusées", "Refused"), self.refused),
        ]
    }

    /// What was set aside, and why, as far as there is room.
    pub(crate) fn aside(&self, language: Language) -> Vec<String> {
        let line = |odd: &Quarantined| {
            let subject = odd.tag.as_deref().map(|tag| format!(" {tag}={}", odd.value.as_deref().unwrap_or("…")));
            format!("{}{} : {}", odd.id, subject.unwrap_or_default(), odd.reason.words(language))
        };
        let mut lines: Vec<String> = self.quarantined.iter().take(SHOWN).map(line).collect();
        if self.quarantined.len() > SHOWN {
            lines.push(language.pick("… ; --json les donne tous", "…; --json has them all").to_owned());
        }
        lines
    }
}

fn write_list(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "\n{title}\n  {}", lines.join("\n  "));
    }
}
