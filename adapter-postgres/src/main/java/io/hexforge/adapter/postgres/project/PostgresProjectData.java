package io.hexforge.adapter.postgres.project;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.Sections;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.ports.driven.identity.PersonalData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Projects and their files, as what a user takes along or leaves behind: they go with their owner.
public final class PostgresProjectData implements PersonalData {
    private static final String FILES = "project_files";
    /// Of files a few at a time: they may be large.
    private static final int FEW = 20;

    private static final Sections SECTIONS = new Sections(sectionQueries());

    private final Database database;

    public PostgresProjectData(Database database) {
        this.database = database;
    }

    private static Map<String, String> sectionQueries() {
        var queries = new LinkedHashMap<String, String>();
        queries.put("projects", """
                select id, tenant_id, title, description, mode, status, tech_stack, requirements_spec, architecture_spec,
                       created_at, updated_at
                from project.projects where user_id = :user_id order by id
                """);
        queries.put(FILES, """
                select f.project_id, f.path, v.version, v.version = f.version as present, v.content is null as deleted,
                       v.language, v.size, v.content, v.created_at
                from project.file_versions v join project.files f on f.id = v.file_id
                where v.user_id = :user_id order by v.file_id, v.version
                """);
        return queries;
    }

    @Override
    public List<String> sections() {
        return SECTIONS.names();
    }

    @Override
    public List<JsonObject> records(UUID userId, String section, int offset, int limit) {
        return SECTIONS.records(
                database, userId, section, offset, section.equals(FILES) ? Math.min(limit, FEW) : limit);
    }

    private static final String ERASE =
            "delete from project.projects where user_id = :user_id or tenant_id = any (:tenants)";

    @Override
    public void erase(UUID userId, Set<UUID> endedTenants) {
        database.asSystem(handle -> handle.createUpdate(ERASE)
                .bind("user_id", userId)
                .bindArray("tenants", UUID.class, endedTenants.toArray())
                .execute());
    }
}
