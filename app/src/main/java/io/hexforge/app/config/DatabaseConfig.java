package io.hexforge.app.config;

import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.domain.Secret;
import org.jspecify.annotations.Nullable;

/// Where data is kept.
///
/// @param main null for the embedded server
/// @param identity null for the same as `main`
/// @param poolSize connections to each database
public record DatabaseConfig(
        @Nullable DatabaseAddress main, @Nullable DatabaseAddress identity, int poolSize) {
    static DatabaseConfig from(Settings settings, int processors) {
        DatabaseAddress main =
                address(settings, "DATABASE_URL", "(embedded, under HEXFORGE_HOME)", "SUPABASE_DB_URL", "PG_DSN");
        DatabaseAddress identity = address(settings, "AUTH_DATABASE_URL", "(same as DATABASE_URL)");
        return new DatabaseConfig(
                main, identity, settings.integer("DB_POOL_SIZE", Math.max(4, 2 * processors), 2, 200));
    }

    private static @Nullable DatabaseAddress address(
            Settings settings, String name, String whenAbsent, String... olderNames) {
        Secret given = settings.secret(name, whenAbsent, olderNames).orElse(null);
        if (given == null) {
            return null;
        }
        try {
            DatabaseAddress address = DatabaseAddress.parse(given.reveal());
            settings.show(name, address.toString());
            return address;
        } catch (IllegalArgumentException e) {
            settings.problem(name, "is no address of a database: " + e.getMessage());
            return null;
        }
    }
}
