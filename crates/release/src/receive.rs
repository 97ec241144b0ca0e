//! Taking over a release of another census: every file by its sum, whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Month;
use crate::file::{files_in, is_name};
use crate::keys;
use crate::make::{OSM, put, sync};
use crate::shelf::{Shelf, Turn};
use crate::sums::{self, SIGNATURE, SUMS, Sums, Unsound};

/// Bytes that the sums and their signature may have.
const MOST_SUMS: u64 = 1 << 20;

/// A file of a release at its origin; `None` when there is none of that name.
pub type Opened = io::Result<Option<Box<dyn Read + Send>>>;

/// Takes over the release of a month, unless it is here already as the origin tells it; says whether it was. `open`
/// gives the files by their names, in threads that may wait. With a key the sums must be signed. Nobody sees anything of
/// it before every file is what its sum says; what was fetched stays when that is interrupted.
pub async fn receive(
    shelf: &Shelf,
    month: Month,
    public_pem: Option<&str>,
    open: impl Fn(&str) -> Opened + Send + Sync + 'static,
) -> Result<bool, Unsound> {
    let open = Arc::new(open);
    let text = short(&open, SUMS).await?.ok_or_else(|| missing(SUMS))?;
    if shelf.whole(month, SUMS).await?.is_some_and(|known| known == text) {
        return Ok(false);
    }
    let signature = short(&open, SIGNATURE).await?;
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
    let workshop = shelf.enter(Turn::Awaited).await?;
    let unseen = workshop.receiving(month);
    let known = shelf.as_folder().map(|folder| folder.join(month.to_string()));
    let filling = Filling { folder: unseen.clone(), known, files, text, signature };
    tokio::task::spawn_blocking(move || filling.fill(open.as_ref())).await.map_err(io::Error::other)??;
    workshop.show(month, &unseen).await?;
    Ok(true)
}

/// A release on its way in.
struct Filling {
    folder: PathBuf,
    /// The folder of the release of before, where there is one.
    known: Option<PathBuf>,
    files: Sums,
    text: Vec<u8>,
    signature: Option<Vec<u8>>,
}

impl Filling {
    fn fill(self, open: &dyn Fn(&str) -> Opened) -> Result<(), Unsound> {
        let folder = &self.folder;
        fs::create_dir_all(folder.join(OSM))?;
        for file in files_in(folder)? {
            if !self.files.contains_key(file.name.as_str()) {
                fs::remove_file(folder.join(&file.name))?;
            }
        }
        for (name, sum) in &self.files {
            let known = self.known.as_ref().map(|known| known.join(name));
            fetch(&folder.join(name), known.as_deref(), (name, sum), open)?;
        }
        put(&folder.join(SUMS), &self.text)?;
        if let Some(signature) = self.signature {
            put(&folder.join(SIGNATURE), &signature)?;
        }
        sync(&folder.join(OSM))?;
        Ok(sync(folder)?)
    }
}

fn missing(name: &str) -> Unsound {
    Unsound::Files(vec![name.to_owned()])
}

async fn short<O>(open: &Arc<O>, name: &'static str) -> io::Result<Option<Vec<u8>>>
where
    O: Fn(&str) -> Opened + Send + Sync + 'static,
{
    let open = Arc::clone(open);
    let read = tokio::task::spawn_blocking(move || {
        let Some(file) = open(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(MOST_SUMS).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    });
    read.await.map_err(io::Error::other)?
}

/// The names of the files with their sums; `None` when a line is none, or a name leads elsewhere.
fn named(text: &[u8]) -> Option<Sums> {
    let lines = std::str::from_utf8(text).ok()?.lines();
    let line = |line| {
        let (sum, name): (&str, &str) = str::split_once(line, "  ")?;
        is_name(name).then(|| (name.to_owned(), sum.to_owned()))
    };
    lines.map(line).collect()
}

/// Has a file with its sum: the one that an interrupted attempt left, the one of the release before it was made anew,
/// or the origin's.
fn fetch(
    to: &Path,
    old: Option<&Path>,
    (name, sum): (&str, &str),
    open: &dyn Fn(&str) -> Opened,
) -> Result<(), Unsound> {
    let has = |file: &Path| sums::sum(file).is_ok_and(|found| found == sum);
    if has(to) {
        return Ok(());
    }
    if let Some(old) = old.filter(|old| has(old)) {
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
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;
    use crate::SigningKey;
    use crate::shelf::tests::{bucket_with, month};

    #[derive(Clone)]
    struct Origin {
        files: BTreeMap<&'static str, Vec<u8>>,
        asked: Arc<Mutex<Vec<String>>>,
    }

    impl Origin {
        fn new(key: &SigningKey, files: &[(&'static str, &'static str)]) -> Self {
            let line = |(name, text): &(&str, &str)| format!("{}  {name}\n", sums::sum_of(text.as_bytes()));
            let text: String = files.iter().map(line).collect();
            let mut origin: BTreeMap<_, _> =
                files.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
            origin.insert(SIGNATURE, key.sign(text.as_bytes()));
            origin.insert(SUMS, text.into_bytes());
            Self { files: origin, asked: Arc::default() }
        }

        fn open(&self, name: &str) -> Option<Box<dyn Read + Send>> {
            self.asked.lock().expect("unharmed").push(name.to_owned());
            self.files.get(name).map(|bytes| Box::new(io::Cursor::new(bytes.clone())) as Box<dyn Read + Send>)
        }

        async fn receive(&self, shelf: &Shelf, key: &SigningKey) -> Result<bool, Unsound> {
            let origin = self.clone();
            receive(shelf, month(), Some(&key.public_pem()), move |name| Ok(origin.open(name))).await
        }

        fn was_asked(&self, name: &str) -> bool {
            self.asked.lock().expect("unharmed").iter().any(|asked| asked == name)
        }
    }

    #[tokio::test]
    async fn a_release_comes_whole_once_and_again_when_something_was_erased() {
        let (place, key) = (tempfile::tempdir().expect("a folder"), SigningKey::generate().expect("a key"));
        let shelf = Shelf::folder(place.path()).expect("a shelf");
        let origin = Origin::new(&key, &[("devices.csv.gz", "two rows"), ("osm/LICENSE", "ODbL")]);
        assert!(origin.receive(&shelf, &key).await.expect("received"));
        assert_eq!(sums::verify(&place.path().join("2026.11"), Some(&key.public_pem())).expect("sound"), 2);
        assert!(!origin.receive(&shelf, &key).await.expect("known"));
        let anew = Origin::new(&key, &[("devices.csv.gz", "a row"), ("osm/LICENSE", "ODbL")]);
        assert!(anew.receive(&shelf, &key).await.expect("received"));
        assert!(!anew.was_asked("osm/LICENSE"), "what is the same is not fetched");
        assert_eq!(fs::read(place.path().join("2026.11/devices.csv.gz")).expect("a file"), b"a row");
    }

    #[tokio::test]
    async fn what_is_not_as_its_sum_or_not_signed_or_leads_elsewhere_is_not_shown() {
        let (place, key) = (tempfile::tempdir().expect("a folder"), SigningKey::generate().expect("a key"));
        let shelf = Shelf::folder(place.path()).expect("a shelf");
        let files = [("a.csv", "rows"), ("b.csv", "more")];
        let mut origin = Origin::new(&key, &files);
        origin.files.insert("b.csv", b"tampered".to_vec());
        let refused = origin.receive(&shelf, &key).await;
        assert!(matches!(&refused, Err(Unsound::Files(names)) if names == &["b.csv"]), "{refused:?}");
        let other = SigningKey::generate().expect("a key");
        assert!(matches!(Origin::new(&key, &files).receive(&shelf, &other).await, Err(Unsound::Signature)));
        assert!(Origin::new(&key, &[("../up", "x")]).receive(&shelf, &key).await.is_err());
        assert_eq!(shelf.months().await.expect("months"), [], "nothing is shown");
        let whole = Origin::new(&key, &files);
        assert!(whole.receive(&shelf, &key).await.expect("received"));
        assert!(!whole.was_asked("a.csv"), "what was fetched before stays");
    }

    #[tokio::test]
    async fn a_release_comes_into_a_bucket_too_and_nothing_of_it_stays_here() {
        let (place, key) = (tempfile::tempdir().expect("a folder"), SigningKey::generate().expect("a key"));
        let shelf = bucket_with(place.path());
        let origin = Origin::new(&key, &[("devices.csv.gz", "two rows"), ("osm/LICENSE", "ODbL")]);
        assert!(origin.receive(&shelf, &key).await.expect("received"));
        assert!(!origin.receive(&shelf, &key).await.expect("known"));
        let kept = shelf.whole(month(), "devices.csv.gz").await.expect("an answer");
        assert_eq!((kept.as_deref(), shelf.newest().await.expect("newest")), (Some(&b"two rows"[..]), Some(month())));
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1, "the lock alone");
    }
}
