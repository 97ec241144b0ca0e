//! Keeps the census: SQLite or PostgreSQL, one text per statement, one writer, readers that never wait for it.
//!
//! Every write goes through one queue and is committed together with what queued up meanwhile (`writer`).
//! A write decides first, in memory, and only then becomes rows (`work`), so a refused request leaves no trace.

mod access;
mod account;
mod account_row;
mod address;
mod attribution;
mod batch;
mod check;
mod contribution;
mod contribution_row;
mod counts;
mod decision;
mod dump;
mod entity_row;
mod error;
mod feature;
mod filter;
mod history;
mod import;
mod import_batch;
mod index;
mod instance;
mod mounts;
mod options;
mod order;
mod passkey;
mod photo;
mod photo_row;
mod pool;
mod postgres;
mod publish;
mod queue;
mod reading;
mod receipt;
mod record;
mod record_row;
mod redact;
mod redact_row;
mod resolve;
mod revert;
mod rows;
mod ruling;
mod scan;
mod schema;
mod scope;
mod search;
mod search_fill;
mod search_row;
mod session;
mod snapshot;
mod sql;
mod sqlite;
mod store;
mod submit;
mod sweep;
mod unify;
mod verdict;
mod work;
mod world;
mod writer;

pub use account::{Account, AccountId, NewAccount};
pub use address::{DatabaseUrl, InvalidDatabaseUrl};
pub use batch::{Batch, BatchId, ImportRecord, Imported, NewBatch, RolledBack};
pub use contribution::{
    Amendment, ContributionId, ContributionState, InvalidState, PendingCounts, Receipt, Submission, Submitted,
};
pub use decision::{Decision, DecisionId, DecisionState, MadeRevision};
pub use error::{Error, Result};
pub use filter::{Cursor, DeviceFilter, InvalidCursor, Page, PageRequest};
pub use options::{Naming, Options, Publication};
pub use order::{MOST_ALONE, Order, Outcome, Ruled, Ruling};
pub use passkey::Passkey;
pub use photo::{FileHash, MAX_PHOTOS, NewPhoto, Photo, PhotoFiles, PhotoId};
pub use queue::{Claim, QueuePlace, Waiting};
pub use reading::{CheckProgress, CheckReport, Chunk, Counts, IndexChange, IndexRow, PublishedFeature, Separator};
pub use record::{MOST_FACETS, PublishedRecord, RecordFilter, RecordPage};
pub use redact::{Redacted, Redaction};
pub use revert::Reverted;
pub use scope::RevertScope;
pub use search::{Found, FoundGroup, SearchCursor};
pub use session::{NewSession, Session, SessionHash};
pub use snapshot::{Lines, Snapshot, Trace};
pub use store::Store;
pub use world::{FixedWorld, SystemWorld, World};
