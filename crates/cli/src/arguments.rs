//! The words of the command line. Every option is also an environment variable; a flag wins.

mod open_data;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::open_data::{
    ExportCommand, KeysCommand, MakeOptions, MapRouletteOptions, MirrorOptions, ReleaseCommand,
};

/// Recensement citoyen de la surveillance locale en France.
#[derive(Debug, Parser)]
#[command(name = "technopolice", version, about, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    /// How logs are written: `text` for people, `json` for machines. What is logged is set by `TECHNOPOLICE_LOG`.
    #[arg(long, global = true, env = "TECHNOPOLICE_LOG_FORMAT", default_value = "text", value_enum)]
    pub(crate) log_format: LogFormat,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// What most commands need to know.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Where the census is kept: `sqlite://path` or `postgres://…`.
    #[arg(
        long,
        global = true,
        env = "TECHNOPOLICE_DATABASE",
        default_value = "sqlite://var/technopolice.db",
        hide_env_values = true
    )]
    pub(crate) database: String,
    /// The countries that the census covers, ISO codes separated by commas.
    #[arg(long, global = true, env = "TECHNOPOLICE_COVERAGE", default_value = "FR", value_delimiter = ',')]
    pub(crate) coverage: Vec<String>,
    /// Finer contours than the embedded ones, as kept by `territories import`.
    #[arg(long, global = true, env = "TECHNOPOLICE_CONTOURS", default_value = "var/contours.geojson")]
    pub(crate) contours: PathBuf,
    /// When accepted contributions are published.
    #[arg(long, global = true, env = "TECHNOPOLICE_PUBLICATION", default_value = "hourly", value_enum)]
    pub(crate) publication: PublicationArgument,
}

/// When accepted contributions are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PublicationArgument {
    /// As soon as they are accepted.
    Immediate,
    /// Every hour, shuffled, so that the public data does not tell who was where when.
    Hourly,
    /// At 06:00 and 18:00, shuffled.
    TwiceDaily,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the census.
    Serve(ServeOptions),
    /// Serve a temporary census with fictional data, to look around.
    Demo(DemoOptions),
    /// Bring in what others know.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Give out what others can work with.
    #[command(subcommand)]
    Export(ExportCommand),
    /// Make fictional devices for demonstrations, tests and benchmarks.
    Sample(SampleOptions),
    /// The rules that find contracts about surveillance.
    #[command(subcommand)]
    Procurement(ProcurementCommand),
    /// The territories of France.
    #[command(subcommand)]
    Territories(TerritoriesCommand),
    /// Rebuild every device from its revisions and verify the hash chain.
    Check(CheckOptions),
    /// Take changes back, whoever made them and however many; what others said since stays.
    Revert(RevertOptions),
    /// Erase content everywhere: pages, lists, dumps, history, and the files of the database. This cannot be undone.
    Redact(RedactOptions),
    /// Accounts and their roles, for the first administrator and for lost secrets.
    #[command(subcommand)]
    User(UserCommand),
    /// Dated files of the whole census.
    #[command(subcommand)]
    Release(ReleaseCommand),
    /// Keys that sign releases.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Follow another census: a copy in this database that verifies its chain and its signatures.
    Mirror(MirrorOptions),
    /// Publish now what waits for the next batch.
    Publish,
    /// Bring the database to the schema of this program.
    Migrate,
}

#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// Where to listen.
    #[arg(long, env = "TECHNOPOLICE_LISTEN", default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,
    /// The public address, such as `https://technopolice.example`.
    #[arg(long, env = "TECHNOPOLICE_BASE_URL")]
    pub(crate) base_url: Option<String>,
    /// Who answers for this instance: an e-mail address, `https://…` or `tel:…`. Told in `security.txt`, in the
    /// catalogue and, when it is an e-mail address, to taginfo.
    #[arg(long, env = "TECHNOPOLICE_CONTACT")]
    pub(crate) contact: Option<server::Contact>,
    /// Proxies whose `X-Forwarded-For` is believed, separated by commas.
    #[arg(long, env = "TECHNOPOLICE_TRUSTED_PROXIES", value_delimiter = ',')]
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// `open`: anonymous reports without a flag are published as unverified. `moderated`: all wait for a person.
    #[arg(long, env = "TECHNOPOLICE_ADMISSION", default_value = "open", value_enum)]
    pub(crate) admission: AdmissionArgument,
    /// Whether moderators and administrators must show a passkey besides their words.
    #[arg(long, env = "TECHNOPOLICE_PASSKEYS", default_value = "required", value_enum)]
    pub(crate) passkeys: PasskeysArgument,
    /// Words that hold a contribution for a moderator, separated by commas.
    #[arg(long, env = "TECHNOPOLICE_REFUSED_WORDS", value_delimiter = ',')]
    pub(crate) refused_words: Vec<String>,
    /// Do not count contributions per sender (benchmarks, or a proxy that does it).
    #[arg(long, env = "TECHNOPOLICE_NO_RATE_LIMITS")]
    pub(crate) no_rate_limits: bool,
    /// MiB of memory that map tiles made lately may take; 0 makes each anew.
    #[arg(long, env = "TECHNOPOLICE_TILE_CACHE", default_value_t = 16)]
    pub(crate) tile_cache: u32,
    /// The program that draws the ground of pictures with maplibre-rs (`crates/still-maplibre`). Without it, or while it
    /// fails or is slow, pictures are painted without Vulkan.
    #[arg(long, env = "TECHNOPOLICE_STILL_PAINTER", value_name = "PROGRAM")]
    pub(crate) still_painter: Option<PathBuf>,
    /// What lies under the devices: `embedded`; `pmtiles:FILE`, an archive of street tiles in the OpenMapTiles schema;
    /// `ign`, the Plan IGN; `url:https://…/{z}/{x}/{y}.png` (pictures) or `….pbf` (OpenMapTiles). Tiles of another server
    /// are fetched and kept by this one: no visitor asks it for anything. While it is silent the embedded map stays.
    #[arg(long, env = "TECHNOPOLICE_BASEMAP", default_value = "embedded")]
    pub(crate) basemap: String,
    /// Whose map `url:…` is, as it is written on the map.
    #[arg(long, env = "TECHNOPOLICE_BASEMAP_ATTRIBUTION", value_name = "TEXT")]
    pub(crate) basemap_attribution: Option<String>,
    /// Where the tiles of another server are kept. Without it, `basemap` beside the database.
    #[arg(long, env = "TECHNOPOLICE_BASEMAP_CACHE", value_name = "FOLDER")]
    pub(crate) basemap_cache: Option<PathBuf>,
    /// How much of the disk they take at the most.
    #[arg(long, env = "TECHNOPOLICE_BASEMAP_CACHE_MIB", value_name = "MIB", default_value_t = 512)]
    pub(crate) basemap_cache_mib: u32,
    /// Where photos are kept: a folder, or `s3://bucket/prefix` when built with `--features s3` (its keys are read from
    /// `AWS_…`). Without it, `photos` beside the database.
    #[arg(long, env = "TECHNOPOLICE_PHOTOS")]
    pub(crate) photos: Option<String>,
    /// Where releases are kept: a folder, or `s3://bucket/prefix` as for photos. Without it, `releases` beside the
    /// database.
    #[arg(long, env = "TECHNOPOLICE_RELEASES", value_name = "PLACE")]
    pub(crate) releases: Option<String>,
    /// Make the release of each month as soon as it begins.
    #[arg(long, env = "TECHNOPOLICE_MONTHLY_RELEASE")]
    pub(crate) monthly_release: bool,
    /// The secret key that signs it, as `keys make` writes it.
    #[arg(long, env = "TECHNOPOLICE_RELEASE_KEY", value_name = "FILE")]
    pub(crate) release_key: Option<PathBuf>,
    /// Connections for reading.
    #[arg(long, env = "TECHNOPOLICE_READERS", default_value_t = 4)]
    pub(crate) readers: u32,
    /// The hour of the day, 0 to 23 in local time, at which the database is tended: SQLite empties its journal and looks
    /// at its indexes again.
    #[arg(long, env = "TECHNOPOLICE_NIGHT_HOUR", default_value_t = 4, value_parser = clap::value_parser!(u32).range(0..24))]
    pub(crate) night_hour: u32,
    /// Let fictional records in, and say on every page that everything is fictional.
    #[arg(long, env = "TECHNOPOLICE_FICTIONAL")]
    pub(crate) fictional: bool,
}

/// Who looks before publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AdmissionArgument {
    Open,
    Moderated,
}

/// Who must show a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PasskeysArgument {
    /// Moderators and administrators, and everybody who has one.
    Required,
    /// Only those who have one.
    Optional,
}

#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Where to listen; port 0 takes a free one. Without it, 127.0.0.1:3000, or a free port when that one is taken.
    #[arg(long, env = "TECHNOPOLICE_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// How many fictional devices to make.
    #[arg(long, default_value_t = 400)]
    pub(crate) devices: u32,
    /// Which fictional devices to make.
    #[arg(long, default_value_t = 2019)]
    pub(crate) seed: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Surveillance devices from OpenStreetMap: a `.osm.pbf` extract or Overpass JSON.
    Osm(ImportOsmOptions),
    /// Public contracts: DECP of 2019 or 2022 as JSON, XML or CSV, or notices of the BOAMP as CSV.
    Decp(ImportDecpOptions),
    /// Cameras of a list that somebody published: CSV of any shape, or GeoJSON.
    #[command(visible_alias = "geojson")]
    Csv(ImportCsvOptions),
    /// The batches that were imported.
    List,
    /// Take a batch back, whole.
    RollBack {
        /// The batch, as `import list` names it.
        batch: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportOsmOptions {
    /// The extract.
    pub(crate) file: PathBuf,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub(crate) json: bool,
    /// Language of the report.
    #[arg(long, default_value = "fr", value_parser = ["fr", "en"])]
    pub(crate) lang: String,
}

#[derive(Debug, Args)]
pub(crate) struct ImportDecpOptions {
    /// The list.
    pub(crate) file: PathBuf,
    /// Print one JSON object with every row instead of a report.
    #[arg(long)]
    pub(crate) json: bool,
    /// Only tell what would be proposed.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Language of the report.
    #[arg(long, default_value = "fr", value_parser = ["fr", "en"])]
    pub(crate) lang: String,
}

#[derive(Debug, Args)]
pub(crate) struct ImportCsvOptions {
    /// The list.
    pub(crate) file: PathBuf,
    /// What its columns mean (TOML). Without it, a mapping is guessed and printed, and nothing is imported.
    #[arg(long)]
    pub(crate) mapping: Option<PathBuf>,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub(crate) json: bool,
    /// Only tell what would be imported.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Language of the report.
    #[arg(long, default_value = "fr", value_parser = ["fr", "en"])]
    pub(crate) lang: String,
}

#[derive(Debug, Args)]
pub(crate) struct SampleOptions {
    /// Which devices: the same seed gives the same ones.
    #[arg(long, default_value_t = 2019)]
    pub(crate) seed: u64,
    /// How many.
    #[arg(long, default_value_t = 400)]
    pub(crate) devices: u32,
    /// Write GeoJSON lines to this file (`-` for standard output) instead of filling the database.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// The database is a demonstration or a benchmark: fictional records may enter it.
    #[arg(long)]
    pub(crate) fictional: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account. Its secret is printed once.
    Add {
        /// Its name.
        pseudonym: String,
        /// A role: trusted, moderator, importer, administrator, auditor; `moderator:d93` for a territory only.
        #[arg(long = "role")]
        roles: Vec<String>,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Give a role; the account has to log in again.
    Grant {
        /// The account.
        pseudonym: String,
        /// The role, `moderator` or `moderator:d93`.
        role: String,
    },
    /// Take a role back; the account has to log in again.
    Revoke {
        /// The account.
        pseudonym: String,
        /// The role, `moderator` or `moderator:d93`.
        role: String,
    },
    /// The accounts and their roles.
    List,
    /// Close an account.
    Disable {
        /// The account.
        pseudonym: String,
    },
    /// Give an account a new secret, printed once, open it again and forget its passkeys.
    Reset {
        /// The account.
        pseudonym: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProcurementCommand {
    /// Try the rules on the labelled titles that the program carries: precision, recall, and every mistake.
    Score {
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TerritoriesCommand {
    /// Replace contours by finer ones: a GeoJSON feature collection with a property `code`.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Find territories by name, postal code or INSEE code.
    Search {
        /// The words.
        words: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("scope").required(true).args(["account", "batch", "contribution", "decision", "window"])))]
pub(crate) struct RevertOptions {
    /// What this account contributed, and what of it still waits.
    #[arg(long, value_name = "PSEUDONYM")]
    pub(crate) account: Option<String>,
    /// Only what was sent on this day or later.
    #[arg(long, requires = "account", value_name = "DAY")]
    pub(crate) from: Option<NaiveDate>,
    /// Only what was sent on this day or earlier.
    #[arg(long, requires = "account", value_name = "DAY")]
    pub(crate) to: Option<NaiveDate>,
    /// An import, as `import list` names it.
    #[arg(long, value_name = "ID")]
    pub(crate) batch: Option<String>,
    /// One contribution.
    #[arg(long, value_name = "ID")]
    pub(crate) contribution: Option<String>,
    /// What a decision of a moderator or an earlier `revert` did.
    #[arg(long, value_name = "ID")]
    pub(crate) decision: Option<String>,
    /// Everything that was published in these days, both included: 2026-11-20..2026-11-23.
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) window: Option<String>,
    /// Of that, only devices that were in this box before or after: west,south,east,north in degrees.
    #[arg(long, requires = "window", allow_hyphen_values = true, value_name = "BOX")]
    pub(crate) bbox: Option<String>,
    /// Of that, only what was in this territory before or after: a commune, a department or a country.
    #[arg(long, requires = "window", value_name = "CODE")]
    pub(crate) territory: Option<String>,
    /// Only tell what would be done.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("content").required(true).args(["passage_file", "entity"])))]
pub(crate) struct RedactOptions {
    /// A file with the exact words to erase, at least 4 characters; `-` reads standard input. Never on the command
    /// line, where the history of the shell and the list of processes would keep them.
    #[arg(long, value_name = "FILE")]
    pub(crate) passage_file: Option<PathBuf>,
    /// An entity to erase whole, with its history, what led to it and its photos.
    #[arg(long, value_name = "ID")]
    pub(crate) entity: Option<String>,
    /// Where photos are kept, as in `serve`.
    #[arg(long, env = "TECHNOPOLICE_PHOTOS")]
    pub(crate) photos: Option<String>,
    /// Where releases are kept, as in `serve`: those that hold it are made anew without it.
    #[arg(long, env = "TECHNOPOLICE_RELEASES", value_name = "PLACE")]
    pub(crate) releases: Option<String>,
    /// The secret key that signs them; without it they are not signed any more.
    #[arg(long, env = "TECHNOPOLICE_RELEASE_KEY", value_name = "FILE")]
    pub(crate) release_key: Option<PathBuf>,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub(crate) json: bool,
}
