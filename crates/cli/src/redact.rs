//! `technopolice redact`.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use census::Passage;
use serde_json::json;
use server::Shelf;
use store::{Redacted, Redaction, Store};

use crate::arguments::{Common, RedactOptions};
use crate::{Failure, open};

/// Erased, but a reader still holds on to what was before.
const NOT_SWEPT: u8 = 3;

/// Erases, sweeps the files of the database, and takes deleted photos off their shelf.
pub(crate) async fn run(common: &Common, options: RedactOptions) -> Result<ExitCode, Failure> {
    let what = what(&options)?;
    let places = open::places(common)?;
    let store = open::store(common, open::options(common, &places)).await?;
    let shelf = open::shelf(common, options.photos.as_deref())?;
    let done = execute(&store, &shelf, what).await;
    store.close().await;
    let (redacted, swept) = done?;
    tell(&redacted, swept, options.json);
    Ok(if swept { ExitCode::SUCCESS } else { ExitCode::from(NOT_SWEPT) })
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

async fn execute(store: &Store, shelf: &Shelf, what: Redaction) -> Result<(Redacted, bool), Failure> {
    let redacted = store.redact(what, None).await?;
    shelf.take_off(store, &redacted.files).await?;
    let swept = store.sweep().await?;
    Ok((redacted, swept))
}

fn tell(done: &Redacted, swept: bool, json: bool) {
    if json {
        println!(
            "{}",
            json!({"entities": done.entities, "revisions_erased": done.revisions_erased,
                "contributions": done.contributions, "photos": done.photos, "swept": swept,
                "decision": done.decision.to_string()})
        );
        return;
    }
    println!("Fiches nettoyées : {}", done.entities);
    println!("Révisions effacées : {}", done.revisions_erased);
    println!("Contributions nettoyées : {}", done.contributions);
    println!("Photos supprimées : {}", done.photos);
    if !swept {
        println!("Un lecteur tient encore l’ancien état : relancez la même commande quand il aura fini.");
    }
}
