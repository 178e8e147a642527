package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Durable home of sessions.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `SessionStoreContract`.
public interface SessionStore {
    /// Stores a new session, and ends those of its user that are more than `most` then: the ones that were unused for
    /// longest.
    ///
    /// @return those that were ended
    List<UUID> add(Session session, int most);

    /// {@return the session, over or not, whoever's it is; for the check of refresh tokens}
    Optional<Session> find(UUID id);

    /// {@return the actor's own sessions that have not ended, in all tenants, the last used first}
    List<Session> list(Actor actor);

    /// Replaces a session that is not over.
    ///
    /// @param expected what `changed` was made from
    /// @return false, changing nothing, if the stored session has ended, or differs from `expected` in its
    ///     generation, its epoch, or when it was authenticated
    boolean save(Session changed, Session expected);

    /// Ends one session.
    ///
    /// @return the session as it was, or empty, changing nothing, if it is not there or was over before
    Optional<Session> end(UUID id, EndReason why, Instant now);

    /// Ends all sessions of a user, but for one perhaps.
    ///
    /// @return those that were ended
    List<UUID> endAll(UUID userId, @Nullable UUID except, EndReason why, Instant now);

    /// Begins a new epoch in all sessions of a user.
    ///
    /// @return the epochs that began
    Map<UUID, Integer> regrant(UUID userId, Instant now);

    /// {@return for each session whose access tokens were refused since `since`, the epoch below which they
    /// are}
    Map<UUID, Integer> refusedSince(Instant since);

    /// {@return a number that grows whenever `refusedSince` would answer more}
    long version();

    /// Forgets sessions that ended, or were last used, before `end`.
    int forgetBefore(Instant end);
}
