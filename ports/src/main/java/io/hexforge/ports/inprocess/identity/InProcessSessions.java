package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.Session;
import io.hexforge.ports.driven.identity.SessionStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sessions in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessSessions implements SessionStore {
    private static final Comparator<Session> LAST_USED_FIRST = Comparator.comparing(Session::rotatedAt)
            .thenComparing(session -> session.id().toString())
            .reversed();

    private final Map<UUID, Session> sessions = new HashMap<>();
    private long version;

    @Override
    public synchronized List<UUID> add(Session session, int most) {
        sessions.put(session.id(), session);
        Stream<Session> surplus = open(session.userId()).sorted(LAST_USED_FIRST).skip(most);
        return end(surplus, EndReason.TOO_MANY, session.createdAt());
    }

    @Override
    public synchronized Optional<Session> find(UUID id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public synchronized List<Session> list(Actor actor) {
        return open(actor.userId()).sorted(LAST_USED_FIRST).toList();
    }

    @Override
    public synchronized boolean save(Session changed, Session expected) {
        Session stored = sessions.get(changed.id());
        boolean current = stored != null
                && !stored.ended()
                && stored.generation() == expected.generation()
                && stored.epoch() == expected.epoch()
                && stored.authenticatedAt().equals(expected.authenticatedAt());
        if (current) {
            sessions.put(changed.id(), changed);
            version += changed.epoch() == expected.epoch() ? 0 : 1;
        }
        return current;
    }

    @Override
    public synchronized Optional<Session> end(UUID id, EndReason why, Instant now) {
        return find(id).filter(session -> !session.ended()).map(session -> {
            refuse(session, open -> open.ended(why, now));
            return session;
        });
    }

    @Override
    public synchronized List<UUID> endAll(UUID userId, @Nullable UUID except, EndReason why, Instant now) {
        return end(open(userId).filter(session -> !session.id().equals(except)), why, now);
    }

    private List<UUID> end(Stream<Session> open, EndReason why, Instant now) {
        List<Session> ending = open.toList();
        ending.forEach(session -> refuse(session, each -> each.ended(why, now)));
        return ending.stream().map(Session::id).toList();
    }

    @Override
    public synchronized Map<UUID, Integer> regrant(UUID userId, Instant now) {
        return open(userId).toList().stream()
                .map(session -> refuse(session, open -> open.regranted(now)))
                .collect(Collectors.toUnmodifiableMap(Session::id, Session::epoch));
    }

    @Override
    public synchronized Map<UUID, Integer> refusedSince(Instant since) {
        return sessions.values().stream()
                .filter(session ->
                        session.refusedAt() != null && !session.refusedAt().isBefore(since))
                .collect(Collectors.toUnmodifiableMap(Session::id, Session::refusedBelow));
    }

    @Override
    public synchronized long version() {
        return version;
    }

    @Override
    public synchronized int forgetBefore(Instant end) {
        int before = sessions.size();
        sessions.values().removeIf(session -> lastSign(session).isBefore(end));
        return before - sessions.size();
    }

    private static Instant lastSign(Session session) {
        Instant endedAt = session.endedAt();
        return endedAt == null ? session.rotatedAt() : endedAt;
    }

    private Session refuse(Session session, UnaryOperator<Session> change) {
        Session changed = change.apply(session);
        sessions.put(session.id(), changed);
        version++;
        return changed;
    }

    private Stream<Session> open(UUID userId) {
        return sessions.values().stream()
                .filter(session -> !session.ended() && session.userId().equals(userId));
    }
}
