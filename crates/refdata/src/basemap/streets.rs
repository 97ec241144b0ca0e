//! The street archive: Debian's `tilemaker` makes OpenMapTiles of an extract, which then become one PMTiles file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use pmtiles::{Compression, PmTilesWriter, TileCoord, TileType};
use serde_json::{Value, json};

use super::BasemapError;

/// What Debian's package brings along.
const CONFIGURATION: &str = "/usr/share/doc/tilemaker/examples/config-openmaptiles.json";
const PROCESSING: &str = "/usr/share/doc/tilemaker/examples/process-openmaptiles.lua";

/// Streets below this zoom say less than the basemap does.
const MIN_ZOOM: u8 = 10;
const MAX_ZOOM: u8 = 14;

/// West, south, east, north of Geofabrik's extract of Monaco, in degrees.
const BOUNDS: [f64; 4] = [7.409, 43.723, 7.4494, 43.7518];

/// Can the archive be made on this machine?
pub(super) fn is_possible() -> bool {
    Path::new(CONFIGURATION).exists() && Path::new(PROCESSING).exists()
}

/// Makes the archive from an extract, with `work` for what lies between.
pub(super) fn make(extract: &Path, archive: &Path, work: &Path) -> Result<(), BasemapError> {
    let tiles = work.join("tiles");
    if tiles.exists() {
        fs::remove_dir_all(&tiles)?;
    }
    fs::create_dir_all(work)?;
    let configuration = work.join("tilemaker.json");
    fs::write(&configuration, serde_json::to_vec_pretty(&without_shapefiles()?)?)?;
    let status = Command::new("tilemaker")
        .args(["--process", PROCESSING, "--bbox", &BOUNDS.map(|edge| edge.to_string()).join(",")])
        .args([Path::new("--config"), &configuration, Path::new("--input"), extract, Path::new("--output"), &tiles])
        .output()?
        .status;
    if !status.success() {
        return Err(BasemapError::Tilemaker(status));
    }
    pack(&tiles, archive)
}

/// Debian's configuration without the layers that need worldwide shapefiles.
fn without_shapefiles() -> Result<Value, BasemapError> {
    let mut configuration: Value = serde_json::from_slice(&fs::read(CONFIGURATION)?)?;
    if let Some(layers) = configuration["layers"].as_object_mut() {
        layers.retain(|_, layer| layer.get("source").is_none());
    }
    configuration["settings"]["minzoom"] = json!(MIN_ZOOM);
    configuration["settings"]["maxzoom"] = json!(MAX_ZOOM);
    Ok(configuration)
}

/// Packs a folder of `z/x/y.pbf`.
fn pack(tiles: &Path, archive: &Path) -> Result<(), BasemapError> {
    let [west, south, east, north] = BOUNDS;
    let described: Value = serde_json::from_slice(&fs::read(tiles.join("metadata.json"))?)?;
    let metadata = json!({
        "name": "Monaco",
        "attribution": "© OpenStreetMap contributors, ODbL 1.0",
        "vector_layers": described["vector_layers"],
    });
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .precompressed(Compression::Gzip)
        .min_zoom(MIN_ZOOM)
        .max_zoom(MAX_ZOOM)
        .bounds(west, south, east, north)
        .center(f64::midpoint(west, east), f64::midpoint(south, north))
        .center_zoom(MAX_ZOOM)
        .metadata(metadata.to_string())
        .create(File::create(archive)?)?;
    let mut found: Vec<(TileCoord, PathBuf)> = Vec::new();
    for zoom in MIN_ZOOM..=MAX_ZOOM {
        for column in numbered(&tiles.join(zoom.to_string()))? {
            for row in numbered(&column.1)? {
                found.push((TileCoord::new(zoom, column.0, row.0)?, row.1));
            }
        }
    }
    found.sort_by_key(|(coord, _)| pmtiles::TileId::from(*coord));
    for (coord, path) in found {
        writer.add_tile(coord, &fs::read(path)?)?;
    }
    Ok(writer.finalize()?)
}

/// The entries of a folder whose names, without extension, are numbers.
fn numbered(folder: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    let number = |path: &PathBuf| path.file_stem()?.to_str()?.parse().ok();
    Ok(paths.into_iter().filter_map(|path| Some((number(&path)?, path))).collect())
}
