-- What was started and can still be finished, for nodes that share no Redis. Good for minutes: a crash of the database
-- may lose it, and no backup has it.
create unlogged table identity.challenges (
    key text primary key,
    payload bytea not null,
    expires_at timestamptz not null
);
create index on identity.challenges (expires_at);

alter table identity.challenges enable row level security, force row level security;
grant select, insert, update, delete on identity.challenges to hexforge_system;
create policy system_reads on identity.challenges for select to hexforge_system using (true);
create policy system_keeps on identity.challenges for insert to hexforge_system with check (true);
create policy system_replaces on identity.challenges for update to hexforge_system using (true);
create policy system_takes on identity.challenges for delete to hexforge_system using (true);
