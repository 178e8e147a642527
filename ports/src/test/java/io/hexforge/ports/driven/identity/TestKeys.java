package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.domain.identity.KeyLimits;
import java.time.Instant;
import java.util.Random;
import java.util.Set;

/// Keys for contract tests.
public final class TestKeys {
    /// An instant that shows whether microseconds are kept.
    public static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123457Z");

    private static final Random RANDOM = new Random(2);

    private TestKeys() {}

    /// {@return a key that is in force and has every optional member but the ones of withdrawn keys}
    public static ApiKey of(Actor owner) {
        return of(owner, ApiKeySecret.generate(RANDOM));
    }

    public static ApiKey of(Actor owner, ApiKeySecret secret) {
        return new ApiKey(
                TestActors.IDS.next(),
                owner.tenantId(),
                owner.userId(),
                "build server – ü",
                secret.preview(),
                secret.hash(),
                Set.of(Scope.GATEWAY_USE, Scope.KEYS_READ),
                new KeyLimits(60L, 100_000L, true, 4L),
                NOW,
                NOW.plusSeconds(86_400),
                null,
                null,
                1);
    }

    public static ApiKey successorOf(ApiKey key) {
        return key.successor(TestActors.IDS.next(), ApiKeySecret.generate(RANDOM), NOW.plusSeconds(1));
    }
}
