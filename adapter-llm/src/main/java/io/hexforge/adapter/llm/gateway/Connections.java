package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// The connections to all providers. No redirects, cookies, retries, decompression or proxies. Safe for concurrent
/// use.
///
/// There are two pools, so that an address that a user gave is never reached over a connection that was opened for
/// an address of the operator's, past the guard.
final class Connections implements AutoCloseable {
    private static final String ANTHROPIC_VERSION = "2023-06-01";

    private final CloseableHttpClient trusted;
    private final CloseableHttpClient guarded;
    private final Watchdog watchdog = new Watchdog();

    /// @param allowPrivate whether addresses that users gave may lead to private networks
    Connections(boolean allowPrivate, int maxConnections, DnsResolver resolver) {
        trusted = client(resolver, maxConnections);
        guarded = client(allowPrivate ? resolver : new GuardedResolver(resolver), maxConnections);
    }

    private static CloseableHttpClient client(DnsResolver resolver, int maxConnections) {
        return HttpClients.createMinimal(PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(maxConnections)
                .setMaxConnPerRoute(maxConnections)
                .setDnsResolver(resolver)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(ReadAhead.config())
                        .responseParserFactory(ReadAhead.parsers())
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoKeepAlive(true)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        // Without this each read is a timed wait of three minutes; the watchdog limits them cheaper.
                        .setSocketTimeout(Timeout.DISABLED)
                        .setIdleTimeout(60, TimeUnit.SECONDS)
                        .setValidateAfterInactivity(2, TimeUnit.SECONDS)
                        .build())
                .build());
    }

    /// What to ask an endpoint.
    ///
    /// @param path below its base URL
    /// @param body null for a GET
    /// @param headers stronger than those of the endpoint's settings
    record Ask(String path, @Nullable HttpEntity body, Map<String, String> headers) {
        static Ask get(String path) {
            return new Ask(path, null, Map.of());
        }

        static Ask post(String path, HttpEntity body) {
            return new Ask(path, body, Map.of());
        }
    }

    /// Sends a request and waits for the head of its answer.
    ///
    /// @throws UpstreamFailure when none comes in time
    UpstreamCall send(Endpoint endpoint, Ask ask, Timers timers, Duration headWithin, Cancellation cancellation)
            throws UpstreamFailure {
        URI url = endpoint.url(ask.path());
        HttpUriRequestBase request = ask.body() == null ? new HttpGet(target(url)) : new HttpPost(target(url));
        request.setEntity(ask.body());
        request.setConfig(config(timers));
        request.setHeader("Accept-Encoding", "identity");
        if (endpoint.kind().dialect() == Dialect.ANTHROPIC) {
            request.setHeader("anthropic-version", ANTHROPIC_VERSION);
        }
        endpoint.settings().headers().forEach(request::setHeader);
        ask.headers().forEach(request::setHeader);
        authorize(request, endpoint);
        var call = new UpstreamCall(request, timers, watchdog);
        call.send(endpoint.trusted() ? trusted : guarded, host(url), headWithin, cancellation);
        return call;
    }

    private static void authorize(HttpUriRequestBase request, Endpoint endpoint) throws UpstreamFailure {
        if (endpoint.key() == null) {
            return;
        }
        String key = endpoint.key().reveal();
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UpstreamFailure(UpstreamFault.of(
                    Kind.CREDENTIAL, "the key of provider '" + endpoint.kind().name() + "' is not printable ASCII"));
        }
        switch (endpoint.kind().credential()) {
            case BEARER -> request.setHeader("Authorization", "Bearer " + key);
            case X_API_KEY, X_GOOG_API_KEY, API_KEY ->
                request.setHeader(endpoint.kind().credential().header(), key);
        }
    }

    /// The successor of this setting belongs to a host, not to a call.
    @SuppressWarnings("deprecation")
    private static RequestConfig config(Timers timers) {
        var connect = Timeout.ofMilliseconds(Math.max(1, timers.connect().toMillis()));
        return RequestConfig.custom()
                .setConnectTimeout(connect)
                .setConnectionRequestTimeout(connect)
                .build();
    }

    private static String target(URI url) {
        return url.getRawQuery() == null ? url.getRawPath() : url.getRawPath() + "?" + url.getRawQuery();
    }

    private static HttpHost host(URI url) throws UpstreamFailure {
        String name = url.getHost();
        if (name == null) {
            throw new UpstreamFailure(UpstreamFault.of(Kind.UNREACHABLE, "the provider's address has no host"));
        }
        String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        return new HttpHost(url.getScheme(), bare, url.getPort());
    }

    @Override
    public void close() {
        trusted.close(CloseMode.IMMEDIATE);
        guarded.close(CloseMode.IMMEDIATE);
        watchdog.close();
    }
}
