//! What an element of OpenStreetMap says about a device.
//!
//! Read from the extracts, never from a live server: alias map, split at `;`, quarantine of unknown values. What the
//! mapper did not say stays unknown, and what cannot be read is told, never guessed.

mod direction;
mod element;
mod mapping;
mod quarantine;
mod suggestion;
mod value;

pub use direction::{InvalidDirection, read_directions};
pub use element::{DEVICES, Element, ElementKind, Location};
pub use mapping::{KEYS, Mapping, Outcome, Place, map};
pub use quarantine::{Quarantined, Reason};
pub use suggestion::{Suggestion, Unsuggested, suggest};
