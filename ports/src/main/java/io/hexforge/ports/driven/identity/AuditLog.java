package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditEvent;
import java.util.Optional;

/// What happened, in order, never changed again: each entry carries the hash of the one before it, so that a changed
/// or missing entry shows.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `AuditLogContract`.
public interface AuditLog {
    /// Adds an entry to the end.
    void append(AuditEvent event);

    /// {@return entries of the actor's tenant, or of all for a system administrator, newest first}
    Page<AuditEvent> page(Actor actor, Page.Request request);

    /// Recomputes the chain.
    ///
    /// @return what is wrong with the first entry that does not fit, or empty if all fit
    Optional<String> check();
}
