//! What an organisation does in the census, on its page: a company's towns, contracts, sums and products, an authority's
//! uses, contracts and orders.

use std::collections::{BTreeMap, BTreeSet};

use census::measure::{self, Known};
use census::{EntityId, EntityKind, Record};
use chrono::NaiveDate;
use serde_json::Value;

use super::paths::Paths;
use super::view::{Fact, Link};
use super::{format, labels};
use crate::words::Words;

/// Towns that the page names.
const TOWNS: usize = 200;

/// The part of an organisation's page that sums up the records that speak of it.
pub(crate) struct Portfolio {
    pub(crate) facts: Vec<Fact>,
    pub(crate) towns: Vec<Link>,
    pub(crate) contracts: Vec<PortfolioContract>,
}

/// A contract that it holds, or that it awarded.
pub(crate) struct PortfolioContract {
    pub(crate) href: String,
    pub(crate) object: String,
    pub(crate) part: String,
    pub(crate) amount: String,
    pub(crate) day: String,
}

/// What the records that speak of an organisation add up to; `None` when none does.
pub(crate) fn portfolio(
    words: &Words,
    id: EntityId,
    known: &[Known],
    today: NaiveDate,
    naming: &dyn Fn(&str) -> Option<String>,
) -> Option<Portfolio> {
    let of = |kind: EntityKind| known.iter().filter(move |(_, record)| record.kind == kind);
    if known.iter().all(|(_, record)| record.kind == EntityKind::Organisation) {
        return None;
    }
    let (held, awarded): (Vec<&Known>, Vec<&Known>) =
        of(EntityKind::Contract).partition(|(_, contract)| contract.reference("authority") != Some(id));
    let sums = |part: &str, contracts: &[&Known]| {
        let cost = contracts.iter().map(|(_, contract)| measure::cost(contract));
        let (amount, ceiling) = cost.fold((0.0, 0.0), |(amount, ceiling), cost| {
            (amount + cost.amount_ht.unwrap_or_default(), ceiling + cost.ceiling_ht.unwrap_or_default())
        });
        let count = (!contracts.is_empty())
            .then(|| Fact::new(words.text(&format!("portfolio-{part}")), format::count(contracts.len() as u64)));
        let euros = |key: &str, sum: f64| {
            (sum > 0.0).then(|| Fact::new(words.text(&format!("portfolio-{part}-{key}")), format::euros(words, sum)))
        };
        [count, euros("amount", amount), euros("ceiling", ceiling)]
    };
    let in_force = of(EntityKind::Authorisation).filter(|(_, order)| measure::is_in_force(order, today) == Some(true));
    let counted = [
        ("portfolio-uses", of(EntityKind::Deployment).count()),
        ("portfolio-orders", of(EntityKind::Authorisation).count()),
        ("portfolio-orders-in-force", in_force.count()),
    ];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    let counted = counted.map(|(key, count)| Fact::new(words.text(key), format::count(count as u64)));
    let products = products(known);
    let products = (!products.is_empty()).then(|| Fact::new(words.text("portfolio-products"), products.join(", ")));
    let facts = sums("held", &held).into_iter().chain(sums("awarded", &awarded)).flatten();
    let mut contracts: Vec<&Known> = of(EntityKind::Contract).collect();
    contracts.sort_by(|(_, one), (_, other)| other.day().cmp(&one.day()));
    Some(Portfolio {
        facts: facts.chain(counted).chain(products).chain(technologies(words, known)).collect(),
        towns: towns(words, known, naming),
        contracts: contracts.iter().map(|(own, contract)| row(words, id, *own, contract)).collect(),
    })
}

fn products(known: &[Known]) -> Vec<String> {
    let products: BTreeSet<&str> = known.iter().filter_map(|(_, record)| record.text("product")).collect();
    products.into_iter().map(str::to_owned).collect()
}

fn technologies(words: &Words, known: &[Known]) -> Option<Fact> {
    let keys: BTreeSet<&str> = known.iter().flat_map(|(_, record)| record.technologies()).collect();
    let labels: Vec<String> = keys.into_iter().map(|key| labels::label(words, "technology", key)).collect();
    (!labels.is_empty()).then(|| Fact::new(words.text("portfolio-technologies"), labels.join(", ")))
}

/// The territories that the records are about, those with the most first.
fn towns(words: &Words, known: &[Known], naming: &dyn Fn(&str) -> Option<String>) -> Vec<Link> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for code in known.iter().flat_map(|(_, record)| record.territories()) {
        *counts.entry(code).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let link = |(code, count): (&str, u64)| {
        let name = naming(code)?;
        let note = words.with("records-count", &[("count", count.into())]);
        Some(Link { href: Paths(words.lang()).city(code, &name), label: name, note })
    };
    counts.into_iter().filter_map(link).take(TOWNS).collect()
}

fn row(words: &Words, organisation: EntityId, id: EntityId, contract: &Record) -> PortfolioContract {
    let cost = measure::cost(contract);
    let amount = match (cost.amount_ht, cost.ceiling_ht) {
        (Some(sum), _) => words.with("contract-amount", &[("amount", format::euros(words, sum).into())]),
        (None, Some(sum)) => words.with("contract-ceiling", &[("amount", format::euros(words, sum).into())]),
        (None, None) => words.text("contract-silent"),
    };
    let is_named = |field: &str| {
        let rows = contract.values.get(field).and_then(Value::as_array).into_iter().flatten();
        let ids = rows.filter_map(|row| row.get("organisation")?.get("id")?.as_str()?.parse::<EntityId>().ok());
        ids.into_iter().any(|id| id == organisation)
    };
    let part = if contract.reference("authority") == Some(organisation) {
        "portfolio-buyer"
    } else if is_named("holders") {
        "portfolio-holder"
    } else {
        "portfolio-subcontractor"
    };
    PortfolioContract {
        href: Paths(words.lang()).entity(EntityKind::Contract, id),
        object: contract.text("object").unwrap_or_default().to_owned(),
        part: words.text(part),
        amount,
        day: contract.day().map(|day| format::partial_date(words, day)).unwrap_or_default(),
    }
}
