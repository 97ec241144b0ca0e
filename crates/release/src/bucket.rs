//! Releases in a bucket: each is put there file by file, its sums last. It is there when its sums are.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::buffered::BufWriter;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

use crate::Month;
use crate::shelf::{self, ReleaseFile, is_name};
use crate::sums::{SIGNATURE, SUMS, hex};

/// Bytes that are read at a time.
const BLOCK: usize = 1 << 18;

/// Bytes of a part of a large file; a bucket takes at most 10,000 parts, none but the last under 5 MiB.
const PART: usize = 16 << 20;

/// Why a release is not in the bucket.
#[derive(Debug, thiserror::Error)]
pub enum NotPut {
    /// Looks like no address.
    #[error("the address of the bucket: {0}")]
    Address(#[from] url::ParseError),
    /// The bucket fails, or the program was built without buckets (`--features s3`).
    #[error("the bucket: {0}")]
    Bucket(#[from] object_store::Error),
    /// A file of the folder cannot be read, or not be sent.
    #[error("the files of the release: {0}")]
    Io(#[from] io::Error),
    /// Not as the sums say: something was erased meanwhile, or the disk is bad.
    #[error("{0} is not what the sums of the release say; try again, then `release check`")]
    Changed(String),
}

/// What was done to have a release in the bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Put {
    /// Files that were sent.
    pub sent: usize,
    /// Files that were there already with the same bytes.
    pub kept: usize,
    /// Files that are no part of the release any more.
    pub removed: usize,
}

/// A bucket, or a part of one.
pub struct Bucket {
    keeper: Arc<dyn ObjectStore>,
    prefix: Place,
}

impl Bucket {
    /// By its address (`s3://bucket/prefix`) with the options of its keeper (`AWS_ACCESS_KEY_ID` and so on).
    pub fn open(address: &str, options: impl IntoIterator<Item = (String, String)>) -> Result<Self, NotPut> {
        let (keeper, prefix) = object_store::parse_url_opts(&Url::parse(address)?, options)?;
        Ok(Self { keeper: keeper.into(), prefix })
    }

    /// The whole releases in the bucket, the oldest first.
    pub async fn months(&self) -> Result<Vec<Month>, NotPut> {
        let folders = self.keeper.list_with_delimiter(Some(&self.prefix)).await?.common_prefixes;
        let mut months = Vec::new();
        for month in folders.iter().filter_map(|folder| folder.filename()?.parse().ok()) {
            if self.bytes(&self.place(month, SUMS)).await?.is_some() {
                months.push(month);
            }
        }
        months.sort_unstable();
        Ok(months)
    }

    /// Makes the release of a month in the bucket equal to that of the folder. What an interrupted attempt has sent is
    /// not sent again. While files change, the sums are not there, and so the release is not.
    pub async fn put(&self, folder: &Path, month: Month) -> Result<Put, NotPut> {
        let folder = folder.join(month.to_string());
        let sums = fs::read_to_string(folder.join(SUMS)).await?;
        let last = self.place(month, SUMS);
        let mut put = Put::default();
        match self.bytes(&last).await? {
            Some(there) if there == sums.as_bytes() => return Ok(put),
            Some(_) => self.keeper.delete(&last).await?,
            None => {}
        }
        let told = told(&folder, &sums).await?;
        let there = self.files(month).await?;
        for name in there.keys().filter(|name| !told.contains_key(*name)) {
            self.keeper.delete(&self.place(month, name)).await?;
            put.removed += 1;
        }
        for file in shelf::files_in(&folder)?.iter().filter(|file| file.name != SUMS) {
            let sum = told.get(&file.name).ok_or_else(|| NotPut::Changed(file.name.clone()))?;
            if there.get(&file.name) == Some(&file.bytes) && self.sum(month, file).await? == *sum {
                put.kept += 1;
            } else {
                self.send(month, file, &folder, sum).await?;
                put.sent += 1;
            }
        }
        // Erased meanwhile: the files that were sent may be of before.
        if fs::read_to_string(folder.join(SUMS)).await? != sums {
            return Err(NotPut::Changed(SUMS.to_owned()));
        }
        self.keeper.put(&last, Bytes::from(sums).into()).await?;
        put.sent += 1;
        Ok(put)
    }

    fn place(&self, month: Month, name: &str) -> Place {
        let parts = name.split('/').map(str::to_owned);
        parts.fold(self.prefix.clone().join(month.to_string()), Place::join)
    }

    async fn bytes(&self, place: &Place) -> Result<Option<Bytes>, NotPut> {
        match self.keeper.get(place).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The sizes of the files of a release in the bucket, whole or not.
    async fn files(&self, month: Month) -> Result<BTreeMap<String, u64>, NotPut> {
        let folder = self.prefix.clone().join(month.to_string());
        let found: Vec<_> = self.keeper.list(Some(&folder)).try_collect().await?;
        let name = |place: &Place| {
            let parts = place.prefix_match(&folder)?.map(|part| part.as_ref().to_owned());
            Some(parts.collect::<Vec<_>>().join("/"))
        };
        Ok(found.iter().filter_map(|file| Some((name(&file.location)?, file.size))).collect())
    }

    async fn sum(&self, month: Month, file: &ReleaseFile) -> Result<String, NotPut> {
        let found = self.keeper.get(&self.place(month, &file.name)).await?;
        let hasher =
            found.into_stream().try_fold(Sha256::new(), |hasher, bytes| async move { Ok(hasher.chain_update(bytes)) });
        Ok(hex(&hasher.await?.finalize()))
    }

    /// Sends a file in parts; it is not there before its last part is and its bytes are as told.
    async fn send(&self, month: Month, file: &ReleaseFile, folder: &Path, told: &str) -> Result<(), NotPut> {
        let mut from = File::open(folder.join(&file.name)).await?;
        let mut to = BufWriter::with_capacity(Arc::clone(&self.keeper), self.place(month, &file.name), PART);
        let (mut hasher, mut block) = (Sha256::new(), vec![0; BLOCK]);
        loop {
            let read = from.read(&mut block).await?;
            if read == 0 {
                break;
            }
            hasher.update(&block[..read]);
            to.write_all(&block[..read]).await?;
        }
        if hex(&hasher.finalize()) != told {
            to.abort().await?;
            return Err(NotPut::Changed(file.name.clone()));
        }
        Ok(to.shutdown().await?)
    }
}

/// The sums of all files of a release but that of the sums.
async fn told(folder: &Path, sums: &str) -> Result<BTreeMap<String, String>, NotPut> {
    let lines = sums.lines().filter_map(|line| line.split_once("  ")).filter(|(_, name)| is_name(name));
    let mut told: BTreeMap<String, String> = lines.map(|(sum, name)| (name.to_owned(), sum.to_owned())).collect();
    match fs::read(folder.join(SIGNATURE)).await {
        Ok(signature) => drop(told.insert(SIGNATURE.to_owned(), hex(&Sha256::digest(signature)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use object_store::memory::InMemory;

    use super::*;
    use crate::sums;

    fn month() -> Month {
        "2026.11".parse().expect("a month")
    }

    /// A folder with one release of these files.
    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let place = tempfile::tempdir().expect("a folder");
        let release = place.path().join("2026.11");
        fs::create_dir_all(release.join("osm")).expect("a folder");
        for (name, bytes) in files {
            fs::write(release.join(name), bytes).expect("written");
        }
        let told = sums::lines(&sums::of_folder(&release).expect("sums"));
        fs::write(release.join(SUMS), told).expect("written");
        fs::write(release.join(SIGNATURE), [7; 64]).expect("written");
        place
    }

    fn bucket() -> Bucket {
        Bucket { keeper: Arc::new(InMemory::new()), prefix: Place::from("census/releases") }
    }

    async fn equal(bucket: &Bucket, folder: &Path) {
        let folder = folder.join("2026.11");
        let (here, there) = (shelf::files_in(&folder).expect("files"), bucket.files(month()).await.expect("files"));
        let here: BTreeMap<String, u64> = here.into_iter().map(|file| (file.name, file.bytes)).collect();
        assert_eq!(here, there);
        for name in here.keys() {
            let bytes = bucket.bytes(&bucket.place(month(), name)).await.expect("read").expect("there");
            assert!(bytes == fs::read(folder.join(name)).expect("a file"), "{name}");
        }
    }

    #[tokio::test]
    async fn a_release_that_was_half_sent_is_not_there_and_is_taken_up_again() {
        let large = vec![3; PART * 2 + 1];
        let (place, bucket) = (folder(&[("a.csv", b"rows"), ("b.fgb", &large), ("osm/LICENSE", b"ODbL")]), bucket());
        let spoilt = place.path().join("2026.11/b.fgb");
        fs::write(&spoilt, vec![4; PART * 2 + 1]).expect("written");
        let refused = bucket.put(place.path(), month()).await;
        assert!(matches!(&refused, Err(NotPut::Changed(name)) if name == "b.fgb"), "{refused:?}");
        assert!(bucket.files(month()).await.expect("files").keys().any(|name| name == "a.csv"), "half of it was sent");
        assert_eq!(bucket.months().await.expect("months"), []);

        fs::write(&spoilt, &large).expect("written");
        let put = bucket.put(place.path(), month()).await.expect("put");
        assert!(put.kept >= 2 && put.removed == 0, "{put:?}");
        assert_eq!(bucket.months().await.expect("months"), [month()]);
        equal(&bucket, place.path()).await;
        assert_eq!(bucket.put(place.path(), month()).await.expect("nothing to do"), Put::default());
    }

    #[tokio::test]
    async fn what_was_erased_goes_out_of_the_bucket_too() {
        let bucket = bucket();
        let before = folder(&[("a.csv", b"two rows"), ("gone.csv", b"one"), ("osm/LICENSE", b"ODbL")]);
        bucket.put(before.path(), month()).await.expect("put");
        // As long as before: its size alone would not tell it.
        let after = folder(&[("a.csv", b"one row!"), ("osm/LICENSE", b"ODbL")]);
        let put = bucket.put(after.path(), month()).await.expect("put");
        assert_eq!(put, Put { sent: 2, kept: 2, removed: 1 });
        equal(&bucket, after.path()).await;
    }

    #[test]
    fn what_is_no_bucket_is_refused() {
        for address in ["releases", "nonsense://bucket"] {
            assert!(Bucket::open(address, []).is_err(), "{address}");
        }
    }
}
