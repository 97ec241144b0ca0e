//! The territories of France: what they are called, where their boundaries run, which one a position lies in.
//!
//! Only the smallest territories (communes, and the arrondissements of Paris, Lyon and Marseille) have a shape of
//! their own, in one [`Topology`] in which neighbours share the very same arcs. Everything larger is dissolved from
//! it, so the outline of a department never leaves a sliver beside the outline of its communes.
//!
//! - [`Territories`] is the reference set; [`Territories::embedded`] is the one inside the program.
//! - [`Locator`] answers "which territory is this position in?", country first.
//! - [`Coverage`] says which countries the census covers.

mod builder;
mod code;
mod country;
mod coverage;
mod format;
mod grid;
mod groups;
mod import;
mod locator;
mod pieces;
mod record;
mod search;
mod set;
mod table;
#[cfg(test)]
mod tests;
mod topology;
mod words;

pub use builder::TopologyBuilder;
pub use code::{Code, InvalidCode};
pub use coverage::{CountryCode, Coverage, InvalidCountryCode};
pub use format::{InvalidContours, read_contours, write_contours};
pub use import::{ImportReport, InvalidImport};
pub use locator::{Location, Locator};
pub use record::{Territory, TerritoryKind};
pub use set::{BoundaryArc, BoundaryLevel, InvalidReference, Territories};
pub use table::{InvalidTable, read_table, write_table};
pub use topology::{Arc, Topology, UNITS_PER_DEGREE, Vertex};
pub use words::{search_words, slug};
