-- Imported rows of the price table, the whole installation's. They are added, never changed.
create table gateway.prices (
    id uuid primary key,
    valid_from timestamptz not null,
    provider text not null,
    model text not null,
    aliases text[] not null,
    context_window bigint,
    max_output_tokens bigint,
    -- null: not said
    capabilities text[],
    -- nano-USD for a million tokens; all null: not said
    input bigint check (input >= 0),
    cached bigint check (cached >= 0),
    cache_write bigint check (cache_write >= 0),
    output bigint check (output >= 0),
    -- for calls whose prompts have more than long_above tokens; all null: the same
    long_above bigint,
    long_input bigint check (long_input >= 0),
    long_cached bigint check (long_cached >= 0),
    long_cache_write bigint check (long_cache_write >= 0),
    long_output bigint check (long_output >= 0),
    check (num_nulls(input, cached, cache_write, output) in (0, 4)),
    check (num_nulls(long_above, long_input, long_cached, long_cache_write, long_output) in (0, 5)),
    check (long_above is null or input is not null)
);
create index on gateway.prices (provider, model, valid_from);

-- What an administrator switched for a tenant, which lives in another area.
create table gateway.flags (
    tenant_id uuid not null,
    flag text not null,
    enabled boolean not null,
    updated_at timestamptz not null,
    primary key (tenant_id, flag)
);

insert into gateway.versions values ('prices', 1), ('flags', 1);

create function gateway.prices_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update gateway.versions set version = version + 1 where name = 'prices';
    return null;
end
$$;
create trigger prices_changed after insert or update or delete or truncate on gateway.prices
    for each statement execute function gateway.prices_changed();

create function gateway.flags_changed() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update gateway.versions set version = version + 1 where name = 'flags';
    return null;
end
$$;
create trigger flags_changed after insert or update or delete or truncate on gateway.flags
    for each statement execute function gateway.flags_changed();

alter table gateway.prices enable row level security, force row level security;
alter table gateway.flags enable row level security, force row level security;

grant select, insert on gateway.prices to hexforge_system;
create policy system_reads on gateway.prices for select to hexforge_system using (true);
create policy system_adds on gateway.prices for insert to hexforge_system with check (true);

grant select, insert, update, delete on gateway.flags to hexforge_system;
create policy system_reads on gateway.flags for select to hexforge_system using (true);
create policy system_adds on gateway.flags for insert to hexforge_system with check (true);
create policy system_changes on gateway.flags for update to hexforge_system using (true);
create policy system_removes on gateway.flags for delete to hexforge_system using (true);
