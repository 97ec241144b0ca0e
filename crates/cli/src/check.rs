//! `technopolice check`.

use std::process::ExitCode;

use serde_json::json;

use crate::arguments::{CheckOptions, Common};
use crate::{Failure, open};

/// Verifies the census; exit status 1 when something does not hold.
pub(crate) async fn run(common: &Common, options: CheckOptions) -> Result<ExitCode, Failure> {
    let places = open::places(common)?;
    let store = open::store(common, open::options(common, &places)).await?;
    let report = store.check(|_| {}).await?;
    store.close().await;
    if options.json {
        println!("{}", json!({"revisions": report.revisions, "entities": report.entities, "faults": report.faults}));
    } else {
        println!("{} révisions, {} fiches vérifiées.", report.revisions, report.entities);
        report.faults.iter().for_each(|fault| println!("  ✗ {fault}"));
        println!(
            "{}",
            if report.faults.is_empty() { "La chaîne est intacte." } else { "Le recensement ne tient pas." }
        );
    }
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
