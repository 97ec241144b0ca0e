//! What an operator decides. Read by `cli`, handed over whole.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use census::RefusedWords;
use release::{Shelf, SigningKey};
use store::Publication;

use crate::catalogue::Contact;

/// The choices of one instance.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own that an operator makes or not")]
pub struct Settings {
    /// Everything shown is fictional and says so.
    pub demo: bool,
    /// The public address, such as `https://technopolice.example`, for links that leave the site. Without it, links
    /// are relative.
    pub base_url: Option<String>,
    /// Who answers for this instance, for those who found a hole in it.
    pub contact: Option<Contact>,
    /// When accepted contributions are published; the store does it, the pages say it.
    pub publication: Publication,
    /// Where releases are kept; a folder need not exist.
    pub releases: Shelf,
    /// The secret key that signs them, for those that have to be made anew because something in them was erased.
    pub release_key: Option<PathBuf>,
    /// Every anonymous contribution waits for a person.
    pub moderated: bool,
    /// Words that hold a contribution.
    pub refused_words: RefusedWords,
    /// Moderators and administrators must show a passkey besides their secret.
    pub passkeys: bool,
    /// The server listens on this machine only.
    pub loopback: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Bytes that tiles made lately may take in memory.
    pub tile_cache: u64,
    /// The program that draws the ground of pictures (`crates/still-maplibre`); without it, or while it fails, they are
    /// painted here.
    pub still_painter: Option<PathBuf>,
    /// The address of the census that this one is a copy of: nothing can be sent here then.
    pub mirror_of: Option<String>,
    /// Signs the head of the chain, when the operator gave a key.
    pub signing: Option<Arc<SigningKey>>,
    /// Whether contributions from one address prefix are counted and held beyond a limit.
    pub rate_limits: bool,
}
