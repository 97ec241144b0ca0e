//! Accounts: a pseudonym, the hash of a secret, and what the account may do.

pub(crate) mod account_row;

use std::fmt;
use std::str::FromStr;

use census::{Grant, InvalidId, Pseudonym, Role, Trust};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::account_row::AccountRow;
use crate::piece::piece_row;
use crate::sql::{on, within};
use crate::work::Work;
use crate::writer::Job;
use crate::{Error, Result, Store};

/// Names an account. Random, and shown to nobody but administrators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub Uuid);

/// An account as the census knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name for the program.
    pub id: AccountId,
    /// Its name for people.
    pub pseudonym: String,
    /// May the public history show the pseudonym?
    pub public: bool,
    /// The day it was made.
    pub created_on: NaiveDate,
    /// The day it was closed by an administrator.
    pub disabled_on: Option<NaiveDate>,
    /// What it may do beyond contributing, and where; in the order of roles.
    pub grants: Vec<Grant>,
    /// Its contributions that were accepted.
    pub accepted: u64,
    /// Passkeys that it has.
    pub passkeys: u64,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Nobody else has one that looks like it.
    pub pseudonym: Pseudonym,
    /// [`census::Secret::hash`].
    pub secret_hash: [u8; 32],
    /// May the public history show the pseudonym?
    pub public: bool,
    /// What it may do from the start.
    pub grants: Vec<Grant>,
}

/// A change of one account. Whatever changes its rights ends its sessions, so that no session outlives them.
enum Change {
    Grant(Grant),
    Revoke(Grant),
    Disable,
    Enable,
    ShowPseudonym(bool),
    /// A new secret; passkeys go too when the owner lost everything.
    Renew {
        secret_hash: [u8; 32],
        without_passkeys: bool,
    },
    Delete,
}

struct ChangeOf(AccountId, Change);

impl Store {
    /// Makes an account; [`Error::PseudonymTaken`] when another one's name looks like it.
    pub async fn create_account(&self, account: NewAccount) -> Result<AccountId> {
        self.writer().run(account).await
    }

    /// The account that a secret opens; a disabled one is not found.
    pub async fn account_of_secret(&self, secret_hash: [u8; 32]) -> Result<Option<Account>> {
        let row: Option<AccountRow> = on!(self.readers(), account_row::BY_SECRET, |db, sql| {
            sqlx::query_as(sql).bind(secret_hash.as_slice()).fetch_optional(db).await
        })?;
        row.map(Account::try_from).transpose()
    }

    /// The account of an id.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        let row: Option<AccountRow> = on!(self.readers(), account_row::BY_ID, |db, sql| {
            sqlx::query_as(sql).bind(id.0).fetch_optional(db).await
        })?;
        row.map(Account::try_from).transpose()
    }

    /// The account of a pseudonym, or of one that looks like it.
    pub async fn account_named(&self, pseudonym: &Pseudonym) -> Result<Option<Account>> {
        let key = pseudonym.key();
        let row: Option<AccountRow> = on!(self.readers(), account_row::BY_PSEUDONYM, |db, sql| {
            sqlx::query_as(sql).bind(key).fetch_optional(db).await
        })?;
        row.map(Account::try_from).transpose()
    }

    /// Accounts in the order of their pseudonyms, beginning behind the key of one ([`Pseudonym::key`]).
    pub async fn accounts(&self, after: &str, limit: u32) -> Result<Vec<Account>> {
        let rows: Vec<AccountRow> = on!(self.readers(), account_row::PAGE, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(Account::try_from).collect()
    }

    /// Gives an account a role; its sessions end.
    pub async fn grant(&self, id: AccountId, grant: Grant) -> Result<()> {
        self.writer().run(ChangeOf(id, Change::Grant(grant))).await
    }

    /// Takes a role from an account; its sessions end.
    pub async fn revoke(&self, id: AccountId, grant: Grant) -> Result<()> {
        self.writer().run(ChangeOf(id, Change::Revoke(grant))).await
    }

    /// Closes an account or opens it again; its sessions end.
    pub async fn set_disabled(&self, id: AccountId, disabled: bool) -> Result<()> {
        self.writer().run(ChangeOf(id, if disabled { Change::Disable } else { Change::Enable })).await
    }

    /// Shows or hides the pseudonym in the public history.
    pub async fn show_pseudonym(&self, id: AccountId, public: bool) -> Result<()> {
        self.writer().run(ChangeOf(id, Change::ShowPseudonym(public))).await
    }

    /// Replaces the secret of an account; its sessions end, and its passkeys go when asked to.
    pub async fn renew_secret(&self, id: AccountId, secret_hash: [u8; 32], without_passkeys: bool) -> Result<()> {
        self.writer().run(ChangeOf(id, Change::Renew { secret_hash, without_passkeys })).await
    }

    /// Deletes an account. Its contributions stay and are nobody's; nothing else of it is left, on the disk either.
    pub async fn delete_account(&self, id: AccountId) -> Result<()> {
        self.writer().run(ChangeOf(id, Change::Delete)).await?;
        self.checkpoint().await
    }
}

impl Account {
    /// Does one of its roles see or change what others sent?
    pub fn is_staff(&self) -> bool {
        self.grants.iter().any(|grant| grant.role.is_staff())
    }

    /// Must a passkey be shown besides the secret?
    pub fn needs_passkey(&self) -> bool {
        self.grants.iter().any(|grant| grant.role.needs_passkey())
    }

    /// Where it has a role: `None` in the list is everywhere.
    pub fn territories_of(&self, role: Role) -> impl Iterator<Item = Option<&str>> {
        self.grants.iter().filter(move |grant| grant.role == role).map(|grant| grant.territory.as_deref())
    }

    /// What its accepted contributions have earned.
    pub fn trust(&self) -> Trust {
        Trust::of(self.accepted)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AccountId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}

impl Job for NewAccount {
    type Output = AccountId;

    async fn run(&self, work: &mut Work) -> Result<AccountId> {
        let key = self.pseudonym.key();
        let taken: Option<Uuid> = within!(&mut work.tx, account_row::ID_BY_PSEUDONYM, |db, sql| {
            sqlx::query_scalar(sql).bind(&key).fetch_optional(db).await
        })?;
        if taken.is_some() {
            return Err(Error::PseudonymTaken);
        }
        let (id, day) = (AccountId(work.salts.id()), work.today);
        within!(&mut work.tx, account_row::INSERT, |db, sql| {
            let statement = sqlx::query(sql).bind(id.0).bind(self.pseudonym.as_str()).bind(&key);
            let statement = statement.bind(self.secret_hash.as_slice()).bind(self.public).bind(day);
            statement.execute(db).await.map(drop)
        })?;
        for grant in &self.grants {
            account_row::insert_grant(work, id, grant).await?;
        }
        Ok(id)
    }
}

impl Job for ChangeOf {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        let Self(id, change) = self;
        if !account_row::is_known(work, *id).await? {
            return Err(Error::NoSuchAccount);
        }
        match change {
            Change::Grant(grant) => account_row::insert_grant(work, *id, grant).await?,
            Change::Revoke(grant) => account_row::delete_grant(work, *id, grant).await?,
            Change::Disable => account_row::set_disabled(work, *id, Some(work.today)).await?,
            Change::Enable => account_row::set_disabled(work, *id, None).await?,
            Change::ShowPseudonym(public) => return account_row::set_public(work, *id, *public).await,
            Change::Renew { secret_hash, without_passkeys } => {
                account_row::set_secret(work, *id, secret_hash).await?;
                if *without_passkeys {
                    account_row::delete_of(work, account_row::DELETE_PASSKEYS, *id).await?;
                }
            }
            Change::Delete => {
                // What this commit holds of the account so far must be written before it can be taken out.
                work.flush().await?;
                piece_row::forget_account(work, *id).await?;
                return account_row::delete_of(work, account_row::DELETE, *id).await;
            }
        }
        account_row::delete_of(work, account_row::DELETE_SESSIONS, *id).await
    }
}
