//! Accounts, their sessions, and what is theirs.

use std::sync::Arc;

use census::{Grant, Role, Secret};
use store::{AccountId, Error, FixedWorld, NewAccount, NewSession, Options, Publication, Store};
use technopolice_tests::TestDatabase;

use crate::samples::{camera, held, open, options, today};

on_both_engines! {
    a_secret_opens_its_own_account_only,
    pseudonyms_that_look_alike_are_one,
    a_session_ends_by_itself_and_sooner_for_staff,
    a_new_session_takes_the_place_of_the_old_one,
    a_change_of_rights_ends_every_session,
    a_passkey_belongs_to_its_account,
    a_pseudonym_is_shown_with_its_contributions_only_when_its_owner_says_so,
    deleting_an_account_leaves_its_contributions_to_nobody,
    the_database_holds_nothing_that_opens_an_account,
}

fn secret(number: u8) -> Secret {
    Secret::from_random([number; 32])
}

pub(crate) fn everywhere(role: Role) -> Grant {
    Grant { role, territory: None }
}

pub(crate) async fn account(store: &Store, number: u8, grants: Vec<Grant>) -> AccountId {
    let pseudonym = format!("Hibou {number}").parse().expect("a pseudonym");
    let made = NewAccount { pseudonym, secret_hash: secret(number).hash(), public: false, grants };
    store.create_account(made).await.expect("a new account")
}

async fn begin(store: &Store, account: AccountId, hash: u8, replaces: Option<u8>) {
    let replaces = replaces.map(|old| [old; 32]);
    let session = NewSession { hash: [hash; 32], account, strong: false, replaces };
    store.begin_session(session).await.expect("a session");
}

async fn lives(store: &Store, hash: u8) -> bool {
    store.session([hash; 32]).await.expect("an answer").is_some()
}

async fn a_secret_opens_its_own_account_only(database: TestDatabase) {
    let store = open(&database).await;
    let mine = account(&store, 1, vec![Grant { role: Role::Moderator, territory: Some("d93".to_owned()) }]).await;
    account(&store, 2, Vec::new()).await;
    let found = store.account_of_secret(secret(1).hash()).await.expect("an answer").expect("an account");
    assert_eq!((found.id, found.pseudonym.as_str(), found.accepted), (mine, "Hibou 1", 0));
    assert_eq!(found.territories_of(Role::Moderator).collect::<Vec<_>>(), [Some("d93")]);
    assert!(store.account_of_secret(secret(3).hash()).await.expect("an answer").is_none());
    store.renew_secret(mine, secret(3).hash(), true).await.expect("a new secret");
    assert!(store.account_of_secret(secret(1).hash()).await.expect("an answer").is_none());
    assert!(store.account_of_secret(secret(3).hash()).await.expect("an answer").is_some());
    store.set_disabled(mine, true).await.expect("a closed account");
    assert!(store.account_of_secret(secret(3).hash()).await.expect("an answer").is_none());
    let listed = store.accounts("", 10).await.expect("accounts");
    let days: Vec<_> = listed.iter().map(|account| (account.created_on, account.disabled_on)).collect();
    assert_eq!(days, [(today(), Some(today())), (today(), None)]);
}

async fn pseudonyms_that_look_alike_are_one(database: TestDatabase) {
    let store = open(&database).await;
    account(&store, 1, Vec::new()).await;
    let pseudonym = "HIBOU-1".parse().expect("a pseudonym");
    let twin = NewAccount { pseudonym, secret_hash: secret(9).hash(), public: false, grants: Vec::new() };
    let named = store.account_named(&twin.pseudonym).await.expect("an answer").expect("an account");
    assert_eq!(named.pseudonym, "Hibou 1");
    assert!(matches!(store.create_account(twin).await, Err(Error::PseudonymTaken)));
}

async fn a_session_ends_by_itself_and_sooner_for_staff(database: TestDatabase) {
    let world = Arc::new(FixedWorld::new(today(), 7));
    let opened = Options { world: world.clone(), ..options(Publication::Immediate) };
    let store = Store::open(&database.url, opened).await.expect("an open store");
    let contributor = account(&store, 1, Vec::new()).await;
    let moderator = account(&store, 2, vec![everywhere(Role::Moderator)]).await;
    begin(&store, contributor, 1, None).await;
    begin(&store, moderator, 2, None).await;
    world.wait(2);
    assert!(lives(&store, 1).await && lives(&store, 2).await, "20 minutes");
    world.wait(2);
    assert!(lives(&store, 2).await, "a request keeps a session alive");
    world.wait(3);
    assert!(!lives(&store, 2).await, "30 minutes without a request");
    assert!(lives(&store, 1).await, "12 hours for a contributor");
    for _ in 0..(7 * 24 * 6 / 70) {
        assert!(lives(&store, 1).await);
        world.wait(70);
    }
    assert!(lives(&store, 1).await);
    world.wait(7 * 24 * 6 - 1 - 7 - 14 * 70);
    assert!(lives(&store, 1).await, "ten minutes less than 7 days");
    world.wait(1);
    assert!(!lives(&store, 1).await, "7 days in all, however busy");
}

async fn a_new_session_takes_the_place_of_the_old_one(database: TestDatabase) {
    let store = open(&database).await;
    let id = account(&store, 1, Vec::new()).await;
    begin(&store, id, 1, None).await;
    begin(&store, id, 2, Some(1)).await;
    assert!(!lives(&store, 1).await && lives(&store, 2).await);
    assert_eq!(store.count_sessions(id).await.expect("a count"), 1);
    store.end_session([2; 32]).await.expect("an end");
    assert!(!lives(&store, 2).await);
}

async fn a_change_of_rights_ends_every_session(database: TestDatabase) {
    let store = open(&database).await;
    let id = account(&store, 1, Vec::new()).await;
    begin(&store, id, 1, None).await;
    store.show_pseudonym(id, true).await.expect("shown");
    assert!(lives(&store, 1).await, "a preference is no right");
    store.grant(id, everywhere(Role::Importer)).await.expect("a role");
    assert!(!lives(&store, 1).await);
    begin(&store, id, 2, None).await;
    store.revoke(id, everywhere(Role::Importer)).await.expect("no role");
    assert!(!lives(&store, 2).await);
    begin(&store, id, 3, None).await;
    store.set_disabled(id, true).await.expect("closed");
    assert!(!lives(&store, 3).await);
    let nobody = AccountId(uuid::Uuid::nil());
    assert!(matches!(store.grant(nobody, everywhere(Role::Auditor)).await, Err(Error::NoSuchAccount)));
}

async fn a_passkey_belongs_to_its_account(database: TestDatabase) {
    let store = open(&database).await;
    let (mine, other) = (account(&store, 1, Vec::new()).await, account(&store, 2, Vec::new()).await);
    store.add_passkey(mine, "Téléphone".to_owned(), "{\"n\":1}".to_owned()).await.expect("a passkey");
    let kept = store.passkeys(mine).await.expect("passkeys").remove(0);
    assert!(!store.remove_passkey(other, kept.id).await.expect("an answer"), "somebody else's");
    store.update_passkey(mine, kept.id, "{\"n\":2}".to_owned()).await.expect("a counter");
    assert_eq!(store.passkeys(mine).await.expect("passkeys")[0].credential, "{\"n\":2}");
    assert_eq!(store.account(mine).await.expect("an answer").expect("an account").passkeys, 1);
    assert!(store.remove_passkey(mine, kept.id).await.expect("an answer"));
}

async fn a_pseudonym_is_shown_with_its_contributions_only_when_its_owner_says_so(database: TestDatabase) {
    let store = open(&database).await;
    let id = account(&store, 1, Vec::new()).await;
    let mut own = camera(1);
    own.contributor = Some(id);
    let device = store.submit(own).await.expect("a report").entity.expect("a device");
    let mut waiting = held(camera(2));
    waiting.contributor = Some(id);
    store.submit(waiting).await.expect("a report");
    store.submit(camera(3)).await.expect("an anonymous report");
    assert_eq!(store.account(id).await.expect("an answer").expect("an account").accepted, 1);
    assert!(store.public_contributors(device).await.expect("an answer").is_empty());
    store.show_pseudonym(id, true).await.expect("shown");
    assert_eq!(store.public_contributors(device).await.expect("an answer"), [(1, "Hibou 1".to_owned())]);
}

async fn deleting_an_account_leaves_its_contributions_to_nobody(database: TestDatabase) {
    let store = open(&database).await;
    let id = account(&store, 1, Vec::new()).await;
    begin(&store, id, 1, None).await;
    let mut own = camera(1);
    own.contributor = Some(id);
    let sent = store.submit(own.clone()).await.expect("a report");
    store.show_pseudonym(id, true).await.expect("shown");
    store.delete_account(id).await.expect("gone");
    assert!(!lives(&store, 1).await && store.account(id).await.expect("an answer").is_none());
    let device = sent.entity.expect("a device");
    assert!(store.public_contributors(device).await.expect("an answer").is_empty());
    assert!(store.receipt(sent.code).await.expect("an answer").is_some(), "the report stays");
    let again = store.submit(own).await.expect("a replay under the id of a deleted account");
    assert!(again.replayed);
    account(&store, 1, Vec::new()).await;
}

async fn the_database_holds_nothing_that_opens_an_account(database: TestDatabase) {
    let store = open(&database).await;
    account(&store, 77, Vec::new()).await;
    store.delete_account(account(&store, 200, Vec::new()).await).await.expect("gone");
    store.close().await;
    // PostgreSQL keeps its files elsewhere.
    let Some(folder) = database.folder() else { return };
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let bytes: Vec<u8> = files.flat_map(|path| std::fs::read(path).expect("a readable file")).collect();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"Hibou 77") && holds(&secret(77).hash()));
    assert!(!holds(b"Hibou 200"), "a deleted account is not on the disk");
    assert!(!holds(&[77; 16]) && !holds(secret(77).words().join(" ").as_bytes()), "the secret is kept nowhere");
}
