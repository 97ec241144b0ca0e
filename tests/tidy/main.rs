//! What must hold of the repository itself.

mod crates;
mod files;
mod words;
