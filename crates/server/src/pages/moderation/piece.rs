//! `/moderation/pieces/{id}`: a moderator reads a stored copy of a document, and decides who else may.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{EntityKind, PieceState};
use serde::Deserialize;
use store::{Piece, PieceId};

use super::super::layout::{Layout, Site};
use super::super::login::see_other;
use super::super::paths::Paths;
use super::super::piece::{Stored, stored};
use super::super::view::{Choice, Link};
use super::super::{private_page, site};
use crate::accounts::Moderator;
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::pieces::{attachment, decide, is_overseen};
use crate::state::AppState;
use crate::words::{Lang, Words};

/// What a moderator can make of a copy.
const WAYS: [PieceState; 3] = [PieceState::Published, PieceState::Hidden, PieceState::Deleted];

/// The page.
#[derive(Template)]
#[template(path = "moderation_piece.html")]
pub(crate) struct PiecePage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) action: String,
    /// Where the file is fetched.
    pub(crate) file: String,
    pub(crate) document: Link,
    pub(crate) piece: Stored,
    pub(crate) fault: String,
    pub(crate) states: Vec<Choice>,
}

/// What the form sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    state: String,
}

/// `GET /moderation/pieces/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<PieceId>,
) -> Result<Response, Error> {
    let piece = open(&state, &moderator, id).await?;
    private_page(StatusCode::OK, &page(&state, lang, &piece).await?)
}

/// `GET /moderation/pieces/{id}/fichier`: the file, whoever else may read it.
pub(crate) async fn fetch(
    State(state): State<AppState>,
    moderator: Moderator,
    Path(id): Path<PieceId>,
) -> Result<Response, Error> {
    let piece = open(&state, &moderator, id).await?;
    attachment(&state, piece.file.ok_or(Error::NotFound)?).await
}

/// `POST /moderation/pieces/{id}`
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    moderator: Moderator,
    Path(id): Path<PieceId>,
    Form(asked): Form<Asked>,
) -> Result<Response, Error> {
    let piece = open(&state, &moderator, id).await?;
    let Some(wanted) = asked.state.parse().ok().filter(|wanted| WAYS.contains(wanted)) else {
        let mut view = page(&state, lang, &piece).await?;
        view.fault = view.words.text("moderation-needs-choice");
        return private_page(StatusCode::UNPROCESSABLE_ENTITY, &view);
    };
    decide(&state, &moderator, id, wanted).await?;
    Ok(see_other(&format!("{}?done=piece", Paths(lang).moderation())))
}

/// A copy that is still there, of a document that something in the territory of the moderator cites.
async fn open(state: &AppState, moderator: &Moderator, id: PieceId) -> Result<Piece, Error> {
    let piece = state.store.piece(id).await?.filter(|piece| piece.file.is_some()).ok_or(Error::NotFound)?;
    if is_overseen(state, moderator, piece.document).await? {
        Ok(piece)
    } else {
        Err(Error::Forbidden("this lies outside the territories of this moderator"))
    }
}

async fn page(state: &AppState, lang: Lang, piece: &Piece) -> Result<PiecePage, Error> {
    let entity = state.store.entity(piece.document).await?.ok_or(Error::NotFound)?;
    let title = entity.record().map(census::Record::title).unwrap_or_default();
    Ok(view(&site(state), lang, title, piece))
}

pub(crate) fn view(site: &Site, lang: Lang, title: String, piece: &Piece) -> PiecePage {
    let (words, paths) = (Words::of(lang), Paths(lang));
    let id = piece.id.to_string();
    let address = |paths: Paths| paths.moderation_piece(&id);
    let way = |state: PieceState| Choice {
        value: state.key().to_owned(),
        label: words.text(&format!("moderation-piece-{}", state.key())),
        on: false,
    };
    PiecePage {
        layout: Layout::new(site, lang, words.text("moderation-piece-title"), words.text("moderation-lead"), address)
            .unlisted(),
        words,
        action: paths.moderation_piece(&id),
        file: paths.moderation_piece_file(&id),
        document: Link { href: paths.entity(EntityKind::Document, piece.document), label: title, note: String::new() },
        piece: stored(words, piece),
        fault: String::new(),
        states: WAYS.into_iter().filter(|state| *state != piece.state).map(way).collect(),
    }
}

/// Copies that wait, for the page of the queue.
pub(super) async fn waiting(state: &AppState, words: &Words, moderator: &Moderator) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for piece in state.store.waiting_pieces(MOST_READ).await? {
        if links.len() == MOST_WAITING || !is_overseen(state, moderator, piece.document).await? {
            continue;
        }
        let entity = state.store.entity(piece.document).await?;
        let title = entity.as_ref().and_then(|entity| entity.record()).map(census::Record::title).unwrap_or_default();
        let said = stored(words, &piece);
        links.push(Link {
            href: Paths(words.lang()).moderation_piece(&piece.id.to_string()),
            label: title,
            note: format!("{} · {}", words.with("piece-kind", &[("size", said.size.as_str().into())]), said.day),
        });
    }
    Ok(links)
}

/// Copies that the page of the queue names.
const MOST_WAITING: usize = 50;

/// Copies that are looked at for it, those of other territories among them.
const MOST_READ: u32 = 500;
