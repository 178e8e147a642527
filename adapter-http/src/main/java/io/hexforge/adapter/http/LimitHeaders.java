package io.hexforge.adapter.http;

import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Standing;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells the client, in headers, where its limits stand: `RateLimit` and `RateLimit-Policy`
/// (draft-ietf-httpapi-ratelimit-headers-10), and on the vendors' routes what these vendors' clients read.
///
/// Where several limits have one name, the one with the least room is told. Budgets are not: they are nobody's
/// business but their owner's, who finds them at `/v1/budgets`.
public final class LimitHeaders {
    private static final List<String> VENDORS_NAMES = List.of("requests", "tokens");
    private static final long MICROS_PER_SECOND = 1_000_000;

    private LimitHeaders() {}

    /// Sets the headers, and notes that the request has been counted.
    public static void set(Context ctx, List<Standing> standings) {
        Exchange.of(ctx).counted();
        if (standings.isEmpty()) {
            return;
        }
        Map<String, Standing> tightest = tightest(standings);
        var policy = new StringBuilder();
        var state = new StringBuilder();
        tightest.forEach((name, standing) -> {
            String separator = policy.isEmpty() ? "" : ", ";
            policy.append(separator).append('"').append(name).append("\";q=");
            policy.append(standing.limit().capacity());
            state.append(separator).append('"').append(name).append("\";r=").append(standing.remaining());
            if (standing.limit() instanceof Limit.Bucket bucket) {
                policy.append(";w=").append(bucket.refill().toSeconds());
                state.append(";t=").append(seconds(standing.reset()));
            }
        });
        HttpServletResponse response = ctx.res();
        if (!policy.isEmpty()) {
            response.setHeader("RateLimit-Policy", policy.toString());
            response.setHeader("RateLimit", state.toString());
        }
        ErrorShape shape = ErrorShape.of(ctx.path());
        if (shape != ErrorShape.PROBLEM) {
            VENDORS_NAMES.forEach(name -> {
                Standing standing = tightest.get(name);
                if (standing != null) {
                    vendors(response, name, standing, shape == ErrorShape.ANTHROPIC);
                }
            });
        }
    }

    private static Map<String, Standing> tightest(List<Standing> standings) {
        var tightest = new LinkedHashMap<String, Standing>();
        for (Standing standing : standings) {
            if (!(standing.limit() instanceof Limit.Budget)) {
                tightest.merge(standing.name(), standing, (a, b) -> b.remaining() < a.remaining() ? b : a);
            }
        }
        return tightest;
    }

    private static void vendors(HttpServletResponse response, String name, Standing standing, boolean anthropic) {
        String limit = Long.toString(standing.limit().capacity());
        String remaining = Long.toString(standing.remaining());
        response.setHeader("x-ratelimit-limit-" + name, limit);
        response.setHeader("x-ratelimit-remaining-" + name, remaining);
        response.setHeader("x-ratelimit-reset-" + name, standing.reset().toMillis() + "ms");
        if (anthropic) {
            response.setHeader("anthropic-ratelimit-" + name + "-limit", limit);
            response.setHeader("anthropic-ratelimit-" + name + "-remaining", remaining);
            response.setHeader(
                    "anthropic-ratelimit-" + name + "-reset", whole(standing).toString());
        }
    }

    private static Instant whole(Standing standing) {
        long micros = standing.level().micros();
        return Instant.ofEpochSecond(micros / MICROS_PER_SECOND)
                .plus(standing.reset())
                .plusSeconds(1)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private static long seconds(Duration time) {
        return Math.ceilDiv(time.toMillis(), 1000L);
    }
}
