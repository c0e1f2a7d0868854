create table history (
    id integer primary key,
    upload integer not null references uploads (id) on delete cascade,
    at integer not null,
    what text not null
) strict;

create index history_upload on history (upload, id);

-- A line that breaks every half a minute for a week must not grow the database without end.
create trigger history_newest after insert on history begin
    delete from history where upload = new.upload and id <= (
        select id from history where upload = new.upload order by id desc limit 1 offset 500);
end;
