-- Photos of contributions. The files lie on a shelf outside the database, each under the SHA-256 of its bytes.

create table photo (
    id blob primary key check (length(id) = 16),
    contribution_id blob not null check (length(contribution_id) = 16),
    -- The device whose page shows it; set when it is published.
    device_id blob check (length(device_id) = 16),
    state text not null check (state in ('received', 'blurred', 'published', 'hidden', 'deleted')),
    -- The picture and its small form; null once deleted, for a hash would still tell which picture it was.
    sha256 blob check (length(sha256) = 32),
    thumbnail blob check (length(thumbnail) = 32),
    -- Pixels of the picture.
    width integer not null check (width > 0),
    height integer not null check (height > 0),
    -- Boxes that were burnt into it so far.
    boxes integer not null check (boxes >= 0),
    -- The day it came.
    day text not null check (length(day) = 10),
    check ((state = 'deleted') = (sha256 is null) and (sha256 is null) = (thumbnail is null))
) strict, without rowid;

create index photo_contribution on photo (contribution_id, id);
create index photo_device on photo (device_id, id) where state = 'published';
create index photo_waiting on photo (state, id) where state in ('received', 'blurred');
create index photo_picture on photo (sha256);
create index photo_small on photo (thumbnail);

-- Files that no photo speaks of any more and that still have to be taken off the shelf: written with the deletion
-- itself, so that a shelf out of reach only delays it.
create table photo_waste (
    sha256 blob primary key check (length(sha256) = 32)
) strict, without rowid;
