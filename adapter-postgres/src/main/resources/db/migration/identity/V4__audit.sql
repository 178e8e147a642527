-- What happened, never changed again: no role may update or delete it, and a trigger stops even the owner.
create table identity.audit_log (
    -- a tenant's, or zero for what concerns none
    chain uuid not null,
    number bigint not null check (number > 0),
    id uuid not null unique,
    at timestamptz not null,
    tenant_id uuid,
    actor_id uuid,
    action text not null,
    subject text not null,
    ip text,
    -- json, not jsonb: it is hashed as it was written
    details json not null,
    -- of the entry before it and of this one's content
    hash bytea not null check (length(hash) = 32),
    primary key (chain, number)
);
create index on identity.audit_log (tenant_id, id);

-- Where each chain ends: its appenders take turns by locking the row, and missing last entries show.
create table identity.audit_chains (
    chain uuid primary key,
    entries bigint not null,
    hash bytea not null check (length(hash) = 32)
);

create function identity.audit_stands() returns trigger language plpgsql set search_path = '' as $$
begin
    raise exception 'the audit log is never changed';
end
$$;
create trigger audit_stands before update or delete on identity.audit_log
    for each statement execute function identity.audit_stands();

alter table identity.audit_log enable row level security, force row level security;
alter table identity.audit_chains enable row level security, force row level security;

grant select on identity.audit_log to hexforge_app;
create policy tenant_reads on identity.audit_log for select to hexforge_app
    using (tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));

grant select, insert on identity.audit_log to hexforge_system;
create policy system_reads on identity.audit_log for select to hexforge_system using (true);
create policy system_appends on identity.audit_log for insert to hexforge_system with check (true);
grant select, insert, update on identity.audit_chains to hexforge_system;
create policy system_reads on identity.audit_chains for select to hexforge_system using (true);
create policy system_begins on identity.audit_chains for insert to hexforge_system with check (true);
create policy system_moves on identity.audit_chains for update to hexforge_system using (true);
