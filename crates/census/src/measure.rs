//! The numbers of a territory that stand side by side and are never mixed (model, §1): what an authority declares,
//! what prefects' orders allow, what contracts bought. What residents observe is counted from the devices.

use chrono::NaiveDate;
use serde_json::Value;

use crate::{EntityId, EntityKind, Record};

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An authority stated it.
    Statement,
    /// The sum of the cameras of the orders in force.
    Orders,
    /// The sum of what the recorded uses say was bought.
    Deployments,
}

impl Origin {
    /// Its key in the API and in the catalogue of words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Orders => "orders",
            Self::Deployments => "deployments",
        }
    }
}

/// A number with its day and the records it is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Cameras.
    pub value: u64,
    /// The day it holds for: a year, a month or a day.
    pub as_of: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// What it is read from, the newest first.
    pub records: Vec<EntityId>,
}

/// What contracts cost, ceilings apart from spending.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spending {
    /// Contracts that the census stands by.
    pub contracts: u64,
    /// Euros without tax of the contracts that name an amount and are no framework agreement; an amendment that
    /// names a new amount replaces it.
    pub amount_ht: f64,
    /// Euros without tax that framework agreements allow at most.
    pub ceiling_ht: f64,
    /// Contracts that name no amount.
    pub without_amount: u64,
}

/// A record of a territory with its id.
pub type Known = (EntityId, Record);

/// The newest number that an authority declared. Cameras inside vehicles and stations are another thing than those of
/// the street, so figures of transport are left out.
pub fn declared(records: &[Known]) -> Option<Measure> {
    stated(records, "declared")
}

/// What orders allow: the sum over the orders in force on a day, or the newest figure that somebody states of them
/// when it is newer than the last of these orders.
pub fn authorised(records: &[Known], today: NaiveDate) -> Option<Measure> {
    let stated = stated(records, "authorised");
    let summed = in_force(records, today);
    match (stated, summed) {
        (Some(stated), Some(summed)) => Some(if stated.as_of >= summed.as_of { stated } else { summed }),
        (stated, summed) => stated.or(summed),
    }
}

/// What was bought: the newest figure that somebody states, or the sum of what the recorded uses say.
pub fn contracted(records: &[Known]) -> Option<Measure> {
    stated(records, "contracted").or_else(|| deployed(records))
}

/// What one contract costs, in euros without tax, its ceiling apart.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// What was agreed; the last amendment that names an amount replaces it.
    pub amount_ht: Option<f64>,
    /// What may be ordered at most; the amount of a framework agreement is one.
    pub ceiling_ht: Option<f64>,
}

/// What a contract costs as it stands after its amendments.
pub fn cost(contract: &Record) -> Cost {
    match (newest(contract, "ceiling_ht"), newest(contract, "amount_ht")) {
        (None, Some(euros)) if is_framework(contract) => Cost { amount_ht: None, ceiling_ht: Some(euros) },
        (ceiling_ht, amount_ht) => Cost { amount_ht, ceiling_ht },
    }
}

/// What the contracts among some records cost.
pub fn spending(records: &[Known]) -> Spending {
    let contracts = records.iter().filter(|(_, record)| record.kind == EntityKind::Contract);
    contracts.fold(Spending::default(), |mut sum, (_, contract)| {
        let cost = cost(contract);
        sum.contracts += 1;
        sum.without_amount += u64::from(cost == Cost::default());
        sum.ceiling_ht += cost.ceiling_ht.unwrap_or_default();
        sum.amount_ht += cost.amount_ht.unwrap_or_default();
        sum
    })
}

/// Is an order in force on a day? `None` when nothing says until when it holds.
pub fn is_in_force(order: &Record, today: NaiveDate) -> Option<bool> {
    if matches!(order.text("status"), Some("expired" | "renewed" | "repealed" | "annulled")) {
        return Some(false);
    }
    let told = order.text("expires_on").and_then(|day| day.parse::<NaiveDate>().ok());
    let until = told.or_else(|| order.derived_expiry());
    until.map(|until| until >= today).or_else(|| (order.text("status") == Some("in_force")).then_some(true))
}

fn stated(records: &[Known], kind: &str) -> Option<Measure> {
    let of_kind = |record: &Record| record.kind == EntityKind::OfficialCount && record.text("kind") == Some(kind);
    let street = |record: &Record| record.text("scope") != Some("transport");
    let found = records.iter().filter(|(_, record)| of_kind(record) && street(record));
    let (id, record) = found.max_by_key(|(id, record)| {
        (record.text("as_of").map(str::to_owned), record.text("scope") == Some("public_road"), *id)
    })?;
    Some(Measure {
        value: record.number("n")?,
        as_of: record.text("as_of").map(str::to_owned),
        origin: Origin::Statement,
        records: vec![*id],
    })
}

/// The cameras that an order allows, wherever they stand; `None` when it does not say how many.
pub fn cameras_of(order: &Record) -> Option<u64> {
    let fields = ["cameras_public_road", "cameras_outdoor", "cameras_indoor"];
    fields.iter().filter_map(|field| order.number(field)).reduce(|sum, more| sum + more)
}

fn in_force(records: &[Known], today: NaiveDate) -> Option<Measure> {
    let orders = records.iter().filter(|(_, record)| record.kind == EntityKind::Authorisation);
    let counted = orders.filter(|(_, order)| is_in_force(order, today) == Some(true));
    summed(counted.filter_map(|(id, order)| Some((*id, cameras_of(order)?, order.text("signed_on")))), Origin::Orders)
}

fn deployed(records: &[Known]) -> Option<Measure> {
    let uses = records.iter().filter(|(_, record)| record.kind == EntityKind::Deployment);
    let bought = uses.filter(|(_, one)| one.text("count_kind") == Some("contracted"));
    let counted = bought.filter_map(|(id, one)| Some((*id, one.number("device_count")?, one.text("start_on"))));
    summed(counted, Origin::Deployments)
}

fn summed<'a>(counted: impl Iterator<Item = (EntityId, u64, Option<&'a str>)>, origin: Origin) -> Option<Measure> {
    let mut counted: Vec<_> = counted.collect();
    counted.sort_by(|one, other| other.2.cmp(&one.2));
    let newest = counted.first()?.2.map(str::to_owned);
    Some(Measure {
        value: counted.iter().map(|(_, cameras, _)| cameras).sum(),
        as_of: newest,
        origin,
        records: counted.iter().map(|(id, ..)| *id).collect(),
    })
}

/// A sum of a contract: that of its last amendment with one, or its own.
fn newest(contract: &Record, field: &str) -> Option<f64> {
    let amendments = contract.values.get("amendments").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let amended = amendments.iter().rev().find_map(|row| row.get(field).and_then(Value::as_f64));
    amended.or_else(|| contract.values.get(field).and_then(Value::as_f64))
}

/// Is its amount a ceiling? Framework agreements say how much may be ordered, not how much was.
fn is_framework(contract: &Record) -> bool {
    let techniques = contract.values.get("techniques").and_then(Value::as_array).into_iter().flatten();
    let texts = techniques.filter_map(Value::as_str).chain(contract.text("nature"));
    texts.into_iter().any(|text| text.to_lowercase().contains("accord-cadre"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn known(number: u128, kind: EntityKind, values: &Value) -> Known {
        let values = values.as_object().cloned().expect("an object");
        (EntityId(Uuid::from_u128(number)), Record { values, ..Record::new(kind) })
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_newest_declaration_of_the_street_counts_and_buses_do_not() {
        let count = |number, n: u64, as_of: &str, scope: &str| {
            let values = json!({"kind": "declared", "n": n, "as_of": as_of, "scope": scope});
            known(number, EntityKind::OfficialCount, &values)
        };
        let records = [
            count(1, 93, "2019-12-31", "public_road"),
            count(2, 430, "2023", "public_road"),
            count(3, 9_000, "2024", "transport"),
        ];
        let found = declared(&records).expect("a number");
        assert_eq!((found.value, found.as_of.as_deref(), found.records), (430, Some("2023"), vec![records[1].0]));
        assert_eq!(authorised(&records, day("2026-01-01")), None);
    }

    #[test]
    fn orders_lapse_after_five_years_and_a_newer_statement_goes_before_their_sum() {
        let order = |number, cameras: u64, signed: &str| {
            let values = json!({"cameras_public_road": cameras, "cameras_outdoor": 1, "signed_on": signed});
            known(number, EntityKind::Authorisation, &values)
        };
        let mut records = vec![order(1, 10, "2019-05-02"), order(2, 20, "2023-03-01"), order(3, 30, "2024-03-01")];
        let found = authorised(&records, day("2024-05-02")).expect("a number");
        assert_eq!((found.value, found.as_of.as_deref(), found.records.len()), (63, Some("2024-03-01"), 3));
        assert_eq!(authorised(&records, day("2024-05-03")).expect("a number").value, 52, "the first has lapsed");
        let stated = json!({"kind": "authorised", "n": 70, "as_of": "2024-06"});
        records.push(known(4, EntityKind::OfficialCount, &stated));
        let found = authorised(&records, day("2024-07-01")).expect("a number");
        assert_eq!((found.value, found.origin), (70, Origin::Statement));
    }

    #[test]
    fn ceilings_are_no_spending_and_the_last_amendment_replaces_the_amount() {
        let contract = |number, values: Value| known(number, EntityKind::Contract, &values);
        let records = [
            contract(
                1,
                json!({"amount_ht": 100.5, "amendments": [{"number": "1", "amount_ht": 120.0}, {"number": "2"}]}),
            ),
            contract(2, json!({"amount_ht": 4000.0, "techniques": ["Accord-cadre"]})),
            contract(3, json!({"object": "x"})),
            contract(4, json!({"ceiling_ht": 500.0})),
        ];
        let found = spending(&records);
        assert_eq!((found.contracts, found.without_amount), (4, 1));
        assert!((found.amount_ht - 120.0).abs() < 1e-9 && (found.ceiling_ht - 4500.0).abs() < 1e-9);
    }
}
