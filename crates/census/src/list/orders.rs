//! Prefects' orders of a spreadsheet: from a row to the values of an authorisation, or to the reason why not.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::mapping::{Mapping, Target};
use super::reading::{coordinate, date, key_of};
use super::row::{Cells, Surroundings, territory_of};
use super::table::{Row, Table};
use crate::osm::{Quarantined, Reason};
use crate::personal::{Scope, personal_data};
use crate::{EntityKind, Patch, Record};

/// No order holds until later; a date beyond is a slip of the pen.
const LATEST: Option<NaiveDate> = NaiveDate::from_ymd_opt(2099, 12, 31);

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderReading {
    /// Names the row in its list: the number of the order, or a checksum of all it says.
    pub id: String,
    /// The order; `None` when nothing can be made of the row.
    pub order: Option<Order>,
    /// The values, or the row, set aside.
    pub quarantined: Vec<Quarantined>,
}

/// An order, ready for the census.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Its values.
    pub patch: Patch,
    /// The territory it is about, by code.
    pub territory: String,
    /// The day it lapses, where the list does not say so: five years after it was signed (CSI L252-4).
    pub derived_expiry: Option<NaiveDate>,
}

/// Reads a row of a list of orders.
pub fn read_order(table: &Table, row: &Row, mapping: &Mapping, surroundings: &Surroundings<'_>) -> OrderReading {
    let cells = Cells { table, row, mapping };
    let id = cells.own(Target::Number).map_or_else(|| cells.id(), |number| number.chars().take(80).collect());
    let mut draft = Draft { cells, id: id.clone(), values: Map::new(), quarantined: Vec::new() };
    let order = match territory_of(&draft.cells, surroundings) {
        Ok(territory) => draft.order(territory, surroundings.today),
        Err(reason) => Err(reason),
    };
    match order {
        Ok(order) => OrderReading { id, order: Some(order), quarantined: draft.quarantined },
        Err(reason) => OrderReading { id: id.clone(), order: None, quarantined: vec![Quarantined::whole(id, reason)] },
    }
}

/// An order half read.
struct Draft<'a> {
    cells: Cells<'a>,
    id: String,
    values: Map<String, Value>,
    quarantined: Vec<Quarantined>,
}

impl Draft<'_> {
    fn order(&mut self, territory: String, today: NaiveDate) -> Result<Order, Reason> {
        self.values.insert("territory".to_owned(), territory.clone().into());
        let list = &self.cells.mapping.list;
        let document = self.cells.own(Target::Document);
        let document = document.filter(|address| address.starts_with("http"));
        let document = document.map_or_else(
            || json!({"title": list.title, "url": list.url.as_str()}),
            |address| json!({"title": format!("{} · {}", list.title, self.id), "url": address}),
        );
        self.values.insert("document".to_owned(), document);
        self.organisation(Target::Prefecture, "prefecture");
        self.organisation(Target::Applicant, "applicant");
        self.line(Target::Number, "number", Scope::Prose);
        self.line(Target::Address, "site_label", Scope::Place);
        self.day(Target::SignedOn, "signed_on", Some(today));
        self.day(Target::ExpiresOn, "expires_on", LATEST);
        for (target, field) in [
            (Target::CamerasPublicRoad, "cameras_public_road"),
            (Target::CamerasOutdoor, "cameras_outdoor"),
            (Target::CamerasIndoor, "cameras_indoor"),
            (Target::RetentionDays, "retention_days"),
        ] {
            self.whole(target, field);
        }
        self.key(Target::Status, "status", "authorisation_status");
        self.purposes();
        let values = self.values.clone();
        let patch = Patch::parse(EntityKind::Authorisation, values).map_err(|_| Reason::Unreadable)?;
        let record = Record { values: patch.as_map().clone(), ..Record::new(EntityKind::Authorisation) };
        // An order without a prefecture is nobody's.
        if !patch.as_map().contains_key("prefecture") {
            return Err(Reason::NotAText);
        }
        Ok(Order { patch, territory, derived_expiry: record.derived_expiry() })
    }

    fn aside(&mut self, target: Target, value: &str, reason: Reason) {
        self.quarantined.push(Quarantined::value(self.id.clone(), target.key(), value, reason));
    }

    /// A text in which nobody is named.
    fn text(&mut self, target: Target, scope: Scope) -> Option<String> {
        let text = self.cells.text(target)?;
        if personal_data(&text, scope).is_empty() {
            return Some(text);
        }
        self.aside(target, &text, Reason::PersonalData);
        None
    }

    fn line(&mut self, target: Target, field: &str, scope: Scope) {
        if let Some(text) = self.text(target, scope) {
            self.keep(target, field, &text, text.clone().into(), Reason::NotAText);
        }
    }

    fn organisation(&mut self, target: Target, field: &str) {
        if let Some(name) = self.text(target, Scope::Prose) {
            self.keep(target, field, &name, json!({"name": name}), Reason::NotAText);
        }
    }

    fn day(&mut self, target: Target, field: &str, latest: Option<NaiveDate>) {
        let Some((text, latest)) = self.cells.text(target).zip(latest) else { return };
        match date(&text, latest) {
            Ok(Some(day)) => self.keep(target, field, &text, day.to_string().into(), Reason::NotADate),
            Ok(None) => {}
            Err(()) => self.aside(target, &text, Reason::NotADate),
        }
    }

    /// `12`, `12 caméras`, `30 jours`.
    fn whole(&mut self, target: Target, field: &str) {
        let Some(text) = self.cells.text(target) else { return };
        let number = text.split(|letter: char| letter.is_alphabetic()).next().and_then(coordinate);
        match number.filter(|number| number.fract() == 0.0 && *number >= 0.0) {
            Some(number) => self.keep(target, field, &text, json!(number), Reason::NotANumber),
            None => self.aside(target, &text, Reason::NotANumber),
        }
    }

    fn key(&mut self, target: Target, field: &str, list: &str) {
        let Some(text) = self.cells.text(target) else { return };
        match self.meant(target, list, &text) {
            Some(key) => self.keep(target, field, &text, key.into(), Reason::UnknownValue),
            None => self.aside(target, &text, Reason::UnknownValue),
        }
    }

    fn purposes(&mut self) {
        let Some(text) = self.cells.text(Target::Purposes) else { return };
        let mut keys = Vec::new();
        for word in text.split([';', ',', '/', '|', '\n']).map(str::trim).filter(|word| !word.is_empty()) {
            match self.meant(Target::Purposes, "purpose", word) {
                Some(key) => keys.push(Value::from(key)),
                None => self.aside(Target::Purposes, word, Reason::UnknownValue),
            }
        }
        if !keys.is_empty() {
            self.keep(Target::Purposes, "purposes", &text, keys.into(), Reason::UnknownValue);
        }
    }

    /// What the mapping says of a word, or the vocabulary.
    fn meant(&self, target: Target, list: &str, word: &str) -> Option<String> {
        self.cells.mapping.meaning(target, word).or_else(|| key_of(list, word).map(str::to_owned))
    }

    /// Keeps a value that the schema takes.
    fn keep(&mut self, target: Target, field: &str, text: &str, value: Value, reason: Reason) {
        let shape = crate::field(EntityKind::Authorisation, field).map(|field| field.shape);
        match shape.map(|shape| shape.parse(&value)) {
            Some(Ok(_)) => drop(self.values.insert(field.to_owned(), value)),
            _ => self.aside(target, text, reason),
        }
    }
}
