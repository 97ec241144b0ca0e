//! Stored copies of documents as the API tells them.

use census::PieceState;
use serde::{Deserialize, Serialize};
use store::Piece;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::photos::hex;
use crate::pieces::address;
use crate::state::AppState;

/// The SHA-256 that the sender of a file knows.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct GivenSum {
    /// 64 hexadecimal digits; the file is refused when its own are others.
    pub(crate) sha256: Option<String>,
}

/// A stored copy of a document, as its sender sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PieceAnswer {
    /// Its name.
    pub(crate) id: Uuid,
    /// `waiting`, `published`, `hidden` or `deleted`.
    #[schema(example = "waiting")]
    pub(crate) state: &'static str,
    /// The SHA-256 that was computed of it; none once it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    /// Bytes of the file.
    pub(crate) bytes: u64,
    /// Were properties that name people taken out just now? Then `sha256` is not the one of the file that was sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) rewritten: bool,
    /// Its address, once it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

impl PieceAnswer {
    /// A copy as it is kept.
    pub(crate) fn of(state: &AppState, piece: &Piece) -> Self {
        let public = piece.file.filter(|_| piece.state == PieceState::Published);
        Self {
            id: piece.id.0,
            state: piece.state.key(),
            sha256: piece.file.map(hex),
            bytes: piece.bytes,
            rewritten: false,
            url: public.map(|file| state.address(&address(file))),
        }
    }
}
