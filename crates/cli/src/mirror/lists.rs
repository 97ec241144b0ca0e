//! Lists of an origin, in pages. One that was taken in is asked for by the tags of its pages, so that it is not sent again
//! while it is the same.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::origin::{Told, ask};
use crate::Failure;

/// A page of a list.
pub(super) trait Paged: DeserializeOwned + Send + 'static {
    type Item;
    /// What is on it, and the link to the next page.
    fn open(self) -> (Vec<Self::Item>, Option<String>);
}

/// Where a page is, and its tag, if it had one.
type Tagged = (String, Option<String>);

/// The lists that were taken in, by their addresses. It is forgotten with the process: a new one reads everything once.
#[derive(Debug, Default)]
pub(crate) struct Taken(HashMap<&'static str, Vec<Tagged>>);

/// A whole list.
pub(super) struct List<T> {
    address: &'static str,
    pages: Vec<Tagged>,
    /// What is in it.
    pub(super) items: Vec<T>,
}

impl Taken {
    /// Reads a list to its end; `None` while it is the one that was taken in last.
    pub(super) async fn newer<P: Paged>(
        &self,
        origin: &str,
        list: &'static str,
    ) -> Result<Option<List<P::Item>>, Failure> {
        if self.is_same::<P>(origin, list).await? {
            return Ok(None);
        }
        let mut found = List { address: list, pages: Vec::new(), items: Vec::new() };
        let mut next = Some(list.to_owned());
        while let Some(path) = next {
            let Told::New(page, tag) = ask::<P>(origin, &path, None).await? else {
                return Err(format!("{origin}{path} : introuvable").into());
            };
            let (some, more) = page.open();
            found.items.extend(some);
            found.pages.push((path.clone(), tag));
            next = more.as_deref().and_then(path_of).map(str::to_owned).filter(|next| *next != path);
        }
        Ok(Some(found))
    }

    async fn is_same<P: Paged>(&self, origin: &str, list: &'static str) -> Result<bool, Failure> {
        let Some(pages) = self.0.get(list) else { return Ok(false) };
        for (path, tag) in pages {
            let Some(tag) = tag else { return Ok(false) };
            if !matches!(ask::<P>(origin, path, Some(tag)).await?, Told::Same) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// All of a list is here now.
    pub(super) fn take_in<T>(&mut self, list: List<T>) {
        self.0.insert(list.address, list.pages);
    }
}

/// The path and query of a link to the next page, whatever the address of the origin.
pub(super) fn path_of(next: &str) -> Option<&str> {
    next.find("/api/").map(|at| &next[at..])
}
