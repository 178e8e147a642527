create schema project;
grant usage on schema project to hexforge_app, hexforge_system;

-- Tenant and user live in another area, which may be another database: no foreign keys.
create table project.projects (
    id uuid primary key,
    tenant_id uuid not null,
    user_id uuid not null,
    title text not null,
    description text not null,
    mode text not null,
    status text not null,
    tech_stack text[] not null,
    -- json, not jsonb: what was written is kept as it was written, and jsonb refuses some valid strings
    requirements_spec json,
    architecture_spec json,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version bigint not null check (version > 0)
);
create index on project.projects (user_id, id);
create index on project.projects (tenant_id);

create table project.files (
    id uuid primary key,
    project_id uuid not null references project.projects on delete cascade,
    tenant_id uuid not null,
    user_id uuid not null,
    -- sorted by code points everywhere
    path text collate "C" not null,
    -- the present one
    version bigint not null check (version > 0),
    unique (project_id, path)
);

create table project.file_versions (
    file_id uuid not null references project.files on delete cascade,
    version bigint not null check (version > 0),
    project_id uuid not null,
    tenant_id uuid not null,
    user_id uuid not null,
    -- null: the file was deleted
    content text,
    language text not null,
    size integer not null,
    sha text not null,
    author_id uuid not null,
    created_at timestamptz not null,
    primary key (file_id, version)
);
create index on project.file_versions (project_id);
create index on project.file_versions (user_id);

alter table project.projects enable row level security, force row level security;
alter table project.files enable row level security, force row level security;
alter table project.file_versions enable row level security, force row level security;

grant select, insert, update, delete on project.projects, project.files, project.file_versions to hexforge_app;
create policy own on project.projects for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));
create policy own on project.files for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));
create policy own on project.file_versions for all to hexforge_app
    using (user_id = (select nullif(current_setting('hexforge.user', true), '')::uuid)
        and tenant_id = (select nullif(current_setting('hexforge.tenant', true), '')::uuid));

grant select on project.projects, project.files, project.file_versions to hexforge_system;
create policy system_reads on project.projects for select to hexforge_system using (true);
create policy system_reads on project.files for select to hexforge_system using (true);
create policy system_reads on project.file_versions for select to hexforge_system using (true);

-- Whoever leaves is erased; files go with their projects.
grant delete on project.projects to hexforge_system;
create policy system_erases on project.projects for delete to hexforge_system using (true);
