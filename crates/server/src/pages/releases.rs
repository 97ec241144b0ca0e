//! `/dumps`: the dated releases and their files.

use axum::extract::State;
use axum::response::Response;
use release::{Listed, ReleaseFile};

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
    let releases = state.settings.releases.releases().await?;
    page(&releases_page(&site(&state), lang, &releases))
}

/// The newest of the releases, which come the oldest first, stands first.
pub(crate) fn releases_page(site: &Site, lang: Lang, releases: &[Listed]) -> Prose {
    let words = Words::of(lang);
    let about = if releases.is_empty() { "releases-none" } else { "releases-about" };
    let mut sections = vec![section(words, about, if releases.is_empty() { 1 } else { 3 }, 0)];
    sections.extend(releases.iter().rev().map(|release| of_month(words, release)));
    prose(site, words, "releases", Paths::releases, sections)
}

fn of_month(words: &Words, release: &Listed) -> Section {
    let month = release.month;
    let link = |file: &ReleaseFile| Link {
        href: format!("/dumps/{month}/{}", file.name),
        label: file.name.clone(),
        note: format::size(words, file.bytes),
    };
    let title = format::partial_date(words, &month.first_day().format("%Y-%m").to_string());
    Section::of_links(format!("release-{month}"), title, release.files.iter().map(link).collect())
}
