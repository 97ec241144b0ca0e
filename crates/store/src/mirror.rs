//! Following another census: its revisions come in as they are, link by link, and everything else is derived from them.

pub(crate) mod aside;
pub(crate) mod replication;

use census::{EntityId, GENESIS, Link, Revision};
use chrono::NaiveDate;

use crate::check::CHAIN;
use crate::entity_row::{RevisionRow, hash};
use crate::sql::{Sql, on};
use crate::work::Work;
use crate::writer::{HEAD, Job};
use crate::{Error, Result, Store};

const KEEP: Sql = Sql::same(
    "insert into instance (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
);

const KEPT: Sql = Sql::same("select value from instance where key = $1");

const FORGET: Sql = Sql::same("delete from instance where key in ('mirror_of', 'mirror_key')");

pub(crate) const STATEMENTS: &[Sql] = &[KEEP, KEPT, FORGET];

/// The address of the census that is followed.
const ORIGIN: &str = "mirror_of";
/// The public key that signs its heads, once it is known.
const KEY: &str = "mirror_key";

/// Where a census is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its address, `https://…` without a final slash.
    pub address: String,
    /// Its public key as PEM; the one that was given, or the first one that was seen.
    pub key: Option<String>,
}

/// A revision of another census.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreign {
    /// As the origin tells it.
    pub revision: Revision,
    /// The day on which the origin made the entity: what is older was erased, and nothing else tells it.
    pub created_on: Option<NaiveDate>,
}

struct Adopt(Vec<Foreign>);

impl Store {
    /// The newest revision: its number and its link; 0 and the genesis in an empty census.
    pub async fn head(&self) -> Result<(i64, Link)> {
        let row: Option<(i64, Vec<u8>)> =
            on!(self.readers(), HEAD, |db, sql| sqlx::query_as(sql).fetch_optional(db).await)?;
        let Some((seq, link)) = row else { return Ok((0, GENESIS)) };
        let link = hash(&link).map_err(|detail| Error::corrupt("revision", "link", seq, detail))?;
        Ok((seq, Link(link)))
    }

    /// The revisions behind a number, in the order of the chain, at most `limit`.
    pub async fn revisions(&self, after: i64, limit: u32) -> Result<Vec<Revision>> {
        let rows: Vec<RevisionRow> = on!(self.readers(), CHAIN, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(Revision::try_from).collect()
    }

    /// The link of a revision; the genesis for 0, `None` behind the newest.
    pub async fn link_at(&self, seq: i64) -> Result<Option<Link>> {
        if seq == 0 {
            return Ok(Some(GENESIS));
        }
        let found = self.revisions(seq - 1, 1).await?;
        Ok(found.into_iter().find(|revision| revision.seq == seq).map(|revision| revision.link))
    }

    /// Takes over revisions that follow the newest one. What the origin erased is erased here too; call
    /// [`Store::sweep`] then. Answers how many bodies that were.
    ///
    /// # Errors
    /// [`Error::Corrupt`] names the first revision that does not follow; nothing is kept then.
    pub async fn adopt(&self, revisions: Vec<Foreign>) -> Result<u64> {
        self.writer().run(Adopt(revisions)).await
    }

    /// The census that this one follows.
    pub async fn origin(&self) -> Result<Option<Origin>> {
        let Some(address) = self.kept_text(ORIGIN).await? else { return Ok(None) };
        Ok(Some(Origin { address, key: self.kept_text(KEY).await? }))
    }

    /// Follows another census from now on, or none: then this is a census of its own.
    pub async fn set_origin(&self, origin: Option<&Origin>) -> Result<()> {
        on!(self.writing(), FORGET, |db, sql| sqlx::query(sql).execute(db).await.map(drop))?;
        let texts = origin.map(|origin| [(ORIGIN, Some(origin.address.as_str())), (KEY, origin.key.as_deref())]);
        for (key, text) in texts.into_iter().flatten() {
            let Some(text) = text else { continue };
            let bytes = text.as_bytes();
            on!(self.writing(), KEEP, |db, sql| sqlx::query(sql).bind(key).bind(bytes).execute(db).await.map(drop))?;
        }
        Ok(())
    }

    async fn kept_text(&self, key: &'static str) -> Result<Option<String>> {
        let kept: Option<Vec<u8>> =
            on!(self.readers(), KEPT, |db, sql| sqlx::query_scalar(sql).bind(key).fetch_optional(db).await)?;
        let text = kept.map(String::from_utf8).transpose();
        text.map_err(|error| Error::corrupt("instance", "value", key, error))
    }
}

impl Job for Adopt {
    type Output = u64;

    fn wants(&self, wants: &mut crate::work::Wants) {
        let ids: std::collections::BTreeSet<EntityId> = self.0.iter().map(|foreign| foreign.revision.entity).collect();
        wants.entities.extend(ids);
    }

    async fn run(&self, work: &mut Work) -> Result<u64> {
        let mut erased = 0;
        for foreign in &self.0 {
            erased += work.adopt(foreign).await?;
        }
        Ok(erased)
    }
}
