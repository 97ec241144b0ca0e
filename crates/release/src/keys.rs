//! Ed25519 keys (RFC 8032) in the files that OpenSSL reads (RFC 8410), and signatures over `SHA256SUMS`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// What stands before the 32 secret bytes in PKCS #8.
const SECRET_PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// What stands before the 32 public bytes in a `SubjectPublicKeyInfo`.
const PUBLIC_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

const SECRET: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// A key that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// Not such a file.
    #[error("expected an Ed25519 key as PEM")]
    Pem,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoEntropy,
}

/// Signs releases.
pub struct SigningKey {
    seed: [u8; 32],
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// A new key from the system's randomness.
    pub fn generate() -> Result<Self, InvalidKey> {
        let mut seed = [0; 32];
        SystemRandom::new().fill(&mut seed).map_err(|_| InvalidKey::NoEntropy)?;
        Self::from_seed(seed)
    }

    /// Reads the PEM of a secret key.
    pub fn from_pem(text: &str) -> Result<Self, InvalidKey> {
        Self::from_seed(read(text, SECRET, &SECRET_PREFIX)?)
    }

    fn from_seed(seed: [u8; 32]) -> Result<Self, InvalidKey> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| InvalidKey::Pem)?;
        Ok(Self { seed, pair })
    }

    /// The secret, for a file that only its owner reads.
    pub fn secret_pem(&self) -> String {
        written(SECRET, &SECRET_PREFIX, &self.seed)
    }

    /// The key that everybody may have.
    pub fn public_pem(&self) -> String {
        written(PUBLIC, &PUBLIC_PREFIX, self.pair.public_key().as_ref())
    }

    /// 64 bytes, the same for the same bytes.
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.pair.sign(bytes).as_ref().to_vec()
    }
}

/// The newest revision of a chain, which a signature stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub seq: i64,
    /// Its link, 64 hexadecimal digits.
    pub link: String,
}

impl Head {
    fn statement(&self) -> String {
        format!("technopolice head v1\n{}\n{}\n", self.seq, self.link)
    }

    /// Was this head signed with the key whose public half this PEM is? The signature is base64.
    pub fn is_signed(&self, public_pem: &str, signature: &str) -> Result<bool, InvalidKey> {
        let Ok(signature) = STANDARD.decode(signature) else { return Ok(false) };
        verifies(public_pem, self.statement().as_bytes(), &signature)
    }
}

impl SigningKey {
    /// The signature over a head, in base64.
    pub fn sign_head(&self, head: &Head) -> String {
        STANDARD.encode(self.sign(head.statement().as_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").finish_non_exhaustive()
    }
}

/// Was this signed with the key whose public half this PEM is?
pub(crate) fn verifies(public_pem: &str, bytes: &[u8], signature: &[u8]) -> Result<bool, InvalidKey> {
    let key = read(public_pem, PUBLIC, &PUBLIC_PREFIX)?;
    Ok(UnparsedPublicKey::new(&ED25519, key).verify(bytes, signature).is_ok())
}

fn written(name: &str, prefix: &[u8], key: &[u8]) -> String {
    format!("-----BEGIN {name}-----\n{}\n-----END {name}-----\n", STANDARD.encode([prefix, key].concat()))
}

fn read(text: &str, name: &str, prefix: &[u8]) -> Result<[u8; 32], InvalidKey> {
    let text = text.trim().strip_prefix(&format!("-----BEGIN {name}-----")).ok_or(InvalidKey::Pem)?;
    let text = text.strip_suffix(&format!("-----END {name}-----")).ok_or(InvalidKey::Pem)?;
    let joined: String = text.split_whitespace().collect();
    let bytes = STANDARD.decode(joined).map_err(|_| InvalidKey::Pem)?;
    bytes.strip_prefix(prefix).and_then(|key| key.try_into().ok()).ok_or(InvalidKey::Pem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_read_back_signs_the_same_and_only_its_own_text_verifies() {
        let key = SigningKey::generate().expect("a key");
        let again = SigningKey::from_pem(&key.secret_pem()).expect("the same key");
        let signature = key.sign(b"sums");
        assert_eq!((signature.len(), &again.sign(b"sums")), (64, &signature));
        assert_eq!(verifies(&key.public_pem(), b"sums", &signature), Ok(true));
        assert_eq!(verifies(&key.public_pem(), b"other", &signature), Ok(false));
        let other = SigningKey::generate().expect("another key");
        assert_eq!(verifies(&other.public_pem(), b"sums", &signature), Ok(false));
        assert!(SigningKey::from_pem(&key.public_pem()).is_err());
    }
}
