//! Answers HTTP: the JSON API, tiles, dumps, and the pages.
//!
//! A request goes `router` → handler → `store` or memory → view; what goes wrong becomes an [`Error`], and
//! `problems` puts it into words.

mod accounts;
mod api;
mod catalogue;
mod changes;
mod cleansing;
mod conditional;
mod contribute;
mod devices;
mod door;
mod drain;
mod dumps;
mod effort;
mod ending;
mod error;
mod exposure;
mod extract;
mod figures;
mod filter;
mod floods;
mod gazetteer;
mod health;
mod limiter;
mod listen;
pub mod lists;
mod map;
mod mirrored;
mod ogc;
mod pages;
mod past;
mod peers;
mod photos;
mod pieces;
mod places;
mod problems;
mod relay;
mod releases;
mod router;
mod routes;
mod search;
mod security;
mod sender;
mod settings;
mod shading;
mod state;
mod still;
mod streets;
mod tiles;
mod upload;
mod wire;
mod words;

pub use accounts::{Administrator, Auditor, Contributor, Importer, Moderator, Trusted, Visitor};
pub use catalogue::{Contact, InvalidContact};
pub use error::Error;
pub use listen::serve;
pub use photos::{Filed, InvalidShelf, Shelf};
pub use pieces::InvalidPdf;
pub use places::Places;
pub use relay::{InvalidUpstream, Relay, TileKind, Upstream};
pub use router::{paths, router};
pub use settings::Settings;
pub use state::{AppState, Background, Parts};
pub use streets::{InvalidStreets, Streets, open as open_streets, sample as sample_streets};
