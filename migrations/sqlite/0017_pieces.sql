-- Copies of documents that trusted accounts sent: PDF files. They lie on the shelf of the photos, each under the SHA-256
-- of its bytes.

create table piece (
    id blob primary key check (length(id) = 16),
    -- The document that it is a copy of.
    document_id blob not null check (length(document_id) = 16),
    -- census::PieceState.
    state text not null check (state in ('waiting', 'published', 'hidden', 'deleted')),
    -- Null once deleted, for a hash would still tell which file it was.
    sha256 blob check (length(sha256) = 32),
    -- Bytes of the file.
    bytes integer not null check (bytes > 0),
    -- Who sent it; null once the account or the file is deleted. The public never sees it.
    account_id blob check (length(account_id) = 16),
    -- The day it came.
    day text not null check (length(day) = 10),
    check ((state = 'deleted') = (sha256 is null))
) strict, without rowid;

create index piece_document on piece (document_id, id);
create index piece_waiting on piece (id) where state = 'waiting';
create index piece_file on piece (sha256);
create index piece_account on piece (account_id) where account_id is not null;
