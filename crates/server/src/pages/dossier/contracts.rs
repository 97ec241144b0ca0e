//! Contracts in time: when they were notified, until when they run, what they cost, who holds them, how they grew.

use census::measure::Known;
use census::{EntityKind, Record};
use chrono::NaiveDate;
use serde_json::Value;

use super::super::paths::Paths;
use super::super::view::{Fact, Link};
use super::super::{format, numbers};
use super::timeline::{self, Span, Timeline};
use super::{SHOWN, organisation};
use crate::figures::Figures;
use crate::words::Words;

/// The fragment of the drawing.
pub(super) const ID: &str = "figure-contracts";

/// The contracts of a place.
pub(crate) struct Contracts {
    pub(crate) sums: Vec<Fact>,
    pub(crate) timeline: Option<Timeline>,
    pub(crate) rows: Vec<ContractRow>,
    /// How many are not shown, in a sentence; empty when all are.
    pub(crate) more: String,
    pub(crate) files: Vec<Link>,
}

/// One line of the table.
pub(crate) struct ContractRow {
    pub(crate) href: String,
    pub(crate) object: String,
    pub(crate) authority: String,
    pub(crate) holders: Vec<Link>,
    pub(crate) amount: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) amendments: Vec<String>,
}

pub(super) fn of<'a>(
    words: &Words,
    base: &str,
    figures: &Figures,
    known: impl Iterator<Item = &'a Known>,
) -> Option<Contracts> {
    let mut known: Vec<&Known> = known.collect();
    known.sort_by(|(_, one), (_, other)| other.day().cmp(&one.day()));
    let total = known.len();
    (total > 0).then(|| Contracts {
        sums: numbers::spending(words, figures),
        timeline: timeline::drawn(ID, title(words, figures, &known), figures.today, &spans(words, figures, &known)),
        rows: known.iter().take(SHOWN).map(|(id, one)| row(words, *id, one)).collect(),
        more: more(words, total),
        files: files(words, base, ID),
    })
}

pub(super) fn more(words: &Words, total: usize) -> String {
    if total > SHOWN { words.with("city-more", &[("count", (total - SHOWN).into())]) } else { String::new() }
}

/// The drawing and the table behind it as files.
pub(super) fn files(words: &Words, base: &str, id: &str) -> Vec<Link> {
    let file = |ending: &str| Link {
        href: format!("{base}/{id}.{ending}"),
        label: words.text(&format!("format-{ending}")),
        note: String::new(),
    };
    ["csv", "svg", "png"].map(file).to_vec()
}

/// The finding: how many, since when, for how much.
fn title(words: &Words, figures: &Figures, known: &[&Known]) -> String {
    let first = known.iter().filter_map(|(_, one)| one.day()).min();
    let year = first.and_then(|day| day.get(..4)).unwrap_or_default();
    let given = [
        ("count", known.len().into()),
        ("year", year.into()),
        ("amount", format::euros(words, figures.spending.amount_ht).into()),
    ];
    let key = match (year.is_empty(), figures.spending.amount_ht > 0.0) {
        (true, _) => "timeline-contracts-undated",
        (false, true) => "timeline-contracts-amount",
        (false, false) => "timeline-contracts",
    };
    words.with(key, &given)
}

fn spans(words: &Words, figures: &Figures, known: &[&Known]) -> Vec<Span> {
    let span = |(_, one): &&Known| {
        let until = one.derived_end();
        Some(Span {
            label: one.text("object").unwrap_or_default().to_owned(),
            value: amount(words, one),
            from: full(one.text("notified_on")?)?,
            until,
            marks: rows_of(one, "amendments").filter_map(|row| full(row.get("notified_on")?.as_str()?)).collect(),
            is_over: until.is_some_and(|until| until < figures.today),
        })
    };
    known.iter().filter_map(span).collect()
}

/// The first day of a year, a month or a day.
pub(super) fn full(text: &str) -> Option<NaiveDate> {
    let start = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    start.parse().ok()
}

fn rows_of<'a>(one: &'a Record, field: &str) -> impl Iterator<Item = &'a Value> {
    one.values.get(field).and_then(Value::as_array).into_iter().flatten()
}

/// What it costs as it stands now; a ceiling is called one.
fn amount(words: &Words, one: &Record) -> String {
    let cost = census::measure::cost(one);
    match (cost.amount_ht, cost.ceiling_ht) {
        (Some(amount), _) => words.with("contract-amount", &[("amount", format::euros(words, amount).into())]),
        (None, Some(ceiling)) => words.with("contract-ceiling", &[("amount", format::euros(words, ceiling).into())]),
        (None, None) => words.text("contract-silent"),
    }
}

fn row(words: &Words, id: census::EntityId, one: &Record) -> ContractRow {
    let date = |text: &str| format::partial_date(words, text);
    let holders = rows_of(one, "holders").filter_map(|holder| organisation(words, holder.get("organisation")));
    let until = one.derived_end().map(|day| words.with("derived-day", &[("day", format::day(words, day).into())]));
    ContractRow {
        href: Paths(words.lang()).entity(EntityKind::Contract, id),
        object: one.text("object").unwrap_or_default().to_owned(),
        authority: one.text("authority").unwrap_or_default().to_owned(),
        holders: holders.collect(),
        amount: amount(words, one),
        from: one.text("notified_on").map(date).unwrap_or_default(),
        until: until.unwrap_or_default(),
        amendments: rows_of(one, "amendments").map(|amendment| amended(words, amendment)).collect(),
    }
}

/// `Avenant 1, 3 mai 2024 : 120 000 € HT, caméras en plus`.
fn amended(words: &Words, amendment: &Value) -> String {
    let text = |name: &str| amendment.get(name).and_then(Value::as_str);
    let number = words.with("amendment-number", &[("number", text("number").unwrap_or("?").into())]);
    let day = text("notified_on").map(|day| format::partial_date(words, day));
    let euros = amendment.get("amount_ht").and_then(Value::as_f64).map(|sum| format::euros(words, sum));
    let euros = euros.map(|sum| words.with("contract-amount", &[("amount", sum.into())]));
    let object = text("object").map(str::to_owned);
    [Some(number), day, euros, object].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The contracts as a table: one row each, sums as the census counts them.
pub(super) fn table<'a>(known: impl Iterator<Item = &'a Known>) -> String {
    let head = [
        "id",
        "object",
        "authority",
        "holders",
        "notified_on",
        "ends_on_derived",
        "amount_ht",
        "ceiling_ht",
        "amendments",
    ];
    known.fold(release::csv_line(&head), |csv, (id, one)| {
        let text = |name: &str| one.text(name).unwrap_or_default().to_owned();
        let sum = |sum: Option<f64>| sum.map(|sum| sum.to_string()).unwrap_or_default();
        let names = rows_of(one, "holders").filter_map(|row| row.get("organisation")?.get("name")?.as_str());
        let cost = census::measure::cost(one);
        let cells = [
            id.to_string(),
            text("object"),
            text("authority"),
            names.collect::<Vec<_>>().join(" ; "),
            text("notified_on"),
            one.derived_end().map(|day| day.to_string()).unwrap_or_default(),
            sum(cost.amount_ht),
            sum(cost.ceiling_ht),
            rows_of(one, "amendments").count().to_string(),
        ];
        csv + &release::csv_line(&cells.each_ref().map(String::as_str))
    })
}
