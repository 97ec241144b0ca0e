-- What moderators decided, and what each decision changed. Never what was said: only what was done, and why.

create table decision (
    id blob primary key check (length(id) = 16),
    decided_on text not null check (length(decided_on) = 10),
    -- Who decided; null for the operator's command line, and once the account is deleted.
    moderator blob references account (id) on delete set null,
    -- The second moderator, where one was needed or awaited.
    seconded_by blob references account (id) on delete set null,
    -- census::Action.
    action text not null,
    -- census::Ground: why something was refused or taken away.
    ground text,
    -- JSON of store::Order, so that a second moderator can carry it out; `{}` once nothing has to be carried out.
    content text not null,
    -- What it was about, when it was one entity.
    kind text,
    entity_id blob check (length(entity_id) = 16),
    -- Code of the territory, when it was one.
    territory text not null,
    -- Entities and contributions that it touched.
    entries integer not null check (entries >= 0),
    state text not null check (state in ('proposed', 'done', 'dropped'))
) strict, without rowid;

create index decision_log on decision (state, decided_on, id);
create index decision_entity on decision (entity_id) where entity_id is not null;

-- The revisions that a decision made.
create table decision_revision (
    decision_id blob not null check (length(decision_id) = 16),
    entity_id blob not null check (length(entity_id) = 16),
    version integer not null,
    primary key (decision_id, entity_id, version)
) strict, without rowid;

create index decision_of_revision on decision_revision (entity_id, version);

-- A moderator is looking at it, and others need not.
create table contribution_claim (
    contribution_id blob primary key check (length(contribution_id) = 16),
    account_id blob not null references account (id) on delete cascade,
    -- Tens of minutes since 1970, after which it is free again.
    until integer not null
) strict, without rowid;

-- census::Ground, which its sender reads in words.
alter table contribution add column ground text;

create index contribution_queue on contribution (submitted_on, id) where state = 'pending';
