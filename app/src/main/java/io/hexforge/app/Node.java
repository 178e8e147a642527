package io.hexforge.app;

import io.hexforge.adapter.crypto.identity.JwtTokens;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher;
import io.hexforge.adapter.files.gateway.UsageSpoolFolder;
import io.hexforge.adapter.http.Credentials;
import io.hexforge.adapter.http.HttpServer;
import io.hexforge.adapter.http.HttpServerConfig;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.gateway.BudgetRoutes;
import io.hexforge.adapter.http.gateway.ChatRoutes;
import io.hexforge.adapter.http.gateway.EmbeddingRoutes;
import io.hexforge.adapter.http.gateway.ExecuteRoutes;
import io.hexforge.adapter.http.gateway.ExplainRoutes;
import io.hexforge.adapter.http.gateway.FlagRoutes;
import io.hexforge.adapter.http.gateway.FleetRoutes;
import io.hexforge.adapter.http.gateway.ModelRoutes;
import io.hexforge.adapter.http.gateway.PriceRoutes;
import io.hexforge.adapter.http.gateway.ProviderRoutes;
import io.hexforge.adapter.http.gateway.UsageMetrics;
import io.hexforge.adapter.http.gateway.UsageRoutes;
import io.hexforge.adapter.http.identity.ApiKeyRoutes;
import io.hexforge.adapter.http.identity.KeySetRoutes;
import io.hexforge.adapter.http.identity.SessionRoutes;
import io.hexforge.adapter.http.ops.DocsRoutes;
import io.hexforge.adapter.http.ops.HealthRoutes;
import io.hexforge.adapter.http.ops.LimitMetrics;
import io.hexforge.adapter.http.ops.MetricsRoutes;
import io.hexforge.adapter.http.ops.RootRoutes;
import io.hexforge.adapter.llm.gateway.HttpUpstream;
import io.hexforge.adapter.llm.gateway.JacksonJsonInText;
import io.hexforge.adapter.llm.gateway.LocalEmbeddings;
import io.hexforge.adapter.oidc.identity.OidcProviders;
import io.hexforge.adapter.postgres.Area;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.gateway.PostgresBudgetStore;
import io.hexforge.adapter.postgres.gateway.PostgresFlagStore;
import io.hexforge.adapter.postgres.gateway.PostgresPriceStore;
import io.hexforge.adapter.postgres.gateway.PostgresProviderStore;
import io.hexforge.adapter.postgres.gateway.PostgresUsageStore;
import io.hexforge.adapter.postgres.identity.PostgresAccountStore;
import io.hexforge.adapter.postgres.identity.PostgresApiKeyStore;
import io.hexforge.adapter.postgres.identity.PostgresSessionStore;
import io.hexforge.adapter.postgres.identity.PostgresSigningKeyStore;
import io.hexforge.adapter.postgres.job.PostgresJobStore;
import io.hexforge.adapter.postgres.ops.DatabaseDependency;
import io.hexforge.app.ServiceRegistry.Service;
import io.hexforge.app.UseCases.Driven;
import io.hexforge.app.config.Config;
import io.hexforge.app.config.ServerConfig;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.ports.driven.gateway.FleetBoard;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driven.ops.Dependency;
import io.hexforge.ports.driving.gateway.RecordUsage;
import io.hexforge.ports.driving.gateway.ShareFleet;
import io.hexforge.ports.driving.gateway.Upstreams;
import io.hexforge.ports.driving.job.JobWorkers;
import io.hexforge.ports.inprocess.gateway.OfflineModel;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One Hexforge in this process, from its database up to its use cases, and, for a server, up to HTTP.
///
/// This is the map of the system: every part is declared here with what it needs.
final class Node implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(90);
    private static final Duration FOLLOW = Duration.ofSeconds(1);
    private static final Duration LISTEN = Duration.ofMillis(100);
    private static final Duration SHARE = Duration.ofMillis(250);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(30);

    /// For ids of requests and traces, several of which each request needs.
    private static final RandomGenerator UNSECRET =
            () -> ThreadLocalRandom.current().nextLong();

    private final ServiceRegistry registry = new ServiceRegistry();
    private final SecureRandom random = new SecureRandom();
    private final Ids ids = new Ids(InstantSource.system(), random);
    private final Executor threads = Thread::startVirtualThread;
    private final Config config;
    private final Service<UseCases> useCases;
    private final Service<RecordUsage> usage;
    private final Service<Optional<ApiKeySecret>> founding;
    private final Service<ScheduledExecutorService> snapshots;
    private @Nullable Service<HttpServer> http;

    private Node(Config config) {
        this.config = config;
        Service<Postgres> postgres = registry.add("postgres", () -> Postgres.start(config, random))
                .stoppedBy(Duration.ofSeconds(15), Postgres::close);
        Service<Databases> databases = registry.add("database", () -> open(postgres.get()), postgres)
                .stoppedBy(Duration.ofSeconds(5), Databases::close);
        Service<KeyFile> keyFile =
                registry.add("encryption-keys", () -> new KeyFile(config.home(), config.encryptionKey(), random));
        Service<LocalEmbeddings> embeddings =
                registry.add("embeddings", Node::embeddings).stoppedBy(Duration.ofSeconds(2), LocalEmbeddings::close);
        Service<HttpUpstream> providers =
                registry.add("providers", this::providers).stoppedBy(Duration.ofSeconds(2), HttpUpstream::close);
        Service<Upstreams> upstreams =
                registry.add("upstreams", () -> upstreams(providers.get(), embeddings.get()), providers, embeddings);
        Service<Shared> shared = registry.add(
                        "shared", () -> Shared.start(config, databases.get().identity(), ids, threads), databases)
                .stoppedBy(Duration.ofSeconds(2), Shared::close);
        Service<PooledPasswordHasher> hasher = registry.add(
                        "passwords",
                        () -> new PooledPasswordHasher(config.accounts().hashing(), random))
                .stoppedBy(Duration.ofSeconds(2), PooledPasswordHasher::close);
        Service<OidcProviders> issuers = registry.add("issuers", () -> LoginWays.issuers(config, ids.clock()))
                .stoppedBy(Duration.ofSeconds(2), OidcProviders::close);
        useCases = registry.add(
                "use-cases",
                () -> useCases(
                        databases.get(), shared.get(), keyFile.get(), hasher.get(), issuers.get(), upstreams.get()),
                issuers,
                databases,
                shared,
                keyFile,
                hasher,
                upstreams);
        usage = registry.add("usage", () -> recording(useCases.get()), useCases)
                .stoppedBy(Duration.ofSeconds(6), RecordUsage::close);
        founding = registry.add(
                "founding", () -> useCases.get().foundInstallation().found(), useCases);
        snapshots = registry.add("snapshots", () -> follow(useCases.get()), useCases, founding)
                .stoppedBy(Duration.ofSeconds(2), ScheduledExecutorService::shutdownNow);
        registry.add("fleet", () -> tend(useCases.get(), shared.get()), useCases, shared)
                .stoppedBy(Duration.ofSeconds(2), ScheduledExecutorService::shutdownNow);
    }

    /// Starts a node that only this process can reach.
    static Node start(Config config) {
        var node = new Node(config);
        node.registry.start(START_DEADLINE);
        return node;
    }

    /// Starts a node that listens.
    static Node serve(Config config, String version) {
        var node = new Node(config);
        node.http = node.registry
                .add(
                        "http",
                        () -> node.http(node.useCases.get(), version),
                        node.useCases,
                        node.usage,
                        node.founding,
                        node.snapshots)
                .stoppedBy(HttpServerConfig.DEFAULT_DRAIN_DEADLINE.plusSeconds(5), HttpServer::close);
        node.registry
                .add("jobs", () -> JobWorkers.start(node.useCases.get().runJobs(), config.workers()), node.useCases)
                .stoppedBy(Duration.ofSeconds(12), JobWorkers::close);
        node.registry.start(START_DEADLINE);
        return node;
    }

    UseCases useCases() {
        return useCases.get();
    }

    /// {@return the operator's key if this start has founded the installation}
    Optional<ApiKeySecret> firstKey() {
        return founding.get();
    }

    /// {@return the operator, with every scope}
    Actor operator() {
        return useCases().foundInstallation().operator();
    }

    /// {@return where this machine reaches the server}
    URI url() {
        if (http == null) {
            throw new IllegalStateException("this node does not listen");
        }
        String host = config.server().host();
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        String reached = any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + reached + ":" + http.get().port());
    }

    /// Lets whoever knows the answer act as the operator until this node stops.
    Secret localToken() {
        var token = ApiKeySecret.generate(random);
        useCases().authenticate().acceptLocally(token, operator());
        return new Secret(token.reveal());
    }

    @Override
    public void close() {
        registry.stop();
    }

    private record Databases(Database main, Database identity) implements AutoCloseable {
        List<Dependency> dependencies() {
            var first = new DatabaseDependency("database", main);
            return main == identity
                    ? List.of(first)
                    : List.of(first, new DatabaseDependency("identity-database", identity));
        }

        @Override
        public void close() {
            main.close();
            identity.close();
        }
    }

    private Databases open(Postgres postgres) {
        int connections = config.database().poolSize();
        if (postgres.main().equals(postgres.identity())) {
            Database all = Database.open(postgres.main(), EnumSet.allOf(Area.class), connections);
            return new Databases(all, all);
        }
        Database main = Database.open(postgres.main(), Set.of(Area.MAIN), connections);
        return new Databases(main, Database.open(postgres.identity(), Set.of(Area.IDENTITY), connections));
    }

    private static LocalEmbeddings embeddings() {
        return new LocalEmbeddings(Runtime.getRuntime().availableProcessors());
    }

    private HttpUpstream providers() {
        boolean allowPrivate = config.upstream().allowPrivate();
        var settings = new HttpUpstream.Settings(allowPrivate, HttpUpstream.Settings.DEFAULT.maxConnections());
        return new HttpUpstream(settings, ids.clock());
    }

    private static Upstreams upstreams(HttpUpstream providers, LocalEmbeddings embeddings) {
        return new Upstreams(providers, Map.of("offline", OfflineModel.create(), "local", embeddings));
    }

    private UseCases useCases(
            Databases databases,
            Shared shared,
            KeyFile keyFile,
            PasswordHasher hasher,
            OidcProviders issuers,
            Upstreams upstreams) {
        var accounts = new PostgresAccountStore(databases.identity());
        var dependencies = new ArrayList<>(databases.dependencies());
        dependencies.addAll(shared.dependencies());
        var cipher = new AesGcmCipher(keyFile.load(), random);
        var background = BackgroundWork.over(new PostgresJobStore(databases.main()), cipher, config, ids);
        var tenancy = Tenancy.Driven.in(databases.identity(), ids);
        var personal =
                Personal.over(databases.main(), databases.identity(), background, tenancy.auditTrail(), config, ids);
        var driven = new Driven(
                accounts,
                new PostgresApiKeyStore(databases.identity()),
                new PostgresProviderStore(databases.main()),
                new PostgresUsageStore(databases.main()),
                UsageSpoolFolder.open(config.home(), config.usage().spoolBytes()),
                new PostgresPriceStore(databases.main()),
                new PostgresFlagStore(databases.main()),
                new PostgresBudgetStore(databases.main()),
                shared.idempotency(),
                shared.limits(),
                shared.answers(),
                new JacksonJsonInText(),
                cipher,
                new SessionCases.Driven(
                        new PostgresSessionStore(databases.identity()),
                        new PostgresSigningKeyStore(databases.identity()),
                        new JwtTokens(config.server().publicUrl().toString(), ids.clock(), random),
                        shared.signal(),
                        background.sendMail(),
                        config.server().publicUrl()),
                PasswordCases.Driven.over(
                        databases.identity(), accounts, hasher, shared.challenges(), config.accounts()),
                LoginWays.Driven.over(
                        databases.identity(), shared.challenges(), issuers, config, keyFile.load(), random),
                background,
                personal,
                upstreams,
                tenancy,
                dependencies);
        return UseCases.over(
                driven, GatewaySettings.of(config), config.sessions(), config.tenancy(), ids, random, threads);
    }

    private static RecordUsage recording(UseCases cases) {
        cases.recordUsage().start();
        return cases.recordUsage();
    }

    /// Snapshots follow their stores; what runs on this machine is looked for.
    private ScheduledExecutorService follow(UseCases cases) {
        // Before the keys: whoever can call has a budget by then.
        cases.budgets().refresh();
        SessionCases logins = cases.logins();
        logins.signingKeys().refresh();
        logins.accessTokens().refresh();
        cases.authenticate().refresh();
        // And once more: what a key's successors spent counts too.
        cases.budgets().refresh();
        cases.endpoints().refresh();
        cases.priceBook().refresh();
        cases.flags().refresh();
        ScheduledExecutorService rhythm = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("snapshots").factory());
        follow(rhythm, "follow the API keys", cases.authenticate()::refreshIfChanged);
        follow(rhythm, "follow the ended sessions", logins.accessTokens()::refreshIfChanged);
        follow(rhythm, "follow the budgets", cases.budgets()::refreshIfChanged);
        follow(rhythm, "follow the providers", cases.endpoints()::refreshIfChanged);
        follow(rhythm, "follow the prices", cases.priceBook()::refreshIfChanged);
        follow(rhythm, "follow the flags", cases.flags()::refreshIfChanged);
        seldom(rhythm, "follow the signing keys", Duration.ofMinutes(1), logins.signingKeys()::refresh);
        seldom(
                rhythm,
                "forget old links and guesses",
                Duration.ofHours(1),
                () -> cases.passwords().forgetOld(ids.clock().instant()));
        seldom(rhythm, "forget old sessions", Duration.ofHours(6), logins.sessions()::forgetOld);
        var _ = rhythm.scheduleWithFixedDelay(
                () -> threads.execute(Repeated.of("look for local providers", cases.detectProviders()::run)),
                0,
                LOOK_AROUND.toMillis(),
                TimeUnit.MILLISECONDS);
        return rhythm;
    }

    private static void follow(ScheduledExecutorService rhythm, String purpose, Runnable refresh) {
        follow(rhythm, purpose, FOLLOW, refresh);
    }

    private static void follow(ScheduledExecutorService rhythm, String purpose, Duration every, Runnable look) {
        long pause = every.toMillis();
        var _ = rhythm.scheduleWithFixedDelay(Repeated.of(purpose, look), pause, pause, TimeUnit.MILLISECONDS);
    }

    /// Work that may take a while, on a thread of its own.
    private void seldom(ScheduledExecutorService rhythm, String purpose, Duration every, Runnable work) {
        var _ = rhythm.scheduleWithFixedDelay(
                () -> threads.execute(Repeated.of(purpose, work)),
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// Nodes tell each other what they found out about deployments; providers in use are asked how they do.
    private ScheduledExecutorService tend(UseCases cases, Shared shared) {
        ScheduledExecutorService rhythm = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("fleet").factory());
        FleetBoard board = shared.fleetBoard();
        if (board != null) {
            var share = new ShareFleet(cases.fleet(), board);
            follow(rhythm, "hear of ended sessions", LISTEN, cases.logins().accessTokens()::refreshIfTold);
            follow(rhythm, "hear of withdrawn keys", LISTEN, cases.authenticate()::refreshIfTold);
            follow(rhythm, "share the state of deployments", SHARE, share::run);
        }
        long probe = config.upstream().probeInterval().toMillis();
        if (probe > 0) {
            // Nodes that were started together must not ask together.
            var _ = rhythm.scheduleWithFixedDelay(
                    () -> threads.execute(Repeated.of("ask the providers how they do", cases.probeProviders()::run)),
                    random.nextLong(probe / 2, probe + 1),
                    probe,
                    TimeUnit.MILLISECONDS);
        }
        return rhythm;
    }

    private HttpServer http(UseCases cases, String version) {
        var metrics = new CollectorRegistry();
        DefaultExports.register(metrics);
        new UsageMetrics(cases.recordUsage()).register(metrics);
        new LimitMetrics(cases.limits()).register(metrics);
        var idempotency = new Idempotency(cases.runOnce());
        List<Routes.Group> groups = new ArrayList<>(List.of(
                new ExplainRoutes(cases.chooseRoute()),
                new ChatRoutes(
                        cases.completeChat(),
                        cases.completeVerifiedChat(),
                        idempotency,
                        ids.clock(),
                        config.upstream().streamKeepAlive()),
                new ExecuteRoutes(cases.completeChat(), idempotency),
                new EmbeddingRoutes(cases.embedTexts(), idempotency),
                new FleetRoutes(cases.inspectFleet()),
                new ModelRoutes(cases.listModels(), cases.priceBook()),
                new PriceRoutes(cases.managePrices(), idempotency),
                new ProviderRoutes(cases.manageProviders(), idempotency),
                new FlagRoutes(cases.manageFlags()),
                new ApiKeyRoutes(cases.manageApiKeys(), idempotency),
                new SessionRoutes(cases.logins().sessions(), cases.logins().endSessions(), cases.authenticate()),
                new KeySetRoutes(cases.logins().signingKeys(), cases.logins().rotateSigningKey(), idempotency),
                new UsageRoutes(cases.readUsage(), ids.clock()),
                new BudgetRoutes(cases.manageBudgets()),
                new HealthRoutes(cases.checkHealth(), version, ids.clock()),
                new RootRoutes(version),
                new DocsRoutes(),
                new MetricsRoutes(metrics)));
        groups.addAll(cases.tenancy().routes(idempotency));
        groups.addAll(cases.passwords().routes(idempotency));
        groups.addAll(cases.personal().routes());
        groups.addAll(cases.loginWays().routes());
        return new HttpServer(
                        httpConfig(config.server()),
                        new Credentials(
                                cases.authenticate()::withCredential,
                                cases.logins().sessions()::fresh),
                        cases.meterRequests(),
                        groups,
                        metrics,
                        new Ids(ids.clock(), UNSECRET),
                        UNSECRET)
                .start();
    }

    private static HttpServerConfig httpConfig(ServerConfig server) {
        int body = server.maxBodyMegabytes() << 20;
        return new HttpServerConfig(
                server.host(),
                server.port(),
                server.maxConcurrentRequests(),
                server.maxConcurrentStreams(),
                body,
                Math.max(body, HttpServerConfig.DEFAULT_MAX_CHAT_BODY_BYTES),
                Set.copyOf(server.allowedOrigins()),
                Set.copyOf(server.allowedHosts()),
                server.trustProxy(),
                HttpServerConfig.DEFAULT_DRAIN_DEADLINE);
    }
}
