//! What a contribution makes of a device.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::contribution::Intent;
use crate::device::OWN_LICENCE;
use crate::{Basis, Contribution, Device, DeviceStatus, Entity, Verification, verification};

/// Searches in vain, one after the other, after which a device counts as not found.
const ABSENCES_TO_VANISH: u32 = 2;

/// The next state of a device, and why it changed in one stable word.
#[derive(Debug, Clone, PartialEq)]
pub struct Evolution {
    /// The state after the change.
    pub device: Device,
    /// `report`, `confirm`, `not_found`, `removed`, `moved`, `correct`.
    pub reason: &'static str,
}

/// Why a contribution cannot be applied to what the census holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inapplicable {
    /// The device it speaks of is not in the census.
    #[error("there is no such device")]
    NoSuchDevice,
    /// Somebody changed the device since the sender looked.
    #[error("the device is at version {current} now, the contribution was made on version {base}")]
    Stale {
        /// The version the sender saw.
        base: u32,
        /// The version the census holds.
        current: u32,
    },
    /// Together with what is known, the values make no device.
    #[error("the values make no device: {0}")]
    Impossible(String),
    /// It asks for something that only a moderator can do.
    #[error("a moderator has to decide on this")]
    NeedsModerator,
}

/// Applies a contribution on a day. Callers have located the position and put its territory into the patch.
pub fn evolve(
    current: Option<&Entity>,
    contribution: &Contribution,
    today: NaiveDate,
) -> Result<Evolution, Inapplicable> {
    if contribution.intent == Intent::New {
        return report(contribution, today);
    }
    let current = current.ok_or(Inapplicable::NoSuchDevice)?;
    if let Some(base) = contribution.base_version.filter(|base| *base != current.version) {
        return Err(Inapplicable::Stale { base, current: current.version });
    }
    let mut device = current.device.clone();
    let reason = match contribution.intent {
        Intent::New | Intent::Privacy => return Err(Inapplicable::NeedsModerator),
        Intent::Confirm => confirm(&mut device, today),
        Intent::NotFound => miss(&mut device),
        Intent::Removed => remove(&mut device, contribution, today)?,
        Intent::Moved => overlay(&mut device, contribution, "moved")?,
        Intent::Correct => overlay(&mut device, contribution, "correct")?,
    };
    device.verification = verification(&device);
    Ok(Evolution { device, reason })
}

fn report(contribution: &Contribution, today: NaiveDate) -> Result<Evolution, Inapplicable> {
    let mut state = Map::from_iter([
        ("status".to_owned(), json!(DeviceStatus::Reported)),
        ("verification".to_owned(), json!(Verification::Unverified)),
        ("licence".to_owned(), json!(OWN_LICENCE)),
    ]);
    if seen_by_the_sender(contribution) {
        state.insert("last_confirmed".to_owned(), json!(today.to_string()));
    }
    let mut device = with_values(state, contribution)?;
    device.verification = verification(&device);
    Ok(Evolution { device, reason: "report" })
}

/// A report from the pavement is a sighting; one from a document or a guess is not.
fn seen_by_the_sender(contribution: &Contribution) -> bool {
    let basis = contribution.basis.get("kind").copied().unwrap_or(Basis::Unknown);
    matches!(basis, Basis::Seen | Basis::Photo | Basis::Panel | Basis::Unknown) && contribution.sources.is_empty()
}

fn confirm(device: &mut Device, today: NaiveDate) -> &'static str {
    device.confirmations += 1;
    device.absences = 0;
    device.last_confirmed = Some(today.into());
    if matches!(device.status, DeviceStatus::Reported | DeviceStatus::NotFound) {
        device.status = DeviceStatus::Confirmed;
    }
    "confirm"
}

fn miss(device: &mut Device) -> &'static str {
    device.absences += 1;
    if device.absences >= ABSENCES_TO_VANISH && device.status.stands() {
        device.status = DeviceStatus::NotFound;
    }
    "not_found"
}

fn remove(device: &mut Device, contribution: &Contribution, today: NaiveDate) -> Result<&'static str, Inapplicable> {
    overlay(device, contribution, "removed")?;
    device.status = DeviceStatus::Removed;
    device.removed_on.get_or_insert_with(|| today.into());
    Ok("removed")
}

fn overlay(
    device: &mut Device,
    contribution: &Contribution,
    reason: &'static str,
) -> Result<&'static str, Inapplicable> {
    let Ok(Value::Object(state)) = serde_json::to_value(&*device) else {
        return Err(Inapplicable::Impossible("the state is no object".to_owned()));
    };
    *device = with_values(state, contribution)?;
    Ok(reason)
}

/// Lays the patch, its basis and its sources over a state, and reads the result as a device.
fn with_values(mut state: Map<String, Value>, contribution: &Contribution) -> Result<Device, Inapplicable> {
    for (field, value) in contribution.patch.as_map() {
        if value.is_null() {
            state.remove(field)
        } else {
            state.insert(field.clone(), value.clone())
        };
    }
    let mut device =
        Device::deserialize(Value::Object(state)).map_err(|error| Inapplicable::Impossible(error.to_string()))?;
    for field in contribution.patch.as_map().keys() {
        let basis = contribution.basis.get(field).copied();
        match basis.filter(|basis| *basis != Basis::Unknown) {
            Some(basis) => drop(device.basis.insert(field.clone(), basis)),
            None => drop(device.basis.remove(field)),
        }
    }
    for source in &contribution.sources {
        if !device.sources.contains(source) {
            device.sources.push(source.clone());
        }
    }
    Ok(device)
}
