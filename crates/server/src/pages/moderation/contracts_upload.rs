//! `/importer/marches`: importers send a list of contracts. It is read and told first; the same file sent again, once
//! its counts were seen, is kept.

use std::fmt::Write;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::Language;
use census::procurement::{Gathered, InvalidList, Item, gather};
use sha2::{Digest, Sha256};
use store::{NewBatch, NewCandidate, Proposed};

use super::super::layout::{Layout, Site};
use super::super::paths::Paths;
use super::super::view::Fact;
use super::super::{labels, private_page, site};
use crate::accounts::Importer;
use crate::error::Error;
use crate::state::AppState;
use crate::upload::Upload;
use crate::words::{Lang, Words, grouped};

/// Rows that the page shows of a list: those that are proposed or cannot be read.
const SHOWN: usize = 50;

/// SPDX identifier of the licence of the lists (Etalab, Licence Ouverte 2.0).
const LICENCE: &str = "etalab-2.0";

/// The page.
#[derive(Template)]
#[template(path = "contracts_upload.html")]
pub(crate) struct UploadPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) fault: String,
    pub(crate) done: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) items: Vec<Item>,
    /// Checksum of the list that was shown; empty before.
    pub(crate) seen: String,
}

/// A list that was read.
pub(crate) struct Read {
    gathered: Gathered,
    items: Vec<Item>,
    sha256: String,
}

/// `GET /importer/marches`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang, _: Importer) -> Result<Response, Error> {
    private_page(StatusCode::OK, &view(&site(&state), lang, None))
}

/// `POST /importer/marches`: shows what a list holds; keeps the one that was shown.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    importer: Importer,
    sent: Upload,
) -> Result<Response, Error> {
    let (list, words) = (sent.file.clone().unwrap_or_default(), Words::of(lang));
    let language = labels::language(words);
    let read = tokio::task::spawn_blocking(move || read_list(&list, language)).await;
    let read = match read.map_err(|error| Error::Internal(Box::new(error)))? {
        Ok(read) => read,
        Err(invalid) => {
            let fault = words.with("contracts-upload-fault", &[("detail", invalid.to_string().into())]);
            let view = view(&site(&state), lang, None);
            return private_page(StatusCode::UNPROCESSABLE_ENTITY, &UploadPage { fault, ..view });
        }
    };
    let mut page = view(&site(&state), lang, Some(&read));
    if read.sha256 == sent.text("seen") {
        page.done = keep(&state, words, &importer, read, sent.name).await?;
        page.seen = String::new();
    }
    private_page(StatusCode::OK, &page)
}

fn read_list(list: &[u8], language: Language) -> Result<Read, InvalidList> {
    let mut items = Vec::new();
    let gathered = gather(list, language, &mut |item| {
        if items.len() < SHOWN && item.decision != "rejected" {
            items.push(item);
        }
    })?;
    let sha256 = Sha256::digest(list).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok(Read { gathered, items, sha256 })
}

/// Keeps what lies within the importer's reach, as one batch.
async fn keep(state: &AppState, words: &Words, importer: &Importer, read: Read, name: String) -> Result<String, Error> {
    let source = read.gathered.source().to_owned();
    let file = NewBatch { source, licence: LICENCE.to_owned(), file_name: name, sha256: read.sha256 };
    let counts = serde_json::json!(read.gathered.counts);
    let reaches = |new: &NewCandidate| {
        importer.covers_everything() || importer.covers(&new.territory, state.places.territories())
    };
    let candidates: Vec<NewCandidate> = read.gathered.contracts().map(NewCandidate::from).filter(reaches).collect();
    let proposed: Vec<bool> = candidates.iter().map(|new| new.judgement.proposed).collect();
    let batch = state.store.open_batch(file).await?;
    let outcomes = match state.store.propose(batch, candidates).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            state.store.roll_back(batch).await?;
            return Err(error.into());
        }
    };
    state.store.close_batch(batch, counts).await?;
    let of_proposed = || outcomes.iter().zip(&proposed).filter(|(_, proposed)| **proposed);
    let new = of_proposed().filter(|(outcome, _)| **outcome == Proposed::New).count();
    let known = of_proposed().count() - new;
    Ok(words.with("contracts-upload-done", &[("new", new.into()), ("known", known.into())]))
}

pub(crate) fn view(site: &Site, lang: Lang, read: Option<&Read>) -> UploadPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.import_contracts().to_owned();
    let (title, lead) = (words.text("contracts-upload-title"), words.text("contracts-upload-lead"));
    UploadPage {
        layout: Layout::new(site, lang, title, lead, address).unlisted(),
        words,
        fault: String::new(),
        done: String::new(),
        facts: read.map(|read| facts(words, &read.gathered)).unwrap_or_default(),
        items: read.map(|read| read.items.clone()).unwrap_or_default(),
        seen: read.map(|read| read.sha256.clone()).unwrap_or_default(),
    }
}

fn facts(words: &Words, gathered: &Gathered) -> Vec<Fact> {
    let counts = gathered.counts;
    let lines = [
        ("contracts-upload-read", counts.read),
        ("contracts-upload-candidates", counts.candidates),
        ("contracts-upload-rejected", counts.rejected),
        ("contracts-upload-amendments", counts.amendments),
        ("contracts-upload-unreadable", counts.unreadable),
    ];
    lines.into_iter().map(|(key, count)| Fact::new(words.text(key), grouped(count as i64))).collect()
}
