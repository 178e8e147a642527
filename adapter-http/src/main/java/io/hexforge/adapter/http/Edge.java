package io.hexforge.adapter.http;

import io.hexforge.domain.Ids;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The outermost layer, through which every request passes, well-formed or not: ids, headers that every answer
/// carries, trusted hosts, CORS, admission, the access log, and the count of what runs.
final class Edge extends Handler.Wrapper {
    /// What Jetty puts where a path could not be read.
    private static final String NO_PATH = "/badMessage";

    /// Javalin would heed it, so that the method in logs and at proxies were not the one that is served.
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_FRAMES = new PreEncodedHttpField("X-Frame-Options", "DENY");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    private static final HttpField NO_CONTENT =
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField ONLY_TLS =
            new PreEncodedHttpField("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    private static final Set<String> ALWAYS_ADMITTED = Set.of(
            "/health",
            "/health/live",
            "/health/ready",
            "/health/all",
            "/v1/health",
            "/api/health",
            "/api/v1/health",
            "/api/v1/health/live",
            "/api/v1/health/ready",
            "/metrics");

    private final HttpServerConfig config;
    private final Hosts hosts;
    private final Cors cors;
    private final Admission admission;
    private final AccessLog accessLog;
    private final Ids ids;
    private final RandomGenerator random;
    private final AtomicInteger running = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean stopping;

    Edge(HttpServerConfig config, AccessLog accessLog, Ids ids, RandomGenerator random) {
        this.config = config;
        this.hosts = new Hosts(config.allowedHosts());
        this.cors = new Cors(config.allowedOrigins());
        this.admission = new Admission(config.maxConcurrentRequests(), config.maxConcurrentStreams());
        this.accessLog = accessLog;
        this.ids = ids;
        this.random = random;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Exchange exchange = begin(request, response);
        running.incrementAndGet();
        Request.addCompletionListener(request, failure -> end(exchange, request, response));
        Problem refusal = refusal(request, exchange);
        if (refusal != null) {
            boolean last = "close".equals(refusal.headers().get("Connection"));
            refuse(request, response, last ? callback : Leftover.before(request, callback), refusal, exchange);
            return true;
        }
        if (cors.answer(request, response, callback)) {
            return true;
        }
        return super.handle(request, response, callback);
    }

    /// Answers a request that is so malformed that no handler saw it.
    boolean handleMalformed(Request request, Response response, Callback callback) {
        Exchange known = (Exchange) request.getAttribute(Exchange.ATTRIBUTE);
        Exchange exchange = known == null ? begin(request, response) : known;
        Callback drained =
                Drain.before(request.getConnectionMetaData().getConnection().getEndPoint(), callback);
        refuse(request, response, drained, malformed(request, response), exchange);
        if (known == null) {
            accessLog.write(exchange, request.getMethod(), response.getStatus());
        }
        return true;
    }

    private static Problem malformed(Request request, Response response) {
        Object failure = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        int status = failure instanceof HttpException http ? http.getCode() : response.getStatus();
        String reason = failure instanceof HttpException http ? http.getReason() : null;
        if (status == 400 || status == 505) {
            String detail = reason == null ? "the request is not well-formed HTTP/1.1" : reason;
            return Problem.of(400, "bad_request", "Bad request", detail).with("Connection", "close");
        }
        return Problems.ofStatus(status, reason).with("Connection", "close");
    }

    private Exchange begin(Request request, Response response) {
        HttpFields given = request.getHeaders();
        String wanted = given.get("X-Request-ID");
        String requestId = wanted != null && REQUEST_ID.matcher(wanted).matches()
                ? wanted
                : ids.next().toString();
        TraceContext trace = TraceContext.of(given.get("traceparent"), random);
        String peer = Request.getRemoteAddr(request);
        var exchange = new Exchange(
                requestId,
                trace,
                config.trustProxy() ? forwardedFor(given, peer) : peer,
                !config.trustProxy() && Hosts.loopback(peer),
                request.getBeginNanoTime(),
                admission);
        request.setAttribute(Exchange.ATTRIBUTE, exchange);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("X-Request-ID", requestId);
        headers.put("traceparent", trace.traceparent());
        headers.put(NO_SNIFF);
        headers.put(NO_FRAMES);
        headers.put(NO_REFERRER);
        headers.put(NO_CONTENT);
        headers.put(NO_STORE);
        if (request.isSecure() || (config.trustProxy() && "https".equalsIgnoreCase(given.get("X-Forwarded-Proto")))) {
            headers.put(ONLY_TLS);
        }
        cors.addTo(given, headers);
        return exchange;
    }

    private @Nullable Problem refusal(Request request, Exchange exchange) {
        if (stopping) {
            return Problem.unavailable("the server is stopping").with("Connection", "close");
        }
        if (!hosts.trusts(Request.getServerName(request))) {
            return Problem.of(400, "unknown_host", "Not a name of this server", "the Host header is not accepted here");
        }
        if (request.getHeaders().contains(METHOD_OVERRIDE)) {
            return Problem.of(
                    400, "method_override", "The method cannot be changed", METHOD_OVERRIDE + " is not heeded");
        }
        if (!ALWAYS_ADMITTED.contains(request.getHttpURI().getCanonicalPath()) && !exchange.admit()) {
            return Problem.unavailable("too many requests are running; try again");
        }
        return null;
    }

    private static void refuse(
            Request request, Response response, Callback callback, Problem problem, Exchange exchange) {
        String given = request.getHttpURI().getPath();
        String path = given == null || given.equals(NO_PATH) ? "/" : given;
        var rendered = Problems.render(
                problem, path, exchange.requestId(), exchange.trace().traceId());
        problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        response.setStatus(rendered.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, rendered.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, rendered.body().length);
        boolean bodiless = "HEAD".equals(request.getMethod());
        response.write(true, bodiless ? null : ByteBuffer.wrap(rendered.body()), callback);
    }

    private void end(Exchange exchange, Request request, Response response) {
        exchange.ended();
        accessLog.write(exchange, request.getMethod(), response.getStatus());
        if (running.decrementAndGet() == 0 && stopping) {
            drained.complete(null);
        }
    }

    /// The proxy appends the address that it saw, so that only the last entry can be believed.
    private static String forwardedFor(HttpFields headers, String peer) {
        List<String> chain = headers.getCSV("X-Forwarded-For", false);
        return chain.isEmpty() ? peer : chain.getLast();
    }

    /// Turns away what comes from now on.
    ///
    /// @return completes when nothing runs any more
    CompletableFuture<Void> stopAdmitting() {
        stopping = true;
        if (running.get() == 0) {
            drained.complete(null);
        }
        return drained;
    }
}
