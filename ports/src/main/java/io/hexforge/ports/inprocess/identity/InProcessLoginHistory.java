package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.GuessingPolicy.Failures;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.LoginHistory;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Wrong guesses and known places in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessLoginHistory implements LoginHistory {
    private final Map<SecretHash, Failures> failures = new HashMap<>();
    private final Map<Place, Instant> places = new HashMap<>();

    private record Place(UUID userId, SecretHash place) {}

    @Override
    public synchronized Map<SecretHash, Failures> failures(Set<SecretHash> subjects) {
        var found = new HashMap<>(failures);
        found.keySet().retainAll(subjects);
        return found;
    }

    @Override
    public synchronized void failed(Map<SecretHash, GuessingPolicy> subjects, Instant at) {
        subjects.forEach((subject, policy) ->
                failures.merge(subject, new Failures(1, at), (before, one) -> policy.failed(before, at)));
    }

    @Override
    public synchronized void clear(SecretHash subject) {
        failures.remove(subject);
    }

    @Override
    public synchronized boolean knows(UUID userId, SecretHash place) {
        return places.containsKey(new Place(userId, place));
    }

    @Override
    public synchronized void remember(UUID userId, SecretHash place, Instant at) {
        places.put(new Place(userId, place), at);
    }

    @Override
    public synchronized int forgetBefore(Instant failuresBefore, Instant placesBefore) {
        int before = failures.size() + places.size();
        failures.values().removeIf(each -> each.last().isBefore(failuresBefore));
        places.values().removeIf(each -> each.isBefore(placesBefore));
        return before - failures.size() - places.size();
    }
}
