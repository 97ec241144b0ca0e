//! Who may do what: pseudonyms, roles, and the trust that contributions earn.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Text;

/// Characters of a pseudonym.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=40;

/// What an account may do beyond contributing. An account without a role is a contributor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Contributions are published without a look.
    Trusted,
    /// Decides on what waits.
    Moderator,
    /// Brings in what others know.
    Importer,
    /// Gives and takes roles; decides on no content.
    Administrator,
    /// Reads what was decided, and changes nothing.
    Auditor,
}

/// A key that is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a role: trusted, moderator, importer, administrator, auditor")]
pub struct InvalidRole(String);

/// A role and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// What may be done.
    pub role: Role,
    /// The code of a territory of any kind; `None` is everywhere.
    pub territory: Option<String>,
}

/// The name of an account: chosen, and nobody's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pseudonym(String);

/// Why a text is no pseudonym.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPseudonym {
    /// Too short or too long.
    #[error("a pseudonym has 3 to 40 characters")]
    Length,
    /// Something else than letters, digits, blanks and `- _ . '`; an e-mail address for one.
    #[error("a pseudonym has letters, digits, blanks and - _ . ' only")]
    Character,
}

/// What a contributor's accepted contributions have earned, 0 to 4 (model E27).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trust(pub u8);

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Trusted, Self::Moderator, Self::Importer, Self::Administrator, Self::Auditor];

    /// The public key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Moderator => "moderator",
            Self::Importer => "importer",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Does it see or change what others sent? Then its sessions are short (reliability, row 13).
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Trusted)
    }

    /// Must it be proved by a passkey besides the secret (reliability, row 12)?
    pub const fn needs_passkey(self) -> bool {
        matches!(self, Self::Moderator | Self::Administrator)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Self, InvalidRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.key() == text)
            .ok_or_else(|| InvalidRole(text.chars().take(40).collect()))
    }
}

impl Pseudonym {
    /// As its owner wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two pseudonyms that look alike have in common: small letters and digits, without accents. No two
    /// accounts share it.
    pub fn key(&self) -> String {
        let plain = self.0.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
        plain.filter(|c| c.is_alphanumeric()).collect()
    }
}

impl FromStr for Pseudonym {
    type Err = InvalidPseudonym;

    fn from_str(text: &str) -> Result<Self, InvalidPseudonym> {
        let text = Text::<200>::try_from(text.to_owned()).map_err(|_| InvalidPseudonym::Length)?;
        let name = text.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.chars().all(|c| c.is_alphanumeric() || " -_.'’".contains(c)) {
            return Err(InvalidPseudonym::Character);
        }
        let found = Self(name);
        let fits = LENGTH.contains(&found.0.chars().count()) && LENGTH.contains(&found.key().chars().count());
        if fits { Ok(found) } else { Err(InvalidPseudonym::Length) }
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Trust {
    /// Accepted contributions that each level needs (model E27).
    const NEEDED: [u64; 5] = [0, 1, 5, 20, 50];

    /// The level that this many accepted contributions have earned.
    pub fn of(accepted: u64) -> Self {
        let reached = Self::NEEDED.iter().filter(|needed| accepted >= **needed).count();
        Self(reached.saturating_sub(1) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_a_name_and_no_address() {
        for good in ["Hibou", "chat noir", "Œil-de-bœuf", "n°".replace('°', "42").as_str(), "Žluťoučký", "夜の猫"]
        {
            assert!(good.parse::<Pseudonym>().is_ok(), "{good}");
        }
        for bad in ["", "ab", "...", "a@b.fr", "<b>x</b>", "https://x", &"a".repeat(41), "a\u{202e}\u{200b}"] {
            assert!(bad.parse::<Pseudonym>().is_err(), "{bad}");
        }
    }

    #[test]
    fn pseudonyms_that_look_alike_are_the_same() {
        let key = |text: &str| text.parse::<Pseudonym>().expect("a pseudonym").key();
        assert_eq!(key("Chat  Noir"), key("chat-noir"));
        assert_eq!(key("Élan"), key("elan"));
        assert_ne!(key("hibou"), key("hibou2"));
    }

    #[test]
    fn trust_grows_with_accepted_contributions() {
        let levels: Vec<u8> = [0, 1, 4, 5, 19, 20, 49, 50, 5000].into_iter().map(|count| Trust::of(count).0).collect();
        assert_eq!(levels, [0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn roles_have_keys_that_are_read_back() {
        assert!(Role::ALL.into_iter().all(|role| role.key().parse() == Ok(role)));
        assert!("admin".parse::<Role>().is_err());
    }
}
