-- What feeds ask for. The twin of ../sqlite/0015_news.sql.

create index feature_gone on feature (id) where status not in ('reported', 'confirmed');
create index record_gone on record (id) where standing <> 'current';
