package io.hexforge.adapter.cli;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What commands ask about whoever runs them. Like [Hexforge] in all else.
public interface Account {
    Me whoAmI();

    /// {@return where the user is logged in, the last used first}
    List<OpenSession> sessions();

    void endSession(String id);

    /// Ends all sessions but the one that asks.
    ///
    /// @return how many
    int endOtherSessions();

    /// Proves once more who one is, which a server asks for before it does what is delicate.
    ///
    /// @param ask reads what is not echoed, by a question
    void prove(UnaryOperator<String> ask);

    /// @param role within the tenant; null for none
    /// @param sessionId null for who shows an API key or is at the machine itself
    record Me(
            String id,
            String username,
            @Nullable String email,
            String tenantId,
            @Nullable String role,
            boolean systemAdmin,
            @Nullable String sessionId) {}

    /// @param current whether it is the one that asks
    record OpenSession(String id, boolean current, String userAgent, String ip, String createdAt, String lastSeenAt) {}
}
