//! Puts a problem into words: `application/problem+json` (RFC 9457) for programs, a page for people.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, PROBLEMS, Problem};
use crate::extract::Path;
use crate::pages;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// A problem as programs read it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemJson {
    /// Stable address that explains the problem.
    #[schema(example = "/problems/invalid")]
    r#type: String,
    /// The problem in the reader's language.
    title: String,
    /// HTTP status.
    status: u16,
    /// What happened this time.
    detail: String,
    /// Each fault at its place in the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultJson>,
}

/// A fault at its place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FaultJson {
    /// JSON pointer (RFC 6901).
    pointer: String,
    /// What was found and what is allowed.
    detail: String,
}

/// Whom a problem is explained to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    language: Lang,
    wants_page: bool,
}

impl Reader {
    /// Who sent a request.
    pub(crate) fn of(request: &Request) -> Self {
        let (path, headers) = (request.uri().path(), request.headers());
        Self { language: language_of(path, headers), wants_page: wants_page(path, headers) }
    }
}

/// A response that carries a [`Problem`] gets its body here, once, for every route.
pub(crate) fn explained(state: &AppState, Reader { language, wants_page }: Reader, mut response: Response) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut answer = if wants_page { pages::problem(state, language, &problem) } else { as_json(&problem, language) };
    *answer.status_mut() = problem.status;
    if let Some(seconds) = problem.retry_after_s {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}

/// `GET /problems/{slug}`: what a problem's `type` leads to.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (slug, status) = *PROBLEMS.iter().find(|(known, _)| *known == slug).ok_or(Error::NotFound)?;
    let path = format!("/problems/{slug}");
    let language = language_of(&path, &headers);
    let detail = Words::of(language).text(&format!("problem-{slug}"));
    let problem = Problem { slug, status, detail, faults: Vec::new(), retry_after_s: None };
    let mut answer = if wants_page(&path, &headers) {
        pages::problem(&state, language, &problem)
    } else {
        as_json(&problem, language)
    };
    *answer.status_mut() = StatusCode::OK;
    Ok(answer)
}

fn as_json(problem: &Problem, language: Lang) -> Response {
    let body = ProblemJson {
        r#type: format!("/problems/{}", problem.slug),
        title: Words::of(language).text(&format!("problem-{}", problem.slug)),
        status: problem.status.as_u16(),
        detail: problem.detail.clone(),
        errors: problem
            .faults
            .iter()
            .map(|fault| FaultJson { pointer: fault.pointer.clone(), detail: fault.detail.clone() })
            .collect(),
    };
    let mut response = Json(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Programs' addresses answer JSON whatever a browser prefers; elsewhere a reader who takes HTML gets a page.
fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    let for_programs =
        ["/api/", "/tiles/", "/basemap/", "/streets/", "/dumps/", "/assets/", "/static/", "/raster/", "/cards/"];
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    !for_programs.iter().any(|prefix| path.starts_with(prefix)) && accepts.contains("text/html")
}

/// Pages speak the language of their path; programs' addresses the one that `Accept-Language` prefers.
fn language_of(path: &str, headers: &HeaderMap) -> Lang {
    if path.starts_with("/api/") { Lang::preferred(headers) } else { Lang::of_path(path) }
}
