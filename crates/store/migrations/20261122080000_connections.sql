-- The number that an older app reads before it touches anything (open.rs). Raised only by a
-- migration that the app before it could not live with.
pragma user_version = 1;

create table connections (
    id text not null primary key,
    -- No list of clouds here: a cloud is added without a change to this table.
    provider text not null check (provider <> ''),
    address text not null,
    extra_ca text,
    state text not null check (state in ('not_authorized', 'not_connected', 'connected')),
    project_id text,
    project_name text,
    person_name text,
    person_email text,
    device text,
    device_name text,
    created_at integer not null,
    connected_at integer,
    check ((state = 'connected') = (project_id is not null)),
    check ((project_id is null) = (project_name is null)),
    check (person_email is null or person_name is not null)
) strict;
