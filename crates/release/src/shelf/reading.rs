//! A file of a release from its first byte or any other, as a stream.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::path::Path as Place;
use object_store::{GetOptions, GetResult, GetResultPayload, ObjectStoreExt};

use super::{Shelf, ShelfError};
use crate::Month;
use crate::file::is_name;

/// Bytes that are read of a disk at a time.
const BLOCK: u64 = 1 << 18;

/// Bytes that are asked of a bucket at a time: so many are there within its patience, however slow the reader is.
const PIECE: u64 = 4 << 20;

/// The bytes of a file, in order.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// A file that was found.
#[derive(Debug, Clone)]
pub struct Sought {
    /// How long it is.
    pub bytes: u64,
    place: Place,
    /// By which the keeper knows this version of it.
    version: Option<String>,
}

impl Shelf {
    /// Looks for a file of a release.
    pub async fn seek(&self, month: Month, name: &str) -> Result<Option<Sought>, ShelfError> {
        if !is_name(name) {
            return Ok(None);
        }
        let place = self.place(month, name);
        match self.keeper.head(&place).await {
            Ok(found) => Ok(Some(Sought { bytes: found.size, place, version: found.e_tag })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Some bytes of a file, read while they are taken: all of the version that was found, or an error.
    pub async fn read(&self, file: &Sought, range: Range<u64>) -> Result<ByteStream, ShelfError> {
        if range.is_empty() {
            return Ok(stream::empty().boxed());
        }
        let first = range.start..range.end.min(range.start + PIECE);
        let after = first.end..range.end;
        Ok(match self.piece(file, first).await?.payload {
            GetResultPayload::File(open, _) => blocks(open, range),
            GetResultPayload::Stream(bytes) => bytes.map_err(io::Error::from).chain(self.pieces(file, after)).boxed(),
        })
    }

    async fn piece(&self, file: &Sought, range: Range<u64>) -> Result<GetResult, ShelfError> {
        let asked = GetOptions { range: Some(range.into()), if_match: file.version.clone(), ..GetOptions::default() };
        match self.keeper.get_opts(&file.place, asked).await {
            Err(object_store::Error::Precondition { .. } | object_store::Error::NotFound { .. }) => {
                Err(ShelfError::Changed(file.place.to_string()))
            }
            found => Ok(found?),
        }
    }

    /// One piece after the other, each asked for when the one before was taken.
    fn pieces(&self, file: &Sought, range: Range<u64>) -> ByteStream {
        let (shelf, file) = (self.clone(), file.clone());
        let pieces = stream::try_unfold(range, move |left| {
            let (shelf, file) = (shelf.clone(), file.clone());
            async move {
                if left.is_empty() {
                    return Ok(None);
                }
                let next = left.start..left.end.min(left.start + PIECE);
                let bytes = shelf.piece(&file, next.clone()).await.map_err(io::Error::other)?.bytes().await?;
                Ok::<_, io::Error>(Some((bytes, next.end..left.end)))
            }
        });
        pieces.boxed()
    }
}

/// Some bytes of an open file, which stays the one that it was whatever happens to its name.
fn blocks(file: File, range: Range<u64>) -> ByteStream {
    let blocks = stream::try_unfold((file, range), |(file, left)| async move {
        if left.is_empty() {
            return Ok(None);
        }
        let read = tokio::task::spawn_blocking(move || block(file, left)).await.map_err(io::Error::other)?;
        let (file, bytes, left) = read?;
        Ok::<_, io::Error>(Some((bytes, (file, left))))
    });
    blocks.boxed()
}

fn block(mut file: File, left: Range<u64>) -> io::Result<(File, Bytes, Range<u64>)> {
    let mut bytes = vec![0; (left.end - left.start).min(BLOCK) as usize];
    file.seek(SeekFrom::Start(left.start))?;
    file.read_exact(&mut bytes)?;
    let rest = left.start + bytes.len() as u64..left.end;
    Ok((file, bytes.into(), rest))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::SUMS;
    use crate::shelf::tests::{in_memory, month};

    async fn read(shelf: &Shelf, name: &str, range: Range<u64>) -> Result<Vec<u8>, String> {
        let found = shelf.seek(month(), name).await.expect("an answer").expect("a file");
        let bytes = shelf.read(&found, range).await.map_err(|error| error.to_string())?;
        let read = bytes.try_fold(Vec::new(), |mut all, bytes| async move {
            all.extend_from_slice(&bytes);
            Ok(all)
        });
        read.await.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn any_bytes_are_the_same_from_a_folder_and_from_a_bucket() {
        let bytes: Vec<u8> = (0..PIECE * 2 + 77).map(|number| (number * 31 % 251) as u8).collect();
        let (folder, bucket) = (tempfile::tempdir().expect("a folder"), in_memory());
        let place = folder.path().join("2026.11/osm");
        fs::create_dir_all(&place).expect("a folder");
        fs::write(place.join("devices.fgb"), &bytes).expect("written");
        bucket.keeper.put(&bucket.place(month(), "osm/devices.fgb"), bytes.clone().into()).await.expect("put");
        let folder = Shelf::folder(folder.path()).expect("a shelf");
        let end = bytes.len() as u64;
        for shelf in [&folder, &bucket] {
            for range in [0..0, 0..1, 5..end, PIECE - 1..PIECE + 1, PIECE..end, end - 1..end, 0..end, 7..BLOCK + 9] {
                let expected = &bytes[range.start as usize..range.end as usize];
                assert!(read(shelf, "osm/devices.fgb", range.clone()).await.expect("read") == expected, "{range:?}");
            }
            assert!(shelf.seek(month(), "osm/../devices.fgb").await.expect("an answer").is_none());
            assert!(shelf.seek(month(), SUMS).await.expect("an answer").is_none());
            assert!(shelf.seek(month(), "osm").await.expect("an answer").is_none(), "a folder is no file");
        }
    }

    #[tokio::test]
    async fn a_file_that_was_replaced_on_the_way_is_never_mixed() {
        let bucket = in_memory();
        let place = bucket.place(month(), "devices.fgb");
        bucket.keeper.put(&place, vec![1; PIECE as usize * 2].into()).await.expect("put");
        let found = bucket.seek(month(), "devices.fgb").await.expect("an answer").expect("a file");
        let mut bytes = bucket.read(&found, 0..found.bytes).await.expect("read");
        assert_eq!(bytes.next().await.expect("some").expect("read").len() as u64, PIECE);
        bucket.keeper.put(&place, vec![2; PIECE as usize * 2].into()).await.expect("put");
        assert!(bytes.next().await.expect("an end").is_err());
        assert!(matches!(bucket.read(&found, 0..9).await, Err(ShelfError::Changed(_))));
    }
}
