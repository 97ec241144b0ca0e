//! The filters of the map: every one that lists take, as boxes to tick, choices and a day.

use askama::Template;
use census::{DeviceKind, DeviceStatus, Family, OperatorKind, Verification};
use chrono::NaiveDate;
use store::DeviceFilter;

use super::super::mark::Mark;
use super::super::{format, labels};
use crate::filter::DeviceQuery;
use crate::words::Words;

/// The four families of the article that founded the project.
const FOUNDING: [Family; 4] = [Family::Camera, Family::Software, Family::File, Family::Face];
/// The families that came since.
const OTHERS: [Family; 3] = [Family::Sensor, Family::Mobile, Family::Site];
/// The families of uses: no device is of them, the map shades territories.
pub(super) const OF_USES: [Family; 5] = [Family::Software, Family::File, Family::Face, Family::Mobile, Family::Site];
/// How long ago somebody may have seen a device last.
const AGES: [(&str, &str); 3] = [("P6M", "filter-seen-6m"), ("P1Y", "filter-seen-1y"), ("P3Y", "filter-seen-3y")];

/// The values of one filter.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) title: String,
    /// One value at a time, or several.
    pub(crate) single: bool,
    pub(crate) chips: Vec<Chip>,
}

/// One value of a filter.
pub(crate) struct Chip {
    pub(crate) value: String,
    pub(crate) label: String,
    /// What it is called away from its group; empty when the label says it all.
    pub(crate) alone: String,
    pub(crate) sign: Sign,
    pub(crate) on: bool,
}

impl Chip {
    /// What it is called away from its group.
    pub(crate) fn name(&self) -> &str {
        if self.alone.is_empty() { &self.label } else { &self.alone }
    }
}

/// What is drawn before a value.
pub(crate) enum Sign {
    None,
    Mark(Mark),
    Family(FamilySign),
}

/// The sign of a family: each has a shape of its own, the same on the map.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "partials/family_sign.html")]
pub(crate) struct FamilySign {
    pub(crate) family: Family,
}

impl askama::filters::HtmlSafe for FamilySign {}

/// The first filter of all.
pub(super) fn founding(words: &Words, filter: &DeviceFilter) -> Group {
    families(words, filter, "filter-family", &FOUNDING)
}

/// All other filters, in the order of how often they are wanted.
pub(super) fn groups(words: &Words, query: &DeviceQuery, filter: &DeviceFilter) -> Vec<Group> {
    let mut groups = vec![
        kinds(words, filter),
        operators(words, filter),
        seen(words, query),
        either(words, "plate_reading", "filter-plates", query.plate_reading),
        either(words, "software", "filter-software", query.software),
        verifications(words, filter),
        statuses(words, filter),
        families(words, filter, "filter-family-more", &OTHERS),
    ];
    groups.extend(changed(words, query));
    groups
}

fn families(words: &Words, filter: &DeviceFilter, title: &str, shown: &[Family]) -> Group {
    let chip = |family: &Family| Chip {
        value: family.key().to_owned(),
        label: labels::label(words, "family", family.key()),
        alone: String::new(),
        sign: Sign::Family(FamilySign { family: *family }),
        on: filter.families.contains(family),
    };
    Group { name: "family", title: words.text(title), single: false, chips: shown.iter().map(chip).collect() }
}

fn kinds(words: &Words, filter: &DeviceFilter) -> Group {
    let shown = DeviceKind::ALL.iter().filter(|kind| kind.shown_by_default());
    let chip = |kind: &DeviceKind| Chip {
        sign: Sign::Mark(Mark::kind(*kind)),
        ..plain(kind.key(), labels::label(words, "device_kind", kind.key()), filter.kinds.contains(kind))
    };
    Group { name: "kind", title: words.text("filter-kind"), single: false, chips: shown.map(chip).collect() }
}

fn operators(words: &Words, filter: &DeviceFilter) -> Group {
    let chip = |kind: &OperatorKind| {
        let label = labels::label(words, "operator_kind", kind.key());
        let alone = words.with("filter-operator-alone", &[("label", labels::inside(&label).into())]);
        Chip { alone, ..plain(kind.key(), label, filter.operator_kinds.contains(kind)) }
    };
    let chips = OperatorKind::ALL.iter().map(chip).collect();
    Group { name: "operator_kind", title: words.text("filter-operator"), single: false, chips }
}

/// How fresh the knowledge has to be; an age or a day that an address asks for is offered too.
fn seen(words: &Words, query: &DeviceQuery) -> Group {
    let asked = query.seen_since.as_deref().unwrap_or_default();
    let alone = |label: &str| words.with("filter-seen-alone", &[("label", labels::inside(label).into())]);
    let chip = |value: &str, label: String| Chip { alone: alone(&label), ..plain(value, label, value == asked) };
    let mut chips = vec![plain("", words.text("filter-any"), asked.is_empty())];
    chips.extend(AGES.iter().map(|(value, label)| chip(value, words.text(label))));
    if !asked.is_empty() && AGES.iter().all(|(value, _)| *value != asked) {
        let label = words.with("filter-since-day", &[("date", in_words(words, asked).into())]);
        chips.push(chip(asked, label));
    }
    Group { name: "seen_since", title: words.text("filter-seen"), single: true, chips }
}

/// Only what changed since a day: offered where an address asks for it.
fn changed(words: &Words, query: &DeviceQuery) -> Option<Group> {
    let asked = query.since.as_deref()?;
    let label = words.with("filter-since-day", &[("date", in_words(words, asked).into())]);
    let alone = words.with("filter-changed-alone", &[("label", labels::inside(&label).into())]);
    let chips = vec![Chip { alone, ..plain(asked, label, true) }];
    Some(Group { name: "since", title: words.text("filter-changed"), single: false, chips })
}

/// With, without, or either.
fn either(words: &Words, name: &'static str, title: &str, asked: Option<bool>) -> Group {
    let chip = |value: bool| Chip {
        alone: words.text(&format!("{title}-{}", if value { "yes" } else { "no" })),
        ..plain(&value.to_string(), words.text(if value { "filter-yes" } else { "filter-no" }), asked == Some(value))
    };
    let any = plain("", words.text("filter-any"), asked.is_none());
    Group { name, title: words.text(title), single: true, chips: vec![any, chip(true), chip(false)] }
}

fn verifications(words: &Words, filter: &DeviceFilter) -> Group {
    let chip = |grade: &Verification| Chip {
        sign: Sign::Mark(Mark::certainty(*grade)),
        ..plain(grade.key(), labels::label(words, "verification", grade.key()), filter.verifications.contains(grade))
    };
    let chips = Verification::ALL.iter().map(chip).collect();
    Group { name: "verification", title: words.text("filter-verification"), single: false, chips }
}

fn statuses(words: &Words, filter: &DeviceFilter) -> Group {
    use DeviceStatus::{Confirmed, Dummy, NotFound, Removed, Reported};
    let sure = |status| if status == Confirmed { Verification::Single } else { Verification::Unverified };
    let chip = |status: DeviceStatus| Chip {
        sign: Sign::Mark(Mark::of(DeviceKind::Camera, status, sure(status))),
        ..plain(status.key(), labels::label(words, "device_status", status.key()), filter.statuses.contains(&status))
    };
    let chips = [Reported, Confirmed, NotFound, Removed, Dummy].map(chip).into();
    Group { name: "status", title: words.text("filter-status"), single: false, chips }
}

fn plain(value: &str, label: String, on: bool) -> Chip {
    Chip { value: value.to_owned(), label, alone: String::new(), sign: Sign::None, on }
}

/// A day in words; anything else as it was asked for.
fn in_words(words: &Words, text: &str) -> String {
    text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), |day| format::day(words, day))
}
