package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets who administers the installation replace the key that access tokens are signed with before its time.
/// Safe for concurrent use.
public final class RotateSigningKey {
    private final SigningKeys keys;
    private final AuditTrail audit;

    public RotateSigningKey(SigningKeys keys, AuditTrail audit) {
        this.keys = keys;
        this.audit = audit;
    }

    public sealed interface Outcome {
        /// @param id of the new key
        /// @param signsFrom when it takes over
        record Done(String id, Instant signsFrom) implements Outcome {}

        /// The actor does not administer the installation.
        record Forbidden() implements Outcome {}

        /// Tokens are signed by a secret that the operator has set.
        record SharedSecret() implements Outcome {}
    }

    /// @param atOnce whether all access tokens that there are become worthless, as when the key has leaked; clients
    ///     refresh theirs
    /// @param ip where the request came from; null for the machine itself
    public Outcome rotate(Actor actor, boolean atOnce, @Nullable String ip) {
        if (!actor.systemAdmin()) {
            return new Outcome.Forbidden();
        }
        if (keys.shared()) {
            return new Outcome.SharedSecret();
        }
        var successor = keys.rotate(atOnce);
        var details = Map.of("at_once", Boolean.toString(atOnce));
        audit.record(actor, "signing_key.rotated", "signing_key:" + successor.id(), ip, details);
        return new Outcome.Done(successor.id(), successor.signsFrom());
    }
}
