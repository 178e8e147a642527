package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import java.util.Optional;

/// What happened, in order, never changed again: each entry carries the hash of the one before it, so that a changed
/// or missing entry shows. See [io.hexforge.domain.identity.AuditChain].
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `AuditLogContract`.
public interface AuditLog {
    /// Adds an entry to the end of its tenant's chain.
    void append(AuditEvent event);

    /// {@return entries of the actor's tenant, or of all for a system administrator, newest first}
    ///
    /// Of whom its tenant does not allow to administer it, nothing is asked here: see `ReadAudit`.
    Page<AuditEvent> page(Actor actor, AuditFilter filter, Page.Request request);

    /// Recomputes all chains.
    ///
    /// @return what is wrong with the first entry that does not fit, or empty if all fit
    Optional<String> check();
}
