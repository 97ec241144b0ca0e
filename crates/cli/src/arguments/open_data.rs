//! The words of the commands by which the census is taken away: releases, keys, mirrors, exports.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct MirrorOptions {
    /// The census to follow, such as `https://technopolice.example`. Without it, the one that is followed already.
    pub(crate) origin: Option<String>,
    /// The key that must sign its heads, as PEM. Without it, the first key seen is kept.
    #[arg(long, value_name = "FILE")]
    pub(crate) public_key: Option<PathBuf>,
    /// Catch up once and end.
    #[arg(long)]
    pub(crate) once: bool,
    /// Seconds between two looks.
    #[arg(long, default_value_t = 60, conflicts_with = "once")]
    pub(crate) every: u64,
    /// Where photos and copies of documents are kept, as in `serve`.
    #[arg(long, env = "TECHNOPOLICE_PHOTOS")]
    pub(crate) photos: Option<String>,
    /// Where the releases of the origin are kept, as in `serve`.
    #[arg(long, env = "TECHNOPOLICE_RELEASES", value_name = "PLACE")]
    pub(crate) releases: Option<String>,
    /// Read the origin's whole chain again and compare it with the one kept here.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Make this copy a census of its own, which takes reports from then on.
    #[arg(long, conflicts_with_all = ["origin", "once", "verify"])]
    pub(crate) promote: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Devices that OpenStreetMap does not know, as tasks of a MapRoulette challenge: one GeoJSON collection of one
    /// point a line, each after a record separator (RFC 7464), with the tags that a mapper who looks may write.
    ///
    /// Only what somebody saw and what is ours to give; nothing from other lists, nothing in dispute, no home. Discuss
    /// the challenge with the local mappers first, and ask in its instructions to look on the spot: nothing is meant to
    /// be added unseen.
    Maproulette(MapRouletteOptions),
}

#[derive(Debug, Args)]
pub(crate) struct MapRouletteOptions {
    /// Where to write; `-`, or nothing, is standard output. A file that is there is not overwritten.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Only this territory: the code of a commune, an arrondissement, an EPCI, a department, a region or a country.
    #[arg(long, value_name = "CODE")]
    pub(crate) territory: Option<String>,
    /// The public address, so that each task leads to the page of its device (`technopolice:page`).
    #[arg(long, env = "TECHNOPOLICE_BASE_URL")]
    pub(crate) base_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseCommand {
    /// Write the whole census in every format, whole or not at all; a release changes only where something was erased.
    Make(MakeOptions),
    /// Compare every file of a release with its sum, and the sums with their signature.
    Check {
        /// The folder of one release.
        folder: PathBuf,
        /// The public key that must have signed, as PEM.
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
    /// Copy a folder of releases into a bucket: what is there already is not sent again. Nothing watches over such a
    /// copy: repeat it after each erasure. `--releases s3://…` of `serve` keeps them in a bucket in the first place.
    Put {
        /// `s3://bucket/prefix`, with `AWS_ACCESS_KEY_ID` and so on in the environment.
        bucket: String,
        /// The folder of releases, as `--releases` of `serve`. Without it, `releases` beside the database.
        #[arg(long, env = "TECHNOPOLICE_RELEASES", value_name = "FOLDER")]
        releases: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct MakeOptions {
    /// The month that names it, such as 2026.11. Without it, the current one.
    #[arg(long)]
    pub(crate) month: Option<String>,
    /// Where releases are kept, as `--releases` of `serve`. Without it, `releases` beside the database.
    #[arg(long, env = "TECHNOPOLICE_RELEASES", value_name = "PLACE")]
    pub(crate) out: Option<String>,
    /// The public address, for the links in the descriptions.
    #[arg(long, env = "TECHNOPOLICE_BASE_URL")]
    pub(crate) base_url: Option<String>,
    /// The secret key that signs, as `keys make` writes it.
    #[arg(long, env = "TECHNOPOLICE_RELEASE_KEY", value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Make an Ed25519 key: the secret in a file that only its owner reads, the public key beside it.
    Make {
        /// Where the secret goes, such as `technopolice.pem`.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}
