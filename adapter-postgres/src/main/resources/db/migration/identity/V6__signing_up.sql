-- Who may sign up: codes, a waitlist, and who recommended whom.
create table identity.invite_codes (
    id uuid primary key,
    -- null: the installation's own
    owner_id uuid unique references identity.users on delete cascade,
    code text not null unique,
    max_uses integer not null check (max_uses > 0),
    uses integer not null check (uses between 0 and max_uses),
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz
);

create table identity.waitlist (
    id uuid primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    occupation text,
    motivation text,
    use_case text,
    links text[] not null,
    source text,
    -- json, not jsonb: it is kept as it was written, and jsonb refuses some valid strings
    metadata json not null,
    created_at timestamptz not null,
    approved_at timestamptz,
    joined_at timestamptz
);

create table identity.referrals (
    id uuid primary key,
    referrer_id uuid not null references identity.users on delete cascade,
    email text not null check (email = lower(email)),
    created_at timestamptz not null,
    joined_at timestamptz,
    joined_id uuid references identity.users on delete set null,
    unique (referrer_id, email)
);

alter table identity.invite_codes enable row level security, force row level security;
alter table identity.waitlist enable row level security, force row level security;
alter table identity.referrals enable row level security, force row level security;

grant select, insert on identity.referrals to hexforge_app;
create policy referrer_reads on identity.referrals for select to hexforge_app
    using (referrer_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));
create policy referrer_adds on identity.referrals for insert to hexforge_app
    with check (referrer_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));

grant select, insert, update, delete on identity.invite_codes, identity.waitlist, identity.referrals to hexforge_system;
create policy system_reads on identity.invite_codes for select to hexforge_system using (true);
create policy system_adds on identity.invite_codes for insert to hexforge_system with check (true);
create policy system_changes on identity.invite_codes for update to hexforge_system using (true);
create policy system_removes on identity.invite_codes for delete to hexforge_system using (true);
create policy system_reads on identity.waitlist for select to hexforge_system using (true);
create policy system_adds on identity.waitlist for insert to hexforge_system with check (true);
create policy system_changes on identity.waitlist for update to hexforge_system using (true);
create policy system_removes on identity.waitlist for delete to hexforge_system using (true);
create policy system_reads on identity.referrals for select to hexforge_system using (true);
create policy system_changes on identity.referrals for update to hexforge_system using (true);
