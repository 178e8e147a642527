package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.Session;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets people end their own sessions, and records that they did. Safe for concurrent use.
public final class EndSessions {
    private final Sessions sessions;
    private final AuditTrail audit;

    public EndSessions(Sessions sessions, AuditTrail audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /// Ends the session that a refresh token belongs to, even if the token was exchanged long ago.
    ///
    /// @param ip where the request came from
    /// @return false, changing nothing, if the token is none of ours
    public boolean logOut(String refreshToken, @Nullable String ip) {
        Session session = sessions.withRefreshToken(refreshToken).orElse(null);
        if (session != null) {
            logOut(session.id(), ip);
        }
        return session != null;
    }

    /// Ends the session that somebody acts in.
    ///
    /// @param ip where the request came from
    public void logOut(UUID sessionId, @Nullable String ip) {
        sessions.end(sessionId, EndReason.LOGGED_OUT)
                .ifPresent(ended -> audit.record(
                        ended.tenantId(),
                        ended.userId(),
                        "session.logged_out",
                        "user:" + ended.userId(),
                        ip,
                        Map.of("session", sessionId.toString())));
    }

    /// Ends a session of the actor.
    ///
    /// @param ip where the request came from; null for the machine itself
    /// @return false, changing nothing, if the actor has no such session
    public boolean end(Actor actor, UUID sessionId, @Nullable String ip) {
        boolean ended = sessions.end(actor, sessionId, EndReason.REVOKED);
        if (ended) {
            record(actor, "session.revoked", Map.of("session", sessionId.toString()), ip);
        }
        return ended;
    }

    /// Ends all sessions of the actor but the one that it acts in.
    ///
    /// @param ip where the request came from; null for the machine itself
    /// @return how many were ended
    public int endOthers(Actor actor, @Nullable String ip) {
        int ended = sessions.endAll(actor.userId(), actor.sessionId(), EndReason.REVOKED);
        if (ended > 0) {
            record(actor, "session.others_revoked", Map.of("sessions", Integer.toString(ended)), ip);
        }
        return ended;
    }

    private void record(Actor actor, String action, Map<String, String> details, @Nullable String ip) {
        audit.record(actor, action, "user:" + actor.userId(), ip, details);
    }
}
