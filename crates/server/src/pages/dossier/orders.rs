//! Prefects' orders and their clock: in force, about to lapse, lapsed without a renewal that anybody found.

use census::measure::{self, Known};
use census::{EntityKind, Record};
use chrono::{Datelike, NaiveDate};

use super::super::paths::Paths;
use super::super::view::Link;
use super::super::{format, labels};
use super::SHOWN;
use super::contracts::{files, full, more};
use super::timeline::{self, Span, Timeline};
use crate::figures::{Figures, devices_named};
use crate::words::Words;

/// The fragment of the drawing.
pub(super) const ID: &str = "figure-orders";

/// The orders of a place.
pub(crate) struct Orders {
    /// How many are in force, lapse within a year, have lapsed.
    pub(crate) summary: String,
    pub(crate) timeline: Option<Timeline>,
    pub(crate) rows: Vec<OrderRow>,
    pub(crate) more: String,
    pub(crate) files: Vec<Link>,
}

/// One line of the table.
pub(crate) struct OrderRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) site: String,
    pub(crate) cameras: String,
    pub(crate) signed: String,
    pub(crate) until: String,
    pub(crate) clock: String,
    pub(crate) state: &'static str,
}

/// Where the clock of an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// In force for so many whole months; `None` when nothing says until when.
    InForce(Option<i32>),
    /// Over, and another order of the same place and applicant is in force.
    Renewed,
    /// Over, and no renewal is known.
    Lapsed,
    /// Taken back: repealed, or annulled by a judge.
    Ended,
    /// Nothing says since when or until when it holds.
    Unknown,
}

impl Clock {
    /// Its key in tables and style.
    const fn key(self) -> &'static str {
        match self {
            Self::InForce(Some(0..12)) => "soon",
            Self::InForce(_) => "in_force",
            Self::Renewed => "renewed",
            Self::Lapsed => "lapsed",
            Self::Ended => "ended",
            Self::Unknown => "unknown",
        }
    }
}

/// The day an order lapses, told or derived from the day of signing.
fn expiry(order: &Record) -> Option<(NaiveDate, bool)> {
    let told = order.text("expires_on").and_then(|day| day.parse().ok());
    told.map(|day| (day, false)).or_else(|| Some((order.derived_expiry()?, true)))
}

fn clock(order: &Record, today: NaiveDate, all: &[&Known]) -> Clock {
    let is_over = match measure::is_in_force(order, today) {
        Some(true) => return Clock::InForce(expiry(order).map(|(until, _)| months(today, until))),
        Some(false) => true,
        None => false,
    };
    match order.text("status") {
        Some("repealed" | "annulled") => Clock::Ended,
        Some("renewed") => Clock::Renewed,
        _ if is_over && all.iter().any(|(_, other)| renews(order, other, today)) => Clock::Renewed,
        _ if is_over => Clock::Lapsed,
        _ => Clock::Unknown,
    }
}

/// Is another order in force for the same place, site and applicant, and signed later?
fn renews(order: &Record, other: &Record, today: NaiveDate) -> bool {
    let site = |order: &Record| order.text("site_label").map(geodata::territory::slug);
    other.text("signed_on") > order.text("signed_on")
        && other.text("territory") == order.text("territory")
        && site(other) == site(order)
        && other.text("applicant") == order.text("applicant")
        && measure::is_in_force(other, today) == Some(true)
}

/// Whole months from one day to a later one.
fn months(from: NaiveDate, until: NaiveDate) -> i32 {
    let whole = (until.year() - from.year()) * 12 + until.month() as i32 - from.month() as i32;
    if until.day() < from.day() { whole - 1 } else { whole }
}

pub(super) fn of<'a>(
    words: &Words,
    base: &str,
    today: NaiveDate,
    known: impl Iterator<Item = &'a Known>,
) -> Option<Orders> {
    let known: Vec<&Known> = known.collect();
    let mut timed: Vec<(Clock, &Known)> = known.iter().map(|one| (clock(&one.1, today, &known), *one)).collect();
    // What lapses next comes first, then what has lapsed, the latest first.
    timed.sort_by_key(|(clock, (_, order))| {
        let until = expiry(order).map_or(0, |(day, _)| i64::from(day.num_days_from_ce()));
        match clock {
            Clock::InForce(_) => (0, until),
            Clock::Lapsed => (1, -until),
            _ => (2, -until),
        }
    });
    let total = timed.len();
    (total > 0).then(|| Orders {
        summary: summary(words, &timed),
        timeline: timeline::drawn(ID, title(words, &timed), today, &spans(words, &timed)),
        rows: timed.iter().take(SHOWN).map(|(clock, one)| row(words, *clock, one)).collect(),
        more: more(words, total),
        files: files(words, base, ID),
    })
}

fn count(timed: &[(Clock, &Known)], key: &str) -> usize {
    timed.iter().filter(|(clock, _)| clock.key() == key).count()
}

fn summary(words: &Words, timed: &[(Clock, &Known)]) -> String {
    let soon = count(timed, "soon");
    let given = [
        ("in_force", (count(timed, "in_force") + soon).into()),
        ("soon", soon.into()),
        ("lapsed", count(timed, "lapsed").into()),
    ];
    words.with("orders-summary", &given)
}

/// The finding: what has lapsed goes before what is about to.
fn title(words: &Words, timed: &[(Clock, &Known)]) -> String {
    let (lapsed, soon) = (count(timed, "lapsed"), count(timed, "soon"));
    match (lapsed, soon) {
        (0, 0) => words.with("timeline-orders", &[("count", timed.len().into())]),
        (0, soon) => words.with("timeline-orders-soon", &[("count", soon.into())]),
        (lapsed, _) => words.with("timeline-orders-lapsed", &[("count", lapsed.into())]),
    }
}

fn spans(words: &Words, timed: &[(Clock, &Known)]) -> Vec<Span> {
    let span = |(clock, (_, order)): &(Clock, &Known)| {
        Some(Span {
            label: [order.text("number").unwrap_or_default(), order.text("site_label").unwrap_or_default()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            value: told(words, *clock, order),
            from: full(order.text("signed_on")?)?,
            until: expiry(order).map(|(day, _)| day),
            marks: Vec::new(),
            is_over: !matches!(clock, Clock::InForce(_)),
        })
    };
    timed.iter().filter_map(span).collect()
}

/// The clock in words.
fn told(words: &Words, clock: Clock, order: &Record) -> String {
    match clock {
        Clock::InForce(Some(0)) => words.text("clock-this-month"),
        Clock::InForce(Some(months)) => words.with("clock-months", &[("months", i64::from(months).into())]),
        Clock::InForce(None) => words.text("clock-open"),
        Clock::Renewed => words.text("clock-renewed"),
        Clock::Lapsed => words.text("clock-no-renewal"),
        Clock::Ended => labels::label(words, "authorisation_status", order.text("status").unwrap_or_default()),
        Clock::Unknown => words.text("clock-unknown"),
    }
}

fn row(words: &Words, clock: Clock, (id, order): &Known) -> OrderRow {
    let until = expiry(order).map(|(day, derived)| {
        let day = format::day(words, day);
        if derived { words.with("derived-day", &[("day", day.into())]) } else { day }
    });
    OrderRow {
        href: Paths(words.lang()).entity(EntityKind::Authorisation, *id),
        title: super::super::record::record_title(words, EntityKind::Authorisation, order.text("number").unwrap_or("")),
        site: order.text("site_label").or(order.text("applicant")).unwrap_or_default().to_owned(),
        cameras: measure::cameras_of(order).map(format::count).unwrap_or_default(),
        signed: order.text("signed_on").map(|day| format::partial_date(words, day)).unwrap_or_default(),
        until: until.unwrap_or_default(),
        clock: told(words, clock, order),
        state: clock.key(),
    }
}

/// Of the devices that stand, those that no known order covers. An order that names its devices covers these; one that
/// tells only how many could cover any, so that the number is then the least that it can be.
pub(super) fn without<'a>(words: &Words, figures: &Figures, known: impl Iterator<Item = &'a Known>) -> String {
    let (observed, tied) = (figures.observed(), figures.tied.min(figures.observed()));
    let in_force = known.filter(|(_, order)| measure::is_in_force(order, figures.today) == Some(true));
    let in_force: Vec<&Record> = in_force.map(|(_, order)| order).collect();
    let untied = in_force.iter().filter(|order| devices_named(order).next().is_none());
    let untied: Vec<Option<u64>> = untied.map(|order| measure::cameras_of(order)).collect();
    let (rest, allowed) = (observed - tied, untied.iter().flatten().sum::<u64>());
    let given = |count: u64| {
        [("observed", observed), ("allowed", allowed), ("tied", tied), ("count", count)]
            .map(|(name, number)| (name, number.into()))
    };
    let told = match observed {
        0 => return String::new(),
        _ if in_force.is_empty() => return words.with("orders-none-known", &given(observed)),
        _ if untied.is_empty() => return words.with("orders-named", &given(rest)),
        _ if untied.contains(&None) => words.text("orders-without-number"),
        _ if rest > allowed => words.with("orders-fewer", &given(rest - allowed)),
        _ => words.with("orders-enough", &given(0)),
    };
    if tied == 0 { told } else { format!("{} {told}", words.with("orders-tied", &given(rest))) }
}

/// The orders as a table, with their clock on a day.
pub(super) fn table<'a>(today: NaiveDate, known: impl Iterator<Item = &'a Known>) -> String {
    let known: Vec<&Known> = known.collect();
    let head = ["id", "number", "prefecture", "territory", "site_label", "applicant", "cameras", "signed_on"];
    let more = ["expires_on", "expiry_derived", "clock", "devices_named", "as_of"];
    let head: Vec<&str> = head.into_iter().chain(more).collect();
    known.iter().fold(release::csv_line(&head), |csv, (id, order)| {
        let text = |name: &str| order.text(name).unwrap_or_default().to_owned();
        let until = expiry(order);
        let cells = [
            id.to_string(),
            text("number"),
            text("prefecture"),
            text("territory"),
            text("site_label"),
            text("applicant"),
            measure::cameras_of(order).map(|count| count.to_string()).unwrap_or_default(),
            text("signed_on"),
            until.map(|(day, _)| day.to_string()).unwrap_or_default(),
            until.map(|(_, derived)| derived.to_string()).unwrap_or_default(),
            clock(order, today, &known).key().to_owned(),
            devices_named(order).count().to_string(),
            today.to_string(),
        ];
        csv + &release::csv_line(&cells.each_ref().map(String::as_str))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn order(number: u128, signed: &str, site: &str) -> Known {
        let values = json!({"territory": "93066", "signed_on": signed, "site_label": site, "applicant": "Ville"});
        let values = values.as_object().cloned().expect("an object");
        (census::EntityId(Uuid::from_u128(number)), Record { values, ..Record::new(EntityKind::Authorisation) })
    }

    #[test]
    fn an_order_that_lapsed_is_renewed_by_a_later_one_of_the_same_site_only() {
        let today = "2026-11-23".parse().expect("a day");
        let known = [
            order(1, "2019-05-02", "Place du marché"),
            order(2, "2024-05-02", "place du Marché"),
            order(3, "2019-05-02", "Gare"),
            order(4, "2022-01-10", "École"),
        ];
        let all: Vec<&Known> = known.iter().collect();
        let clocks: Vec<Clock> = all.iter().map(|one| clock(&one.1, today, &all)).collect();
        assert_eq!(clocks, [Clock::Renewed, Clock::InForce(Some(29)), Clock::Lapsed, Clock::InForce(Some(1))]);
        assert_eq!(clocks.map_keys(), ["renewed", "in_force", "lapsed", "soon"]);
    }

    trait Keys {
        fn map_keys(&self) -> Vec<&'static str>;
    }

    impl Keys for Vec<Clock> {
        fn map_keys(&self) -> Vec<&'static str> {
            self.iter().map(|clock| clock.key()).collect()
        }
    }
}
