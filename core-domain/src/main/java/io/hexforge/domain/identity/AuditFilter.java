package io.hexforge.domain.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which entries of the audit log are wanted; null is any.
///
/// @param action as it is recorded, or its beginning up to a dot, such as `session.`
/// @param since included
/// @param until excluded
public record AuditFilter(
        @Nullable String action,
        @Nullable UUID actorId,
        @Nullable String subject,
        @Nullable Instant since,
        @Nullable Instant until) {
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);

    public boolean accepts(AuditEvent event) {
        return (action == null || matches(event.action(), action))
                && (actorId == null || actorId.equals(event.actorId()))
                && (subject == null || subject.equals(event.subject()))
                && (since == null || !event.at().isBefore(since))
                && (until == null || event.at().isBefore(until));
    }

    private static boolean matches(String action, String wanted) {
        return wanted.endsWith(".") ? action.startsWith(wanted) : action.equals(wanted);
    }
}
