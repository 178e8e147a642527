package io.hexforge.app;

import io.hexforge.adapter.cli.Installation.Check;
import io.hexforge.adapter.llm.gateway.HttpUpstream;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.ops.RedisDependency;
import io.hexforge.app.config.Config;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.domain.ops.HealthState.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Looks at everything that Hexforge needs, changes nothing, and says what to do.
record Doctor(Config config) {
    private static final int JDK = 25;
    private static final int POSTGRESQL = 15;
    private static final long LITTLE_SPACE = 500L << 20;
    private static final long ENOUGH_SPACE = 2L << 30;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    List<Check> examine() {
        var checks = new ArrayList<Check>();
        checks.add(jdk());
        checks.add(disk());
        checks.add(server());
        checks.add(database("database", "DATABASE_URL", config.database().main()));
        if (config.database().identity() != null) {
            checks.add(database(
                    "identity database", "AUTH_DATABASE_URL", config.database().identity()));
        }
        checks.add(redis());
        checks.addAll(providers());
        return checks;
    }

    private static Check jdk() {
        Runtime.Version version = Runtime.version();
        return version.feature() >= JDK
                ? ok("JDK", version + " in " + System.getProperty("java.home"))
                : down("JDK", version.toString(), "install JDK " + JDK + " and point JAVA_HOME at it");
    }

    private Check disk() {
        Path folder = existing(config.home());
        if (!Files.isWritable(folder)) {
            return down("disk", folder + " cannot be written", "choose another folder with HEXFORGE_HOME");
        }
        long free = folder.toFile().getUsableSpace();
        String detail = (free >> 20) + " MiB free for " + config.home();
        if (free < LITTLE_SPACE) {
            return down("disk", detail, "free some space, or choose another folder with HEXFORGE_HOME");
        }
        return free < ENOUGH_SPACE ? degraded("disk", detail, "keep 2 GiB free") : ok("disk", detail);
    }

    private static Path existing(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : existing(parent);
    }

    private Check server() {
        return new ServerFile(config.home())
                .read()
                .map(server -> ok("server", "running at " + server))
                .orElseGet(() -> ok("server", "not running on " + config.home()));
    }

    private Check database(String name, String variable, @Nullable DatabaseAddress configured) {
        Optional<DatabaseAddress> found =
                configured == null ? EmbeddedPostgres.runningOn(config.home()) : Optional.of(configured);
        if (found.isEmpty()) {
            return ok(name, "embedded, starts with the server");
        }
        DatabaseAddress address = found.get();
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), login(address))) {
            var server = connection.getMetaData();
            String detail = "PostgreSQL " + server.getDatabaseProductVersion() + " at " + address;
            return server.getDatabaseMajorVersion() < POSTGRESQL
                    ? down(name, detail, "PostgreSQL " + POSTGRESQL + " or later is needed")
                    : ok(name, detail);
        } catch (SQLException e) {
            return down(name, address + ": " + e.getMessage(), "start it, or correct " + variable);
        }
    }

    private static Properties login(DatabaseAddress address) {
        var login = new Properties();
        login.setProperty("user", address.user());
        login.setProperty("connectTimeout", Long.toString(PATIENCE.toSeconds()));
        login.setProperty("socketTimeout", Long.toString(PATIENCE.toSeconds()));
        String password = address.password();
        if (password != null) {
            login.setProperty("password", password);
        }
        return login;
    }

    private Check redis() {
        URI url = config.redisUrl();
        if (url == null) {
            return ok("Redis", "not configured, not needed");
        }
        try (var redis = new RedisConnection(url)) {
            HealthState state = new RedisDependency(redis).check();
            return new Check("Redis", state, state.level() == Level.UP ? "" : "start it, or correct REDIS_URL");
        }
    }

    private List<Check> providers() {
        GatewaySettings gateway = GatewaySettings.of(config);
        try (var upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system())) {
            var checks = new ArrayList<Check>();
            gateway.serverWide().forEach(endpoint -> checks.add(provider(upstream, endpoint)));
            gateway.usualPlaces().stream()
                    .filter(endpoint -> upstream.models(endpoint, PATIENCE) instanceof ModelListing.Listed)
                    .forEach(endpoint -> checks.add(ok(endpoint.kind().name(), "found at " + endpoint.baseUrl())));
            if (checks.isEmpty()) {
                checks.add(degraded(
                        "providers",
                        "none in the environment; without one only the offline provider answers",
                        "set a key such as OPENAI_API_KEY, or run: hexforge providers activate NAME"));
            }
            return checks;
        }
    }

    private static Check provider(HttpUpstream upstream, Endpoint endpoint) {
        String name = endpoint.kind().name()
                + endpoint.connectionId().replaceFirst("^server-?", " ").stripTrailing();
        if (endpoint.kind().modelsPath() == null) {
            return ok(name, "configured; it has no list of models to ask for");
        }
        return switch (upstream.models(endpoint, PATIENCE)) {
            case ModelListing.Listed(var models) -> ok(name, models.size() + " models at " + endpoint.baseUrl());
            case ModelListing.Failed(var fault) ->
                degraded(name, fault.message(), "check its key and address in the environment");
        };
    }

    private static Check ok(String name, String detail) {
        return new Check(name, new HealthState(Level.UP, detail), "");
    }

    private static Check degraded(String name, String detail, String advice) {
        return new Check(name, HealthState.degraded(detail), advice);
    }

    private static Check down(String name, String detail, String advice) {
        return new Check(name, HealthState.down(detail), advice);
    }
}
