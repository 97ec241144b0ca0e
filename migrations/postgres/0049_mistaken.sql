-- What was recorded by mistake: few devices among all, and the only ones that the map in memory does not have. The twin of
-- ../sqlite/0049_mistaken.sql.

create index feature_mistaken on feature (status, cell, id) where status = 'mistaken';
