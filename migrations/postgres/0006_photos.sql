-- Photos of contributions. The twin of ../sqlite/0006_photos.sql, where the columns are explained.

create table photo (
    id uuid primary key,
    contribution_id uuid not null,
    device_id uuid,
    state text not null check (state in ('received', 'blurred', 'published', 'hidden', 'deleted')),
    sha256 bytea check (length(sha256) = 32),
    thumbnail bytea check (length(thumbnail) = 32),
    width bigint not null check (width > 0),
    height bigint not null check (height > 0),
    boxes bigint not null check (boxes >= 0),
    day date not null,
    check ((state = 'deleted') = (sha256 is null) and (sha256 is null) = (thumbnail is null))
);

create index photo_contribution on photo (contribution_id, id);
create index photo_device on photo (device_id, id) where state = 'published';
create index photo_waiting on photo (state, id) where state in ('received', 'blurred');
create index photo_picture on photo (sha256);
create index photo_small on photo (thumbnail);

create table photo_waste (
    sha256 bytea primary key check (length(sha256) = 32)
);
