//! The revisions of a device in words: what changed, when and why; by whom only for accounts with a public pseudonym.

use std::collections::BTreeSet;

use census::{Body, Change, DeviceKind, DeviceStatus, Revision, Verification};
use serde_json::{Map, Value};

use super::mark::Mark;
use super::{format, labels};
use crate::words::Words;

/// The fields that people read, in order. The others are counts, and the licence.
pub(crate) const SHOWN: &[&str] = &[
    "kind",
    "form",
    "address_label",
    "position",
    "accuracy_m",
    "territory",
    "mount",
    "views",
    "height_m",
    "features",
    "watches",
    "zones",
    "indoor",
    "operator",
    "operator_kind",
    "manufacturer",
    "product",
    "mobility",
    "sign_present",
    "status",
    "first_seen",
    "last_confirmed",
    "removed_on",
];

/// Those whose absence is worth telling.
pub(crate) const ASKED: &[&str] =
    &["form", "mount", "views", "watches", "operator", "operator_kind", "sign_present", "first_seen"];

/// One revision.
pub(crate) struct Entry {
    pub(crate) version: u32,
    pub(crate) mark: Mark,
    pub(crate) reason: String,
    pub(crate) day: String,
    pub(crate) by: String,
    pub(crate) summary: String,
    pub(crate) open: bool,
    pub(crate) changes: Vec<ChangeLine>,
}

/// One field before and after.
pub(crate) struct ChangeLine {
    pub(crate) label: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// The revisions, the newest first. An erased one says so. `by` has the public pseudonyms, by version.
pub(crate) fn entries(words: &Words, revisions: &[Revision], by: &[(u32, String)]) -> Vec<Entry> {
    let mut state = Map::new();
    let mut entries: Vec<Entry> = revisions.iter().map(|revision| entry(words, revision, &mut state)).collect();
    for (entry, revision) in entries.iter_mut().zip(revisions) {
        let name = by.iter().find(|(version, _)| *version == revision.version).map(|(_, name)| name.as_str());
        entry.by = name.map(|name| words.with("history-by", &[("pseudonym", name.into())])).unwrap_or_default();
    }
    entries.reverse();
    entries
}

fn entry(words: &Words, revision: &Revision, state: &mut Map<String, Value>) -> Entry {
    let Ok(Some(body)) = revision.read() else {
        return Entry {
            version: revision.version,
            mark: mark(state),
            reason: words.text("reason-erased"),
            day: String::new(),
            by: String::new(),
            summary: String::new(),
            open: false,
            changes: Vec::new(),
        };
    };
    for (field, change) in &body.changes.0 {
        match &change.after {
            Some(value) => drop(state.insert(field.clone(), value.clone())),
            None => drop(state.remove(field)),
        }
    }
    let changes = changed(words, &body);
    Entry {
        version: revision.version,
        mark: mark(state),
        reason: reason(words, &body.reason),
        day: format::day(words, body.day),
        by: String::new(),
        summary: words.with("history-changes", &[("count", changes.len().into())]),
        open: revision.version > 1 && changes.len() <= 3,
        changes,
    }
}

/// Every field of a device that people read, before and after, and what contradicts it.
pub(crate) fn changed(words: &Words, body: &Body) -> Vec<ChangeLine> {
    let fields = SHOWN.iter().filter_map(|name| Some(line(words, name, body.changes.0.get(*name)?)));
    let print = |name: &str, value: &Value| printed(words, name, value).unwrap_or_default();
    let label = |name: &str| words.text(&format!("field-{name}"));
    fields.chain(contradictions(words, body, &print, &label)).collect()
}

/// What a revision made of the contradictions, field by field: the values that stood beside the one shown first, and
/// those that stand there now.
pub(crate) fn contradictions(
    words: &Words,
    body: &Body,
    print: &dyn Fn(&str, &Value) -> String,
    label: &dyn Fn(&str) -> String,
) -> Vec<ChangeLine> {
    let Some(Change { before, after }) = body.changes.0.get("disputed") else { return Vec::new() };
    let rivals = |claims: &Option<Value>, name: &str| {
        let claims = claims.as_ref().and_then(|claims| claims.get(name)?.as_array()).into_iter().flatten();
        claims.filter_map(|claim| Some(print(name, claim.get("value")?))).collect::<Vec<_>>().join(" / ")
    };
    let sides = [before, after].into_iter().flatten().filter_map(Value::as_object);
    let names: BTreeSet<&String> = sides.flat_map(Map::keys).collect();
    let line = |name: &String| ChangeLine {
        label: words.with("moderation-dispute", &[("field", label(name).into())]),
        before: rivals(before, name),
        after: rivals(after, name),
    };
    names.into_iter().map(line).filter(|line| line.before != line.after).collect()
}

/// Why a revision was made, in words.
pub(crate) fn reason(words: &Words, reason: &str) -> String {
    let key = format!("reason-{}", reason.replace('_', "-"));
    if words.knows(&key) { words.text(&key) } else { reason.to_owned() }
}

/// How the device was drawn after the revision.
fn mark(state: &Map<String, Value>) -> Mark {
    let text = |name: &str| state.get(name).and_then(Value::as_str).unwrap_or_default();
    Mark::of(
        text("kind").parse().unwrap_or(DeviceKind::Unknown),
        text("status").parse().unwrap_or(DeviceStatus::Reported),
        text("verification").parse().unwrap_or(Verification::Unverified),
    )
}

fn line(words: &Words, name: &str, change: &Change) -> ChangeLine {
    let print =
        |value: &Option<Value>| value.as_ref().and_then(|value| printed(words, name, value)).unwrap_or_default();
    ChangeLine {
        label: words.text(&format!("field-{name}")),
        before: print(&change.before),
        after: print(&change.after),
    }
}

/// A value in words. `None` when it says nothing: null, an empty list, `unknown`.
pub(crate) fn printed(words: &Words, field: &str, value: &Value) -> Option<String> {
    let list = match field {
        "kind" => "device_kind",
        "form" => "camera_form",
        "status" => "device_status",
        "features" => "feature",
        "zones" => "zone",
        _ => field,
    };
    match (field, value) {
        (_, Value::String(key)) if key == "unknown" && field != "kind" => None,
        ("position", Value::Array(_)) => position(value),
        ("views", Value::Array(views)) => joined(views.iter().filter_map(|view| view_text(words, view))),
        ("kind" | "form" | "status" | "mount" | "watches" | "operator_kind" | "mobility", Value::String(key)) => {
            Some(labels::label(words, list, key))
        }
        ("features" | "zones", Value::Array(keys)) => {
            joined(keys.iter().filter_map(Value::as_str).map(|key| labels::label(words, list, key)))
        }
        ("first_seen" | "last_confirmed" | "removed_on", Value::String(date)) => {
            Some(format::partial_date(words, date))
        }
        ("height_m" | "accuracy_m", Value::Number(number)) => Some(format!(
            "{}\u{a0}m",
            format::decimal(words, number.as_f64()?, usize::from(number.as_f64()?.fract() != 0.0))
        )),
        (_, Value::Bool(yes)) => Some(words.text(if *yes { "yes" } else { "no" })),
        (_, Value::String(text)) => Some(text.clone()),
        _ => None,
    }
}

/// Latitude first, as people read and paste it.
fn position(value: &Value) -> Option<String> {
    Some(format!("{:.6}, {:.6}", value.get(1)?.as_f64()?, value.get(0)?.as_f64()?))
}

fn view_text(words: &Words, view: &Value) -> Option<String> {
    let bearing = format::bearing(words, view.get("bearing")?.as_f64()?);
    let width = view.get("fov").and_then(Value::as_f64);
    Some(match width {
        Some(width) => {
            words.with("view-width", &[("bearing", bearing.into()), ("degrees", format!("{}", width.round()).into())])
        }
        None => bearing,
    })
}

fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Every field of a device is either shown, or known to be left out.
#[cfg(test)]
const HIDDEN: &[&str] = &[
    "verification",
    "confirmations",
    "absences",
    "licence",
    "description",
    "sources",
    "basis",
    "upstream",
    "fictional",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_field_that_people_contribute_is_shown_or_left_out_on_purpose() {
        for field in census::fields(census::EntityKind::Device).iter().map(|field| field.name) {
            assert!(SHOWN.contains(&field) || HIDDEN.contains(&field), "{field}");
        }
        for field in SHOWN {
            assert!(Words::of(Lang::Fr).knows(&format!("field-{field}")), "{field}");
        }
    }

    #[test]
    fn a_contradiction_tells_the_values_that_come_and_go_beside_the_one_shown_first() {
        let changes = serde_json::json!({"disputed": {
            "before": {"mount": [{"value": "pole", "on": "2026-01-02"}]},
            "after": {"form": [{"value": "fixed", "on": "2026-02-03"}, {"value": "ptz", "on": "2026-02-04"}]},
        }});
        let changes = serde_json::from_value(changes).expect("changes");
        let day = chrono::NaiveDate::from_ymd_opt(2026, 2, 4).expect("a day");
        let lines = changed(Words::of(Lang::En), &Body { reason: "correct".to_owned(), day, changes });
        let told: Vec<_> = lines.iter().map(|it| (it.label.as_str(), it.before.as_str(), it.after.as_str())).collect();
        assert_eq!(told, [("Contradiction: Shape", "", "Fixed / Motorised"), ("Contradiction: Fixed to", "Pole", "")]);
    }

    #[test]
    fn values_are_printed_in_words_and_unknown_ones_are_not() {
        let words = Words::of(Lang::Fr);
        for (field, value, expected) in [
            ("position", serde_json::json!([2.3522, 48.8566]), Some("48.856600, 2.352200")),
            ("views", serde_json::json!([{"bearing": 240.0}]), Some("sud-ouest (240°)")),
            ("sign_present", serde_json::json!(false), Some("non")),
            ("mount", serde_json::json!("unknown"), None),
            ("height_m", serde_json::json!(4.5), Some("4,5\u{a0}m")),
            ("zones", serde_json::json!([]), None),
            ("last_confirmed", serde_json::json!("2026-11"), Some("novembre 2026")),
        ] {
            assert_eq!(printed(words, field, &value).as_deref(), expected, "{field}");
        }
    }
}
