package io.hexforge.ports.driving.identity;

import java.util.UUID;
import java.util.function.Consumer;

/// Lets what was decided about a user reach the credentials that it holds: at once on this node, on others within
/// about a second. Safe for concurrent use.
public final class Reach {
    private final Authenticate authenticate;
    private final Consumer<UUID> regrant;
    private final Consumer<UUID> endSessions;

    /// @param regrant makes the sessions of a user go on with what it may do now
    /// @param endSessions ends all sessions of a user
    public Reach(Authenticate authenticate, Consumer<UUID> regrant, Consumer<UUID> endSessions) {
        this.authenticate = authenticate;
        this.regrant = regrant;
        this.endSessions = endSessions;
    }

    /// The user has other roles now.
    void changed(UUID userId) {
        authenticate.changed();
        regrant.accept(userId);
    }

    /// The user may not act any more, or not as before.
    void cutOff(UUID userId) {
        authenticate.changed();
        endSessions.accept(userId);
    }
}
