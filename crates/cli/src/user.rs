//! `technopolice user`: the first administrator, and whoever lost their words.

use std::process::ExitCode;

use census::{Grant, Pseudonym, Secret};
use geodata::territory::Territories;
use serde_json::json;
use store::{Account, NewAccount, Options, Store, SystemWorld, World};

use crate::arguments::{Common, UserCommand};
use crate::{Failure, open};

/// Runs one command on the accounts.
pub(crate) async fn run(common: &Common, command: UserCommand) -> Result<ExitCode, Failure> {
    let store = open::store(common, Options::default()).await?;
    let done = execute(&store, command).await;
    store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn execute(store: &Store, command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::Add { pseudonym, roles, json } => {
            let roles: Result<Vec<Grant>, Failure> = roles.iter().map(|text| grant(text)).collect();
            let secret = add(store, &pseudonym, roles?).await?;
            if json {
                println!("{}", json!({"pseudonym": pseudonym, "words": secret.words().join(" ")}));
            } else {
                tell(&pseudonym, &secret);
            }
        }
        UserCommand::Grant { pseudonym, role } => store.grant(find(store, &pseudonym).await?.id, grant(&role)?).await?,
        UserCommand::Revoke { pseudonym, role } => {
            store.revoke(find(store, &pseudonym).await?.id, grant(&role)?).await?;
        }
        UserCommand::List => list(store).await?,
        UserCommand::Disable { pseudonym } => store.set_disabled(find(store, &pseudonym).await?.id, true).await?,
        UserCommand::Reset { pseudonym } => {
            let account = find(store, &pseudonym).await?;
            let secret = Secret::from_random(SystemWorld.bytes());
            store.renew_secret(account.id, secret.hash(), true).await?;
            store.set_disabled(account.id, false).await?;
            tell(&account.pseudonym, &secret);
        }
    }
    Ok(())
}

/// Makes an account with its roles and answers with the secret, which nothing else will ever tell.
pub(crate) async fn add(store: &Store, pseudonym: &str, grants: Vec<Grant>) -> Result<Secret, Failure> {
    let secret = Secret::from_random(SystemWorld.bytes());
    let pseudonym: Pseudonym = pseudonym.parse()?;
    store.create_account(NewAccount { pseudonym, secret_hash: secret.hash(), public: false, grants }).await?;
    Ok(secret)
}

fn tell(pseudonym: &str, secret: &Secret) {
    println!("Les douze mots de {pseudonym}, affichés cette seule fois :");
    println!("  {}", secret.words().join(" "));
}

async fn list(store: &Store) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        let accounts = store.accounts(&after, 500).await?;
        accounts.iter().for_each(line);
        match accounts.last() {
            Some(last) => after = last.pseudonym.parse::<Pseudonym>()?.key(),
            None => return Ok(()),
        }
    }
}

fn line(account: &Account) {
    let text = |grant: &Grant| match &grant.territory {
        Some(code) => format!("{}:{code}", grant.role),
        None => grant.role.to_string(),
    };
    let roles: Vec<String> = account.grants.iter().map(text).collect();
    let closed = if account.disabled_on.is_some() { " (fermé)" } else { "" };
    println!("{}{closed}\t{}\t{} acceptée(s)", account.pseudonym, roles.join(" "), account.accepted);
}

/// The account of a pseudonym.
pub(crate) async fn find(store: &Store, pseudonym: &str) -> Result<Account, Failure> {
    let found = store.account_named(&pseudonym.parse()?).await?;
    found.ok_or_else(|| format!("aucun compte ne porte le pseudonyme « {pseudonym} »").into())
}

/// `moderator`, or `moderator:d93`.
fn grant(text: &str) -> Result<Grant, Failure> {
    let (role, code) = text.split_once(':').map_or((text, None), |(role, code)| (role, Some(code)));
    let territory = match code {
        None => None,
        Some(code) => {
            let found = Territories::embedded().by_code(code);
            Some(found.ok_or_else(|| format!("aucun territoire n’a le code « {code} »"))?.code.to_string())
        }
    };
    Ok(Grant { role: role.parse()?, territory })
}
