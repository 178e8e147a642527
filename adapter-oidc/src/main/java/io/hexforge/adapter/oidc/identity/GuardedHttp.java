package io.hexforge.adapter.oidc.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.hexforge.domain.ops.PublicAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;

/// Speaks HTTP with one provider. The issuer's own address is the operator's choice; wherever its discovery document
/// leads from there must be public and encrypted, and is followed no further. Safe for concurrent use.
final class GuardedHttp implements ResourceRetriever, HTTPRequestSender, AutoCloseable {
    private static final int MAX_ANSWER = 512 << 10;
    private static final Timeout CONNECT = Timeout.of(3, TimeUnit.SECONDS);
    private static final Timeout ANSWER = Timeout.of(10, TimeUnit.SECONDS);

    private final URI issuer;
    private final CloseableHttpClient client;

    /// @param allowPrivate whether addresses that are not public will do
    GuardedHttp(URI issuer, boolean allowPrivate) {
        this.issuer = issuer;
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Resolver(issuer.getHost(), allowPrivate))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(ANSWER)
                        .build())
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT)
                        .setResponseTimeout(ANSWER)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /// Looks names up once, for the check and the connection alike.
    private record Resolver(String trusted, boolean allowPrivate) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
            if (!allowPrivate && !host.equalsIgnoreCase(trusted)) {
                for (InetAddress address : addresses) {
                    if (!PublicAddress.test(address)) {
                        throw new UnknownHostException(host + " is no public address");
                    }
                }
            }
            return addresses;
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
        }
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        Answer answer = execute(ClassicRequestBuilder.get(checked(url)).build());
        if (answer.status() != 200) {
            throw new IOException(url + " answers " + answer.status());
        }
        return new Resource(answer.body(), answer.type());
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        var builder = ClassicRequestBuilder.create(request.getMethod().name()).setUri(checked(request.getURL()));
        for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet()) {
            boolean ofBody = header.getKey().equalsIgnoreCase("Content-Type");
            if (!ofBody) {
                header.getValue().forEach(value -> builder.addHeader(header.getKey(), value));
            }
        }
        String body = request.getBody();
        if (body != null) {
            var entity = new StringEntity(body, org.apache.hc.core5.http.ContentType.APPLICATION_FORM_URLENCODED);
            builder.setEntity(entity);
        }
        Answer answer = execute(builder.build());
        var response = new HTTPResponse(answer.status());
        try {
            if (answer.type() != null) {
                response.setEntityContentType(ContentType.parse(answer.type()));
            }
        } catch (java.text.ParseException e) {
            throw new IOException("the answer's type is malformed", e);
        }
        response.setBody(answer.body());
        return response;
    }

    private URI checked(URL url) throws IOException {
        URI uri;
        try {
            uri = url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        boolean ofIssuer = issuer.getScheme().equalsIgnoreCase(uri.getScheme())
                && issuer.getHost().equalsIgnoreCase(uri.getHost())
                && issuer.getPort() == uri.getPort();
        if (!ofIssuer && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw new IOException("the issuer leads to " + uri + ", which is not encrypted");
        }
        return uri;
    }

    private record Answer(int status, String type, String body) {}

    private Answer execute(ClassicHttpRequest request) throws IOException {
        return client.execute(request, GuardedHttp::read);
    }

    private static Answer read(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        var type = response.getFirstHeader("Content-Type");
        String typeText = type == null ? "application/json" : type.getValue();
        if (entity == null) {
            return new Answer(response.getCode(), typeText, "");
        }
        try (InputStream in = entity.getContent()) {
            byte[] body = in.readNBytes(MAX_ANSWER + 1);
            if (body.length > MAX_ANSWER) {
                throw new IOException("the answer is larger than " + MAX_ANSWER + " bytes");
            }
            return new Answer(response.getCode(), typeText, new String(body, UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
