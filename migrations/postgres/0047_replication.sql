-- Where the files of hourly changes end. The twin of ../sqlite/0047_replication.sql, where the columns are explained.

create table replication (
    number bigint primary key check (number > 0),
    seq bigint not null unique check (seq > 0),
    day date not null
);
