//! Uses of technology, each with what it is known to look for.

use census::measure::Known;
use census::{EntityKind, Record, Taxonomy};

use super::super::paths::Paths;
use super::super::view::{Fact, Link};
use super::super::{format, labels};
use super::{SHOWN, organisation};
use crate::words::Words;

/// A use that goes on, is planned, or of which nobody says what became.
pub(crate) struct Use {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) family: &'static str,
    pub(crate) status: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) capabilities: Vec<Capability>,
    /// What no document says of it, in one line; empty for what is no software.
    pub(crate) unsaid: String,
}

/// Something that software looks for.
pub(crate) struct Capability {
    pub(crate) label: String,
    /// Is it none of the eight that decree 2023-828 allowed?
    pub(crate) beyond: bool,
}

/// Uses that were refused or stopped have a list of their own.
pub(super) const ENDED: [&str; 3] = ["rejected", "suspended", "ended"];

/// The uses that were not ended: software, faces and files before what is counted device by device.
pub(super) fn of<'a>(words: &Words, known: impl Iterator<Item = &'a Known>) -> Vec<Use> {
    let standing = known.filter(|(_, one)| !ENDED.contains(&one.text("status").unwrap_or_default()));
    let mut uses: Vec<Use> = standing.take(SHOWN).map(|(id, one)| view(words, *id, one)).collect();
    let rank = |one: &Use| ["software", "face", "file"].iter().position(|family| *family == one.family).unwrap_or(3);
    uses.sort_by_key(rank);
    uses
}

fn view(words: &Words, id: census::EntityId, one: &Record) -> Use {
    let technology = one.text("technology").unwrap_or_default();
    let family = one.families().first().copied().unwrap_or("other");
    let named = labels::label(words, "technology", technology);
    let product = one.text("product").map(|product| format!("{named} : {product}"));
    let capabilities = capabilities(words, one);
    let is_software = matches!(family, "software" | "face") || !capabilities.is_empty();
    Use {
        href: Paths(words.lang()).entity(EntityKind::Deployment, id),
        title: product.unwrap_or(named),
        family,
        status: labels::label(words, "deployment_status", one.text("status").unwrap_or("unknown")),
        facts: facts(words, one),
        unsaid: if is_software { unsaid(words, one) } else { String::new() },
        capabilities,
    }
}

/// Who uses it, who sold it, since when, how many, on which ground.
fn facts(words: &Words, one: &Record) -> Vec<Fact> {
    let field = |name: &str| labels::label(words, "field", name);
    let named = |name: &'static str| {
        let Link { href, label, .. } = organisation(words, one.values.get(name))?;
        Some(Fact::linked(field(name), label, href))
    };
    let date = |name: &str| Some(Fact::new(field(name), format::partial_date(words, one.text(name)?)));
    let count = || {
        let count = format::count(one.number("device_count")?);
        let kind = one.text("count_kind").map(|kind| labels::inside(&labels::plural(words, "count_kind", kind)));
        Some(Fact::new(field("device_count"), [Some(count), kind].into_iter().flatten().collect::<Vec<_>>().join(" ")))
    };
    let flag = || {
        let yes = one.values.get("real_time").and_then(serde_json::Value::as_bool)?;
        Some(Fact::new(field("real_time"), words.text(if yes { "yes" } else { "no" })))
    };
    let file = || Some(Fact::new(field("police_file"), labels::label(words, "police_file", one.text("police_file")?)));
    let ground = || Some(Fact::new(field("legal_basis"), one.text("legal_basis")?.to_owned()));
    let kind = || {
        let key = one.text("technology")?;
        let label = labels::label(words, "technology", key);
        Some(Fact::linked(field("technology"), label, Paths(words.lang()).technology(key)))
    };
    let facts = [
        kind(),
        named("authority"),
        named("vendor"),
        date("start_on"),
        date("end_on"),
        count(),
        flag(),
        file(),
        ground(),
    ];
    facts.into_iter().flatten().collect()
}

fn capabilities(words: &Words, one: &Record) -> Vec<Capability> {
    let entries = Taxonomy::embedded().entries("capability").iter().filter(|entry| says(one, &entry.key));
    let one = |entry: &census::Entry| Capability {
        label: labels::label(words, "capability", &entry.key),
        // "Other" is on no list.
        beyond: !entry.decree && entry.key != "other",
    };
    entries.map(one).collect()
}

/// What nothing says about this use. It may do it all the same.
fn unsaid(words: &Words, one: &Record) -> String {
    let entries = Taxonomy::embedded().entries("capability").iter();
    let silent = entries.filter(|entry| entry.key != "other" && !says(one, &entry.key));
    let silent: Vec<String> =
        silent.map(|entry| labels::inside(&labels::label(words, "capability", &entry.key))).collect();
    silent.join(", ")
}

fn says(one: &Record, key: &str) -> bool {
    let keys = one.values.get("capabilities").and_then(serde_json::Value::as_array).into_iter().flatten();
    keys.into_iter().any(|said| said == key)
}
