package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.gateway.FeatureFlag;
import io.hexforge.ports.driven.gateway.FlagStore;
import java.util.List;
import java.util.UUID;

/// Flags in `gateway.flags`.
public final class PostgresFlagStore implements FlagStore {
    private final Database database;

    public PostgresFlagStore(Database database) {
        this.database = database;
    }

    private static final String PUT = """
            insert into gateway.flags (tenant_id, flag, enabled, updated_at)
            values (:tenant_id, :flag, :enabled, :updated_at)
            on conflict (tenant_id, flag) do update
            set enabled = excluded.enabled, updated_at = excluded.updated_at
            """;

    @Override
    public void put(FeatureFlag flag) {
        database.asSystem(handle -> handle.createUpdate(PUT)
                .bind("tenant_id", flag.tenantId())
                .bind("flag", flag.name())
                .bind("enabled", flag.enabled())
                .bind("updated_at", Columns.timestamp(flag.updatedAt()))
                .execute());
    }

    private static final String REMOVE = "delete from gateway.flags where tenant_id = :tenant_id and flag = :flag";

    @Override
    public boolean remove(UUID tenantId, String name) {
        return database.asSystem(handle -> handle.createUpdate(REMOVE)
                        .bind("tenant_id", tenantId)
                        .bind("flag", name)
                        .execute()
                == 1);
    }

    private static final String ALL = "select * from gateway.flags order by tenant_id, flag";

    @Override
    public List<FeatureFlag> all() {
        return database.asSystem(handle -> handle.createQuery(ALL)
                .map((row, context) -> new FeatureFlag(
                        Columns.uuid(row, "tenant_id"),
                        row.getString("flag"),
                        row.getBoolean("enabled"),
                        Columns.instant(row, "updated_at")))
                .list());
    }

    private static final String VERSION = "select version from gateway.versions where name = 'flags'";

    @Override
    public long version() {
        return database.asSystem(
                handle -> handle.createQuery(VERSION).mapTo(Long.class).one());
    }
}
