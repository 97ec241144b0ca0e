//! Pictures of the map: cards for shared links, pictures of any place and size, raster tiles. What they show comes from
//! memory, as tiles do; only the words on a card are read from the store.

mod cache;
mod card;
mod gather;
mod painter;
mod queue;
mod routes;

pub(crate) use gather::{Look, SOURCES, Standing};
pub(crate) use routes::{address, routes};

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use sha2::{Digest, Sha256};
use still::{Card, Ground, Picture, Scene, Sheet};

use self::cache::{Cache, Key};
use self::painter::Painter;
use self::queue::Queue;
use crate::conditional::{self, Keep};
use crate::error::Error;
use crate::state::AppState;

const PNG: &str = "image/png";

/// The painters' room: what was painted lately, and who waits.
pub(crate) struct Stills {
    cache: Cache,
    queue: Queue,
    painter: Option<Painter>,
}

impl Stills {
    /// With the program that draws grounds, where there is one.
    pub(crate) fn new(painter: Option<PathBuf>) -> Self {
        Self { cache: Cache::default(), queue: Queue::default(), painter: painter.map(Painter::new) }
    }

    /// The ground of a picture, by whoever can draw it.
    fn ground(&self, ground: &Ground) -> Picture {
        let drawn = self.painter.as_ref().and_then(|painter| painter.paint(ground));
        drawn.unwrap_or_else(|| still::paint_ground(ground))
    }
}

/// What is to be painted, its ground not yet fetched.
pub(crate) enum Job {
    /// One map.
    Map(Box<Scene>),
    /// A card.
    Card(Box<Card>),
    /// A figure of a page.
    Sheet(Box<Sheet>),
}

impl Job {
    /// Everything that the picture depends on but its ground, which is the same as long as the program runs.
    fn key(&self) -> Key {
        let text = match self {
            Self::Map(scene) => format!("{scene:?}"),
            Self::Card(card) => format!("{card:?}"),
            Self::Sheet(sheet) => format!("{sheet:?}"),
        };
        Sha256::digest(text).into()
    }

    fn paint(self, state: &AppState) -> Picture {
        match self {
            Self::Map(scene) => {
                let scene = with_ground(state, *scene);
                still::finish(&scene, state.stills.ground(&Ground::of(&scene)))
            }
            Self::Card(mut card) => {
                for panel in &mut card.panels {
                    let scene = panel.scene.clone();
                    panel.scene = with_ground(state, scene);
                }
                card.paint(|ground| state.stills.ground(ground))
            }
            Self::Sheet(sheet) => sheet.paint(),
        }
    }
}

/// The picture of a job that is made off the request threads: from the cache, or painted. A server with too much to
/// paint says so at once.
pub(crate) async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    gather: impl FnOnce(&AppState) -> Result<Job, Error> + Send + 'static,
) -> Result<Response, Error> {
    let place = state.stills.queue.enter()?;
    let owned = state.clone();
    let gathered = tokio::task::spawn_blocking(move || {
        let job = gather(&owned)?;
        let key = job.key();
        Ok::<_, Error>((owned.stills.cache.get(&key), key, job))
    });
    let (known, key, job) = gathered.await.map_err(internal)??;
    let bytes = if let Some(bytes) = known {
        bytes
    } else {
        let bench = state.stills.queue.bench().await?;
        let owned = state.clone();
        let painted = tokio::task::spawn_blocking(move || {
            let bytes: Arc<[u8]> = job.paint(&owned).png().into();
            drop(bench);
            bytes
        });
        let bytes = painted.await.map_err(internal)?;
        state.stills.cache.keep(key, Arc::clone(&bytes));
        bytes
    };
    drop(place);
    Ok(conditional::answer(headers, PNG, Keep::Revalidate, bytes::Bytes::from_owner(bytes)))
}

fn internal(error: tokio::task::JoinError) -> Error {
    Error::Internal(Box::new(error))
}

/// The scene with the tiles below it.
fn with_ground(state: &AppState, scene: Scene) -> Scene {
    // Names may reach into the picture from beyond its edge.
    let view = scene.view.grown(gather::BEYOND);
    Scene { basemap: gather::basemap(state, view), streets: gather::streets(state, view), ..scene }
}
