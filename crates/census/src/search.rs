//! Finding what the census keeps by the words that people type.
//!
//! Both sides go through one fold (`words`): what an entity says becomes a [`SearchText`] when it is published, what
//! is typed becomes a [`SearchQuery`], and [`SearchText::rank`] says how well the one answers the other. The store
//! only compares words letter by letter, so both engines find the same.

mod entity;
mod query;
mod rank;
mod text;
mod words;

pub use query::{SearchQuery, SearchWord};
pub use rank::{Match, SearchRank};
pub use text::SearchText;
pub(crate) use words::in_order as words_in_order;
