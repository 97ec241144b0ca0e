//! How sure the census is, computed from what it holds and never typed.

use crate::{Device, SourceKind, Verification};

/// The grade of a device: a document with an address lifts it to *documented*, one confirmation by somebody else to
/// *single*. Anonymous confirmations are not known to be independent, so no number of them makes *multiple*.
pub fn verification(device: &Device) -> Verification {
    let documented =
        device.sources.iter().any(|source| source.url.is_some() && source.kind.is_some_and(SourceKind::is_document));
    match (documented, device.confirmations) {
        (true, _) if device.verification == Verification::Documented => Verification::Documented,
        (_, 0) => Verification::Unverified,
        (_, _) => Verification::Single,
    }
}
