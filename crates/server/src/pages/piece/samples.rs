//! The page of a copy with sample values, for the tests of templates.

use census::{Entity, EntityId, EntityKind, PieceState, Record, State};
use serde_json::{Map, json};
use store::{AccountId, Piece, PieceId};
use uuid::Uuid;

use super::super::samples::{day, html, site};
use super::view;
use crate::words::Lang;

pub(crate) fn a_piece(state: PieceState) -> Piece {
    Piece {
        id: PieceId(Uuid::from_u128(13)),
        document: EntityId(Uuid::from_u128(14)),
        state,
        file: Some([3; 32]),
        bytes: 240_000,
        account: Some(AccountId(Uuid::nil())),
        day: day("2026-11-23"),
    }
}

pub(crate) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let values = Map::from_iter([("title".to_owned(), json!("Délibération")), ("sha256".to_owned(), json!("ab"))]);
    let state = State::Record(Record { values, ..Record::new(EntityKind::Document) });
    let (created_on, updated_on) = (day("2026-11-01"), day("2026-11-12"));
    let document = Entity { id: EntityId(Uuid::from_u128(14)), version: 1, created_on, updated_on, state };
    let mut page = view(&site(), lang, &document, &[a_piece(PieceState::Waiting), a_piece(PieceState::Published)]);
    page.fault = page.words.text("piece-fault-format");
    vec![("piece", html(&page))]
}
