package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Usage for contract tests.
public final class TestUsage {
    /// An instant that shows whether microseconds are kept.
    public static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123457Z");

    private TestUsage() {}

    /// {@return a record that has every optional member}
    public static UsageRecord of(Actor actor) {
        return of(actor, NOON, "openai", "gpt-5", 1_000L);
    }

    public static UsageRecord of(Actor actor, Instant at, String provider, String model, @Nullable Long costNanoUsd) {
        return of(actor, TestActors.IDS.next(), at, provider, model, costNanoUsd, UsageRecord.Status.OK);
    }

    public static UsageRecord of(
            Actor actor,
            @Nullable UUID keyId,
            Instant at,
            String provider,
            String model,
            @Nullable Long costNanoUsd,
            UsageRecord.Status status) {
        return new UsageRecord(
                TestActors.IDS.next(),
                at,
                actor.tenantId(),
                actor.userId(),
                keyId,
                "req-ü-1",
                provider,
                model,
                provider + "/" + model + "@server",
                new Usage(100, 20, 10, 30, 5),
                costNanoUsd,
                costNanoUsd == null ? null : TestActors.IDS.next(),
                Duration.ofMillis(1_234),
                Duration.ofMillis(321),
                status,
                2,
                true);
    }

    /// {@return a record that has no optional member}
    public static UsageRecord bare(Actor actor) {
        return new UsageRecord(
                TestActors.IDS.next(),
                NOON,
                actor.tenantId(),
                actor.userId(),
                null,
                "req-2",
                "",
                "unknown",
                "",
                Usage.NONE,
                null,
                null,
                Duration.ZERO,
                null,
                UsageRecord.Status.FAILED,
                0,
                false);
    }
}
