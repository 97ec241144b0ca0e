//! Everything that can go wrong while answering, and the one place where it becomes a status.

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::rejection::{BytesRejection, FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use census::{Fault, Inapplicable};
use photo::InvalidPhoto;

use crate::pieces::InvalidPdf;

/// Why a request is not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing lives at this address.
    #[error("there is nothing at this address")]
    NotFound,
    /// Only for those who are logged in.
    #[error("log in first")]
    LoginRequired,
    /// Logged in by the secret alone, where a passkey must be shown too.
    #[error("show your passkey first")]
    PasskeyRequired,
    /// Not with the rights of this account, or not from another site.
    #[error("this is not allowed: {0}")]
    Forbidden(&'static str),
    /// This is a copy of another census, which takes what is sent.
    #[error("this is a mirror and takes nothing; send it to {origin}")]
    Mirror {
        /// The address of that census.
        origin: String,
    },
    /// The address exists, the method does not.
    #[error("this address does not take this method")]
    MethodNotAllowed,
    /// The request cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// The body is larger than any contribution.
    #[error("the body is larger than this address takes")]
    TooLarge,
    /// The body is not of a type that is read here.
    #[error("{0}")]
    UnsupportedType(String),
    /// The values are wrong; every fault is listed.
    #[error("{} value(s) cannot be accepted", .0.len())]
    Invalid(Vec<Fault>),
    /// The photo is not one that can be kept.
    #[error("{0}")]
    Photo(InvalidPhoto),
    /// The file is not one that can be kept.
    #[error("{0}")]
    Pdf(InvalidPdf),
    /// The place lies outside the countries of this census.
    #[error("this place lies outside the coverage of this census{}", .country.as_deref().map(|c| format!(" (in {c})")).unwrap_or_default())]
    OutsideCoverage {
        /// ISO code of the country, where the place lies in one.
        country: Option<String>,
    },
    /// The sender's id was used for something else.
    #[error("this client_id was already used for another contribution")]
    IdempotencyConflict,
    /// An edit without `If-Match`.
    #[error("send If-Match with the version that you saw")]
    PreconditionRequired,
    /// An edit of an old version.
    #[error("it was changed since; the version is {current} now")]
    Stale {
        /// The version held now.
        current: u32,
    },
    /// The contribution was decided already, or is not of a kind that allows this.
    #[error("{0}")]
    Conflict(String),
    /// Too many requests from one place.
    #[error("too many requests from this network; try again in {retry_after_s} s")]
    TooMany {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// More work of one kind than can be done at once.
    #[error("too much is being painted at the moment; try again in {retry_after_s} s")]
    Busy {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// The disk is full.
    #[error("the census has no room left for writing; nothing was changed")]
    Full,
    /// The database takes no writes.
    #[error(
        "the census can only be read for the moment; nothing was changed; keep what you sent and send it again later"
    )]
    ReadOnly,
    /// The database does not answer.
    #[error("the census cannot be reached for the moment; nothing was changed")]
    Unavailable,
    /// A fault of ours.
    #[error("an error on our side")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What a failed request answers, before it is put into words for a program or a person.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// Stable name; `/problems/<slug>` explains it.
    pub(crate) slug: &'static str,
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// What happened, in English, for programs and their authors.
    pub(crate) detail: String,
    /// Each fault at its place.
    pub(crate) faults: Vec<Fault>,
    /// Seconds to wait before trying again.
    pub(crate) retry_after_s: Option<u64>,
}

/// Every problem's stable name with its status: the documentation of `/problems/`.
pub(crate) const PROBLEMS: &[(&str, StatusCode)] = &[
    ("not-found", StatusCode::NOT_FOUND),
    ("login-required", StatusCode::UNAUTHORIZED),
    ("passkey-required", StatusCode::FORBIDDEN),
    ("forbidden", StatusCode::FORBIDDEN),
    ("mirror", StatusCode::FORBIDDEN),
    ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED),
    ("malformed", StatusCode::BAD_REQUEST),
    ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
    ("unsupported-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("invalid", StatusCode::UNPROCESSABLE_ENTITY),
    ("invalid-photo", StatusCode::UNPROCESSABLE_ENTITY),
    ("invalid-pdf", StatusCode::UNPROCESSABLE_ENTITY),
    ("outside-coverage", StatusCode::UNPROCESSABLE_ENTITY),
    ("idempotency-conflict", StatusCode::UNPROCESSABLE_ENTITY),
    ("precondition-required", StatusCode::PRECONDITION_REQUIRED),
    ("stale", StatusCode::PRECONDITION_FAILED),
    ("conflict", StatusCode::CONFLICT),
    ("too-many-requests", StatusCode::TOO_MANY_REQUESTS),
    ("full", StatusCode::INSUFFICIENT_STORAGE),
    ("read-only", StatusCode::SERVICE_UNAVAILABLE),
    ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
    ("internal", StatusCode::INTERNAL_SERVER_ERROR),
];

impl Error {
    /// The problem that the sender is told. The cause of a fault of ours stays here.
    pub(crate) fn problem(&self) -> Problem {
        let slug = match self {
            Self::NotFound => "not-found",
            Self::LoginRequired => "login-required",
            Self::PasskeyRequired => "passkey-required",
            Self::Forbidden(_) => "forbidden",
            Self::Mirror { .. } => "mirror",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Malformed(_) => "malformed",
            Self::TooLarge | Self::Photo(InvalidPhoto::TooManyBytes) | Self::Pdf(InvalidPdf::TooLarge) => "too-large",
            Self::UnsupportedType(_) => "unsupported-type",
            Self::Invalid(_) => "invalid",
            Self::Photo(_) => "invalid-photo",
            Self::Pdf(_) => "invalid-pdf",
            Self::OutsideCoverage { .. } => "outside-coverage",
            Self::IdempotencyConflict => "idempotency-conflict",
            Self::PreconditionRequired => "precondition-required",
            Self::Stale { .. } => "stale",
            Self::Conflict(_) => "conflict",
            Self::TooMany { .. } | Self::Busy { .. } => "too-many-requests",
            Self::Full => "full",
            Self::ReadOnly => "read-only",
            Self::Unavailable => "unavailable",
            Self::Internal(_) => "internal",
        };
        let status = PROBLEMS.iter().find(|(name, _)| *name == slug).map(|(_, status)| *status);
        Problem {
            slug,
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            detail: self.to_string(),
            faults: if let Self::Invalid(faults) = self { faults.clone() } else { Vec::new() },
            retry_after_s: match self {
                Self::TooMany { retry_after_s } | Self::Busy { retry_after_s } => Some(*retry_after_s),
                Self::Unavailable | Self::ReadOnly | Self::Full => Some(30),
                _ => None,
            },
        }
    }

    /// One fault at one place.
    pub(crate) fn fault(pointer: &str, detail: impl std::fmt::Display) -> Self {
        Self::Invalid(vec![Fault::at(pointer, detail)])
    }
}

/// The status now, the words later: `problems::explained` turns the problem into JSON or a page, in the reader's language.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(%cause, "A request failed on our side");
        }
        let problem = self.problem();
        let mut response = problem.status.into_response();
        response.extensions_mut().insert(problem);
        response
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::IdempotencyConflict => Self::IdempotencyConflict,
            store::Error::Inapplicable(missing @ Inapplicable::NoSuchEntity(_)) => Self::fault("/entity/id", missing),
            store::Error::Inapplicable(Inapplicable::Stale { current, .. }) | store::Error::Conflict { current } => {
                Self::Stale { current }
            }
            store::Error::Inapplicable(other) => Self::fault("/patch", other),
            store::Error::Decided(state) => Self::Conflict(format!("the contribution is {state} already")),
            store::Error::TooManyPhotos
            | store::Error::PhotoChanged
            | store::Error::PhotoWithoutEntity
            | store::Error::TooManyPieces
            | store::Error::PieceGone
            | store::Error::Claimed => Self::Conflict(error.to_string()),
            store::Error::OtherFile => Self::fault("/sha256", error),
            store::Error::NoSuchAccount
            | store::Error::NoSuchContribution
            | store::Error::NoSuchEntity
            | store::Error::NoSuchDecision => Self::NotFound,
            store::Error::NeedsAnother => Self::Forbidden("another moderator has to agree"),
            store::Error::PseudonymTaken => Self::fault("/pseudonym", error),
            store::Error::Full => Self::Full,
            store::Error::ReadOnly => Self::ReadOnly,
            store::Error::Unavailable(_) => Self::Unavailable,
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<JsonRejection> for Error {
    fn from(rejection: JsonRejection) -> Self {
        by_status(rejection.status(), rejection.body_text())
    }
}

impl From<BytesRejection> for Error {
    fn from(rejection: BytesRejection) -> Self {
        by_status(rejection.status(), rejection.body_text())
    }
}

impl From<MultipartRejection> for Error {
    fn from(rejection: MultipartRejection) -> Self {
        by_status(rejection.status(), rejection.body_text())
    }
}

impl From<MultipartError> for Error {
    fn from(error: MultipartError) -> Self {
        by_status(error.status(), error.body_text())
    }
}

impl From<FormRejection> for Error {
    fn from(rejection: FormRejection) -> Self {
        by_status(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Self::Malformed(rejection.body_text())
    }
}

/// A path that does not parse names nothing.
impl From<PathRejection> for Error {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

fn by_status(status: StatusCode, detail: String) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::UnsupportedType(detail),
        StatusCode::UNPROCESSABLE_ENTITY => Error::fault("", detail),
        _ => Error::Malformed(detail),
    }
}
