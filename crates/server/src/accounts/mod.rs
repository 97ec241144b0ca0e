//! Who is asking, and what they may do.
//!
//! Rights are extractors: a handler that has a [`Moderator`] runs for moderators only, and there is no other check to
//! forget. Where in France the right holds is asked of the same value: `moderator.covers(code, territories)`.

mod attempts;
mod cookie;
mod origin;
mod passkeys;
mod qr;
mod scope;
mod visitor;

pub(crate) use attempts::Attempts;
pub(crate) use cookie::{begin, end};
pub(crate) use origin::from_this_site;
pub(crate) use passkeys::{Passkeys, Proof};
pub(crate) use qr::QrCode;
pub(crate) use scope::covered;
pub use visitor::{Administrator, Auditor, Contributor, Importer, Moderator, Trusted, Visitor};
pub(crate) use visitor::{Entrusted, Identified, Matcher};
