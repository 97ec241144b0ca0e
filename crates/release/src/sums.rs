//! `SHA256SUMS`, as `sha256sum -c` reads it, and whether a release still is what it was.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::file::{files_in, is_name};
use crate::keys::{self, InvalidKey};
use crate::shelf::ShelfError;

/// The sums of all other files.
pub const SUMS: &str = "SHA256SUMS";

/// The signature of the sums: 64 bytes.
pub const SIGNATURE: &str = "SHA256SUMS.sig";

/// The public half of the key that signed.
pub const PUBLIC_KEY: &str = "signing-key.pem";

/// Bytes that are read at a time.
const BLOCK: usize = 1 << 18;

/// What is wrong with a release.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    /// Files that are missing, changed, or not spoken of.
    #[error("these files are not what they were: {}", .0.join(", "))]
    Files(Vec<String>),
    /// The sums were not signed with this key.
    #[error("the signature is not of this key")]
    Signature,
    /// No such key.
    #[error(transparent)]
    Key(#[from] InvalidKey),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It cannot be kept where releases are.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// The sums of files by their names.
pub type Sums = BTreeMap<String, String>;

/// The sums of every file of a folder but those that speak of sums.
pub(crate) fn of_folder(folder: &Path) -> io::Result<Sums> {
    of_rest(folder, Sums::new())
}

/// The same where the sums of some files are known already.
pub(crate) fn of_rest(folder: &Path, mut sums: Sums) -> io::Result<Sums> {
    for file in files_in(folder)? {
        if ![SUMS, SIGNATURE].contains(&file.name.as_str()) && !sums.contains_key(&file.name) {
            let sum = sum(&folder.join(&file.name))?;
            sums.insert(file.name, sum);
        }
    }
    Ok(sums)
}

/// The sums that lines tell, but for lines that could not be of a release.
pub(crate) fn read_sums(text: &str) -> Sums {
    let lines = text.lines().filter_map(|line| line.split_once("  ")).filter(|(_, name)| is_name(name));
    lines.map(|(sum, name)| (name.to_owned(), sum.to_owned())).collect()
}

/// A line for every file.
pub(crate) fn lines(sums: &Sums) -> String {
    sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect::<Vec<_>>().concat()
}

/// The SHA-256 of some bytes in hexadecimal.
pub(crate) fn sum_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The SHA-256 of a file in hexadecimal.
pub(crate) fn sum(file: &Path) -> io::Result<String> {
    let (mut file, mut hasher) = (File::open(file)?, Sha256::new());
    let mut block = vec![0; BLOCK];
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&block[..read]);
    }
}

/// Compares every file with its sum and, with a key, the sums with their signature.
pub fn verify(folder: &Path, public_pem: Option<&str>) -> Result<usize, Unsound> {
    let sums = std::fs::read_to_string(folder.join(SUMS))?;
    if let Some(key) = public_pem {
        let signature = std::fs::read(folder.join(SIGNATURE))?;
        if !keys::verifies(key, sums.as_bytes(), &signature)? {
            return Err(Unsound::Signature);
        }
    }
    let found = lines(&of_folder(folder)?);
    let (told, found): (Vec<&str>, Vec<&str>) = (sums.lines().collect(), found.lines().collect());
    let only = |these: &[&str], those: &[&str]| -> Vec<String> {
        let strange = these.iter().filter(|line| !those.contains(line));
        strange.map(|line| line.rsplit("  ").next().unwrap_or_default().to_owned()).collect()
    };
    let mut wrong = [only(&told, &found), only(&found, &told)].concat();
    wrong.sort_unstable();
    wrong.dedup();
    if wrong.is_empty() { Ok(told.len()) } else { Err(Unsound::Files(wrong)) }
}
