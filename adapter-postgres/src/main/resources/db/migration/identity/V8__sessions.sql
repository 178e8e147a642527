create table identity.sessions (
    id uuid primary key,
    tenant_id uuid not null references identity.tenants on delete cascade,
    user_id uuid not null references identity.users on delete cascade,
    methods text[] not null,
    user_agent text not null,
    ip text not null,
    created_at timestamptz not null,
    authenticated_at timestamptz not null,
    generation integer not null check (generation >= 0),
    token_hash bytea not null check (length(token_hash) = 32),
    salt bytea not null check (length(salt) = 16),
    rotated_at timestamptz not null,
    epoch integer not null check (epoch >= 0),
    refused_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    check ((ended_at is null) = (end_reason is null))
);
create index on identity.sessions (user_id) where ended_at is null;
create index on identity.sessions (refused_at) where refused_at is not null;
create index on identity.sessions ((coalesce(ended_at, rotated_at)));

insert into identity.versions values ('sessions', 1);
create function identity.sessions_refused() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update identity.versions set version = version + 1 where name = 'sessions';
    return null;
end
$$;
-- Only what refuses access tokens; refreshes are many.
create trigger sessions_refused after update of refused_at on identity.sessions
    for each statement execute function identity.sessions_refused();

alter table identity.sessions enable row level security, force row level security;
grant select on identity.sessions to hexforge_app;
create policy owner_reads on identity.sessions for select to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));
grant select, insert, update, delete on identity.sessions to hexforge_system;
create policy system_reads on identity.sessions for select to hexforge_system using (true);
create policy system_opens on identity.sessions for insert to hexforge_system with check (true);
create policy system_changes on identity.sessions for update to hexforge_system using (true);
create policy system_forgets on identity.sessions for delete to hexforge_system using (true);

create table identity.signing_keys (
    id text primary key,
    use text not null,
    public_key text,
    private_key bytea not null,
    encryption_key_id text not null,
    created_at timestamptz not null,
    signs_from timestamptz not null
);
alter table identity.signing_keys enable row level security, force row level security;
grant select, insert, update, delete on identity.signing_keys to hexforge_system;
create policy system_reads on identity.signing_keys for select to hexforge_system using (true);
create policy system_adds on identity.signing_keys for insert to hexforge_system with check (true);
create policy system_reseals on identity.signing_keys for update to hexforge_system using (true);
create policy system_forgets on identity.signing_keys for delete to hexforge_system using (true);
