-- What people tell about themselves, and what they are told.
create table identity.profiles (
    user_id uuid primary key references identity.users on delete cascade,
    bio text,
    date_of_birth date,
    age integer,
    profession text,
    heard_from text,
    avatar_url text,
    avatar_blob text,
    avatar_type text,
    survey_completed boolean not null,
    -- json, not jsonb: what the user wrote is kept as it was written, and jsonb refuses some valid strings
    onboarding json not null,
    preferences json not null,
    muted text[] not null,
    updated_at timestamptz not null,
    version bigint not null check (version > 0),
    check ((avatar_blob is null) = (avatar_type is null))
);

create table identity.notifications (
    id uuid primary key,
    user_id uuid not null references identity.users on delete cascade,
    kind text not null,
    type text not null,
    entity_id text,
    summary text not null,
    data json not null,
    created_at timestamptz not null,
    read_at timestamptz
);
create index on identity.notifications (user_id, id);
create index on identity.notifications (user_id) where read_at is null;

alter table identity.profiles enable row level security, force row level security;
alter table identity.notifications enable row level security, force row level security;

grant select, insert, update on identity.profiles, identity.notifications to hexforge_app;
create policy own on identity.profiles for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));
create policy own on identity.notifications for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));

grant select on identity.profiles, identity.notifications to hexforge_system;
create policy system_reads on identity.profiles for select to hexforge_system using (true);
create policy system_reads on identity.notifications for select to hexforge_system using (true);

-- Whoever leaves is erased; most of it goes with the row in identity.users.
create policy system_removes on identity.referrals for delete to hexforge_system using (true);
