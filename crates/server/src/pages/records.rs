//! `/usages`, `/marches`, …: the records of a kind, a page at a time.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use census::{EntityId, EntityKind, Record, Shape};
use chrono::NaiveDate;
use store::PublishedRecord;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::record::{RecordKind, record_title};
use super::view::{Choice, Link, Select};
use super::{format, formats, labels, page, site};
use crate::ending::Ending;
use crate::error::Error;
use crate::filter::RecordQuery;
use crate::past::{self, as_of_notice};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Records in a page.
const PAGE: u32 = 100;

/// The list of a kind.
#[derive(Template)]
#[template(path = "records.html")]
pub(crate) struct Records {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) formats: Vec<Link>,
    pub(crate) action: &'static str,
    pub(crate) selects: Vec<Select>,
    /// What the territory is called that the list is limited to.
    pub(crate) territory: Option<String>,
    /// What the form keeps without showing it, name and value.
    pub(crate) hidden: Vec<(&'static str, String)>,
    pub(crate) since: String,
    pub(crate) filtered: bool,
    /// The day for which the list holds, when it is not today.
    pub(crate) notice: Option<String>,
    pub(crate) rows: Vec<RecordRow>,
    pub(crate) next: Option<String>,
    pub(crate) add: String,
    pub(crate) others: Vec<Link>,
}

/// A record in a list.
pub(crate) struct RecordRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) day: String,
    pub(crate) certainty: String,
}

/// `GET /marches` and its like.
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    uri: Uri,
) -> Result<Response, Error> {
    let query = RecordQuery::of_page(kind, uri.query())?;
    let words = Words::of(lang);
    let (rows, next, day) = found(&state, words, &query).await?;
    let mut view = view(&site(&state), words, &query, rows);
    view.notice = day.map(|day| as_of_notice(words, day));
    let territory = query.territory.as_deref().and_then(|code| state.places.by_code(code));
    view.territory = territory.map(|place| words.with("records-of-territory", &[("name", place.name.as_str().into())]));
    let asked = query.address();
    let sign = if asked.is_empty() { "" } else { "&" };
    view.next = next.map(|cursor| format!("{}?{asked}{sign}cursor={cursor}", Paths(lang).kind(kind)));
    page(&view)
}

/// The lines of a page, where the next one begins, and the day that was asked for.
async fn found(
    state: &AppState,
    words: &Words,
    query: &RecordQuery,
) -> Result<(Vec<RecordRow>, Option<EntityId>, Option<NaiveDate>), Error> {
    let filter = query.filter()?;
    let Some(day) = past::day(state, query.as_of.as_deref())? else {
        let page = state.store.records(&filter, query.cursor, PAGE).await?;
        return Ok((page.items.iter().map(|record| row(words, record)).collect(), page.next, None));
    };
    let (found, next) = past::records_as_entities(state, &filter, query.cursor, PAGE, day).await?;
    let rows = found.iter().filter_map(|entity| Some(row_of(words, entity.id, entity.record()?, day)));
    Ok((rows.collect(), next, Some(day)))
}

pub(crate) fn view(site: &Site, words: &'static Words, query: &RecordQuery, rows: Vec<RecordRow>) -> Records {
    let kind = query.kind;
    let paths = Paths(words.lang());
    let title = labels::plural(words, "entity_kind", kind.key());
    let lead = words.text(&format!("records-lead-{}", kind.key().replace('_', "-")));
    let layout = Layout::new(site, words.lang(), title.clone(), lead.clone(), |paths| paths.kind(kind).to_owned());
    let alternates = formats::alternates(&layout, &Ending::PLACELESS, &query.address());
    Records {
        formats: formats::of(words, &layout, &Ending::PLACELESS, &query.address()),
        layout: Layout { alternates, ..layout },
        words,
        title,
        lead,
        action: paths.kind(kind),
        selects: selects(words, query),
        territory: None,
        hidden: hidden(query),
        since: query.since.map(|day| day.to_string()).unwrap_or_default(),
        filtered: !query.address().is_empty(),
        notice: None,
        rows,
        next: None,
        add: paths.new_entity(kind),
        others: others(words, kind),
    }
}

/// The vocabularies that the records of this kind can be filtered by.
fn selects(words: &Words, query: &RecordQuery) -> Vec<Select> {
    let mut selects = Vec::new();
    if let Some(Shape::Choice(list)) = census::field(query.kind, "status").map(|field| field.shape) {
        selects.push(select(words, "status", words.text("filter-status"), list, query.status.as_deref()));
    }
    if census::fields(query.kind).iter().any(|field| matches!(field.name, "technology" | "technologies")) {
        let label = words.text("filter-technology");
        selects.push(select(words, "technology", label, "technology", query.technology.as_deref()));
    }
    selects
}

fn select(words: &Words, name: &'static str, label: String, list: &str, chosen: Option<&str>) -> Select {
    let any = Choice { value: String::new(), label: words.text("filter-any"), on: chosen.is_none() };
    let one = |(key, label): (&str, String)| Choice { value: key.to_owned(), label, on: chosen == Some(key) };
    Select { name, label, options: std::iter::once(any).chain(labels::all(words, list).into_iter().map(one)).collect() }
}

fn hidden(query: &RecordQuery) -> Vec<(&'static str, String)> {
    let about = query.about.map(|id| id.to_string());
    let kept = [
        ("territory", query.territory.clone()),
        ("family", query.family.clone()),
        ("police_file", query.police_file.clone()),
        ("about", about),
        ("as_of", query.as_of.clone()),
    ];
    kept.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn others(words: &Words, kind: EntityKind) -> Vec<Link> {
    let link = |kind: EntityKind| Link {
        href: Paths(words.lang()).kind(kind).to_owned(),
        label: labels::plural(words, "entity_kind", kind.key()),
        note: String::new(),
    };
    EntityKind::records().filter(|other| *other != kind).map(link).collect()
}

/// A line of a list of records.
pub(crate) fn row(words: &Words, record: &PublishedRecord) -> RecordRow {
    RecordRow {
        href: Paths(words.lang()).entity(record.kind, record.id),
        title: record_title(words, record.kind, &record.title),
        day: record.day.as_deref().map(|day| format::partial_date(words, day)).unwrap_or_default(),
        certainty: labels::label(words, "verification", &record.verification),
    }
}

/// The same of a record as it stood on a day.
fn row_of(words: &Words, id: EntityId, record: &Record, day: NaiveDate) -> RecordRow {
    RecordRow {
        href: format!("{}?as_of={day}", Paths(words.lang()).entity(record.kind, id)),
        title: record_title(words, record.kind, &record.title()),
        day: record.day().map(|day| format::partial_date(words, day)).unwrap_or_default(),
        certainty: labels::label(words, "verification", record.verification.key()),
    }
}
