package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.ports.driven.identity.MemberStore;
import java.util.Map;
import java.util.UUID;

/// Lets somebody who is logged in act in another tenant that they belong to. Safe for concurrent use.
public final class SwitchTenant {
    private final MemberStore members;
    private final Sessions sessions;
    private final AuditTrail audit;

    public SwitchTenant(MemberStore members, Sessions sessions, AuditTrail audit) {
        this.members = members;
        this.sessions = sessions;
        this.audit = audit;
    }

    public sealed interface Outcome {
        /// @param signedIn new tokens; the old ones are worthless
        record Done(SignedIn signedIn) implements Outcome {}

        /// The actor belongs to no such tenant.
        record NotFound() implements Outcome {}

        /// The session has ended.
        record Over() implements Outcome {}
    }

    /// @param actor somebody with a session
    public Outcome to(Actor actor, UUID tenantId) {
        UUID sessionId = actor.sessionId();
        if (sessionId == null || members.find(tenantId, actor.userId()).isEmpty()) {
            return new Outcome.NotFound();
        }
        return sessions.actIn(sessionId, tenantId)
                .<Outcome>map(signedIn -> {
                    var details = Map.of("from", actor.tenantId().toString());
                    audit.record(
                            tenantId, actor.userId(), "session.tenant_switched", "session:" + sessionId, null, details);
                    return new Outcome.Done(signedIn);
                })
                .orElseGet(Outcome.Over::new);
    }
}
