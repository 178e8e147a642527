package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Tenants and users in `identity.tenants` and `identity.users`.
public final class PostgresAccountStore implements AccountStore {
    /// Any number that no other lock of the identity area uses.
    private static final long FOUNDING_LOCK = 0x48_45_58_46L;

    private final Database database;

    public PostgresAccountStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean found(Tenant tenant, User operator, ApiKey key) {
        return database.asSystem(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", FOUNDING_LOCK);
            if (exists(handle)) {
                return false;
            }
            insert(handle, tenant);
            insert(handle, operator);
            PostgresApiKeyStore.insert(handle, key);
            return true;
        });
    }

    private static final String OPERATOR = """
            select * from identity.users where system_admin order by created_at, id limit 1
            """;

    @Override
    public Optional<User> operator() {
        return database.asSystem(handle ->
                handle.createQuery(OPERATOR).map((row, context) -> user(row)).findOne());
    }

    private static boolean exists(Handle handle) {
        return handle.createQuery("select exists (select from identity.tenants)")
                .mapTo(Boolean.class)
                .one();
    }

    private static final String INSERT_TENANT = """
            insert into identity.tenants (id, slug, name, created_at) values (:id, :slug, :name, :created_at)
            """;

    static void insert(Handle handle, Tenant tenant) {
        handle.createUpdate(INSERT_TENANT)
                .bind("id", tenant.id())
                .bind("slug", tenant.slug())
                .bind("name", tenant.name())
                .bind("created_at", Columns.timestamp(tenant.createdAt()))
                .execute();
    }

    private static final String INSERT_USER = """
            insert into identity.users (id, tenant_id, username, display_name, system_admin, created_at)
            values (:id, :tenant_id, :username, :display_name, :system_admin, :created_at)
            """;

    static void insert(Handle handle, User user) {
        handle.createUpdate(INSERT_USER)
                .bind("id", user.id())
                .bind("tenant_id", user.tenantId())
                .bind("username", user.username())
                .bind("display_name", user.displayName())
                .bind("system_admin", user.systemAdmin())
                .bind("created_at", Columns.timestamp(user.createdAt()))
                .execute();
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                row.getString("username"),
                row.getString("display_name"),
                row.getBoolean("system_admin"),
                Columns.instant(row, "created_at"));
    }
}
