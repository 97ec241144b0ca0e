//! `technopolice redact`.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use ::release::{Cleansed, SigningKey};
use census::Passage;
use serde_json::json;
use server::Shelf;
use store::{Redacted, Redaction, Store, SystemWorld, World};

use crate::arguments::{Common, RedactOptions};
use crate::{Failure, open, release};

/// Erased, but a reader still holds on to what was before.
const NOT_SWEPT: u8 = 3;

/// Erases, sweeps the files of the database, and takes deleted photos off their shelf.
pub(crate) async fn run(common: &Common, options: RedactOptions) -> Result<ExitCode, Failure> {
    let what = what(&options)?;
    let places = open::places(common)?;
    let store = open::store(common, open::options(common, &places)).await?;
    let shelf = open::shelf(common, options.photos.as_deref())?;
    let releases = Releases {
        shelf: release::shelf(common, options.releases.as_deref())?,
        key: options.release_key.as_deref().map(release::signing_key).transpose()?,
    };
    let done = execute(&store, &shelf, what, &releases).await;
    store.close().await;
    let done = done?;
    tell(&done, options.json);
    Ok(if done.swept { ExitCode::SUCCESS } else { ExitCode::from(NOT_SWEPT) })
}

fn what(options: &RedactOptions) -> Result<Redaction, Failure> {
    if let Some(entity) = &options.entity {
        return Ok(Redaction::Entity(entity.parse()?));
    }
    let file = options.passage_file.as_deref().ok_or("dites ce qu’il faut effacer")?;
    Ok(Redaction::Passage(Passage::try_from(read(file)?)?))
}

fn read(file: &Path) -> Result<String, Failure> {
    if file != Path::new("-") {
        return Ok(fs::read_to_string(file)?);
    }
    let mut words = String::new();
    io::stdin().read_to_string(&mut words)?;
    Ok(words)
}

/// What was done.
struct Done {
    redacted: Redacted,
    /// Was it taken out of the files of the database too?
    swept: bool,
    /// The releases that were made anew without it.
    releases: Vec<Cleansed>,
}

async fn execute(store: &Store, shelf: &Shelf, what: Redaction, from: &Releases) -> Result<Done, Failure> {
    let words = match &what {
        // As it stands in the JSON of a row.
        Redaction::Passage(passage) => {
            let text = json!(passage.as_str()).to_string();
            Some(text[1..text.len() - 1].to_owned())
        }
        Redaction::Entity(_) => None,
    };
    let redacted = store.redact(what, None).await?;
    shelf.take_off(store, &redacted.files).await?;
    let swept = store.sweep().await?;
    let today = SystemWorld.today();
    let releases = ::release::cleanse(store, &from.shelf, words.as_deref(), today, from.key.as_ref()).await?;
    Ok(Done { redacted, swept, releases })
}

/// Where releases lie that were made before, and what signs them.
struct Releases {
    shelf: ::release::Shelf,
    key: Option<SigningKey>,
}

fn tell(Done { redacted: done, swept, releases }: &Done, json: bool) {
    if json {
        println!(
            "{}",
            json!({"entities": done.entities, "revisions_erased": done.revisions_erased,
                "contributions": done.contributions, "photos": done.photos, "swept": swept,
                "releases": releases.iter().map(|release| json!({"month": release.month.to_string(),
                    "rows": release.rows, "signed": release.is_signed})).collect::<Vec<_>>(),
                "decision": done.decision.to_string()})
        );
        return;
    }
    println!("Fiches nettoyées : {}", done.entities);
    println!("Révisions effacées : {}", done.revisions_erased);
    println!("Contributions nettoyées : {}", done.contributions);
    println!("Photos supprimées : {}", done.photos);
    for release in releases {
        let unsigned = if release.is_signed { "" } else { ", sans signature : --release-key en donne une" };
        println!("Publication {} refaite sans {} lignes{unsigned}", release.month, release.rows);
    }
    if !swept {
        println!("Un lecteur tient encore l’ancien état : relancez la même commande quand il aura fini.");
    }
}
