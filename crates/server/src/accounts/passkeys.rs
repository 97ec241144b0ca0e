//! Passkeys: the second proof of moderators and administrators (WebAuthn).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Account, Passkey as Kept};
use uuid::Uuid;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url,
    Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::error::Error;

/// What this instance calls itself towards authenticators.
const NAME: &str = "technopolice";

/// Without a public address, passkeys work on this machine only, under this name and on any port.
const LOCAL: &str = "http://localhost";

/// Checks passkeys for one address; a passkey of another address is worth nothing here.
pub(crate) struct Passkeys(Option<Webauthn>);

/// A challenge for a browser, and what its answer will be checked against.
pub(crate) struct Challenge {
    /// `publicKey` of `navigator.credentials.create` or `get`, as JSON.
    pub(crate) options: Value,
    /// Kept in the session until the answer comes.
    pub(crate) ceremony: String,
}

/// What a browser was asked for.
#[derive(Serialize, Deserialize)]
enum Ceremony {
    Add(PasskeyRegistration),
    Show(PasskeyAuthentication),
}

/// A ceremony that ended well.
pub(crate) enum Proof {
    /// A new passkey, to be kept.
    Added(String),
    /// A passkey of the account was shown; its counter moved on.
    Shown {
        /// Which one.
        id: Uuid,
        /// What is kept of it now.
        credential: String,
    },
}

impl Passkeys {
    /// Passkeys for a public address; without one, for this machine under the name `localhost`.
    pub(crate) fn new(base_url: Option<&str>) -> Self {
        let built = Url::parse(base_url.unwrap_or(LOCAL)).ok().and_then(|url| {
            let builder = WebauthnBuilder::new(url.domain()?, &url).ok()?;
            builder.rp_name(NAME).allow_any_port(base_url.is_none()).build().ok()
        });
        if built.is_none() {
            tracing::warn!("The public address has no host name: passkeys cannot be used");
        }
        Self(built)
    }

    /// Asks for a new passkey.
    pub(crate) fn ask_to_add(&self, account: &Account, kept: &[Kept]) -> Result<Challenge, Error> {
        let known = read_all(kept)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let name = &account.pseudonym;
        let begun = self.webauthn()?.start_passkey_registration(account.id.0, name, name, Some(known));
        let (options, state) = begun.map_err(internal)?;
        challenge(&options, &Ceremony::Add(state))
    }

    /// Asks for one of the account's passkeys.
    pub(crate) fn ask_to_show(&self, kept: &[Kept]) -> Result<Challenge, Error> {
        let begun = self.webauthn()?.start_passkey_authentication(&read_all(kept)?);
        let (options, state) = begun.map_err(internal)?;
        challenge(&options, &Ceremony::Show(state))
    }

    /// Checks a browser's answer.
    pub(crate) fn check(&self, ceremony: &str, answer: Value, kept: &[Kept]) -> Result<Proof, Error> {
        let wrong = |error: &dyn std::fmt::Display| Error::fault("/credential", error);
        match serde_json::from_str(ceremony).map_err(|error| Error::Internal(Box::new(error)))? {
            Ceremony::Add(state) => {
                let answer = RegisterPublicKeyCredential::deserialize(answer).map_err(|error| wrong(&error))?;
                let added = self.webauthn()?.finish_passkey_registration(&answer, &state);
                Ok(Proof::Added(written(&added.map_err(|error| wrong(&error))?)?))
            }
            Ceremony::Show(state) => {
                let answer = PublicKeyCredential::deserialize(answer).map_err(|error| wrong(&error))?;
                let shown = self.webauthn()?.finish_passkey_authentication(&answer, &state);
                let shown = shown.map_err(|error| wrong(&error))?;
                let mut all = kept.iter().map(|kept| kept.id).zip(read_all(kept)?);
                let found = all.find(|(_, passkey)| passkey.cred_id() == shown.cred_id());
                let (id, mut passkey) = found.ok_or_else(|| wrong(&"this passkey was removed"))?;
                passkey.update_credential(&shown);
                Ok(Proof::Shown { id, credential: written(&passkey)? })
            }
        }
    }

    fn webauthn(&self) -> Result<&Webauthn, Error> {
        self.0.as_ref().ok_or(Error::Forbidden("this instance has no address that passkeys could belong to"))
    }
}

fn challenge(options: &impl Serialize, ceremony: &Ceremony) -> Result<Challenge, Error> {
    let options = serde_json::to_value(options).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Challenge { options, ceremony: written(ceremony)? })
}

fn written(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(Box::new(error)))
}

fn read_all(kept: &[Kept]) -> Result<Vec<Passkey>, Error> {
    let read = kept.iter().map(|kept| serde_json::from_str(&kept.credential));
    read.collect::<Result<_, _>>().map_err(|error| Error::Internal(Box::new(error)))
}

fn internal(error: WebauthnError) -> Error {
    Error::Internal(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_a_host_name() {
        for (address, possible) in [
            (None, true),
            (Some("https://technopolice.example"), true),
            (Some("http://abcdefghijklmnop.onion"), true),
            (Some("http://192.0.2.7:3000"), false),
        ] {
            assert_eq!(Passkeys::new(address).0.is_some(), possible, "{address:?}");
        }
    }
}
