-- The two roles under which every transaction runs. Roles belong to the whole server: another database, or another
-- node at this very moment, may have made them. If this login may not make roles, start-up says what to ask for.
do $$
declare
    wanted text;
    no_inherit text := case when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else '' end;
begin
    foreach wanted in array array['hexforge_app', 'hexforge_system'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin nosuperuser nobypassrls', wanted);
            exception when duplicate_object or unique_violation or insufficient_privilege then
                raise notice 'role % was not made: %', wanted, sqlerrm;
            end;
        end if;
        begin
            execute format('grant %I to current_user', wanted) || no_inherit;
        exception when insufficient_privilege or undefined_object or internal_error then
            raise notice 'role % was not granted: %', wanted, sqlerrm;
        end;
    end loop;
end
$$;
