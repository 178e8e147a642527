create schema identity;
grant usage on schema identity to hexforge_app, hexforge_system;

create table identity.tenants (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    created_at timestamptz not null
);

create table identity.users (
    id uuid primary key,
    tenant_id uuid not null references identity.tenants,
    username text not null,
    display_name text not null,
    system_admin boolean not null,
    created_at timestamptz not null,
    unique (tenant_id, username),
    unique (tenant_id, id)
);

create table identity.api_keys (
    id uuid primary key,
    tenant_id uuid not null,
    user_id uuid not null,
    name text not null,
    preview text not null,
    secret_hash bytea not null unique check (length(secret_hash) = 32),
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    replaced_by uuid references identity.api_keys deferrable initially deferred,
    version bigint not null check (version > 0),
    foreign key (tenant_id, user_id) references identity.users (tenant_id, id)
);
create index on identity.api_keys (user_id, id);

-- What snapshots in memory are made of changes with these counters, in the same transaction.
create table identity.versions (
    name text primary key,
    version bigint not null
);
insert into identity.versions values ('credentials', 1);

create function identity.credentials_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update identity.versions set version = version + 1 where name = 'credentials';
    return null;
end
$$;
create trigger credentials_changed after insert or update or delete or truncate on identity.api_keys
    for each statement execute function identity.credentials_changed();
create trigger credentials_changed after insert or update or delete or truncate on identity.users
    for each statement execute function identity.credentials_changed();

alter table identity.tenants enable row level security, force row level security;
alter table identity.users enable row level security, force row level security;
alter table identity.api_keys enable row level security, force row level security;

grant select on identity.tenants, identity.users to hexforge_app;
grant select, insert, update on identity.api_keys to hexforge_app;
create policy member_reads on identity.tenants for select to hexforge_app
    using (id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));
create policy user_reads on identity.users for select to hexforge_app
    using (id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));
create policy owner on identity.api_keys for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));

grant select on identity.versions, identity.tenants, identity.users, identity.api_keys to hexforge_system;
grant insert on identity.tenants, identity.users, identity.api_keys to hexforge_system;
create policy system_reads on identity.tenants for select to hexforge_system using (true);
create policy system_reads on identity.users for select to hexforge_system using (true);
create policy system_reads on identity.api_keys for select to hexforge_system using (true);
create policy system_founds on identity.tenants for insert to hexforge_system with check (true);
create policy system_founds on identity.users for insert to hexforge_system with check (true);
create policy system_founds on identity.api_keys for insert to hexforge_system with check (true);
