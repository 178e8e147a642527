package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.EndSessions;
import io.hexforge.ports.driving.identity.Sessions;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Whoever runs commands on the Hexforge inside this process.
public record InProcessAccount(Actor actor, Sessions logins, EndSessions ends) implements Account {
    @Override
    public Me whoAmI() {
        var account = logins.who(actor).orElseThrow(() -> new CommandFailed("the user was deleted"));
        User user = account.user();
        EmailAddress email = user.email();
        UUID session = actor.sessionId();
        return new Me(
                user.id().toString(),
                user.username(),
                email == null ? null : email.value(),
                actor.tenantId().toString(),
                account.roleIn(actor.tenantId()).map(Role::wireName).orElse(null),
                user.systemAdmin(),
                session == null ? null : session.toString());
    }

    @Override
    public List<OpenSession> sessions() {
        return logins.list(actor).stream().map(this::open).toList();
    }

    @Override
    public void endSession(String id) {
        if (!ends.end(actor, uuid(id), null)) {
            throw new CommandFailed("you have no session with this id");
        }
    }

    @Override
    public int endOtherSessions() {
        return ends.endOthers(actor, null);
    }

    /// Whoever is at the machine itself has nothing to prove.
    @Override
    public void prove(UnaryOperator<String> ask) {}

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
