-- Public contracts that a list proposes and that a person decides on, and a sample of those that the rules set aside.
-- Nothing in it is public before it is accepted, and nothing in it names a person.

create table procurement_candidate (
    id blob primary key check (length(id) = 16),
    batch_id blob not null references import_batch (id),
    -- The list: `decp` or `boamp`.
    source text not null,
    -- The buyer's figures, a slash, the contract's number.
    upstream_id text not null,
    -- JSON of census::procurement::Notice, without what may name a person.
    content text not null,
    -- JSON of census::procurement::Judgement: the score, its reasons, the technologies.
    judgement text not null,
    score integer not null check (score between 0 and 100),
    -- 0: the rules set it aside, and it is here for a person to check the rules.
    proposed integer not null check (proposed in (0, 1)),
    -- Rows of its list that it stands for: more than one for what was drawn from those set aside.
    stands_for real not null,
    -- Code of the territory; empty when unknown.
    territory text not null,
    state text not null check (state in ('candidate', 'accepted', 'rejected', 'needs_review')),
    decided_on text check (length(decided_on) = 10),
    -- The contract that it became.
    entity_id blob check (length(entity_id) = 16)
) strict, without rowid;

create unique index procurement_upstream on procurement_candidate (source, upstream_id);
create index procurement_queue on procurement_candidate (state, proposed, score, id);
create index procurement_batch on procurement_candidate (batch_id);
create index procurement_entity on procurement_candidate (entity_id) where entity_id is not null;
