package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.gateway.Route;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells the client, in headers, who answered and why.
final class RouteHeaders {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private RouteHeaders() {}

    /// @param overheadNanos time spent here, as opposed to waiting for the provider
    static void set(HttpServletResponse response, Route route, long overheadNanos) {
        var deployment = route.deployment();
        response.setHeader("x-hexforge-provider", deployment.endpoint().kind().name());
        response.setHeader("x-hexforge-model", printable(deployment.model()));
        response.setHeader("x-hexforge-deployment", printable(deployment.id()));
        response.setHeader("x-hexforge-attempts", Integer.toString(route.attempts()));
        response.setHeader("x-hexforge-route-reason", route.reason());
        response.setHeader("x-hexforge-cache", route.cached() ? "hit" : "miss");
        response.setHeader("x-hexforge-overhead-ms", millis(overheadNanos));
    }

    /// Tells what a whole answer costs, if that is known.
    static void setCost(HttpServletResponse response, @Nullable Long nanoUsd) {
        if (nanoUsd != null) {
            response.setHeader("x-hexforge-cost-usd", dollars(nanoUsd));
        }
    }

    /// {@return US dollars, without zeros at the end}
    static String dollars(long nanoUsd) {
        return usd(nanoUsd).toPlainString();
    }

    static BigDecimal usd(long nanoUsd) {
        return BigDecimal.valueOf(nanoUsd, 9).stripTrailingZeros();
    }

    /// {@return milliseconds to three places}
    static String millis(long nanos) {
        String micros = Long.toString(1000 + Math.abs(nanos) / NANOS_PER_MICRO % 1000);
        return (nanos < 0 ? "-" : "") + Math.abs(nanos) / NANOS_PER_MILLI + "." + micros.substring(1);
    }

    /// A model's name is the client's own text and may hold anything; a header may not.
    static String printable(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < ' ' || text.charAt(at) > '~') {
                return UNPRINTABLE.matcher(text).replaceAll("?");
            }
        }
        return text;
    }
}
