-- What a history tells besides revisions. The twin of ../sqlite/0016_history.sql, where the columns are explained.

create table decision_trace (
    decision_id uuid not null,
    number bigint not null check (number > 0),
    kind text not null,
    entity_id uuid,
    territory text collate "C" not null,
    primary key (decision_id, number)
);

create index decision_trace_territory on decision_trace (territory, decision_id);
create index decision_trace_entity on decision_trace (entity_id) where entity_id is not null;

insert into decision_trace (decision_id, number, kind, entity_id, territory)
select id, 1, coalesce(kind, 'device'), entity_id, territory
from decision
where state = 'done' and action in ('refuse', 'redact') and (entity_id is not null or territory <> '');

insert into record_facet (facet, kind, id)
select 'was_in:' || (e.state::json ->> 'territory'), r.kind, r.id
from record r join entity e on e.id = r.id
where r.standing <> 'current' and e.state::json ->> 'territory' is not null
union
select 'was_in:' || listed.value, r.kind, r.id
from record r join entity e on e.id = r.id
    cross join lateral json_array_elements_text(e.state::json -> 'territories') as listed(value)
where r.standing <> 'current';
