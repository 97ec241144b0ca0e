//! The pages of walks from sample values.

use geodata::{Position, Sheet};
use uuid::Uuid;

use super::{entry, sheet};
use crate::pages::samples::{html, site};
use crate::pages::{forget, record_form};
use crate::words::{Lang, Words};

/// Every page of this folder, and the one that leaves no trace.
pub(in crate::pages) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let words = Words::of(lang);
    vec![
        ("walks", html(&super::view(&site(), words, "Beausoleil".to_owned()))),
        ("walk-sheet", html(&sheet::view(&site(), words, a_sheet()))),
        ("walk-entry", faulty_entry(lang, Some(a_sheet()))),
        ("walk-entry-code", faulty_entry(lang, None)),
        ("walk-done", html(&entry::done_view(&site(), lang, Vec::new()))),
        ("forget", html(&forget::view(&site(), lang, false))),
        ("forget-done", html(&forget::view(&site(), lang, true))),
    ]
}

fn a_sheet() -> Sheet {
    Sheet::around(Position::new(2.3577, 48.9356).expect("a position"))
}

fn faulty_entry(lang: Lang, sheet: Option<Sheet>) -> String {
    let pairs = [("sheet", "7KQ-2M4-XWQ"), ("line-0-square", "Z99"), ("looked", "some"), ("squares", "C7")];
    let typed = record_form::gathered(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    let at = if sheet.is_some() { "line-0" } else { "sheet" };
    let fault = (at.to_owned(), Words::of(lang).text("walk-fault-square"));
    html(&entry::view(&site(), lang, &typed, sheet, &|| Uuid::nil(), vec![fault]))
}
