//! How a store is opened.

use std::fmt;
use std::sync::Arc;

use crate::{SystemWorld, World};

/// The name of a territory by its code, for the published feature.
pub type Naming = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// When an accepted contribution appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Publication {
    /// At once.
    Immediate,
    /// With the next call of [`crate::Store::publish_due`], in an order that tells nothing about arrival.
    #[default]
    Batched,
}

/// What the store needs to know from its program.
#[derive(Clone)]
pub struct Options {
    /// When accepted contributions appear.
    pub publication: Publication,
    /// The names of territories.
    pub naming: Naming,
    /// The clock and the entropy.
    pub world: Arc<dyn World>,
    /// Connections for reading, at least 1.
    pub readers: u32,
    /// May records of the sample generator come in? Only in a demonstration or a test.
    pub fictional_allowed: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            publication: Publication::default(),
            naming: Arc::new(|_| None),
            world: Arc::new(SystemWorld),
            readers: 4,
            fictional_allowed: false,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("publication", &self.publication)
            .field("readers", &self.readers)
            .field("fictional_allowed", &self.fictional_allowed)
            .finish_non_exhaustive()
    }
}
