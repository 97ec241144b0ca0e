-- The census on PostgreSQL. The twin of ../sqlite/0001_census.sql, where the columns are explained.

create table instance (
    key text primary key,
    -- `receipt_secret`: 32 bytes that receipt codes are derived from.
    value bytea not null
);

create table device (
    id uuid primary key,
    version bigint not null check (version > 0),
    created_on date not null,
    updated_on date not null,
    -- Text and not jsonb: what was written is read back byte by byte.
    state text not null
);

create table feature (
    cell bigint not null check (cell >= 0),
    id uuid not null,
    version bigint not null,
    updated_on date not null,
    lon double precision not null check (lon between -180 and 180),
    lat double precision not null check (lat between -90 and 90),
    kind text not null,
    status text not null,
    verification text not null,
    operator_kind text,
    form text,
    bearing double precision,
    fov double precision,
    -- Codes compare byte by byte, as on SQLite: 2A004 stands between 29999 and 2B000.
    territory text collate "C" not null,
    fragment text not null,
    primary key (cell, id)
);

create unique index feature_id on feature (id);
create index feature_territory on feature (territory, cell, id);
create index feature_updated on feature (updated_on, cell, id);

create table revision (
    seq bigint primary key check (seq > 0),
    entity uuid not null,
    version bigint not null check (version > 0),
    batch_id uuid,
    body text,
    salt bytea check (length(salt) = 32),
    leaf bytea not null check (length(leaf) = 32),
    link bytea not null check (length(link) = 32),
    check ((body is null) = (salt is null)),
    unique (entity, version)
);

create index revision_batch on revision (batch_id, entity) where batch_id is not null;

create function revision_is_only_appended() returns trigger language plpgsql as $$
begin
    if new.seq <> (select coalesce(max(seq), 0) + 1 from revision) then
        raise exception 'a revision only follows the newest one';
    end if;
    return new;
end $$;

create function revision_is_only_erased() returns trigger language plpgsql as $$
begin
    if new.body is not null or new.salt is not null
        or (new.seq, new.entity, new.version, new.batch_id, new.leaf, new.link)
            is distinct from (old.seq, old.entity, old.version, old.batch_id, old.leaf, old.link) then
        raise exception 'a revision is never changed, only its body and salt may be erased';
    end if;
    return new;
end $$;

create function revision_is_never_deleted() returns trigger language plpgsql as $$
begin
    raise exception 'a revision is never deleted';
end $$;

create trigger revision_is_only_appended before insert on revision
    for each row execute function revision_is_only_appended();
create trigger revision_is_only_erased before update on revision
    for each row execute function revision_is_only_erased();
create trigger revision_is_never_deleted before delete on revision
    for each row execute function revision_is_never_deleted();
create trigger revision_is_never_emptied before truncate on revision
    for each statement execute function revision_is_never_deleted();

create table contribution (
    id uuid primary key,
    client_hash bytea not null unique check (length(client_hash) = 32),
    request_hash bytea not null check (length(request_hash) = 32),
    receipt_hash bytea not null unique check (length(receipt_hash) = 32),
    version bigint not null check (version > 0),
    state text not null check (state in ('pending', 'queued', 'accepted', 'merged', 'rejected', 'withdrawn')),
    holds text not null,
    content text not null,
    territory text not null,
    submitted_on date not null,
    device_id uuid,
    device_version bigint,
    duplicate_of uuid,
    decision text
);

create index contribution_waiting on contribution (state, id) where state in ('pending', 'queued');

create table import_batch (
    id uuid primary key,
    source text not null,
    licence text not null,
    file_name text not null,
    sha256 text not null,
    opened_on date not null,
    closed_on date,
    rolled_back_on date,
    counts text
);

create table upstream (
    source text collate "C" not null,
    upstream_id text collate "C" not null,
    device_id uuid not null,
    version bigint,
    primary key (source, upstream_id)
);

create index upstream_device on upstream (device_id);
