-- Accounts on PostgreSQL. The twin of ../sqlite/0003_accounts.sql, where the columns are explained.

create table account (
    id uuid primary key,
    pseudonym text not null,
    pseudonym_key text collate "C" not null unique,
    secret_hash bytea not null unique check (length(secret_hash) = 32),
    public boolean not null,
    created_on date not null,
    disabled_on date
);

create table role_grant (
    account_id uuid not null references account (id) on delete cascade,
    role text not null check (role in ('trusted', 'moderator', 'importer', 'administrator', 'auditor')),
    territory text not null,
    granted_on date not null,
    primary key (account_id, role, territory)
);

create table session (
    hash bytea primary key check (length(hash) = 32),
    account_id uuid not null references account (id) on delete cascade,
    started bigint not null,
    seen bigint not null,
    strong boolean not null,
    ceremony text
);

create index session_account on session (account_id);

create table passkey (
    id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    name text not null,
    credential text not null,
    added_on date not null
);

create index passkey_account on passkey (account_id);

alter table contribution add column contributor uuid references account (id) on delete set null;

create index contribution_contributor on contribution (contributor, state) where contributor is not null;
create index contribution_attributed on contribution (entity_id, entity_version) where contributor is not null;
