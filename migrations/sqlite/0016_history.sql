-- What a history tells besides revisions: what was refused or erased, and where records that stand no more were.

-- What a decision refused or erased: of which kind and where, never what was said nor by whom.
create table decision_trace (
    decision_id blob not null check (length(decision_id) = 16),
    -- Tells the traces of one decision apart; in no order of arrival.
    number integer not null check (number > 0),
    -- census::EntityKind.
    kind text not null,
    -- What it was about, when the census knew it.
    entity_id blob check (length(entity_id) = 16),
    -- Code of the territory; empty when it is not known.
    territory text not null,
    primary key (decision_id, number)
) strict, without rowid;

create index decision_trace_territory on decision_trace (territory, decision_id);
create index decision_trace_entity on decision_trace (entity_id) where entity_id is not null;

insert into decision_trace (decision_id, number, kind, entity_id, territory)
select id, 1, coalesce(kind, 'device'), entity_id, territory
from decision
where state = 'done' and action in ('refuse', 'redact') and (entity_id is not null or territory <> '');

-- census::Record::facets: a record that stands no more is found by where it was.
insert into record_facet (facet, kind, id)
select 'was_in:' || (e.state ->> 'territory'), r.kind, r.id
from record r join entity e on e.id = r.id
where r.standing <> 'current' and e.state ->> 'territory' is not null
union
select 'was_in:' || listed.value, r.kind, r.id
from record r join entity e on e.id = r.id, json_each(e.state, '$.territories') listed
where r.standing <> 'current';
