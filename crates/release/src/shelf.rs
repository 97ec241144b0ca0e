//! Where releases are kept: a folder, or an S3-compatible bucket. A release is there when its sums are.

mod reading;
mod workshop;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

pub use self::reading::{ByteStream, Sought};
pub(crate) use self::workshop::{Turn, Workshop};
use crate::Month;
use crate::bucket::{NoBucket, open_bucket};
use crate::file::{ReleaseFile, is_name};
use crate::sums::{SUMS, Sums, read_sums, sum_of};

/// Questions to a bucket that are under way at the same time.
const AT_ONCE: usize = 8;

/// Why releases cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// No such bucket.
    #[error(transparent)]
    Address(#[from] NoBucket),
    /// The folder or the bucket fails.
    #[error("the place of releases: {0}")]
    Place(#[from] object_store::Error),
    /// A file on this machine cannot be read or written.
    #[error("the files of the release: {0}")]
    Io(#[from] io::Error),
    /// Not as the sums say: something was erased meanwhile, or a disk is bad.
    #[error("{0} is not what the sums of the release say; try again, then `release check`")]
    Changed(String),
    /// Another process is at work on the same releases.
    #[error("another process is at work on these releases")]
    Busy,
}

/// Where releases are kept. Cloning it is cheap.
#[derive(Clone)]
pub struct Shelf {
    pub(crate) keeper: Arc<dyn ObjectStore>,
    /// In front of every name.
    pub(crate) prefix: Place,
    /// As people call it: the folder, or the address of the bucket.
    address: String,
    /// Where releases are made: the folder itself, or one beside the database when they go into a bucket.
    workshop: PathBuf,
    is_folder: bool,
}

/// A release that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called.
    pub month: Month,
    /// Its files by name.
    pub files: Vec<ReleaseFile>,
    /// Changes with its sums.
    pub mark: String,
}

impl fmt::Debug for Shelf {
    /// Without the keys of a bucket.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shelf").field(&self.address).finish()
    }
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl Shelf {
    /// A folder by its path, or a bucket by its address (`s3://bucket/prefix`) with the options of its keeper
    /// (`AWS_ACCESS_KEY_ID` and so on). What goes into a bucket is made in the folder `workshop` and leaves it again.
    pub fn open(
        place: &str,
        workshop: &Path,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ShelfError> {
        if !place.contains("://") {
            return Self::folder(Path::new(place));
        }
        let (keeper, prefix) = open_bucket(place, options)?;
        Ok(Self { keeper, prefix, address: place.to_owned(), workshop: workshop.to_owned(), is_folder: false })
    }

    /// A folder, which need not exist.
    pub fn folder(folder: &Path) -> Result<Self, ShelfError> {
        let (address, workshop) = (folder.display().to_string(), std::path::absolute(folder)?);
        let (keeper, prefix) = match std::fs::canonicalize(&workshop) {
            Ok(known) => (LocalFileSystem::new_with_prefix(known)?, Place::default()),
            Err(_) => {
                (LocalFileSystem::new(), Place::from_absolute_path(&workshop).map_err(object_store::Error::from)?)
            }
        };
        Ok(Self { keeper: Arc::new(keeper.with_fsync(true)), prefix, address, workshop, is_folder: true })
    }

    /// The folder that the releases lie in, unless they lie in a bucket.
    pub fn as_folder(&self) -> Option<&Path> {
        self.is_folder.then_some(self.workshop.as_path())
    }

    /// The releases, the oldest first.
    pub async fn months(&self) -> Result<Vec<Month>, ShelfError> {
        let mut months = Vec::new();
        for month in self.folders().await? {
            if self.holds(month).await? {
                months.push(month);
            }
        }
        Ok(months)
    }

    /// The newest release.
    pub async fn newest(&self) -> Result<Option<Month>, ShelfError> {
        for month in self.folders().await?.into_iter().rev() {
            if self.holds(month).await? {
                return Ok(Some(month));
            }
        }
        Ok(None)
    }

    /// The releases with their files, the oldest first.
    pub async fn releases(&self) -> Result<Vec<Listed>, ShelfError> {
        let folders = stream::iter(self.folders().await?);
        let listed = folders.map(|month| self.listed(month)).buffered(AT_ONCE);
        listed.try_filter_map(|listed| async { Ok(listed) }).try_collect().await
    }

    /// Is there a release of this month?
    pub async fn holds(&self, month: Month) -> Result<bool, ShelfError> {
        Ok(self.mark(month).await?.is_some())
    }

    /// What changes with the sums of a release; `None` when there is none.
    pub(crate) async fn mark(&self, month: Month) -> Result<Option<String>, ShelfError> {
        match self.keeper.head(&self.place(month, SUMS)).await {
            Ok(found) => Ok(Some(mark_of(&found))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The sums of the files of a release; `None` when there is none.
    pub async fn sums(&self, month: Month) -> Result<Option<Sums>, ShelfError> {
        let text = self.whole(month, SUMS).await?;
        Ok(text.map(|text| read_sums(&String::from_utf8_lossy(&text))))
    }

    /// The SHA-256 of the sums of a release, in hexadecimal: it stands for every file of it.
    pub async fn sum_of_sums(&self, month: Month) -> Result<Option<String>, ShelfError> {
        Ok(self.whole(month, SUMS).await?.map(|text| sum_of(&text)))
    }

    /// The bytes of a small file.
    pub async fn whole(&self, month: Month, name: &str) -> Result<Option<Bytes>, ShelfError> {
        if is_name(name) { self.bytes(&self.place(month, name)).await } else { Ok(None) }
    }

    /// The months of all folders, the oldest first, whatever is in them.
    async fn folders(&self) -> Result<Vec<Month>, ShelfError> {
        let found = self.keeper.list_with_delimiter(Some(&self.prefix)).await?.common_prefixes;
        let mut months: Vec<Month> = found.iter().filter_map(|folder| folder.filename()?.parse().ok()).collect();
        months.sort_unstable();
        Ok(months)
    }

    async fn listed(&self, month: Month) -> Result<Option<Listed>, ShelfError> {
        let found = self.found(month).await?;
        let Some(mark) = found.iter().find(|(name, _)| name == SUMS).map(|(_, meta)| mark_of(meta)) else {
            return Ok(None);
        };
        let named = found.into_iter().filter(|(name, _)| is_name(name));
        let mut files: Vec<_> = named.map(|(name, meta)| ReleaseFile { name, bytes: meta.size }).collect();
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Some(Listed { month, files, mark }))
    }

    /// What lies in the folder of a month, whole or not, by its name there.
    pub(crate) async fn found(&self, month: Month) -> Result<Vec<(String, ObjectMeta)>, ShelfError> {
        let folder = self.prefix.clone().join(month.to_string());
        let found: Vec<_> = self.keeper.list(Some(&folder)).try_collect().await?;
        let name = |place: &Place| {
            let parts = place.prefix_match(&folder)?.map(|part| part.as_ref().to_owned());
            Some(parts.collect::<Vec<_>>().join("/"))
        };
        Ok(found.into_iter().filter_map(|meta| Some((name(&meta.location)?, meta))).collect())
    }

    pub(crate) fn place(&self, month: Month, name: &str) -> Place {
        let parts = name.split('/').map(str::to_owned);
        parts.fold(self.prefix.clone().join(month.to_string()), Place::join)
    }

    pub(crate) async fn bytes(&self, place: &Place) -> Result<Option<Bytes>, ShelfError> {
        match self.keeper.get(place).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Tells one version of a file from another.
fn mark_of(meta: &ObjectMeta) -> String {
    meta.e_tag.clone().unwrap_or_else(|| format!("{} {}", meta.last_modified, meta.size))
}

#[cfg(test)]
pub(crate) mod tests {
    use object_store::memory::InMemory;

    use super::*;

    pub(crate) fn month() -> Month {
        "2026.11".parse().expect("a month")
    }

    /// A bucket that goes with the test, and a folder of work that is never needed.
    pub(crate) fn in_memory() -> Shelf {
        bucket_with(Path::new("/nonexistent"))
    }

    pub(crate) fn bucket_with(workshop: &Path) -> Shelf {
        let (address, workshop) = ("memory:///census/releases".to_owned(), workshop.to_owned());
        let (keeper, prefix) = (Arc::new(InMemory::new()), Place::from("census/releases"));
        Shelf { keeper, prefix, address, workshop, is_folder: false }
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_yet_holds_nothing_and_then_what_is_put_there() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("not yet é#%20");
        let shelf = Shelf::folder(&folder).expect("a shelf");
        assert_eq!((shelf.months().await.expect("months"), shelf.newest().await.expect("newest")), (vec![], None));
        assert_eq!(shelf.releases().await.expect("releases"), []);
        std::fs::create_dir_all(folder.join("2026.11/osm")).expect("a folder");
        std::fs::create_dir_all(folder.join("2026.12")).expect("a folder");
        std::fs::write(folder.join("2026.11/osm/LICENSE"), "ODbL").expect("written");
        assert_eq!(shelf.months().await.expect("months"), [], "without its sums it is not there");
        std::fs::write(folder.join("2026.11/SHA256SUMS"), "ab  osm/LICENSE\n").expect("written");
        for shelf in [&shelf, &Shelf::folder(&folder).expect("a shelf")] {
            assert_eq!(shelf.newest().await.expect("newest"), Some(month()));
            let releases = shelf.releases().await.expect("releases");
            let names: Vec<&str> = releases[0].files.iter().map(|file| file.name.as_str()).collect();
            assert_eq!((releases.len(), names), (1, vec!["SHA256SUMS", "osm/LICENSE"]));
            assert_eq!(shelf.sums(month()).await.expect("sums").expect("there")["osm/LICENSE"], "ab");
        }
    }
}
