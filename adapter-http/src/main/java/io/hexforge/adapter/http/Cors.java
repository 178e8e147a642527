package io.hexforge.adapter.http;

import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Which web pages may call, by the Fetch standard's CORS protocol.
///
/// @param origins allowed ones, or `*` for any; any never gets credentials
record Cors(Set<String> origins) {
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS";
    private static final String DEFAULT_HEADERS = "authorization, content-type, idempotency-key, if-match, x-api-key";
    private static final String EXPOSED = "x-request-id, traceparent, retry-after, retry-after-ms, etag, location, "
            + "idempotency-replayed, x-should-retry, x-hexforge-provider, x-hexforge-model, x-hexforge-deployment, "
            + "x-hexforge-attempts, x-hexforge-route-reason, x-hexforge-overhead-ms, x-hexforge-cache, "
            + "x-hexforge-cost-usd, ratelimit, ratelimit-policy, x-ratelimit-limit-requests, "
            + "x-ratelimit-remaining-requests, x-ratelimit-reset-requests, x-ratelimit-limit-tokens, "
            + "x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens";

    /// Adds what every answer to an allowed page carries.
    void addTo(HttpFields request, HttpFields.Mutable response) {
        if (origins.isEmpty()) {
            return;
        }
        String origin = request.get("Origin");
        boolean any = origins.contains("*");
        if (!any) {
            response.add("Vary", "Origin");
        }
        if (!allows(origin)) {
            return;
        }
        response.put("Access-Control-Allow-Origin", any ? "*" : String.valueOf(origin));
        if (!any) {
            response.put("Access-Control-Allow-Credentials", "true");
        }
        response.put("Access-Control-Expose-Headers", EXPOSED);
    }

    /// Answers a preflight.
    ///
    /// @return false, doing nothing, if it is none
    boolean answer(Request request, Response response, Callback callback) {
        HttpFields headers = request.getHeaders();
        if (!"OPTIONS".equals(request.getMethod())
                || !headers.contains("Origin")
                || !headers.contains("Access-Control-Request-Method")) {
            return false;
        }
        if (allows(headers.get("Origin"))) {
            String wanted = headers.get("Access-Control-Request-Headers");
            response.getHeaders().put("Access-Control-Allow-Methods", METHODS);
            response.getHeaders().put("Access-Control-Allow-Headers", wanted == null ? DEFAULT_HEADERS : wanted);
            response.getHeaders().put("Access-Control-Max-Age", "600");
        }
        response.setStatus(204);
        callback.succeeded();
        return true;
    }

    private boolean allows(@Nullable String origin) {
        return origin != null && (origins.contains("*") || origins.contains(origin));
    }
}
