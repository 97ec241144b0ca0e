//! `technopolice release` and `technopolice keys`: dated files of the whole census, and what signs them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use ::release::{Error, Month, Recipe, Shelf, SigningKey};
use store::{Store, SystemWorld, World};
use tokio::sync::watch;

use crate::arguments::{Common, KeysCommand, MakeOptions, ReleaseCommand, ServeOptions};
use crate::{Failure, open};

/// How often `serve` looks whether a month has begun.
const LOOKING: Duration = Duration::from_hours(1);

/// Runs one of the commands on releases.
pub(crate) async fn run(common: &Common, command: ReleaseCommand) -> Result<ExitCode, Failure> {
    match command {
        ReleaseCommand::Make(options) => make(common, options).await,
        ReleaseCommand::Check { folder, public_key } => check(&folder, public_key.as_deref()),
        ReleaseCommand::Put { bucket, releases } => put(common, releases, &bucket).await,
    }
}

/// The folder in which releases are made that go into a bucket.
const WORKSHOP: &str = "releases-under-way";

/// Where releases are kept: the place that the operator named, or a folder beside the database.
pub(crate) fn shelf(common: &Common, place: Option<&str>) -> Result<Shelf, Failure> {
    let beside = |name| open::beside_database(common, name);
    let place = place.map_or_else(
        || Ok(beside("releases")?.to_string_lossy().into_owned()),
        |place| Ok::<_, Failure>(place.to_owned()),
    )?;
    Ok(Shelf::open(&place, &beside(WORKSHOP)?, open::bucket_options())?)
}

async fn make(common: &Common, options: MakeOptions) -> Result<ExitCode, Failure> {
    let month = options.month.as_deref().map_or_else(|| Ok(Month::of(SystemWorld.today())), str::parse)?;
    let key = key_of(options.key.as_deref())?;
    let recipe = Recipe { month, shelf: shelf(common, options.out.as_deref())?, base_url: options.base_url, key };
    let store = open::store(common, open::reading_options(common)).await?;
    let made = ::release::make(&store, &recipe).await;
    store.close().await;
    let made = made?;
    println!("Publication {month} : {}/{month}", recipe.shelf);
    if made.resumed > 0 {
        println!("Reprise d’une tentative interrompue : {} table(s) étaient déjà écrites.", made.resumed);
    }
    for (table, rows) in &made.tables {
        println!("{rows:>12}  {table}");
    }
    let changes = made.changes;
    println!(
        "Depuis {} : {} ajoutés, {} modifiés, {} retirés, {} fusionnés.",
        made.previous.map_or_else(|| "le début".to_owned(), |month| month.to_string()),
        changes.added,
        changes.changed,
        changes.removed,
        changes.merged
    );
    if recipe.key.is_none() {
        println!("Sans signature : --key en donne une, et « technopolice keys make » la clé.");
    }
    Ok(ExitCode::SUCCESS)
}

/// How `serve` makes the release of a month; the month itself is that of the day.
pub(crate) fn monthly_recipe(options: &ServeOptions, shelf: &Shelf) -> Result<Recipe, Failure> {
    let key = key_of(options.release_key.as_deref())?;
    let month = Month::of(SystemWorld.today());
    Ok(Recipe { month, shelf: shelf.clone(), base_url: options.base_url.clone(), key })
}

/// Makes the release of each month, once: of this one if it is missing, and of the next ones as they begin.
pub(crate) async fn every_month(store: Store, mut recipe: Recipe, mut stop: watch::Receiver<bool>) {
    loop {
        recipe.month = Month::of(SystemWorld.today());
        match ::release::make(&store, &recipe).await {
            Ok(_) => tracing::info!(month = %recipe.month, place = %recipe.shelf, "Made the release of the month"),
            // Made already, or by another server that shares the place.
            Err(Error::Exists(_) | Error::Busy) => {}
            Err(error) => tracing::error!(%error, "The release of the month could not be made"),
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(LOOKING) => {}
        }
    }
}

/// The key of a file, where one is named.
pub(crate) fn key_of(file: Option<&Path>) -> Result<Option<SigningKey>, Failure> {
    file.map(signing_key).transpose()
}

pub(crate) fn signing_key(file: &Path) -> Result<SigningKey, Failure> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(SigningKey::from_pem(&text)?)
}

fn check(folder: &Path, public_key: Option<&Path>) -> Result<ExitCode, Failure> {
    let key = public_key.map(fs::read_to_string).transpose()?;
    let files = ::release::verify(folder, key.as_deref())?;
    let signed = if key.is_some() { ", et la signature est bonne" } else { "" };
    println!("{files} fichiers sont ce qu’ils étaient{signed}.");
    Ok(ExitCode::SUCCESS)
}

async fn put(common: &Common, releases: Option<String>, address: &str) -> Result<ExitCode, Failure> {
    let here = shelf(common, releases.as_deref())?;
    let folder = here.as_folder().ok_or("--releases : un dossier est attendu, dont le seau reçoit la copie")?;
    if !address.contains("://") {
        return Err(format!("« {address} » n’est pas l’adresse d’un seau, comme s3://seau/dossier").into());
    }
    let bucket = shelf(common, Some(address))?;
    for month in here.months().await? {
        let put = bucket.put(month, &folder.join(month.to_string())).await?;
        println!("Publication {month} : {} envoyés, {} déjà là, {} retirés.", put.sent, put.kept, put.removed);
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs one of the commands on keys.
pub(crate) fn keys(command: KeysCommand) -> Result<ExitCode, Failure> {
    let KeysCommand::Make { out } = command;
    let key = SigningKey::generate()?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&out)
        .map_err(|error| format!("{}: {error}", out.display()))?;
    file.write_all(key.secret_pem().as_bytes())?;
    file.sync_all()?;
    let public = out.with_extension("pub.pem");
    fs::write(&public, key.public_pem())?;
    println!("Clé secrète : {} ; gardez-la hors du serveur web.", out.display());
    println!("Clé publique : {} ; publiez-la en plusieurs endroits.", public.display());
    Ok(ExitCode::SUCCESS)
}
