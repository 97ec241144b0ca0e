//! Tiles that were made lately, and how they are sent.

use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use geodata::TileCoord;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::io::Write;
use twox_hash::XxHash3_128;

use super::MVT;
use crate::conditional::{Keep, holds};
use crate::map::MapFilter;

/// Below this many bytes, compressing saves no packet.
const WORTH_COMPRESSING: usize = 1_000;

/// A cached tile without its bytes, about.
const OVERHEAD: u64 = 200;

/// What a tile shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shown {
    /// The devices of a filter.
    Devices(MapFilter),
    /// The figures of territories.
    Territories,
    /// The embedded map.
    Basemap,
}

type Key = (Shown, TileCoord);

/// The bytes of a tile, however they are sent. Two servers make the same bytes, so they give the same tag.
#[derive(Debug)]
pub(super) struct Content {
    /// Nothing in an empty tile.
    bytes: Bytes,
    tag: u128,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

/// A content and the stamp up to which it is known to be right.
#[derive(Debug, Clone)]
struct Kept {
    stamp: i64,
    content: Arc<Content>,
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<Key, Kept> for ByBytes {
    fn weight(&self, _: &Key, kept: &Kept) -> u64 {
        // Compressed, a tile is about half as large, and both ways may be asked for.
        2 * kept.content.bytes.len() as u64 + OVERHEAD
    }
}

/// Tiles by what they show, bounded by bytes. What changed is made anew and compared by content: when the bytes are
/// the same, what was compressed already is sent again.
#[derive(Debug)]
pub(crate) struct TileCache(Option<Cache<Key, Kept, ByBytes>>);

impl TileCache {
    /// A cache of so many bytes; of none, one that keeps nothing.
    pub(crate) fn new(bytes: u64) -> Self {
        let tiles = (bytes / 20_000).max(16) as usize;
        Self((bytes > 0).then(|| Cache::with_weighter(tiles, bytes, ByBytes)))
    }

    /// A tile that is right up to a stamp.
    pub(super) fn get(&self, shown: Shown, tile: TileCoord, stamp: i64) -> Option<Arc<Content>> {
        let kept = self.0.as_ref()?.get(&(shown, tile))?;
        (kept.stamp == stamp).then_some(kept.content)
    }

    /// Keeps a tile that was made from what was known at a stamp.
    pub(super) fn keep(&self, shown: Shown, tile: TileCoord, stamp: i64, bytes: Option<Vec<u8>>) -> Arc<Content> {
        let content = Content::new(bytes.unwrap_or_default());
        let Some(cache) = &self.0 else { return Arc::new(content) };
        let known = cache.get(&(shown, tile)).map(|kept| kept.content);
        let content = known.filter(|known| known.tag == content.tag).unwrap_or_else(|| Arc::new(content));
        cache.insert((shown, tile), Kept { stamp, content: Arc::clone(&content) });
        content
    }
}

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Content {
    fn new(bytes: Vec<u8>) -> Self {
        let tag = XxHash3_128::oneshot(&bytes);
        Self { bytes: bytes.into(), tag, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// The bytes as they were made; nothing of an empty tile.
    pub(super) fn bytes(&self) -> Option<Bytes> {
        (!self.bytes.is_empty()).then(|| self.bytes.clone())
    }

    /// The answer: 204 for nothing, 304 when the client holds just this, otherwise the smallest body it takes.
    pub(super) fn response(&self, headers: &HeaderMap, keep: Keep) -> Response {
        if self.bytes.is_empty() {
            return (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, keep.header())]).into_response();
        }
        let (encoding, body) = self.best(headers);
        let tag = self.tag(encoding);
        let held = tag.to_str().is_ok_and(|tag| holds(headers, tag));
        let mut response =
            if held { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(body)) };
        let own = response.headers_mut();
        own.insert(header::CONTENT_TYPE, HeaderValue::from_static(MVT));
        own.insert(header::CACHE_CONTROL, keep.header());
        own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        own.insert(header::ETAG, tag);
        if let Some(name) = encoding.name() {
            own.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }

    /// A strong tag names the bytes that are sent, so each encoding has its own.
    fn tag(&self, encoding: Encoding) -> HeaderValue {
        let ending = encoding.name().map(|name| format!("-{name}")).unwrap_or_default();
        HeaderValue::try_from(format!("\"{:032x}{ending}\"", self.tag)).expect("hexadecimal and letters")
    }

    fn best(&self, headers: &HeaderMap) -> (Encoding, Bytes) {
        let (gzip, brotli) = accepted(headers);
        if self.bytes.len() < WORTH_COMPRESSING || !(gzip || brotli) {
            return (Encoding::Identity, self.bytes.clone());
        }
        let gzipped = gzip.then(|| (Encoding::Gzip, self.gzip.get_or_init(|| gzipped(&self.bytes)).clone()));
        let brotlied = brotli.then(|| (Encoding::Brotli, self.brotli.get_or_init(|| brotlied(&self.bytes)).clone()));
        let plain = (Encoding::Identity, self.bytes.clone());
        let bodies = gzipped.into_iter().chain(brotlied).chain([plain]);
        bodies.min_by_key(|(_, body)| body.len()).unwrap_or((Encoding::Identity, self.bytes.clone()))
    }
}

impl Encoding {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// Does the client take gzip, and brotli? A quality of zero refuses (RFC 9110 §12.4.2).
fn accepted(headers: &HeaderMap) -> (bool, bool) {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut taken = (false, false);
    for one in lines.flat_map(|line| line.split(',')) {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        let quality = quality.trim().strip_prefix("q=").and_then(|quality| quality.parse::<f32>().ok());
        if quality.is_none_or(|quality| quality > 0.0) {
            match name.trim() {
                "gzip" => taken.0 = true,
                "br" => taken.1 = true,
                _ => {}
            }
        }
    }
    taken
}

/// Level 1: more would cost more than making the tile.
fn gzipped(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::fast());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("memory takes everything").into()
}

fn brotlied(bytes: &[u8]) -> Bytes {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 1, lgwin: 18, ..Default::default() };
    let mut out = Vec::with_capacity(bytes.len() / 2);
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).expect("memory takes everything");
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(encodings: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encodings))])
    }

    fn tile() -> TileCoord {
        TileCoord::new(3, 4, 2).expect("a tile")
    }

    #[test]
    fn the_smallest_body_is_sent_and_has_a_tag_of_its_own() {
        let content = Content::new(b"camera, ".repeat(1_000));
        let encodings: Vec<Encoding> = ["", "gzip", "br", "gzip;q=0, identity", "gzip, deflate, br, zstd"]
            .map(|encodings| content.best(&asking(encodings)).0)
            .to_vec();
        assert_eq!(encodings[..4], [Encoding::Identity, Encoding::Gzip, Encoding::Brotli, Encoding::Identity]);
        assert_ne!(encodings[4], Encoding::Identity);
        assert_ne!(content.tag(Encoding::Gzip), content.tag(Encoding::Brotli));
        let small = Content::new(b"camera, ".repeat(100));
        assert_eq!(small.best(&asking("gzip, br")).0, Encoding::Identity);
    }

    #[test]
    fn what_did_not_change_is_kept_compressed() {
        let cache = TileCache::new(1 << 20);
        let (shown, bytes) = (Shown::Devices(MapFilter::default()), b"tile".repeat(1_000));
        let first = cache.keep(shown, tile(), 0, Some(bytes.clone()));
        assert!(cache.get(shown, tile(), 0).is_some() && cache.get(shown, tile(), 7).is_none());
        let second = cache.keep(shown, tile(), 7, Some(bytes));
        assert!(Arc::ptr_eq(&first, &second));
        assert!(cache.get(shown, tile(), 7).is_some() && cache.get(Shown::Territories, tile(), 7).is_none());
    }

    #[test]
    fn a_cache_of_no_bytes_keeps_nothing() {
        let cache = TileCache::new(0);
        cache.keep(Shown::Basemap, tile(), 0, Some(vec![1]));
        assert!(cache.get(Shown::Basemap, tile(), 0).is_none());
    }
}
