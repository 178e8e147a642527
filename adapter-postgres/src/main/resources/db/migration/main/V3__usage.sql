-- What calls used and cost. Tenant, user and key live in another area, which may be another database: no foreign keys.
create table gateway.usage (
    id uuid not null,
    at timestamptz not null,
    tenant_id uuid not null,
    user_id uuid not null,
    key_id uuid,
    price_id uuid,
    cost_nano_usd bigint,
    prompt_tokens bigint not null,
    cached_tokens bigint not null,
    cache_write_tokens bigint not null,
    output_tokens bigint not null,
    reasoning_tokens bigint not null,
    latency_us bigint not null,
    first_token_us bigint,
    attempts integer not null,
    streamed boolean not null,
    status text not null,
    provider text not null,
    model text not null,
    deployment text not null,
    request_id text not null,
    primary key (id, at)
) partition by range (at);
create index on gateway.usage (at, id);
create index on gateway.usage (user_id, tenant_id, at, id);
create index on gateway.usage (tenant_id, at, id);
create index on gateway.usage (key_id, at, id) where key_id is not null;
create index on gateway.usage (model, at, id);

-- Takes what has no month of its own yet, as when a backup is restored. Nobody is granted access to the partitions.
create table gateway.usage_rest partition of gateway.usage default;

-- Sums of the rows above, kept in the same transactions. A call without a key has the key 0.
create table gateway.usage_daily (
    day date not null,
    tenant_id uuid not null,
    user_id uuid not null,
    key_id uuid not null,
    provider text not null,
    model text not null,
    requests bigint not null,
    failed bigint not null,
    unpriced bigint not null,
    cost_nano_usd bigint not null,
    prompt_tokens bigint not null,
    cached_tokens bigint not null,
    cache_write_tokens bigint not null,
    output_tokens bigint not null,
    reasoning_tokens bigint not null,
    primary key (day, tenant_id, user_id, key_id, provider, model)
);
create index on gateway.usage_daily (user_id, day);
create index on gateway.usage_daily (tenant_id, day);
create index on gateway.usage_daily (key_id, day);

-- Makes the partition of the month in which a day lies, with what has waited for it, unless it is there.
create function gateway.make_usage_partition(wanted date) returns void
    language plpgsql security definer set search_path = '' as $$
declare
    first date := date_trunc('month', wanted::timestamp)::date;
    name text := to_char(first, '"usage_y"YYYY"m"MM');
begin
    if to_regclass('gateway.' || name) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('gateway.usage'));
    if to_regclass('gateway.' || name) is not null then
        return;
    end if;
    execute format('create table gateway.%I (like gateway.usage including defaults)', name);
    execute format(
        'with waiting as (delete from gateway.usage_rest where at >= %1$L and at < %2$L returning *)
         insert into gateway.%3$I select * from waiting',
        first::timestamp at time zone 'UTC', (first + interval '1 month') at time zone 'UTC', name);
    execute format(
        'alter table gateway.usage attach partition gateway.%I for values from (%L) to (%L)',
        name, first::timestamp at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
end
$$;
revoke all on function gateway.make_usage_partition(date) from public;
grant execute on function gateway.make_usage_partition(date) to hexforge_system;

alter table gateway.usage enable row level security, force row level security;
alter table gateway.usage_daily enable row level security, force row level security;

grant select on gateway.usage, gateway.usage_daily to hexforge_app;
create policy own on gateway.usage for select to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));
create policy own on gateway.usage_daily for select to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));

grant select, insert on gateway.usage to hexforge_system;
grant select, insert, update on gateway.usage_daily to hexforge_system;
create policy system_reads on gateway.usage for select to hexforge_system using (true);
create policy system_adds on gateway.usage for insert to hexforge_system with check (true);
create policy system_reads on gateway.usage_daily for select to hexforge_system using (true);
create policy system_adds on gateway.usage_daily for insert to hexforge_system with check (true);
create policy system_sums on gateway.usage_daily for update to hexforge_system using (true);
