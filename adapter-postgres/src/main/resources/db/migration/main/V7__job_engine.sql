-- Jobs may belong to a user, whom they tell how they stand. Tenants and users live in another area: no foreign keys.
-- The system's own jobs have the tenant and the user 0.
alter table job.jobs
    add column tenant_id uuid not null default '00000000-0000-0000-0000-000000000000',
    add column user_id uuid not null default '00000000-0000-0000-0000-000000000000',
    add column subject_id uuid,
    add column priority smallint not null default 4,
    -- the order within a tenant: when it is due, the sooner the more urgent it is
    add column rank_at timestamptz not null default now(),
    -- which claim has the job; null while none does
    add column token bigint,
    -- waits for the owner's answer
    add column parked boolean not null default false,
    add column cancel_requested_at timestamptz,
    add column progress smallint not null default 0,
    add column message text,
    add column asked text[] not null default '{}',
    add column answered text[] not null default '{}',
    add column created_at timestamptz not null default now(),
    add column started_at timestamptz,
    add column version bigint not null default 1;

-- What has ended: results for their owners, and what was given up. The queue itself stays small.
create table job.ended (
    id uuid primary key,
    kind text not null,
    tenant_id uuid not null,
    user_id uuid not null,
    subject_id uuid,
    unique_key text,
    priority smallint not null,
    state text not null check (state in ('completed', 'failed', 'cancelled')),
    -- sealed; gone when it may not be used again
    payload bytea,
    payload_key_id text,
    attempts integer not null,
    progress smallint not null,
    message text,
    asked text[] not null,
    answered text[] not null,
    output text,
    last_error text,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz not null,
    version bigint not null,
    check (num_nulls(payload, payload_key_id) in (0, 2))
);
create index on job.ended (tenant_id, user_id, id);
create index on job.ended (id) where state = 'failed';
create index on job.ended (ended_at);

-- What owners named their requests.
create table job.idempotency_keys (
    tenant_id uuid not null,
    user_id uuid not null,
    kind text not null,
    key text not null,
    job_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, user_id, kind, key)
);
create index on job.idempotency_keys (created_at);

create table job.paused_kinds (
    kind text primary key,
    paused_at timestamptz not null default now()
);

-- Otherwise the owner itself sees no row.
alter table job.jobs no force row level security;
insert into job.ended (id, kind, tenant_id, user_id, unique_key, priority, state, attempts, progress, asked, answered,
                       last_error, created_at, ended_at, version)
select id, kind, tenant_id, user_id, unique_key, priority, 'failed', attempts, 0, '{}', '{}', last_error, dead_at,
       dead_at, 1
from job.jobs where dead_at is not null;
delete from job.jobs where dead_at is not null;
update job.jobs set rank_at = due_at - interval '2 minutes';
alter table job.jobs force row level security;

-- The indexes and the check on it go with the column.
alter table job.jobs drop column dead_at;
alter table job.jobs alter column payload set not null, alter column payload_key_id set not null;
create unique index on job.jobs (kind, tenant_id, user_id, unique_key) where unique_key is not null;
create index jobs_in_line on job.jobs (tenant_id, rank_at) where not parked;
create index on job.jobs (tenant_id) where token is not null;
create index on job.jobs (tenant_id, user_id, id);

alter table job.ended enable row level security, force row level security;
alter table job.idempotency_keys enable row level security, force row level security;
alter table job.paused_kinds enable row level security, force row level security;

grant select on job.jobs, job.ended to hexforge_app;
create policy own on job.jobs for select to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));
create policy own on job.ended for select to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));

grant select, insert, update, delete on job.ended, job.idempotency_keys, job.paused_kinds to hexforge_system;
create policy system_reads on job.ended for select to hexforge_system using (true);
create policy system_adds on job.ended for insert to hexforge_system with check (true);
create policy system_changes on job.ended for update to hexforge_system using (true);
create policy system_removes on job.ended for delete to hexforge_system using (true);
create policy system_reads on job.idempotency_keys for select to hexforge_system using (true);
create policy system_adds on job.idempotency_keys for insert to hexforge_system with check (true);
create policy system_changes on job.idempotency_keys for update to hexforge_system using (true);
create policy system_removes on job.idempotency_keys for delete to hexforge_system using (true);
create policy system_reads on job.paused_kinds for select to hexforge_system using (true);
create policy system_adds on job.paused_kinds for insert to hexforge_system with check (true);
create policy system_changes on job.paused_kinds for update to hexforge_system using (true);
create policy system_removes on job.paused_kinds for delete to hexforge_system using (true);
