//! `/donnees`, `/a-propos`, `/accessibilite`: pages of text, from the catalogue.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use census::EntityKind;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::reference;
use super::view::Link;
use super::{labels, page, site};
use crate::catalogue;
use crate::ending::Ending;
use crate::error::Error;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// A page of text.
#[derive(Template)]
#[template(path = "prose.html")]
pub(crate) struct Prose {
    pub(crate) layout: Layout,
    pub(crate) lead: String,
    pub(crate) sections: Vec<Section>,
    /// What the page is about, for search engines, as JSON-LD; empty for most.
    pub(crate) linked: String,
}

/// A titled part of a page of text.
#[derive(Default)]
pub(crate) struct Section {
    id: String,
    title: String,
    paragraphs: Vec<String>,
    items: Vec<String>,
    links: Vec<Link>,
    code: Vec<CodeLine>,
}

impl Section {
    /// A title and links.
    pub(crate) fn of_links(id: String, title: String, links: Vec<Link>) -> Self {
        Self { id, title, links, ..Self::default() }
    }
}

/// A line to copy.
pub(crate) struct CodeLine {
    label: String,
    code: String,
}

/// Attributions of the data inside the program, one a line.
const NOTICE: &str = include_str!("../../../../data/NOTICE.md");

/// `GET /donnees`
pub(crate) async fn data(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    page(&data_page(&site(&state), lang))
}

/// `GET /a-propos`
pub(crate) async fn about(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    page(&about_page(&site(&state), lang))
}

/// `GET /accessibilite`
pub(crate) async fn accessibility(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    page(&accessibility_page(&site(&state), lang))
}

pub(crate) fn data_page(site: &Site, lang: Lang) -> Prose {
    let words = Words::of(lang);
    let base = site.base_url.clone().unwrap_or_else(|| "https://…".to_owned());
    let sections = vec![
        Section { links: dumps(words), ..section(words, "data-dumps", 1, 0) },
        Section { links: interfaces(words), ..section(words, "data-api", 1, 0) },
        Section { links: feeds(words), ..section(words, "data-feeds", 1, 0) },
        Section { links: tables(words), ..section(words, "data-tables", 1, 0) },
        Section { code: examples(words, &base), ..section(words, "data-lines", 1, 0) },
        section(words, "data-formats", 2, 5),
        section(words, "data-licence", 2, 0),
        section(words, "data-limits", 1, 4),
    ];
    let mut page = prose(site, words, "data", Paths::data, sections);
    page.linked = catalogue::schema_org(words, &page.layout.canonical(), site.base_url.as_deref().unwrap_or_default());
    let [json_ld, turtle] = catalogue::CATALOGUE.map(|path| page.layout.absolute(path));
    page.layout = page.layout.with_alternate(catalogue::JSON_LD, json_ld).with_alternate(catalogue::TURTLE, turtle);
    page
}

pub(crate) fn about_page(site: &Site, lang: Lang) -> Prose {
    let words = Words::of(lang);
    let sections = vec![
        section(words, "about-what", 2, 0),
        section(words, "about-method", 1, 6),
        section(words, "about-figures", 1, 4),
        section(words, "about-promises", 1, 6),
        section(words, "about-people", 2, 0),
        Section { items: notice_lines(), ..section(words, "about-sources", 1, 0) },
        section(words, "about-licence", 2, 0),
    ];
    prose(site, words, "about", Paths::about, sections)
}

pub(crate) fn accessibility_page(site: &Site, lang: Lang) -> Prose {
    let words = Words::of(lang);
    let sections = vec![
        section(words, "access-state", 2, 0),
        section(words, "access-done", 0, 6),
        section(words, "access-limits", 0, 2),
        section(words, "access-contact", 1, 0),
    ];
    prose(site, words, "access", Paths::accessibility, sections)
}

pub(super) fn prose(
    site: &Site,
    words: &'static Words,
    key: &str,
    address: fn(Paths) -> &'static str,
    sections: Vec<Section>,
) -> Prose {
    let (title, lead) = (words.text(&format!("{key}-title")), words.text(&format!("{key}-lead")));
    let layout = Layout::new(site, words.lang(), title, lead.clone(), |paths| address(paths).to_owned());
    Prose { layout, lead, sections, linked: String::new() }
}

/// A section whose catalogue keys are `<key>-title`, `<key>-1`…, `<key>-item-1`….
pub(super) fn section(words: &Words, key: &str, paragraphs: usize, items: usize) -> Section {
    Section {
        id: key.to_owned(),
        title: words.text(&format!("{key}-title")),
        paragraphs: (1..=paragraphs).map(|number| words.text(&format!("{key}-{number}"))).collect(),
        items: (1..=items).map(|number| words.text(&format!("{key}-item-{number}"))).collect(),
        ..Section::default()
    }
}

fn dumps(words: &Words) -> Vec<Link> {
    let dump =
        |file: &str, note| Link { href: format!("/dumps/live/{file}"), label: file.to_owned(), note: words.text(note) };
    vec![
        dump("devices.geojson", "data-note-geojson"),
        dump("devices.geojsonl", "data-note-geojsonl"),
        dump("devices.csv", "data-note-csv"),
        dump("devices.fgb", "data-note-fgb"),
        dump("devices.parquet", "data-note-parquet"),
        Link {
            href: Paths(words.lang()).releases().to_owned(),
            label: words.text("releases-title"),
            note: words.text("releases-lead"),
        },
    ]
}

/// Feeds of the whole census; each city, list and record has its own.
fn feeds(words: &Words) -> Vec<Link> {
    let paths = Paths(words.lang());
    let kinds =
        EntityKind::ALL.iter().map(|kind| (paths.kind(*kind), labels::plural(words, "entity_kind", kind.key())));
    let removals = (paths.removals(), words.text("feed-removals"));
    let link = |(path, label): (&str, String)| Link {
        href: format!("{path}.{}", Ending::Atom.key()),
        label,
        note: String::new(),
    };
    kinds.chain([removals]).map(link).collect()
}

/// Territories beside each other.
fn tables(words: &Words) -> Vec<Link> {
    let paths = Paths(words.lang());
    let link = |path: &str, title: &str| Link { href: path.to_owned(), label: words.text(title), note: String::new() };
    vec![link(paths.compare(), "compare-title"), link(paths.rankings(), "rankings-title")]
}

fn interfaces(words: &Words) -> Vec<Link> {
    let link = |path: &str, note| Link { href: path.to_owned(), label: path.to_owned(), note: words.text(note) };
    vec![
        link(Paths(words.lang()).api(), "data-note-reference"),
        link("/api/openapi.json", "data-note-openapi"),
        link("/api/v1/devices?limit=10", "data-note-devices"),
        link("/api/v1/territories?q=saint-denis", "data-note-territories"),
        link("/tiles/devices.json", "data-note-tiles"),
        link("/ogc?f=html", "data-note-ogc"),
        link(catalogue::CATALOGUE[0], "data-note-dcat"),
        link(catalogue::CATALOGUE[1], "data-note-dcat-turtle"),
    ]
}

/// The examples that are one line, as the page of the API has them too.
fn examples(words: &Words, base: &str) -> Vec<CodeLine> {
    let line = |example: &reference::Example| CodeLine { label: example.title(words), code: example.code(base) };
    reference::examples().iter().filter(|example| example.is_one_line()).map(line).collect()
}

/// The list items of the notice.
fn notice_lines() -> Vec<String> {
    NOTICE.lines().filter_map(|line| line.strip_prefix("- ")).map(str::to_owned).collect()
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    use super::releases::releases_page;
    use super::samples::{html, site};

    let files = vec![release::ReleaseFile { name: "devices.fgb".to_owned(), bytes: 7_431_234 }];
    let releases = [release::Listed { month: "2026.11".parse().expect("a month"), files, mark: String::new() }];
    vec![
        ("data", html(&data_page(&site(), lang))),
        ("about", html(&about_page(&site(), lang))),
        ("accessibility", html(&accessibility_page(&site(), lang))),
        ("releases", html(&releases_page(&site(), lang, &releases))),
        ("releases-none", html(&releases_page(&site(), lang, &[]))),
    ]
}
