-- Which entities lost a part of their history: releases are compared with them. The twin of
-- ../postgres/0048_erasures.sql.

create index revision_erased on revision (entity) where body is null;
