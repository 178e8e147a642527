package io.hexforge.adapter.http;

import io.hexforge.domain.Actor;
import io.hexforge.domain.ops.Demand;
import io.hexforge.ports.driven.ops.LimitStore.Reservation;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Counts each request once, and turns away what is too much.
record Turnstile(MeterRequests requests) {
    private static final long MILLIS_PER_SECOND = 1000;

    /// Lets a request through to its route's handler.
    void pass(Route route, Context ctx, Exchange exchange) throws Exception {
        switch (route.metering()) {
            case Metering.Never() -> route.handler().handle(ctx);
            case Metering.AsRequest plain -> {
                count(route, ctx, exchange);
                route.handler().handle(ctx);
            }
            case Metering.InBucket special -> {
                count(route, ctx, exchange);
                route.handler().handle(ctx);
            }
            case Metering.ByUseCase() -> unlessCounted(route, route.handler(), ctx, exchange);
        }
    }

    /// Counts a request that was not let in, so that credentials cannot be guessed without end.
    void turnedAway(Route route, Context ctx, Exchange exchange) {
        if (!(route.metering() instanceof Metering.Never)) {
            count(route, ctx, exchange);
        }
    }

    private void unlessCounted(Route route, Handler handler, Context ctx, Exchange exchange) throws Exception {
        try {
            handler.handle(ctx);
        } catch (Refused refused) {
            if (!exchange.metered()) {
                count(route, ctx, exchange);
            }
            throw refused;
        }
        if (!exchange.metered()) {
            reserve(route, exchange);
        }
    }

    private void count(Route route, Context ctx, Exchange exchange) {
        Reservation reservation = reserve(route, exchange);
        LimitHeaders.set(ctx, reservation.standings());
        if (reservation instanceof Reservation.Denied(Demand which, Duration retryAfter, var standings)) {
            throw new Refused(problem(which, retryAfter));
        }
    }

    private Reservation reserve(Route route, Exchange exchange) {
        Actor actor = exchange.actor();
        return actor == null
                ? requests.count(exchange.clientIp(), route.metering().specials())
                : requests.count(actor, route.metering().specials());
    }

    private static Problem problem(Demand which, @Nullable Duration retryAfter) {
        String detail = "the limit of " + which.limit().capacity() + " " + which.name() + " a minute is reached";
        long millis = retryAfter == null ? MILLIS_PER_SECOND : retryAfter.toMillis();
        return Problem.tooManyRequests(detail, Math.ceilDiv(millis, MILLIS_PER_SECOND))
                .with("retry-after-ms", Long.toString(millis));
    }
}
