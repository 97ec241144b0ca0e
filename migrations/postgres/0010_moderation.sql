-- What moderators decided. The twin of ../sqlite/0010_moderation.sql, where the columns are explained.

create table decision (
    id uuid primary key,
    decided_on date not null,
    moderator uuid references account (id) on delete set null,
    seconded_by uuid references account (id) on delete set null,
    action text not null,
    ground text,
    content text not null,
    kind text,
    entity_id uuid,
    territory text not null,
    entries bigint not null check (entries >= 0),
    state text not null check (state in ('proposed', 'done', 'dropped'))
);

create index decision_log on decision (state, decided_on, id);
create index decision_entity on decision (entity_id) where entity_id is not null;

create table decision_revision (
    decision_id uuid not null,
    entity_id uuid not null,
    version bigint not null,
    primary key (decision_id, entity_id, version)
);

create index decision_of_revision on decision_revision (entity_id, version);

create table contribution_claim (
    contribution_id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    until bigint not null
);

alter table contribution add column ground text;

create index contribution_queue on contribution (submitted_on, id) where state = 'pending';
