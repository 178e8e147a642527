package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.gateway.Route;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;

/// Tells the client, in headers, who answered and why.
final class RouteHeaders {
    private static final double NANOS_PER_MILLI = 1e6;

    private RouteHeaders() {}

    /// @param overheadNanos time spent here, as opposed to waiting for the provider
    static void set(HttpServletResponse response, Route route, long overheadNanos) {
        var deployment = route.deployment();
        response.setHeader("x-hexforge-provider", deployment.endpoint().kind().name());
        response.setHeader("x-hexforge-model", printable(deployment.model()));
        response.setHeader("x-hexforge-deployment", printable(deployment.id()));
        response.setHeader("x-hexforge-attempts", Integer.toString(route.attempts()));
        response.setHeader("x-hexforge-route-reason", route.reason());
        response.setHeader(
                "x-hexforge-overhead-ms", String.format(Locale.ROOT, "%.3f", overheadNanos / NANOS_PER_MILLI));
    }

    /// A model's name is the client's own text and may hold anything; a header may not.
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
