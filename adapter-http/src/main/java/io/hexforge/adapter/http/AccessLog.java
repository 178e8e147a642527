package io.hexforge.adapter.http;

import io.hexforge.domain.Actor;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One line and one sample for each answered request. Never holds a header's value, a query or a body.
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.hexforge.access");
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String UNMATCHED = "unmatched";

    private final Histogram durations;

    AccessLog(CollectorRegistry registry) {
        durations = Histogram.build("hexforge_http_request_duration_seconds", "Time from first byte to last byte.")
                .labelNames("method", "route", "status")
                .buckets(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
                .register(registry);
    }

    void write(Exchange exchange, String method, int status) {
        Route route = exchange.route();
        String template = route == null ? UNMATCHED : route.template();
        String label = route == null ? "OTHER" : method;
        long nanos = System.nanoTime() - exchange.startNanos();
        durations.labels(label, template, Integer.toString(status)).observe(nanos / NANOS_PER_SECOND);
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("requestId", exchange.requestId())
                .addKeyValue("traceId", exchange.trace().traceId())
                .addKeyValue("method", method)
                .addKeyValue("route", template)
                .addKeyValue("status", status)
                .addKeyValue("durationMs", Math.round(nanos / NANOS_PER_MILLI * 100) / 100.0);
        Actor actor = exchange.actor();
        if (actor != null) {
            line = line.addKeyValue("userId", actor.userId()).addKeyValue("tenantId", actor.tenantId());
        }
        line.log("request");
    }
}
