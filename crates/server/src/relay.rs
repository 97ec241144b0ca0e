//! Background tiles of one other server, fetched and kept by this one: `--basemap ign` and `--basemap url:…`.
//!
//! The other server sees this server only: which tiles, never who looks at them. Nothing of a visitor's request is
//! passed on, only that one address is asked, and the log names no tile. When it does not answer, what was kept is
//! used; without that the map stays the embedded one.

mod cache;
pub(crate) mod serve;
mod upstream;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::NaiveDate;
use geodata::TileCoord;
use tokio::sync::Semaphore;

use self::cache::TileCache;
pub use self::upstream::{InvalidUpstream, TileKind, Upstream};
use crate::error::Error;

/// Tiles asked of the other server at a time.
const AT_ONCE: usize = 6;
/// Requests that may wait for one of those; who comes after is told to come back.
const WAITING: usize = 64;
/// How long the other server has for a whole answer.
const PATIENCE: Duration = Duration::from_secs(6);
/// How long it is left alone after it failed.
const REST: Duration = Duration::from_secs(15);
/// No tile is larger.
const TILE_MAX_BYTES: u64 = 2 * 1024 * 1024;
/// Days after which a kept tile is asked for again.
const FRESH_DAYS: i32 = 30;

/// The other server, with what was kept of it.
pub struct Relay {
    upstream: Upstream,
    cache: TileCache,
    agent: ureq::Agent,
    permits: Semaphore,
    waiting: AtomicUsize,
    resting_until: Mutex<Option<Instant>>,
}

/// What the other server says of a tile.
enum Fetched {
    Tile(Vec<u8>),
    /// It answers, and has none there.
    Nothing,
}

impl Relay {
    /// Prepares the folder that keeps tiles, `budget` bytes at the most, and nothing of another address.
    pub fn open(upstream: Upstream, folder: &Path, budget: u64) -> std::io::Result<Self> {
        let cache = TileCache::open(folder, &upstream.fingerprint(), budget)?;
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent(concat!("technopolice/", env!("CARGO_PKG_VERSION"), " (tile cache of one instance)"));
        Ok(Self {
            upstream,
            cache,
            agent: config.build().into(),
            permits: Semaphore::new(AT_ONCE),
            waiting: AtomicUsize::new(0),
            resting_until: Mutex::new(None),
        })
    }

    /// What is relayed.
    pub(crate) fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// A tile, kept or fetched; `None` where the other server has none.
    pub(crate) async fn tile(self: &Arc<Self>, tile: TileCoord, today: NaiveDate) -> Result<Option<Bytes>, Error> {
        if tile.z() > self.upstream.max_zoom {
            return Ok(None);
        }
        let kept = self.kept(tile).await?;
        if let Some(kept) = &kept
            && kept.day > day_number(today) - FRESH_DAYS
        {
            return Ok(kept.content());
        }
        let stale = || kept.as_ref().map(cache::Kept::content).ok_or(Error::Unavailable);
        if self.is_resting() {
            return stale();
        }
        match self.turn_and_fetch(tile, today).await {
            Ok(content) => Ok(content),
            Err(Error::Unavailable) => stale(),
            Err(error) => Err(error),
        }
    }

    async fn turn_and_fetch(self: &Arc<Self>, tile: TileCoord, today: NaiveDate) -> Result<Option<Bytes>, Error> {
        let place = Waiting::take(&self.waiting).ok_or(Error::Unavailable)?;
        let permit = self.permits.acquire().await.map_err(|error| Error::Internal(Box::new(error)))?;
        drop(place);
        // Somebody else may have fetched the same tile, or met the silence, meanwhile.
        if let Some(kept) = self.kept(tile).await?.filter(|kept| kept.day == day_number(today)) {
            return Ok(kept.content());
        }
        if self.is_resting() {
            return Err(Error::Unavailable);
        }
        let relay = Arc::clone(self);
        let fetched = tokio::task::spawn_blocking(move || relay.fetch_and_keep(tile, today)).await;
        drop(permit);
        fetched.map_err(|error| Error::Internal(Box::new(error)))?
    }

    async fn kept(self: &Arc<Self>, tile: TileCoord) -> Result<Option<cache::Kept>, Error> {
        let relay = Arc::clone(self);
        let kept = tokio::task::spawn_blocking(move || relay.cache.get(tile)).await;
        kept.map_err(|error| Error::Internal(Box::new(error)))
    }

    fn fetch_and_keep(&self, tile: TileCoord, today: NaiveDate) -> Result<Option<Bytes>, Error> {
        let content = match self.fetch(tile) {
            Ok(Fetched::Tile(bytes)) => bytes,
            Ok(Fetched::Nothing) => Vec::new(),
            Err(reason) => {
                self.rest(reason);
                return Err(Error::Unavailable);
            }
        };
        if let Err(error) = self.cache.put(tile, &content, day_number(today)) {
            tracing::warn!(kind = ?error.kind(), "A tile of the basemap could not be kept");
        }
        Ok((!content.is_empty()).then(|| content.into()))
    }

    /// Asks the other server; why it failed is told without the address, which is a view of somebody.
    fn fetch(&self, tile: TileCoord) -> Result<Fetched, &'static str> {
        let answer = self.agent.get(self.upstream.address(tile)).call();
        let mut answer = answer.map_err(|error| match error {
            ureq::Error::Timeout(_) => "it took too long",
            _ => "it cannot be reached",
        })?;
        match answer.status().as_u16() {
            200 => {
                let read = answer.body_mut().with_config().limit(TILE_MAX_BYTES).read_to_vec();
                let bytes = read.map_err(|_| "its answer was cut or too large")?;
                if bytes.is_empty() {
                    return Ok(Fetched::Nothing);
                }
                self.upstream.kind.media_type(&bytes).ok_or("its answer is no tile")?;
                Ok(Fetched::Tile(bytes))
            }
            // What lies outside of what it covers.
            204 | 400 | 404 => Ok(Fetched::Nothing),
            300..=399 => Err("it leads elsewhere"),
            _ => Err("it answers with an error"),
        }
    }

    fn is_resting(&self) -> bool {
        let until = *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    fn rest(&self, reason: &'static str) {
        *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
        tracing::warn!(reason, rest_s = REST.as_secs(), "The server of the basemap failed; the embedded map stays");
    }
}

/// A place in the queue, given back when dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn take(count: &'a AtomicUsize) -> Option<Self> {
        if count.fetch_add(1, Ordering::Relaxed) < WAITING {
            return Some(Self(count));
        }
        count.fetch_sub(1, Ordering::Relaxed);
        None
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Days since 1970.
fn day_number(day: NaiveDate) -> i32 {
    day.signed_duration_since(NaiveDate::default()).num_days() as i32
}
