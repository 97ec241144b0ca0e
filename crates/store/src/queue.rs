//! What waits for a moderator, oldest first, and who is looking at it.

use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::contribution::contribution_row::{ContributionRow, Kept, contribution_columns};
use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::writer::Job;
use crate::{AccountId, ContributionId, ContributionState, Error, Receipt, Result, Store};

/// Tens of minutes for which a contribution stays with the moderator who took it.
const CLAIM: i64 = 3;

macro_rules! waiting {
    ($rest:literal) => {
        concat!(
            "select ",
            contribution_columns!(),
            ", c.contributor is not null as has_account, k.account_id, k.until, a.pseudonym,
                (select count(*) from photo p where p.contribution_id = c.id and p.state in ('received', 'blurred'))
                    as photos
            from contribution c
                left join contribution_claim k on k.contribution_id = c.id
                left join account a on a.id = k.account_id ",
            $rest
        )
    };
}

/// Found by the two small indexes of what waits, never by a walk over all contributions.
const PAGE: Sql = Sql::same(waiting!(
    "where c.id in (
        select id from (
            select id from contribution where state = 'pending' and (submitted_on, id) > ($1, $2)
            order by submitted_on, id limit $3
        ) pending
        union select contribution_id from photo where state in ('received', 'blurred')
    ) and (c.submitted_on, c.id) > ($1, $2) order by c.submitted_on, c.id limit $3"
));

const BY_ID: Sql = Sql::same(waiting!("where c.id = $1"));

const COUNT: Sql = Sql::same(
    "select count(*) from (
        select id from contribution where state = 'pending'
        union select contribution_id from photo where state in ('received', 'blurred')
    ) waiting",
);

/// Somebody else's claim gives way only when its time is over.
const CLAIM_IT: Sql = Sql::same(
    "insert into contribution_claim (contribution_id, account_id, until) values ($1, $2, $3)
    on conflict (contribution_id) do update set account_id = excluded.account_id, until = excluded.until
    where contribution_claim.account_id = excluded.account_id or contribution_claim.until <= $4",
);

const CLAIMED_BY_OTHERS: Sql =
    Sql::same("select count(*) from contribution_claim where contribution_id = $1 and account_id <> $2 and until > $3");

const RELEASE: Sql = Sql::same("delete from contribution_claim where contribution_id = $1 and account_id = $2");

const FORGET: Sql = Sql::same("delete from contribution_claim where contribution_id = $1");

pub(crate) const STATEMENTS: &[Sql] = &[PAGE, BY_ID, COUNT, CLAIM_IT, CLAIMED_BY_OTHERS, RELEASE, FORGET];

/// Where a page of the queue begins: behind this day and contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePlace {
    /// The day it came.
    pub day: NaiveDate,
    /// Its name.
    pub id: ContributionId,
}

/// A contribution as moderators see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// What its sender sees too.
    pub receipt: Receipt,
    /// Was it sent with an account? Whose is for nobody to see.
    pub has_account: bool,
    /// The moderator who is looking at it.
    pub claim: Option<Claim>,
    /// Photos of it that wait.
    pub photos: u64,
}

/// A moderator is looking at it, for half an hour at the most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub account: AccountId,
    /// What others call them.
    pub pseudonym: String,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    contribution: ContributionRow,
    has_account: bool,
    account_id: Option<Uuid>,
    until: Option<i64>,
    pseudonym: Option<String>,
    photos: i64,
}

struct Take {
    id: ContributionId,
    account: AccountId,
}

struct Release {
    id: ContributionId,
    account: AccountId,
}

impl Store {
    /// What waits for a person, itself or a photo of it, the oldest day first; within a day the order tells nothing about arrival.
    pub async fn queue(&self, after: Option<QueuePlace>, limit: u32) -> Result<Vec<Waiting>> {
        let (day, id) = after.map_or((NaiveDate::default(), Uuid::nil()), |place| (place.day, place.id.0));
        let rows: Vec<Row> = on!(self.readers(), PAGE, |db, sql| {
            sqlx::query_as(sql).bind(day).bind(id).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(|row| self.waiting(row)).collect()
    }

    /// A contribution of any state, for moderators.
    pub async fn contribution(&self, id: ContributionId) -> Result<Option<Waiting>> {
        let row: Option<Row> =
            on!(self.readers(), BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
        row.map(|row| self.waiting(row)).transpose()
    }

    /// How many contributions wait for a person.
    pub async fn queue_length(&self) -> Result<u64> {
        let count: i64 = on!(self.readers(), COUNT, |db, sql| sqlx::query_scalar(sql).fetch_one(db).await)?;
        Ok(count.unsigned_abs())
    }

    /// Takes a contribution to look at, for half an hour. [`Error::Claimed`] when somebody else is looking at it.
    pub async fn claim(&self, id: ContributionId, account: AccountId) -> Result<()> {
        self.writer().run(Take { id, account }).await
    }

    /// Gives a contribution back to the others.
    pub async fn release(&self, id: ContributionId, account: AccountId) -> Result<()> {
        self.writer().run(Release { id, account }).await
    }

    fn waiting(&self, row: Row) -> Result<Waiting> {
        let now = self.options().world.ten_minutes();
        let alive = row.until.is_some_and(|until| until > now);
        let claim = row.account_id.zip(row.pseudonym).filter(|_| alive);
        Ok(Waiting {
            receipt: Kept::try_from(row.contribution)?.into(),
            has_account: row.has_account,
            claim: claim.map(|(account, pseudonym)| Claim { account: AccountId(account), pseudonym }),
            photos: row.photos.unsigned_abs(),
        })
    }
}

impl Job for Take {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        let kept = work.contribution(self.id).await?.ok_or(Error::NoSuchContribution)?;
        if kept.state != ContributionState::Pending {
            return Err(Error::Decided(kept.state));
        }
        let now = work.options.world.ten_minutes();
        let taken = within!(&mut work.tx, CLAIM_IT, |db, sql| {
            let statement = sqlx::query(sql).bind(self.id.0).bind(self.account.0).bind(now + CLAIM).bind(now);
            statement.execute(db).await.map(|done| done.rows_affected())
        })?;
        if taken == 1 { Ok(()) } else { Err(Error::Claimed) }
    }
}

impl Job for Release {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        within!(&mut work.tx, RELEASE, |db, sql| {
            sqlx::query(sql).bind(self.id.0).bind(self.account.0).execute(db).await.map(drop)
        })?;
        Ok(())
    }
}

/// Is another moderator looking at it?
pub(crate) async fn is_claimed_by_others(work: &mut Work, id: ContributionId, account: AccountId) -> Result<bool> {
    let now = work.options.world.ten_minutes();
    let count: i64 = within!(&mut work.tx, CLAIMED_BY_OTHERS, |db, sql| {
        sqlx::query_scalar(sql).bind(id.0).bind(account.0).bind(now).fetch_one(db).await
    })?;
    Ok(count > 0)
}

/// Nobody looks at it any more: it is decided.
pub(crate) async fn forget_claim(work: &mut Work, id: ContributionId) -> Result<()> {
    within!(&mut work.tx, FORGET, |db, sql| sqlx::query(sql).bind(id.0).execute(db).await.map(drop))?;
    Ok(())
}
