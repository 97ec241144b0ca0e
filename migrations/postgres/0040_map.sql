-- What the map filters by and plays through time. The twin of ../sqlite/0040_map.sql, where the columns are explained.

alter table feature add column first_on date not null default '1970-01-01';
alter table feature add column dated boolean not null default false;
alter table feature add column last_on date;
alter table feature add column plates boolean not null default false;
alter table feature add column views text;

update feature set
    first_on = cast(substr(coalesce(fragment::json -> 'properties' ->> 'first_seen' || '-01-01',
        fragment::json -> 'properties' ->> 'created_on'), 1, 10) as date),
    dated = fragment::json -> 'properties' ->> 'first_seen' is not null,
    last_on = cast(substr(case when status in ('reported', 'confirmed')
        then coalesce(fragment::json -> 'properties' ->> 'last_confirmed' || '-01-01',
            fragment::json -> 'properties' ->> 'first_seen' || '-01-01',
            case when fragment::json -> 'properties' -> 'upstream' is null
                then fragment::json -> 'properties' ->> 'created_on' end)
        else coalesce(fragment::json -> 'properties' ->> 'removed_on' || '-01-01', cast(updated_on as text))
        end, 1, 10) as date),
    plates = kind = 'plate_reader'
        or coalesce(fragment::json -> 'properties' ->> 'features' like '%"plate_reading"%', false),
    views = case when json_array_length(fragment::json -> 'properties' -> 'views') > 1
        then fragment::json -> 'properties' ->> 'views' end;
