//! Public contracts from the lists that buyers publish: the « données essentielles de la commande publique » (DECP)
//! of 2019 and of 2022, as JSON, XML or CSV, and the notices of the BOAMP as CSV.
//!
//! A list goes through three steps. A reader cuts it into rows and mends them ([`Notices`]); the rules of
//! `data/procurement.toml` say which of them are about surveillance, and why ([`Rules`]); what they propose is put
//! into the words of the census ([`proposal`]). Nothing is published here: a person decides.

mod bytes;
mod classify;
mod gather;
mod json;
mod labelled;
mod notice;
mod proposal;
mod reader;
mod rules;
mod subject;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod xml;

use serde::{Deserialize, Serialize};

use crate::Language;

pub use classify::{Finding, Judgement};
pub use gather::{Contract, Counts, Gathered, Item, gather};
pub use labelled::{Labelled, Score, labelled};
pub use notice::{Buyer, Holder, Modification, Notice, NoticePlace};
pub use proposal::{Proposal, proposal, territory};
pub use reader::{InvalidList, Notices};
pub use rules::{Rule, Rules};
pub(crate) use text::decoded;

/// Bytes of one row at the most. The longest real ones, with all their subcontracts, have some 100,000.
const MOST_ROW_BYTES: usize = 1 << 20;

/// A row as it was cut out: an object, or why it is none.
type RawRow = Result<serde_json::Value, Fault>;

/// Why a row could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// What was cut out is neither JSON nor XML.
    Syntax,
    /// It is a text or a number where an object should be.
    NoRow,
    /// It has no end within a reasonable length.
    TooLong,
    /// The file, or the next row, begins before its end.
    CutShort,
    /// A quote is never closed.
    OpenQuote,
    /// It has more cells than the list has columns.
    Columns,
    /// It has no number, by which it would be known again.
    NoId,
    /// It does not say who buys.
    NoBuyer,
    /// It does not say what is bought.
    NoObject,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Which row of the list, from 1.
    pub row: u64,
    /// Its number, where it has one.
    pub id: Option<String>,
    /// Why.
    pub fault: Fault,
}

impl Fault {
    /// Why, for people.
    pub const fn words(self, language: Language) -> &'static str {
        match self {
            Self::Syntax => language.pick("ligne mal formée", "malformed row"),
            Self::NoRow => language.pick("ce n’est pas un marché", "this is no contract"),
            Self::TooLong => language.pick("ligne sans fin", "row without an end"),
            Self::CutShort => language.pick("ligne coupée", "row cut short"),
            Self::OpenQuote => language.pick("guillemet jamais fermé", "quote never closed"),
            Self::Columns => language.pick("plus de cellules que de colonnes", "more cells than columns"),
            Self::NoId => language.pick("sans identifiant", "without a number"),
            Self::NoBuyer => language.pick("sans acheteur", "without a buyer"),
            Self::NoObject => language.pick("sans objet", "without an object"),
        }
    }
}
