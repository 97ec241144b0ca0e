//! The domain: what the census records, how a contribution becomes a revision, what is published.
//!
//! Pure: nothing here opens a file, asks for the time or draws a random number; callers pass days, ids and salts.

mod account;
mod admission;
mod canonical;
mod contribution;
mod date;
mod device;
mod entity;
mod evolution;
mod field;
pub mod osm;
mod publication;
mod receipt;
mod revision;
pub mod sample;
mod secret;
mod taxonomy;
mod text;
mod verification;
mod view;
mod vocabulary;

pub use account::{Grant, InvalidPseudonym, InvalidRole, Pseudonym, Role, Trust};
pub use admission::{Admission, Hold, RefusedWords, admit, is_same};
pub use canonical::canonical_json;
pub use contribution::{Basis4Fields, Channel, Contribution, Intent, Source};
pub use date::{InvalidPartialDate, PartialDate};
pub use device::{Device, Upstream};
pub use entity::{DeviceId, Entity, InvalidId};
pub use evolution::{Evolution, Inapplicable, evolve};
pub use field::{Fault, Patch};
pub use publication::{PublicFeature, feature_json};
pub use receipt::{InvalidReceipt, ReceiptCode};
pub use revision::{Body, Change, Changes, GENESIS, InvalidChain, Leaf, Link, Revision, rebuild};
pub use secret::{InvalidSecret, Secret};
pub use taxonomy::{Entry, Figure, InvalidLanguage, Language, List, PoliceFile, Taxonomy, police_files};
pub use text::{InvalidText, Text, WebAddress};
pub use verification::verification;
pub use view::View;
pub use vocabulary::{
    Basis, DeviceKind, DeviceStatus, Family, Feature, Form, InvalidKey, Mobility, Mount, OperatorKind, SourceKind,
    Verification, Watches, Zone,
};
