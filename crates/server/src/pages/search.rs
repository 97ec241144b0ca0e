//! `/recherche?q=`: one box over the territories and everything that the census published.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use census::SearchQuery;
use serde::Deserialize;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::view::{Link, Place};
use super::{city, format, labels, page, percent_encoded, records, rows, site};
use crate::error::Error;
use crate::extract::Query;
use crate::search::{Answer, Asked, FoundKind, Group, Item, find};
use crate::state::AppState;
use crate::wire::SearchResult;
use crate::words::{Lang, Words};

/// Answers shown of each kind, and in a page of one kind.
const LIMITS: (u32, u32) = (5, 50);

/// The answers to a search.
#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct Search {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    /// What to know about the answers, or why there are none.
    pub(crate) notices: Vec<String>,
    pub(crate) groups: Vec<FoundGroup>,
    /// The way back from one kind to all of them.
    pub(crate) back: Option<String>,
    pub(crate) formats: Vec<Link>,
}

/// The answers of one kind.
pub(crate) struct FoundGroup {
    /// Public key, also the fragment of its section.
    pub(crate) key: &'static str,
    pub(crate) label: String,
    /// How many there are; empty on a later page, and when they have only some of the words.
    pub(crate) count: String,
    pub(crate) rows: Vec<Place>,
    /// Where all of them are, when these are some.
    pub(crate) all: Option<String>,
    pub(crate) next: Option<String>,
}

/// What was typed, and which part of the answers.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
    kind: Option<String>,
    cursor: Option<String>,
    bom: Option<u8>,
}

/// Answers of one kind in a table at the most: nobody counts further (`store`).
const OF_A_KIND: usize = 1_000;
/// Those that one look brings.
const PART: u32 = 100;

/// `GET /recherche.csv?q=`: the answers of all kinds, or of one, with their addresses.
pub(crate) async fn table(State(state): State<AppState>, Query(typed): Query<Typed>) -> Result<Response, Error> {
    let kind = typed.kind.as_deref().filter(|kind| !kind.is_empty());
    let first = find(&state, &Asked::read(&typed.q, kind, None, 1)?).await?;
    let mut csv = if typed.bom == Some(1) { "\u{feff}".to_owned() } else { String::new() };
    csv += &release::csv_line(&["kind", "id", "title", "day", "territory", "page", "data"]);
    for group in &first.groups {
        let (mut after, mut count) = (None, 0);
        loop {
            let asked = Asked { kind: Some(group.kind), after, ..Asked::read(&typed.q, None, None, PART)? };
            let Some(part) = find(&state, &asked).await?.groups.into_iter().next() else { break };
            for item in &part.items {
                let found = SearchResult::of(&state, item);
                let text = |text: Option<String>| text.unwrap_or_default();
                let (title, day, territory) = (text(found.title), text(found.day), text(found.territory));
                csv += &release::csv_line(&[
                    group.kind.key(),
                    &found.id,
                    &title,
                    &day,
                    &territory,
                    &found.page,
                    &found.url,
                ]);
            }
            count += part.items.len();
            after = part.next.filter(|_| count < OF_A_KIND);
            if after.is_none() {
                break;
            }
        }
    }
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present");
    let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"technopolice-recherche.csv\"");
    Ok(([kind, name], csv).into_response())
}

/// `GET /recherche?q=`; a single answer is opened at once.
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let limit = if typed.kind.as_deref().unwrap_or_default().is_empty() { LIMITS.0 } else { LIMITS.1 };
    let asked = Asked::read(&typed.q, typed.kind.as_deref(), typed.cursor.as_deref(), limit)?;
    let answer = find(&state, &asked).await?;
    let words = Words::of(lang);
    let groups: Vec<FoundGroup> =
        answer.groups.iter().map(|group| shown(&state, words, &asked, (&answer, group))).collect();
    match (groups.as_slice(), asked.kind) {
        ([FoundGroup { rows, .. }], None) if rows.len() == 1 && answer.has_all_words && !asked.query.is_cut() => {
            Ok(Redirect::to(&rows[0].href).into_response())
        }
        _ => page(&view(&site(&state), words, &asked, &answer, groups)),
    }
}

pub(crate) fn view(
    site: &Site,
    words: &'static Words,
    asked: &Asked,
    answer: &Answer,
    groups: Vec<FoundGroup>,
) -> Search {
    let text = asked.query.text();
    let title = match text {
        "" => words.text("search-title"),
        _ => words.with("search-title-for", &[("query", text.into())]),
    };
    let kind = asked.kind.map(FoundKind::key);
    let address = |paths: Paths| if text.is_empty() { paths.search().to_owned() } else { paths.search_for(text, kind) };
    let data = format!("/api/v1/search?q={}", percent_encoded(text));
    let mut layout = Layout::new(site, words.lang(), title.clone(), words.text("search-help"), address)
        .unlisted()
        .with_alternate("application/json", data);
    text.clone_into(&mut layout.query);
    let back = kind.map(|_| Paths(words.lang()).search_for(text, None));
    let formats = if groups.is_empty() { Vec::new() } else { formats(words, text, kind) };
    Search { layout, words, title, notices: notices(words, &asked.query, answer), groups, back, formats }
}

/// The answers to take away.
fn formats(words: &Words, text: &str, kind: Option<&str>) -> Vec<Link> {
    let (text, search) = (percent_encoded(text), Paths(words.lang()).search());
    let kind = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
    let link = |href: String, key: &str| Link { href, label: words.text(key), note: String::new() };
    vec![
        link(format!("{search}.csv?q={text}{kind}"), "format-csv"),
        link(format!("{search}.csv?q={text}{kind}&bom=1"), "format-excel"),
        link(format!("/api/v1/search?q={text}{kind}"), "format-json"),
    ]
}

fn notices(words: &Words, query: &SearchQuery, answer: &Answer) -> Vec<String> {
    let cut = query.is_cut().then_some("search-cut");
    let other = match (query.text(), answer.groups.is_empty()) {
        ("", _) => Some("search-empty"),
        (_, true) => Some("search-nothing"),
        (_, false) => (!answer.has_all_words).then_some("search-some"),
    };
    cut.into_iter().chain(other).map(|key| words.text(key)).collect()
}

fn shown(state: &AppState, words: &Words, asked: &Asked, (answer, group): (&Answer, &Group)) -> FoundGroup {
    let (paths, key) = (Paths(words.lang()), group.kind.key());
    let one_kind = paths.search_for(asked.query.text(), Some(key));
    let count = match (asked.after.is_some() || !answer.has_all_words, group.more) {
        (true, _) => String::new(),
        (_, true) => words.with("search-more", &[("count", group.count.into())]),
        (_, false) => format::count(group.count),
    };
    let is_part = asked.kind.is_none() && group.count > group.items.len() as u64;
    FoundGroup {
        key,
        label: match group.kind {
            FoundKind::Territory => words.text("search-territories"),
            FoundKind::PoliceFile => words.text("police-title"),
            FoundKind::Entity(_) => labels::plural(words, "entity_kind", key),
        },
        count,
        rows: group.items.iter().filter_map(|item| row(state, words, item)).collect(),
        all: is_part.then(|| one_kind.clone()),
        next: group.next.as_ref().map(|next| format!("{one_kind}&cursor={}", percent_encoded(&next.to_string()))),
    }
}

fn row(state: &AppState, words: &Words, item: &Item) -> Option<Place> {
    Some(match item {
        Item::Territory(territory) => Place {
            href: Paths(words.lang()).city(&territory.code, &territory.name),
            name: territory.name.clone(),
            note: city::what_it_is(state, words, territory),
            count: String::new(),
        },
        Item::PoliceFile(file) => Place {
            href: Paths(words.lang()).police_file(&file.key),
            name: labels::label(words, "police_file", &file.key),
            note: labels::label(words, "police_file_family", &file.family),
            count: String::new(),
        },
        Item::Device(feature) => {
            let row = rows::rows(words, std::slice::from_ref(feature), true).pop()?;
            Place { href: row.href, name: row.place, note: row.kind, count: row.note }
        }
        Item::Record(record) => {
            let row = records::row(words, record);
            Place { href: row.href, name: row.title, note: row.day, count: row.certainty }
        }
    })
}

/// A page with so many kinds of answers.
#[cfg(test)]
pub(crate) fn sample(site: &Site, words: &'static Words, kinds: usize) -> Search {
    let place = |number: u32| Place {
        href: format!("/marches/{number}"),
        name: format!("Vidéoprotection des écoles, lot {number}"),
        note: "mai 2024".to_owned(),
        count: "Non vérifié".to_owned(),
    };
    let group = |key: &'static str| FoundGroup {
        key,
        label: "Marchés".to_owned(),
        count: "plus de 1 000".to_owned(),
        rows: (1..6).map(place).collect(),
        all: Some("/recherche?q=vid%C3%A9oprotection&kind=contract".to_owned()),
        next: None,
    };
    let asked = Asked::read("vidéoprotection", None, None, LIMITS.0).expect("words");
    let groups = ["contract", "organisation"].into_iter().take(kinds).map(group).collect();
    view(site, words, &asked, &Answer { groups: Vec::new(), has_all_words: true }, groups)
}
