package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driven.identity.AuditLog;
import java.util.Optional;

/// Shows the audit log of a tenant to its administrators, and of all tenants to who administers the installation.
/// Safe for concurrent use.
public final class ReadAudit {
    private final AuditLog log;

    public ReadAudit(AuditLog log) {
        this.log = log;
    }

    public sealed interface Checked {
        record Intact() implements Checked {}

        /// @param what which entry does not fit, and how
        record Broken(String what) implements Checked {}

        /// Only who administers the installation may check.
        record Forbidden() implements Checked {}
    }

    /// {@return entries, newest first}
    ///
    /// @param actor who has the scope `audit:read`
    public Page<AuditEvent> page(Actor actor, AuditFilter filter, Page.Request request) {
        return log.page(actor, filter, request);
    }

    /// Recomputes the hashes of all entries.
    public Checked check(Actor actor) {
        if (!actor.systemAdmin()) {
            return new Checked.Forbidden();
        }
        Optional<String> flaw = log.check();
        return flaw.isEmpty() ? new Checked.Intact() : new Checked.Broken(flaw.get());
    }
}
