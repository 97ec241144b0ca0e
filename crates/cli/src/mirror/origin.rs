//! What an origin tells, and how it is asked.

use std::io::{self, Read};
use std::sync::LazyLock;
use std::time::Duration;

use census::{EntityId, Leaf, Link, Revision, bytes_of_hex};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use store::Foreign;

use crate::Failure;

/// Bytes that an answer in JSON may have: a page of the longest texts is far below.
const MOST_BYTES: u64 = 256 << 20;
/// Bytes that a photo or a copy of a document may have: more than any census takes.
pub(super) const MOST_FILE: u64 = 32 << 20;
/// How long an answer in JSON may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is asked in one round goes over one connection.
static CLIENT: LazyLock<ureq::Agent> = LazyLock::new(ureq::Agent::new_with_defaults);

/// `/api/v1/changes` as the origin tells it.
#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) link: Option<String>,
    pub(super) revisions: Vec<ToldRevision>,
    pub(super) head: ToldHead,
}

#[derive(Deserialize)]
pub(super) struct ToldRevision {
    seq: i64,
    entity: EntityId,
    version: u32,
    body: Option<Box<RawValue>>,
    salt: Option<String>,
    leaf: String,
    link: String,
    created_on: Option<NaiveDate>,
}

#[derive(Deserialize)]
pub(super) struct ToldHead {
    pub(super) seq: i64,
    pub(super) link: String,
    pub(super) signature: Option<String>,
    pub(super) key: Option<String>,
}

impl ToldRevision {
    pub(super) fn read(self) -> Result<Foreign, Failure> {
        let seq = self.seq;
        let wrong = |what: &str| format!("révision {seq} : {what} illisible");
        let bytes = |text: &str, what: &str| bytes_of_hex(text).ok_or_else(|| wrong(what));
        let revision = Revision {
            seq,
            entity: self.entity,
            version: self.version,
            salt: self.salt.as_deref().map(|salt| bytes(salt, "sel")).transpose()?,
            leaf: Leaf(bytes(&self.leaf, "feuille")?),
            link: Link(bytes(&self.link, "maillon")?),
            body: self.body.map(|body| body.get().to_owned()),
        };
        Ok(Foreign { revision, created_on: self.created_on })
    }
}

/// Asks for a page of the chain.
pub(super) async fn chain(address: &str, after: i64, limit: u32) -> Result<Page, Failure> {
    fetch(address, &format!("/api/v1/changes?after={after}&limit={limit}")).await
}

/// What the origin says when it is asked.
pub(super) enum Told<T> {
    /// It is what the tag names.
    Same,
    /// There is no such thing.
    Missing,
    /// This, and its tag.
    New(T, Option<String>),
}

/// Asks the origin for JSON.
pub(super) async fn fetch<T: DeserializeOwned + Send + 'static>(address: &str, path: &str) -> Result<T, Failure> {
    match ask(address, path, None).await? {
        Told::New(value, _) => Ok(value),
        Told::Same | Told::Missing => Err(format!("{address}{path} : introuvable").into()),
    }
}

/// Asks the origin for JSON, unless it still has the tag that it had, off the threads that serve.
pub(super) async fn ask<T: DeserializeOwned + Send + 'static>(
    address: &str,
    path: &str,
    tag: Option<&str>,
) -> Result<Told<T>, Failure> {
    let (url, tag) = (format!("{address}{path}"), tag.map(str::to_owned));
    let asked = tokio::task::spawn_blocking(move || -> Result<Told<T>, Failure> {
        let told = bytes_of(&url, tag.as_deref(), MOST_BYTES).map_err(|error| format!("{url} : {error}"))?;
        Ok(match told {
            Told::Same => Told::Same,
            Told::Missing => Told::Missing,
            Told::New(bytes, tag) => {
                Told::New(serde_json::from_slice(&bytes).map_err(|error| format!("{url} : {error}"))?, tag)
            }
        })
    });
    asked.await?
}

/// Asks the origin for the bytes of a file; `None` when there is none.
pub(super) async fn file(address: &str, path: &str, most: u64) -> Result<Option<Vec<u8>>, Failure> {
    let url = format!("{address}{path}");
    let asked = tokio::task::spawn_blocking(move || -> Result<Option<Vec<u8>>, Failure> {
        match bytes_of(&url, None, most).map_err(|error| format!("{url} : {error}"))? {
            Told::New(bytes, _) => Ok(Some(bytes)),
            Told::Same | Told::Missing => Ok(None),
        }
    });
    asked.await?
}

fn bytes_of(url: &str, tag: Option<&str>, most: u64) -> io::Result<Told<Vec<u8>>> {
    let mut request = CLIENT.get(url).config().timeout_global(Some(PATIENCE)).build();
    if let Some(tag) = tag {
        request = request.header("if-none-match", tag);
    }
    match request.call() {
        Ok(answer) if answer.status() == 304 => Ok(Told::Same),
        Ok(mut answer) => {
            let tag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
            let body = answer.body_mut().with_config().limit(most).read_to_vec();
            Ok(Told::New(body.map_err(io::Error::other)?, tag))
        }
        Err(ureq::Error::StatusCode(404)) => Ok(Told::Missing),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// A file of any length, read while it comes; for threads that may wait. `None` when there is none.
pub(super) fn stream(url: &str) -> io::Result<Option<Box<dyn Read + Send>>> {
    let request =
        CLIENT.get(url).config().timeout_connect(Some(PATIENCE)).timeout_recv_response(Some(PATIENCE)).build();
    match request.call() {
        Ok(answer) => Ok(Some(Box::new(answer.into_body().into_reader()))),
        Err(ureq::Error::StatusCode(404)) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}
