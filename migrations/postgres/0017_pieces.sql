-- Copies of documents that trusted accounts sent. The twin of ../sqlite/0017_pieces.sql, where the columns are explained.

create table piece (
    id uuid primary key,
    document_id uuid not null,
    state text not null check (state in ('waiting', 'published', 'hidden', 'deleted')),
    sha256 bytea check (length(sha256) = 32),
    bytes bigint not null check (bytes > 0),
    account_id uuid,
    day date not null,
    check ((state = 'deleted') = (sha256 is null))
);

create index piece_document on piece (document_id, id);
create index piece_waiting on piece (id) where state = 'waiting';
create index piece_file on piece (sha256);
create index piece_account on piece (account_id) where account_id is not null;
