//! Geography without surveillance: positions, boxes, bearings, tiles, the spatial key, the territories of France.
//!
//! Pure: values in, values out. Nothing here opens a file, asks for the time or waits.

pub mod basemap;
mod bbox;
mod bearing;
mod cell;
pub mod exposure;
pub mod mvt;
pub mod pmtiles;
pub mod points;
mod position;
mod projection;
mod sector;
mod square;
mod street;
pub mod territory;
mod texts;
mod tile;
mod track;
mod view;

pub use bbox::{Bbox, InvalidBbox};
pub use bearing::{Bearing, BearingRange, InvalidBearing};
pub use cell::{Cell, CellRange};
pub use position::{InvalidPosition, Latitude, Longitude, Position};
pub use projection::{Crs, InvalidCrs};
pub use sector::{ASSUMED_RANGE_M, ASSUMED_SPAN, sector_outline, sector_polygon, sector_ring, unit_per_metre};
pub use square::{InvalidLabel, InvalidSheet, InvalidSquare, Sheet, Spot, Square, column_name};
pub use street::{InvalidVectorTile, StreetLine, street_lines};
pub use territory::{CountryCode, Coverage, Location, Locator, Territories, Territory, TerritoryKind};
pub use tile::{InvalidTile, TileCoord};
pub use track::{InvalidTrack, Segment, Track};
pub use view::{MAX_VIEW_ZOOM, View, WORLD_PX};
