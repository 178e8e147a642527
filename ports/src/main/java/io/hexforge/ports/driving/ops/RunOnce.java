package io.hexforge.ports.driving.ops;

import io.hexforge.domain.Actor;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import io.hexforge.ports.driven.ops.IdempotencyStore.Claim;
import java.time.Duration;

/// Lets a client repeat a request without having it executed twice. Safe for concurrent use.
public final class RunOnce {
    /// How long an answer is remembered.
    public static final Duration RETENTION = Duration.ofHours(24);

    private final IdempotencyStore store;
    private final Duration lease;

    /// @param lease longest time a request may run
    public RunOnce(IdempotencyStore store, Duration lease) {
        this.store = store;
        this.lease = lease;
    }

    public sealed interface Attempt {
        /// The request must be executed; then call `finished` or `failed` on this.
        final class First implements Attempt {
            private final IdempotencyStore store;
            private final String key;
            private final String fingerprint;

            private First(IdempotencyStore store, String key, String fingerprint) {
                this.store = store;
                this.key = key;
                this.fingerprint = fingerprint;
            }

            /// Remembers the answer.
            public void finished(StoredAnswer answer) {
                store.complete(key, fingerprint, answer, RETENTION);
            }

            /// Lets the client try again.
            public void failed() {
                store.abandon(key, fingerprint);
            }
        }

        record Repeated(StoredAnswer answer) implements Attempt {}

        /// The first request with this key still runs.
        record InFlight() implements Attempt {}

        /// The key was used for another request.
        record Misused() implements Attempt {}
    }

    /// Begins a request.
    ///
    /// @param operation the route, such as `POST /v1/api-keys`
    /// @param key as the client chose it
    /// @param fingerprint a hash of the request's content
    public Attempt begin(Actor actor, String operation, String key, String fingerprint) {
        String full = actor.tenantId() + ":" + actor.userId() + ":" + operation + ":" + key;
        return switch (store.begin(full, fingerprint, lease)) {
            case Claim.Started() -> new Attempt.First(store, full, fingerprint);
            case Claim.InFlight() -> new Attempt.InFlight();
            case Claim.Mismatch() -> new Attempt.Misused();
            case Claim.Done(StoredAnswer answer) -> new Attempt.Repeated(answer);
        };
    }
}
