//! `/documents/{id}/fichier`: a trusted account joins the PDF to a document, and takes back what it sent; without
//! JavaScript.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{Entity, EntityId, EntityKind, PieceState};
use store::{Account, Piece, PieceId};

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::view::Crumb;
use super::{format, labels, private_page, site};
use crate::accounts::Entrusted;
use crate::error::Error;
use crate::extract::Path;
use crate::photos::hex;
use crate::pieces::{self, InvalidPdf, keep, withdraw};
use crate::sender::Sender;
use crate::state::AppState;
use crate::upload::Upload;
use crate::words::{Lang, Words};

#[cfg(test)]
pub(crate) mod samples;

/// The page.
#[derive(Template)]
#[template(path = "piece.html")]
pub(crate) struct PiecePage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) action: String,
    /// The SHA-256 that the document has already; may be empty.
    pub(crate) known: String,
    pub(crate) fault: String,
    pub(crate) done: String,
    /// What this account sent of it.
    pub(crate) own: Vec<Stored>,
}

/// A stored copy, in words.
pub(crate) struct Stored {
    pub(crate) id: String,
    /// Where everybody finds it; empty before it is published.
    pub(crate) href: String,
    pub(crate) size: String,
    pub(crate) sha256: String,
    pub(crate) state: String,
    pub(crate) day: String,
}

/// `GET /documents/{id}/fichier`
pub(crate) async fn ask(
    State(state): State<AppState>,
    lang: Lang,
    account: Entrusted,
    Path(id): Path<EntityId>,
) -> Result<Response, Error> {
    private_page(StatusCode::OK, &page(&state, lang, &account, id).await?)
}

/// `POST /documents/{id}/fichier`: adds, or deletes what this account sent.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    account: Entrusted,
    Path(id): Path<EntityId>,
    sender: Sender,
    upload: Upload,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let acted = act(&state, sender, &account, id, &upload).await;
    let mut view = page(&state, lang, &account, id).await?;
    let status = match acted {
        Ok(key) => {
            view.done = words.text(key);
            if upload.text("action") == "delete" { StatusCode::OK } else { StatusCode::CREATED }
        }
        Err(error) => {
            let Some(fault) = fault_key(&error) else { return Err(error) };
            view.fault = words.text(fault);
            error.problem().status
        }
    };
    private_page(status, &view)
}

/// Does what the form asks for; the key of what to say.
async fn act(
    state: &AppState,
    sender: Sender,
    account: &Account,
    document: EntityId,
    upload: &Upload,
) -> Result<&'static str, Error> {
    if upload.text("action") == "delete" {
        let id: PieceId = upload.text("id").parse().map_err(|_| Error::NotFound)?;
        withdraw(state, account, id).await?;
        return Ok("piece-done-deleted");
    }
    let file = upload.file.clone().ok_or_else(|| Error::fault("/file", "there is no file"))?;
    let kept = keep(state, sender, account, document, file, upload.text("sha256")).await?;
    Ok(match (kept.piece.state == PieceState::Published, kept.rewritten) {
        (true, false) => "piece-done-published",
        (true, true) => "piece-done-published-rewritten",
        (false, false) => "piece-done-waiting",
        (false, true) => "piece-done-waiting-rewritten",
    })
}

/// The key of what stands in the way; `None` for what the page of a problem tells better.
fn fault_key(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::Pdf(InvalidPdf::TooLarge) => "piece-fault-size",
        Error::Pdf(InvalidPdf::Format) => "piece-fault-format",
        Error::Pdf(InvalidPdf::Polyglot) => "piece-fault-polyglot",
        Error::Pdf(InvalidPdf::Encrypted) => "piece-fault-encrypted",
        Error::Pdf(InvalidPdf::Active) => "piece-fault-active",
        Error::Pdf(InvalidPdf::Packed) => "piece-fault-packed",
        Error::Invalid(faults) if faults.iter().any(|fault| fault.pointer == "/sha256") => "piece-fault-sum",
        Error::Invalid(_) => "piece-fault-request",
        Error::Conflict(_) => "piece-fault-many",
        Error::Full | Error::Unavailable => "piece-fault-shelf",
        _ => return None,
    })
}

async fn page(state: &AppState, lang: Lang, account: &Account, id: EntityId) -> Result<PiecePage, Error> {
    let entity = state.store.entity(id).await?.filter(|entity| entity.kind() == EntityKind::Document);
    let entity = entity.ok_or(Error::NotFound)?;
    let pieces = state.store.pieces_of(id).await?;
    let own: Vec<Piece> = pieces.into_iter().filter(|piece| piece.account == Some(account.id)).collect();
    Ok(view(&site(state), lang, &entity, &own))
}

pub(crate) fn view(site: &Site, lang: Lang, document: &Entity, own: &[Piece]) -> PiecePage {
    let (words, paths) = (Words::of(lang), Paths(lang));
    let value = |name: &str| {
        let values = document.record().map(|record| &record.values);
        values.and_then(|values| values.get(name)?.as_str()).unwrap_or_default().to_owned()
    };
    let id = document.id;
    let address = |paths: Paths| paths.piece(id);
    let title = document.record().map(census::Record::title).unwrap_or_default();
    PiecePage {
        layout: Layout::new(site, lang, words.text("piece-form-title"), words.text("piece-form-lead"), address)
            .unlisted(),
        words,
        crumbs: vec![Crumb { href: paths.entity(EntityKind::Document, id), label: title }],
        action: paths.piece(id),
        known: value("sha256"),
        fault: String::new(),
        done: String::new(),
        own: own.iter().map(|piece| stored(words, piece)).collect(),
    }
}

/// A copy in words; its address only once everybody may follow it.
pub(crate) fn stored(words: &Words, piece: &Piece) -> Stored {
    let public = piece.file.filter(|_| piece.state == PieceState::Published);
    Stored {
        id: piece.id.to_string(),
        href: public.map(pieces::address).unwrap_or_default(),
        size: format::size(words, piece.bytes),
        sha256: piece.file.map(hex).unwrap_or_default(),
        state: labels::label(words, "piece_state", piece.state.key()),
        day: format::day(words, piece.day),
    }
}

/// The published copies of a document.
pub(crate) fn published(words: &Words, pieces: &[Piece]) -> Vec<Stored> {
    pieces.iter().filter(|piece| piece.state == PieceState::Published).map(|piece| stored(words, piece)).collect()
}
