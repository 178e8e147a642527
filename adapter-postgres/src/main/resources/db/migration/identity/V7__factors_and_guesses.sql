-- What people prove who they are with besides a password. Only ever read by the checks themselves, which have no
-- acting user.
create table identity.one_time_tokens (
    hash bytea primary key check (length(hash) = 32),
    user_id uuid not null references identity.users on delete cascade,
    purpose text not null,
    address text not null,
    expires_at timestamptz not null,
    unique (user_id, purpose)
);
create index on identity.one_time_tokens (expires_at);

create table identity.totp_factors (
    user_id uuid primary key references identity.users on delete cascade,
    secret_key_id text not null,
    secret bytea not null,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    -- Numbers of this time step and of earlier ones are refused.
    last_step bigint not null
);

create table identity.recovery_codes (
    user_id uuid not null references identity.totp_factors on delete cascade,
    hash bytea not null check (length(hash) = 32),
    primary key (user_id, hash)
);

-- Wrong guesses. The subject is the hash of a name, of a place or of both; no user need exist.
create table identity.login_failures (
    subject bytea primary key check (length(subject) = 32),
    count integer not null check (count > 0),
    last_at timestamptz not null
);
create index on identity.login_failures (last_at);

-- Where people have logged in from.
create table identity.login_places (
    user_id uuid not null references identity.users on delete cascade,
    place bytea not null check (length(place) = 32),
    last_at timestamptz not null,
    primary key (user_id, place)
);
create index on identity.login_places (last_at);

do $$
declare
    name text;
begin
    foreach name in array array['one_time_tokens', 'totp_factors', 'recovery_codes', 'login_failures', 'login_places'] loop
        execute format('alter table identity.%I enable row level security, force row level security', name);
        execute format('grant select, insert, update, delete on identity.%I to hexforge_system', name);
        execute format('create policy system_reads on identity.%I for select to hexforge_system using (true)', name);
        execute format('create policy system_adds on identity.%I for insert to hexforge_system with check (true)', name);
        execute format('create policy system_changes on identity.%I for update to hexforge_system using (true)', name);
        execute format('create policy system_removes on identity.%I for delete to hexforge_system using (true)', name);
    end loop;
end
$$;
