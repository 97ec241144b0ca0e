//! What went wrong, as a page in the visitor's language.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::layout::{Layout, Site};
use super::{private_page, site};
use crate::error::Problem;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// A page that says what happened, what was kept and what to do.
#[derive(Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) status: u16,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) faults: Vec<String>,
    /// Where the way on is, when there is one: address and words.
    pub(crate) way_on: Option<(&'static str, String)>,
}

/// The page of a problem; its status is set on it.
pub(crate) fn problem(state: &AppState, lang: Lang, problem: &Problem) -> Response {
    let view = view(&site(state), lang, problem);
    private_page(problem.status, &view).unwrap_or_else(|_| problem.status.into_response())
}

/// The words of a problem are ours; its detail is for programs and stays out, but each fault is told.
pub(crate) fn view(site: &Site, lang: Lang, problem: &Problem) -> ProblemPage {
    let words = Words::of(lang);
    let title = words.text(&format!("problem-{}", problem.slug));
    let text = words.text(&format!("problem-{}-text", problem.slug));
    let layout = Layout::new(site, lang, title.clone(), text.clone(), |paths| paths.home().to_owned()).unlisted();
    let faults = problem.faults.iter().map(|fault| format!("{}: {}", fault.pointer, fault.detail)).collect();
    let way_on = match problem.slug {
        "login-required" => Some((layout.paths.login(), words.text("login-title"))),
        "passkey-required" => Some((layout.paths.account_keys(), words.text("keys-title"))),
        _ => None,
    };
    ProblemPage { layout, words, status: problem.status.as_u16(), title, text, faults, way_on }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::PROBLEMS;

    #[test]
    fn every_problem_has_a_title_and_a_text_in_the_catalogue() {
        for (slug, _) in PROBLEMS {
            for key in [format!("problem-{slug}"), format!("problem-{slug}-text")] {
                assert!(Words::of(Lang::Fr).knows(&key), "{key}");
            }
        }
    }
}
