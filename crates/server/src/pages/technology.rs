//! `/technologies/{key}`: one technology over the whole country: who uses it, since when, who sells it, what it looks for.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use census::measure::{self, Known};
use census::{EntityKind, Facet, Taxonomy};

use super::dossier::current;
use super::layout::{Layout, Site};
use super::paths::Paths;
use super::view::{Fact, Link};
use super::{format, labels, page, site};
use crate::error::Error;
use crate::extract::Path;
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Records that one page is made of; the lists have all.
const MOST: u32 = 5_000;
/// Towns, companies and products that the page names.
const SHOWN: usize = 60;

/// The page.
#[derive(Template)]
#[template(path = "technology.html")]
pub(crate) struct Technology {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) lead: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) groups: Vec<Group>,
    pub(crate) lists: Vec<Link>,
    pub(crate) others: Vec<Link>,
}

/// Names with what is counted of each.
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) rows: Vec<Link>,
}

/// `GET /technologies/video_analytics`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Path(key): Path<String>,
) -> Result<Response, Error> {
    let entry = Taxonomy::embedded().entry("technology", &key).ok_or(Error::NotFound)?;
    let found = state.store.records_by(&Facet::new("technology", &entry.key), MOST).await?;
    page(&view(&site(&state), Words::of(lang), &state.places, &entry.key, &current(&found)?))
}

pub(crate) fn view(
    site: &Site,
    words: &'static Words,
    places: &Places,
    key: &'static str,
    known: &[Known],
) -> Technology {
    let label = labels::label(words, "technology", key);
    let lead = words.with("technology-lead", &[("name", labels::inside(&label).into())]);
    let address = |paths: Paths| paths.technology(key);
    Technology {
        layout: Layout::new(site, words.lang(), label, lead.clone(), address),
        words,
        lead,
        facts: facts(words, key, known),
        groups: groups(words, places, known),
        lists: lists(words, key),
        others: others(words, key),
    }
}

fn facts(words: &Words, key: &str, known: &[Known]) -> Vec<Fact> {
    let of = |kind: EntityKind| known.iter().filter(move |(_, record)| record.kind == kind);
    let cost = of(EntityKind::Contract).map(|(_, contract)| measure::cost(contract));
    let (amount, ceiling) = cost.fold((0.0, 0.0), |(amount, ceiling), cost| {
        (amount + cost.amount_ht.unwrap_or_default(), ceiling + cost.ceiling_ht.unwrap_or_default())
    });
    let family = Taxonomy::embedded().entry("technology", key).and_then(|entry| entry.family.as_deref());
    let family =
        family.map(|family| Fact::new(words.text("technology-family"), labels::label(words, "family", family)));
    let count = |label: &str, kind: EntityKind| Fact::new(words.text(label), format::count(of(kind).count() as u64));
    let euros = |label: &str, sum: f64| (sum > 0.0).then(|| Fact::new(words.text(label), format::euros(words, sum)));
    let statuses = tally(of(EntityKind::Deployment).filter_map(|(_, one)| one.text("status")));
    let statuses: Vec<String> = statuses
        .iter()
        .map(|(key, count)| format!("{} : {}", labels::label(words, "deployment_status", key), format::count(*count)))
        .collect();
    let statuses = (!statuses.is_empty()).then(|| Fact::new(words.text("technology-statuses"), statuses.join(" · ")));
    let counts = [count("portfolio-uses", EntityKind::Deployment), count("portfolio-contracts", EntityKind::Contract)];
    let sums = [euros("spending-amount", amount), euros("spending-ceiling", ceiling)];
    family.into_iter().chain(counts).chain(statuses).chain(sums.into_iter().flatten()).collect()
}

fn groups(words: &Words, places: &Places, known: &[Known]) -> Vec<Group> {
    let paths = Paths(words.lang());
    let counted = |count: u64| words.with("records-count", &[("count", count.into())]);
    let towns = tally(known.iter().flat_map(|(_, record)| record.territories()));
    let towns = towns.into_iter().filter_map(|(code, count)| {
        let place = places.by_code(code)?;
        Some(Link { href: paths.city(&place.code, &place.name), label: place.name.clone(), note: counted(count) })
    });
    let sellers = known.iter().flat_map(|(_, record)| {
        let holders = record.values.get("holders").and_then(serde_json::Value::as_array).into_iter().flatten();
        let holders = holders.filter_map(|row| row.get("organisation"));
        let named = record.values.get("vendor").into_iter().chain(holders);
        named.filter_map(|value| Some((value.get("id")?.as_str()?, value.get("name")?.as_str()?))).collect::<Vec<_>>()
    });
    let sellers = tally(sellers).into_iter().filter_map(|((id, name), count)| {
        let id = id.parse().ok()?;
        Some(Link { href: paths.entity(EntityKind::Organisation, id), label: name.to_owned(), note: counted(count) })
    });
    let products = tally(known.iter().filter_map(|(_, record)| record.text("product")));
    let products = products.into_iter().map(|(product, count)| Link {
        href: paths.search_for(product, None),
        label: product.to_owned(),
        note: counted(count),
    });
    let keys = known.iter().flat_map(|(_, record)| {
        let keys = record.values.get("capabilities").and_then(serde_json::Value::as_array).into_iter().flatten();
        keys.filter_map(serde_json::Value::as_str).collect::<Vec<_>>()
    });
    let capabilities = tally(keys).into_iter().map(|(key, count)| {
        let is_allowed = Taxonomy::embedded().entry("capability", key).is_some_and(|entry| entry.decree);
        let beyond = if is_allowed || key == "other" { String::new() } else { words.text("capability-beyond") };
        let notes = [beyond, counted(count)].into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>();
        Link { href: String::new(), label: labels::label(words, "capability", key), note: notes.join(" · ") }
    });
    let group =
        |title: &str, rows: Vec<Link>| Group { title: words.text(title), rows: rows.into_iter().take(SHOWN).collect() };
    let groups = [
        group("technology-towns", towns.collect()),
        group("technology-sellers", sellers.collect()),
        group("technology-products", products.collect()),
        group("technology-capabilities", capabilities.collect()),
    ];
    groups.into_iter().filter(|group| !group.rows.is_empty()).collect()
}

/// How often each comes, the most frequent first, of two alike the first in order.
fn tally<T: Ord + Copy>(items: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut counts: BTreeMap<T, u64> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let mut counts: Vec<(T, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// The lists behind the page.
fn lists(words: &Words, key: &str) -> Vec<Link> {
    let kinds = [EntityKind::Deployment, EntityKind::Contract];
    let link = |kind: EntityKind| Link {
        href: format!("{}?technology={key}", Paths(words.lang()).kind(kind)),
        label: labels::plural(words, "entity_kind", kind.key()),
        note: String::new(),
    };
    kinds.map(link).to_vec()
}

fn others(words: &Words, key: &str) -> Vec<Link> {
    let others = labels::all(words, "technology").into_iter().filter(|(other, _)| *other != key);
    let link = |(other, label)| Link { href: Paths(words.lang()).technology(other), label, note: String::new() };
    others.map(link).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_comes_most_comes_first() {
        assert_eq!(super::tally(["b", "a", "b", "c"].into_iter()), [("b", 2), ("a", 1), ("c", 1)]);
    }
}
