//! `technopolice territories`.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use geodata::territory::Territories;

use crate::arguments::{Common, TerritoriesCommand};
use crate::{Failure, open};

/// Runs one of the commands on territories.
pub(crate) fn run(common: &Common, command: TerritoriesCommand) -> Result<ExitCode, Failure> {
    match command {
        TerritoriesCommand::Import { file } => import(common, &file),
        TerritoriesCommand::Search { words } => search(common, &words.join(" ")),
    }
}

/// Keeps the file where the server looks for finer contours, once it proved readable.
fn import(common: &Common, file: &Path) -> Result<ExitCode, Failure> {
    let contours = fs::read(file)?;
    let (_, report) = Territories::embedded().with_contours(&contours)?;
    if let Some(folder) = common.contours.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = common.contours.with_extension("new");
    fs::write(&fresh, &contours)?;
    fs::rename(&fresh, &common.contours)?;
    println!("{} contours remplacés.", report.replaced);
    for (what, codes) in [("codes inconnus", &report.unknown), ("sans géométrie", &report.without_geometry)] {
        if !codes.is_empty() {
            println!("{} {what} : {}", codes.len(), codes.join(", "));
        }
    }
    println!("Contours gardés dans {} ; redémarrez le serveur pour les utiliser.", common.contours.display());
    Ok(ExitCode::SUCCESS)
}

fn search(common: &Common, words: &str) -> Result<ExitCode, Failure> {
    for territory in open::places(common)?.search(words, 10) {
        println!("{:>10}  {:<14} {}", territory.code, territory.kind.key(), territory.name);
    }
    Ok(ExitCode::SUCCESS)
}
