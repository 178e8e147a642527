package io.hexforge.adapter.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What commands ask about who belongs to what, and what they did. Like [Hexforge] in all else.
public interface Tenancy {
    /// {@return entries of the audit log, the newest first}
    List<AuditEntry> audit(AuditQuestion question);

    /// {@return what is wrong with the audit log, or empty if it is whole}
    Optional<String> checkAudit();

    /// @param action as it is recorded, or its beginning up to a dot; null for any
    /// @param subject such as `user:0190…`; null for any
    /// @param count how many, at most 100
    record AuditQuestion(@Nullable String action, @Nullable String subject, int count) {}

    /// @param actorId null for somebody unknown and for the system
    record AuditEntry(
            String at,
            @Nullable String tenantId,
            @Nullable String actorId,
            String action,
            String subject,
            @Nullable String ip,
            Map<String, String> details) {
        public AuditEntry {
            details = Map.copyOf(details);
        }
    }
}
