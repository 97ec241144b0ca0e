//! `technopolice serve`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use census::RefusedWords;
use chrono::{Local, Timelike};
use server::{AppState, Background, Relay, Settings, Upstream};
use store::{Publication, Store, SystemWorld};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::arguments::{AdmissionArgument, Common, PasskeysArgument, PublicationArgument, ServeOptions};
use crate::{Failure, mirror, open, release};

/// Serves until the process is asked to stop.
pub(crate) async fn run(common: &Common, options: ServeOptions) -> Result<ExitCode, Failure> {
    let places = open::places(common)?;
    let opened = store::Options {
        readers: options.readers,
        fictional_allowed: options.fictional,
        ..open::options(common, &places)
    };
    let publication = opened.publication;
    let store = open::store(common, opened).await?;
    let background = background(common, &options)?;
    let listener = TcpListener::bind(options.listen).await?;
    let shelf = open::shelf(common, options.photos.as_deref())?;
    let releases = release::shelf(common, options.releases.as_deref())?;
    let night_hour = options.night_hour;
    let origin = store.origin().await?;
    // The releases of a copy are those of its origin.
    let makes_releases = options.monthly_release && origin.is_none();
    let monthly = makes_releases.then(|| release::monthly_recipe(&options, &releases)).transpose()?;
    let files = mirror::Places { shelf: open::shelf(common, options.photos.as_deref())?, releases: releases.clone() };
    let signing = release::key_of(options.release_key.as_deref())?.map(Arc::new);
    let settings = Settings {
        signing,
        mirror_of: origin.as_ref().map(|origin| origin.address.clone()),
        ..settings(options, publication, releases)
    };
    let state = AppState::new(store.clone(), places, settings, background, shelf, Arc::new(SystemWorld)).await?;
    let stop = stop_signal()?;
    tokio::spawn(publish_on_time(store.clone(), common.publication, stop.clone()));
    tokio::spawn(tend_at_night(store.clone(), night_hour, stop.clone()));
    if origin.is_none() {
        tokio::spawn(close_every_hour(store.clone(), stop.clone()));
    }
    if let Some(recipe) = monthly {
        tokio::spawn(release::every_month(store.clone(), recipe, stop.clone()));
    }
    if store.is_read_only() {
        println!(
            "Lecture seule : la base, son dossier ou son disque ne peut pas être écrit. Les envois reprendront dès qu’il le pourra."
        );
    }
    println!("Technopolice : http://{}", listener.local_addr()?);
    if let Some(origin) = origin {
        println!("Copie de {}, suivie chaque minute ; rien ne peut être envoyé ici.", origin.address);
        tokio::spawn(mirror::keep_following(store.clone(), files, stop.clone()));
    }
    answer(listener, state, stop).await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Answers requests and keeps the map fresh until `stop`.
pub(crate) async fn answer(listener: TcpListener, state: AppState, stop: watch::Receiver<bool>) -> Result<(), Failure> {
    let follower = tokio::spawn({
        let (state, stop) = (state.clone(), stop.clone());
        async move { state.follow(stop).await }
    });
    server::serve(listener, server::router(state), stop).await?;
    follower.await?;
    Ok(())
}

fn settings(options: ServeOptions, publication: Publication, releases: ::release::Shelf) -> Settings {
    Settings {
        demo: options.fictional,
        base_url: options.base_url,
        contact: options.contact,
        publication,
        releases,
        release_key: options.release_key,
        moderated: options.admission == AdmissionArgument::Moderated,
        refused_words: RefusedWords(options.refused_words.iter().map(|word| word.to_lowercase()).collect()),
        trusted_proxies: options.trusted_proxies,
        passkeys: options.passkeys == PasskeysArgument::Required,
        loopback: options.listen.ip().is_loopback(),
        mirror_of: None,
        signing: None,
        rate_limits: !options.no_rate_limits,
        tile_cache: u64::from(options.tile_cache) << 20,
        still_painter: options.still_painter,
    }
}

fn background(common: &Common, options: &ServeOptions) -> Result<Background, Failure> {
    let basemap = options.basemap.as_str();
    match basemap.split_once(':') {
        None if basemap == "embedded" => Ok(Background::Embedded),
        None if basemap == "ign" => relay(common, options, Upstream::ign()),
        Some(("pmtiles", file)) => Ok(Background::Streets(server::open_streets(file.as_ref())?)),
        Some(("url", address)) => {
            let attribution = options.basemap_attribution.as_deref().unwrap_or_default();
            relay(common, options, Upstream::new(address, attribution)?)
        }
        _ => Err(format!(
            "--basemap : « embedded », « ign », « pmtiles:FICHIER » ou « url:ADRESSE » attendu, « {basemap} » reçu"
        )
        .into()),
    }
}

fn relay(common: &Common, options: &ServeOptions, upstream: Upstream) -> Result<Background, Failure> {
    let folder = match &options.basemap_cache {
        Some(folder) => folder.clone(),
        None => open::beside_database(common, "basemap")?,
    };
    let budget = u64::from(options.basemap_cache_mib) * 1024 * 1024;
    Ok(Background::Relayed(Relay::open(upstream, &folder, budget)?))
}

/// Turns true once, at SIGTERM or SIGINT.
pub(crate) fn stop_signal() -> Result<watch::Receiver<bool>, Failure> {
    let (sender, receiver) = watch::channel(false);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        // The receivers live as long as the server does.
        let _sent = sender.send(true);
        sender.closed().await;
    });
    Ok(receiver)
}

/// Publishes what waits, at the hours that the operator chose.
async fn publish_on_time(store: Store, publication: PublicationArgument, mut stop: watch::Receiver<bool>) {
    if publication == PublicationArgument::Immediate {
        return;
    }
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(until_next(publication)) => {}
        }
        match store.publish_due().await {
            Ok(count) => tracing::info!(count, "Published the contributions that waited"),
            Err(error) => tracing::error!(%error, "The contributions that wait could not be published"),
        }
    }
}

/// Closes the file of the hour's changes, once at the start and then a minute past each hour, when the contributions
/// that waited for it are published.
async fn close_every_hour(store: Store, mut stop: watch::Receiver<bool>) {
    loop {
        if !store.is_read_only()
            && let Err(error) = store.close_change_files().await
        {
            tracing::error!(%error, "The changes of the hour could not be closed, and will be with those of the next");
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(until_hour(|_| true) + Duration::from_mins(1)) => {}
        }
    }
}

fn until_next(publication: PublicationArgument) -> Duration {
    match publication {
        PublicationArgument::TwiceDaily => until_hour(|hour| matches!(hour, 6 | 18)),
        _ => until_hour(|_| true),
    }
}

/// Tends the database once a day, at an hour when few people read.
async fn tend_at_night(store: Store, night_hour: u32, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(until_hour(|hour| hour == night_hour)) => {}
        }
        if store.is_read_only() {
            continue;
        }
        match store.tend().await {
            Ok(()) => tracing::info!("Tended the database"),
            Err(error) => tracing::error!(%error, "The database could not be tended, and will be tomorrow"),
        }
    }
}

/// How long until the next full hour of those wanted.
fn until_hour(wanted: impl Fn(u32) -> bool) -> Duration {
    let now = Local::now();
    let into_hour = u64::from(now.minute() * 60 + now.second());
    let hours = (1..=24).find(|ahead| wanted((now.hour() + ahead) % 24)).unwrap_or(24_u32);
    Duration::from_secs((u64::from(hours) * 3600).saturating_sub(into_hour).max(1))
}
