//! What a release says of itself, for people and for programs; made of the tables and of `data/taxonomy.toml`.

mod dictionary;
mod package;
mod schema;

use std::io;
use std::path::Path;

use census::Language;

use crate::Month;
use crate::changes::{CHANGES, Changes, IDS};
use crate::make::OSM;
use crate::sums::Sums;

/// The version of the shape of the tables. A column more is a new minor version; a column less, or another meaning, a
/// new major one.
pub(crate) const SCHEMA_VERSION: &str = "1.0.0";

const README: &str = include_str!("../texts/README.md");
const LICENSE: &str = include_str!("../texts/LICENSE");
const OSM_LICENSE: &str = include_str!("../texts/LICENSE.osm");
const CITATION: &str = include_str!("../texts/CITATION.cff");

/// The census of citizens, in the words of both languages.
const TITLE: [&str; 2] = [
    "Technopolice : recensement citoyen de la surveillance locale en France",
    "Technopolice: the citizens’ census of local surveillance in France",
];

/// What is described.
pub(crate) struct Subject {
    pub(crate) month: Month,
    pub(crate) previous: Option<Month>,
    pub(crate) base_url: Option<String>,
    /// The path of each table without what its files end with, and its rows.
    pub(crate) tables: Vec<(String, u64)>,
    pub(crate) changes: Changes,
    /// What was erased since it was made.
    pub(crate) erased: Vec<Erased>,
}

/// Rows that were taken out of a release after it was made, because what they said was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Erased {
    /// The day it was done, as YYYY-MM-DD.
    pub(crate) day: String,
    /// The path of the table without what its files end with.
    pub(crate) table: String,
    /// How many.
    pub(crate) rows: u64,
}

impl Subject {
    /// Where the release is, as far as the census knows its own address.
    fn address(&self) -> String {
        let base = self.base_url.as_deref().unwrap_or_default().trim_end_matches('/');
        format!("{base}/dumps/{}", self.month)
    }

    fn rows(&self, table: &str) -> u64 {
        self.tables.iter().find(|(name, _)| name == table).map_or(0, |(_, rows)| *rows)
    }

    /// A text with its blanks filled in.
    fn fill(&self, text: &str) -> String {
        let previous = self.previous.map_or_else(|| "–".to_owned(), |month| month.to_string());
        let tables: Vec<String> = self.tables.iter().map(|(name, rows)| format!("| `{name}` | {rows} |")).collect();
        let changes = &self.changes;
        let blanks = [
            ("{month}", self.month.to_string()),
            ("{date}", self.month.first_day().to_string()),
            ("{address}", self.address()),
            ("{previous}", previous),
            ("{schema}", SCHEMA_VERSION.to_owned()),
            ("{tables}", tables.join("\n")),
            ("{added}", changes.added.to_string()),
            ("{changed}", changes.changed.to_string()),
            ("{removed}", changes.removed.to_string()),
            ("{merged}", changes.merged.to_string()),
        ];
        blanks.iter().fold(text.to_owned(), |text, (blank, value)| text.replace(blank, value))
    }
}

/// The names and texts of everything that describes a release. The files of the tables are written already.
pub(crate) fn files(subject: &Subject, folder: &Path, sums: &Sums) -> io::Result<Vec<(String, String)>> {
    let text = |name: &str, text: &str| (name.to_owned(), subject.fill(text));
    Ok(vec![
        text("README.md", README),
        text("LICENSE", LICENSE),
        (format!("{OSM}/LICENSE"), subject.fill(OSM_LICENSE)),
        ("CITATION.cff".to_owned(), citation(subject)),
        ("CHANGES.md".to_owned(), news(subject)),
        ("schema.json".to_owned(), lines(&schema::document(subject))),
        ("datapackage.json".to_owned(), lines(&package::document(subject, folder, sums)?)),
        ("datacite.json".to_owned(), lines(&package::datacite(subject))),
        ("dictionary.fr.html".to_owned(), dictionary::page(subject, Language::French)),
        ("dictionary.en.html".to_owned(), dictionary::page(subject, Language::English)),
    ])
}

/// A census that does not know its own address has none to cite.
fn citation(subject: &Subject) -> String {
    let text = subject.fill(CITATION);
    let known = |line: &&str| subject.base_url.is_some() || !line.starts_with("url:");
    text.split_inclusive('\n').filter(known).collect()
}

fn lines(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// What changed, in words; [`CHANGES`] and [`IDS`] have every id.
fn news(subject: &Subject) -> String {
    subject.fill(&counted()) + &erasures(subject)
}

/// What was taken out of the release since it was made; nothing for most.
fn erasures(subject: &Subject) -> String {
    if subject.erased.is_empty() {
        return String::new();
    }
    let line = |erased: &Erased| format!("| {} | `{}` | {} |\n", erased.day, erased.table, erased.rows);
    format!(
        "\n## Effacé depuis / Erased since\n\n\
        Ces lignes ont été retirées de tous les fichiers de cette publication, parce que leur contenu a été effacé du \
        recensement. Les fichiers et leurs sommes ont été refaits ce jour-là ; qui en a une copie plus ancienne est prié \
        de la remplacer.\n\
        These rows were taken out of every file of this release, because what they said was erased from the census. The \
        files and their sums were made anew on that day; whoever has an older copy is asked to replace it.\n\n\
        | jour / day | table | lignes / rows |\n| --- | --- | --- |\n{}",
        subject.erased.iter().map(line).collect::<String>()
    )
}

/// How many ids were added, changed, removed and merged, with blanks for the numbers.
fn counted() -> String {
    format!(
        "# {{month}}\n\n\
        Depuis / since: {{previous}}\n\n\
        | | |\n| --- | --- |\n\
        | ajoutés / added | {{added}} |\n\
        | modifiés / changed | {{changed}} |\n\
        | retirés des tables / removed from the tables | {{removed}} |\n\
        | fusionnés / merged | {{merged}} |\n\n\
        Chaque identifiant est dans `{CHANGES}` ; `{IDS}` liste tous ceux que le recensement a connus, avec leur état.\n\
        Every id is in `{CHANGES}`; `{IDS}` lists all that the census ever knew, with what became of them.\n"
    )
}
