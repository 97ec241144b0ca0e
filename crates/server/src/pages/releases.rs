//! `/dumps`: the dated releases and their files.

use axum::extract::State;
use axum::response::Response;
use release::Month;
use release::shelf::{self, ReleaseFile};

use super::layout::Site;
use super::paths::Paths;
use super::prose::{Prose, Section, prose, section};
use super::view::Link;
use super::{format, page, site};
use crate::error::Error;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// `GET /dumps`
pub(crate) async fn show(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    let folder = state.settings.releases.clone();
    let read = tokio::task::spawn_blocking(move || {
        let months = shelf::months(&folder)?.into_iter().rev();
        months.map(|month| Ok((month, shelf::files(&folder, month)?))).collect::<std::io::Result<Vec<_>>>()
    });
    let releases = read.await.map_err(|error| Error::Internal(Box::new(error)))?;
    let releases = releases.map_err(|error| Error::Internal(Box::new(error)))?;
    page(&releases_page(&site(&state), lang, &releases))
}

/// The newest release first.
pub(crate) fn releases_page(site: &Site, lang: Lang, releases: &[(Month, Vec<ReleaseFile>)]) -> Prose {
    let words = Words::of(lang);
    let about = if releases.is_empty() { "releases-none" } else { "releases-about" };
    let mut sections = vec![section(words, about, if releases.is_empty() { 1 } else { 3 }, 0)];
    sections.extend(releases.iter().map(|(month, files)| of_month(words, *month, files)));
    prose(site, words, "releases", Paths::releases, sections)
}

fn of_month(words: &Words, month: Month, files: &[ReleaseFile]) -> Section {
    let link = |file: &ReleaseFile| Link {
        href: format!("/dumps/{month}/{}", file.name),
        label: file.name.clone(),
        note: format::size(words, file.bytes),
    };
    let title = format::partial_date(words, &month.first_day().format("%Y-%m").to_string());
    Section::of_links(format!("release-{month}"), title, files.iter().map(link).collect())
}
