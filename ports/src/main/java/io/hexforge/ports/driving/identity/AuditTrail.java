package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.ports.driven.identity.AuditLog;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Records what happened to accounts and tenants. Safe for concurrent use.
///
/// An entry is durable when the method returns; a [io.hexforge.ports.driven.PortException] means that it may not be.
/// So record after the act itself is done and complete. No secret belongs here; what nevertheless looks like one is
/// starred, texts are cut at 500 characters, and control characters replaced.
public final class AuditTrail {
    private static final int MAX_TEXT = 500;
    private static final String STARS = "****";
    private static final Pattern SECRET_NAME =
            Pattern.compile("(^|_)(password|passwd|secret|token|otp|code|codes|authorization|cookie|api_?key)$");
    private static final Pattern SECRET_VALUE =
            Pattern.compile("\\b(hfr?_[\\w-]{8,}|eyJ[\\w-]{4,}\\.[\\w.-]+|sk-[\\w-]{12,})");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private final AuditLog log;
    private final Ids ids;

    public AuditTrail(AuditLog log, Ids ids) {
        this.log = log;
        this.ids = ids;
    }

    /// Records what `actor` did in the tenant that it acts in.
    ///
    /// @param actor null for what the system did by itself, for no tenant
    /// @param action in the past tense, dotted, such as `session.revoked`
    /// @param subject what it was done to, such as `user:0190…`
    /// @param ip where the request came from; null for what no request caused
    public void record(
            @Nullable Actor actor, String action, String subject, @Nullable String ip, Map<String, String> details) {
        UUID tenantId = actor == null ? null : actor.tenantId();
        UUID userId = actor == null ? null : actor.userId();
        record(tenantId, userId, action, subject, ip, details);
    }

    /// Records what somebody did who shows no credential, or not yet, such as a login.
    ///
    /// @param tenantId null for what concerns no tenant
    /// @param userId null for somebody unknown
    public void record(
            @Nullable UUID tenantId,
            @Nullable UUID userId,
            String action,
            String subject,
            @Nullable String ip,
            Map<String, String> details) {
        var clean = new TreeMap<String, String>();
        details.forEach((name, value) ->
                clean.put(clean(name), SECRET_NAME.matcher(name).find() ? STARS : clean(value)));
        log.append(new AuditEvent(
                ids.next(),
                ids.clock().instant(),
                tenantId,
                userId,
                action,
                clean(subject),
                ip == null ? null : clean(ip),
                clean));
    }

    private static String clean(String text) {
        String printable = UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
        String starred = SECRET_VALUE.matcher(printable).replaceAll(STARS);
        return starred.length() <= MAX_TEXT ? starred : starred.substring(0, MAX_TEXT) + "…";
    }
}
