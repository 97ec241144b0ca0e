//! Taking over a release of another census: every file by its sum, whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::Month;
use crate::cleanse::waited_for;
use crate::keys;
use crate::make::{OSM, put, replace, sync};
use crate::shelf::{self, MAKING};
use crate::sums::{self, SIGNATURE, SUMS, Unsound};

/// Bytes that the sums and their signature may have.
const MOST_SUMS: u64 = 1 << 20;

/// A file of a release at its origin; `None` when there is none of that name.
pub type Opened = io::Result<Option<Box<dyn Read + Send>>>;

/// Takes over the release of a month, unless it is here already as the origin tells it; says whether it was. `open`
/// gives the files by their names. With a key the sums must be signed. Nobody sees anything of it before every file is
/// what its sum says; what was fetched stays when that is interrupted.
pub fn receive(
    folder: &Path,
    month: Month,
    public_pem: Option<&str>,
    open: &dyn Fn(&str) -> Opened,
) -> Result<bool, Unsound> {
    fs::create_dir_all(folder)?;
    let place = folder.join(month.to_string());
    let text = short(open, SUMS)?.ok_or_else(|| missing(SUMS))?;
    if fs::read(place.join(SUMS)).is_ok_and(|known| known == text) {
        return Ok(false);
    }
    let signature = short(open, SIGNATURE)?;
    if let Some(key) = public_pem {
        let is_signed = match &signature {
            Some(signature) => keys::verifies(key, &text, signature)?,
            None => false,
        };
        if !is_signed {
            return Err(Unsound::Signature);
        }
    }
    let files = named(&text).ok_or_else(|| missing(SUMS))?;
    let _lock = waited_for(folder)?;
    let unseen = folder.join(format!("{MAKING}received-{month}"));
    fs::create_dir_all(unseen.join(OSM))?;
    for file in shelf::files_in(&unseen)? {
        if !files.contains_key(file.name.as_str()) {
            fs::remove_file(unseen.join(&file.name))?;
        }
    }
    for (name, sum) in &files {
        fetch(&unseen.join(name), &place.join(name), (name, sum), open)?;
    }
    put(&unseen.join(SUMS), &text)?;
    if let Some(signature) = signature {
        put(&unseen.join(SIGNATURE), &signature)?;
    }
    sync(&unseen.join(OSM))?;
    sync(&unseen)?;
    replace(folder, month, &unseen)?;
    Ok(true)
}

fn missing(name: &str) -> Unsound {
    Unsound::Files(vec![name.to_owned()])
}

fn short(open: &dyn Fn(&str) -> Opened, name: &str) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = open(name)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(MOST_SUMS).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// The names of the files with their sums; `None` when a line is none, or a name leads elsewhere.
fn named(text: &[u8]) -> Option<BTreeMap<&str, &str>> {
    let lines = std::str::from_utf8(text).ok()?.lines();
    let line = |line| {
        let (sum, name): (&str, &str) = str::split_once(line, "  ")?;
        shelf::is_name(name).then_some((name, sum))
    };
    lines.map(line).collect()
}

/// Has a file with its sum: the one that an interrupted attempt left, the one of the release before it was made anew,
/// or the origin's.
fn fetch(to: &Path, old: &Path, (name, sum): (&str, &str), open: &dyn Fn(&str) -> Opened) -> Result<(), Unsound> {
    let has = |file: &Path| sums::sum(file).is_ok_and(|found| found == sum);
    if has(to) {
        return Ok(());
    }
    if has(old) {
        fs::copy(old, to)?;
    } else {
        let mut source = open(name)?.ok_or_else(|| missing(name))?;
        io::copy(&mut source, &mut File::create(to)?)?;
    }
    File::open(to)?.sync_all()?;
    if has(to) { Ok(()) } else { Err(missing(name)) }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::SigningKey;

    struct Origin {
        files: BTreeMap<&'static str, Vec<u8>>,
        asked: RefCell<Vec<String>>,
    }

    impl Origin {
        fn new(key: &SigningKey, files: &[(&'static str, &'static str)]) -> Self {
            let line = |(name, text): &(&str, &str)| format!("{}  {name}\n", sums::sum_of(text.as_bytes()));
            let text: String = files.iter().map(line).collect();
            let mut origin: BTreeMap<_, _> =
                files.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
            origin.insert(SIGNATURE, key.sign(text.as_bytes()));
            origin.insert(SUMS, text.into_bytes());
            Self { files: origin, asked: RefCell::default() }
        }

        fn open(&self, name: &str) -> Option<Box<dyn Read + Send>> {
            self.asked.borrow_mut().push(name.to_owned());
            self.files.get(name).map(|bytes| Box::new(io::Cursor::new(bytes.clone())) as Box<dyn Read + Send>)
        }

        fn receive(&self, folder: &Path, key: &SigningKey) -> Result<bool, Unsound> {
            receive(folder, "2026.11".parse().expect("a month"), Some(&key.public_pem()), &|name| Ok(self.open(name)))
        }
    }

    #[test]
    fn a_release_comes_whole_once_and_again_when_something_was_erased() {
        let (place, key) = (tempfile::tempdir().expect("a folder"), SigningKey::generate().expect("a key"));
        let origin = Origin::new(&key, &[("devices.csv.gz", "two rows"), ("osm/LICENSE", "ODbL")]);
        assert!(origin.receive(place.path(), &key).expect("received"));
        assert_eq!(sums::verify(&place.path().join("2026.11"), Some(&key.public_pem())).expect("sound"), 2);
        assert!(!origin.receive(place.path(), &key).expect("known"));
        let anew = Origin::new(&key, &[("devices.csv.gz", "a row"), ("osm/LICENSE", "ODbL")]);
        assert!(anew.receive(place.path(), &key).expect("received"));
        assert!(!anew.asked.borrow().contains(&"osm/LICENSE".to_owned()), "what is the same is not fetched");
        assert_eq!(fs::read(place.path().join("2026.11/devices.csv.gz")).expect("a file"), b"a row");
    }

    #[test]
    fn what_is_not_as_its_sum_or_not_signed_or_leads_elsewhere_is_not_shown() {
        let (place, key) = (tempfile::tempdir().expect("a folder"), SigningKey::generate().expect("a key"));
        let files = [("a.csv", "rows"), ("b.csv", "more")];
        let mut origin = Origin::new(&key, &files);
        origin.files.insert("b.csv", b"tampered".to_vec());
        let refused = origin.receive(place.path(), &key);
        assert!(matches!(&refused, Err(Unsound::Files(names)) if names == &["b.csv"]), "{refused:?}");
        let other = SigningKey::generate().expect("a key");
        assert!(matches!(Origin::new(&key, &files).receive(place.path(), &other), Err(Unsound::Signature)));
        assert!(Origin::new(&key, &[("../up", "x")]).receive(place.path(), &key).is_err());
        assert_eq!(shelf::months(place.path()).expect("a folder"), [], "nothing is shown");
        let whole = Origin::new(&key, &files);
        assert!(whole.receive(place.path(), &key).expect("received"));
        assert!(!whole.asked.borrow().contains(&"a.csv".to_owned()), "what was fetched before stays");
    }
}
