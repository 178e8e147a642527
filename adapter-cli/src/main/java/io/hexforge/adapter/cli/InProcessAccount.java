package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.Sessions;
import java.util.List;
import java.util.UUID;

/// Whoever runs commands on the Hexforge inside this process.
public record InProcessAccount(Actor actor, Sessions logins) implements Account {
    @Override
    public Me whoAmI() {
        var person = logins.who(actor).orElseThrow(() -> new CommandFailed("the user was deleted"));
        User user = person.user();
        EmailAddress email = user.email();
        Role role = person.role();
        UUID session = actor.sessionId();
        return new Me(
                user.id().toString(),
                user.username(),
                email == null ? null : email.value(),
                actor.tenantId().toString(),
                role == null ? null : role.wireName(),
                user.systemAdmin(),
                session == null ? null : session.toString());
    }

    @Override
    public List<OpenSession> sessions() {
        return logins.list(actor).stream().map(this::open).toList();
    }

    @Override
    public void endSession(String id) {
        if (!logins.end(actor, uuid(id), EndReason.REVOKED)) {
            throw new CommandFailed("you have no session with this id");
        }
    }

    @Override
    public int endOtherSessions() {
        return logins.endAll(actor.userId(), actor.sessionId(), EndReason.REVOKED);
    }

    private OpenSession open(Session session) {
        return new OpenSession(
                session.id().toString(),
                session.id().equals(actor.sessionId()),
                session.device().userAgent(),
                session.device().ip(),
                session.createdAt().toString(),
                session.rotatedAt().toString());
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("you have no session with this id", e);
        }
    }
}
