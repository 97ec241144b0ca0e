//! What is written down of a territory, for its page: uses, contracts in time, orders and their clock, what was refused
//! or stopped, and what the page rests on.

mod contracts;
mod ended;
mod orders;
pub(crate) mod timeline;
mod uses;

use std::collections::BTreeSet;

use census::measure::Known;
use census::{EntityKind, Record, Source};
use store::PublishedRecord;

use super::paths::Paths;
use super::record::source_fact;
use super::view::{Fact, Link};
use super::{format, labels, numbers};
use crate::effort::Effort;
use crate::error::Error;
use crate::figures::{self, Figures};
use crate::words::Words;

pub(crate) use contracts::Contracts;
pub(crate) use ended::Ended;
pub(crate) use orders::Orders;
pub(crate) use uses::Use;

/// Things of a kind in one page; the tables to take away have them all.
const SHOWN: usize = 60;
/// Sources that a page names.
const SOURCES: usize = 40;

/// The papers of a territory, ready to be printed.
pub(crate) struct Dossier {
    pub(crate) uses: Vec<Use>,
    pub(crate) contracts: Option<Contracts>,
    pub(crate) orders: Option<Orders>,
    /// Devices for which no order is known, in a sentence; empty where no device stands.
    pub(crate) without_order: String,
    pub(crate) ended: Vec<Ended>,
    /// Who looked where, in a sentence.
    pub(crate) looked: String,
    /// Did anybody walk here?
    pub(crate) somebody_walked: bool,
    /// The list of the walks.
    pub(crate) walks: String,
    /// What was stated, number by number.
    pub(crate) counts: Vec<Link>,
    pub(crate) sources: Vec<Fact>,
}

impl Dossier {
    /// A drawing by the fragment of its figure.
    pub(crate) fn timeline(self, id: &str) -> Option<timeline::Timeline> {
        let drawn = [self.contracts.and_then(|it| it.timeline), self.orders.and_then(|it| it.timeline)];
        drawn.into_iter().flatten().find(|timeline| timeline.id == id)
    }
}

/// Is this the fragment of a drawing?
pub(crate) fn is_drawing(id: &str) -> bool {
    [contracts::ID, orders::ID].contains(&id)
}

/// Reads the records that the census stands by.
pub(crate) fn current(found: &[PublishedRecord]) -> Result<Vec<Known>, Error> {
    let current = found.iter().filter(|record| record.is_current);
    current.map(|record| Ok((record.id, figures::values(record)?))).collect()
}

/// The papers of a place whose page is at `base`.
pub(crate) fn dossier(words: &Words, base: &str, figures: &Figures, known: &[Known]) -> Dossier {
    let of = |kind: EntityKind| known.iter().filter(move |(_, record)| record.kind == kind);
    Dossier {
        uses: uses::of(words, of(EntityKind::Deployment)),
        contracts: contracts::of(words, base, figures, of(EntityKind::Contract)),
        orders: orders::of(words, base, figures.today, of(EntityKind::Authorisation)),
        without_order: orders::without(words, figures, of(EntityKind::Authorisation)),
        looked: looked(words, &figures.effort),
        somebody_walked: figures.effort.walks > 0,
        walks: Paths(words.lang()).kind(EntityKind::Survey).to_owned(),
        ended: ended::of(words, of(EntityKind::Deployment).chain(of(EntityKind::Authorisation))),
        counts: of(EntityKind::OfficialCount).take(SHOWN).map(|one| stated(words, one)).collect(),
        sources: sources(words, known),
    }
}

/// The table behind a drawing of the page; `None` for what is no drawing of it.
pub(crate) fn table(id: &str, figures: &Figures, known: &[Known]) -> Option<String> {
    let of = |kind: EntityKind| known.iter().filter(move |(_, record)| record.kind == kind);
    match id {
        contracts::ID => Some(contracts::table(of(EntityKind::Contract))),
        orders::ID => Some(orders::table(figures.today, of(EntityKind::Authorisation))),
        _ => None,
    }
}

/// `2 balades entre avril et octobre 2026 : 340 carrés…`
fn looked(words: &Words, effort: &Effort) -> String {
    let day = |day: &Option<String>| day.as_deref().map(|day| format::partial_date(words, day)).unwrap_or_default();
    if effort.walks == 0 {
        return words.text("city-effort-none");
    }
    let given = [
        ("walks", effort.walks.into()),
        ("squares", effort.squares.into()),
        ("surface", format::surface(words, effort.km2).into()),
        ("last", day(&effort.last).into()),
    ];
    words.with("city-effort", &given)
}

fn stated(words: &Words, (id, count): &Known) -> Link {
    let day = count.text("as_of").map(|day| super::format::partial_date(words, day)).unwrap_or_default();
    let href = Paths(words.lang()).entity(EntityKind::OfficialCount, *id);
    Link { href, label: numbers::stated(words, count), note: day }
}

/// The documents that the papers rest on, each once.
fn sources(words: &Words, known: &[Known]) -> Vec<Fact> {
    let mut seen = BTreeSet::new();
    let papers = known.iter().filter(|(_, record)| record.kind == EntityKind::Document).map(|(id, record)| {
        let kind = record.text("kind").map(|key| labels::label(words, "document_kind", key)).unwrap_or_default();
        let href = Paths(words.lang()).entity(EntityKind::Document, *id);
        Fact::linked(kind, record.text("title").unwrap_or_default().to_owned(), href)
    });
    let named = known.iter().flat_map(|(_, record)| documents_of(words, record));
    papers.chain(named).filter(|fact| seen.insert((fact.href.clone(), fact.value.clone()))).take(SOURCES).collect()
}

/// What a record names as its documents.
pub(super) fn documents_of(words: &Words, record: &Record) -> Vec<Fact> {
    let listed = record.values.get("sources").cloned().unwrap_or_default();
    let sources: Vec<Source> = serde_json::from_value(listed).unwrap_or_default();
    let told = sources.iter().map(|source| source_fact(words, source));
    let named = record.reference("document").map(|id| {
        let title = record.values["document"].get("name").and_then(serde_json::Value::as_str).unwrap_or_default();
        let kind = labels::label(words, "entity_kind", EntityKind::Document.key());
        let title = if title.is_empty() { kind.clone() } else { title.to_owned() };
        Fact::linked(kind, title, Paths(words.lang()).entity(EntityKind::Document, id))
    });
    told.chain(named).collect()
}

/// An organisation that a record names, with its page.
pub(super) fn organisation(words: &Words, value: Option<&serde_json::Value>) -> Option<Link> {
    let value = value?;
    let text = |name: &str| value.get(name).and_then(serde_json::Value::as_str);
    let id = text("id").and_then(|id| id.parse().ok());
    Some(Link {
        href: id.map(|id| Paths(words.lang()).entity(EntityKind::Organisation, id)).unwrap_or_default(),
        label: text("name").or(value.as_str())?.to_owned(),
        note: String::new(),
    })
}

#[cfg(test)]
pub(super) mod samples {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::peers::{Class, Comparison};

    /// One paper of each sort that a page shows.
    pub(crate) fn papers() -> Vec<Known> {
        let paper = |number: u128, kind: EntityKind, values: &Value| -> Known {
            let values = values.as_object().cloned().expect("an object");
            (census::EntityId(Uuid::from_u128(number)), Record { values, ..Record::new(kind) })
        };
        let town = json!({"id": Uuid::from_u128(90), "name": "Ville de Saint-Denis"});
        let document = json!({"id": Uuid::from_u128(91), "title": "Recueil des actes administratifs"});
        let decision =
            json!([{"kind": "court_decision", "title": "Jugement du 3 mars", "url": "https://example.org/j"}]);
        let use_of = |number, technology: &str, status: &str, capabilities: &[&str]| {
            let values = json!({"technology": technology, "authority": town, "status": status, "end_on": "2025-03-03",
                "product": "Vigie Exemple", "capabilities": capabilities, "sources": decision, "real_time": true});
            paper(number, EntityKind::Deployment, &values)
        };
        let order = |number, signed: &str| {
            let values = json!({"number": format!("2024-{number}"), "signed_on": signed, "territory": "93066",
                "document": document, "cameras_public_road": 40, "site_label": "Centre"});
            paper(number, EntityKind::Authorisation, &values)
        };
        let contract = json!({"object": "Fourniture, pose et maintenance de caméras de vidéoprotection",
            "authority": town, "notified_on": "2023-04-01", "duration_months": 48, "amount_ht": 120_000,
            "holders": [{"organisation": town}], "amendments": [{"number": "1", "notified_on": "2024-06-01",
            "amount_ht": 150_000.5, "object": "Douze caméras en plus"}]});
        vec![
            use_of(1, "video_analytics", "active", &["zone_intrusion", "loitering"]),
            use_of(2, "facial_recognition", "ended", &[]),
            order(3, "2020-01-01"),
            order(4, "2022-01-10"),
            paper(5, EntityKind::Contract, &contract),
        ]
    }

    pub(crate) fn comparison() -> Comparison {
        Comparison { class: Class::Size("50000-199999", 50_000, 200_000), towns: 43, median: 0.91 }
    }
}
