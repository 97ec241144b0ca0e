-- Public contracts that wait for a person. The twin of ../sqlite/0011_procurement.sql, where the columns are explained.

create table procurement_candidate (
    id uuid primary key,
    batch_id uuid not null references import_batch (id),
    source text not null,
    upstream_id text not null,
    content text not null,
    judgement text not null,
    score bigint not null check (score between 0 and 100),
    proposed bigint not null check (proposed in (0, 1)),
    stands_for double precision not null,
    territory text not null,
    state text not null check (state in ('candidate', 'accepted', 'rejected', 'needs_review')),
    decided_on date,
    entity_id uuid
);

create unique index procurement_upstream on procurement_candidate (source, upstream_id);
create index procurement_queue on procurement_candidate (state, proposed, score, id);
create index procurement_batch on procurement_candidate (batch_id);
create index procurement_entity on procurement_candidate (entity_id) where entity_id is not null;
