//! The address of another server's tiles.

use geodata::TileCoord;
use sha2::{Digest, Sha256};
use url::Url;

/// Plan IGN as the Géoplateforme gives it: WMTS, Web-Mercator ("PM"), zooms 0 to 19, without a key.
/// <https://geoservices.ign.fr/documentation/services/services-geoplateforme/diffusion>
const IGN: &str = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0\
    &LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM\
    &TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

/// Why an address is none of tiles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUpstream {
    /// Without the places for zoom, column and row.
    #[error("the address of tiles needs {{z}}, {{x}} and {{y}} (or {{-y}}), found {0:?}")]
    Places(String),
    /// Not an address of the web, or one with a password in it.
    #[error("expected an http or https address without a user name, found {0:?}")]
    Address(String),
    /// Maps of others are shown with their names.
    #[error("say whose map it is: an attribution is needed")]
    Attribution,
}

/// What the tiles are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TileKind {
    /// Pictures: PNG, JPEG or WebP.
    Raster,
    /// Vector tiles in the OpenMapTiles schema, as street archives have it.
    Vector,
}

impl TileKind {
    /// The media type that the first bytes show, if they are of this kind.
    pub(crate) fn media_type(self, bytes: &[u8]) -> Option<&'static str> {
        match self {
            Self::Raster if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
            Self::Raster if bytes.starts_with(b"\xff\xd8\xff") => Some("image/jpeg"),
            Self::Raster if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Some("image/webp"),
            Self::Raster => None,
            // A layer (field 3, length-delimited) comes first, or the tile is gzip.
            Self::Vector => (bytes.starts_with(&[0x1a]) || is_gzip(bytes)).then_some(super::super::tiles::MVT),
        }
    }
}

/// Does a gzip stream begin here (RFC 1952)?
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// One other server, as the operator named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    template: String,
    /// Whose map it is, in plain text.
    pub attribution: String,
    /// What its tiles are.
    pub kind: TileKind,
    /// Its deepest zoom.
    pub max_zoom: u8,
}

impl Upstream {
    /// Plan IGN.
    pub fn ign() -> Self {
        Self { template: IGN.to_owned(), attribution: "© IGN".to_owned(), kind: TileKind::Raster, max_zoom: 19 }
    }

    /// Tiles at an address with `{z}`, `{x}` and `{y}`; `{-y}` counts rows from the south, as TMS does. What ends in
    /// `.pbf` or `.mvt` is a vector tile.
    pub fn new(template: &str, attribution: &str) -> Result<Self, InvalidUpstream> {
        let one = |place: &str| template.matches(place).count() == 1;
        if !(one("{z}") && one("{x}") && one("{y}") != one("{-y}")) {
            return Err(InvalidUpstream::Places(template.to_owned()));
        }
        let attribution = attribution.trim().to_owned();
        if attribution.is_empty() {
            return Err(InvalidUpstream::Attribution);
        }
        let upstream = Self { template: template.to_owned(), attribution, kind: TileKind::Raster, max_zoom: 19 };
        let sample = upstream.address(TileCoord::new(0, 0, 0).expect("the tile of the world"));
        let refused = || InvalidUpstream::Address(template.to_owned());
        let url = Url::parse(&sample).map_err(|_| refused())?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.host().is_some();
        if !["http", "https"].contains(&url.scheme()) || !is_plain {
            return Err(refused());
        }
        let is_vector = [".pbf", ".mvt"].iter().any(|ending| url.path().ends_with(ending));
        Ok(if is_vector { Self { kind: TileKind::Vector, max_zoom: 14, ..upstream } } else { upstream })
    }

    /// The address of a tile.
    pub(crate) fn address(&self, tile: TileCoord) -> String {
        let from_south = (1_u32 << tile.z()) - 1 - tile.y();
        self.template
            .replace("{z}", &tile.z().to_string())
            .replace("{x}", &tile.x().to_string())
            .replace("{y}", &tile.y().to_string())
            .replace("{-y}", &from_south.to_string())
    }

    /// Tells this address from others.
    pub(crate) fn fingerprint(&self) -> String {
        let hash = Sha256::digest(self.template.as_bytes());
        format!("{:016x}", u64::from_be_bytes(hash[..8].try_into().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_places_filled_in() {
        let tile = TileCoord::new(3, 5, 2).expect("a tile");
        let of = |template: &str| Upstream::new(template, "© Moi").expect("an address").address(tile);
        assert_eq!(of("https://tiles.example/{z}/{x}/{y}.png?key=1"), "https://tiles.example/3/5/2.png?key=1");
        assert_eq!(of("http://127.0.0.1:9/{z}/{x}/{-y}.jpg"), "http://127.0.0.1:9/3/5/5.jpg");
        assert!(Upstream::ign().address(tile).ends_with("&TILEMATRIX=3&TILEROW=2&TILECOL=5"));
        let vector = Upstream::new("https://tiles.example/{z}/{x}/{y}.pbf", "© Moi").expect("an address");
        assert_eq!((vector.kind, vector.max_zoom), (TileKind::Vector, 14));
    }

    #[test]
    fn what_is_no_address_of_tiles_is_refused() {
        let fault = |template: &str, attribution: &str| Upstream::new(template, attribution).expect_err(template);
        let text = |template: &str| template.to_owned();
        for template in
            ["https://a.example/{z}/{x}.png", "https://a.example/{z}/{x}/{y}/{-y}", "https://a.example/{z}{z}/{x}/{y}"]
        {
            assert_eq!(fault(template, "©"), InvalidUpstream::Places(text(template)));
        }
        for template in ["file:///{z}/{x}/{y}", "/{z}/{x}/{y}.png", "https://me:secret@a.example/{z}/{x}/{y}"] {
            assert_eq!(fault(template, "©"), InvalidUpstream::Address(text(template)));
        }
        assert_eq!(fault("https://a.example/{z}/{x}/{y}.png", " "), InvalidUpstream::Attribution);
    }

    #[test]
    fn a_tile_is_known_by_its_first_bytes() {
        let raster = |bytes: &[u8]| TileKind::Raster.media_type(bytes);
        assert_eq!(raster(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(raster(b"RIFF....WEBPVP8 "), Some("image/webp"));
        assert_eq!((raster(b"<html>"), raster(b"")), (None, None));
        assert_eq!(TileKind::Vector.media_type(b"<html>"), None);
        assert!(TileKind::Vector.media_type(&[0x1f, 0x8b, 8]).is_some());
    }
}
