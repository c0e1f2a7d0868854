-- Leaves taken here that the cloud has not been told of yet. The tokens to tell it with are in the
-- vault, under the same id. Nothing here refers to a connection: that may be gone by then.
create table farewells (
    id text not null primary key check (id <> ''),
    provider text not null check (provider <> ''),
    address text not null,
    extra_ca text,
    way text not null check (way <> ''),
    device text,
    what text not null,
    since integer not null
) strict;
