//! What a contribution makes of an entity.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::claim::{Weight, strength, weigh};
use crate::contribution::Intent;
use crate::device::OWN_LICENCE;
use crate::revision::whole_numbers;
use crate::{
    Basis, Channel, Claim, Contribution, Device, DeviceStatus, Entity, EntityKind, Record, State, Verification,
    Witness, verification,
};

/// Days between two independent searches in vain after which a device counts as not found (reliability, 4.3).
const VANISHING_DAYS: i64 = 7;

/// The next state of an entity, and why it changed in one stable word.
#[derive(Debug, Clone, PartialEq)]
pub struct Evolution {
    /// The state after the change.
    pub state: State,
    /// `report`, `confirm`, `not_found`, `removed`, `moved`, `correct`.
    pub reason: &'static str,
}

/// Why a contribution cannot be applied to what the census holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inapplicable {
    /// The entity it speaks of is not in the census, or is of another kind.
    #[error("there is no such {0}")]
    NoSuchEntity(EntityKind),
    /// Somebody changed the entity since the sender looked.
    #[error("it is at version {current} now, the contribution was made on version {base}")]
    Stale {
        /// The version the sender saw.
        base: u32,
        /// The version the census holds.
        current: u32,
    },
    /// Together with what is known, the values make no entity.
    #[error("the values do not fit together: {0}")]
    Impossible(String),
    /// It asks for something that only a moderator can do.
    #[error("a moderator has to decide on this")]
    NeedsModerator,
}

/// Applies a contribution on a day. Callers have located the position, put its territory into the patch, and turned
/// references into ids. `witness` is the account that speaks; nobody knows who an anonymous one is, so its word is
/// counted but never as independent.
pub fn evolve(
    current: Option<&Entity>,
    contribution: &Contribution,
    witness: Option<Witness>,
    today: NaiveDate,
) -> Result<Evolution, Inapplicable> {
    if contribution.intent == Intent::New {
        return report(contribution, today);
    }
    let same_kind = |entity: &&Entity| entity.kind() == contribution.kind;
    let current = current.filter(same_kind).ok_or(Inapplicable::NoSuchEntity(contribution.kind))?;
    if let Some(base) = contribution.base_version.filter(|base| *base != current.version) {
        return Err(Inapplicable::Stale { base, current: current.version });
    }
    let independent = witness.is_some_and(|witness| witness.is_independent(today));
    let (state, reason) = match contribution.intent {
        Intent::New | Intent::Privacy => return Err(Inapplicable::NeedsModerator),
        Intent::Confirm => (confirm(current.state.clone(), independent, today), "confirm"),
        Intent::NotFound => (miss(current.state.clone(), independent, today)?, "not_found"),
        Intent::Removed => (remove(&current.state, contribution, today)?, "removed"),
        Intent::Moved => (overlay(&current.state, contribution, today)?, "moved"),
        Intent::Correct => (overlay(&current.state, contribution, today)?, "correct"),
    };
    Ok(Evolution { state: graded(state), reason })
}

/// The state with the verification that follows from it. Where a value went away that others contradicted, the first
/// of theirs takes its place.
#[must_use]
pub fn graded(state: State) -> State {
    let mut state = promoted(state);
    let grade = verification(&state);
    match &mut state {
        State::Device(device) => device.verification = grade,
        State::Record(record) => record.verification = grade,
    }
    state
}

fn promoted(state: State) -> State {
    let disputed = match &state {
        State::Device(device) => &device.disputed,
        State::Record(record) => &record.disputed,
    };
    if disputed.is_empty() {
        return state;
    }
    let mut fields = state.fields();
    let mut disputed = object(&mut fields, "disputed");
    disputed.retain(|field, rivals| {
        let Some(rivals) = rivals.as_array_mut() else { return false };
        if !fields.contains_key(field) && !rivals.is_empty() {
            let value = rivals.remove(0).get("value").cloned().unwrap_or_default();
            if !value.is_null() {
                fields.insert(field.clone(), value);
            }
        }
        !rivals.is_empty()
    });
    if !disputed.is_empty() {
        fields.insert("disputed".to_owned(), Value::Object(disputed));
    }
    State::from_fields(fields).unwrap_or(state)
}

fn report(contribution: &Contribution, today: NaiveDate) -> Result<Evolution, Inapplicable> {
    let fields = match contribution.kind {
        EntityKind::Device => new_device(contribution, today),
        kind => State::from(Record::new(kind)).fields(),
    };
    let state = with_values(fields, contribution, today)?;
    Ok(Evolution { state: graded(state), reason: "report" })
}

fn new_device(contribution: &Contribution, today: NaiveDate) -> Map<String, Value> {
    let mut state = Map::from_iter([
        ("status".to_owned(), json!(DeviceStatus::Reported)),
        ("verification".to_owned(), json!(Verification::Unverified)),
        ("licence".to_owned(), json!(OWN_LICENCE)),
    ]);
    if seen_by_the_sender(contribution) {
        state.insert("last_confirmed".to_owned(), json!(today.to_string()));
    }
    state
}

/// A report from the pavement is a sighting; one from a document or a guess is not.
fn seen_by_the_sender(contribution: &Contribution) -> bool {
    let basis = contribution.basis.get("kind").copied().unwrap_or(Basis::Unknown);
    matches!(basis, Basis::Seen | Basis::Photo | Basis::Panel | Basis::Unknown) && contribution.sources.is_empty()
}

fn confirm(mut state: State, independent: bool, today: NaiveDate) -> State {
    match &mut state {
        State::Record(record) => {
            record.confirmations += 1;
            record.independent += u32::from(independent);
        }
        State::Device(device) => {
            device.confirmations += 1;
            device.independent += u32::from(independent);
            (device.absences, device.missed_on) = (0, None);
            device.last_confirmed = Some(today.into());
            if matches!(device.status, DeviceStatus::Reported | DeviceStatus::NotFound) {
                device.status = DeviceStatus::Confirmed;
            }
        }
    }
    state
}

/// Every search in vain is counted; only two independent ones, some days apart, take a device off the map.
fn miss(mut state: State, independent: bool, today: NaiveDate) -> Result<State, Inapplicable> {
    let device = device_in(&mut state)?;
    device.absences += 1;
    match device.missed_on {
        _ if !independent => {}
        None => device.missed_on = Some(today),
        Some(first) if (today - first).num_days() >= VANISHING_DAYS && device.status.stands() => {
            device.status = DeviceStatus::NotFound;
        }
        Some(_) => {}
    }
    Ok(state)
}

fn remove(state: &State, contribution: &Contribution, today: NaiveDate) -> Result<State, Inapplicable> {
    let mut state = overlay(state, contribution, today)?;
    let device = device_in(&mut state)?;
    device.status = DeviceStatus::Removed;
    device.removed_on.get_or_insert_with(|| today.into());
    Ok(state)
}

/// Only a thing that stands somewhere can be gone.
fn device_in(state: &mut State) -> Result<&mut Device, Inapplicable> {
    match state {
        State::Device(device) => Ok(device),
        State::Record(_) => Err(Inapplicable::NoSuchEntity(EntityKind::Device)),
    }
}

fn overlay(state: &State, contribution: &Contribution, today: NaiveDate) -> Result<State, Inapplicable> {
    with_values(state.fields(), contribution, today)
}

/// The bookkeeping beside the values, while a patch is laid over a state.
struct Overlay<'a> {
    contribution: &'a Contribution,
    today: NaiveDate,
    basis: Map<String, Value>,
    disputed: Map<String, Value>,
}

/// Lays the patch, its basis and its sources over a state, and reads the result. A value that contradicts a known one
/// without being better founded stands beside it; a moderator's word settles the matter.
fn with_values(
    mut fields: Map<String, Value>,
    contribution: &Contribution,
    today: NaiveDate,
) -> Result<State, Inapplicable> {
    let mut overlay =
        Overlay { contribution, today, basis: object(&mut fields, "basis"), disputed: object(&mut fields, "disputed") };
    for (field, value) in contribution.patch.as_map() {
        overlay.lay(&mut fields, field, value);
    }
    let Overlay { basis, disputed, .. } = overlay;
    for (name, map) in [("basis", basis), ("disputed", disputed)] {
        if !map.is_empty() {
            fields.insert(name.to_owned(), Value::Object(map));
        }
    }
    let mut state = State::from_fields(fields).map_err(|error| Inapplicable::Impossible(error.to_string()))?;
    add_sources(&mut state, contribution);
    Ok(state)
}

fn object(fields: &mut Map<String, Value>, name: &str) -> Map<String, Value> {
    match fields.remove(name) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

impl Overlay<'_> {
    fn lay(&mut self, fields: &mut Map<String, Value>, field: &str, value: &Value) {
        let basis = self.contribution.basis.get(field).copied().filter(|basis| *basis != Basis::Unknown);
        let known_basis = self.basis.get(field).and_then(|basis| serde_json::from_value(basis.clone()).ok());
        let weight = match self.contribution.channel {
            Channel::Moderation => Weight::Replace,
            _ => weigh(field, fields.get(field), known_basis, value, basis),
        };
        match weight {
            Weight::Agree if strength(basis) > strength(known_basis) => self.found(field, basis),
            Weight::Agree => {}
            Weight::Dispute => self.dispute(field, value, basis),
            Weight::Replace => {
                self.disputed.remove(field);
                self.found(field, basis);
                if value.is_null() {
                    fields.remove(field)
                } else {
                    fields.insert(field.to_owned(), value.clone())
                };
            }
        }
    }

    fn found(&mut self, field: &str, basis: Option<Basis>) {
        match basis {
            Some(basis) => drop(self.basis.insert(field.to_owned(), json!(basis))),
            None => drop(self.basis.remove(field)),
        }
    }

    fn dispute(&mut self, field: &str, value: &Value, basis: Option<Basis>) {
        let sources = self.contribution.sources.clone();
        let mut value = value.clone();
        whole_numbers(&mut value);
        let claim = json!(Claim { value: value.clone(), basis, on: self.today, sources });
        let rivals = self.disputed.entry(field).or_insert_with(|| json!([]));
        if let Value::Array(rivals) = rivals
            && !rivals.iter().any(|rival| rival.get("value") == Some(&value))
        {
            rivals.push(claim);
        }
    }
}

fn add_sources(state: &mut State, contribution: &Contribution) {
    let sources = match state {
        State::Device(device) => &mut device.sources,
        State::Record(record) => &mut record.sources,
    };
    for source in &contribution.sources {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
}
