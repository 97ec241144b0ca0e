-- What a copy of another census keeps beside its chain. The twin of ../sqlite/0046_mirror.sql, where the columns are
-- explained.

alter table decision add column told_by text;
alter table decision add column told_second text;
