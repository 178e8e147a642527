package io.hexforge.adapter.http.ops;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driving.ops.CheckHealth;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Whether the server lives, is ready, and how each part does.
public record HealthRoutes(CheckHealth health, String version, InstantSource clock) implements Routes.Group {
    record Health(String status, String service, String version, Instant timestamp) {}

    record Ready(String status, boolean ready) {}

    record Component(String status, String detail) {}

    record All(String status, String service, String version, Instant timestamp, Map<String, Component> components) {}

    @Override
    public void addTo(Routes routes) {
        routes.get("/health", Access.everybody(), Metering.never(), this::overview)
                .get(
                        "/health/live",
                        Access.everybody(),
                        Metering.never(),
                        ctx -> Answers.send(ctx, Answers.json(200, Map.of("status", "alive"))))
                .get("/health/ready", Access.everybody(), Metering.never(), this::ready)
                .get("/health/all", Access.everybody(), Metering.never(), this::all);
    }

    private void overview(Context ctx) {
        String status = switch (health.check().level()) {
            case UP -> "healthy";
            case DEGRADED -> "degraded";
            case DOWN -> "unhealthy";
        };
        Answers.send(ctx, Answers.json(200, new Health(status, "hexforge", version, clock.instant())));
    }

    private void ready(Context ctx) {
        CheckHealth.Report report = health.check();
        String status = report.ready() ? word(report.level()) : "not_ready";
        Answers.send(ctx, Answers.json(report.ready() ? 200 : 503, new Ready(status, report.ready())));
    }

    private void all(Context ctx) {
        CheckHealth.Report report = health.check();
        var components = new LinkedHashMap<String, Component>();
        report.components()
                .forEach((name, state) -> components.put(name, new Component(word(state.level()), state.detail())));
        Answers.send(
                ctx,
                Answers.json(
                        report.ready() ? 200 : 503,
                        new All(word(report.level()), "hexforge", version, clock.instant(), components)));
    }

    private static String word(HealthState.Level level) {
        return level == HealthState.Level.UP ? "ready" : level.name().toLowerCase(Locale.ROOT);
    }
}
