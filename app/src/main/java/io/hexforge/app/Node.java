package io.hexforge.app;

import io.hexforge.adapter.crypto.identity.JwtTokens;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher;
import io.hexforge.adapter.files.gateway.UsageSpoolFolder;
import io.hexforge.adapter.http.HttpServer;
import io.hexforge.adapter.http.HttpServerConfig;
import io.hexforge.adapter.llm.gateway.HttpUpstream;
import io.hexforge.adapter.llm.gateway.JacksonJsonInText;
import io.hexforge.adapter.llm.gateway.LocalEmbeddings;
import io.hexforge.adapter.oidc.identity.OidcProviders;
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
import io.hexforge.app.ServiceRegistry.Service;
import io.hexforge.app.UseCases.Driven;
import io.hexforge.app.config.Config;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driving.gateway.RecordUsage;
import io.hexforge.ports.driving.gateway.Upstreams;
import io.hexforge.ports.driving.job.JobWorkers;
import io.hexforge.ports.inprocess.gateway.OfflineModel;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/// One Hexforge in this process, from its database up to its use cases, and, for a server, up to HTTP.
///
/// This is the map of the system: every part is declared here with what it needs.
final class Node implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(90);

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
        Service<Databases> databases = registry.add(
                        "database",
                        () -> Databases.open(postgres.get(), config.database().poolSize()),
                        postgres)
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
        Service<PostgresJobStore> jobs = registry.add(
                        "job-store", () -> new PostgresJobStore(databases.get().main()), databases)
                .stoppedBy(Duration.ofSeconds(2), PostgresJobStore::close);
        useCases = registry.add(
                "use-cases",
                () -> useCases(
                        databases.get(),
                        shared.get(),
                        jobs.get(),
                        keyFile.get(),
                        hasher.get(),
                        issuers.get(),
                        upstreams.get()),
                issuers,
                jobs,
                databases,
                shared,
                keyFile,
                hasher,
                upstreams);
        usage = registry.add("usage", () -> recording(useCases.get()), useCases)
                .stoppedBy(Duration.ofSeconds(6), RecordUsage::close);
        founding = registry.add(
                "founding", () -> useCases.get().foundInstallation().found(), useCases);
        snapshots = registry.add("snapshots", () -> rhythms().snapshots(), useCases, founding)
                .stoppedBy(Duration.ofSeconds(2), ScheduledExecutorService::shutdownNow);
        registry.add(
                        "fleet",
                        () -> rhythms()
                                .fleet(
                                        shared.get().fleetBoard(),
                                        config.upstream().probeInterval()),
                        useCases,
                        shared)
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
                        () -> new HttpApi(node.useCases.get(), config, node.ids, version).start(),
                        node.useCases,
                        node.usage,
                        node.founding,
                        node.snapshots)
                .stoppedBy(HttpServerConfig.DEFAULT_DRAIN_DEADLINE.plusSeconds(5), HttpServer::close);
        node.addWorkers(config.workers());
        node.registry.start(START_DEADLINE);
        return node;
    }

    /// Starts a node that does nothing but run jobs.
    static Node work(Config config) {
        var node = new Node(config);
        node.addWorkers(Math.max(1, config.workers()));
        node.registry.start(START_DEADLINE);
        return node;
    }

    private void addWorkers(int workers) {
        registry.add("jobs", () -> JobWorkers.start(useCases.get().runJobs(), workers), useCases, usage, snapshots)
                .stoppedBy(Duration.ofSeconds(20), JobWorkers::close);
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
            PostgresJobStore jobs,
            KeyFile keyFile,
            PasswordHasher hasher,
            OidcProviders issuers,
            Upstreams upstreams) {
        var accounts = new PostgresAccountStore(databases.identity());
        var dependencies = new ArrayList<>(databases.dependencies());
        dependencies.addAll(shared.dependencies());
        var cipher = new AesGcmCipher(keyFile.load(), random);
        var background = BackgroundWork.over(jobs, databases.main(), cipher, config, ids);
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
                ProjectCases.over(databases.main(), config.projects(), ids),
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

    private Rhythms rhythms() {
        return new Rhythms(useCases.get(), ids, random, threads);
    }
}
