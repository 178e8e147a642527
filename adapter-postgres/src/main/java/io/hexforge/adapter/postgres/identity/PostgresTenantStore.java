package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.SqlFaults;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.TenantStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Tenants in `identity.tenants`.
public final class PostgresTenantStore implements TenantStore {
    private static final UUID SMALLEST_ID = new UUID(0, 0);

    private final Database database;

    public PostgresTenantStore(Database database) {
        this.database = database;
    }

    @Override
    public Stored add(Tenant tenant, Membership owner) {
        return unlessTaken(handle -> {
            PostgresAccountStore.insert(handle, tenant);
            PostgresAccountStore.insert(handle, owner);
            return Stored.DONE;
        });
    }

    private static final String UPDATE = """
            update identity.tenants
            set slug = :slug, name = :name, version = :version
            where id = :id and version = :expected_version
            """;

    @Override
    public Stored save(Tenant changed, long expectedVersion) {
        return unlessTaken(handle -> {
            int rows = handle.createUpdate(UPDATE)
                    .bind("slug", changed.slug())
                    .bind("name", changed.name())
                    .bind("version", changed.version())
                    .bind("id", changed.id())
                    .bind("expected_version", expectedVersion)
                    .execute();
            return rows == 1 ? Stored.DONE : Stored.STALE;
        });
    }

    @Override
    public Optional<Tenant> find(UUID id) {
        return database.asSystem(handle -> handle.createQuery("select * from identity.tenants where id = :id")
                .bind("id", id)
                .map((row, context) -> tenant(row))
                .findOne());
    }

    private static final String OF_USER = """
            select t.*
            from identity.tenants t
            join identity.memberships m on m.tenant_id = t.id
            where m.user_id = :user_id
            order by m.created_at, t.id
            """;

    @Override
    public List<Tenant> ofUser(UUID userId) {
        return database.asSystem(handle -> handle.createQuery(OF_USER)
                .bind("user_id", userId)
                .map((row, context) -> tenant(row))
                .list());
    }

    private static final String PAGE = """
            select * from identity.tenants where id > :after order by id limit :limit + 1
            """;

    @Override
    public Page<Tenant> page(Page.Request request) {
        List<Tenant> found = database.asSystem(handle -> handle.createQuery(PAGE)
                .bind("after", Objects.requireNonNullElse(request.after(), SMALLEST_ID))
                .bind("limit", request.limit())
                .map((row, context) -> tenant(row))
                .list());
        boolean more = found.size() > request.limit();
        List<Tenant> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private Stored unlessTaken(Database.Work<Stored> work) {
        try {
            return database.asSystem(work);
        } catch (PortException e) {
            if (SqlFaults.isDuplicate(e)) {
                return Stored.SLUG_TAKEN;
            }
            throw e;
        }
    }

    private static Tenant tenant(ResultSet row) throws SQLException {
        return new Tenant(
                Columns.uuid(row, "id"),
                row.getString("slug"),
                row.getString("name"),
                Columns.instant(row, "created_at"),
                row.getLong("version"));
    }
}
