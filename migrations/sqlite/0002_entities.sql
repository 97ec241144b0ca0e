-- Everything besides devices. The twin of ../postgres/0002_entities.sql.

-- Every entity in its current state, whatever its kind, the mistaken ones included.
alter table device rename to entity;
-- census::EntityKind.
alter table entity add column kind text not null default 'device';

-- What the public reads of the entities that are no devices: derived from `entity`.
create table record (
    kind text not null,
    id blob not null check (length(id) = 16),
    version integer not null,
    updated_on text not null,
    -- Its name in lists.
    title text not null,
    -- The day by which records of its kind are put in order: a year, a month or a day.
    day text,
    verification text not null,
    -- `current`, `mistaken` or `merged`.
    standing text not null,
    -- The JSON object as lists and dumps copy it.
    fragment text not null,
    primary key (kind, id)
) strict, without rowid;

create unique index record_id on record (id);

-- What records are found by (census::Facet), derived from `entity`.
create table record_facet (
    facet text not null,
    kind text not null,
    id blob not null check (length(id) = 16),
    primary key (facet, kind, id)
) strict, without rowid;

create index record_facet_id on record_facet (id);

alter table contribution rename column device_id to entity_id;
alter table contribution rename column device_version to entity_version;
alter table upstream rename column device_id to entity_id;
