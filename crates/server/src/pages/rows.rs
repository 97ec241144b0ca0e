//! Devices as they stand in lists, read from their published fragment.

use census::{DeviceKind, DeviceStatus, Entity, EntityId, Verification};
use chrono::NaiveDate;
use serde::Deserialize;
use store::PublishedFeature;

use super::mark::Mark;
use super::paths::Paths;
use super::view::DeviceRow;
use super::{format, labels};
use crate::past;
use crate::state::AppState;
use crate::words::Words;

/// The part of a published feature that a list shows.
#[derive(Deserialize)]
struct Fragment {
    properties: Shown,
}

#[derive(Deserialize)]
struct Shown {
    kind: DeviceKind,
    status: DeviceStatus,
    verification: Verification,
    address_label: Option<String>,
    operator: Option<String>,
    territory_name: Option<String>,
    last_confirmed: Option<String>,
    removed_on: Option<String>,
}

/// The rows of a page of devices; `with_territory` says where each one lies.
pub(crate) fn rows(words: &Words, features: &[PublishedFeature], with_territory: bool) -> Vec<DeviceRow> {
    let row =
        |feature: &PublishedFeature| row(words, feature.id, &feature.fragment, feature.updated_on, with_territory);
    features.iter().filter_map(row).collect()
}

/// The same of devices as they stood on a day.
pub(crate) fn rows_on(state: &AppState, words: &Words, devices: &[Entity], with_territory: bool) -> Vec<DeviceRow> {
    let row =
        |device: &Entity| row(words, device.id, &past::fragment(state, device)?, device.updated_on, with_territory);
    devices.iter().filter_map(row).collect()
}

/// `None` for a fragment that cannot be read, which `technopolice check` would have found.
fn row(words: &Words, id: EntityId, fragment: &str, updated_on: NaiveDate, with_territory: bool) -> Option<DeviceRow> {
    let Fragment { properties: shown } = serde_json::from_str(fragment).ok()?;
    let id = id.to_string();
    Some(DeviceRow {
        href: Paths(words.lang()).device(&id),
        id,
        mark: Mark::of(shown.kind, shown.status, shown.verification),
        kind: labels::label(words, "device_kind", shown.kind.key()),
        place: place(words, &shown, with_territory),
        note: note(words, &shown, updated_on),
    })
}

fn place(words: &Words, shown: &Shown, with_territory: bool) -> String {
    let territory = shown.territory_name.as_deref().filter(|_| with_territory);
    let parts: Vec<&str> =
        [shown.address_label.as_deref().or(shown.operator.as_deref()), territory].into_iter().flatten().collect();
    if parts.is_empty() { words.text("row-no-address") } else { parts.join(" · ") }
}

fn note(words: &Words, shown: &Shown, updated_on: NaiveDate) -> String {
    let gone = !shown.status.stands();
    let (key, date) = match (&shown.removed_on, &shown.last_confirmed) {
        (Some(date), _) if gone => ("row-removed", format::partial_date(words, date)),
        _ if gone => return labels::label(words, "device_status", shown.status.key()),
        (_, Some(date)) => ("row-seen", format::partial_date(words, date)),
        _ => ("row-added", format::day(words, updated_on)),
    };
    words.with(key, &[("day", date.into())])
}
