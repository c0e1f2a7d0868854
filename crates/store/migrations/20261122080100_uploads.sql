create table uploads (
    -- A removed upload's number is never given to another: logs and the cloud remember it.
    id integer primary key autoincrement,
    connection text not null references connections (id),
    path blob not null,
    size integer not null check (size >= 0),
    modified_ns integer not null,
    made_at integer not null,
    fingerprint text not null,
    kind text not null,
    place integer not null,
    state text not null check (state in ('queued', 'uploading', 'waiting', 'paused', 'failed',
                                         'skipped', 'done', 'cancelled')),
    waiting_for text check (waiting_for in ('time', 'network', 'authorization')),
    until integer,
    error_kind text,
    error_said text,
    error_attempts integer check (error_attempts >= 0),
    asset text,
    attempts integer not null default 0 check (attempts >= 0),
    added_at integer not null,
    finished_at integer,
    targets_expire integer,
    part_count integer check (part_count >= 1),
    -- What the parts add up to, kept here so that a long list is one scan of one table.
    parts_sent integer not null default 0,
    accepted_bytes integer not null default 0,
    -- Taken off the list by a person. The row stays: it is the only record of what arrived.
    put_away integer not null default 0 check (put_away in (0, 1)),

    check ((state = 'waiting') = (waiting_for is not null)),
    check ((waiting_for is 'time') = (until is not null)),
    check ((state = 'failed' or waiting_for is 'time') = (error_kind is not null)),
    check ((error_kind is null) = (error_said is null)),
    check ((error_kind is null) = (error_attempts is null)),
    check ((state in ('failed', 'skipped', 'done', 'cancelled')) = (finished_at is not null)),
    check ((asset is null) = (part_count is null)),
    check (parts_sent between 0 and coalesce(part_count, 0)),
    check (accepted_bytes between 0 and iif(part_count is null, 0, size)),
    -- The promise of this program: done is said only when every byte has been accepted.
    check (state <> 'done'
           or (part_count is not null and parts_sent = part_count and accepted_bytes = size))
) strict;

-- Seen twice, queued once. A cancelled upload may be queued anew.
create unique index uploads_known on uploads (connection, fingerprint)
    where state <> 'cancelled';
-- What claiming the next one walks: one step per connection, however long the queue.
create index uploads_queue on uploads (connection, place, id) where state = 'queued';
create index uploads_waiting on uploads (waiting_for, until) where state = 'waiting';
create index uploads_moving on uploads (id) where state = 'uploading';
create index uploads_place on uploads (place, id);
-- What the totals are added up from, without a look at the rows.
create index uploads_totals on uploads (connection, state, size, accepted_bytes, until)
    where state in ('queued', 'uploading', 'waiting', 'paused', 'failed');
