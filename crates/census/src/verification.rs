//! How sure the census is, computed from what it holds and never typed (reliability, 4.3).

use chrono::NaiveDate;
use serde::Serialize;

use crate::{Device, PartialDate, Record, Source, SourceKind, State, Verification};

/// Accounts that have to agree, independently of one another, for *multiple*.
const WITNESSES: u32 = 2;

/// Days for which a witness must have had an account (reliability, 4.3).
const SEASONED_DAYS: i64 = 14;

/// Contributions of a witness that a moderator must have accepted before.
const SEASONED_CONTRIBUTIONS: u32 = 5;

/// What the grade of an entity depends on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    confirmations: u32,
    independent: u32,
    absences: u32,
    checked_on: Option<&'a PartialDate>,
    sources: &'a [Source],
    disputed: bool,
    stands: bool,
}

/// Why an entity has its grade, in the order in which a page tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Somebody reported it, and nobody else spoke of it.
    Reported,
    /// It was confirmed this many times.
    Confirmed {
        /// How often.
        times: u32,
    },
    /// This many independent witnesses confirmed it.
    Independent {
        /// How many.
        witnesses: u32,
    },
    /// It was looked for in vain this many times in a row.
    Missed {
        /// How often.
        times: u32,
    },
    /// It points to this many documents with an address.
    Documents {
        /// How many.
        documents: usize,
    },
    /// A moderator compared it with its documents.
    Checked {
        /// On this day.
        on: String,
    },
    /// Contributions contradict one another.
    Disputed,
    /// It is not there any more, or was not found again.
    Gone,
}

/// How sure the census is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// The grade.
    pub verification: Verification,
    /// What led to it.
    pub reasons: Vec<Reason>,
}

impl<'a> From<&'a Device> for Evidence<'a> {
    fn from(device: &'a Device) -> Self {
        Self {
            confirmations: device.confirmations,
            independent: device.independent,
            absences: device.absences,
            checked_on: device.checked_on.as_ref(),
            sources: &device.sources,
            disputed: !device.disputed.is_empty(),
            stands: device.status.stands(),
        }
    }
}

impl<'a> From<&'a Record> for Evidence<'a> {
    fn from(record: &'a Record) -> Self {
        Self {
            confirmations: record.confirmations,
            independent: record.independent,
            absences: 0,
            checked_on: record.checked_on.as_ref(),
            sources: &record.sources,
            disputed: !record.disputed.is_empty(),
            stands: true,
        }
    }
}

impl<'a> From<&'a State> for Evidence<'a> {
    fn from(state: &'a State) -> Self {
        match state {
            State::Device(device) => Self::from(device.as_ref()),
            State::Record(record) => Self::from(record),
        }
    }
}

/// The grade of an entity.
///
/// *Disputed* while contributions contradict one another; *documented* once a moderator compared it with a document;
/// *multiple* with two independent confirmations; *single* with one confirmation of any kind. Anonymous confirmations
/// are not known to be independent, so no number of them makes *multiple*.
pub fn grade<'a>(evidence: impl Into<Evidence<'a>>) -> Grade {
    let evidence = evidence.into();
    let documents = evidence.sources.iter().filter(|source| is_document(source)).count();
    let verification = match evidence.checked_on {
        _ if evidence.disputed => Verification::Disputed,
        Some(_) if documents > 0 => Verification::Documented,
        _ if evidence.independent >= WITNESSES => Verification::Multiple,
        _ if evidence.confirmations > 0 => Verification::Single,
        _ => Verification::Unverified,
    };
    Grade { verification, reasons: reasons(&evidence, documents) }
}

/// The grade alone.
pub fn verification<'a>(evidence: impl Into<Evidence<'a>>) -> Verification {
    grade(evidence).verification
}

fn is_document(source: &Source) -> bool {
    source.url.is_some() && source.kind.is_some_and(SourceKind::is_document)
}

fn reasons(evidence: &Evidence<'_>, documents: usize) -> Vec<Reason> {
    let Evidence { confirmations, independent, absences, .. } = *evidence;
    let found = [
        (!evidence.stands).then_some(Reason::Gone),
        evidence.disputed.then_some(Reason::Disputed),
        evidence.checked_on.map(|on| Reason::Checked { on: on.to_string() }),
        (documents > 0).then_some(Reason::Documents { documents }),
        (independent > 0).then_some(Reason::Independent { witnesses: independent }),
        (confirmations > 0).then_some(Reason::Confirmed { times: confirmations }),
        (confirmations == 0).then_some(Reason::Reported),
        (absences > 0).then_some(Reason::Missed { times: absences }),
    ];
    found.into_iter().flatten().collect()
}

/// What is known of an account that says that something is there, or is not (reliability, 4.3).
///
/// Without invitations nobody knows whose friends two accounts are; what stands in for it is that a person decided
/// something in favour of the account: five of its contributions, or a role. Contributions that nobody had to look at
/// prove nothing, for anybody can send five of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// The day it was made.
    pub since: NaiveDate,
    /// Its contributions that a moderator accepted.
    pub accepted: u32,
    /// Did somebody give it a role?
    pub has_role: bool,
    /// Did it report the entity or speak of it before?
    pub spoke_before: bool,
    /// Did another account speak of the entity on the same day?
    pub same_day: bool,
}

impl Witness {
    /// Does its word count as independent?
    pub fn is_independent(self, today: NaiveDate) -> bool {
        let seasoned = (today - self.since).num_days() >= SEASONED_DAYS;
        let known = self.has_role || self.accepted >= SEASONED_CONTRIBUTIONS;
        seasoned && known && !self.spoke_before && !self.same_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntityKind, WebAddress};

    fn source(kind: SourceKind) -> Source {
        let url = WebAddress::try_from("https://example.org/arrete.pdf".to_owned()).expect("an address");
        Source { kind: Some(kind), title: None, url: Some(url) }
    }

    #[test]
    fn the_grade_rises_with_independent_word_and_checked_documents_only() {
        let mut record = Record::new(EntityKind::Deployment);
        assert_eq!(verification(&record), Verification::Unverified);
        record.sources = vec![source(SourceKind::PrefecturalOrder)];
        assert_eq!(verification(&record), Verification::Unverified, "a document that nobody compared proves nothing");
        record.confirmations = 500;
        assert_eq!(verification(&record), Verification::Single, "anonymous word alone stays single");
        record.independent = 2;
        assert_eq!(verification(&record), Verification::Multiple);
        record.checked_on = "2026-11-23".parse().ok();
        assert_eq!(verification(&record), Verification::Documented);
        record.sources = vec![source(SourceKind::Press)];
        assert_eq!(verification(&record), Verification::Multiple, "an article is no document of procedure");
    }

    #[test]
    fn a_new_or_idle_account_is_no_independent_witness() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a day");
        let since = day("2026-01-01");
        let witness = Witness { since, accepted: 5, has_role: false, spoke_before: false, same_day: false };
        let today = day("2026-11-23");
        assert!(witness.is_independent(today));
        assert!(!Witness { since: day("2026-11-20"), ..witness }.is_independent(today));
        assert!(!Witness { accepted: 4, ..witness }.is_independent(today));
        assert!(Witness { accepted: 0, has_role: true, ..witness }.is_independent(today));
        assert!(!Witness { spoke_before: true, ..witness }.is_independent(today));
        assert!(!Witness { same_day: true, ..witness }.is_independent(today));
    }
}
