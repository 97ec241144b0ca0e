//! Two records turn out to be the same thing: what the one that stays learns from the other.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::claim::{MOVING, Weight, weigh};
use crate::{Basis, Claim, Record};

/// The one that stays, with everything that only the other one knew: values, items of lists, sources, names in other
/// censuses, confirmations, and its name as another name. A value that contradicts the known one without being better
/// founded stands beside it, as if somebody had contributed it on the day of the other one's newest revision.
///
/// Witnesses of both may be the same people, so the independent ones of the better known record count, not the sum.
#[must_use]
pub fn merged(stays: Record, gone: Record, gone_on: NaiveDate) -> Record {
    let Record { mut values, mut disputed, mut basis, mut sources, mut upstream, .. } = stays;
    for (field, value) in gone.values {
        let known_basis = basis.get(&field).copied();
        let new_basis = gone.basis.get(&field).copied();
        if field == "name" {
            add_alias(&mut values, &value);
            continue;
        }
        if let (Some(Value::Array(known)), Value::Array(new)) = (values.get_mut(&field), &value) {
            let unknown = new.iter().filter(|item| !known.contains(item)).cloned().collect::<Vec<_>>();
            known.extend(unknown);
            continue;
        }
        match weight(&field, values.get(&field), known_basis, &value, new_basis) {
            Weight::Agree => {}
            Weight::Replace => {
                found(&mut basis, &field, new_basis);
                values.insert(field, value);
            }
            Weight::Dispute => dispute(&mut disputed, &field, value, new_basis, gone_on, &gone.sources),
        }
    }
    for (field, claims) in gone.disputed {
        for claim in claims {
            if values.get(&field) != Some(&claim.value) {
                dispute(&mut disputed, &field, claim.value, claim.basis, claim.on, &claim.sources);
            }
        }
    }
    add_new(&mut sources, gone.sources);
    add_new(&mut upstream, gone.upstream);
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

/// As of a contribution, but that nobody knows which of two values that change with time is the later one: both stay
/// readable. Two descriptions do not contradict, and the known one stays.
fn weight(field: &str, known: Option<&Value>, known_basis: Option<Basis>, new: &Value, basis: Option<Basis>) -> Weight {
    match known {
        Some(_) if field == "description" => Weight::Agree,
        Some(known) if known != new && MOVING.contains(&field) => Weight::Dispute,
        known => weigh(field, known, known_basis, new, basis),
    }
}

fn found(known: &mut std::collections::BTreeMap<String, Basis>, field: &str, basis: Option<Basis>) {
    match basis {
        Some(basis) => drop(known.insert(field.to_owned(), basis)),
        None => drop(known.remove(field)),
    }
}

fn dispute(
    disputed: &mut std::collections::BTreeMap<String, Vec<Claim>>,
    field: &str,
    value: Value,
    basis: Option<Basis>,
    on: NaiveDate,
    sources: &[crate::Source],
) {
    let rivals = disputed.entry(field.to_owned()).or_default();
    if !rivals.iter().any(|rival| rival.value == value) {
        rivals.push(Claim { value, basis, on, sources: sources.to_vec() });
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
        let Record { values, disputed, basis, confirmations, independent, .. } =
            merged(stays.clone(), gone.clone(), day);
        assert_eq!(values["amendments"], json!([{"number": "1"}, {"number": "2"}]));
        assert_eq!((&values["duration_months"], basis["duration_months"]), (&json!(48), Basis::Document));
        let rival = Claim { value: json!(1200), basis: None, on: day, sources: Vec::new() };
        assert_eq!((&values["amount_ht"], &disputed["amount_ht"]), (&json!(1000), &vec![rival]));
        assert_eq!((confirmations, independent), (3, 1));
        gone.basis.insert("amount_ht".to_owned(), Basis::Document);
        let founded = merged(stays, gone, day);
        assert_eq!((&founded.values["amount_ht"], founded.disputed.len()), (&json!(1200), 0), "a document outweighs");
    }
}
