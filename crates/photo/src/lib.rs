//! A picture in, a safe picture out: checked before it is decoded, turned upright, shrunk, its boxes burnt in, and
//! encoded again from its pixels, so that nothing of the file that came remains: no place, no maker, no hidden
//! passenger. It opens nothing and keeps nothing: bytes in, bytes out.

mod decode;
mod faces;
mod jpeg;
mod limits;
mod png;
mod region;
mod sanitise;

pub use limits::{InvalidPhoto, MAX_BYTES, MAX_PIXELS, MAX_SIDE};
pub use region::{InvalidRegion, MAX_REGIONS, Region};
pub use sanitise::{Encoded, OUTPUT_SIDE, SafePhoto, THUMBNAIL_SIDE, sanitise, thumbnail_size};

#[cfg(test)]
mod tests;
