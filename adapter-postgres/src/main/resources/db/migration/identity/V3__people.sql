-- People: an address, a password, and tenants that they belong to.
alter table identity.users
    add column email text unique check (email = lower(email)),
    add column email_verified_at timestamptz,
    add column disabled_at timestamptz,
    add column deletion_due_at timestamptz,
    add column version bigint not null default 1 check (version > 0),
    add unique (username);

create table identity.memberships (
    tenant_id uuid not null references identity.tenants on delete cascade,
    user_id uuid not null references identity.users on delete cascade,
    role text not null check (role in ('viewer', 'member', 'admin', 'owner')),
    created_at timestamptz not null,
    primary key (tenant_id, user_id)
);
create index on identity.memberships (user_id);

-- Only ever read by the check of a password, which has no acting user.
create table identity.passwords (
    user_id uuid primary key references identity.users on delete cascade,
    -- in the PHC string format
    hash text not null,
    changed_at timestamptz not null
);

create trigger credentials_changed after insert or update or delete or truncate on identity.memberships
    for each statement execute function identity.credentials_changed();

-- The owner of the tables is bound by row security, too, and has to see all users for once.
alter table identity.users no force row level security;
insert into identity.memberships (tenant_id, user_id, role, created_at)
    select tenant_id, id, case when system_admin then 'owner' else 'member' end, created_at from identity.users;
alter table identity.users force row level security;

alter table identity.memberships enable row level security, force row level security;
alter table identity.passwords enable row level security, force row level security;

-- Whoever acts in another tenant than its first one is still itself.
drop policy user_reads on identity.users;
create policy user_reads on identity.users for select to hexforge_app
    using (id = (select nullif(current_setting('hexforge.user', true), '')::uuid));

grant select on identity.memberships to hexforge_app;
create policy member_reads on identity.memberships for select to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        or tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));

grant update, delete on identity.users, identity.tenants to hexforge_system;
create policy system_changes on identity.users for update to hexforge_system using (true);
create policy system_removes on identity.users for delete to hexforge_system using (true);
create policy system_changes on identity.tenants for update to hexforge_system using (true);
create policy system_removes on identity.tenants for delete to hexforge_system using (true);

grant select, insert, update, delete on identity.memberships, identity.passwords to hexforge_system;
create policy system_reads on identity.memberships for select to hexforge_system using (true);
create policy system_adds on identity.memberships for insert to hexforge_system with check (true);
create policy system_changes on identity.memberships for update to hexforge_system using (true);
create policy system_removes on identity.memberships for delete to hexforge_system using (true);
create policy system_reads on identity.passwords for select to hexforge_system using (true);
create policy system_adds on identity.passwords for insert to hexforge_system with check (true);
create policy system_changes on identity.passwords for update to hexforge_system using (true);
create policy system_removes on identity.passwords for delete to hexforge_system using (true);

-- A key acts in a tenant for as long as its owner belongs to it.
alter table identity.api_keys drop constraint api_keys_tenant_id_user_id_fkey;
alter table identity.api_keys
    add foreign key (tenant_id, user_id) references identity.memberships (tenant_id, user_id) on delete cascade;
