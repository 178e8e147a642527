package io.hexforge.adapter.postgres;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/// Brings the schemas of an area up to date. Nodes that do it at once wait for each other.
final class Migrations {
    private static final String TABLE = "history";
    private static final Set<MigrationState> FROM_THE_FUTURE =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private final DataSource dataSource;

    Migrations(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// Migrates to the newest version.
    ///
    /// @throws PortException `BROKEN` if the database is newer than this build or was changed by somebody else
    void migrate(Area area) {
        migrate(area, configuration(area));
    }

    /// Migrates an area to one version, for the data of a backup to fit.
    void migrateTo(Area area, String version) {
        migrate(area, configuration(area).target(MigrationVersion.fromVersion(version)));
    }

    /// {@return whether this build has that version of an area}
    boolean knows(Area area, String version) {
        return Arrays.stream(configuration(area).load().info().all())
                .filter(migration -> !FROM_THE_FUTURE.contains(migration.getState()))
                .map(MigrationInfo::getVersion)
                .anyMatch(known -> known != null && known.getVersion().equals(version));
    }

    /// {@return the version of an area in a database; empty if it was never migrated}
    static Optional<String> current(Connection connection, Area area) throws SQLException {
        String table = schema(area) + "." + TABLE;
        String newest = "select version from " + table
                + " where success and version is not null order by installed_rank desc limit 1";
        try (var statement = connection.createStatement()) {
            try (var exists = statement.executeQuery("select to_regclass('" + table + "') is not null")) {
                exists.next();
                if (!exists.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            try (var rows = statement.executeQuery(newest)) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /// {@return the schema that holds nothing but an area's history, which Flyway requires}
    static String schema(Area area) {
        return "migrations_" + area.id();
    }

    private static void migrate(Area area, FluentConfiguration configuration) {
        try {
            var flyway = configuration.load();
            // Flyway itself would let an old build run on a newer database.
            for (var applied : flyway.info().applied()) {
                if (FROM_THE_FUTURE.contains(applied.getState())) {
                    throw foreign(area, "it holds version " + applied.getVersion(), null);
                }
            }
            flyway.migrate();
        } catch (FlywayValidateException e) {
            throw foreign(area, String.valueOf(e.getMessage()), e);
        } catch (FlywayException e) {
            throw SqlFaults.translate("migrating the " + area.id() + " database", e, false);
        }
    }

    private static PortException foreign(Area area, String reason, @Nullable Exception cause) {
        return new PortException(
                Kind.BROKEN,
                "The " + area.id() + " database was migrated by another, probably newer build of Hexforge: " + reason,
                cause);
    }

    private FluentConfiguration configuration(Area area) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration/roles", "classpath:db/migration/" + area.id())
                .schemas(schema(area))
                .table(TABLE)
                .cleanDisabled(true);
    }
}
