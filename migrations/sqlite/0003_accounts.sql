-- Accounts without an e-mail address: a pseudonym, and the hash of a secret that was shown once.
-- No exact time: days, and for sessions tens of minutes since 1970.

create table account (
    id blob primary key check (length(id) = 16),
    -- As its owner wrote it.
    pseudonym text not null,
    -- Small letters and digits without accents: what two pseudonyms that look alike have in common.
    pseudonym_key text not null unique,
    -- SHA-256 of the secret; the secret itself is kept nowhere.
    secret_hash blob not null unique check (length(secret_hash) = 32),
    -- May the public history show the pseudonym?
    public integer not null check (public in (0, 1)),
    created_on text not null check (length(created_on) = 10),
    disabled_on text
) strict, without rowid;

-- What an account may do beyond contributing, and where.
create table role_grant (
    account_id blob not null references account (id) on delete cascade,
    role text not null check (role in ('trusted', 'moderator', 'importer', 'administrator', 'auditor')),
    -- Code of a territory of any kind; empty is everywhere.
    territory text not null,
    granted_on text not null check (length(granted_on) = 10),
    primary key (account_id, role, territory)
) strict, without rowid;

create table session (
    -- SHA-256 of the id in the cookie: this table opens nothing.
    hash blob primary key check (length(hash) = 32),
    account_id blob not null references account (id) on delete cascade,
    -- Tens of minutes since 1970.
    started integer not null,
    seen integer not null,
    -- Was a passkey shown in this session?
    strong integer not null check (strong in (0, 1)),
    -- JSON: the challenge of a passkey ceremony under way.
    ceremony text
) strict, without rowid;

create index session_account on session (account_id);

create table passkey (
    id blob primary key check (length(id) = 16),
    account_id blob not null references account (id) on delete cascade,
    -- What its owner calls it.
    name text not null,
    -- JSON: the public key, the id that the authenticator gave it, and its counter.
    credential text not null,
    added_on text not null check (length(added_on) = 10)
) strict, without rowid;

create index passkey_account on passkey (account_id);

-- Who contributed, when it was done with an account; deleting the account de-attributes.
alter table contribution add column contributor blob references account (id) on delete set null;

create index contribution_contributor on contribution (contributor, state) where contributor is not null;
create index contribution_attributed on contribution (entity_id, entity_version) where contributor is not null;
