//! Where releases are made and made anew, by one process at a time. What is made shows at once and whole in a folder;
//! into a bucket it goes file by file, and what a process did not finish sending is sent by the next one.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::{Shelf, ShelfError};
use crate::Month;
use crate::make::{OSM, sync};
use crate::sums::hex;

/// Before the name of what nobody shall see, and what the next process clears away.
const MAKING: &str = ".making-";

/// Before the name of a whole release that is on its way into a bucket.
const SENDING: &str = ".sending-";

/// Before the name of a release that gave way to a new one, until that one is there.
const REPLACED: &str = ".replaced-";

/// Held by who makes a release.
const LOCK: &str = ".lock";

/// What to do while another process is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Leave it: [`ShelfError::Busy`].
    NowOrNever,
    /// Wait.
    Awaited,
}

/// The place of work, until it is dropped.
pub(crate) struct Workshop<'a> {
    shelf: &'a Shelf,
    /// Held until the file is closed, by whatever end of the process.
    _lock: File,
}

impl Shelf {
    /// Is there anything to work on? A folder that does not exist holds nothing.
    pub(crate) fn is_there(&self) -> bool {
        !self.is_folder || self.workshop.exists()
    }

    /// Enters the place of work, and sends what an interrupted process did not finish sending.
    pub(crate) async fn enter(&self, turn: Turn) -> Result<Workshop<'_>, ShelfError> {
        fs::create_dir_all(&self.workshop)?;
        let folder = self.workshop.clone();
        let lock = tokio::task::spawn_blocking(move || lock(&folder, turn)).await.map_err(io::Error::other)??;
        let workshop = Workshop { shelf: self, _lock: lock };
        for month in workshop.months(REPLACED)? {
            workshop.settle(month)?;
        }
        for month in workshop.months(SENDING)? {
            workshop.send(month).await?;
        }
        Ok(workshop)
    }
}

impl Workshop<'_> {
    /// Where the release of a month is made. What is there already was left by an interrupted process.
    pub(crate) fn making(&self, month: Month) -> PathBuf {
        self.shelf.workshop.join(format!("{MAKING}{month}"))
    }

    /// Where the release of a month of another census is received, likewise.
    pub(crate) fn receiving(&self, month: Month) -> PathBuf {
        self.shelf.workshop.join(format!("{MAKING}received-{month}"))
    }

    /// Removes what an interrupted process left over, but for what is taken up again.
    pub(crate) fn clear(&self, but: Option<&Path>) -> io::Result<()> {
        for (name, path) in self.entries()? {
            if name.starts_with(MAKING) && but != Some(path.as_path()) {
                fs::remove_dir_all(path)?;
            }
        }
        Ok(())
    }

    /// A folder with those files of a release that are wanted: the release itself, or what was fetched of it and is what
    /// its sums say. [`Self::give_back`] clears that away.
    pub(crate) async fn borrow(&self, month: Month, is_wanted: impl Fn(&str) -> bool) -> Result<PathBuf, ShelfError> {
        if self.shelf.is_folder {
            return Ok(self.shelf.workshop.join(month.to_string()));
        }
        let folder = self.borrowed(month);
        fs::create_dir_all(folder.join(OSM))?;
        let sums = self.shelf.sums(month).await?.unwrap_or_default();
        for (name, sum) in sums.iter().filter(|(name, _)| is_wanted(name)) {
            let to = folder.join(name);
            if !to.exists() {
                self.fetch(month, name, sum, &to).await?;
            }
        }
        Ok(folder)
    }

    /// Clears away what was fetched of a release.
    pub(crate) fn give_back(&self, month: Month) -> io::Result<()> {
        let folder = self.borrowed(month);
        if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
    }

    /// Puts a finished folder in the place of a month, which may be there already.
    pub(crate) async fn show(&self, month: Month, new: &Path) -> Result<(), ShelfError> {
        if self.shelf.is_folder {
            return Ok(self.replace(month, new)?);
        }
        // Whatever ends this process now, the next one sends it.
        fs::rename(new, self.sending(month))?;
        sync(&self.shelf.workshop)?;
        self.send(month).await
    }

    fn borrowed(&self, month: Month) -> PathBuf {
        self.shelf.workshop.join(format!("{MAKING}borrowed-{month}"))
    }

    fn sending(&self, month: Month) -> PathBuf {
        self.shelf.workshop.join(format!("{SENDING}{month}"))
    }

    fn replace(&self, month: Month, new: &Path) -> io::Result<()> {
        let folder = &self.shelf.workshop;
        let place = folder.join(month.to_string());
        if place.exists() {
            fs::rename(&place, folder.join(format!("{REPLACED}{month}")))?;
        }
        fs::rename(new, &place)?;
        sync(folder)?;
        self.settle(month)
    }

    /// Removes a release that gave way; when the new one never came, it stands again.
    fn settle(&self, month: Month) -> io::Result<()> {
        let folder = &self.shelf.workshop;
        let (place, aside) = (folder.join(month.to_string()), folder.join(format!("{REPLACED}{month}")));
        match (place.exists(), aside.exists()) {
            (true, true) => fs::remove_dir_all(aside),
            (false, true) => fs::rename(aside, place),
            (_, false) => Ok(()),
        }
    }

    async fn send(&self, month: Month) -> Result<(), ShelfError> {
        let folder = self.sending(month);
        self.shelf.put(month, &folder).await?;
        Ok(fs::remove_dir_all(folder)?)
    }

    /// The months of the folders whose names begin like that.
    fn months(&self, before: &str) -> io::Result<Vec<Month>> {
        let entries = self.entries()?;
        Ok(entries.iter().filter_map(|(name, _)| name.strip_prefix(before)?.parse().ok()).collect())
    }

    fn entries(&self) -> io::Result<Vec<(String, PathBuf)>> {
        let entries = fs::read_dir(&self.shelf.workshop)?;
        entries
            .map(|entry| entry.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())))
            .collect()
    }

    async fn fetch(&self, month: Month, name: &str, sum: &str, to: &Path) -> Result<(), ShelfError> {
        let changed = || ShelfError::Changed(name.to_owned());
        let found = self.shelf.seek(month, name).await?.ok_or_else(changed)?;
        let mut bytes = self.shelf.read(&found, 0..found.bytes).await?;
        let begun = to.with_extension("begun");
        let (mut file, mut hasher) = (tokio::fs::File::create(&begun).await?, Sha256::new());
        while let Some(block) = bytes.try_next().await? {
            hasher.update(&block);
            file.write_all(&block).await?;
        }
        file.flush().await?;
        if hex(&hasher.finalize()) != sum {
            return Err(changed());
        }
        Ok(fs::rename(begun, to)?)
    }
}

fn lock(folder: &Path, turn: Turn) -> Result<File, ShelfError> {
    let file = File::create(folder.join(LOCK))?;
    match turn {
        Turn::Awaited => file.lock()?,
        Turn::NowOrNever => match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ShelfError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        },
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use object_store::ObjectStoreExt;

    use super::*;
    use crate::shelf::tests::{bucket_with, month};
    use crate::{SUMS, sums};

    /// A whole release of one file.
    fn release(folder: &Path, text: &str) {
        fs::create_dir_all(folder).expect("a folder");
        fs::write(folder.join("devices.csv"), text).expect("written");
        let told = sums::lines(&sums::of_folder(folder).expect("sums"));
        fs::write(folder.join(SUMS), told).expect("written");
    }

    async fn kept(shelf: &Shelf) -> Option<Vec<u8>> {
        shelf.sums(month()).await.expect("an answer")?;
        shelf.whole(month(), "devices.csv").await.expect("an answer").map(|bytes| bytes.to_vec())
    }

    #[tokio::test]
    async fn what_an_interrupted_process_did_not_send_is_sent_by_the_next_one() {
        let place = tempfile::tempdir().expect("a folder");
        let bucket = bucket_with(place.path());
        release(&place.path().join(".sending-2026.11"), "rows");
        assert_eq!(kept(&bucket).await, None);
        drop(bucket.enter(Turn::NowOrNever).await.expect("entered"));
        assert_eq!(kept(&bucket).await.as_deref(), Some(&b"rows"[..]));
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1, "the lock alone");
    }

    #[tokio::test]
    async fn a_release_that_gave_way_to_one_that_never_came_stands_again() {
        let place = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::folder(place.path()).expect("a shelf");
        release(&place.path().join(".replaced-2026.11"), "old");
        drop(shelf.enter(Turn::NowOrNever).await.expect("entered"));
        assert_eq!(kept(&shelf).await.as_deref(), Some(&b"old"[..]));
        release(&place.path().join(".making-2026.11"), "new");
        let workshop = shelf.enter(Turn::Awaited).await.expect("entered");
        assert!(matches!(shelf.enter(Turn::NowOrNever).await, Err(ShelfError::Busy)));
        workshop.show(month(), &workshop.making(month())).await.expect("shown");
        assert_eq!(kept(&shelf).await.as_deref(), Some(&b"new"[..]));
        assert_eq!(workshop.entries().expect("entries").len(), 2, "the lock and the release");
    }

    #[tokio::test]
    async fn only_what_is_as_its_sum_is_borrowed_from_a_bucket() {
        let (place, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let bucket = bucket_with(place.path());
        release(there.path(), "rows");
        bucket.put(month(), there.path()).await.expect("put");
        let workshop = bucket.enter(Turn::Awaited).await.expect("entered");
        let folder = workshop.borrow(month(), |name| name == "devices.csv").await.expect("borrowed");
        assert_eq!(fs::read(folder.join("devices.csv")).expect("a file"), b"rows");
        workshop.give_back(month()).expect("gone");
        assert!(!folder.exists());
        bucket.keeper.put(&bucket.place(month(), "devices.csv"), b"rots".to_vec().into()).await.expect("put");
        assert!(matches!(workshop.borrow(month(), |_| true).await, Err(ShelfError::Changed(_))));
    }
}
