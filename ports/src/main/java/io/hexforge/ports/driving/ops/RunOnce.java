package io.hexforge.ports.driving.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import io.hexforge.ports.driven.ops.IdempotencyStore.Claim;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/// Lets a client repeat a request without having it executed twice. Answers are encrypted while they are remembered:
/// some hold a key that is shown once. Safe for concurrent use.
public final class RunOnce {
    private static final String CONTEXT = "answer to ";

    /// How long an answer is remembered.
    public static final Duration RETENTION = Duration.ofHours(24);

    private final IdempotencyStore store;
    private final SecretCipher cipher;
    private final Duration lease;

    /// @param lease longest time a request may run
    public RunOnce(IdempotencyStore store, SecretCipher cipher, Duration lease) {
        this.store = store;
        this.cipher = cipher;
        this.lease = lease;
    }

    public sealed interface Attempt {
        /// The request must be executed; then call `finished` or `failed` on this.
        final class First implements Attempt {
            private final IdempotencyStore store;
            private final SecretCipher cipher;
            private final String key;
            private final String fingerprint;

            private First(IdempotencyStore store, SecretCipher cipher, String key, String fingerprint) {
                this.store = store;
                this.cipher = cipher;
                this.key = key;
                this.fingerprint = fingerprint;
            }

            /// Remembers the answer.
            public void finished(StoredAnswer answer) {
                store.complete(key, fingerprint, sealed(answer, cipher, key), RETENTION);
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
            case Claim.Started() -> new Attempt.First(store, cipher, full, fingerprint);
            case Claim.InFlight() -> new Attempt.InFlight();
            case Claim.Mismatch() -> new Attempt.Misused();
            case Claim.Done(StoredAnswer answer) -> new Attempt.Repeated(opened(answer, full));
        };
    }

    /// Its body: the id of the encryption key, a zero, and the ciphertext.
    private static StoredAnswer sealed(StoredAnswer answer, SecretCipher cipher, String key) {
        SealedSecret sealed = cipher.seal(new Secret(new String(answer.body(), ISO_8859_1)), CONTEXT + key);
        byte[] keyId = sealed.keyId().getBytes(ISO_8859_1);
        byte[] body = ByteBuffer.allocate(keyId.length + 1 + sealed.bytes().length)
                .put(keyId)
                .put((byte) 0)
                .put(sealed.bytes())
                .array();
        return new StoredAnswer(answer.status(), answer.contentType(), body);
    }

    private StoredAnswer opened(StoredAnswer sealed, String key) {
        String text = new String(sealed.body(), ISO_8859_1);
        int end = text.indexOf('\0');
        byte[] bytes = Arrays.copyOfRange(sealed.body(), end + 1, sealed.body().length);
        Secret body = cipher.open(new SealedSecret(text.substring(0, end), bytes), CONTEXT + key);
        return new StoredAnswer(
                sealed.status(), sealed.contentType(), body.reveal().getBytes(ISO_8859_1));
    }
}
