//! `/moderation/photos/{id}`: a moderator looks at a photo as large as it is, covers parts of it, and decides who sees it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::PhotoState;
use store::{Covering, Order, Photo, PhotoId, Ruling};

use super::super::layout::{Layout, Site};
use super::super::login::see_other;
use super::super::paths::Paths;
use super::super::photo::{Shown, covered, shown};
use super::super::view::Choice;
use super::super::{private_page, site};
use super::{reaches, told};
use crate::accounts::Moderator;
use crate::error::Error;
use crate::extract::Path;
use crate::photos::{Kept, clear_away, suggest};
use crate::state::AppState;
use crate::upload::Upload;
use crate::words::{Lang, Words};

/// What a moderator can make of a photo.
const WAYS: [PhotoState; 3] = [PhotoState::Published, PhotoState::Hidden, PhotoState::Deleted];

/// The page.
#[derive(Template)]
#[template(path = "moderation_photo.html")]
pub(crate) struct PhotoPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) action: String,
    /// Nobody's: the form of boxes is shared with the one for who holds a code.
    pub(crate) code: String,
    pub(crate) case: String,
    pub(crate) fault: String,
    pub(crate) done: String,
    pub(crate) photo: Shown,
    pub(crate) states: Vec<Choice>,
}

/// `GET /moderation/photos/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<PhotoId>,
) -> Result<Response, Error> {
    let photo = open(&state, &moderator, id).await?;
    let suggested = suggest(&state, &photo).await?;
    private_page(StatusCode::OK, &page(&state, lang, &Kept { photo, suggested }).await?)
}

/// `POST /moderation/photos/{id}`: burns boxes in, or decides; after a decision the case of the photo is shown again.
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<PhotoId>,
    upload: Upload,
) -> Result<Response, Error> {
    let photo = open(&state, &moderator, id).await?;
    let done = match upload.text("action") {
        "cover" => covered(&state, &upload, photo, Covering::Moderator).await.map(Some),
        _ => decided(&state, &moderator, &photo, upload.text("state")).await.map(|()| None),
    };
    match done {
        Ok(Some((kept, done))) => {
            let mut view = page(&state, lang, &kept).await?;
            view.done = view.words.text(if done == "photo-done-covered" { "moderation-photo-covered" } else { done });
            private_page(StatusCode::OK, &view)
        }
        Ok(None) => Ok(see_other(&Paths(lang).moderation_case(&photo.contribution.to_string()))),
        Err(error) => {
            let Some(fault) = told(Words::of(lang), &error) else { return Err(error) };
            let photo = open(&state, &moderator, id).await?;
            let suggested = suggest(&state, &photo).await?;
            let mut view = page(&state, lang, &Kept { photo, suggested }).await?;
            view.fault = fault;
            private_page(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

/// A photo that is still there, in the territory of the moderator.
async fn open(state: &AppState, moderator: &Moderator, id: PhotoId) -> Result<Photo, Error> {
    let photo = state.store.photo(id).await?.filter(|photo| photo.files.is_some()).ok_or(Error::NotFound)?;
    let waiting = state.store.contribution(photo.contribution).await?.ok_or(Error::NotFound)?;
    if reaches(state, moderator, &waiting.receipt.territory) {
        Ok(photo)
    } else {
        Err(Error::Forbidden("this lies outside the territories of this moderator"))
    }
}

async fn decided(state: &AppState, moderator: &Moderator, photo: &Photo, wanted: &str) -> Result<(), Error> {
    let wanted = wanted.parse().ok().filter(|wanted| WAYS.contains(wanted));
    let wanted = wanted.ok_or_else(|| Error::fault("/state", "say what shall be done"))?;
    let order = Order::Photo { photo: photo.id, state: wanted };
    match state.store.rule(Ruling { order, ground: None, answer: None, by: Some(moderator.id) }).await {
        Err(store::Error::PhotoWithoutEntity) => Err(Error::fault("/photo", "decide on its report first")),
        Err(error) => Err(error.into()),
        Ok(_) => clear_away(state).await,
    }
}

async fn page(state: &AppState, lang: Lang, kept: &Kept) -> Result<PhotoPage, Error> {
    let photo = shown(state, Words::of(lang), kept).await?;
    Ok(view(&site(state), lang, &kept.photo, photo))
}

pub(crate) fn view(site: &Site, lang: Lang, photo: &Photo, shown: Shown) -> PhotoPage {
    let words = Words::of(lang);
    let id = photo.id.to_string();
    let address = |paths: Paths| paths.moderation_photo(&id);
    let way = |state: PhotoState| Choice {
        value: state.key().to_owned(),
        label: words.text(&format!("moderation-photo-{}", state.key())),
        on: false,
    };
    PhotoPage {
        layout: Layout::new(site, lang, words.text("moderation-photo-title"), words.text("moderation-lead"), address)
            .unlisted(),
        words,
        action: Paths(lang).moderation_photo(&id),
        code: String::new(),
        case: Paths(lang).moderation_case(&photo.contribution.to_string()),
        fault: String::new(),
        done: String::new(),
        photo: shown,
        states: WAYS.into_iter().filter(|state| *state != photo.state).map(way).collect(),
    }
}
