package io.hexforge.adapter.http;

import io.hexforge.domain.Ids;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.prometheus.client.CollectorRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.ee10.servlet.ErrorHandler;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// The HTTP server: a shell around groups of routes.
///
/// Every route runs on a virtual thread of its own. Safe for concurrent use; can be started once.
public final class HttpServer implements AutoCloseable {
    private static final int PLATFORM_THREADS = 16;
    private static final int SPARE_THREADS = 500;
    private static final int REQUEST_HEADER_BYTES = 32 << 10;
    /// Jetty's table of the headers it has seen on a connection is 24 times as large.
    private static final int HEADER_CACHE_BYTES = 256;
    private static final int OUTPUT_BUFFER_BYTES = 16 << 10;
    private static final int OUTPUT_AGGREGATION_BYTES = 8 << 10;
    private static final int ACCEPT_QUEUE = 4096;
    private static final int IDLE_TIMEOUT_MILLIS = 120_000;

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final HttpServerConfig config;
    private final Edge edge;
    private final ClientWatch clientWatch = new ClientWatch(WATCH_INTERVAL);
    private final Authentication authentication;
    private final Turnstile turnstile;
    private final List<Route> routes;
    private final Javalin javalin;

    /// @param credentials tell who asks
    /// @param requests counts what comes
    /// @param groups all routes, the busiest first
    /// @param registry where request metrics are kept
    /// @param random for trace ids; need not be cryptographically strong
    public HttpServer(
            HttpServerConfig config,
            Credentials credentials,
            MeterRequests requests,
            List<? extends Routes.Group> groups,
            CollectorRegistry registry,
            Ids ids,
            RandomGenerator random) {
        this.config = config;
        this.authentication = new Authentication(credentials);
        this.turnstile = new Turnstile(requests);
        this.routes = Routes.of(groups).all();
        this.edge = new Edge(config, new AccessLog(registry), ids, random);
        this.javalin = Javalin.create(this::configure);
    }

    /// Starts to listen.
    ///
    /// @throws io.javalin.util.JavalinBindException if the address cannot be had
    public HttpServer start() {
        javalin.start();
        return this;
    }

    /// {@return the port it listens on}
    public int port() {
        return javalin.port();
    }

    /// {@return every route that is mounted, aliases apart}
    public List<Route> routes() {
        return routes;
    }

    /// Stops to accept, waits for running requests until the drain deadline, and cuts what still runs.
    @Override
    public void close() {
        Server server = javalin.jettyServer().server();
        if (!server.isRunning()) {
            return;
        }
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector listening) {
                listening.close();
            }
        }
        try {
            edge.stopAdmitting().get(config.drainDeadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warn("cutting requests that still run {} after the stop", config.drainDeadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
        javalin.stop();
        clientWatch.close();
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.compressionStrategy = CompressionStrategy.NONE;
        javalin.http.prefer405over404 = true;
        javalin.http.maxRequestSize = config.maxChatBodyBytes();
        javalin.http.defaultContentType = "application/json";
        javalin.jsonMapper(Json.JAVALIN);
        javalin.jetty.threadPool = threads();
        javalin.jetty.modifyServer(server -> {
            server.setHandler(edge);
            server.setErrorHandler((request, response, callback) -> edge.handleMalformed(request, response, callback));
            server.setStopTimeout(0);
        });
        javalin.jetty.modifyServletContextHandler(context -> {
            context.setErrorHandler(new EdgeErrors(edge));
            context.setAttribute(ClientWatch.ATTRIBUTE, clientWatch);
            context.setAttribute(Limits.ATTRIBUTE, new Limits(config.maxBodyBytes(), config.maxChatBodyBytes()));
        });
        javalin.jetty.addConnector(this::connector);
        javalin.router.javaLangErrorHandler((response, error) -> fatal(response, error));
        Problems.addTo(javalin.routes);
        mount(javalin);
    }

    private QueuedThreadPool threads() {
        var virtual = new VirtualThreadPool();
        virtual.setName("request");
        virtual.setTracking(false);
        virtual.setMaxConcurrentTasks(config.maxConcurrentRequests() + config.maxConcurrentStreams() + SPARE_THREADS);
        var platform = new QueuedThreadPool(PLATFORM_THREADS, 4);
        platform.setName("jetty");
        platform.setVirtualThreadsExecutor(virtual);
        return platform;
    }

    private Connector connector(Server server, HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        http.setHeaderCacheSize(HEADER_CACHE_BYTES);
        http.setOutputBufferSize(OUTPUT_BUFFER_BYTES);
        http.setOutputAggregationSize(OUTPUT_AGGREGATION_BYTES);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        return connector;
    }

    /// Literal paths come before templates, and among each the order of the groups stays: Javalin takes the first
    /// that matches.
    private void mount(JavalinConfig javalin) {
        record Mount(Route route, HandlerType method, String path, boolean alias) {}
        var mounts = new ArrayList<Mount>();
        routes.forEach(route -> mounts.add(new Mount(route, route.method(), route.path(), false)));
        for (Aliases.Alias alias : Aliases.of(routes)) {
            routes.stream()
                    .filter(route ->
                            route.method().equals(alias.as()) && route.path().equals(alias.canonical()))
                    .forEach(route -> mounts.add(new Mount(route, alias.method(), alias.path(), true)));
        }
        mounts.sort(Comparator.comparingInt(mount -> generality(mount.path())));
        for (Mount mount : mounts) {
            Handler handler = handler(mount.route(), mount.alias());
            javalin.routes.addHttpHandler(mount.method(), mount.path(), handler);
            if (mount.method().equals(HandlerType.GET)) {
                // Javalin's own answer to HEAD is 200 without asking the route.
                javalin.routes.addHttpHandler(HandlerType.HEAD, mount.path(), handler);
            }
        }
    }

    private static int generality(String path) {
        return path.contains("<") ? 2 : path.contains("{") ? 1 : 0;
    }

    private Handler handler(Route route, boolean alias) {
        return ctx -> serve(route, alias, ctx);
    }

    private void serve(Route route, boolean alias, Context ctx) throws Exception {
        Exchange exchange = Exchange.of(ctx);
        exchange.matched(route, alias);
        MDC.put("requestId", exchange.requestId());
        MDC.put("traceId", exchange.trace().traceId());
        try {
            enter(route, ctx, exchange);
            turnstile.pass(route, ctx, exchange);
            Connections.drain(ctx.req());
        } finally {
            MDC.clear();
        }
    }

    private void enter(Route route, Context ctx, Exchange exchange) {
        try {
            authentication.require(route, ctx, exchange);
            QueryParameters.requireNoNul(ctx);
        } catch (Refused refused) {
            turnstile.turnedAway(route, ctx, exchange);
            throw refused;
        }
    }

    private static void fatal(HttpServletResponse response, Error error) {
        LOG.error("fatal error in a request", error);
        try {
            if (!response.isCommitted()) {
                response.setStatus(500);
                response.setContentType(Problems.PROBLEM_JSON);
                response.getOutputStream()
                        .write(Problems.render(Problem.internal(), "", "", "").body());
            }
        } catch (IOException clientLeft) {
            // Nobody is there to be told.
        }
    }

    /// Errors that the servlet layer makes itself.
    private static final class EdgeErrors extends ErrorHandler {
        private final Edge edge;

        private EdgeErrors(Edge edge) {
            this.edge = edge;
        }

        @Override
        public boolean handle(@Nullable Request request, Response response, Callback callback) {
            return request != null && edge.handleMalformed(request, response, callback);
        }
    }
}
