package io.hexforge.app.config;

import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that the operator may choose. Immutable, and usable as it stands: a `Config` exists only if
/// nothing was wrong with the settings.
///
/// @param home the folder that holds all state of this installation
/// @param encryptionKey null when one is to be generated and kept in `home`
/// @param redisUrl null without Redis
/// @param projects how much each may hold
/// @param workers how many jobs this node runs at once
/// @param redisChallenges whether any node can finish a login that another one began
/// @param oidc where people may have an account that they log in with
/// @param providers set up for everybody
/// @param settings the effective values, as people may see them
/// @param deprecations one line for each older name that was used
public record Config(
        Environment environment,
        LogLevel logLevel,
        Path home,
        ServerConfig server,
        DatabaseConfig database,
        @Nullable URI redisUrl,
        boolean redisChallenges,
        @Nullable EncryptionKey encryptionKey,
        SessionConfig sessions,
        AccountConfig accounts,
        PasskeyConfig passkeys,
        List<OidcConfig> oidc,
        UpstreamConfig upstream,
        RoutingPolicy routing,
        CacheConfig cache,
        UsageConfig usage,
        CheckConfig checks,
        TenancyConfig tenancy,
        MailConfig mail,
        Quota projects,
        int workers,
        List<ProviderConfig> providers,
        List<Setting> settings,
        List<String> deprecations) {
    private static final int FEWEST_DISTINCT_BYTES = 8;
    private static final Set<String> WELL_KNOWN_PASSWORDS =
            Set.of("", "postgres", "password", "changeme", "change-me", "secret", "hexforge", "admin");

    public Config {
        providers = List.copyOf(providers);
        oidc = List.copyOf(oidc);
        settings = List.copyOf(settings);
        deprecations = List.copyOf(deprecations);
    }

    /// Reads the environment alone.
    ///
    /// @throws InvalidConfig with all problems at once
    public static Config from(Map<String, String> environment) {
        return from(new Sources(List.of(new Sources.Source("environment", environment))));
    }

    /// Reads layered sources.
    ///
    /// @throws InvalidConfig with all problems at once
    public static Config from(Sources sources) {
        var settings = new Settings(sources);
        Environment environment = settings.choice("ENVIRONMENT", Environment.DEVELOPMENT, "ENV");
        LogLevel logLevel = settings.choice("LOG_LEVEL", LogLevel.INFO);
        Path home = home(settings);
        ServerConfig server = ServerConfig.from(settings);
        DatabaseConfig database =
                DatabaseConfig.from(settings, Runtime.getRuntime().availableProcessors());
        URI redisUrl = redisUrl(settings);
        boolean redisChallenges = redisChallenges(settings, redisUrl);
        EncryptionKey encryptionKey = encryptionKey(settings);
        SessionConfig sessions = SessionConfig.from(settings);
        AccountConfig accounts =
                AccountConfig.from(settings, environment, Runtime.getRuntime().availableProcessors());
        PasskeyConfig passkeys = PasskeyConfig.from(settings, server.publicUrl());
        List<OidcConfig> oidc = OidcConfig.from(settings, server.publicUrl());
        UpstreamConfig upstream = UpstreamConfig.from(settings);
        RoutingPolicy routing = RoutingConfig.from(settings);
        CacheConfig cache = CacheConfig.from(settings);
        UsageConfig usage = UsageConfig.from(settings);
        CheckConfig checks = CheckConfig.from(settings);
        TenancyConfig tenancy = TenancyConfig.from(settings, server.publicUrl());
        MailConfig mail = MailConfig.from(settings);
        Quota projects = ProjectConfig.from(settings);
        int workers = settings.integer("WORKERS", 2, 0, 1000);
        List<ProviderConfig> providers = ProviderConfig.from(settings);
        var problems = new ArrayList<>(settings.problems());
        if (environment == Environment.PRODUCTION) {
            problems.addAll(unsafe(server, database, encryptionKey, sessions));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfig(problems);
        }
        return new Config(
                environment,
                logLevel,
                home,
                server,
                database,
                redisUrl,
                redisChallenges,
                encryptionKey,
                sessions,
                accounts,
                passkeys,
                oidc,
                upstream,
                routing,
                cache,
                usage,
                checks,
                tenancy,
                mail,
                projects,
                workers,
                providers,
                settings.effective(),
                settings.deprecations());
    }

    /// What is fine on a laptop and not in production.
    private static List<String> unsafe(
            ServerConfig server,
            DatabaseConfig database,
            @Nullable EncryptionKey encryptionKey,
            SessionConfig sessions) {
        var problems = new ArrayList<String>();
        if (encryptionKey == null) {
            problems.add("ENCRYPTION_KEY is missing: in production it must be given and kept apart from the data"
                    + " (make one: openssl rand -base64 32 | tr '+/' '-_')");
        } else if (guessable(encryptionKey.bytes())) {
            problems.add("ENCRYPTION_KEY must be random in production");
        }
        Secret shared = sessions.sharedSecret();
        if (shared != null && guessable(shared.reveal().getBytes(StandardCharsets.UTF_8))) {
            problems.add("JWT_SECRET_KEY must be random in production");
        }
        if (server.allowedOrigins().contains("*")) {
            problems.add("ALLOWED_ORIGINS must name the origins in production, not *");
        }
        if (!server.loopback() && !server.trustProxy()) {
            problems.add("HOST " + server.host() + " is reachable from elsewhere and Hexforge itself speaks no TLS:"
                    + " in production put a proxy that ends TLS in front and set TRUST_PROXY=true, or bind 127.0.0.1");
        }
        if (wellKnown(database.main())) {
            problems.add("DATABASE_URL has no password or a well-known one, which production refuses");
        }
        if (wellKnown(database.identity())) {
            problems.add("AUTH_DATABASE_URL has no password or a well-known one, which production refuses");
        }
        return problems;
    }

    private static boolean guessable(byte[] key) {
        var distinct = new HashSet<Byte>();
        for (byte b : key) {
            distinct.add(b);
        }
        return distinct.size() < FEWEST_DISTINCT_BYTES;
    }

    private static boolean wellKnown(@Nullable DatabaseAddress address) {
        if (address == null) {
            return false;
        }
        String password = address.password();
        return WELL_KNOWN_PASSWORDS.contains(password == null ? "" : password);
    }

    private static Path home(Settings settings) {
        Path fallback = Path.of(System.getProperty("user.home", "."), ".hexforge");
        String accepts = "the path of a folder";
        Path path = settings.parsed("HEXFORGE_HOME", fallback.toString(), fallback, accepts, Config::folder);
        return path.toAbsolutePath().normalize();
    }

    private static Path folder(String text) {
        return text.startsWith("~/") ? Path.of(System.getProperty("user.home", "."), text.substring(2)) : Path.of(text);
    }

    private static @Nullable URI redisUrl(Settings settings) {
        Secret given = settings.secret("REDIS_URL", "(none: limits and caches are kept in this process)")
                .orElse(null);
        if (given == null) {
            return null;
        }
        try {
            URI url = URI.create(given.reveal());
            if (url.getHost() == null || !Set.of("redis", "rediss").contains(String.valueOf(url.getScheme()))) {
                throw new IllegalArgumentException();
            }
            String port = url.getPort() < 0 ? "" : ":" + url.getPort();
            settings.show("REDIS_URL", url.getScheme() + "://" + url.getHost() + port + url.getPath());
            return url;
        } catch (IllegalArgumentException e) {
            settings.problem("REDIS_URL", "accepts redis://[user:password@]host[:port][/db] or rediss://…");
            return null;
        }
    }

    private static boolean redisChallenges(Settings settings, @Nullable URI redisUrl) {
        boolean wanted = settings.flag("USE_REDIS_CHALLENGES", redisUrl != null);
        if (wanted && redisUrl == null) {
            settings.problem("USE_REDIS_CHALLENGES", "needs REDIS_URL");
        }
        return wanted;
    }

    private static @Nullable EncryptionKey encryptionKey(Settings settings) {
        Secret given = settings.secret("ENCRYPTION_KEY", "(generated, kept in HEXFORGE_HOME)", "ROUTING_ENCRYPTION_KEY")
                .orElse(null);
        if (given == null) {
            return null;
        }
        EncryptionKey key = EncryptionKey.parse(given.reveal()).orElse(null);
        if (key == null) {
            settings.problem("ENCRYPTION_KEY", "accepts 32 characters, or 32 random bytes in base64 (44 characters)");
        }
        return key;
    }
}
