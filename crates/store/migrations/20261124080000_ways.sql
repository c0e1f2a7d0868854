-- How the person signed in: renewing and leaving go the same way. Whoever was there before there
-- were several ways came by device code.
alter table connections add column way text not null default 'device_code' check (way <> '');
alter table connections add column account_id text;
alter table connections add column account_name text;
-- What it pointed at when the authorization was lost. Its queue was meant for that.
alter table connections add column former_project_id text;
alter table connections add column former_project_name text;
