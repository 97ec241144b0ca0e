//! What every handler can reach.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::http::{HeaderMap, header};
use geodata::basemap::{Areas, Basemap};
use store::{Store, World};
use tokio::sync::{Notify, watch};

use crate::accounts::{Attempts, Passkeys};
use crate::cleansing;
use crate::floods::Floods;
use crate::limiter::{self, Limiter};
use crate::map::Map;
use crate::peers::Peers;
use crate::photos::{self, Photos, Shelf};
use crate::places::Places;
use crate::relay::{Relay, TileKind};
use crate::settings::Settings;
use crate::shading::{self, Shades};
use crate::still::Stills;
use crate::streets::Streets;
use crate::tiles::TileCache;

/// What lies under the devices, besides the embedded map.
pub enum Background {
    /// Nothing else.
    Embedded,
    /// Streets from an archive.
    Streets(Streets),
    /// Tiles of another server.
    Relayed(Relay),
}

/// Shared by all requests; cloning it is cheap.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// What the state is made of.
pub struct Parts {
    /// The census.
    pub(crate) store: Store,
    /// The territories in coverage, and where a point lies.
    pub(crate) places: Places,
    /// The published devices in memory.
    pub(crate) map: Map,
    /// What comparable towns hold.
    pub(crate) peers: Peers,
    /// Tiles that were made lately.
    pub(crate) tiles: TileCache,
    /// The figures that territories are shaded by.
    pub(crate) shades: Shades,
    /// Regions, departments and communes as areas.
    areas: OnceLock<Areas>,
    /// The operator's choices.
    pub(crate) settings: Settings,
    /// The embedded map, made when it is first asked for.
    basemap: OnceLock<Basemap>,
    /// Streets, where the operator or the demo brings some.
    pub(crate) streets: Option<Streets>,
    /// Another server whose tiles this one passes on, where the operator named one.
    pub(crate) relay: Option<Arc<Relay>>,
    /// The names of those streets, gathered when they are first asked for.
    pub(crate) gazetteer: OnceLock<Option<String>>,
    /// Counts contributions per sender.
    pub(crate) limiter: Limiter,
    /// Which of the contributions that wait came from one sender.
    pub(crate) floods: Floods,
    /// The shelf of photos and what belongs to it.
    pub(crate) photos: Photos,
    /// Pictures of the map.
    pub(crate) stills: Stills,
    /// Told when something was erased that releases may still hold.
    pub(crate) erased: Notify,
    /// Counts attempts to log in and new accounts.
    pub(crate) attempts: Attempts,
    /// Checks passkeys.
    pub(crate) passkeys: Passkeys,
    /// Clock and entropy.
    pub(crate) world: Arc<dyn World>,
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl AppState {
    /// Reads the published devices into memory and gathers what handlers need.
    pub async fn new(
        store: Store,
        places: Places,
        settings: Settings,
        background: Background,
        shelf: Shelf,
        world: Arc<dyn World>,
    ) -> Result<Self, store::Error> {
        let map = Map::load(&store).await?;
        let limiter = Limiter::new(limiter::CONTRIBUTIONS, world.bytes(), Instant::now());
        let attempts = Attempts::new(world.as_ref());
        let passkeys = Passkeys::new(settings.base_url.as_deref());
        let photos = Photos::new(shelf, world.bytes());
        let basemap = OnceLock::new();
        let (streets, relay) = match background {
            Background::Embedded => (None, None),
            Background::Streets(streets) => (Some(streets), None),
            Background::Relayed(relay) => (None, Some(Arc::new(relay))),
        };
        let floods = Floods::default();
        let stills = Stills::new(settings.still_painter.clone());
        let parts = Parts {
            store,
            places,
            map,
            peers: Peers::default(),
            tiles: TileCache::new(settings.tile_cache),
            shades: Shades::default(),
            areas: OnceLock::new(),
            settings,
            basemap,
            streets,
            relay,
            gazetteer: OnceLock::new(),
            limiter,
            floods,
            photos,
            stills,
            erased: Notify::new(),
            attempts,
            passkeys,
            world,
        };
        Ok(Self(Arc::new(parts)))
    }

    /// Keeps the map of devices fresh until `stop` turns true, makes the basemap before anybody asks for it, takes
    /// deleted photos off the shelf, and what was erased out of the releases.
    pub async fn follow(&self, stop: watch::Receiver<bool>) {
        let state = self.clone();
        let warm = tokio::task::spawn_blocking(move || {
            state.basemap();
        });
        let tidy = tokio::spawn(photos::keep_tidy(self.clone()));
        let shade = tokio::spawn(shading::keep_fresh(self.clone()));
        let clean = tokio::spawn(cleansing::keep_clean(self.clone()));
        self.map.follow(&self.store, stop).await;
        warm.abort();
        tidy.abort();
        shade.abort();
        clean.abort();
    }

    /// The embedded map. The first call takes a few tenths of a second: not for a request thread.
    pub(crate) fn basemap(&self) -> &Basemap {
        self.basemap.get_or_init(|| Basemap::new(self.places.territories()))
    }

    /// Does the instance have street tiles, from an archive or from another server?
    pub(crate) fn has_streets(&self) -> bool {
        self.streets.is_some() || self.relayed(TileKind::Vector).is_some()
    }

    /// The other server whose tiles of this kind are passed on.
    pub(crate) fn relayed(&self, kind: TileKind) -> Option<&Arc<Relay>> {
        self.relay.as_ref().filter(|relay| relay.upstream().kind == kind)
    }

    /// The territories as areas. The first call takes a moment: not for a request thread.
    pub(crate) fn areas(&self) -> &Areas {
        self.areas.get_or_init(|| Areas::new(self.places.territories()))
    }

    /// An address on this site: absolute when the operator said where the site is.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.settings.base_url.as_deref().unwrap_or_default().trim_end_matches('/'))
    }

    /// An absolute address for programs that need one: the operator's, or the one that the client used.
    pub(crate) fn absolute_address(&self, headers: &HeaderMap, path: &str) -> String {
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).filter(|host| is_plain(host));
        match (&self.settings.base_url, host) {
            (None, Some(host)) => format!("http://{host}{path}"),
            _ => self.address(path),
        }
    }
}

/// A host as browsers write it: nothing that could end an address.
fn is_plain(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}
