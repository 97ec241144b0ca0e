//! `/importer/listes`: importers send a list of cameras or of prefects' orders. What its columns seem to mean is shown
//! first, then what every row would become; the same list and mapping sent again, once that was seen, are kept.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::layout::{Layout, Site};
use super::super::paths::Paths;
use super::super::view::{Fact, Link};
use super::super::{labels, private_page, site};
use crate::accounts::Importer;
use crate::error::Error;
use crate::lists::{self, List, Report, sum_of};
use crate::state::AppState;
use crate::upload::Upload;
use crate::words::{Lang, Words, grouped};

/// Territories that the page names.
const SHOWN: usize = 40;

/// The page.
#[derive(Template)]
#[template(path = "lists_upload.html")]
pub(crate) struct UploadPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) fault: String,
    pub(crate) done: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) territories: Vec<Link>,
    pub(crate) aside: Vec<String>,
    /// The mapping as a text to correct; empty before a list was sent.
    pub(crate) mapping: String,
    /// Checksum of the list and the mapping that were shown; empty before.
    pub(crate) seen: String,
}

/// What the form sends.
struct Sent {
    list: Bytes,
    name: String,
    mapping: String,
    seen: String,
}

impl From<Upload> for Sent {
    fn from(upload: Upload) -> Self {
        Self {
            // Browsers send lines with CR LF, whatever they were given.
            mapping: upload.text("mapping").replace("\r\n", "\n"),
            seen: upload.text("seen").to_owned(),
            list: upload.file.unwrap_or_default(),
            name: upload.name,
        }
    }
}

/// `GET /importer/listes`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang, _: Importer) -> Result<Response, Error> {
    private_page(StatusCode::OK, &view(&site(&state), lang))
}

/// `POST /importer/listes`: guesses, shows, keeps, in this order.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    importer: Importer,
    upload: Upload,
) -> Result<Response, Error> {
    let sent = Sent::from(upload);
    let words = Words::of(lang);
    let page = UploadPage { mapping: sent.mapping.clone(), ..view(&site(&state), lang) };
    match answer(&state, words, &importer, sent, page).await {
        Ok(page) => private_page(StatusCode::OK, &page),
        Err(Refusal::Told(page)) => private_page(StatusCode::UNPROCESSABLE_ENTITY, page.as_ref()),
        Err(Refusal::Failed(error)) => Err(error),
    }
}

/// Why nothing was shown or kept.
enum Refusal {
    /// For the importer to mend.
    Told(Box<UploadPage>),
    /// Not the importer's fault, or not theirs to do.
    Failed(Error),
}

async fn answer(
    state: &AppState,
    words: &'static Words,
    importer: &Importer,
    sent: Sent,
    mut page: UploadPage,
) -> Result<UploadPage, Refusal> {
    let told = |page: UploadPage, error: &lists::Error| {
        let fault = words.with("lists-upload-fault", &[("detail", error.to_string().into())]);
        Refusal::Told(Box::new(UploadPage { fault, ..page }))
    };
    if sent.mapping.trim().is_empty() {
        return match lists::sketch(&sent.list) {
            Ok(mapping) => Ok(UploadPage { mapping, ..page }),
            Err(error) => Err(told(page, &error)),
        };
    }
    let seen = sum_of(&[sent.list.as_ref(), sent.mapping.as_bytes()].concat());
    let list = match List::read(&sent.list, &sent.mapping, sent.name) {
        Ok(list) => list,
        Err(error) => return Err(told(page, &error)),
    };
    let judged = match list.judge(&state.store, &state.places, state.world.today()).await {
        Ok(judged) => judged,
        Err(lists::Error::Store(error)) => return Err(Refusal::Failed(error.into())),
        Err(error) => return Err(told(page, &error)),
    };
    if !reaches(state, importer, &judged.report) {
        return Err(Refusal::Failed(Error::Forbidden("the list reaches beyond the territories of this account")));
    }
    let report = if seen == sent.seen {
        let kept = list.keep(&state.store, judged).await;
        let report = kept.map_err(|error| Refusal::Failed(failed(error)))?;
        let batch = report.batch.clone().unwrap_or_default();
        page.done = words.with("lists-upload-done", &[("new", report.new.into()), ("batch", batch.into())]);
        report
    } else {
        page.seen = seen;
        judged.report
    };
    Ok(shown(state, words, page, &report))
}

fn failed(error: lists::Error) -> Error {
    match error {
        lists::Error::Store(error) => error.into(),
        error => Error::Internal(Box::new(error)),
    }
}

/// May this importer bring something into every territory of the list?
fn reaches(state: &AppState, importer: &Importer, report: &Report) -> bool {
    importer.covers_everything()
        || report.territories.keys().all(|code| importer.covers(code, state.places.territories()))
}

fn shown(state: &AppState, words: &'static Words, page: UploadPage, report: &Report) -> UploadPage {
    let language = labels::language(words);
    let fact = |(label, count): (&str, u64)| Fact::new(label.to_owned(), grouped(count as i64));
    let place = |(code, count): (&String, &u64)| {
        let place = state.places.by_code(code)?;
        let href = Paths(words.lang()).city(&place.code, &place.name);
        Some(Link { href, label: place.name.clone(), note: grouped(*count as i64) })
    };
    UploadPage {
        facts: report.figures(language).into_iter().filter(|(_, count)| *count > 0).map(fact).collect(),
        territories: report.territories.iter().filter_map(place).take(SHOWN).collect(),
        aside: report.aside(language),
        ..page
    }
}

pub(crate) fn view(site: &Site, lang: Lang) -> UploadPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.import_lists().to_owned();
    let (title, lead) = (words.text("lists-upload-title"), words.text("lists-upload-lead"));
    UploadPage {
        layout: Layout::new(site, lang, title, lead, address).unlisted(),
        words,
        fault: String::new(),
        done: String::new(),
        facts: Vec::new(),
        territories: Vec::new(),
        aside: Vec::new(),
        mapping: String::new(),
        seen: String::new(),
    }
}
