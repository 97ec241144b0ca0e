//! Where the files of photos and of documents lie: a folder, or an S3-compatible bucket. Each is named by the SHA-256 of
//! its bytes.

use std::error::Error as _;
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Bytes;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use release::{NoBucket, open_bucket};
use store::{FileHash, Store};
use tokio::sync::{Mutex, MutexGuard};

use super::hex;
use crate::error::Error;

/// A place that cannot hold photos.
#[derive(Debug, thiserror::Error)]
pub enum InvalidShelf {
    /// The folder cannot be made or opened.
    #[error("the folder of photos: {0}")]
    Folder(#[from] io::Error),
    /// No such bucket.
    #[error("the place of photos: {0}")]
    Bucket(#[from] NoBucket),
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// A photo or its small form.
    Photo,
    /// A copy of a document.
    Piece,
}

impl Filed {
    const ALL: [Self; 2] = [Self::Photo, Self::Piece];

    const fn ending(self) -> &'static str {
        match self {
            Self::Photo => "jpg",
            Self::Piece => "pdf",
        }
    }
}

/// Keeps files by their hashes.
pub struct Shelf {
    keeper: Arc<dyn ObjectStore>,
    /// In front of every name, in a bucket.
    prefix: Path,
    /// The folder, when it is one.
    folder: Option<PathBuf>,
    turn: Mutex<()>,
}

impl Shelf {
    /// A folder by its path, made when it is missing, or a bucket by its address (`s3://bucket/prefix`) with the
    /// options of its keeper (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT` and so on).
    pub fn open(place: &str, options: impl IntoIterator<Item = (String, String)>) -> Result<Self, InvalidShelf> {
        if !place.contains("://") {
            return Self::folder(place);
        }
        let (keeper, prefix) = open_bucket(place, options)?;
        Ok(Self { keeper, prefix, folder: None, turn: Mutex::new(()) })
    }

    /// A shelf that goes with the program: for benchmarks.
    pub fn in_memory() -> Self {
        Self { keeper: Arc::new(InMemory::new()), prefix: Path::default(), folder: None, turn: Mutex::new(()) }
    }

    fn folder(folder: &str) -> Result<Self, InvalidShelf> {
        match fs::create_dir_all(folder) {
            Err(error) if is_read_only(&error) => return Self::later(folder),
            made => made?,
        }
        let folder = fs::canonicalize(folder)?;
        // On the disk before anybody is told, as the census itself.
        let keeper = LocalFileSystem::new_with_prefix(&folder).map_err(io::Error::from)?.with_fsync(true);
        Ok(Self { keeper: Arc::new(keeper), prefix: Path::default(), folder: Some(folder), turn: Mutex::new(()) })
    }

    /// A folder that cannot be made yet: a census that takes no writes is read all the same, and the first photo after
    /// that makes it.
    fn later(folder: &str) -> Result<Self, InvalidShelf> {
        let folder = std::path::absolute(folder)?;
        let prefix = Path::from_absolute_path(&folder).map_err(io::Error::other)?;
        let keeper = Arc::new(LocalFileSystem::new().with_fsync(true));
        Ok(Self { keeper, prefix, folder: Some(folder), turn: Mutex::new(()) })
    }

    /// Takes off the shelf what nothing speaks of any more.
    pub async fn take_off(&self, store: &Store, files: &[FileHash]) -> Result<(), Error> {
        let _turn = self.turn().await;
        self.discard(store, files.to_vec()).await
    }

    /// The same, for whoever has the turn.
    pub(crate) async fn discard(&self, store: &Store, files: Vec<FileHash>) -> Result<(), Error> {
        for hash in &files {
            self.remove(*hash).await?;
        }
        if !files.is_empty() {
            store.photo_waste_cleared(files).await?;
        }
        Ok(())
    }

    /// Held while files and what speaks of them change together.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Puts a file; putting it twice is putting it once.
    pub async fn put(&self, hash: FileHash, filed: Filed, bytes: impl Into<Bytes>) -> Result<(), Error> {
        self.keeper.put(&self.name(hash, filed), bytes.into().into()).await.map_err(failed)?;
        self.forget_time(hash, filed).map_err(|error| Error::Internal(Box::new(error)))
    }

    /// The bytes of a file.
    pub(crate) async fn fetch(&self, hash: FileHash, filed: Filed) -> Result<Option<Bytes>, Error> {
        match self.keeper.get(&self.name(hash, filed)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(failed),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Is the file there?
    pub(crate) async fn holds(&self, hash: FileHash, filed: Filed) -> Result<bool, Error> {
        match self.keeper.head(&self.name(hash, filed)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }

    /// Removes the file of a hash, whatever it is; that it is not there is well.
    pub(crate) async fn remove(&self, hash: FileHash) -> Result<(), Error> {
        for filed in Filed::ALL {
            match self.keeper.delete(&self.name(hash, filed)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(())
    }

    fn name(&self, hash: FileHash, filed: Filed) -> Path {
        self.prefix.clone().join(file_name(hash, filed))
    }

    /// A file's date would tell when a contributor was there: every file is of 1970, and so is the folder.
    fn forget_time(&self, hash: FileHash, filed: Filed) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        for path in [folder.join(file_name(hash, filed)), folder.clone()] {
            File::open(path)?.set_modified(SystemTime::UNIX_EPOCH)?;
        }
        Ok(())
    }
}

fn file_name(hash: FileHash, filed: Filed) -> String {
    format!("{}.{}", hex(hash), filed.ending())
}

/// A shelf that is full says so; any other trouble is logged, and the sender may come back later.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err, which hands over what it has")]
fn failed(error: object_store::Error) -> Error {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>()
            && matches!(io.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        {
            return Error::Full;
        }
        cause = inner.source();
    }
    tracing::error!(%error, "The shelf of photos failed");
    Error::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_on_the_shelf_tells_nothing_of_when_it_came() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("photos");
        let shelf = Shelf::open(&place.to_string_lossy(), []).expect("a shelf");
        shelf.put([7; 32], Filed::Photo, b"pixels".to_vec()).await.expect("kept");
        let file = place.join(format!("{}.jpg", "07".repeat(32)));
        for path in [&file, &place] {
            let modified = fs::metadata(path).and_then(|file| file.modified()).expect("a date");
            assert_eq!(modified, SystemTime::UNIX_EPOCH, "{}", path.display());
        }
        assert_eq!(shelf.fetch([7; 32], Filed::Photo).await.expect("an answer").as_deref(), Some(b"pixels".as_slice()));
        for _ in 0..2 {
            shelf.remove([7; 32]).await.expect("removed");
        }
        assert!(!file.exists() && !shelf.holds([7; 32], Filed::Photo).await.expect("an answer"));
        assert!(shelf.fetch([7; 32], Filed::Photo).await.expect("an answer").is_none());
    }

    #[test]
    fn a_full_disk_is_told_from_other_trouble() {
        let of = |kind: io::ErrorKind| object_store::Error::Generic {
            store: "a test",
            source: Box::new(io::Error::from(kind)),
        };
        assert!(matches!(failed(of(io::ErrorKind::StorageFull)), Error::Full));
        assert!(matches!(failed(of(io::ErrorKind::PermissionDenied)), Error::Unavailable));
    }

    #[test]
    fn a_bucket_without_the_feature_is_refused_and_not_a_folder_of_that_name() {
        assert!(Shelf::open("nonsense://bucket", []).is_err());
    }
}
