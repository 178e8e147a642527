package io.hexforge.adapter.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.hexforge.domain.Actor;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// A database with its connections. All access goes through transactions that say on whose behalf they act:
/// what row security lets them see follows from that, whatever their SQL says.
///
/// A transaction holds one of few connections: never wait for anything but the database inside of one, and
/// never begin a second one inside of it.
///
/// **Threads:** safe for concurrent use. **Errors:** [PortException]: `UNAVAILABLE` when nothing happened and a
/// later attempt may succeed (no connection within two seconds, deadlock), `TIMEOUT` when the commit may have
/// happened, else `BROKEN`.
public final class Database implements AutoCloseable {
    private static final int CONNECTION_TIMEOUT_MS = 2000;
    private static final String APP = "hexforge_app";
    private static final String SYSTEM = "hexforge_system";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final DataSource login;
    private final Set<Area> areas;

    private Database(HikariDataSource pool, DataSource login, Set<Area> areas) {
        this.pool = pool;
        this.login = login;
        this.jdbi = Jdbi.create(pool)
                .registerArrayType(String.class, "text")
                .registerArrayType(UUID.class, "uuid")
                .registerArrayType(Boolean.class, "boolean")
                .registerArrayType(Integer.class, "integer")
                .registerArrayType(Long.class, "bigint")
                .registerArrayType(OffsetDateTime.class, "timestamptz");
        this.areas = areas;
    }

    /// Connects, brings the schemas of `areas` up to date, and makes sure that row security binds.
    ///
    /// @param connections the most that may be open; about twice the number of cores
    /// @throws PortException also when the login may not act as the two roles, or these are exempt from row
    ///     security
    public static Database open(DatabaseAddress address, Set<Area> areas, int connections) {
        var database = new Database(connect(address, connections), login(address), EnumSet.copyOf(areas));
        try {
            var migrations = new Migrations(login(address));
            areas.forEach(migrations::migrate);
            database.requireRowSecurity(APP);
            database.requireRowSecurity(SYSTEM);
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /// Work inside of a transaction.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T in(Handle handle);
    }

    /// Does `work` for a user: only what that user may see exists.
    public <T extends @Nullable Object> T inActor(Actor actor, Work<T> work) {
        return inTransaction(APP, actor.userId().toString(), actor.tenantId().toString(), work);
    }

    /// Does `work` that has no acting user, such as a login lookup: everything exists.
    public <T extends @Nullable Object> T asSystem(Work<T> work) {
        return inTransaction(SYSTEM, "", "", work);
    }

    /// {@return a connection outside of the pool, to listen for notifications; no transaction, no role}
    public Connection connect() throws SQLException {
        return login.getConnection();
    }

    /// {@return which areas live here}
    Set<Area> areas() {
        return areas;
    }

    /// {@return the pool, for tests to look at its connections}
    DataSource pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T extends @Nullable Object> T inTransaction(String role, String user, String tenant, Work<T> work) {
        boolean committing = false;
        try (Handle handle = jdbi.open()) {
            handle.begin();
            try {
                beginAs(handle, role, user, tenant);
                T result = work.in(handle);
                committing = true;
                handle.commit();
                return result;
            } catch (RuntimeException | Error e) {
                rollback(handle, e);
                throw e;
            }
        } catch (JdbiException e) {
            throw SqlFaults.translate(committing ? "commit" : "a statement", e, committing);
        }
    }

    /// `SET LOCAL ROLE` and the actor in one statement, which travels together with `BEGIN`: one round trip.
    private static void beginAs(Handle handle, String role, String user, String tenant) {
        String begin = """
                select set_config('role', ?, true), set_config('hexforge.user', ?, true),
                       set_config('hexforge.tenant', ?, true), set_config('statement_timeout', '30s', true)
                """;
        try (var statement = handle.getConnection().prepareStatement(begin)) {
            statement.setString(1, role);
            statement.setString(2, user);
            statement.setString(3, tenant);
            statement.execute();
        } catch (SQLException e) {
            throw SqlFaults.translate("acting as " + role, e, false);
        }
    }

    private static void rollback(Handle handle, Throwable reason) {
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private void requireRowSecurity(String role) {
        String exempt = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user";
        boolean unbound;
        try {
            unbound = inTransaction(
                    role,
                    "",
                    "",
                    handle -> handle.createQuery(exempt).mapTo(Boolean.class).one());
        } catch (PortException e) {
            throw e.kind() != Kind.BROKEN
                    ? e
                    : new PortException(
                            Kind.BROKEN,
                            "The database login cannot act as " + role + "; as an administrator run: create role "
                                    + role
                                    + " nologin; grant " + role + " to "
                                    + pool.getUsername(),
                            e);
        }
        if (unbound) {
            throw new PortException(
                    Kind.BROKEN,
                    "The role " + role + " is a superuser or has BYPASSRLS, so row security would not bind; "
                            + "as an administrator run: alter role " + role + " nosuperuser nobypassrls",
                    null);
        }
    }

    /// {@return connections of the login itself, outside of the pool, patient, bound by no role; for migrations,
    /// backup and restore}
    static DataSource login(DatabaseAddress address) {
        var source = new PGSimpleDataSource();
        source.setURL(address.jdbcUrl());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setApplicationName("hexforge");
        return source;
    }

    private static HikariDataSource connect(DatabaseAddress address, int connections) {
        var config = new HikariConfig();
        config.setPoolName("postgres");
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setValidationTimeout(1000);
        config.addDataSourceProperty("ApplicationName", "hexforge");
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // Details quote rows, and messages end in logs.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw SqlFaults.translate("connecting to " + address, e, false);
        }
    }
}
