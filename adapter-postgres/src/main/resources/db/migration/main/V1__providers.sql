create schema gateway;
grant usage on schema gateway to hexforge_app, hexforge_system;

-- Tenant and user live in another area, which may be another database: no foreign keys.
create table gateway.providers (
    id uuid primary key,
    tenant_id uuid not null,
    user_id uuid not null,
    shared boolean not null,
    provider text not null,
    display_name text not null,
    base_url text not null,
    -- json, not jsonb: what the user wrote is kept as it was written, and jsonb refuses some valid strings
    metadata json not null,
    secret bytea,
    secret_key_id text,
    secret_preview text,
    is_active boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version bigint not null check (version > 0),
    unique (user_id, provider),
    check ((secret is null) = (secret_key_id is null))
);
create index on gateway.providers (tenant_id) where shared;

create table gateway.versions (
    name text primary key,
    version bigint not null
);
insert into gateway.versions values ('providers', 1);

create function gateway.providers_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update gateway.versions set version = version + 1 where name = 'providers';
    return null;
end
$$;
create trigger providers_changed after insert or update or delete or truncate on gateway.providers
    for each statement execute function gateway.providers_changed();

alter table gateway.providers enable row level security, force row level security;

grant select, insert, update on gateway.providers to hexforge_app;
create policy visible on gateway.providers for select to hexforge_app
    using (tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid)
        and (shared or user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)));
create policy owner_adds on gateway.providers for insert to hexforge_app
    with check (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));
create policy owner_changes on gateway.providers for update to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));

grant select on gateway.versions, gateway.providers to hexforge_system;
grant update (secret, secret_key_id, version) on gateway.providers to hexforge_system;
create policy system_reads on gateway.providers for select to hexforge_system using (true);
create policy system_reseals on gateway.providers for update to hexforge_system using (true);
