-- What the map filters by and plays through time. The twin of ../postgres/0040_map.sql.

-- The day from which it stood: when it was first seen, otherwise when the census first knew it.
alter table feature add column first_on text not null default '1970-01-01' check (length(first_on) = 10);
-- Is that day the one when it was first seen?
alter table feature add column dated integer not null default 0 check (dated in (0, 1));
-- The last word on it: of a device that stands when somebody last saw it, of another when it went.
alter table feature add column last_on text check (length(last_on) = 10);
-- Does it read number plates, whatever it is?
alter table feature add column plates integer not null default 0 check (plates in (0, 1));
-- JSON list of its directions when it has more than one.
alter table feature add column views text;

update feature set
    first_on = substr(coalesce(json_extract(fragment, '$.properties.first_seen') || '-01-01',
        json_extract(fragment, '$.properties.created_on')), 1, 10),
    dated = json_extract(fragment, '$.properties.first_seen') is not null,
    last_on = substr(case when status in ('reported', 'confirmed')
        then coalesce(json_extract(fragment, '$.properties.last_confirmed') || '-01-01',
            json_extract(fragment, '$.properties.first_seen') || '-01-01',
            case when json_extract(fragment, '$.properties.upstream') is null
                then json_extract(fragment, '$.properties.created_on') end)
        else coalesce(json_extract(fragment, '$.properties.removed_on') || '-01-01', updated_on) end, 1, 10),
    plates = kind = 'plate_reader'
        or coalesce(json_extract(fragment, '$.properties.features') like '%"plate_reading"%', 0),
    views = case when json_array_length(fragment, '$.properties.views') > 1
        then json_extract(fragment, '$.properties.views') end;
