//! What an origin tells, and how it is asked.

use std::io::{self, Read};
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

/// `/api/v1/changes` as the origin tells it.
#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) link: Option<String>,
    pub(super) revisions: Vec<Told>,
    pub(super) head: ToldHead,
}

#[derive(Deserialize)]
pub(super) struct Told {
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

impl Told {
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

/// Asks the origin for JSON, off the threads that serve.
pub(super) async fn fetch<T: DeserializeOwned + Send + 'static>(address: &str, path: &str) -> Result<T, Failure> {
    let url = format!("{address}{path}");
    let asked = tokio::task::spawn_blocking(move || -> Result<T, Failure> {
        let bytes = bytes_of(&url, MOST_BYTES).map_err(|error| format!("{url} : {error}"))?;
        let bytes = bytes.ok_or_else(|| format!("{url} : introuvable"))?;
        Ok(serde_json::from_slice(&bytes).map_err(|error| format!("{url} : {error}"))?)
    });
    asked.await?
}

/// Asks the origin for the bytes of a file; `None` when there is none.
pub(super) async fn file(address: &str, path: &str, most: u64) -> Result<Option<Vec<u8>>, Failure> {
    let url = format!("{address}{path}");
    let asked = tokio::task::spawn_blocking(move || -> Result<Option<Vec<u8>>, Failure> {
        Ok(bytes_of(&url, most).map_err(|error| format!("{url} : {error}"))?)
    });
    asked.await?
}

fn bytes_of(url: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    match agent.get(url).call() {
        Ok(mut answer) => {
            let body = answer.body_mut().with_config().limit(most).read_to_vec();
            body.map(Some).map_err(io::Error::other)
        }
        Err(ureq::Error::StatusCode(404)) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// A file of any length, read while it comes; for threads that may wait. `None` when there is none.
pub(super) fn stream(url: &str) -> io::Result<Option<Box<dyn Read + Send>>> {
    let config = ureq::Agent::config_builder().timeout_connect(Some(PATIENCE)).timeout_recv_response(Some(PATIENCE));
    let agent: ureq::Agent = config.build().into();
    match agent.get(url).call() {
        Ok(answer) => Ok(Some(Box::new(answer.into_body().into_reader()))),
        Err(ureq::Error::StatusCode(404)) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}
