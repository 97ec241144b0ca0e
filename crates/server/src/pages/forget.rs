//! `/effacer`: everything that this site keeps on a device goes. And `/partage`, where a photo lands that another program
//! hands over when the service worker is not there to take it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::layout::{Layout, Site};
use super::{Paths, private_page, site};
use crate::error::Error;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// The page, before and after.
#[derive(Template)]
#[template(path = "forget.html")]
pub(crate) struct Forget {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) done: bool,
}

/// `GET /effacer`
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    private_page(StatusCode::OK, &view(&site(&state), lang, false))
}

/// `POST /effacer`: the browser clears its cache, its cookies and every store of this site (Clear Site Data, W3C). A
/// script did so before where one ran; this reaches what no script can.
pub(crate) async fn clear(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    let mut response = private_page(StatusCode::OK, &view(&site(&state), lang, true))?;
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
    Ok(response)
}

/// `GET` and `POST /partage`: the service worker takes a shared photo before it leaves the telephone. Without one, what
/// was sent is thrown away unread, and the form says to choose the photo there.
pub(crate) async fn shared() -> Response {
    Redirect::to(&format!("{}?photo=again", Paths(Lang::Fr).report())).into_response()
}

pub(crate) fn view(site: &Site, lang: Lang, done: bool) -> Forget {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.forget().to_owned();
    let layout = Layout::new(site, lang, words.text("forget-title"), words.text("forget-lead"), address);
    Forget { layout: layout.unlisted(), words, done }
}
