//! The same documents as pages, for people who follow a link of the API in a browser.

use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use census::{EntityId, EntityKind};
use release::Table;
use serde_json::Value;

use crate::error::Error;
use crate::pages::{Layout, Paths, site};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// The page of a document.
#[derive(Template)]
#[template(path = "ogc.html")]
struct Page {
    layout: Layout,
    words: &'static Words,
    title: String,
    lead: String,
    links: Vec<(String, String)>,
    facts: Vec<(String, String)>,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
    next: Option<String>,
}

/// A cell of a table, with the page it leads to.
struct Cell {
    text: String,
    href: Option<String>,
}

/// Text in French and in English, or a key of the catalogue.
enum Said {
    Key(&'static str),
    Both([String; 2]),
}

/// What a page shows, before a language is chosen.
pub(super) struct View {
    title: Said,
    lead: &'static str,
    links: Vec<(Said, String)>,
    facts: Vec<(String, Said)>,
    head: Vec<String>,
    rows: Vec<Vec<(String, Option<String>)>>,
    next: Option<String>,
}

impl View {
    pub(super) fn new(title: &'static str, lead: &'static str) -> Self {
        Self::of(Said::Key(title), lead)
    }

    pub(super) fn named(title: [String; 2], lead: &'static str) -> Self {
        Self::of(Said::Both(title), lead)
    }

    fn of(title: Said, lead: &'static str) -> Self {
        Self { title, lead, links: Vec::new(), facts: Vec::new(), head: Vec::new(), rows: Vec::new(), next: None }
    }

    /// A link named by the catalogue.
    pub(super) fn linked(mut self, key: &'static str, href: &str) -> Self {
        self.links.push((Said::Key(key), href.to_owned()));
        self
    }

    /// A link with a name of its own.
    pub(super) fn entry(mut self, label: [String; 2], href: String) -> Self {
        self.links.push((Said::Both(label), href));
        self
    }

    /// A name and its value.
    pub(super) fn fact(mut self, name: &str, value: &str) -> Self {
        self.facts.push((name.to_owned(), Said::Both([value.to_owned(), value.to_owned()])));
        self
    }

    /// A name and what it means in both languages.
    pub(super) fn fact_named(mut self, name: &str, value: [String; 2]) -> Self {
        self.facts.push((name.to_owned(), Said::Both(value)));
        self
    }

    /// A table of features, each leading to its own page, and the next page of them.
    pub(super) fn rows(mut self, table: &Table, features: &[String], next: Option<String>) -> Self {
        let shown: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).take(MOST_COLUMNS).collect();
        self.head = shown.iter().map(|name| (*name).to_owned()).collect();
        for feature in features.iter().filter_map(|text| serde_json::from_str::<Value>(text).ok()) {
            let id = text_of(&feature["properties"]["id"]);
            let href = format!("/ogc/collections/{}/items/{id}?f=html", table.name());
            let cell =
                |(at, name): (usize, &&str)| (text_of(&feature["properties"][*name]), (at == 0).then(|| href.clone()));
            self.rows.push(shown.iter().enumerate().map(cell).collect());
        }
        self.next = next;
        self
    }

    /// All values of one feature, and the page of the census about it.
    pub(super) fn feature(mut self, table: &Table, feature: &Value, kind: EntityKind, id: EntityId) -> Self {
        let page = Paths(Lang::Fr).entity(kind, id);
        self = self.linked("ogc-entity-page", &page);
        if !feature["geometry"].is_null() {
            self = self.fact("geometry", &feature["geometry"]["coordinates"].to_string());
        }
        for column in &table.columns {
            let value = &feature["properties"][&column.name];
            if !value.is_null() {
                self = self.fact(&column.name, &text_of(value));
            }
        }
        self
    }

    /// The page in the language that the reader's browser prefers: these addresses have none of their own.
    pub(super) fn render(self, state: &AppState, headers: &HeaderMap) -> Result<Response, Error> {
        let lang = Lang::preferred(headers);
        let words = Words::of(lang);
        let say = |said: Said| match said {
            Said::Key(key) => words.text(key),
            Said::Both([french, english]) => {
                if lang == Lang::Fr {
                    french
                } else {
                    english
                }
            }
        };
        let (title, lead) = (say(self.title), words.text(self.lead));
        let layout =
            Layout::new(&site(state), lang, title.clone(), lead.clone(), |paths| paths.data().to_owned()).unlisted();
        let page = Page {
            layout,
            words,
            title,
            lead,
            links: self.links.into_iter().map(|(label, href)| (say(label), href)).collect(),
            facts: self.facts.into_iter().map(|(name, value)| (name, say(value))).collect(),
            head: self.head,
            rows: self
                .rows
                .into_iter()
                .map(|row| row.into_iter().map(|(text, href)| Cell { text, href }).collect())
                .collect(),
            next: self.next,
        };
        let html = page.render().map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response())
    }
}

/// Columns that a table of features shows; the page of one shows all.
const MOST_COLUMNS: usize = 8;

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
