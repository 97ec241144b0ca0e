-- Where the files of hourly changes end. The twin of ../postgres/0047_replication.sql.

create table replication (
    -- 1, 2, 3, …
    number integer primary key check (number > 0),
    -- The newest revision in the file.
    seq integer not null unique check (seq > 0),
    -- The day on which the file was closed. No hour: it would tell when people were there.
    day text not null check (length(day) = 10)
) strict;
