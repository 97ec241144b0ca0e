//! `/usages`, `/marches`, …: the records of a kind, a page at a time.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use census::{EntityId, EntityKind, Facet};
use serde::Deserialize;
use store::{PublishedRecord, RecordFilter};

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::record::{RecordKind, record_title};
use super::view::Link;
use super::{format, labels, page, site};
use crate::error::Error;
use crate::extract::Query;
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

/// Which ones, and where the list goes on.
#[derive(Deserialize)]
pub(crate) struct Asked {
    territory: Option<String>,
    cursor: Option<EntityId>,
}

/// `GET /marches` and its like.
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    RecordKind(kind): RecordKind,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let facets = asked.territory.iter().map(|code| Facet::new("territory", code)).collect();
    let filter = RecordFilter { kind, facets, since: None };
    let found = state.store.records(&filter, asked.cursor, PAGE).await?;
    let mut view = view(&site(&state), Words::of(lang), kind, &found.items);
    let territory = asked.territory.filter(|code| state.places.by_code(code).is_some());
    let of = territory.map(|code| format!("territory={code}&")).unwrap_or_default();
    view.next = found.next.map(|cursor| format!("{}?{of}cursor={cursor}", Paths(lang).kind(kind)));
    page(&view)
}

pub(crate) fn view(site: &Site, words: &'static Words, kind: EntityKind, found: &[PublishedRecord]) -> Records {
    let paths = Paths(words.lang());
    let title = labels::plural(words, "entity_kind", kind.key());
    let lead = words.text(&format!("records-lead-{}", kind.key().replace('_', "-")));
    let layout = Layout::new(site, words.lang(), title.clone(), lead.clone(), |paths| paths.kind(kind).to_owned())
        .with_alternate("application/json", format!("/api/v1/records?type={kind}"));
    Records {
        layout,
        words,
        title,
        lead,
        rows: found.iter().map(|record| row(words, record)).collect(),
        next: None,
        add: paths.new_entity(kind),
        others: others(words, kind),
    }
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
