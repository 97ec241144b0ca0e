//! Whom to write to, as the operator says.

use std::str::FromStr;

/// An address at which somebody answers for this instance: `mailto:…`, `https://…` or `tel:…` (RFC 9116 §2.5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact(String);

/// What is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an e-mail address, https://… or tel:…, found {0:?}")]
pub struct InvalidContact(String);

impl Contact {
    /// The address with its scheme.
    pub(crate) fn uri(&self) -> &str {
        &self.0
    }

    /// The bare e-mail address, where it is one.
    pub(crate) fn email(&self) -> Option<&str> {
        self.0.strip_prefix("mailto:")
    }
}

impl FromStr for Contact {
    type Err = InvalidContact;

    fn from_str(text: &str) -> Result<Self, InvalidContact> {
        let text = text.trim();
        let invalid = || InvalidContact(text.chars().take(80).collect());
        // A break or a space would begin another field of the file.
        if text.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
            return Err(invalid());
        }
        let bare = text.strip_prefix("mailto:").unwrap_or(text);
        match bare.split_once('@') {
            Some((name, host)) if !name.is_empty() && host.contains('.') && !bare.contains([':', '/', '?']) => {
                Ok(Self(format!("mailto:{bare}")))
            }
            _ if text.len() > "https://".len() && text.starts_with("https://") => Ok(Self(text.to_owned())),
            _ if text.len() > "tel:".len() && text.starts_with("tel:") => Ok(Self(text.to_owned())),
            _ => Err(invalid()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_e_mail_address_gets_its_scheme_and_nothing_else_slips_in() {
        let uri = |text: &str| text.parse::<Contact>().map(|contact| contact.uri().to_owned());
        assert_eq!(uri("a@b.example").as_deref(), Ok("mailto:a@b.example"));
        assert_eq!(uri("mailto:a@b.example").as_deref(), Ok("mailto:a@b.example"));
        assert_eq!(uri("https://b.example/contact").as_deref(), Ok("https://b.example/contact"));
        assert_eq!(uri("tel:+33-1-00-00-00-00").as_deref(), Ok("tel:+33-1-00-00-00-00"));
        for text in ["", "a", "a@b", "http://b.example", "javascript:x@y.z", "a@b.example\nContact: c@d.example"] {
            assert!(uri(text).is_err(), "{text:?}");
        }
    }
}
