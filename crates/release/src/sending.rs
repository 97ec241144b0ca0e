//! Putting a release into a bucket, file by file, its sums last: it is there when its sums are.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::buffered::BufWriter;
use sha2::{Digest, Sha256};
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::Month;
use crate::file::{ReleaseFile, files_in};
use crate::shelf::{Shelf, ShelfError};
use crate::sums::{SIGNATURE, SUMS, Sums, hex, read_sums};

/// Bytes that are read at a time.
const BLOCK: usize = 1 << 18;

/// Bytes of a part of a large file; a bucket takes at most 10,000 parts, none but the last under 5 MiB.
const PART: usize = 16 << 20;

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

impl Shelf {
    /// Makes the release of a month on this shelf equal to that of a folder. What an interrupted attempt has sent is
    /// not sent again. While files change, the sums are not there, and so the release is not.
    pub async fn put(&self, month: Month, folder: &Path) -> Result<Put, ShelfError> {
        let sums = fs::read_to_string(folder.join(SUMS)).await?;
        let last = self.place(month, SUMS);
        let mut put = Put::default();
        match self.bytes(&last).await? {
            Some(there) if there == sums.as_bytes() => return Ok(put),
            Some(_) => self.keeper.delete(&last).await?,
            None => {}
        }
        let told = told(folder, &sums).await?;
        let found = self.found(month).await?.into_iter();
        let there: BTreeMap<String, u64> = found.map(|(name, meta)| (name, meta.size)).collect();
        for name in there.keys().filter(|name| !told.contains_key(*name)) {
            self.keeper.delete(&self.place(month, name)).await?;
            put.removed += 1;
        }
        for file in files_in(folder)?.iter().filter(|file| file.name != SUMS) {
            let sum = told.get(&file.name).ok_or_else(|| ShelfError::Changed(file.name.clone()))?;
            if there.get(&file.name) == Some(&file.bytes) && self.sum(month, file).await? == *sum {
                put.kept += 1;
            } else {
                self.send(month, file, folder, sum).await?;
                put.sent += 1;
            }
        }
        // Erased meanwhile: the files that were sent may be of before.
        if fs::read_to_string(folder.join(SUMS)).await? != sums {
            return Err(ShelfError::Changed(SUMS.to_owned()));
        }
        self.keeper.put(&last, Bytes::from(sums).into()).await?;
        put.sent += 1;
        Ok(put)
    }

    async fn sum(&self, month: Month, file: &ReleaseFile) -> Result<String, ShelfError> {
        let Some(found) = self.seek(month, &file.name).await? else { return Ok(String::new()) };
        let bytes = self.read(&found, 0..found.bytes).await?;
        let hasher = bytes.try_fold(Sha256::new(), |hasher, bytes| async move { Ok(hasher.chain_update(bytes)) });
        Ok(hex(&hasher.await?.finalize()))
    }

    /// Sends a file in parts; it is not there before its last part is and its bytes are as told.
    async fn send(&self, month: Month, file: &ReleaseFile, folder: &Path, told: &str) -> Result<(), ShelfError> {
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
            return Err(ShelfError::Changed(file.name.clone()));
        }
        Ok(to.shutdown().await?)
    }
}

/// The sums of all files of a release but that of the sums.
async fn told(folder: &Path, sums: &str) -> Result<Sums, ShelfError> {
    let mut told = read_sums(sums);
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

    use super::*;
    use crate::shelf::tests::{in_memory, month};
    use crate::sums;

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

    fn release(place: &tempfile::TempDir) -> std::path::PathBuf {
        place.path().join("2026.11")
    }

    async fn sizes(bucket: &Shelf) -> BTreeMap<String, u64> {
        let found = bucket.found(month()).await.expect("files").into_iter();
        found.map(|(name, meta)| (name, meta.size)).collect()
    }

    async fn equal(bucket: &Shelf, folder: &Path) {
        let (here, there) = (files_in(folder).expect("files"), sizes(bucket).await);
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
        let (place, bucket) = (folder(&[("a.csv", b"rows"), ("b.fgb", &large), ("osm/LICENSE", b"ODbL")]), in_memory());
        let spoilt = place.path().join("2026.11/b.fgb");
        fs::write(&spoilt, vec![4; PART * 2 + 1]).expect("written");
        let refused = bucket.put(month(), &release(&place)).await;
        assert!(matches!(&refused, Err(ShelfError::Changed(name)) if name == "b.fgb"), "{refused:?}");
        assert!(sizes(&bucket).await.keys().any(|name| name == "a.csv"), "half of it was sent");
        assert_eq!(bucket.months().await.expect("months"), []);

        fs::write(&spoilt, &large).expect("written");
        let put = bucket.put(month(), &release(&place)).await.expect("put");
        assert!(put.kept >= 2 && put.removed == 0, "{put:?}");
        assert_eq!(bucket.months().await.expect("months"), [month()]);
        equal(&bucket, &release(&place)).await;
        assert_eq!(bucket.put(month(), &release(&place)).await.expect("nothing to do"), Put::default());
    }

    #[tokio::test]
    async fn what_was_erased_goes_out_of_the_bucket_too() {
        let bucket = in_memory();
        let before = folder(&[("a.csv", b"two rows"), ("gone.csv", b"one"), ("osm/LICENSE", b"ODbL")]);
        bucket.put(month(), &release(&before)).await.expect("put");
        // As long as before: its size alone would not tell it.
        let after = folder(&[("a.csv", b"one row!"), ("osm/LICENSE", b"ODbL")]);
        let put = bucket.put(month(), &release(&after)).await.expect("put");
        assert_eq!(put, Put { sent: 2, kept: 2, removed: 1 });
        equal(&bucket, &release(&after)).await;
    }
}
