-- What feeds ask for: the devices that stand no more are few among all, and their news is a feed of its own.

create index feature_gone on feature (id) where status not in ('reported', 'confirmed');
create index record_gone on record (id) where standing <> 'current';
