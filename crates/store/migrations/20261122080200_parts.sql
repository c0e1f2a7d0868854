create table parts (
    upload integer not null references uploads (id) on delete cascade,
    number integer not null check (number >= 1),
    start integer not null check (start >= 0),
    length integer not null check (length >= 0),
    -- A secret. Here because the cloud cannot issue it twice; gone once the part is sent or the
    -- upload is over.
    target text,
    -- Sent or not sent. What is in flight is never written down.
    sent_at integer,
    primary key (upload, number),
    check (sent_at is null or target is null)
) strict, without rowid;
