-- The words by which the public finds things. The twin of ../sqlite/0007_search.sql, where the columns are explained.

create table search_text (
    id uuid primary key,
    kind text collate "C" not null,
    day date not null,
    words text collate "C" not null
);

create table search_word (
    kind text collate "C" not null,
    word text collate "C" not null,
    place bigint not null,
    id uuid not null,
    primary key (kind, word, place, id)
);

insert into instance (key, value) select 'search_is_due', '\x01'::bytea where exists (select 1 from entity);
