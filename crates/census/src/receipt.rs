//! The code that lets a contributor read, amend or withdraw a report without an account.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters in a code: 26 × 5 bits hold 128.
const LENGTH: usize = 26;

/// A text that is no receipt code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a receipt code has 26 letters and digits")]
pub struct InvalidReceipt;

/// 128 bits, shown as four groups of five letters and digits and one of six. The census keeps only its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReceiptCode([u8; 16]);

impl ReceiptCode {
    /// The code for a sender's id: `HMAC-SHA-256(secret, client_id)` cut to 128 bits.
    ///
    /// The same id gives the same code on every replay, the code of somebody else cannot be computed without the
    /// instance's secret, and a seized database cannot give it either, because it holds no sender's id.
    pub fn derive(secret: &[u8; 32], client_id: Uuid) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
        mac.update(client_id.as_bytes());
        let tag = mac.finalize().into_bytes();
        let mut code = [0; 16];
        code.copy_from_slice(&tag[..16]);
        Self(code)
    }

    /// What the census keeps.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = u128::from_be_bytes(self.0);
        for i in 0..LENGTH {
            if i > 0 && i % 5 == 0 && i < 25 {
                f.write_str("-")?;
            }
            let shift = 5 * (LENGTH - 1 - i);
            f.write_str(&char::from(ALPHABET[((bits >> shift) & 31) as usize]).to_string())?;
        }
        Ok(())
    }
}

/// Debug output must not leak a code into a log.
impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode(…)")
    }
}

/// Reads codes as people type them: any case, any grouping, O for 0, I and L for 1.
impl FromStr for ReceiptCode {
    type Err = InvalidReceipt;

    fn from_str(text: &str) -> Result<Self, InvalidReceipt> {
        let mut bits: u128 = 0;
        let mut count = 0;
        for c in text.trim().trim_start_matches('#').chars().filter(|c| *c != '-' && !c.is_whitespace()) {
            let letter = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = ALPHABET.iter().position(|known| char::from(*known) == letter).ok_or(InvalidReceipt)?;
            if count == 0 && value > 7 {
                return Err(InvalidReceipt);
            }
            bits = bits << 5 | value as u128;
            count += 1;
        }
        if count == LENGTH { Ok(Self(bits.to_be_bytes())) } else { Err(InvalidReceipt) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_copied_by_hand() {
        let code = ReceiptCode::derive(&[7; 32], Uuid::from_u128(42));
        let shown = code.to_string();
        assert_eq!(shown.len(), 30);
        assert_eq!(shown.parse::<ReceiptCode>(), Ok(code));
        let typed = shown.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(typed.parse::<ReceiptCode>(), Ok(code));
        assert!("12345".parse::<ReceiptCode>().is_err() && "Z".repeat(26).parse::<ReceiptCode>().is_err());
    }
}
