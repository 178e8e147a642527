package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened to an account or a tenant and may have to be explained later.
///
/// @param tenantId null for what concerns no tenant, such as a failed login of somebody unknown
/// @param actorId who did it; null for somebody unknown and for the system itself
/// @param action in the past tense, dotted, such as `session.revoked` or `password.changed`
/// @param subject what it was done to, such as `user:0190…`
/// @param ip where the request came from; null for what no request caused
/// @param details never a secret, a password, a token or a prompt
public record AuditEvent(
        UUID id,
        Instant at,
        @Nullable UUID tenantId,
        @Nullable UUID actorId,
        String action,
        String subject,
        @Nullable String ip,
        Map<String, String> details) {
    public AuditEvent {
        at = at.truncatedTo(ChronoUnit.MICROS);
        details = Map.copyOf(new TreeMap<>(details));
    }
}
