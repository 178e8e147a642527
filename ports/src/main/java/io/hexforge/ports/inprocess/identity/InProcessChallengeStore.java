package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.ChallengeStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Challenges in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessChallengeStore implements ChallengeStore {
    private static final int MOST = 100_000;

    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final InstantSource clock;

    public InProcessChallengeStore(InstantSource clock) {
        this.clock = clock;
    }

    private record Kept(String payload, Instant until) {}

    @Override
    public synchronized void put(String key, String payload, Duration ttl) {
        Instant now = clock.instant();
        forget(now);
        kept.remove(key);
        if (kept.size() >= MOST) {
            throw new PortException(Kind.UNAVAILABLE, "too many challenges are open", null);
        }
        kept.put(key, new Kept(payload, now.plus(ttl)));
    }

    @Override
    public synchronized Optional<String> take(String key) {
        Kept found = kept.remove(key);
        return found == null || !clock.instant().isBefore(found.until())
                ? Optional.empty()
                : Optional.of(found.payload());
    }

    /// Looks at the oldest alone, and at all only when there are many, so that it costs nothing to be called often.
    private void forget(Instant now) {
        if (kept.size() >= MOST) {
            kept.values().removeIf(each -> !now.isBefore(each.until()));
        }
        Iterator<Kept> oldest = kept.values().iterator();
        while (oldest.hasNext() && !now.isBefore(oldest.next().until())) {
            oldest.remove();
        }
    }
}
