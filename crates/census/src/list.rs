//! Lists of cameras as towns publish them: tables and GeoJSON of any shape, read by a declared mapping.
//!
//! A [`Table`] is what the file holds, a [`Mapping`] says which column means what, [`guess`] proposes one, and
//! [`read`] makes a device of a row or says why not. Nothing is repaired in silence: swapped coordinates, another
//! projection, a word that no vocabulary has are told, and only what the mapping declares is done.

mod guess;
mod mapping;
mod orders;
mod reading;
mod row;
mod table;
#[cfg(test)]
mod tests;

pub use guess::{Guess, guess};
pub use mapping::{About, Column, Coordinates, InvalidMapping, Mapping, Profile, Target};
pub use orders::{Order, OrderReading, read_order};
pub use row::{Doubt, Outcome, Reading, Spot, Surroundings, read, verdict};
pub use table::{NotAList, Row, Table};
