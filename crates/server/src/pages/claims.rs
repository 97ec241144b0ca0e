//! Who says so: for each value of an entity how it is known, since when, by which document, and the revision that
//! brought it; what contradicts it; and why the grade is what it is. The same for devices and records.

use std::collections::BTreeMap;

use askama::Template;
use census::{Basis, Change, Claim, Evidence, Reason, Revision, Source, grade};
use chrono::NaiveDate;
use serde_json::Value;

use super::record::{Shown, source_fact};
use super::view::Fact;
use super::{format, labels};
use crate::words::Words;

/// One field.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) shown: Vec<Shown>,
    pub(crate) said: Said,
    pub(crate) rivals: Vec<Rival>,
}

/// A value that contradicts the one shown first.
pub(crate) struct Rival {
    pub(crate) text: String,
    pub(crate) said: Said,
}

/// How a value is known, and where that was said.
#[derive(Default, Template)]
#[template(path = "partials/said.html")]
pub(crate) struct Said {
    pub(crate) basis: String,
    pub(crate) day: String,
    /// The revision, by its anchor in the history of the page; 0 when it is not known.
    pub(crate) version: u32,
    pub(crate) sources: Vec<Fact>,
}

impl askama::filters::HtmlSafe for Said {}

/// The revisions that brought the values of an entity.
pub(crate) struct Origins {
    values: BTreeMap<String, Origin>,
    claims: Vec<(String, Value, Origin)>,
}

/// One revision, as far as values need it.
#[derive(Clone)]
struct Origin {
    version: u32,
    day: NaiveDate,
    /// Documents that came with it.
    sources: Vec<Source>,
}

impl Origins {
    /// Reads the revisions of an entity, the oldest first. What was erased brings nothing.
    pub(crate) fn read<'a>(revisions: impl IntoIterator<Item = &'a Revision>) -> Self {
        let mut origins = Self { values: BTreeMap::new(), claims: Vec::new() };
        for revision in revisions {
            let Ok(Some(body)) = revision.read() else { continue };
            let changes = &body.changes.0;
            let sources = changes.get("sources").map(new_sources).unwrap_or_default();
            let origin = Origin { version: revision.version, day: body.day, sources };
            for (field, _) in changes.iter().filter(|(_, change)| change.after.is_some()) {
                origins.values.insert(field.clone(), origin.clone());
            }
            // The same value, better known: that is who says so from then on.
            for field in changes.get("basis").map(changed_keys).unwrap_or_default() {
                origins.values.insert(field, origin.clone());
            }
            let claims = changes.get("disputed").map(new_claims).unwrap_or_default();
            origins.claims.extend(claims.into_iter().map(|(field, value)| (field, value, origin.clone())));
        }
        origins
    }

    /// Who says the value of a field that is shown first.
    pub(crate) fn of_value(&self, words: &Words, field: &str, basis: Option<Basis>) -> Said {
        let origin = self.values.get(field);
        said(words, basis, origin.map(|origin| origin.day), origin, &[])
    }

    /// Who says what contradicts it.
    pub(crate) fn of_claim(&self, words: &Words, field: &str, claim: &Claim) -> Said {
        let is_it = |(known, value, _): &&(String, Value, Origin)| known == field && *value == claim.value;
        let origin = self.claims.iter().rfind(is_it).map(|(.., origin)| origin);
        said(words, claim.basis, Some(claim.on), origin, &claim.sources)
    }
}

fn said(words: &Words, basis: Option<Basis>, day: Option<NaiveDate>, origin: Option<&Origin>, own: &[Source]) -> Said {
    let sources = if own.is_empty() { origin.map_or(&[][..], |origin| &origin.sources) } else { own };
    Said {
        basis: basis.map(|basis| labels::label(words, "basis", basis.key())).unwrap_or_default(),
        day: day.map(|day| format::day(words, day)).unwrap_or_default(),
        version: origin.map(|origin| origin.version).unwrap_or_default(),
        sources: sources.iter().map(|source| source_fact(words, source)).collect(),
    }
}

/// The documents of which a change speaks for the first time.
fn new_sources(change: &Change) -> Vec<Source> {
    let read = |value: &Option<Value>| -> Vec<Source> {
        value.as_ref().and_then(|value| serde_json::from_value(value.clone()).ok()).unwrap_or_default()
    };
    let before = read(&change.before);
    read(&change.after).into_iter().filter(|source| !before.contains(source)).collect()
}

/// The keys of an object that were set to another value.
fn changed_keys(change: &Change) -> Vec<String> {
    let Some(Value::Object(after)) = &change.after else { return Vec::new() };
    let before = |key: &str| change.before.as_ref().and_then(|before| before.get(key));
    after.iter().filter(|(key, value)| before(key) != Some(value)).map(|(key, _)| key.clone()).collect()
}

/// The contradictions that a change brought, with their fields.
fn new_claims(change: &Change) -> Vec<(String, Value)> {
    let Some(Value::Object(after)) = &change.after else { return Vec::new() };
    let before = |field: &str| change.before.as_ref().and_then(|before| before.get(field)?.as_array());
    let claims = |(field, claims): (&String, &Value)| {
        let known = before(field).cloned().unwrap_or_default();
        let new = claims.as_array().into_iter().flatten().filter(|claim| !known.contains(claim));
        new.filter_map(|claim| Some((field.clone(), claim.get("value")?.clone()))).collect::<Vec<_>>()
    };
    after.iter().flat_map(claims).collect()
}

/// Why an entity has its grade, in words.
pub(crate) fn reasons<'a>(words: &Words, evidence: impl Into<Evidence<'a>>) -> Vec<String> {
    grade(evidence).reasons.iter().map(|reason| reason_text(words, reason)).collect()
}

fn reason_text(words: &Words, reason: &Reason) -> String {
    match reason {
        Reason::Reported => words.text("grade-reported"),
        Reason::Confirmed { times } => words.with("grade-confirmed", &[("count", (*times).into())]),
        Reason::Independent { witnesses } => words.with("grade-independent", &[("count", (*witnesses).into())]),
        Reason::Missed { times } => words.with("reason-absences", &[("count", (*times).into())]),
        Reason::Documents { documents } => words.with("grade-documents", &[("count", (*documents).into())]),
        Reason::Checked { on } => words.with("grade-checked", &[("day", format::partial_date(words, on).into())]),
        Reason::Disputed => words.text("grade-disputed"),
        Reason::Gone => words.text("grade-gone"),
    }
}

#[cfg(test)]
mod tests {
    use census::{Body, Changes, EntityId, GENESIS};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::words::Lang;

    /// Revisions of a record with these changes, one a day from the first of the month.
    fn revisions(changes: &[Value]) -> Vec<Revision> {
        let (id, mut link) = (EntityId(Uuid::from_u128(1)), GENESIS);
        let revision = |(version, changes): (u32, &Value)| {
            let day = NaiveDate::from_ymd_opt(2026, 11, version).expect("a day");
            let changes: Changes = serde_json::from_value(changes.clone()).expect("changes");
            let body = Body { reason: "correct".to_owned(), day, changes };
            let revision = Revision::next(link, i64::from(version), id, version, &body, [7; 32]);
            link = revision.link;
            revision
        };
        (1..).zip(changes).map(revision).collect()
    }

    #[test]
    fn each_value_leads_to_the_revision_that_last_spoke_for_it() {
        let source = json!({"title": "Un arrêté", "url": "https://example.org/"});
        let claim = json!({"value": "fixed", "on": "2026-11-03"});
        let revisions = revisions(&[
            json!({"form": {"after": "dome"}, "operator": {"after": "Ville"}}),
            json!({"basis": {"before": {}, "after": {"operator": "document"}}, "sources": {"before": [], "after": [source]}}),
            json!({"disputed": {"before": {}, "after": {"form": [claim]}}}),
        ]);
        let (words, origins) = (Words::of(Lang::En), Origins::read(&revisions));
        let form = origins.of_value(words, "form", None);
        assert_eq!((form.version, form.sources.len(), form.basis.as_str()), (1, 0, ""));
        let operator = origins.of_value(words, "operator", Some(Basis::Document));
        assert_eq!((operator.version, operator.sources[0].value.as_str()), (2, "Un arrêté"));
        let claim: Claim = serde_json::from_value(claim).expect("a claim");
        let rival = origins.of_claim(words, "form", &claim);
        assert_eq!((rival.version, rival.day.as_str()), (3, format::day(words, claim.on).as_str()));
        assert_eq!(origins.of_value(words, "mount", None).version, 0, "nobody spoke of it");
    }
}
