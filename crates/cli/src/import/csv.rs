//! `technopolice import csv FILE --mapping FILE`: a list of cameras or of orders that a town, a prefecture or a newspaper
//! published.
//!
//! The file is read and judged whole before the census is touched. What the census already has within 5 m stays as it
//! is and is told; everything else is one batch, which `import roll-back` takes back.

use std::fs;
use std::path::Path;

use server::Places;
use server::lists::{Error, List, MOST_BYTES, Report};
use store::{Store, SystemWorld, World};

use crate::Failure;
use crate::arguments::ImportCsvOptions;

/// A mapping for a list, guessed from its columns.
pub(crate) fn sketch(file: &Path) -> Result<String, Failure> {
    Ok(server::lists::sketch(&bytes_of(file)?)?)
}

/// Imports a list, or only tells what it holds.
pub(crate) async fn run(store: &Store, places: &Places, options: &ImportCsvOptions) -> Result<Report, Failure> {
    let read = |file: &Path| fs::read_to_string(file).map_err(|error| unread(file, &error));
    let mapping = options.mapping.as_deref().map(read).transpose()?.unwrap_or_default();
    let file_name = options.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let list = List::read(&bytes_of(&options.file)?, &mapping, file_name)?;
    let judged = list.judge(store, places, SystemWorld.today()).await?;
    if options.dry_run { Ok(judged.report) } else { Ok(list.keep(store, judged).await?) }
}

fn bytes_of(file: &Path) -> Result<Vec<u8>, Failure> {
    let about = fs::metadata(file).map_err(|error| unread(file, &error))?;
    if about.len() > MOST_BYTES as u64 {
        return Err(Error::TooLarge.into());
    }
    Ok(fs::read(file).map_err(|error| unread(file, &error))?)
}

/// Which file could not be read, and why.
fn unread(file: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", file.display())
}
