//! `technopolice demo`: a living census in a temporary folder, every record of it fictional or from OpenStreetMap.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use census::{Grant, RefusedWords, Role};
use server::{AppState, Background, Settings};
use store::{Publication, SystemWorld};
use tokio::net::TcpListener;

use crate::arguments::{Common, DemoOptions, PublicationArgument};
use crate::{Failure, import, open, release, sample, sample_records, serve, user};

/// Monaco and its neighbour Beausoleil as OpenStreetMap knew them (ODbL, © OpenStreetMap contributors).
static MONACO: &[u8] = include_bytes!("../../../data/fixtures/monaco.osm.pbf");

/// Who moderates the demonstration, without a passkey; the secret is new each time and printed at the start.
const MODERATOR: &str = "demo-moderation";

/// Serves the demonstration until the process is asked to stop; nothing of it remains afterwards.
pub(crate) async fn run(options: DemoOptions) -> Result<ExitCode, Failure> {
    let folder = tempfile::Builder::new().prefix("technopolice-demo-").tempdir()?;
    let common = common(&folder.path().join("demo.db"));
    let places = open::places(&common)?;
    let opened = store::Options { fictional_allowed: true, ..open::options(&common, &places) };
    let store = open::store(&common, opened).await?;
    let extract = folder.path().join("monaco.osm.pbf");
    std::fs::write(&extract, MONACO)?;
    import::osm_file(&store, &places, &extract).await?;
    sample::fill(&store, &places, options.seed, options.devices).await?;
    sample_records::fill(&store, places.territories(), options.seed).await?;
    let moderator = user::add(&store, MODERATOR, vec![Grant { role: Role::Moderator, territory: None }]).await?;
    let listener = listen(options.listen).await?;
    let releases = release::shelf(&common, None)?;
    let settings = settings(listener.local_addr()?.ip().is_loopback(), releases);
    let (background, shelf) = (Background::Streets(server::sample_streets()?), open::shelf(&common, None)?);
    let state = AppState::new(store.clone(), places, settings, background, shelf, Arc::new(SystemWorld)).await?;
    println!("Compte de modération « {MODERATOR} », ses douze mots : {}", moderator.words().join(" "));
    println!("Technopolice, démonstration (données fictives) : http://{}", listener.local_addr()?);
    serve::answer(listener, state, serve::stop_signal()?).await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn common(file: &Path) -> Common {
    Common {
        database: format!("sqlite://{}", file.display()),
        coverage: vec!["FR".to_owned(), "MC".to_owned()],
        contours: "/nonexistent".into(),
        publication: PublicationArgument::Immediate,
    }
}

fn settings(loopback: bool, releases: ::release::Shelf) -> Settings {
    Settings {
        release_key: None,
        demo: true,
        base_url: None,
        contact: None,
        publication: Publication::Immediate,
        releases,
        moderated: false,
        refused_words: RefusedWords::default(),
        trusted_proxies: Vec::new(),
        passkeys: false,
        loopback,
        mirror_of: None,
        signing: None,
        rate_limits: false,
        tile_cache: 16 << 20,
        still_painter: None,
    }
}

/// The address asked for; without one, port 3000, or any free port when somebody else has it.
async fn listen(asked: Option<SocketAddr>) -> Result<TcpListener, Failure> {
    if let Some(address) = asked {
        return Ok(TcpListener::bind(address).await?);
    }
    match TcpListener::bind("127.0.0.1:3000").await {
        Ok(listener) => Ok(listener),
        Err(_) => Ok(TcpListener::bind("127.0.0.1:0").await?),
    }
}
