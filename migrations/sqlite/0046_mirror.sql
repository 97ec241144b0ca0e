-- What a copy of another census keeps beside its chain. The twin of ../postgres/0046_mirror.sql.

-- Who decided, and who agreed, as the origin tells it: their accounts are there, not here.
alter table decision add column told_by text;
alter table decision add column told_second text;
