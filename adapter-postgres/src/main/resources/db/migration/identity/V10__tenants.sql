-- Tenants change, people are invited into them, and their audit log is for those who administer them.
alter table identity.tenants add column version bigint not null default 1 check (version > 0);

create table identity.invites (
    id uuid primary key,
    tenant_id uuid not null references identity.tenants on delete cascade,
    email text not null check (email = lower(email)),
    role text not null check (role in ('viewer', 'member', 'admin', 'owner')),
    -- of the token that the mail holds
    token_hash bytea not null unique check (length(token_hash) = 32),
    invited_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz
);
create index on identity.invites (tenant_id, id);

alter table identity.invites enable row level security, force row level security;
grant select, insert, update on identity.invites to hexforge_system;
create policy system_reads on identity.invites for select to hexforge_system using (true);
create policy system_adds on identity.invites for insert to hexforge_system with check (true);
create policy system_changes on identity.invites for update to hexforge_system using (true);

drop policy tenant_reads on identity.audit_log;
create policy administrator_reads on identity.audit_log for select to hexforge_app
    using (tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid)
        and exists (
            select from identity.memberships m
            where m.tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid)
              and m.user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
              and m.role in ('admin', 'owner')));
