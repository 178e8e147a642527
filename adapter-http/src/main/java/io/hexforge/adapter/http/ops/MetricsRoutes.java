package io.hexforge.adapter.http.ops;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.javalin.http.Context;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/// `GET /metrics`, for Prometheus.
public record MetricsRoutes(CollectorRegistry registry) implements Routes.Group {
    @Override
    public void addTo(Routes routes) {
        routes.get("/metrics", Access.localOrScope(Scope.OPS_READ), Metering.never(), this::metrics);
    }

    private void metrics(Context ctx) throws IOException {
        String format = TextFormat.chooseContentType(ctx.header("Accept"));
        ctx.contentType(format);
        try (var out = new OutputStreamWriter(ctx.res().getOutputStream(), StandardCharsets.UTF_8)) {
            TextFormat.writeFormat(format, out, registry.metricFamilySamples());
        }
    }
}
