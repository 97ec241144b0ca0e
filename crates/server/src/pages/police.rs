//! `/fichiers` and `/fichiers/{key}`: national police files, what is known of each with its source and date, and the
//! uses of it that the census records.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use census::{Figure, PoliceFile, Taxonomy, police_file, police_files};
use store::PublishedRecord;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::records::{self, RecordRow};
use super::view::{Crumb, Fact, Link};
use super::{format, formats, labels, page, site};
use crate::api::police::{self as api, uses_of};
use crate::ending::Ending;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter;
use crate::past::AsOf;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Uses that the page of a file shows.
const USES: u32 = 100;

/// The list.
#[derive(Template)]
#[template(path = "police_files.html")]
pub(crate) struct Files {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) families: Vec<Family>,
    pub(crate) formats: Vec<Link>,
}

/// Files about the same thing.
pub(crate) struct Family {
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) files: Vec<FileRow>,
}

/// A file in the list.
pub(crate) struct FileRow {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) figures: Vec<Stated>,
    pub(crate) known: Vec<String>,
}

/// A number with its source.
pub(crate) struct Stated {
    pub(crate) text: String,
    /// Whose it is and when, in words.
    pub(crate) note: String,
    pub(crate) source: String,
}

/// One file.
#[derive(Template)]
#[template(path = "police_file.html")]
pub(crate) struct File {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) figures: Vec<Stated>,
    pub(crate) documents: Vec<String>,
    pub(crate) uses: Vec<RecordRow>,
    pub(crate) all_uses: String,
    pub(crate) add: String,
    pub(crate) formats: Vec<Link>,
}

/// `GET /fichiers`
pub(crate) async fn list(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    page(&files_page(&site(&state), lang))
}

/// `GET /fichiers/{key}` and `.json`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (key, ending) = Ending::split(&name);
    match ending {
        None => {}
        Some(Ending::Json) => {
            return api::show(State(state), Path(key.to_owned()), Query(AsOf::default()), headers).await;
        }
        Some(_) => return Err(Error::NotFound),
    }
    let file = police_file(key).ok_or(Error::NotFound)?;
    let uses = state.store.records(&uses_of(file), None, USES).await?;
    page(&file_page(&site(&state), lang, file, &uses.items))
}

/// `GET /fichiers.csv`: a line for each figure, and one for a file of which none is known.
pub(crate) async fn table(uri: Uri) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    let name = "attachment; filename=\"technopolice-fichiers.csv\"";
    let name = (header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    let query = uri.query().unwrap_or_default();
    let marked = filter::pairs(query).any(|pair| pair == ("bom".into(), "1".into()));
    ([kind, name], format!("{}{}", if marked { "\u{feff}" } else { "" }, as_csv())).into_response()
}

fn as_csv() -> String {
    let head = [
        "key",
        "name",
        "family",
        "has_face_photos",
        "face_search_allowed",
        "what",
        "value",
        "as_of",
        "claimed_by",
        "source",
    ];
    let words = Words::of(Lang::Fr);
    let known = |is: Option<bool>| is.map(|is| is.to_string()).unwrap_or_default();
    police_files().iter().fold(release::csv_line(&head), |csv, file| {
        let name = labels::label(words, "police_file", &file.key);
        let (faces, search) = (known(file.has_face_photos), known(file.face_search_allowed));
        let line = |figure: [&str; 5]| {
            let cells = [file.key.as_str(), &name, &file.family, &faces, &search].into_iter().chain(figure);
            release::csv_line(&cells.collect::<Vec<_>>())
        };
        let figures = file.figures.iter().map(|figure| {
            let claimed_by = figure.claimed_by.as_deref().unwrap_or_default();
            line([&figure.what, &figure.value.to_string(), &figure.as_of, claimed_by, &figure.source])
        });
        let lines: String = figures.collect();
        csv + &if lines.is_empty() { line([""; 5]) } else { lines }
    })
}

pub(crate) fn files_page(site: &Site, lang: Lang) -> Files {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.police_files().to_owned();
    let layout = Layout::new(site, lang, words.text("police-title"), words.text("police-lead"), address);
    let family = |key: &str| Family {
        key: key.to_owned(),
        label: labels::label(words, "police_file_family", key),
        files: police_files().iter().filter(|file| file.family == key).map(|file| row(words, file)).collect(),
    };
    let json = format!("{}.json", Paths(lang).police_files());
    Files {
        families: Taxonomy::embedded().entries("police_file_family").iter().map(|entry| family(&entry.key)).collect(),
        formats: formats::of(words, &layout, &[Ending::Csv, Ending::Json], ""),
        layout: layout.with_alternate("application/json", json),
        words,
    }
}

fn row(words: &Words, file: &PoliceFile) -> FileRow {
    let known = [("police-faces", file.has_face_photos), ("police-search", file.face_search_allowed)];
    FileRow {
        href: Paths(words.lang()).police_file(&file.key),
        label: labels::label(words, "police_file", &file.key),
        figures: file.figures.iter().map(|figure| stated(words, figure)).collect(),
        known: known.into_iter().filter(|(_, is)| *is == Some(true)).map(|(key, _)| words.text(key)).collect(),
    }
}

pub(crate) fn file_page(site: &Site, lang: Lang, file: &PoliceFile, uses: &[PublishedRecord]) -> File {
    let words = Words::of(lang);
    let paths = Paths(lang);
    let title = labels::label(words, "police_file", &file.key);
    let layout =
        Layout::new(site, lang, title.clone(), words.text("police-lead"), |paths| paths.police_file(&file.key));
    let json = format!("{}.json", paths.police_file(&file.key));
    let all_uses = format!("{}?police_file={}", paths.kind(census::EntityKind::Deployment), file.key);
    File {
        formats: vec![as_json(words, &json)],
        layout: layout.with_alternate("application/json", json),
        words,
        crumbs: vec![Crumb { href: paths.police_files().to_owned(), label: words.text("police-title") }],
        title,
        facts: vec![
            Fact::new(words.text("police-family"), labels::label(words, "police_file_family", &file.family)),
            Fact::new(words.text("police-faces-question"), answered(words, file.has_face_photos)),
            Fact::new(words.text("police-search-question"), answered(words, file.face_search_allowed)),
        ],
        figures: file.figures.iter().map(|figure| stated(words, figure)).collect(),
        documents: file.documents.clone(),
        uses: uses.iter().map(|record| records::row(words, record)).collect(),
        all_uses,
        add: paths.new_entity(census::EntityKind::Deployment),
    }
}

/// What nobody sourced is said as such.
fn answered(words: &Words, known: Option<bool>) -> String {
    words.text(match known {
        Some(true) => "yes",
        Some(false) => "no",
        None => "police-unsourced",
    })
}

fn stated(words: &Words, figure: &Figure) -> Stated {
    let key = format!("police-figure-{}", figure.what.replace('_', "-"));
    let number = format::count(figure.value);
    let number = if figure.approximate { words.with("police-about", &[("number", number.into())]) } else { number };
    let day = format::partial_date(words, &figure.as_of);
    let note = match &figure.claimed_by {
        Some(by) => words.with("police-claimed", &[("by", by.as_str().into()), ("day", day.into())]),
        None => words.with("police-dated", &[("day", day.into())]),
    };
    Stated { text: words.with(&key, &[("number", number.into())]), note, source: figure.source.clone() }
}

fn as_json(words: &Words, href: &str) -> Link {
    Link { href: href.to_owned(), label: words.text("format-json"), note: String::new() }
}

/// Both pages, for the tests of templates.
#[cfg(test)]
pub(crate) fn samples(site: &Site, lang: Lang) -> Vec<(&'static str, String)> {
    use super::samples::html;

    let taj = police_file("taj").expect("a file");
    vec![("police-files", html(&files_page(site, lang))), ("police-file", html(&file_page(site, lang, taj, &[])))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_figure_has_words() {
        for figure in police_files().iter().flat_map(|file| &file.figures) {
            for lang in Lang::ALL {
                let key = format!("police-figure-{}", figure.what.replace('_', "-"));
                assert!(Words::of(lang).knows(&key), "{key}");
            }
        }
    }

    #[test]
    fn a_claim_says_whose_it_is_and_what_is_not_sourced_says_so() {
        let site = super::super::samples::site();
        let page =
            |key: &str| file_page(&site, Lang::Fr, police_file(key).expect("a file"), &[]).render().expect("HTML");
        let taj = page("taj");
        assert!(
            taj.contains("La Quadrature du Net") && taj.contains("2022") && taj.contains("8\u{202f}000\u{202f}000")
        );
        assert!(page("tes").contains(&Words::of(Lang::Fr).text("police-unsourced")), "TES: nobody sourced the search");
    }
}
