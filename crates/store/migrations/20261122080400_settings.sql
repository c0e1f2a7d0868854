create table settings (
    name text not null primary key,
    -- JSON.
    value text not null check (json_valid(value))
) strict, without rowid;
