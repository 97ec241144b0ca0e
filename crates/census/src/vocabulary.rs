//! The closed lists of words that the census uses, under their public keys.
//!
//! The French and English words for each key, and what OpenStreetMap calls it, are in `data/taxonomy.toml`;
//! a test in `taxonomy` proves that both list the same keys.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A key that is not in its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a known {vocabulary}; expected one of {expected}")]
pub struct InvalidKey {
    /// Which vocabulary was asked.
    pub vocabulary: &'static str,
    /// The key as given.
    pub found: String,
    /// The keys that exist.
    pub expected: String,
}

impl InvalidKey {
    pub(crate) fn new<'a>(vocabulary: &'static str, found: &str, expected: impl IntoIterator<Item = &'a str>) -> Self {
        let expected: Vec<&str> = expected.into_iter().collect();
        Self { vocabulary, found: found.chars().take(60).collect(), expected: expected.join(", ") }
    }
}

macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident ($list:literal) { $($(#[$doc:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* #[doc = concat!("`", $key, "`")] $variant,)+ }

        impl $name {
            /// The name of the vocabulary, as `data/taxonomy.toml` spells it.
            pub const LIST: &'static str = $list;
            /// Every value, in the order of the model.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The public key.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }

        impl FromStr for $name {
            type Err = InvalidKey;

            fn from_str(text: &str) -> Result<Self, InvalidKey> {
                match text {
                    $($key => Ok(Self::$variant),)+
                    _ => Err(InvalidKey::new($list, text, [$($key,)+])),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidKey;

            fn try_from(text: String) -> Result<Self, InvalidKey> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.key().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.key())
            }
        }
    };
}

vocabulary! {
    /// What stands there (E4).
    DeviceKind("device_kind") {
        Camera = "camera",
        PlateReader = "plate_reader",
        AcousticSensor = "acoustic_sensor",
        SpeedCamera = "speed_camera",
        Gate = "gate",
        TrackingSensor = "tracking_sensor",
        Guard = "guard",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// The four families of the article that founded the project; every device belongs to at most one.
    Family("family") {
        Camera = "camera",
        Software = "software",
        File = "file",
        Face = "face",
        Sensor = "sensor",
        Mobile = "mobile",
        Site = "site",
    }
}

vocabulary! {
    /// What became of it (E6).
    DeviceStatus("device_status") {
        Reported = "reported",
        Confirmed = "confirmed",
        NotFound = "not_found",
        Removed = "removed",
        Replaced = "replaced",
        Dummy = "dummy",
        Mistaken = "mistaken",
    }
}

vocabulary! {
    /// The shape of a camera (E7). A dome may hide any camera: it does not mean 360°.
    Form("camera_form") {
        Fixed = "fixed",
        Dome = "dome",
        Ptz = "ptz",
        Panoramic = "panoramic",
        Doorbell = "doorbell",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What carries it (E8).
    Mount("mount") {
        Wall = "wall",
        Pole = "pole",
        Ceiling = "ceiling",
        StreetLamp = "street_lamp",
        Building = "building",
        TrafficSignals = "traffic_signals",
        Gantry = "gantry",
        Tree = "tree",
        TransitShelter = "transit_shelter",
        Vehicle = "vehicle",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What the device can do beyond a picture (E5).
    Feature("feature") {
        Zoom = "zoom",
        Motorised = "motorised",
        Infrared = "infrared",
        Thermal = "thermal",
        Speaker = "speaker",
        Microphone = "microphone",
        Wireless = "wireless",
        Solar = "solar",
        PlateReading = "plate_reading",
    }
}

vocabulary! {
    /// What it looks at (E10).
    Watches("watches") {
        Public = "public",
        PrivateOutdoor = "private_outdoor",
        PublicIndoor = "public_indoor",
        PrivateIndoor = "private_indoor",
        Traffic = "traffic",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// The kind of place it watches (E11).
    Zone("zone") {
        Town = "town",
        Traffic = "traffic",
        Parking = "parking",
        Entrance = "entrance",
        Shop = "shop",
        Bank = "bank",
        Building = "building",
        Corridor = "corridor",
        Platform = "public_transport_platform",
        School = "school",
        Park = "park",
        WastePoint = "waste_point",
    }
}

vocabulary! {
    /// Who runs it, in one word (E12).
    OperatorKind("operator_kind") {
        Public = "public",
        Private = "private",
        Mixed = "mixed",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// How a value is known (E13).
    Basis("basis") {
        Seen = "seen",
        Photo = "photo",
        Panel = "panel",
        Document = "document",
        OpenImagery = "open_imagery",
        Import = "import",
        Inferred = "inferred",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Does it stay where it is (E14)?
    Mobility("mobility") {
        Fixed = "fixed",
        Relocatable = "relocatable",
        Mobile = "mobile",
    }
}

vocabulary! {
    /// How sure the census is (E15). Computed, never typed.
    Verification("verification") {
        Unverified = "unverified",
        Single = "single",
        Multiple = "multiple",
        Documented = "documented",
        Disputed = "disputed",
    }
}

vocabulary! {
    /// What a source is (E22).
    SourceKind("document_kind") {
        PrefecturalOrder = "prefectural_order",
        CouncilDecision = "council_decision",
        TenderDocument = "tender_document",
        ProcurementNotice = "procurement_notice",
        DecpRecord = "decp_record",
        FoiResponse = "foi_response",
        RegulatorOpinion = "regulator_opinion",
        CourtDecision = "court_decision",
        Report = "report",
        Press = "press",
        Photo = "photo",
        Dataset = "dataset",
        OfficialPage = "official_page",
        Leaked = "leaked",
    }
}

vocabulary! {
    /// Who may see a photo (model, E26).
    PhotoState("photo_state") {
        /// Its sender and the moderators; nobody drew boxes.
        Received = "received",
        /// The same, with boxes.
        Blurred = "blurred",
        /// Everybody.
        Published = "published",
        /// Its sender and the moderators, after somebody decided so.
        Hidden = "hidden",
        /// Nobody: it is gone.
        Deleted = "deleted",
    }
}

impl PhotoState {
    /// Has nobody decided yet who may see it?
    pub const fn waits(self) -> bool {
        matches!(self, Self::Received | Self::Blurred)
    }
}

vocabulary! {
    /// Who may read a stored copy of a document.
    PieceState("piece_state") {
        /// Who sent it and the moderators.
        Waiting = "waiting",
        /// Everybody.
        Published = "published",
        /// Moderators, after somebody decided so.
        Hidden = "hidden",
        /// Nobody: it is gone.
        Deleted = "deleted",
    }
}

vocabulary! {
    /// Why a moderator refused something or took it away (E29). Its sender reads a sentence for each.
    Ground("case_reason") {
        /// The census has it already.
        Duplicate = "duplicate",
        /// It is not true.
        Fake = "fake",
        /// It says something about a person.
        Privacy = "privacy",
        /// It is somebody's home.
        PrivateHome = "private_home",
        /// It accuses somebody.
        Defamation = "defamation",
        /// It is no surveillance, or not in France.
        OutOfScope = "out_of_scope",
        /// It is somebody else's work.
        Copyright = "copyright",
        /// Nobody can tell whether it is so.
        Unverifiable = "unverifiable",
        /// It was sent in numbers, or says nothing.
        Spam = "spam",
    }
}

vocabulary! {
    /// What a person said of a contract that a list proposed (E19).
    MatchState("match_state") {
        /// Nobody looked yet.
        Candidate = "candidate",
        /// It is about surveillance, and published.
        Accepted = "accepted",
        /// It is not.
        Rejected = "rejected",
        /// Somebody else should look.
        NeedsReview = "needs_review",
    }
}

vocabulary! {
    /// What a decision of a moderator did.
    Action("decision_action") {
        /// Published what somebody sent, perhaps corrected.
        Accept = "accept",
        /// Recognised two things as one.
        Merge = "merge",
        /// Refused what somebody sent.
        Refuse = "refuse",
        /// Chose between values that contradict one another.
        Settle = "settle",
        /// Compared an entity with its documents.
        Check = "check",
        /// Took an entity out of the census; it stays readable in its history.
        Remove = "remove",
        /// Showed, hid or deleted a photo.
        Photo = "photo",
        /// Showed, hid or deleted a stored copy of a document.
        Piece = "piece",
        /// Took changes back.
        Revert = "revert",
        /// Erased content everywhere.
        Redact = "redact",
    }
}

impl DeviceKind {
    /// The family a kind is counted in; a guard and an unknown thing belong to none.
    pub const fn family(self) -> Option<Family> {
        match self {
            Self::Camera | Self::PlateReader | Self::SpeedCamera => Some(Family::Camera),
            Self::AcousticSensor | Self::Gate | Self::TrackingSensor => Some(Family::Sensor),
            Self::Guard | Self::Unknown => None,
        }
    }

    /// Is the kind drawn and counted unless somebody asks for it? Speed cameras and guards are not (model, E4).
    pub const fn shown_by_default(self) -> bool {
        !matches!(self, Self::SpeedCamera | Self::Guard)
    }
}

impl DeviceStatus {
    /// Does a device of this status still stand, as far as the census knows?
    pub const fn stands(self) -> bool {
        matches!(self, Self::Reported | Self::Confirmed)
    }
}

impl SourceKind {
    /// Is it an official or procedural document, which lifts a device to *documented*?
    pub const fn is_document(self) -> bool {
        !matches!(self, Self::Press | Self::Photo | Self::Dataset | Self::Report | Self::Leaked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_answered_with_the_known_ones() {
        let error = "cctv".parse::<Mobility>().expect_err("not a key");
        assert_eq!(error.to_string(), "\"cctv\" is not a known mobility; expected one of fixed, relocatable, mobile");
    }
}
