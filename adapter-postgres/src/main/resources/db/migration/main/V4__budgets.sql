-- How much may be spent. Tenants, users and keys live in another area, which may be another database: no foreign keys.
create table gateway.budgets (
    id uuid primary key,
    tenant_id uuid not null,
    -- who set it
    user_id uuid not null,
    kind text not null check (kind in ('key', 'user', 'tenant')),
    subject uuid not null,
    -- whose key it is for, or which user; null for a tenant
    subject_user uuid,
    period text not null check (period in ('day', 'month', 'total')),
    amount_nano_usd bigint not null check (amount_nano_usd >= 0),
    updated_at timestamptz not null,
    version bigint not null check (version > 0),
    unique (user_id, kind, subject, period),
    check ((subject_user is null) = (kind = 'tenant'))
);

insert into gateway.versions values ('budgets', 1);

create function gateway.budgets_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update gateway.versions set version = version + 1 where name = 'budgets';
    return null;
end
$$;
create trigger budgets_changed after insert or update or delete or truncate on gateway.budgets
    for each statement execute function gateway.budgets_changed();

alter table gateway.budgets enable row level security, force row level security;

-- A user sees what holds for it, and changes what it set itself, for itself and its keys alone.
grant select, insert, update, delete on gateway.budgets to hexforge_app;
create policy visible on gateway.budgets for select to hexforge_app
    using (tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid)
        and (kind = 'tenant'
            or user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
            or subject_user = (select nullif(current_setting('hexforge.user', true), '')::uuid)));
create policy owner_adds on gateway.budgets for insert to hexforge_app
    with check (tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid)
        and user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and subject_user = (select nullif(current_setting('hexforge.user', true), '')::uuid));
create policy owner_changes on gateway.budgets for update to hexforge_app
    using (tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid)
        and user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and subject_user = (select nullif(current_setting('hexforge.user', true), '')::uuid));
create policy owner_removes on gateway.budgets for delete to hexforge_app
    using (tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid)
        and user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));

grant select, insert, update, delete on gateway.budgets to hexforge_system;
create policy system_reads on gateway.budgets for select to hexforge_system using (true);
create policy system_adds on gateway.budgets for insert to hexforge_system with check (true);
create policy system_changes on gateway.budgets for update to hexforge_system using (true);
create policy system_removes on gateway.budgets for delete to hexforge_system using (true);
