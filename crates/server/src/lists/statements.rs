//! Rows of a list that name a street and no coordinates: no device can be made of them, and they are not lost. The census
//! keeps how many cameras the list counts in their territory, and what it calls their places.

use census::{Basis, Channel, Contribution, EntityKind, Patch, Upstream};
use serde_json::{Value, json};
use store::ImportPaper;

use super::List;
use super::report::Report;

/// Places that one record names (`census::schema`).
const MOST_SITES: usize = 200;

/// One figure for each territory in which the list has rows without coordinates.
pub(super) fn of(list: &List, report: &Report) -> Vec<ImportPaper> {
    report.without_place.keys().filter_map(|territory| statement(list, report, territory)).collect()
}

/// What the list says of a territory; `None` where its own title is none that the census takes.
fn statement(list: &List, report: &Report, territory: &str) -> Option<ImportPaper> {
    let about = &list.mapping.list;
    let counted = |map: &std::collections::BTreeMap<String, u64>| map.get(territory).copied().unwrap_or_default();
    let count = counted(&report.without_place) + counted(&report.territories);
    let sites: Vec<&String> = report.sites.get(territory).into_iter().flatten().take(MOST_SITES).collect();
    let mut values = json!({
        "territory": territory, "n": count, "kind": "declared", "as_of": about.published_on.to_string(),
        "document": {"title": about.title, "publisher": about.publisher, "url": about.url,
            "kind": "dataset", "published_on": about.published_on.to_string()},
    });
    if !sites.is_empty() {
        values["sites"] = json!(sites);
    }
    let Value::Object(values) = values else { return None };
    let patch = Patch::parse(EntityKind::OfficialCount, values).ok()?;
    let contribution = Contribution::of_new(EntityKind::OfficialCount, patch, Basis::Import, Channel::Import);
    let id = format!("without-place/{territory}");
    let upstream = Upstream { source: list.mapping.source(), id, version: None };
    Some(ImportPaper { upstream, contribution, licence: about.licence.clone() })
}
