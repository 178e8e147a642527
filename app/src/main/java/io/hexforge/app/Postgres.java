package io.hexforge.app;

import io.hexforge.adapter.postgres.Area;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.app.config.Config;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The database server: the operator's, else our own.
///
/// @param embedded the one that this process started and must stop; null when there is none
record Postgres(@Nullable EmbeddedPostgres embedded, DatabaseAddress main, DatabaseAddress identity)
        implements AutoCloseable {
    static Postgres start(Config config, RandomGenerator random) {
        if (config.database().main() != null) {
            return at(config, null, config.database().main());
        }
        EmbeddedPostgres embedded = EmbeddedPostgres.start(config.home(), random);
        return at(config, embedded, embedded.address());
    }

    /// Uses our own server as another process runs it, if one does.
    static Postgres join(Config config, RandomGenerator random) {
        Optional<DatabaseAddress> running =
                config.database().main() == null ? EmbeddedPostgres.runningOn(config.home()) : Optional.empty();
        return running.isPresent() ? at(config, null, running.get()) : start(config, random);
    }

    Map<Area, DatabaseAddress> areas() {
        return Map.of(Area.MAIN, main, Area.IDENTITY, identity);
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }

    private static Postgres at(Config config, @Nullable EmbeddedPostgres embedded, DatabaseAddress main) {
        DatabaseAddress identity = config.database().identity();
        return new Postgres(embedded, main, identity == null ? main : identity);
    }
}
