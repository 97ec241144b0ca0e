//! The small drawing that stands for a device: its shape tells the kind, its filling how sure the census is.

use askama::Template;
use census::{DeviceKind, DeviceStatus, Verification};

/// A mark. The same drawing stands in lists, tables, legends, histories and print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Template)]
#[template(path = "partials/mark.html")]
pub(crate) struct Mark {
    /// Which colour and which sign on it.
    pub(crate) kind: DeviceKind,
    /// How it is filled.
    pub(crate) filling: Filling,
}

/// How a mark is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filling {
    /// Nobody but the reporter said so.
    Hollow,
    /// One witness.
    Half,
    /// Several witnesses.
    Full,
    /// A document says so.
    Ringed,
    /// Somebody disagrees.
    Hatched,
    /// Removed, replaced, not found, never there.
    Gone,
}

impl askama::filters::HtmlSafe for Mark {}

impl Mark {
    /// The mark of a device.
    pub(crate) fn of(kind: DeviceKind, status: DeviceStatus, verification: Verification) -> Self {
        let gone = !status.stands();
        Self { kind, filling: if gone { Filling::Gone } else { Filling::of(verification) } }
    }

    /// The mark of a certainty, for legends and tables.
    pub(crate) fn certainty(verification: Verification) -> Self {
        Self { kind: DeviceKind::Camera, filling: Filling::of(verification) }
    }

    /// The mark of a kind, for legends and tables.
    pub(crate) fn kind(kind: DeviceKind) -> Self {
        Self { kind, filling: Filling::Full }
    }
}

impl Mark {
    /// The sign laid over the filling: plate readers have a bar, sound sensors a wave.
    fn sign(self) -> Option<&'static str> {
        match self.kind {
            _ if self.filling == Filling::Gone => None,
            DeviceKind::PlateReader => Some("bar"),
            DeviceKind::AcousticSensor => Some("wave"),
            DeviceKind::Unknown => Some("question"),
            _ => None,
        }
    }
}

impl Filling {
    fn of(verification: Verification) -> Self {
        match verification {
            Verification::Unverified => Self::Hollow,
            Verification::Single => Self::Half,
            Verification::Multiple => Self::Full,
            Verification::Documented => Self::Ringed,
            Verification::Disputed => Self::Hatched,
        }
    }

    /// The symbol in the sheet of drawings.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Hollow => "hollow",
            Self::Half => "half",
            Self::Full => "full",
            Self::Ringed => "ringed",
            Self::Hatched => "hatched",
            Self::Gone => "gone",
        }
    }
}
