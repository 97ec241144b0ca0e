-- Everything besides devices. The twin of ../sqlite/0002_entities.sql, where the columns are explained.

alter table device rename to entity;
alter table entity add column kind text not null default 'device';

create table record (
    kind text collate "C" not null,
    id uuid not null,
    version bigint not null,
    updated_on date not null,
    title text not null,
    day text,
    verification text not null,
    standing text not null,
    fragment text not null,
    primary key (kind, id)
);

create unique index record_id on record (id);

create table record_facet (
    facet text collate "C" not null,
    kind text collate "C" not null,
    id uuid not null,
    primary key (facet, kind, id)
);

create index record_facet_id on record_facet (id);

alter table contribution rename column device_id to entity_id;
alter table contribution rename column device_version to entity_version;
alter table upstream rename column device_id to entity_id;
