//! From a row to a device, or to the reason why not.

use std::str::FromStr;

use chrono::NaiveDate;
use geodata::{Crs, Position};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::mapping::{Mapping, Target};
use super::reading::{bearing, coordinate, date, key_of, pair};
use super::table::{Row, Table};
use crate::osm::{Quarantined, Reason};
use crate::personal::{Scope, personal_data};
use crate::{
    Basis, Device, DeviceKind, Form, Mount, OperatorKind, PartialDate, Source, SourceKind, Text, Upstream, View, Zone,
};

/// Letters of the name of a place.
const SITE: usize = 200;

/// Where a position lies, seen from the coverage of the census.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spot {
    /// The commune or arrondissement, or the covered country, by code.
    pub territory: Option<String>,
    /// The commune that an arrondissement is part of.
    pub city: Option<String>,
    /// The country, covered or not, where it is known.
    pub country: Option<String>,
    /// The other territories so near that the place may lie in them.
    pub neighbours: Vec<String>,
}

/// What a row is read against.
pub struct Surroundings<'a> {
    /// Dates that are later are mistakes.
    pub today: NaiveDate,
    /// Where a position lies.
    pub locate: &'a dyn Fn(Position) -> Spot,
    /// The communes and arrondissements that a code, a postal code or a name may mean.
    pub named: &'a dyn Fn(&str) -> Vec<String>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A device, ready for the census.
    Device {
        /// It.
        device: Box<Device>,
        /// A boundary is so near that the territory may be another.
        near_boundary: bool,
    },
    /// It has no coordinates: of its place only the territory is known.
    Unplaced {
        /// By code.
        territory: String,
        /// The street or crossing that it names.
        site: Option<String>,
    },
    /// It lies outside the coverage, in this country where that is known.
    Outside(Option<String>),
    /// Nothing can be made of it; the quarantine says why.
    Refused,
}

/// A row, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Names the row in its list.
    pub id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The values, or the row, set aside.
    pub quarantined: Vec<Quarantined>,
}

/// What is wrong with the coordinates of a list as a whole. Nothing is imported before its mapping says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum Doubt {
    /// Longitude and latitude stand in one another's columns.
    #[error(
        "{rows} of the places lie in the coverage only when longitude and latitude are exchanged; if the columns are \
        named the wrong way round, write `swapped = true` under [coordinates]"
    )]
    Swapped {
        /// Rows for which that is so.
        rows: usize,
    },
    /// They are metres.
    #[error("the coordinates are no degrees; write `crs = \"{crs}\"` under [coordinates] if that is their system")]
    Metres {
        /// The system in which the most of them lie in the coverage.
        crs: String,
    },
}

/// Reads a row.
pub fn read(table: &Table, row: &Row, mapping: &Mapping, surroundings: &Surroundings<'_>) -> Reading {
    let cells = Cells { table, row, mapping };
    let id = cells.id();
    let crs = mapping.crs().unwrap_or(Crs::DEGREES);
    let refused = |reason| Reading {
        id: id.clone(),
        outcome: Outcome::Refused,
        quarantined: vec![Quarantined::whole(id.clone(), reason)],
    };
    let named = named(&cells, surroundings);
    match cells.position(crs, mapping.coordinates.swapped) {
        Err(reason) => refused(reason),
        Ok(None) => match territory_of(&cells, surroundings) {
            Ok(territory) => {
                let (site, quarantined) = site(&cells, &id);
                Reading { id, outcome: Outcome::Unplaced { territory, site }, quarantined }
            }
            Err(reason) => refused(reason),
        },
        Ok(Some(position)) => match place(&(surroundings.locate)(position), named.as_deref()) {
            Ok((territory, near_boundary)) => {
                let device = Device::new(DeviceKind::Unknown, position, territory);
                Draft { cells, id, device, quarantined: Vec::new() }.finish(surroundings.today, near_boundary)
            }
            Err(Nowhere::Outside(_)) if is_exchanged(position, surroundings) => refused(Reason::Exchanged),
            Err(Nowhere::Outside(country)) => {
                Reading { id, outcome: Outcome::Outside(country), quarantined: Vec::new() }
            }
            Err(Nowhere::Elsewhere) => refused(Reason::Elsewhere),
        },
    }
}

/// What a row without coordinates calls its place, unless that may name a person.
fn site(cells: &Cells<'_>, id: &str) -> (Option<String>, Vec<Quarantined>) {
    let Some(text) = cells.text(Target::Address) else { return (None, Vec::new()) };
    if personal_data(&text, Scope::Place).is_empty() {
        return (Some(text.chars().take(SITE).collect()), Vec::new());
    }
    let aside = Quarantined::value(id.to_owned(), Target::Address.key(), &text, Reason::PersonalData);
    (None, vec![aside])
}

/// Would the place lie in the coverage if its coordinates were exchanged?
fn is_exchanged(position: Position, surroundings: &Surroundings<'_>) -> bool {
    let other = Position::new(position.latitude(), position.longitude());
    other.is_ok_and(|other| (surroundings.locate)(other).territory.is_some())
}

/// The territories that a row may name, those of the mapping's department where it names one.
fn named(cells: &Cells<'_>, surroundings: &Surroundings<'_>) -> Option<Vec<String>> {
    let mut named = (surroundings.named)(&cells.text(Target::Territory)?);
    if let Some(department) = cells.text(Target::Department) {
        let number = department.trim_start_matches(['d', 'D']).to_ascii_uppercase();
        named.retain(|code| code.starts_with(&number));
    }
    Some(named)
}

/// The one territory that a row names.
pub(super) fn territory_of(cells: &Cells<'_>, surroundings: &Surroundings<'_>) -> Result<String, Reason> {
    match named(cells, surroundings).as_deref() {
        Some([territory]) => Ok(territory.clone()),
        Some([]) => Err(Reason::UnknownTerritory),
        Some(_) => Err(Reason::SeveralTerritories),
        None => Err(Reason::NoPosition),
    }
}

/// Is something wrong with the coordinates as a whole? Asked before anything is imported.
pub fn verdict(table: &Table, mapping: &Mapping, surroundings: &Surroundings<'_>) -> Option<Doubt> {
    let crs = mapping.crs().unwrap_or(Crs::DEGREES);
    let pairs: Vec<(f64, f64)> =
        table.rows.iter().filter_map(|row| Cells { table, row, mapping }.pair()?.ok()).collect();
    let swapped = mapping.coordinates.swapped;
    let inside = |crs: Crs, swapped: bool| {
        let place = |(x, y): &(f64, f64)| if swapped { crs.position(*y, *x) } else { crs.position(*x, *y) };
        let covered = |position: Position| (surroundings.locate)(position).territory.is_some();
        pairs.iter().filter_map(|pair| place(pair).ok()).filter(|position| covered(*position)).count()
    };
    let as_it_stands = inside(crs, swapped);
    if pairs.is_empty() || as_it_stands * 2 >= pairs.len() {
        return None;
    }
    let exchanged = inside(crs, !swapped);
    if exchanged * 2 > pairs.len() {
        return Some(Doubt::Swapped { rows: exchanged });
    }
    let in_degrees = pairs.iter().filter(|(x, y)| x.abs() <= 180.0 && y.abs() <= 180.0).count();
    if !crs.is_degrees() || in_degrees * 2 >= pairs.len() {
        return None;
    }
    let best =
        Crs::all().map(|crs| (inside(crs, swapped), crs)).max_by_key(|(count, crs)| (*count, *crs == Crs::LAMBERT_93));
    best.map(|(_, crs)| Doubt::Metres { crs: crs.to_string() })
}

enum Nowhere {
    Outside(Option<String>),
    Elsewhere,
}

/// The territory of a place, and whether a boundary makes it doubtful. What the list names wins among those that are
/// near; a place far from what the list names is a mistake in one of the two.
fn place(spot: &Spot, named: Option<&[String]>) -> Result<(String, bool), Nowhere> {
    let Some(found) = &spot.territory else { return Err(Nowhere::Outside(spot.country.clone())) };
    let Some(named) = named.filter(|named| !named.is_empty()) else {
        return Ok((found.clone(), !spot.neighbours.is_empty()));
    };
    let city = spot.city.as_ref().is_some_and(|city| named.contains(city));
    if city || named.contains(found) {
        return Ok((found.clone(), !spot.neighbours.is_empty()));
    }
    let neighbour = spot.neighbours.iter().find(|neighbour| named.contains(neighbour));
    neighbour.map(|neighbour| (neighbour.clone(), true)).ok_or(Nowhere::Elsewhere)
}

/// The cells of a row under what they mean.
pub(super) struct Cells<'a> {
    pub(super) table: &'a Table,
    pub(super) row: &'a Row,
    pub(super) mapping: &'a Mapping,
}

impl Cells<'_> {
    /// What the columns of a target say, joined; `None` where they say nothing.
    pub(super) fn own(&self, target: Target) -> Option<String> {
        let names = self.mapping.columns.get(&target)?.names();
        let cells = names.iter().filter_map(|name| Some(self.row.cell(self.table.column(name)?)));
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        (!cells.is_empty()).then(|| cells.join(", "))
    }

    /// The same, or else what holds for the whole list.
    pub(super) fn text(&self, target: Target) -> Option<String> {
        self.own(target).or_else(|| self.mapping.defaults.get(&target).filter(|text| !text.is_empty()).cloned())
    }

    /// The number of the row in its list; without one, a checksum of all it says.
    pub(super) fn id(&self) -> String {
        let number = self.own(Target::Id).map(|id| id.chars().take(80).collect());
        number.unwrap_or_else(|| {
            let sum = Sha256::digest(self.row.words().as_bytes());
            let start = sum.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
            format!("row-{start:016x}")
        })
    }

    /// The two numbers of its place; `None` where it has none.
    fn pair(&self) -> Option<Result<(f64, f64), Reason>> {
        if let Some(point) = self.own(Target::Point) {
            return Some(pair(&point).ok_or(Reason::ImpossiblePosition));
        }
        let (x, y) = (self.own(Target::Longitude)?, self.own(Target::Latitude)?);
        Some(coordinate(&x).zip(coordinate(&y)).ok_or(Reason::ImpossiblePosition))
    }

    fn position(&self, crs: Crs, swapped: bool) -> Result<Option<Position>, Reason> {
        let Some(pair) = self.pair() else { return Ok(None) };
        let (x, y) = pair?;
        // Programs write 0 for what they do not know; nothing of France lies in the Gulf of Guinea.
        if x == 0.0 && y == 0.0 {
            return Ok(None);
        }
        let (x, y) = if swapped { (y, x) } else { (x, y) };
        crs.position(x, y).map(Some).map_err(|_| Reason::ImpossiblePosition)
    }
}

/// A device half read.
struct Draft<'a> {
    cells: Cells<'a>,
    id: String,
    device: Device,
    quarantined: Vec<Quarantined>,
}

impl Draft<'_> {
    fn finish(mut self, today: NaiveDate, near_boundary: bool) -> Reading {
        self.set("position");
        self.device.kind = self.word(Target::Kind, DeviceKind::LIST).unwrap_or(DeviceKind::Unknown);
        self.device.form = self.word::<Form>(Target::Form, Form::LIST);
        self.device.mount = self.word::<Mount>(Target::Mount, Mount::LIST);
        self.device.zones = self.word::<Zone>(Target::Zone, Zone::LIST).into_iter().collect();
        self.device.operator_kind = self.word::<OperatorKind>(Target::OperatorKind, OperatorKind::LIST);
        self.device.address_label = self.line(Target::Address, "address_label", Scope::Place);
        self.device.operator = self.line(Target::Operator, "operator", Scope::Prose);
        self.device.manufacturer = self.line(Target::Manufacturer, "manufacturer", Scope::Prose);
        self.device.product = self.line(Target::Product, "product", Scope::Prose);
        self.device.first_seen = self.day(Target::FirstSeen, "first_seen", today);
        self.device.removed_on = self.day(Target::RemovedOn, "removed_on", today);
        self.device.accuracy_m = self.accuracy();
        self.device.views = self.view();
        self.origin();
        let outcome = Outcome::Device { device: Box::new(self.device), near_boundary };
        Reading { id: self.id, outcome, quarantined: self.quarantined }
    }

    /// The document, the licence and the name of the row over there.
    fn origin(&mut self) {
        let list = &self.cells.mapping.list;
        self.device.licence.clone_from(&list.licence);
        self.device.sources.push(Source {
            kind: Some(SourceKind::Dataset),
            title: Text::try_from(format!("{} ({})", list.title, list.publisher)).ok(),
            url: Some(list.url.clone()),
        });
        self.device.upstream.push(Upstream { source: self.cells.mapping.source(), id: self.id.clone(), version: None });
    }

    fn set(&mut self, field: &str) {
        self.device.basis.insert(field.to_owned(), Basis::Import);
    }

    fn aside(&mut self, target: Target, value: &str, reason: Reason) {
        self.quarantined.push(Quarantined::value(self.id.clone(), target.key(), value, reason));
    }

    /// The value of a vocabulary: what the mapping says of the word, or what the taxonomy does.
    fn word<T: FromStr>(&mut self, target: Target, list: &str) -> Option<T> {
        let text = self.cells.text(target)?;
        let key = self.cells.mapping.meaning(target, &text).or_else(|| key_of(list, &text).map(str::to_owned));
        let value = key.and_then(|key| key.parse().ok());
        match value {
            Some(_) => self.set(if target == Target::Zone { "zones" } else { target.key() }),
            None => self.aside(target, &text, Reason::UnknownValue),
        }
        value
    }

    fn line<const MAX: usize>(&mut self, target: Target, field: &str, scope: Scope) -> Option<Text<MAX>> {
        let text = self.cells.text(target)?;
        if !personal_data(&text, scope).is_empty() {
            self.aside(target, &text, Reason::PersonalData);
            return None;
        }
        let line = Text::try_from(text.clone());
        match line {
            Ok(_) => self.set(field),
            Err(_) => self.aside(target, &text, Reason::NotAText),
        }
        line.ok()
    }

    fn day(&mut self, target: Target, field: &str, today: NaiveDate) -> Option<PartialDate> {
        let text = self.cells.text(target)?;
        let Ok(found) = date(&text, today) else {
            self.aside(target, &text, Reason::NotADate);
            return None;
        };
        if found.is_some() {
            self.set(field);
        }
        found
    }

    fn accuracy(&mut self) -> Option<f64> {
        let text = self.cells.text(Target::AccuracyM)?;
        let metres = coordinate(&text).filter(|metres| (0.0..=10_000.0).contains(metres));
        match metres {
            Some(_) => self.set("accuracy_m"),
            None => self.aside(Target::AccuracyM, &text, Reason::NotANumber),
        }
        metres
    }

    fn view(&mut self) -> Vec<View> {
        let Some(text) = self.cells.text(Target::Direction) else { return Vec::new() };
        let Some(bearing) = bearing(&text) else {
            self.aside(Target::Direction, &text, Reason::NotADirection);
            return Vec::new();
        };
        self.set("views");
        vec![View::towards(bearing)]
    }
}
