-- Passkeys, and accounts elsewhere that people log in with. Both belong to a person, in whatever tenant it acts.
create table identity.passkeys (
    id uuid primary key,
    user_id uuid not null references identity.users on delete cascade,
    -- this, the handle and the key in base64url
    credential_id text not null unique,
    user_handle text not null,
    public_key text not null,
    signature_count bigint not null check (signature_count >= 0),
    transports text[] not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    aaguid uuid not null,
    name text not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    version bigint not null check (version > 0)
);
create index on identity.passkeys (user_id, id);

create table identity.external_logins (
    id uuid primary key,
    user_id uuid not null references identity.users on delete cascade,
    provider text not null,
    issuer text not null,
    subject text not null,
    label text not null,
    created_at timestamptz not null,
    unique (issuer, subject)
);
create index on identity.external_logins (user_id, id);

alter table identity.passkeys enable row level security, force row level security;
alter table identity.external_logins enable row level security, force row level security;

grant select, insert, update, delete on identity.passkeys to hexforge_app;
grant select, insert, delete on identity.external_logins to hexforge_app;
create policy owner on identity.passkeys for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));
create policy owner on identity.external_logins for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid));

grant select on identity.passkeys, identity.external_logins to hexforge_system;
create policy system_reads on identity.passkeys for select to hexforge_system using (true);
create policy system_reads on identity.external_logins for select to hexforge_system using (true);
