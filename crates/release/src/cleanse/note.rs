//! What is noted beside the releases: up to which revision each of them is free of what was erased.

use std::collections::BTreeMap;

use census::Link;
use object_store::ObjectStoreExt;
use object_store::path::Path as Place;
use serde::{Deserialize, Serialize};
use store::Store;

use crate::Month;
use crate::make::Error;
use crate::shelf::{Listed, Shelf, ShelfError};

/// The name of the note, which is no name of a release.
const NOTE: &str = ".cleansed.json";

/// By the month of a release.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Note(BTreeMap<String, Done>);

/// A release is free of what was erased until then, as long as it is the same one, and so is the census.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Done {
    /// Which version of the release.
    mark: String,
    /// The newest revision then, and its link: a census that came back from a backup has others behind it.
    seq: i64,
    link: String,
}

impl Note {
    pub(super) async fn read(shelf: &Shelf) -> Result<Self, ShelfError> {
        let bytes = shelf.bytes(&place(shelf)).await?;
        // What cannot be read is made anew, by looking at everything again.
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// The newest revision of which it is known that nothing erased until then is in the release; 0 when none is.
    pub(super) async fn done_until(&self, store: &Store, release: &Listed) -> Result<i64, Error> {
        let known = self.0.get(&release.month.to_string()).filter(|done| done.mark == release.mark);
        let Some(done) = known else { return Ok(0) };
        let is_same = store.link_at(done.seq).await?.is_some_and(|link| link.to_hex() == done.link);
        Ok(if is_same { done.seq } else { 0 })
    }

    /// Notes that a release, as it is now, is free of what was erased until the newest revision.
    pub(super) async fn write(&mut self, shelf: &Shelf, month: Month, head: (i64, Link)) -> Result<(), ShelfError> {
        let Some(mark) = shelf.mark(month).await? else { return Ok(()) };
        self.0.insert(month.to_string(), Done { mark, seq: head.0, link: head.1.to_hex() });
        let text = serde_json::to_vec(self).map_err(std::io::Error::from)?;
        shelf.keeper.put(&place(shelf), text.into()).await?;
        Ok(())
    }
}

fn place(shelf: &Shelf) -> Place {
    shelf.prefix.clone().join(NOTE)
}
