//! What was refused, suspended, stopped or taken back, and by which decision.

use census::measure::Known;
use census::{EntityKind, Record};

use super::super::paths::Paths;
use super::super::view::Fact;
use super::super::{format, labels};
use super::uses::ENDED;
use super::{SHOWN, documents_of};
use crate::words::Words;

/// A use or an order that is no more.
pub(crate) struct Ended {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) status: String,
    pub(crate) day: String,
    /// The documents of the decision; empty when nobody named one.
    pub(crate) decisions: Vec<Fact>,
}

pub(super) fn of<'a>(words: &Words, known: impl Iterator<Item = &'a Known>) -> Vec<Ended> {
    let is_ended = |(_, one): &&Known| {
        let status = one.text("status").unwrap_or_default();
        match one.kind {
            EntityKind::Deployment => ENDED.contains(&status),
            _ => matches!(status, "repealed" | "annulled"),
        }
    };
    known.filter(is_ended).take(SHOWN).map(|(id, one)| view(words, *id, one)).collect()
}

fn view(words: &Words, id: census::EntityId, one: &Record) -> Ended {
    let (list, named) = match one.kind {
        EntityKind::Deployment => {
            let technology = labels::label(words, "technology", one.text("technology").unwrap_or_default());
            let product = one.text("product").map(|product| format!("{technology} : {product}"));
            ("deployment_status", product.unwrap_or(technology))
        }
        _ => ("authorisation_status", super::super::record::record_title(words, one.kind, &one.title())),
    };
    let by = one.text("legal_basis").map(|text| Fact::new(String::new(), text.to_owned()));
    Ended {
        href: Paths(words.lang()).entity(one.kind, id),
        title: named,
        status: labels::label(words, list, one.text("status").unwrap_or_default()),
        day: one.text("end_on").map(|day| format::partial_date(words, day)).unwrap_or_default(),
        decisions: documents_of(words, one).into_iter().chain(by).collect(),
    }
}
