-- The census on SQLite. The twin of ../postgres/0001_census.sql: same tables, same columns, same order.
-- Tables on random ids are WITHOUT ROWID, so that the order in the file is not the order of arrival.

-- What belongs to this one installation.
create table instance (
    key text primary key,
    -- `receipt_secret`: 32 bytes that receipt codes are derived from.
    value blob not null
) strict, without rowid;

-- Every device in its current state, the mistaken ones included.
create table device (
    id blob primary key check (length(id) = 16),
    -- Number of revisions of the device.
    version integer not null check (version > 0),
    -- Days, never times: a time would tell when a contributor was there.
    created_on text not null check (length(created_on) = 10),
    updated_on text not null check (length(updated_on) = 10),
    -- JSON of census::Device.
    state text not null
) strict, without rowid;

-- What the public reads: derived from `device`, clustered by place.
create table feature (
    -- Morton code of the Web-Mercator cell (geodata::Cell): a map tile is one range of it.
    cell integer not null check (cell >= 0),
    id blob not null check (length(id) = 16),
    version integer not null,
    updated_on text not null,
    lon real not null check (lon between -180 and 180),
    lat real not null check (lat between -90 and 90),
    kind text not null,
    status text not null,
    verification text not null,
    operator_kind text,
    form text,
    -- Degrees clockwise from north, when the device has exactly one direction.
    bearing real,
    -- Degrees of view of that direction.
    fov real,
    territory text not null,
    -- The GeoJSON feature as lists and dumps copy it.
    fragment text not null,
    primary key (cell, id)
) strict, without rowid;

create unique index feature_id on feature (id);
create index feature_territory on feature (territory, cell, id);
create index feature_updated on feature (updated_on, cell, id);

-- Accepted changes in the order of their publication; the triggers below keep it append-only.
create table revision (
    seq integer primary key check (seq > 0),
    entity blob not null check (length(entity) = 16),
    -- Version of the entity after the change.
    version integer not null check (version > 0),
    -- The import that made the change.
    batch_id blob,
    -- Canonical JSON (RFC 8785) of census::Body; null once erased.
    body text,
    -- 32 random bytes without which the body cannot be guessed from its leaf; null once erased.
    salt blob check (length(salt) = 32),
    -- SHA-256(salt, body).
    leaf blob not null check (length(leaf) = 32),
    -- Hash of the previous link and of this row (census::Link).
    link blob not null check (length(link) = 32),
    check ((body is null) = (salt is null)),
    unique (entity, version)
) strict;

create index revision_batch on revision (batch_id, entity) where batch_id is not null;

create trigger revision_is_only_appended before insert on revision
when new.seq <> (select coalesce(max(seq), 0) + 1 from revision)
begin
    select raise(abort, 'a revision only follows the newest one');
end;

create trigger revision_is_only_erased before update on revision
when new.body is not null or new.salt is not null
    or new.seq is not old.seq or new.entity is not old.entity or new.version is not old.version
    or new.batch_id is not old.batch_id or new.leaf is not old.leaf or new.link is not old.link
begin
    select raise(abort, 'a revision is never changed, only its body and salt may be erased');
end;

create trigger revision_is_never_deleted before delete on revision
begin
    select raise(abort, 'a revision is never deleted');
end;

-- What people sent. No time, no address, no account: only the day.
create table contribution (
    id blob primary key check (length(id) = 16),
    -- SHA-256 of the sender's client_id: the same sender's id means the same contribution.
    client_hash blob not null unique check (length(client_hash) = 32),
    -- SHA-256 of the canonical body: the same sender's id with another body is refused.
    request_hash blob not null check (length(request_hash) = 32),
    -- SHA-256 of the receipt code, which only the sender has.
    receipt_hash blob not null unique check (length(receipt_hash) = 32),
    -- For If-Match when amending, from 1.
    version integer not null check (version > 0),
    state text not null check (state in ('pending', 'queued', 'accepted', 'merged', 'rejected', 'withdrawn')),
    -- JSON list of the reasons why it waits for a person.
    holds text not null,
    -- JSON of census::Contribution; stripped to its intent once withdrawn.
    content text not null,
    territory text not null,
    submitted_on text not null check (length(submitted_on) = 10),
    -- The device it made or changed, and the version it led to.
    device_id blob,
    device_version integer,
    -- The device that its sender recognised as the same one.
    duplicate_of blob,
    -- What was decided, in a word or a sentence for the sender.
    decision text
) strict, without rowid;

create index contribution_waiting on contribution (state, id) where state in ('pending', 'queued');

-- Imports, each of which can be taken back whole.
create table import_batch (
    id blob primary key check (length(id) = 16),
    source text not null,
    licence text not null,
    file_name text not null,
    -- Lower-case hexadecimal of the file that was read.
    sha256 text not null,
    opened_on text not null,
    closed_on text,
    rolled_back_on text,
    -- JSON: what the importer counted.
    counts text
) strict, without rowid;

-- Which device a record of another census became, so that importing twice changes nothing.
create table upstream (
    source text not null,
    upstream_id text not null,
    device_id blob not null,
    -- The version read last, where the source has versions.
    version integer,
    primary key (source, upstream_id)
) strict, without rowid;

create index upstream_device on upstream (device_id);
