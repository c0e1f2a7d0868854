-- What the files of one recording have in common.
alter table uploads add column clip text not null default '';
-- The watched folder it was found in. No reference: a folder may be gone by then.
alter table uploads add column found_in integer;
-- Still being written; its plan grows with it.
alter table uploads add column growing integer not null default 0 check (growing in (0, 1));
-- Before the place: the rank of its kind, or -1 where a person moved it to the top.
alter table uploads add column rank integer not null default 0;
alter table uploads add column paused_until integer;
-- Of a paused one: nobody has picked it yet.
alter table uploads add column offered integer not null default 0 check (offered in (0, 1));
alter table uploads add column hash text;
-- Both clocks at the first look.
alter table uploads add column seen_wall integer not null default 0;
alter table uploads add column seen_boot text not null default '';
alter table uploads add column seen_ticks integer not null default 0;
-- What is searched: the path, in lower case. Only the program can fold every alphabet and read
-- every system's paths; it fills in what it finds empty, here and after a visit of an older app.
alter table uploads add column words text not null default '';
create index uploads_wordless on uploads (id) where words = '';
update uploads set seen_wall = added_at;

-- The asset that grows. An app that does not know of it plans the whole file anew: then it grows
-- no longer.
alter table uploads add column growing_asset text;
create trigger planned_whole after update of asset on uploads
    when new.growing = 1 and new.asset is not null and new.asset is not new.growing_asset
begin
    update uploads set growing = 0 where id = new.id;
end;

-- Of what was sent: xxh3 with 128 bits of the bytes as they were read, and the cloud's own name
-- for them.
alter table parts add column hash text;
alter table parts add column tag text;

alter table connections add column automatic integer not null default 1 check (automatic in (0, 1));

create table watched_folders (
    id integer primary key autoincrement,
    connection text not null references connections (id) on delete cascade,
    path blob not null,
    subfolders integer not null check (subfolders in (0, 1)),
    -- Lists of names, as JSON.
    take text not null check (json_valid(take)),
    leave text not null check (json_valid(leave)),
    growing integer not null check (growing in (0, 1)),
    existing integer not null check (existing in (0, 1)),
    added_at integer not null,
    unique (connection, path)
) strict;

-- Where a row stands in the lists, and by what it is ordered there: what moves, what needs a
-- person, what waits in the order of the queue, what is offered, what is over with the newest
-- first. Worked out by the database, so that a page deep in a long list is one walk of an index.
alter table uploads add column standing integer generated always as (case
    when state = 'uploading' then 0
    when state in ('failed', 'skipped') then 1
    when state = 'paused' and offered = 1 then 3
    when state in ('queued', 'waiting', 'paused') then 2
    when state = 'done' then 4
    else 5 end) virtual;
alter table uploads add column first_key integer generated always as (case
    when state in ('done', 'cancelled') then -finished_at else rank end) virtual;
alter table uploads add column second_key integer generated always as (case
    when state in ('done', 'cancelled') then -id else place end) virtual;
create index uploads_list on uploads (standing, first_key, second_key, id) where put_away = 0;
create index uploads_list_of on uploads (connection, standing, first_key, second_key, id)
    where put_away = 0;

-- Claiming: one step per connection. Size and kind are in it for those that may take only some,
-- and the second tells them at once when there are none. An index holds nothing of its own: the
-- app before this one finds its way without those that go.
drop index uploads_queue;
create index uploads_claim on uploads (connection, rank, place, id, size, kind)
    where state = 'queued';
create index uploads_claim_some on uploads (connection, kind, size) where state = 'queued';
-- Clips that are still being recorded are few, and looked for often.
create index uploads_growing on uploads (rank, place, id) where state = 'queued' and growing = 1;
create index uploads_grown_in on uploads (found_in, id) where growing = 1;
-- Those that a folder may bring back.
create index uploads_missing on uploads (found_in, id) where error_kind = 'file_missing';
-- A rescan asks by these whether it has seen a file.
create index uploads_path on uploads (connection, path, size, modified_ns);
-- Of the same content there is one row that is not cancelled, which has its index, and any number
-- of these.
create index uploads_cancelled on uploads (connection, fingerprint) where state = 'cancelled';
create index uploads_clip on uploads (connection, clip) where put_away = 0;
create index uploads_paused_until on uploads (paused_until)
    where state = 'paused' and paused_until is not null;

-- What the queue adds up to, kept with every change of a row: it is asked for several times a
-- second, and nobody can add up 100,000 rows that often.
drop index uploads_totals;
create table tallies (
    connection text not null,
    -- A state; 'offered' beside 'paused'; 'away' for what is off the list.
    slot text not null,
    files integer not null,
    bytes integer not null,
    accepted integer not null,
    primary key (connection, slot)
) strict, without rowid;
-- What a file counts for: no real one is larger than this, and sparse ones that say so do not make
-- the sums overflow.
alter table uploads add column counted integer
    generated always as (min(size, 1125899906842624)) virtual;
alter table uploads add column counted_accepted integer
    generated always as (min(accepted_bytes, 1125899906842624)) virtual;
alter table uploads add column slot text generated always as (case
    when put_away = 1 then 'away'
    when state = 'paused' and offered = 1 then 'offered'
    else state end) virtual;
insert into tallies select connection, slot, count(*), sum(counted), sum(counted_accepted)
    from uploads group by connection, slot;
create trigger tally_insert after insert on uploads begin
    insert into tallies values (new.connection, new.slot, 1, new.counted, new.counted_accepted)
        on conflict do update set files = files + 1, bytes = bytes + excluded.bytes,
            accepted = accepted + excluded.accepted;
end;
create trigger tally_delete after delete on uploads begin
    update tallies set files = files - 1, bytes = bytes - old.counted,
            accepted = accepted - old.counted_accepted
        where connection = old.connection and slot = old.slot;
end;
create trigger tally_update after update of connection, state, offered, put_away, size,
    accepted_bytes on uploads
begin
    update tallies set files = files - 1, bytes = bytes - old.counted,
            accepted = accepted - old.counted_accepted
        where connection = old.connection and slot = old.slot;
    insert into tallies values (new.connection, new.slot, 1, new.counted, new.counted_accepted)
        on conflict do update set files = files + 1, bytes = bytes + excluded.bytes,
            accepted = accepted + excluded.accepted;
end;

-- What was finished since the queue was last empty.
create table rounds (
    connection text not null primary key,
    files integer not null,
    bytes integer not null
) strict, without rowid;
