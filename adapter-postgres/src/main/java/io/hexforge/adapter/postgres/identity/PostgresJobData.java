package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.Sections;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.ports.driven.identity.PersonalData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The jobs of users who leave: they go with their owners.
public final class PostgresJobData implements PersonalData {
    private static final Sections SECTIONS = new Sections(Map.of("jobs", """
            select id, tenant_id, kind, progress, message, asked, answered, null as output, last_error, created_at,
                   started_at, null::timestamptz as ended_at
            from job.jobs where user_id = :user_id
            union all
            select id, tenant_id, kind, progress, message, asked, answered, output, last_error, created_at, started_at,
                   ended_at
            from job.ended where user_id = :user_id
            order by id
            """));

    private static final List<String> TABLES = List.of("job.jobs", "job.ended", "job.idempotency_keys");

    private final Database database;

    public PostgresJobData(Database database) {
        this.database = database;
    }

    @Override
    public List<String> sections() {
        return SECTIONS.names();
    }

    @Override
    public List<JsonObject> records(UUID userId, String section, int offset, int limit) {
        return SECTIONS.records(database, userId, section, offset, limit);
    }

    @Override
    public void erase(UUID userId, Set<UUID> endedTenants) {
        database.asSystem(handle -> {
            int erased = 0;
            for (String table : TABLES) {
                erased += handle.createUpdate(
                                "delete from " + table + " where user_id = :user_id or tenant_id = any (:tenants)")
                        .bind("user_id", userId)
                        .bindArray("tenants", UUID.class, endedTenants.toArray())
                        .execute();
            }
            return erased;
        });
    }
}
