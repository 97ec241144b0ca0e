//! From the words of the command line to an open census.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use geodata::territory::{Coverage, Territories};
use server::Places;
use store::{DatabaseUrl, Naming, Options, Publication, Store, SystemWorld};

use crate::Failure;
use crate::arguments::{Common, PublicationArgument};

/// The territories: the embedded ones, with the operator's finer contours where there are some.
pub(crate) fn places(common: &Common) -> Result<Places, Failure> {
    let coverage: Coverage = common.coverage.join(",").parse()?;
    let embedded = Territories::embedded();
    let territories = match fs::read(&common.contours) {
        Ok(contours) => {
            let (territories, report) = embedded.with_contours(&contours)?;
            tracing::info!(replaced = report.replaced, "Took finer contours from the operator's file");
            // Read once, and used until the program ends.
            Box::leak(Box::new(territories))
        }
        Err(_) => embedded,
    };
    Ok(Places::new(territories, coverage))
}

/// The naming of territories that the published features carry.
fn naming(places: &Places) -> Naming {
    let places = places.clone();
    Arc::new(move |code| places.name_of(code).map(str::to_owned))
}

/// How a store is opened, for these places.
pub(crate) fn options(common: &Common, places: &Places) -> Options {
    let publication = match common.publication {
        PublicationArgument::Immediate => Publication::Immediate,
        PublicationArgument::Hourly | PublicationArgument::TwiceDaily => Publication::Batched,
    };
    Options { publication, naming: naming(places), world: Arc::new(SystemWorld), ..Options::default() }
}

/// Opens the census of the command line.
pub(crate) async fn store(common: &Common, options: Options) -> Result<Store, Failure> {
    let url: DatabaseUrl = common.database.parse()?;
    Ok(Store::open(&url, options).await?)
}

/// `technopolice migrate`.
pub(crate) async fn migrate(common: &Common) -> Result<ExitCode, Failure> {
    let url: DatabaseUrl = common.database.parse()?;
    Store::migrate(&url).await?;
    println!("La base {url} est à jour.");
    Ok(ExitCode::SUCCESS)
}

/// `technopolice publish`.
pub(crate) async fn publish(common: &Common) -> Result<ExitCode, Failure> {
    let places = places(common)?;
    let store = store(common, options(common, &places)).await?;
    let published = store.publish_due().await?;
    store.close().await;
    println!("{published} contribution(s) publiée(s).");
    Ok(ExitCode::SUCCESS)
}
