//! Prefects' orders of a spreadsheet, judged row by row.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use census::list::{OrderReading, read_order};
use census::osm::{Quarantined, Reason};
use census::{Basis, Channel, Contribution, EntityKind, Source, SourceKind, Text, Upstream};
use chrono::NaiveDate;
use store::{ImportPaper, Store};

use super::conflate::Known;
use super::report::Report;
use super::{Error, Judged, List, surrounded};
use crate::places::Places;

pub(super) async fn judge(list: &List, store: &Store, places: &Places, today: NaiveDate) -> Result<Judged, Error> {
    let List { table, mapping, .. } = list;
    let readings: Vec<OrderReading> = surrounded(places, today, |around| {
        table.rows.iter().map(|row| read_order(table, row, mapping, around)).collect()
    });
    let mut report = Report::new(table, mapping);
    let ids: Vec<String> = readings.iter().map(|reading| reading.id.clone()).collect();
    let known = Known::read(store, &mapping.source(), &ids).await?;
    let papers: Vec<ImportPaper> =
        sorted(&mut report, readings).into_iter().map(|reading| paper(list, reading)).collect();
    report.would_import(papers.iter().map(|paper| &paper.upstream), &known);
    Ok(Judged { report, devices: Vec::new(), papers, statements: Vec::new() })
}

/// The rows that are orders, each number once; the others are counted with their reason.
fn sorted(report: &mut Report, readings: Vec<OrderReading>) -> Vec<OrderReading> {
    let mut seen: HashMap<String, OrderReading> = HashMap::new();
    let mut kept = Vec::new();
    for reading in readings {
        match seen.entry(reading.id.clone()) {
            Entry::Occupied(first) if first.get().order == reading.order => {
                report.duplicates += 1;
                continue;
            }
            Entry::Occupied(_) => {
                report.refuse(Quarantined::whole(reading.id, Reason::NumberTwice));
                continue;
            }
            Entry::Vacant(free) => drop(free.insert(reading.clone())),
        }
        report.quarantined.extend(reading.quarantined.clone());
        match &reading.order {
            Some(order) => {
                report.derived_expiry += u64::from(order.derived_expiry.is_some());
                *report.territories.entry(order.territory.clone()).or_default() += 1;
                kept.push(reading);
            }
            None => report.refused += 1,
        }
    }
    kept
}

/// The order as somebody would contribute it, with its list as its source.
fn paper(list: &List, reading: OrderReading) -> ImportPaper {
    let about = &list.mapping.list;
    let patch = reading.order.map(|order| order.patch).unwrap_or_default();
    let source = Source {
        kind: Some(SourceKind::Dataset),
        title: Text::try_from(format!("{} ({})", about.title, about.publisher)).ok(),
        url: Some(about.url.clone()),
    };
    let order = Contribution::of_new(EntityKind::Authorisation, patch, Basis::Import, Channel::Import);
    let contribution = Contribution { sources: vec![source], ..order };
    let upstream = Upstream { source: list.mapping.source(), id: reading.id, version: None };
    ImportPaper { upstream, contribution, licence: about.licence.clone() }
}
