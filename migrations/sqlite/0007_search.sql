-- The words by which the public finds things. The twin of ../postgres/0007_search.sql.
-- Derived from `entity` by census::SearchText, so that both engines compare words letter by letter and answer alike.

-- What an entity says, folded. What says nothing, and what the census no longer stands by, has no row.
create table search_text (
    id blob primary key check (length(id) = 16),
    kind text not null,
    -- Decides between equal answers, the newest first.
    day text not null check (length(day) = 10),
    -- Every word between blanks; those of the title in their order, a bar, the others.
    words text not null
) strict, without rowid;

-- The same words, each with the entities that have it.
create table search_word (
    kind text not null,
    word text not null,
    -- Among those that have the word: those with it in a short title first, then the newest.
    place integer not null,
    id blob not null check (length(id) = 16),
    primary key (kind, word, place, id)
) strict, without rowid;

-- A census older than its search is read once, by the program: the folding is not SQL.
insert into instance (key, value) select 'search_is_due', x'01' where exists (select 1 from entity);
