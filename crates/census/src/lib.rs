//! The domain: what the census records, how a contribution becomes a revision, what is published.
//!
//! Pure: nothing here opens a file, asks for the time or draws a random number; callers pass days, ids and salts.

mod account;
mod admission;
mod canonical;
mod claim;
mod contribution;
mod date;
mod device;
mod entity;
mod evolution;
mod facet;
mod field;
mod identifiers;
pub mod list;
pub mod measure;
mod merge;
pub mod osm;
mod personal;
pub mod procurement;
mod publication;
mod receipt;
mod record;
mod redaction;
mod revision;
pub mod sample;
mod schema;
mod search;
mod secret;
mod shape;
mod survey;
mod taxonomy;
mod text;
mod verification;
mod view;
mod vocabulary;

pub use account::{Grant, InvalidPseudonym, InvalidRole, Pseudonym, Role, Trust};
pub use admission::{Admission, Hold, RefusedWords, admit, is_same};
pub use canonical::canonical_json;
pub use claim::Claim;
pub use contribution::{Basis4Fields, Channel, Contribution, Intent, Source};
pub use date::{InvalidPartialDate, PartialDate};
pub use device::{Device, Upstream};
pub use entity::{Entity, EntityId, EntityKind, InvalidId, State};
pub use evolution::{Evolution, Inapplicable, evolve, graded};
pub use facet::{Facet, identities};
pub use field::{Fault, Patch};
pub use identifiers::{Cpv, FrenchVat, HolderId, InvalidIdentifier, Siren, Siret};
pub use merge::merged;
pub use personal::{Finding, PersonalData, Scope, personal_data};
pub use publication::{PublicFeature, feature_json, record_json};
pub use receipt::{InvalidReceipt, ReceiptCode};
pub use record::{Record, Standing};
pub use redaction::{InvalidPassage, Passage, REDACTED, Redactor, emptied};
pub use revision::{
    Body, Change, Changes, GENESIS, InvalidChain, Leaf, Link, REDACTION, Revision, bytes_of_hex, rebuild,
};
pub use schema::{Field, field, fields};
pub use search::{Match, SearchQuery, SearchRank, SearchText, SearchWord};
pub use secret::{InvalidSecret, Secret};
pub use shape::{Check, Shape};
pub use survey::squares_of;
pub use taxonomy::{Entry, Figure, InvalidLanguage, Language, List, PoliceFile, Taxonomy, police_file, police_files};
pub use text::{InvalidText, Text, WebAddress};
pub use verification::{Evidence, Grade, Reason, Witness, grade, verification};
pub use view::View;
pub use vocabulary::{
    Action, Basis, DeviceKind, DeviceStatus, Family, Feature, Form, Ground, InvalidKey, MatchState, Mobility, Mount,
    OperatorKind, PhotoState, PieceState, SourceKind, Verification, Watches, Zone,
};
