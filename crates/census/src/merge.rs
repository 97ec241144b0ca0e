//! Two entries turn out to be the same thing: what the one that stays learns from the other.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::claim::{MOVING, Weight, weigh};
use crate::device::OWN_LICENCE;
use crate::{Basis, Claim, Device, PartialDate, Record, Source, State, Upstream};

/// What a device keeps of its own: where it stands, what became of it, and what is counted or told of it.
const KEPT: &[&str] = &[
    "position",
    "accuracy_m",
    "territory",
    "status",
    "merged_into",
    "verification",
    "confirmations",
    "absences",
    "missed_on",
    "independent",
    "checked_on",
    "first_seen",
    "last_confirmed",
    "removed_on",
    "sources",
    "disputed",
    "basis",
    "licence",
    "upstream",
    "fictional",
];

/// The one that stays, with everything that only the other one knew: values, items of lists, sources, names in other
/// censuses and confirmations; the name of a record becomes another name. A value that contradicts the known one
/// without being better founded stands beside it, as if somebody had contributed it on the day of the other one's
/// newest revision.
///
/// A device stays where it is and looks where it is said to look; it was there since the earlier and seen on the later
/// of both days. Witnesses of both may be the same people, so the independent ones of the better known entry count, not
/// the sum. Two of different kinds do not become one: the first stays as it is.
#[must_use]
pub fn merged(stays: State, gone: State, gone_on: NaiveDate) -> State {
    match (stays, gone) {
        (State::Record(stays), State::Record(gone)) => State::Record(records(stays, &gone, gone_on)),
        (State::Device(stays), State::Device(gone)) => devices(*stays, *gone, gone_on),
        (stays, _) => stays,
    }
}

fn records(stays: Record, gone: &Record, gone_on: NaiveDate) -> Record {
    let mut known = Known::of_record(&stays);
    known.learn(Known::of_record(gone), gone_on);
    let Known { values, disputed, basis, sources, upstream } = known;
    Record {
        values,
        disputed,
        basis,
        sources,
        upstream,
        confirmations: stays.confirmations + gone.confirmations,
        independent: stays.independent.max(gone.independent),
        ..stays
    }
}

fn devices(stays: Device, gone: Device, gone_on: NaiveDate) -> State {
    let mut known = Known::of_device(&stays);
    known.learn(Known::of_device(&gone), gone_on);
    let Known { values, disputed, basis, sources, upstream } = known;
    let licence = if stays.licence == gone.licence { stays.licence.clone() } else { OWN_LICENCE.to_owned() };
    let both = Device {
        disputed,
        basis,
        sources,
        upstream,
        licence,
        first_seen: earlier(stays.first_seen.clone(), gone.first_seen),
        last_confirmed: stays.last_confirmed.clone().max(gone.last_confirmed),
        confirmations: stays.confirmations + gone.confirmations,
        independent: stays.independent.max(gone.independent),
        ..stays
    };
    let both = State::from(both);
    let mut fields = both.fields();
    fields.extend(values);
    State::from_fields(fields).unwrap_or(both)
}

/// The earlier of two days, or the one that says the same more finely.
fn earlier(one: Option<PartialDate>, other: Option<PartialDate>) -> Option<PartialDate> {
    match (one, other) {
        (Some(one), Some(other)) if one.as_str().starts_with(other.as_str()) => Some(one),
        (Some(one), Some(other)) if other.as_str().starts_with(one.as_str()) => Some(other),
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// What is known of an entry, and how.
struct Known {
    values: Map<String, Value>,
    disputed: BTreeMap<String, Vec<Claim>>,
    basis: BTreeMap<String, Basis>,
    sources: Vec<Source>,
    upstream: Vec<Upstream>,
}

impl Known {
    fn of_record(record: &Record) -> Self {
        let Record { values, disputed, basis, sources, upstream, .. } = record.clone();
        Self { values, disputed, basis, sources, upstream }
    }

    fn of_device(device: &Device) -> Self {
        let Device { disputed, basis, sources, upstream, .. } = device.clone();
        let mut values = State::from(device.clone()).fields();
        values.retain(|field, _| !KEPT.contains(&field.as_str()));
        Self { values, disputed, basis, sources, upstream }
    }

    fn learn(&mut self, gone: Self, gone_on: NaiveDate) {
        for (field, value) in gone.values {
            self.take(&field, value, gone.basis.get(&field).copied(), gone_on, &gone.sources);
        }
        for (field, claims) in gone.disputed {
            for claim in claims {
                if self.values.get(&field) != Some(&claim.value) {
                    self.dispute(&field, claim);
                }
            }
        }
        add_new(&mut self.sources, gone.sources);
        add_new(&mut self.upstream, gone.upstream);
    }

    fn take(&mut self, field: &str, value: Value, basis: Option<Basis>, on: NaiveDate, sources: &[Source]) {
        if field == "name" {
            return add_alias(&mut self.values, &value);
        }
        if let (Some(Value::Array(known)), Value::Array(new)) = (self.values.get_mut(field), &value) {
            // Two drawings of where one device looks are not two views.
            if field != "views" {
                let unknown = new.iter().filter(|item| !known.contains(item)).cloned().collect::<Vec<_>>();
                known.extend(unknown);
            }
            return;
        }
        match weight(field, self.values.get(field), self.basis.get(field).copied(), &value, basis) {
            Weight::Agree => {}
            Weight::Replace => {
                match basis {
                    Some(basis) => drop(self.basis.insert(field.to_owned(), basis)),
                    None => drop(self.basis.remove(field)),
                }
                self.values.insert(field.to_owned(), value);
            }
            Weight::Dispute => self.dispute(field, Claim { value, basis, on, sources: sources.to_vec() }),
        }
    }

    fn dispute(&mut self, field: &str, claim: Claim) {
        let rivals = self.disputed.entry(field.to_owned()).or_default();
        if !rivals.iter().any(|rival| rival.value == claim.value) {
            rivals.push(claim);
        }
    }
}

/// As of a contribution, but that nobody knows which of two values that change with time is the later one: both stay
/// readable. Two descriptions or addresses do not contradict, and the known one stays.
fn weight(field: &str, known: Option<&Value>, known_basis: Option<Basis>, new: &Value, basis: Option<Basis>) -> Weight {
    match known {
        Some(_) if ["description", "address_label"].contains(&field) => Weight::Agree,
        Some(known) if known != new && MOVING.contains(&field) => Weight::Dispute,
        known => weigh(field, known, known_basis, new, basis),
    }
}

fn add_new<T: PartialEq>(known: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        if !known.contains(&other) {
            known.push(other);
        }
    }
}

fn add_alias(values: &mut Map<String, Value>, name: &Value) {
    if values.get("name") == Some(name) {
        return;
    }
    let aliases = values.entry("aliases").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(aliases) = aliases
        && !aliases.contains(name)
    {
        aliases.push(name.clone());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::EntityKind;

    fn contract(values: &Value) -> Record {
        let values = values.as_object().expect("an object").clone();
        Record { values, ..Record::new(EntityKind::Contract) }
    }

    #[test]
    fn what_stays_learns_what_it_did_not_know_and_keeps_both_of_what_contradicts() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let stays = contract(&json!({"object": "Caméras", "amount_ht": 1000, "amendments": [{"number": "1"}]}));
        let mut gone = contract(&json!({"object": "Caméras", "amount_ht": 1200, "duration_months": 48,
            "amendments": [{"number": "1"}, {"number": "2"}]}));
        gone.basis.insert("duration_months".to_owned(), Basis::Document);
        (gone.confirmations, gone.independent) = (3, 1);
        let Record { values, disputed, basis, confirmations, independent, .. } = records(stays.clone(), &gone, day);
        assert_eq!(values["amendments"], json!([{"number": "1"}, {"number": "2"}]));
        assert_eq!((&values["duration_months"], basis["duration_months"]), (&json!(48), Basis::Document));
        let rival = Claim { value: json!(1200), basis: None, on: day, sources: Vec::new() };
        assert_eq!((&values["amount_ht"], &disputed["amount_ht"]), (&json!(1000), &vec![rival]));
        assert_eq!((confirmations, independent), (3, 1));
        gone.basis.insert("amount_ht".to_owned(), Basis::Document);
        let founded = records(stays, &gone, day);
        assert_eq!((&founded.values["amount_ht"], founded.disputed.len()), (&json!(1200), 0), "a document outweighs");
    }

    #[test]
    fn a_device_stays_where_it_is_and_learns_the_rest() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day");
        let device = |values: &Value| match State::from_fields(values.as_object().expect("an object").clone()) {
            Ok(State::Device(device)) => *device,
            other => unreachable!("{other:?}"),
        };
        let stays =
            device(&json!({"kind": "camera", "position": [2.35, 48.85], "territory": "75104", "status": "reported",
            "verification": "unverified", "licence": "ODbL-1.0", "form": "dome", "views": [{"bearing": 90.0}],
            "first_seen": "2024", "last_confirmed": "2026-01-02", "confirmations": 1, "features": ["zoom"]}));
        let gone =
            device(&json!({"kind": "camera", "position": [2.3501, 48.85], "territory": "75104", "status": "confirmed",
            "verification": "multiple", "licence": "ODbL-1.0", "form": "fixed", "views": [{"bearing": 95.0}],
            "mount": "pole", "first_seen": "2021-05", "last_confirmed": "2025-01-02", "confirmations": 2,
            "features": ["thermal"], "upstream": [{"source": "osm", "id": "node/1"}]}));
        let State::Device(both) = merged(State::from(stays.clone()), State::from(gone), day) else { unreachable!() };
        assert_eq!((both.position, &both.views, both.status), (stays.position, &stays.views, stays.status));
        assert_eq!((both.form, both.disputed["form"][0].value.clone()), (stays.form, json!("fixed")));
        assert_eq!((both.mount.map(crate::Mount::key), both.confirmations), (Some("pole"), 3));
        let days = [&both.first_seen, &both.last_confirmed].map(|day| day.as_ref().map(PartialDate::as_str));
        assert_eq!(days, [Some("2021-05"), Some("2026-01-02")]);
        assert_eq!((both.features.len(), both.upstream.len()), (2, 1));
    }
}
