create schema job;
grant usage on schema job to hexforge_app, hexforge_system;

-- Work that waits, or that was given up. What is done is gone.
create table job.jobs (
    id uuid primary key,
    kind text not null,
    unique_key text,
    -- sealed; gone once the job is given up
    payload bytea,
    payload_key_id text,
    -- while a worker has the job: when its lease ends
    due_at timestamptz not null,
    -- how often it was claimed
    attempts integer not null default 0,
    last_error text,
    dead_at timestamptz,
    check (num_nulls(payload, payload_key_id) = case when dead_at is null then 0 else 2 end)
);
create unique index on job.jobs (kind, unique_key) where dead_at is null;
create index on job.jobs (due_at) where dead_at is null;
create index on job.jobs (dead_at) where dead_at is not null;

-- No user sees the queue itself.
alter table job.jobs enable row level security, force row level security;
grant select, insert, update, delete on job.jobs to hexforge_system;
create policy system_reads on job.jobs for select to hexforge_system using (true);
create policy system_adds on job.jobs for insert to hexforge_system with check (true);
create policy system_changes on job.jobs for update to hexforge_system using (true);
create policy system_removes on job.jobs for delete to hexforge_system using (true);
