//! The tables of a territory's page as figures of their own: its devices by kind, certainty, operator and family, each as
//! CSV, SVG and PNG.

use census::EntityKind;
use census::measure::Known;

use super::dossier::timeline::{self, Share, Timeline};
use super::tallies;
use super::view::Tally;
use crate::figures::Figures;
use crate::words::Words;

/// The fragment of the table of families.
pub(crate) const FAMILY: &str = "figure-family";

/// A table of devices with the finding above it.
pub(crate) struct Breakdown {
    id: &'static str,
    title: String,
    rows: Vec<Row>,
}

/// A line of it.
struct Row {
    key: &'static str,
    label: String,
    /// As the page prints it.
    printed: String,
    devices: u64,
    /// Practices over the territory, which only families have.
    uses: Option<u64>,
}

/// Is this the fragment of a table?
pub(crate) fn is_one(id: &str) -> bool {
    [tallies::KIND, tallies::CERTAINTY, tallies::OPERATOR, FAMILY].contains(&id)
}

/// The families of the uses among some papers.
pub(crate) fn uses_in(papers: &[Known]) -> Vec<&'static str> {
    let uses = papers.iter().filter(|(_, paper)| paper.kind == EntityKind::Deployment);
    uses.flat_map(|(_, paper)| paper.families()).collect()
}

/// A table of the page by its fragment; `None` for what is none, and where nothing is counted.
pub(crate) fn of(words: &Words, id: &str, figures: &Figures, papers: &[Known]) -> Option<Breakdown> {
    let counts = &figures.standing;
    let found = match id {
        tallies::KIND => of_tally(tallies::by_kind(words, counts)),
        tallies::CERTAINTY => of_tally(tallies::by_certainty(words, counts)),
        tallies::OPERATOR => of_tally(tallies::by_operator(words, counts)),
        FAMILY => of_families(words, tallies::families(words, counts, &uses_in(papers))),
        _ => return None,
    };
    (!found.rows.is_empty()).then_some(found)
}

fn of_tally(tally: Tally) -> Breakdown {
    let row = |line: super::view::TallyLine| Row {
        printed: if line.share.is_empty() { line.count } else { format!("{} · {}", line.count, line.share) },
        key: line.key,
        label: line.label,
        devices: line.number,
        uses: None,
    };
    Breakdown { id: tally.id, title: tally.title, rows: tally.lines.into_iter().map(row).collect() }
}

fn of_families(words: &Words, families: Vec<tallies::InFamily>) -> Breakdown {
    let row = |family: tallies::InFamily| Row {
        printed: family.printed(words),
        key: family.key,
        label: family.label,
        devices: family.devices,
        uses: Some(family.uses),
    };
    Breakdown { id: FAMILY, title: words.text("picture-family"), rows: families.into_iter().map(row).collect() }
}

impl Breakdown {
    /// Bars as long as their numbers.
    pub(crate) fn drawn(self) -> Timeline {
        let longest = self.rows.iter().map(|row| row.devices).max().unwrap_or(1).max(1);
        let share =
            |row: Row| Share { part: row.devices as f64 / longest as f64, label: row.label, value: row.printed };
        timeline::shares(self.id, self.title, self.rows.into_iter().map(share))
    }

    /// One row a line: the key, its words, devices in place, uses where families have them. `about` is the
    /// territory's code and name, the day and the address of the figure.
    pub(crate) fn table(&self, [code, name, day, page]: [&str; 4]) -> String {
        let figure = self.id.trim_start_matches("figure-");
        let head = ["territory", "name", "figure", "key", "label", "devices", "uses", "as_of", "licence", "url"];
        let line = |row: &Row| {
            let (devices, uses) = (row.devices.to_string(), row.uses.map(|uses| uses.to_string()));
            let uses = uses.unwrap_or_default();
            release::csv_line(&[code, name, figure, row.key, &row.label, &devices, &uses, day, "ODbL-1.0", page])
        };
        std::iter::once(release::csv_line(&head)).chain(self.rows.iter().map(line)).collect()
    }
}
