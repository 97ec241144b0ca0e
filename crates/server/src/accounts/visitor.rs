//! The extractors: a handler names the right it needs as a parameter.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use census::Role;
use geodata::territory::Territories;
use store::{Account, Session, SessionHash};

use super::{cookie, scope};
use crate::error::Error;
use crate::state::AppState;

/// Anybody, logged in or not.
pub struct Visitor {
    account: Option<Account>,
}

/// Somebody who is logged in, perhaps by the secret alone where a passkey is asked for too. Good for the pages that
/// lead out of that state, and for nothing else.
pub(crate) struct Identified {
    /// Names the session.
    pub(crate) hash: SessionHash,
    /// The session.
    pub(crate) session: Session,
    /// Must a passkey be shown, or first be added, before the account can be used?
    pub(crate) awaits_passkey: bool,
}

/// Somebody who is logged in.
pub struct Contributor {
    hash: SessionHash,
    account: Account,
}

/// Somebody whose account has a role.
pub struct Holder<R> {
    contributor: Contributor,
    role: PhantomData<R>,
}

/// Somebody whose account has one of some roles.
pub(crate) struct OneOf<S> {
    contributor: Contributor,
    roles: PhantomData<S>,
}

/// Names the roles of a [`OneOf`].
pub(crate) trait Rights: Send + Sync {
    /// The roles.
    const ROLES: &'static [Role];
}

/// Marks [`Matcher`].
pub(crate) struct Matching;

/// Marks [`Entrusted`].
pub(crate) struct Entrusting;

impl Rights for Matching {
    const ROLES: &'static [Role] = &[Role::Importer, Role::Moderator];
}

impl Rights for Entrusting {
    const ROLES: &'static [Role] = &[Role::Trusted, Role::Moderator, Role::Importer, Role::Administrator];
}

/// Somebody who decides on the contracts that lists propose: an importer or a moderator.
pub(crate) type Matcher = OneOf<Matching>;

/// Somebody who may join files to documents: a trusted contributor, or one whose work it is.
pub(crate) type Entrusted = OneOf<Entrusting>;

/// Names the role of a [`Holder`].
pub trait Right: Send + Sync {
    /// The role.
    const ROLE: Role;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $mark:ident;)+) => {
        /// The roles as types.
        mod right {
            $(#[doc = concat!("[`census::Role::", stringify!($name), "`].")]
            pub struct $mark;
            impl super::Right for $mark {
                const ROLE: census::Role = census::Role::$name;
            })+
        }
        $($(#[$doc])* pub type $name = Holder<right::$mark>;)+
    };
}

rights! {
    /// Contributes without a look beforehand.
    Trusted = IsTrusted;
    /// Decides on what waits.
    Moderator = IsModerator;
    /// Brings in what others know.
    Importer = IsImporter;
    /// Gives and takes roles.
    Administrator = IsAdministrator;
    /// Reads what was decided.
    Auditor = IsAuditor;
}

impl Visitor {
    /// The visitor's account; none before a passkey was shown where one must be.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }
}

impl Contributor {
    /// Names the session.
    pub(crate) fn session(&self) -> SessionHash {
        self.hash
    }
}

impl Deref for Contributor {
    type Target = Account;

    fn deref(&self) -> &Account {
        &self.account
    }
}

impl<R: Right> Holder<R> {
    /// Does the right reach a territory, named by its code?
    pub fn covers(&self, territory: &str, territories: &Territories) -> bool {
        scope::covered(self.territories_of(R::ROLE), Some(territory), territories)
    }

    /// Does it hold everywhere?
    pub fn covers_everything(&self) -> bool {
        self.territories_of(R::ROLE).any(|territory| territory.is_none())
    }
}

impl<S: Rights> OneOf<S> {
    /// Does one of the rights reach a territory? `None` is what belongs nowhere.
    pub(crate) fn covers(&self, territory: Option<&str>, territories: &Territories) -> bool {
        let grants = S::ROLES.iter().flat_map(|role| self.territories_of(*role));
        scope::covered(grants, territory, territories)
    }
}

impl<S> Deref for OneOf<S> {
    type Target = Contributor;

    fn deref(&self) -> &Contributor {
        &self.contributor
    }
}

impl<S: Rights> FromRequestParts<AppState> for OneOf<S> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let contributor = Contributor::from_request_parts(parts, state).await?;
        if S::ROLES.iter().all(|role| contributor.territories_of(*role).next().is_none()) {
            return Err(Error::Forbidden("this account has no such role"));
        }
        Ok(Self { contributor, roles: PhantomData })
    }
}

impl<R> Deref for Holder<R> {
    type Target = Contributor;

    fn deref(&self) -> &Contributor {
        &self.contributor
    }
}

/// Who the cookie of a request belongs to.
async fn identify(parts: &Parts, state: &AppState) -> Result<Option<Identified>, Error> {
    let Some(hash) = cookie::carried(&state.settings, &parts.headers) else { return Ok(None) };
    let Some(session) = state.store.session(hash).await? else { return Ok(None) };
    let account = &session.account;
    let asked = account.passkeys > 0 || (state.settings.passkeys && account.needs_passkey());
    let awaits_passkey = asked && !session.strong;
    Ok(Some(Identified { hash, session, awaits_passkey }))
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let proven = identify(parts, state).await?.filter(|found| !found.awaits_passkey);
        Ok(Self { account: proven.map(|found| found.session.account) })
    }
}

impl FromRequestParts<AppState> for Identified {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        identify(parts, state).await?.ok_or(Error::LoginRequired)
    }
}

impl OptionalFromRequestParts<AppState> for Identified {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, Error> {
        identify(parts, state).await
    }
}

impl FromRequestParts<AppState> for Contributor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let found = identify(parts, state).await?.ok_or(Error::LoginRequired)?;
        if found.awaits_passkey {
            return Err(Error::PasskeyRequired);
        }
        Ok(Self { hash: found.hash, account: found.session.account })
    }
}

impl<R: Right> FromRequestParts<AppState> for Holder<R> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let contributor = Contributor::from_request_parts(parts, state).await?;
        if contributor.territories_of(R::ROLE).next().is_none() {
            return Err(Error::Forbidden("this account has no such role"));
        }
        Ok(Self { contributor, role: PhantomData })
    }
}
