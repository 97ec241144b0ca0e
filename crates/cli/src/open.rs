//! From the words of the command line to an open census.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use geodata::territory::{Coverage, Territories};
use server::{Places, Shelf};
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

/// How a store is opened by who reads only: the territories take memory, and are read when an old database needs their
/// names after all.
pub(crate) fn reading_options(common: &Common) -> Options {
    let (common, known) = (common.clone(), OnceLock::new());
    let naming: Naming = Arc::new(move |code| {
        let places: &Option<Places> = known.get_or_init(|| places(&common).ok());
        places.as_ref()?.name_of(code).map(str::to_owned)
    });
    Options { naming, world: Arc::new(SystemWorld), ..Options::default() }
}

/// Opens the census of the command line.
pub(crate) async fn store(common: &Common, options: Options) -> Result<Store, Failure> {
    let url: DatabaseUrl = common.database.parse()?;
    Ok(Store::open(&url, options).await?)
}

/// A folder beside the database, in `var` where that is no file.
pub(crate) fn beside_database(common: &Common, name: &str) -> Result<PathBuf, Failure> {
    Ok(match common.database.parse()? {
        DatabaseUrl::Sqlite(file) => file.with_file_name(name),
        DatabaseUrl::Temporary | DatabaseUrl::Postgres(_) => Path::new("var").join(name),
    })
}

/// The shelf of photos: the place that the operator named, or a folder beside the database.
pub(crate) fn shelf(common: &Common, place: Option<&str>) -> Result<Shelf, Failure> {
    let beside = beside_database(common, "photos")?;
    let place = place.map_or_else(|| beside.to_string_lossy().into_owned(), str::to_owned);
    Ok(Shelf::open(&place, bucket_options())?)
}

/// What the environment says of the keeper of a bucket.
pub(crate) fn bucket_options() -> impl Iterator<Item = (String, String)> {
    let keys =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    keys.filter(|(name, _)| name.starts_with("AWS_"))
}

/// `technopolice migrate`.
pub(crate) async fn migrate(common: &Common) -> Result<ExitCode, Failure> {
    let url: DatabaseUrl = common.database.parse()?;
    Store::migrate(&url, &naming(&places(common)?)).await?;
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
