package io.hexforge.app;

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
import io.hexforge.adapter.http.ops.DocsRoutes;
import io.hexforge.adapter.http.ops.HealthRoutes;
import io.hexforge.adapter.http.ops.LimitMetrics;
import io.hexforge.adapter.http.ops.MetricsRoutes;
import io.hexforge.adapter.http.ops.RootRoutes;
import io.hexforge.app.config.Config;
import io.hexforge.app.config.ServerConfig;
import io.hexforge.domain.Ids;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// The HTTP API of a node: the routes of all features.
record HttpApi(UseCases cases, Config config, Ids ids, String version) {
    /// For ids of requests and traces, several of which each request needs.
    private static final RandomGenerator UNSECRET =
            () -> ThreadLocalRandom.current().nextLong();

    HttpServer start() {
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
                new UsageRoutes(cases.readUsage(), ids.clock()),
                new BudgetRoutes(cases.manageBudgets()),
                new HealthRoutes(cases.checkHealth(), version, ids.clock()),
                new RootRoutes(version),
                new DocsRoutes(),
                new MetricsRoutes(metrics)));
        groups.addAll(cases.logins().routes(cases.authenticate(), idempotency));
        groups.addAll(cases.tenancy().routes(idempotency));
        groups.addAll(cases.passwords().routes(idempotency));
        groups.addAll(cases.personal().routes());
        groups.addAll(cases.projects().routes(idempotency));
        groups.addAll(cases.loginWays().routes());
        groups.addAll(cases.background().routes(idempotency));
        return new HttpServer(
                        httpConfig(config.server()),
                        new Credentials(
                                cases.authenticate()::withCredential,
                                cases.logins().sessions()::fresh,
                                cases.logins().sessions()::limited),
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
